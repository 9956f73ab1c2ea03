r"""The least-cost hedge against failing suppliers: contracts before, stocks before, deliveries and transfers after.

Two stages. Before, buyers reserve x_s <= K_s with suppliers and lay in S <= S_max; after, in scenario w, suppliers
deliver u <= a x, stocks give d <= S, members pass on y, and q is missing:

    min  sum f c x + h S + sum_w p_w [ sum c u + c_R d + v q + sum transport y ] + lambda CVaR_beta
    s.t. sum u + d + q + inflow - outflow = demand,   q <= max_missing demand

CVaR is that of the whole cost, by the rows of Rockafellar and Uryasev (2000). A ceiling keeps the contracts with a
group of suppliers to a share kappa of all contracts of a buyer: one group for rivals (friend-shoring), or one per
country (the EU's Critical Raw Materials Act: at most 65 % of a strategic raw material from one third country by 2030).
With several buyers the problem is pooled; :func:`stand_alone` solves it for each alone. Solved by HiGHS.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.responses.supply.hedge_problem import HedgeProblem
from foedera.responses.supply.hedge_rows import Rows, rows
from foedera.responses.supply.linear import Solution, minimise

__all__ = ["Plan", "hedge", "plan_cost", "stand_alone"]

Floats = NDArray[np.float64]


class Plan(NamedTuple):
    """A hedge and what it does in each scenario; M buyers, S suppliers, W scenarios.

    Parameters
    ----------
    cost : the minimum: expected cost + lambda CVaR
    expected : expected cost
    cvar : mean cost of the worst share 1 - beta of cases
    contracts : shape (M, S); stock : shape (M,)
    scenario_cost : shape (W,), everything paid if the scenario comes, fees included
    delivered : shape (W, M, S); drawn, missing : shape (W, M)
    transfers : shape (W, M, M), from row to column
    stock_price : shape (M,), fall of the minimum for one more unit of room for stocks
    demand_price : shape (W, M), rise of the minimum for one more unit of demand in the scenario
    """

    cost: float
    expected: float
    cvar: float
    contracts: Floats
    stock: Floats
    scenario_cost: Floats
    delivered: Floats
    drawn: Floats
    missing: Floats
    transfers: Floats
    stock_price: Floats
    demand_price: Floats


def hedge(
    problem: HedgeProblem, *, groups: ArrayLike | None = None, ceiling: ArrayLike = 0.65, aversion: float = 0.0,
    beta: float = 0.95,
) -> Plan:  # fmt: skip
    """Return the least-cost hedge; of several buyers, the pooled one.

    Parameters
    ----------
    problem : of :func:`.hedge_problem.hedge_problem`
    groups : shape (S,) or (G, S) of bool, suppliers whose contracts together stay below a ceiling
    ceiling : shape () or (G,), in [0, 1], share of a buyer's contracts
    aversion : lambda >= 0, weight of the CVaR
    beta : in [0, 1), level of the CVaR

    Raises
    ------
    ModelInputError : demand cannot be met under the ceilings and ``max_missing``
    ConvergenceError : the solver gave up
    """
    g, kappa = _ceilings(problem, groups, ceiling)
    return _solve(problem, g, kappa, aversion, beta, None)


def plan_cost(
    problem: HedgeProblem,
    contracts: ArrayLike,
    stock: ArrayLike,
    *,
    aversion: float = 0.0,
    beta: float = 0.95,
) -> Plan:
    """Return what a given hedge costs when everything after it is done best.

    Parameters
    ----------
    problem : of :func:`.hedge_problem.hedge_problem`
    contracts : shape (S,) or (M, S), >= 0, at most the capacities
    stock : shape () or (M,), >= 0, at most the room for stocks
    aversion, beta : as in :func:`hedge`

    Raises
    ------
    ModelInputError : the hedge does not fit, or demand cannot be met with it
    """
    try:
        x = np.broadcast_to(np.asarray(contracts, dtype=float), problem.price.shape)
        s = np.broadcast_to(np.asarray(stock, dtype=float), problem.demand.shape)
    except ValueError:
        raise ModelInputError(
            f"must have the shapes {problem.price.shape} and {problem.demand.shape}",
            where="plan_cost(contracts, stock)",
        ) from None
    fits = np.all((x >= 0) & (x <= problem.capacity)) and np.all((s >= 0) & (s <= problem.max_stock))
    if not fits or not np.all(np.isfinite(s)) or not np.all(np.isfinite(x)):
        raise ModelInputError(
            "must lie between 0 and the capacities and stock room", where="plan_cost(contracts, stock)"
        )
    g, kappa = _ceilings(problem, None, 1.0)
    return _solve(problem, g, kappa, aversion, beta, np.concatenate([x.ravel(), s]))


def stand_alone(
    problem: HedgeProblem, *, groups: ArrayLike | None = None, ceiling: ArrayLike = 0.65, aversion: float = 0.0,
    beta: float = 0.95,
) -> list[Plan]:  # fmt: skip
    """Return the least-cost hedge of each buyer alone, M plans of one buyer; arguments as in :func:`hedge`."""
    plans = []
    for m in range(len(problem.demand)):
        only = slice(m, m + 1)
        alone = problem._replace(
            price=problem.price[only], capacity=problem.capacity[only], demand=problem.demand[only],
            availability=problem.availability[:, only], max_stock=problem.max_stock[only],
            max_missing=problem.max_missing[only], transport=problem.transport[only, only],
        )  # fmt: skip
        plans.append(hedge(alone, groups=groups, ceiling=ceiling, aversion=aversion, beta=beta))
    return plans


def _ceilings(problem: HedgeProblem, groups: ArrayLike | None, ceiling: ArrayLike) -> tuple[Floats, Floats]:
    s = problem.price.shape[1]
    if groups is None:
        return np.zeros((0, s)), np.zeros(0)
    given = np.atleast_2d(np.asarray(groups))
    if given.dtype != np.bool_ or given.ndim != 2 or given.shape[1] != s:
        raise ModelInputError(f"must be true or false for each of {s} suppliers", where="hedge(groups)")
    kappa = unit_interval(ceiling, "hedge(ceiling)")
    if kappa.shape not in ((), (len(given),)):
        raise ModelInputError(
            f"must be one number or one for each of {len(given)} groups", where="hedge(ceiling)"
        )
    return given.astype(float), np.broadcast_to(kappa, (len(given),))


def _solve(
    problem: HedgeProblem, groups: Floats, kappa: Floats, aversion: float, beta: float, fixed: Floats | None
) -> Plan:
    if not (aversion >= 0.0 and np.isfinite(aversion)) or not 0.0 <= beta < 1.0:
        raise ModelInputError("aversion must be at least 0 and beta in [0, 1)", where="hedge(aversion, beta)")
    lp = rows(problem, groups, kappa, aversion, beta)
    bounds = lp.bounds.copy()
    if fixed is not None:
        bounds[: len(fixed)] = fixed[:, None]
    got = minimise(
        lp.price, bounds, lp.equal, lp.equal_right, lp.at_most, lp.at_most_right, where="hedge(problem)"
    )
    if got is None:
        raise ModelInputError(
            "no hedge serves demand with as little missing as 'max_missing' allows",
            where="hedge(problem)", fix=_shortest(problem),
        )  # fmt: skip
    return _plan(problem, lp, got, beta)


def _shortest(problem: HedgeProblem) -> str:
    """Return the scenario with the least to be had, in words."""
    can = (problem.availability * problem.capacity).sum(axis=(1, 2)) + problem.max_stock.sum()
    worst = int(np.argmin(can))
    return (
        f"suppliers and stocks together reach at most {can[worst]:g} of {problem.demand.sum():g} in scenario {worst};"
        " allow more to be missing, raise capacity or stock room, or lift a ceiling"
    )


def _plan(problem: HedgeProblem, lp: Rows, got: Solution, beta: float) -> Plan:
    m, s = problem.price.shape
    w = len(problem.probability)
    early = m * s + m
    before, after = got.x[:early], got.x[early : early + w * lp.block].reshape(w, lp.block)
    paid = lp.first_cost @ before + after @ lp.second_cost
    cut = np.cumsum([m * s, m, m])
    return Plan(
        cost=got.value,
        expected=float(problem.probability @ paid),
        cvar=_cvar(paid, problem.probability, beta),
        contracts=before[: m * s].reshape(m, s),
        stock=before[m * s :],
        scenario_cost=paid,
        delivered=after[:, : cut[0]].reshape(w, m, s),
        drawn=after[:, cut[0] : cut[1]],
        missing=after[:, cut[1] : cut[2]],
        transfers=after[:, cut[2] :].reshape(w, m, m),
        stock_price=-got.upper[m * s : early],
        demand_price=got.equal.reshape(w, m),
    )


def _cvar(cost: Floats, chance: Floats, beta: float) -> float:
    """Return the mean of the worst 1 - beta of a discrete distribution."""
    order = np.argsort(-cost)
    tail = np.minimum(np.cumsum(chance[order]), 1.0 - beta)
    return float(cost[order] @ np.diff(tail, prepend=0.0) / (1.0 - beta))
