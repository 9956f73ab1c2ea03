r"""Who does what: roles shared out by comparative advantage.

x_{ir} >= 0 units of role r by member i at unit cost c_{ir},

    minimise sum c x     subject to    sum_r x_{ir} <= K_i (capacity),    sum_i x_{ir} >= D_r (demand).

A role that cannot be divided has a lead nation, which holds the whole of it; with redundancy m it has m holders,
the lead and its deputies. Of a divisible role m members each bear at least a least part, so that no single
member's failure ends it. Where capacities do not suffice, as much demand as possible is met, then at least cost.
Solved by HiGHS (Huangfu and Hall 2018), linear or mixed-integer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import not_negative, positive
from foedera.core.errors import ConvergenceError, ModelInputError
from foedera.decisions.members import Floats, require

__all__ = ["CARD", "LEAST_PART", "Roles", "proportional_cost", "roles"]

LEAST_PART = 0.1
"""ASSUMPTION: who bears a tenth of a role keeps it alive when the others fail."""

_INFEASIBLE, _TINY = 2, 1e-7


class Roles(NamedTuple):
    """How roles are shared out.

    ``x`` (n, k) units; ``cost``; ``capacity_value`` (n,) what another unit of a member's capacity changes the cost
    by, <= 0, and ``role_cost`` (k,) what another unit of a role costs, both nan where a role has a lead or several
    holders or demand is not met, as then there are no such prices; ``shortfall`` (k,) units that nobody has capacity
    for; ``lead`` (k,) place of the member with most of a role, -1 where nobody has any.
    """

    x: Floats
    cost: float
    capacity_value: Floats
    role_cost: Floats
    shortfall: Floats
    lead: NDArray[np.int64]


@dataclass(frozen=True)
class _Problem:
    """What was asked, checked."""

    c: Floats
    capacity: Floats
    demand: Floats
    whole: NDArray[np.bool_]
    redundancy: int
    least: float


class _Plan(NamedTuple):
    x: Floats
    shortfall: Floats
    capacity_value: Floats
    role_cost: Floats


def roles(
    cost: ArrayLike,
    capacity: ArrayLike,
    demand: ArrayLike,
    *,
    indivisible: ArrayLike | None = None,
    redundancy: int = 1,
    least_part: float = LEAST_PART,
    strict: bool = False,
) -> Roles:
    """Share out roles at least cost.

    Parameters
    ----------
    cost : shape (n, k), c >= 0, of a unit of role r done by member i
    capacity : shape (n,), K >= 0 [units]
    demand : shape (k,), D > 0 [units]
    indivisible : shape (k,), bool, roles with a lead nation; None for none
    redundancy : members that hold each role, from 1 to n
    least_part : part of a divisible role that each of them bears, in (0, 1/redundancy]; of no effect with
        redundancy 1
    strict : whether a shortfall is an error

    Raises
    ------
    ModelInputError : shapes do not fit, numbers are out of range, or ``strict`` and demand cannot be met
    ConvergenceError : the solver gave up
    """
    problem = _checked(cost, capacity, demand, indivisible, redundancy, least_part)
    plan = _solve(problem, 0.0)
    if plan is None:
        if strict:
            raise ModelInputError(
                f"capacity of {problem.capacity.sum():g} cannot meet a demand of {problem.demand.sum():g} under "
                "these conditions", where="roles(capacity, demand)", fix="strict=False tells the shortfall by role",
            )  # fmt: skip
        least = _solve(problem, None)
        assert least is not None  # doing nothing is always possible
        plan = _solve(problem, float(least.shortfall.sum()))
        assert plan is not None  # that shortfall has just been reached
    x = plan.x
    lead = np.where(x.max(axis=0) > 0, x.argmax(axis=0), -1)
    return Roles(x, float((problem.c * x).sum()), plan.capacity_value, plan.role_cost, plan.shortfall,
                 lead.astype(np.int64))  # fmt: skip


def proportional_cost(cost: ArrayLike, capacity: ArrayLike, demand: ArrayLike) -> float:
    """Return what it costs if each member does its part by capacity of every role, x_{ir} = D_r K_i / sum K.

    The gain from specialising is 1 - cost / proportional cost.

    Parameters
    ----------
    cost, capacity, demand : as in :func:`roles`
    """
    p = _checked(cost, capacity, demand, None, 1, LEAST_PART)
    require(np.asarray(p.capacity.sum() > 0), "somebody needs capacity", "proportional_cost(capacity)")
    return float((p.c * np.outer(p.capacity / p.capacity.sum(), p.demand)).sum())


def _checked(
    cost: ArrayLike,
    capacity: ArrayLike,
    demand: ArrayLike,
    indivisible: ArrayLike | None,
    redundancy: int,
    least: float,
) -> _Problem:
    c = not_negative(cost, "roles(cost)")
    have, want = not_negative(capacity, "roles(capacity)"), positive(demand, "roles(demand)")
    fits = c.ndim == 2 and have.shape == c.shape[:1] and want.shape == c.shape[1:] and c.size > 0
    require(np.asarray(fits), "cost is members x roles, capacity by member, demand by role", "roles")
    whole = np.zeros(want.shape, bool) if indivisible is None else np.asarray(indivisible, dtype=bool)
    require(np.asarray(whole.shape == want.shape), "one mark per role", "roles(indivisible)")
    require(np.asarray(1 <= redundancy <= len(have)), "from 1 to the members", "roles(redundancy)")
    require(np.asarray(0 < least <= 1 / redundancy), "in (0, 1/redundancy]", "roles(least_part)")
    return _Problem(c, have, want, whole, redundancy, least)


def _solve(p: _Problem, allowed: float | None) -> _Plan | None:
    """Return the cheapest plan with no more shortfall than allowed, None if there is none.

    Parameters
    ----------
    p : the problem
    allowed : shortfall over all roles; None asks for the least one, whatever it costs
    """
    from scipy.optimize import linprog

    n, k = p.c.shape
    size = n * k
    counted = p.whole | (p.redundancy > 1)
    a, b = _rows(p, counted, np.inf if allowed is None else allowed)
    price = np.zeros(a.shape[1])
    if allowed is None:
        price[-k:] = 1.0
    else:
        price[:size] = p.c.ravel()
    low = np.concatenate([np.zeros(2 * size), ~counted, np.zeros(k)])
    high = np.concatenate([np.full(size, np.inf), np.tile(counted, n), np.ones(k), p.demand])
    integer = np.concatenate([np.zeros(size), np.tile(counted, n), counted, np.zeros(k)])
    done = linprog(
        price, A_ub=a, b_ub=b, bounds=list(zip(low, high)), integrality=integer.astype(int), method="highs"
    )
    if done.status == _INFEASIBLE:
        return None
    if done.status != 0:
        raise ConvergenceError(f"the solver stopped: {done.message}", where="roles")
    assert done.x is not None  # it has been solved
    short = np.where(done.x[-k:] > _TINY * p.demand, done.x[-k:], 0.0)
    held = done.x[size : 2 * size].reshape(n, k) > 0.5
    x = np.where(p.whole, held * p.demand, np.maximum(done.x[:size].reshape(n, k), 0.0))
    if counted.any() or short.any():
        return _Plan(x, short, np.full(n, np.nan), np.full(k, np.nan))
    prices = np.asarray(done.ineqlin.marginals)
    return _Plan(x, short, prices[:n], -prices[n : n + k])


def _rows(p: _Problem, counted: NDArray[np.bool_], allowed: float) -> tuple[Floats, Floats]:
    """Return the rows of A z <= b for z = (x, y, f, u): units, holders, whether filled, shortfall."""
    n, k = p.c.shape
    size, m = n * k, p.redundancy
    by_member, by_role = np.kron(np.eye(n), np.ones(k)), np.kron(np.ones(n), np.eye(k))
    none, eye, d = np.zeros((k, size)), np.eye(k), p.demand
    held = np.where(p.whole, m, 1)
    part = np.tile(np.where(p.whole, 1.0, p.least) * d, n)
    only = np.tile(p.whole, n)
    blocks = [
        (np.hstack([by_member, np.zeros((n, size + 2 * k))]), p.capacity),
        (np.hstack([-by_role, none, 0 * eye, -np.diag(held)]), -held * d),
        (np.hstack([none, none, -np.diag(d), -eye]), -d),
        (np.hstack([none, -by_role, m * eye, 0 * eye])[counted], np.zeros(counted.sum())),
        (np.hstack([none, by_role, -m * eye, 0 * eye])[p.whole], np.zeros(p.whole.sum())),
        (np.hstack([-np.eye(size), np.diag(part), np.zeros((size, 2 * k))]), np.zeros(size)),
        (np.hstack([np.eye(size), -np.diag(part), np.zeros((size, 2 * k))])[only], np.zeros(only.sum())),
    ]
    if np.isfinite(allowed):
        blocks.append((np.concatenate([np.zeros(2 * size + k), np.ones(k)])[None], np.array([allowed])))
    return np.vstack([rows for rows, _ in blocks]), np.concatenate([limits for _, limits in blocks])


CARD = Card(
    id="decisions.roles",
    title="Roles by comparative advantage, lead nations and redundancy",
    cites=("sandler2001", "huangfu2018"),
    valid="constant unit costs and one kind of capacity",
    claims_not="that members trust each other to do their part",
)
