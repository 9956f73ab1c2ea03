r"""Shares that no coalition would rather leave: the core, the least core and the nucleolus of a cost game.

    least core   min e  such that  x(S) <= C(S) + e  for every S but the empty one and the whole,  x(N) = C(N)

The nucleolus (Schmeidler 1969) goes on: of the shares with the least e it presses down the next largest excess, and
so on, by a sequence of linear programs (Maschler, Peleg and Shapley 1979) in which coalitions with a positive dual
price are tied and those that the tied ones determine are dropped. Programs are solved by HiGHS. Beyond 15 members
coalitions are found one by one by search, and the answer says that it is not proved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cost_games import CoalitionCost, coalitions, excess, players, subset_sums
from foedera.core.errors import ConvergenceError, ModelInputError

__all__ = [
    "LeastCore",
    "Worst",
    "least_core",
    "least_core_by_search",
    "nucleolus",
    "search_worst",
    "worst_coalition",
]

Floats = NDArray[np.float64]
_SAME = 1e-9
"""Relative size below which dual prices and differences of cost count as 0."""

_DEPENDENT = 1e-7
"""Length of what is left of a coalition, the tied ones taken out, below which they determine it."""


class Worst(NamedTuple):
    """The coalition (n,) bool that pays most above its own cost, by how much, and whether that is proved."""

    inside: NDArray[np.bool_]
    excess: float
    exact: bool


class LeastCore(NamedTuple):
    """Shares (n,), the largest excess of a coalition, and whether all coalitions were looked at."""

    shares: Floats
    excess: float
    exact: bool


def worst_coalition(costs: ArrayLike, shares: ArrayLike) -> Worst:
    """Return the coalition with the largest excess, neither empty nor everybody.

    Shares are in the core if its excess is not above 0 and they sum to the cost of everybody.

    Parameters
    ----------
    costs : shape (2**n,), n >= 2
    shares : shape (n,)

    Raises
    ------
    ModelInputError : see :func:`foedera.core.cost_games.excess`
    """
    c = _game(costs)
    over = excess(c, shares)[1:-1]
    best = int(over.argmax())
    return Worst(coalitions(players(c))[best + 1], float(over[best]), True)


def least_core(costs: ArrayLike) -> LeastCore:
    """Return shares whose largest excess is as small as it can be; one of several in general.

    Parameters
    ----------
    costs : shape (2**n,), n >= 2

    Raises
    ------
    ModelInputError : no cost game
    ConvergenceError : the linear program was not solved
    """
    c = _game(costs)
    n = players(c)
    saved = _savings(c)
    if saved.scale == 0:
        return LeastCore(saved.back(np.zeros(n)), 0.0, True)
    x, _ = _solve(coalitions(n)[1:-1].astype(float), saved.limit[1:-1], np.ones((1, n)), saved.limit[-1:])
    return LeastCore(saved.back(x[:-1]), float(saved.scale * x[-1]), True)


def nucleolus(costs: ArrayLike) -> LeastCore:
    """Return the shares that press down the largest excess, then the next, and so on; there is exactly one.

    No member is asked for more than it would pay alone.

    Parameters
    ----------
    costs : shape (2**n,), n >= 2

    Raises
    ------
    ModelInputError : no cost game, or members that would pay less alone than together
    ConvergenceError : a linear program was not solved
    """
    c = _game(costs)
    n = players(c)
    saved = _savings(c)
    if saved.scale == 0:
        return LeastCore(saved.back(np.zeros(n)), 0.0, True)
    if saved.limit[-1] > _SAME:
        raise ModelInputError("members would pay less alone than together", where="nucleolus(costs)")
    rows, limit = coalitions(n)[1:-1].astype(float), saved.limit[1:-1]
    tied, due = np.ones((1, n)), saved.limit[-1:]
    base = tied / np.sqrt(n)
    first: float | None = None
    while True:
        x, price = _solve(rows, limit, tied, due, upper=_SAME)
        first = float(saved.scale * x[-1]) if first is None else first
        before = len(base)
        for k in np.flatnonzero(price > _SAME):
            rest = rows[k] - base.T @ (base @ rows[k])
            if np.linalg.norm(rest) > _DEPENDENT:
                base = np.concatenate([base, rest[None] / np.linalg.norm(rest)])
                tied, due = np.concatenate([tied, rows[k : k + 1]]), np.append(due, limit[k] + x[-1])
        if len(base) == n:
            return LeastCore(saved.back(np.asarray(np.linalg.solve(tied, due), dtype=float)), first, True)
        if len(base) == before:
            raise ConvergenceError("no coalition binds", where="nucleolus")
        loose = np.linalg.norm(rows - rows @ base.T @ base, axis=1) > _DEPENDENT
        rows, limit = rows[loose], limit[loose]


def search_worst(
    cost: CoalitionCost,
    shares: ArrayLike,
    rng: int | np.random.SeedSequence | np.random.Generator,
    *,
    starts: int = 20,
) -> Worst:
    """Return the coalition with the largest excess that a search finds, for games too large to be listed.

    From each member alone, from everybody but one, and from random coalitions, members change sides one at a time
    as long as that raises the excess.

    Parameters
    ----------
    cost : returns costs, shape (m,), of coalitions, shape (m, n), bool
    shares : shape (n,), n >= 2
    rng : seed or generator
    starts : random coalitions to start from, >= 0

    Returns
    -------
    Worst with ``exact`` False: a lower bound of the true excess
    """
    x = np.asarray(shares, dtype=float)
    n = x.size
    if x.ndim != 1 or n < 2 or starts < 0:
        raise ModelInputError("at least 2 members are needed", where="search_worst(shares)")
    alone = np.eye(n, dtype=bool)
    random = np.random.default_rng(rng).random((starts, n)) < 0.5
    random = random[random.any(axis=1) & ~random.all(axis=1)]
    inside = np.concatenate([alone, ~alone, random])
    value = inside @ x - cost(inside)
    while True:
        near = inside[:, None, :] ^ alone
        flat = near.reshape(-1, n)
        proper = flat.any(axis=1) & ~flat.all(axis=1)
        each = np.full(len(flat), -np.inf)
        each[proper] = flat[proper] @ x - cost(flat[proper])
        over = each.reshape(len(inside), n)
        best = over.argmax(axis=1)
        gain = np.take_along_axis(over, best[:, None], 1)[:, 0]
        better = gain > value + _SAME * (1.0 + np.abs(value))
        if not better.any():
            top = int(value.argmax())
            return Worst(inside[top], float(value[top]), False)
        moved = np.unique(near[np.flatnonzero(better), best[better]], axis=0)
        still = ~better & (value >= value.max())
        inside = np.asarray(np.concatenate([inside[still], moved]))
        value = inside @ x - cost(inside)


def least_core_by_search(
    cost: CoalitionCost, n: int, rng: int | np.random.SeedSequence | np.random.Generator, *, rounds: int = 200
) -> LeastCore:
    """Return least-core shares with coalitions added as they are found to object.

    Parameters
    ----------
    cost, rng : as in :func:`search_worst`
    n : number of members, >= 2
    rounds : linear programs solved at most

    Returns
    -------
    LeastCore with ``exact`` False: the search may have missed a coalition

    Raises
    ------
    ConvergenceError : coalitions still objected in the last round
    """
    stream = np.random.default_rng(rng)
    if n < 2:
        raise ModelInputError("at least 2 members are needed", where="least_core_by_search(n)")
    alone = np.eye(n, dtype=bool)
    known = np.unique(np.concatenate([alone, ~alone]), axis=0)
    single = cost(alone)
    total = float(cost(np.ones((1, n), dtype=bool))[0] - single.sum())
    limit = cost(known) - known @ single
    scale = float(max(np.abs(limit).max(), abs(total))) or 1.0
    for _ in range(rounds):
        x, _ = _solve(known.astype(float), limit / scale, np.ones((1, n)), np.array([total / scale]))
        shares = single + scale * x[:-1]
        worst = search_worst(cost, shares, stream)
        if worst.excess <= scale * (x[-1] + 1e-7):
            return LeastCore(shares, max(float(scale * x[-1]), worst.excess), False)
        known = np.concatenate([known, worst.inside[None]])
        limit = np.append(limit, cost(worst.inside[None])[0] - single[worst.inside].sum())
    raise ConvergenceError(
        f"coalitions still object after {rounds} rounds", where="least_core_by_search", fix="more rounds="
    )


class _Savings(NamedTuple):
    """A game with members' costs alone taken off and the largest saving scaled to 1; its shares are found as well."""

    alone: Floats
    limit: Floats
    scale: float
    rest: float

    def back(self, x: Floats) -> Floats:
        """Return shares of the game itself; what rounding left of an additive game is spread evenly."""
        return np.asarray(self.alone + (self.scale * x if self.scale else self.rest / len(x)))


