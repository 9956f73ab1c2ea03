"""Cost games: what every coalition would pay on its own, and the Shapley value of the whole's cost.

A game of n players is one array of 2**n costs. Coalition number m holds player i where bit i of m is set, so that
``costs[0]`` is the empty coalition, ``costs[1 << i]`` player i alone and ``costs[-1]`` everybody. The same array
may hold worths instead: then what falls to a player is a gain.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = [
    "CoalitionCost", "SampledShapley", "coalitions", "excess", "players", "sample_shapley", "shapley", "subset_sums",
]  # fmt: skip

MAX_PLAYERS = 20
"""Largest game that is listed coalition by coalition."""

Floats = NDArray[np.float64]
CoalitionCost = Callable[[NDArray[np.bool_]], Floats]
"""Costs, shape (m,), of coalitions given as membership, shape (m, n)."""


def players(costs: Floats) -> int:
    """Return n for an array of 2**n costs on the last axis.

    Raises
    ------
    ModelInputError : the axis is not a power of two of at least 2, more than ``MAX_PLAYERS`` players, a cost that
        is not finite, or an empty coalition that costs something
    """
    size = costs.shape[-1] if costs.ndim else 0
    n = size.bit_length() - 1
    if size < 2 or size != 1 << n:
        raise ModelInputError(
            f"{size} costs", where="costs", fix="2**n, one per coalition, the empty one first"
        )
    _listable(n, "costs")
    if not np.all(np.isfinite(costs)):
        raise ModelInputError("a cost is not finite", where="costs")
    if np.any(costs[..., 0] != 0):
        raise ModelInputError("the empty coalition must cost 0", where="costs")
    return n


def coalitions(n: int) -> NDArray[np.bool_]:
    """Return who is in each coalition, shape (2**n, n), bool."""
    _listable(n, "coalitions(n)")
    return np.asarray((np.arange(1 << n)[:, None] >> np.arange(n)) % 2 == 1)


def subset_sums(x: ArrayLike) -> Floats:
    """Return the sum over every coalition, shape (..., n) to (..., 2**n)."""
    a = np.asarray(x, dtype=float)
    _listable(a.shape[-1] if a.ndim else 0, "subset_sums(x)")
    sums = np.zeros((*a.shape[:-1], 1))
    for i in range(a.shape[-1]):
        sums = np.concatenate([sums, sums + a[..., i, None]], axis=-1)
    return sums


def excess(costs: ArrayLike, shares: ArrayLike) -> Floats:
    """Return what each coalition pays above its own cost, shape (..., 2**n).

    Shares that pay the whole are in the core if no coalition's excess is above 0.

    Parameters
    ----------
    costs : shape (..., 2**n)
    shares : shape (..., n)

    Raises
    ------
    ModelInputError : see :func:`players`; or another number of shares than players
    """
    c, x = np.asarray(costs, dtype=float), np.asarray(shares, dtype=float)
    n = players(c)
    if x.shape[-1:] != (n,):
        raise ModelInputError(f"{n} shares are needed, one per player", where="excess(shares)")
    return np.asarray(subset_sums(x) - c)


def shapley(costs: ArrayLike) -> Floats:
    """Return the Shapley value: the mean over all orders of what each player adds to the cost on arrival.

    Parameters
    ----------
    costs : shape (..., 2**n), n <= ``MAX_PLAYERS``; leading axes are runs

    Returns
    -------
    shape (..., n), sums to the cost of everybody (Shapley 1953)

    Raises
    ------
    ModelInputError : see :func:`players`
    """
    c = np.asarray(costs, dtype=float)
    n = players(c)
    before = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)])
    numbers = np.arange(1 << n)
    size = subset_sums(np.ones(n)).astype(np.int64)
    value = np.empty((*c.shape[:-1], n))
    for i in range(n):
        without = numbers[(numbers >> i) % 2 == 0]
        value[..., i] = (c[..., without | (1 << i)] - c[..., without]) @ before[size[without]]
    return value


class SampledShapley(NamedTuple):
    """Estimates and their standard errors, each of shape (n,)."""

    value: Floats
    error: Floats


def sample_shapley(
    cost: CoalitionCost,
    n: int,
    rng: int | np.random.SeedSequence | np.random.Generator,
    *,
    orders: int = 1000,
) -> SampledShapley:
    """Return the Shapley value estimated from random orders, for games too large to be listed.

    Parameters
    ----------
    cost : returns costs, shape (m,), of coalitions, shape (m, n), bool; it is not asked for the empty one
    n : number of players, >= 1
    rng : seed or generator
    orders : random orders drawn, >= 2, each with its reverse; the marginal costs of an order sum to the whole's
        cost, and so do the estimates (Castro, Gomez and Tejada 2009)

    Raises
    ------
    ModelInputError : no player or fewer than 2 orders
    """
    if n < 1 or orders < 2:
        raise ModelInputError("at least 1 player and 2 orders are needed", where="sample_shapley(n, orders)")
    stream = np.random.default_rng(rng)
    total, squares = np.zeros(n), np.zeros(n)
    for _ in range(orders):
        order = stream.permutation(n)
        pair = 0.5 * (_marginals(cost, order) + _marginals(cost, order[::-1]))
        total, squares = total + pair, squares + pair**2
    mean = total / orders
    variance = np.maximum(squares / orders - mean**2, 0.0) * orders / (orders - 1)
    return SampledShapley(mean, np.sqrt(variance / orders))


def _marginals(cost: CoalitionCost, order: NDArray[np.int64]) -> Floats:
    n = len(order)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    inside = place[None, :] <= np.arange(n)[:, None]
    added = np.diff(cost(inside), prepend=0.0)
    return np.asarray(added[place])


def _listable(n: int, where: str) -> None:
    if not 1 <= n <= MAX_PLAYERS:
        raise ModelInputError(f"{n} players; coalitions are listed for 1 to {MAX_PLAYERS}", where=where)
