"""The smallest change of weights that brings the powers of a body within reach of a target.

Changes are looked through by size: all that move one vote, all that move two, ... The first that serves is the
smallest, and what was looked through without success is a proven lower bound. Where the changes become too many, a
hill climb towards the target gives weights that serve, which are then drawn back towards the old ones as far as the
tolerance allows: an upper bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.design.hill_climb import QuotaRule, fixed_votes, quota_share_rule, settle
from foedera.decisions.design.inverse import aim_of, checked_search, whole_weights
from foedera.decisions.design.small_games import CATALOGUED, MAX_TOGETHER, catalogue, powers

__all__ = ["KEEPS", "Change", "smallest_change"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

KEEPS = ("share", "votes")
"""What stays of the quota when weights change: its share of all votes (rounded up), or the number of votes."""

GAMES = (1_500, 200_000)
"""Games looked through one size after another: between these, fewer the more members there are."""


@dataclass(frozen=True)
class Change:
    """The smallest change of weights that was found.

    Parameters
    ----------
    weights : shape (n,), whole votes
    quota : votes needed
    powers : shape (n,), the power they give, exact
    change : sum of the absolute changes of all weights
    bound : no change smaller than this serves, which is proven
    exact : whether the change is the smallest there is: ``change`` equals ``bound``
    largest : largest absolute deviation of a member's power from the target
    reached : whether all members are within the tolerance; if not, these are the closest weights that were found
    impossible : no weighted game at all comes within the tolerance, proven up to six members
    """

    weights: Integers
    quota: int
    powers: Floats
    change: int
    bound: int
    exact: bool
    largest: float
    reached: bool
    impossible: bool


def smallest_change(
    weights: ArrayLike,
    quota: int,
    target: ArrayLike,
    tolerance: float = 0.01,
    *,
    index: str = "banzhaf",
    keep: str = "share",
    games: int | None = None,
) -> Change:
    """Return the smallest change of weights after which every member's power is within reach of a target.

    Parameters
    ----------
    weights : shape (n,), whole votes today
    quota : votes needed today
    target : shape (n,), amounts >= 0 in the proportion that the powers should have
    tolerance : deviation allowed to each member's power [share of all power]
    index : "banzhaf" (normalised) or "shapley_shubik"
    keep : one of ``KEEPS``
    games : how many games to look through by size of change before the hill climb; None looks through as many as
        take a few seconds

    Returns
    -------
    Change. ``exact`` says whether it is proven to be the smallest
    """
    aim = aim_of(target, "smallest_change(target)")
    checked_search(index, tolerance, games, "smallest_change")
    old = whole_weights(weights, len(aim), "smallest_change(weights)")
    total = int(old.sum())
    if not 1 <= quota <= total:
        raise ModelInputError(f"quota {quota} of {total} votes", where="smallest_change(quota)")
    if keep not in KEEPS:
        raise ModelInputError(f"keep = {keep!r}", where="smallest_change(keep)", fix=" or ".join(KEEPS))
    rule = fixed_votes(quota) if keep == "votes" else quota_share_rule(Fraction(quota, total))
    hopeless = _hopeless(aim, index, tolerance)
    budget = _budget(len(aim)) if games is None else games
    bound, found = 0, None
    for size, near in ((0, old[None]),) if hopeless else _by_size(old, budget):
        found = _first(aim, near, rule, index, tolerance)
        if found is not None:
            return _change(aim, old, found, rule, index, tolerance, size, False)
        bound = size + 1
    climbed = settle(aim, old, total, rule, index, tolerance, enough=True)
    new = climbed.weights
    if np.abs(climbed.powers - aim).max() <= tolerance:
        new = _drawn_back(aim, old, new, rule, index, tolerance)
    return _change(aim, old, new, rule, index, tolerance, bound, hopeless)


def _change(
    aim: Floats, old: Integers, new: Integers, rule: QuotaRule, index: str, tolerance: float, bound: int,
    hopeless: bool,
) -> Change:  # fmt: skip
    quota = rule(new[None])
    at = powers(new[None], quota, index)[0]
    largest, change = float(np.abs(at - aim).max()), int(np.abs(new - old).sum())
    reached = largest <= tolerance
    return Change(
        new, int(quota[0]), at, change, bound, reached and change == bound, largest, reached, hopeless
    )


def _hopeless(aim: Floats, index: str, tolerance: float) -> bool:
    """Return whether no weighted game comes within the tolerance; only small bodies are looked through."""
    if len(aim) > CATALOGUED:
        return False
    games = catalogue(len(aim))
    off = np.abs(powers(games.weights, games.quota, index) - np.sort(aim)[::-1]).max(axis=1)
    return bool(off.min() > tolerance)


def _budget(n: int) -> int:
    if n > MAX_TOGETHER:
        return GAMES[0]
    return int(np.clip(2**31 // (n << n), *GAMES))


def _by_size(old: Integers, budget: int) -> Iterator[tuple[int, Integers]]:
    """Yield (size, weights, shape (B, n)) of all changes of one size after another, within the budget."""
    n, seen, size = len(old), 0, 0
    while seen + (more := _number(n, size)) <= max(budget, 1):
        near = old + _moves(n, size)
        yield size, near[(near >= 0).all(axis=1)]
        seen, size = seen + more, size + 1


def _number(n: int, size: int) -> int:
    """Return how many whole vectors of n entries have absolute values that sum to a size."""
    if size == 0:
        return 1
    return sum(2**k * comb(n, k) * comb(size - 1, k - 1) for k in range(1, min(n, size) + 1))


@cache
def _moves(n: int, size: int) -> Integers:
    """Return these vectors, shape (B, n)."""
    if n == 1:
        return np.array([[size], [-size]] if size else [[0]], dtype=np.int64)
    parts = []
    for k in range(-size, size + 1):
        rest = _moves(n - 1, size - abs(k))
        parts.append(np.concatenate([np.full((len(rest), 1), k, dtype=np.int64), rest], axis=1))
    return np.concatenate(parts)


def _valid(near: Integers, rule: QuotaRule) -> tuple[Integers, Integers]:
    quotas = rule(near)
    fine = (quotas >= 1) & (quotas <= near.sum(axis=1))
    return near[fine], quotas[fine]


def _first(aim: Floats, near: Integers, rule: QuotaRule, index: str, tolerance: float) -> Integers | None:
    """Return the weights that come closest to the aim among those that serve, or None."""
    near, quotas = _valid(near, rule)
    if not len(near):
        return None
    off = np.abs(powers(near, quotas, index) - aim).max(axis=1)
    best = int(np.argmin(off))
    return near[best] if off[best] <= tolerance else None


def _drawn_back(
    aim: Floats, old: Integers, new: Integers, rule: QuotaRule, index: str, tolerance: float
) -> Integers:
    """Return weights between the old and the new ones, as near to the old as the tolerance allows."""

    def serves(weights: Integers) -> bool:
        return _first(aim, weights[None], rule, index, tolerance) is not None

    parts = np.arange(1, 33) / 32.0
    for part in parts:
        between = old + np.rint(part * (new - old)).astype(np.int64)
        if serves(between):
            new = between
            break
    while True:
        before = new
        for i in np.argsort(-np.abs(new - old), kind="stable"):
            step = abs(int(new[i] - old[i]))
            while step:
                trial = new.copy()
                trial[i] += int(np.sign(old[i] - new[i])) * min(step, abs(int(new[i] - old[i])))
                if not np.array_equal(trial, new) and serves(trial):
                    new = trial
                else:
                    step //= 2
        changed = np.flatnonzero(new != old)
        for i, j in combinations(changed, 2):
            trial = new.copy()
            trial[[i, j]] += np.sign(old[[i, j]] - new[[i, j]])
            if serves(trial):
                new = trial
                break
        if np.array_equal(before, new):
            return new
