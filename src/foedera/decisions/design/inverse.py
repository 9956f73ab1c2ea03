r"""The inverse problem of power: whole weights whose power comes closest to a target.

Power indices take few values in small bodies, so that most targets have no exact answer; what is asked for are the
weights with the least sum of squared deviations.

* Up to six members the answer is global: every weighted game is listed, and a linear programme says whether a game
  can be had with the quota share that was asked for.
* Beyond, a damped fixed-point iteration, w_i <- w_i (t_i / beta_i)^lambda (in the spirit of Leech 2002), and then a
  hill climb over whole weights in steps of falling powers of two. What it ends in is checked to be a local optimum.

Powers are exact all along (:mod:`foedera.decisions.design.small_games`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.decisions.design.hill_climb import QuotaRule, deviation, near_optimal, quota_share_rule, settle
from foedera.decisions.design.small_games import CATALOGUED, KINDS, Catalogue, catalogue, powers, winners
from foedera.decisions.design.weights import MAX_VOTES, whole_votes
from foedera.decisions.rule_tree import fraction

__all__ = ["CARD", "Found", "aim_of", "checked_search", "weights_for", "whole_weights"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

VOTES_EACH = 200
"""Votes per member that the weights of larger bodies share out, unless told otherwise."""

_TOTALS = (*range(1, 401), 1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Found:
    """Weights, and how good they are.

    Parameters
    ----------
    weights : shape (n,), whole votes
    quota : votes needed
    powers : shape (n,), the power they give, exact
    distance : Euclidean distance of powers and target: what was made small
    largest : largest absolute deviation of a member
    reached : whether every member is within the tolerance
    optimum : "global" (no weighted game comes closer, under the quota share if one was given), "local" (no change of
        one weight by a power of two, down to 1, comes closer, nor of the quota if it is free, nor a transfer up to
        ``hill_climb.TRANSFERS`` members) or "none" (not checked: the tolerance or the limit of games was met)
    iterations : of the fixed point
    steps : improvements by the hill climb
    games : games whose power was computed
    """

    weights: Integers
    quota: int
    powers: Floats
    distance: float
    largest: float
    reached: bool
    optimum: str
    iterations: int
    steps: int
    games: int


def weights_for(
    target: ArrayLike,
    quota_share: float | str | Fraction | None = None,
    *,
    index: str = "banzhaf",
    votes: int | None = None,
    start: ArrayLike | None = None,
    tolerance: float = 1e-9,
    max_games: int | None = None,
) -> Found:
    """Return whole weights whose power comes closest to a target.

    Parameters
    ----------
    target : shape (n,), amounts >= 0 in the proportion that the powers should have
    quota_share : share of the votes needed, in (0, 1], the quota being rounded up; None lets the quota be found too
    index : "banzhaf" (normalised) or "shapley_shubik"
    votes : to be shared out in a body of more than six members, ``VOTES_EACH`` per member if None; the hill climb may
        end with a few more or less. More votes come closer and take longer. Up to six members the least that serve
        are found
    start : shape (n,), whole weights to begin with; kept if their power is within the tolerance. None begins with
        the target itself
    tolerance : deviation of a member up to which the target counts as reached
    max_games : games after which the hill climb goes no further; None takes ``hill_climb.allowance``, which is less
        the more members there are

    Returns
    -------
    Found. Where the target cannot be had, the closest that was found, with ``reached`` False
    """
    aim = aim_of(target, "weights_for(target)")
    checked_search(index, tolerance, max_games, "weights_for")
    n, share = len(aim), None if quota_share is None else fraction(quota_share, "weights_for(quota_share)")
    rule = near_optimal if share is None else quota_share_rule(share)
    first = None if start is None else whole_weights(start, n, "weights_for(start)")
    tried = 0
    if first is not None:
        found = _judged(aim, first, rule, index, tolerance)
        if found.reached:
            return found
        tried = 1
    if n <= CATALOGUED:
        return _global(aim, share, index, tolerance, tried)
    total = n * VOTES_EACH if votes is None else votes
    if first is not None and votes is None:
        total = int(first.sum())
    if not 1 <= total <= MAX_VOTES:
        raise ModelInputError(f"{total} votes", where="weights_for(votes)", fix=f"1 to {MAX_VOTES}")
    end = settle(aim, first, total, rule, index, tolerance, max_games, free=share is None)
    optimum = "local" if end.settled else "none"
    return _found(
        aim,
        end.weights,
        end.quota,
        end.powers,
        tolerance,
        optimum,
        end.iterations,
        end.steps,
        end.games + tried,
    )


def aim_of(target: ArrayLike, where: str) -> Floats:
    """Return a target as shares of power, shape (n,)."""
    t = np.asarray(target, dtype=float)
    if t.ndim != 1 or t.size < 1 or not (np.all(t >= 0) and np.all(np.isfinite(t)) and t.sum() > 0):
        raise ModelInputError(
            "the target must be a list of numbers >= 0, not all 0", where=where, fix="one per member"
        )
    return np.asarray(t / t.sum())


def checked_search(index: str, tolerance: float, games: int | None, where: str) -> None:
    """Raise :class:`ModelInputError` unless these make sense."""
    if index not in KINDS:
        raise ModelInputError(
            f"no aim for index '{index}'", where=f"{where}(index)", fix="one of " + ", ".join(KINDS)
        )
    if not tolerance >= 0 or (games is not None and games < 0):
        raise ModelInputError("tolerance and number of games must not be negative", where=where)


def whole_weights(weights: ArrayLike, n: int, where: str) -> Integers:
    """Return whole weights of n members, shape (n,); others raise :class:`ModelInputError`."""
    w = np.asarray(weights, dtype=float)
    if w.shape != (n,) or not (np.all(w >= 0) and np.all(w == np.floor(w)) and 0 < w.sum() <= MAX_VOTES):
        raise ModelInputError(
            f"the weights are not {n} whole numbers >= 0 with a sum of 1 to {MAX_VOTES}", where=where,
            fix="multiply by a power of ten and round",
        )  # fmt: skip
    return np.asarray(w, dtype=np.int64)


def _judged(aim: Floats, weights: Integers, rule: QuotaRule, index: str, tolerance: float) -> Found:
    quota = rule(weights[None])
    found = powers(weights[None], quota, index)[0]
    return _found(aim, weights, int(quota[0]), found, tolerance, "none", 0, 0, 1)


def _found(
    aim: Floats, weights: Integers, quota: int, found: Floats, tolerance: float, optimum: str, *work: int
) -> Found:
    largest = float(np.abs(found - aim).max())
    distance = float(deviation(aim, found))
    if distance <= 1e-15:
        optimum = "global"
    return Found(weights, quota, found, distance, largest, largest <= tolerance, optimum, *work)


def _global(aim: Floats, share: Fraction | None, index: str, tolerance: float, tried: int) -> Found:
    """Return the weighted game of few members that comes closest."""
    order = np.argsort(-aim, kind="stable")
    games = catalogue(len(aim))
    given = powers(games.weights, games.quota, index)
    optimum = "global"
    away = np.round(deviation(aim[order], given), 12)
    stricter = games.quota / games.weights.sum(axis=1)
    for k in np.lexsort((-stricter, away)):  # of equally close games one that no two halves can win at once
        if share is None:
            weights, quota = games.weights[k], int(games.quota[k])
        else:
            able, held = _with_share(games, int(k), share)
            if held is None:
                optimum = "local" if able else optimum
                continue
            weights, quota = held, int(quota_share_rule(share)(held[None])[0])
        back = np.empty(len(aim), dtype=np.intp)
        back[order] = np.arange(len(aim))
        return _found(aim, weights[back], quota, given[k][back], tolerance, optimum, 0, 0, len(given) + tried)
    raise AssertionError("one member may always decide alone")


def _with_share(games: Catalogue, k: int, share: Fraction) -> tuple[bool, Integers | None]:
    """Return whether a game can be had with a quota of this share, and its weights if whole ones were found."""
    from scipy.optimize import linprog

    wins, plain, rule = games.wins[k], games.weights[k], quota_share_rule(share)
    n = len(plain)

    def serves(weights: Integers) -> bool:
        quota = rule(weights[None])
        return bool(np.array_equal(winners(weights[None], quota)[0], wins))

    if serves(plain):
        return True, plain
    inside = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(float)
    falling = np.concatenate([np.diff(np.eye(n), axis=0), np.zeros((n - 1, 1))], axis=1)  # w_(i+1) - w_i
    level = falling[plain[:-1] == plain[1:]]
    c = float(share)
    for slack in (1.0, 0.0):  # winners clear the quota as losers miss it; or meet it exactly
        left = np.concatenate(
            [np.where(wins[:, None], -inside, inside), np.where(wins, slack, 1.0)[:, None]], axis=1
        )
        solved = linprog(
            -np.eye(n + 1)[-1], A_ub=np.concatenate([left, falling]),
            b_ub=np.concatenate([np.where(wins, -c, c), np.zeros(n - 1)]),
            A_eq=np.concatenate([[[1.0] * n + [0.0]], level]), b_eq=[1.0] + [0.0] * len(level),
            bounds=[(0.0, None)] * n + [(None, None)],
        )  # fmt: skip
        at = np.zeros(n + 1) if solved.x is None else np.asarray(solved.x)
        if at[-1] > 1e-9:
            for total in _TOTALS:
                weights = whole_votes(np.maximum(at[:-1], 0.0), total)
                if serves(weights):
                    return True, weights
            return True, None
    return False, None


CARD = Card(
    id="decisions.inverse",
    title="The inverse problem: weights that give the powers wanted",
    cites=("leech2002", "kurz2012", "kurz2014", "muroga1970"),
    valid="one weighted condition; global up to six members, a checked local optimum beyond",
    claims_not="that beyond six members no other weights come closer",
)