def _savings(c: Floats) -> _Savings:
    alone = c[1 << np.arange(players(c))]
    limit = c - subset_sums(alone)
    scale = float(np.abs(limit).max())
    if scale <= 1e-12 * float(np.abs(c).max()):
        return _Savings(alone, limit, 0.0, float(limit[-1]))
    return _Savings(alone, limit / scale, scale, 0.0)


def _solve(
    rows: Floats, limit: Floats, tied: Floats, due: Floats, upper: float | None = None
) -> tuple[Floats, Floats]:
    """Minimise e with rows x <= limit + e, tied x = due, x <= upper; return (x, e) and the rows' dual prices."""
    from scipy.optimize import linprog

    n = rows.shape[1]
    found = linprog(
        np.concatenate([np.zeros(n), [1.0]]),
        A_ub=np.concatenate([rows, -np.ones((len(rows), 1))], axis=1),
        b_ub=limit,
        A_eq=np.concatenate([tied, np.zeros((len(tied), 1))], axis=1),
        b_eq=due,
        bounds=[(None, upper)] * n + [(None, None)],
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if found.status != 0:
        raise ConvergenceError(f"the linear program was not solved: {found.message}", where="least core")
    return np.asarray(found.x), -np.asarray(found.ineqlin.marginals)


def _game(costs: ArrayLike) -> Floats:
    c = np.asarray(costs, dtype=float)
    if c.ndim != 1 or players(c) < 2:
        raise ModelInputError("one game of at least 2 players is needed", where="costs", fix="2**n costs")
    return c
