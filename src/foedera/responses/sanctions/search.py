"""Which coalition, which sectors, how strongly: rankings, the best coalition of a size, and the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.coalitions import Coalitions, Outcome
from foedera.responses.sanctions.measures import Measure, places

__all__ = ["Best", "best_of_size", "efficient", "every_coalition", "frontier", "rank_sectors"]

EXACT = 4096  # coalitions that are enumerated without asking


def every_coalition(
    coalitions: Coalitions, candidates: Sequence[str], *, limit: int = EXACT
) -> list[Outcome]:
    """Return all coalitions of the candidates, most punishment per unit of own cost first.

    Parameters
    ----------
    coalitions : the question
    candidates : states that may take part
    limit : coalitions at most

    Raises
    ------
    ModelInputError : more coalitions than the limit
    """
    places(coalitions.economy, candidates, coalitions.target)
    number = 2 ** len(candidates) - 1
    if number > limit:
        raise ModelInputError(f"{number} coalitions of {len(candidates)} candidates", where="candidates",
                              fix=f"fewer candidates, limit={number}, or best_of_size")  # fmt: skip
    found = [
        coalitions.outcome(s) for k in range(1, len(candidates) + 1) for s in combinations(candidates, k)
    ]
    return sorted(found, key=lambda o: (-o.ratio, -o.target_loss, o.senders))


@dataclass(frozen=True, eq=False)
class Best:
    """The best coalition of a size, and how sure that is.

    Parameters
    ----------
    outcome : of the coalition
    exact : whether all coalitions of the size were solved
    bound : no coalition of the size does better if what was seen on the way holds throughout (see
        :func:`best_of_size`); the value itself if exact; NaN for the ratio found greedily
    ceiling : target's loss if all candidates take part: nothing does better if no further sender ever helps the target
    increases : share of the steps looked at in which a further sender added to the target's loss
    diminishing : share of additions that shrank from one step to the next: 1 decreasing returns, 0 growing ones
    solved : coalitions looked at
    """

    outcome: Outcome
    exact: bool
    bound: float
    ceiling: float
    increases: float
    diminishing: float
    solved: int


def best_of_size(
    coalitions: Coalitions,
    candidates: Sequence[str],
    size: int,
    *,
    by: str = "target_loss",
    limit: int = EXACT,
) -> Best:
    """Return the coalition of a size that hurts the target most, or most per unit of own cost.

    Up to `limit` coalitions are all solved. Beyond, senders are added one by one, each time the best one. If additions
    are never negative, a coalition S* of k of the m candidates is then held by

    - f(S) + the k largest additions to S, at any S, if additions shrink as the coalition grows (Nemhauser, Wolsey and
      Fisher 1978);
    - f(all) - the m - k smallest losses from one sender alone, if additions grow with it, as they do when senders
      close each other's detours.

    Which of them holds is no law here. The result counts how often additions were positive and how often they shrank
    on the way; its bound is the first if all shrank, the second if none did, and otherwise f(all).

    Parameters
    ----------
    coalitions : the question
    candidates : states that may take part
    size : senders, at least 1
    by : "target_loss" or "ratio"
    limit : coalitions at most for the exact answer

    Raises
    ------
    ModelInputError : a size that the candidates do not allow, or another `by`
    """
    if by not in ("target_loss", "ratio"):
        raise ModelInputError(f"by = '{by}'", where="by", fix="target_loss or ratio")
    places(coalitions.economy, candidates, coalitions.target)
    if not 1 <= size <= len(candidates):
        raise ModelInputError(f"size {size} of {len(candidates)} candidates", where="size")

    def value(o: Outcome) -> float:
        return o.target_loss if by == "target_loss" else o.ratio

    if (number := comb(len(candidates), size)) <= limit:
        best = max((coalitions.outcome(s) for s in combinations(candidates, size)), key=value)
        ceiling = coalitions.outcome(candidates).target_loss
        return Best(best, True, value(best), ceiling, float("nan"), float("nan"), number)
    return _greedy(coalitions, candidates, size, by)


def _greedy(coalitions: Coalitions, candidates: Sequence[str], size: int, by: str) -> Best:
    now = coalitions.outcome(())
    whole = coalitions.outcome(candidates).target_loss
    before: dict[str, float] = {}
    shrinking, growing = float("inf"), float("nan")
    up, down = [], []
    solved = 1
    while True:
        tried = {c: coalitions.outcome((*now.senders, c)) for c in candidates if c not in now.senders}
        solved += len(tried)
        gains = {c: o.target_loss - now.target_loss for c, o in tried.items()}
        up += [g > 0 for g in gains.values()]
        down += [g <= before[c] for c, g in gains.items() if c in before]
        added = sorted(gains.values())
        if not before:
            growing = whole - sum(added[: len(candidates) - size])
        shrinking = min(shrinking, now.target_loss + sum(max(g, 0.0) for g in added[-size:]))
        if len(now.senders) == size:
            break
        score = {c: o.target_loss if by == "target_loss" else o.ratio for c, o in tried.items()}
        now = tried[max(score, key=lambda c: score[c])]
        before = gains
    shrank = float(np.mean(down))
    bound = {0.0: growing, 1.0: min(shrinking, whole)}.get(shrank, whole)
    if by == "ratio":
        bound = float("nan")
    return Best(now, False, bound, whole, float(np.mean(up)), shrank, solved)


def rank_sectors(coalitions: Coalitions, senders: Sequence[str]) -> list[tuple[str, Outcome]]:
    """Return every sector of the question alone, the one that hurts the target most first."""
    chosen = coalitions.sectors or coalitions.economy.sectors
    found = [(s, coalitions.like(sectors=(s,)).outcome(senders)) for s in chosen]
    return sorted(found, key=lambda pair: (-pair[1].target_loss, pair[0]))


def frontier(
    coalitions: Coalitions, senders: Sequence[str], strengths: Sequence[float] = (0.25, 0.5, 0.75, 1.0)
) -> list[tuple[float, Outcome]]:
    """Return punishment and own cost of a coalition as its measure grows.

    Parameters
    ----------
    coalitions : the question; its measure is at strength 1
    senders : the coalition
    strengths : in [0, 1], of enforcement, of the tariff's points, or of the barrier less 1

    Raises
    ------
    ModelInputError : a strength outside [0, 1]
    """
    if not all(0.0 <= s <= 1.0 for s in strengths):
        raise ModelInputError("strengths outside [0, 1]", where="strengths", fix="1 is the whole measure")
    return [(s, coalitions.like(measure=_scaled(coalitions.measure, s)).outcome(senders)) for s in strengths]


def _scaled(measure: Measure, strength: float) -> Measure:
    return replace(
        measure, enforcement=measure.enforcement * strength, tariff=measure.tariff * strength,
        barrier=1.0 + (measure.barrier - 1.0) * strength,
    )  # fmt: skip


def efficient(outcomes: Sequence[Outcome]) -> NDArray[np.bool_]:
    """Return which outcomes nobody beats: none has at least the target's loss at less cost, or more at the same."""
    loss, cost = (np.array([getattr(o, f) for o in outcomes]) for f in ("target_loss", "own_cost"))
    better = (loss[None] >= loss[:, None]) & (cost[None] <= cost[:, None])
    better &= (loss[None] > loss[:, None]) | (cost[None] < cost[:, None])
    return np.asarray(~better.any(axis=1))
