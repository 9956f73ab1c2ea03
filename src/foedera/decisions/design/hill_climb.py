"""Towards a target of power with whole weights: a damped fixed point, then a hill climb."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.decisions.design.small_games import powers
from foedera.decisions.design.weights import optimal_quota, whole_votes

__all__ = [
    "TRANSFERS", "Climbed", "QuotaRule", "allowance", "deviation", "fixed_votes", "near_optimal", "quota_share_rule",
    "settle",
]  # fmt: skip

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

QuotaRule = Callable[[Integers], Integers]
"""Quotas, shape (B,), of weights of shape (B, n)."""

TRANSFERS = 12
"""Members up to which the hill climb also moves votes from one to another."""

_ITERATIONS = 100
_LEAST_DAMPING = 1.0 / 64.0


class Climbed(NamedTuple):
    """Where a hill climb ended.

    ``weights`` (n,) and ``quota``, whole votes; ``powers`` (n,); ``settled``, whether no step improves them;
    ``iterations`` of the fixed point, ``steps`` of the climb and ``games`` looked at.
    """

    weights: Integers
    quota: int
    powers: Floats
    settled: bool
    iterations: int
    steps: int
    games: int


def quota_share_rule(share: Fraction) -> QuotaRule:
    """Return quotas that are a share of all votes, rounded up."""
    up, down = share.numerator, share.denominator  # Python integers: products may pass 2^63
    return lambda weights: np.array([-(-int(s) * up // down) for s in weights.sum(axis=1)], dtype=np.int64)


def fixed_votes(quota: int) -> QuotaRule:
    """Return quotas that stay as they are."""
    return lambda weights: np.full(len(weights), quota, dtype=np.int64)


def deviation(aim: Floats, found: Floats) -> Floats:
    """Return the Euclidean distance of powers, shape (B, n), from the aim, shape (B,)."""
    return np.asarray(np.sqrt(((found - aim) ** 2).sum(axis=-1)))


def near_optimal(weights: Integers) -> Integers:
    """Return the quotas at which power is nearly proportional to weights."""
    total = weights.sum(axis=1)
    return np.asarray(np.minimum(np.ceil(optimal_quota(weights) * total).astype(np.int64), total))


def allowance(n: int) -> int:
    """Return how many games a hill climb of n members looks at: some seconds' worth, a minute's with hundreds."""
    return 100_000 if n <= TRANSFERS else 60_000 // n


def settle(
    aim: Floats, start: Integers | None, votes: int, rule: QuotaRule, index: str, tolerance: float,
    max_games: int | None = None, *, free: bool = False, enough: bool = False,
) -> Climbed:  # fmt: skip
    """Return weights near the aim: fixed point, then hill climb.

    Parameters
    ----------
    aim : shape (n,), sums to 1
    start : shape (n,) or None
    votes : whole votes that the fixed point shares out
    rule : quotas of weights; the fixed point's too where ``free``
    max_games : games after which the hill climb goes no further; None takes :func:`allowance`
    free : whether the hill climb may change the quota
    enough : whether to stop as soon as the tolerance is met
    """
    weights, quota, iterations = _fixed_point(aim, start, votes, rule, index)
    at = powers(weights[None], np.array([quota]), index)[0]
    steps, games, settled = 0, iterations + 1, False
    limit = allowance(len(aim)) if max_games is None else max_games

    def done() -> bool:
        return games >= limit or (enough and float(np.abs(at - aim).max()) <= tolerance)

    while not settled and not done():
        settled = True  # unless a round through all steps improves something, or is cut short
        for step in _steps(weights):
            while True:
                if done():
                    settled = False
                    break
                near, quotas = _neighbours(weights, quota, step, rule, free)
                tried = powers(near, quotas, index)
                games += len(near)
                off = deviation(aim, tried)
                best = int(np.argmin(off)) if len(off) else -1
                if best < 0 or off[best] >= float(deviation(aim, at)) - 1e-13:
                    break
                weights, quota, at = near[best], int(quotas[best]), tried[best]
                steps, settled = steps + 1, False
    return Climbed(weights, quota, at, settled, iterations, steps, games)


def _steps(weights: Integers) -> list[int]:
    """Return falling powers of two, from about a quarter of the largest weight to 1."""
    return [1 << k for k in range(max(0, int(weights.max()).bit_length() - 3), -1, -1)]


def _fixed_point(
    aim: Floats, start: Integers | None, votes: int, rule: QuotaRule, index: str
) -> tuple[Integers, int, int]:
    """Return the best weights on the way of the damped iteration, their quota, and the number of iterations."""
    x = aim if start is None else np.where((start == 0) & (aim > 0), 0.1 * aim * start.sum(), start)
    tried = whole_votes(aim, votes) if start is None else start
    held, weights, quota, iterations = x, tried, int(rule(tried[None])[0]), 0
    least, damping, ratio = np.inf, 1.0, np.ones_like(aim)
    while iterations < _ITERATIONS:
        iterations += 1
        quotas = rule(tried[None])
        at = powers(tried[None], quotas, index)[0]
        off = float(deviation(aim, at))
        if off < least:
            least, held, weights, quota = off, x, tried, int(quotas[0])
            ratio = np.where(at > 0, aim / np.where(at > 0, at, 1.0), 2.0)
            ratio = np.where(aim > 0, np.clip(ratio, 0.5, 2.0), 0.0)
        else:
            damping /= 2.0
        if least == 0.0 or damping < _LEAST_DAMPING:
            break
        x = held * ratio**damping
        tried = whole_votes(x, votes)
    return weights, quota, iterations


def _neighbours(
    weights: Integers, quota: int, step: int, rule: QuotaRule, free: bool
) -> tuple[Integers, Integers]:
    """Return weights one step away, and their quotas."""
    n = len(weights)
    one = np.eye(n, dtype=np.int64) * step
    moves = [one, -one]
    if n <= TRANSFERS:
        i, j = np.nonzero(~np.eye(n, dtype=bool))
        moves.append(one[i] - one[j])
    near = weights + np.concatenate(moves)
    if free:
        near = np.concatenate([near, weights[None], weights[None]])
        quotas = np.full(len(near), quota, dtype=np.int64)
        quotas[-2:] += np.array([step, -step])
    else:
        quotas = rule(near)
    fine = (near >= 0).all(axis=1) & (quotas >= 1) & (quotas <= near.sum(axis=1))
    return near[fine], quotas[fine]
