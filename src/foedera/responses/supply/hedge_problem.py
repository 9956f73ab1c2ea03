"""A hedge to be bought: buyers, suppliers, scenarios and prices, checked.

Quantities are in any one unit and prices in any one currency; the price of a supplier is per unit delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = ["HedgeParameters", "HedgeProblem", "hedge_problem"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class HedgeParameters(Record):
    """Prices of holding, reserving and going without, per unit of the input whose usual price is 1."""

    reservation: float = param(
        0.05, unit="1", low=0.0, high=1.0, source="ASSUMPTION: a twentieth of the price a year",
        meaning="fee f for a unit of capacity under contract, as a share of the supplier's price",
    )  # fmt: skip
    carrying: float = param(
        0.08, unit="1", low=0.0, high=10.0, source="ASSUMPTION: capital, store room and decay, 8 % of the price a year",
        meaning="cost h of a unit in stock",
    )  # fmt: skip
    release: float = param(
        1.3, unit="1", low=0.0, high=100.0, source="ASSUMPTION: what is drawn is bought back a third dearer",
        meaning="cost c_R of a unit drawn from stock",
    )  # fmt: skip
    lost_value: float = param(
        6.0, unit="1", low=0.0, high=1000.0, source="ASSUMPTION: six times the price; plausible range 2 to 20",
        meaning="cost v of a unit that is missing",
    )  # fmt: skip


class HedgeProblem(NamedTuple):
    """M buyers, S suppliers, W scenarios; build it with :func:`hedge_problem`.

    Parameters
    ----------
    price, capacity : shape (M, S)
    availability : shape (W, M, S), in [0, 1], share of contracted deliveries that arrives
    probability : shape (W,), sums to 1
    demand, max_stock, max_missing : shape (M,); max_missing as a share of demand
    transport : shape (M, M), cost of moving a unit from row to column
    parameters : prices of holding, reserving, drawing and going without
    """

    price: Floats
    capacity: Floats
    availability: Floats
    probability: Floats
    demand: Floats
    max_stock: Floats
    max_missing: Floats
    transport: Floats
    parameters: HedgeParameters


def hedge_problem(
    price: ArrayLike, capacity: ArrayLike, availability: ArrayLike, probability: ArrayLike, demand: ArrayLike, *,
    max_stock: ArrayLike = np.inf, max_missing: ArrayLike = 1.0, transport: ArrayLike = 0.0,
    parameters: HedgeParameters | None = None,
) -> HedgeProblem:  # fmt: skip
    """Check the numbers of a hedge and return the problem.

    Parameters
    ----------
    price : shape (S,) or (M, S), >= 0, per unit delivered
    capacity : shape (S,) or (M, S), >= 0, most that a buyer can put under contract with a supplier
    availability : shape (W, S) or (W, M, S), in [0, 1], share of it that arrives in a scenario
    probability : shape (W,), >= 0, summing to 1
    demand : shape () or (M,), > 0
    max_stock : shape () or (M,), >= 0, room for stocks; without limit by default
    max_missing : shape () or (M,), in [0, 1], the share of demand that may be missing at most
    transport : shape () or (M, M), >= 0, cost of moving a unit between members
    parameters : the other prices

    Raises
    ------
    ModelInputError : shapes disagree, a number is out of range, or going without is cheaper than every supplier
    """
    p = parameters or HedgeParameters()
    need = np.atleast_1d(not_negative(demand, "hedge_problem(demand)"))
    cost, cap = not_negative(price, "hedge_problem(price)"), _bound(capacity, "hedge_problem(capacity)")
    arrives = unit_interval(availability, "hedge_problem(availability)")
    chance = unit_interval(probability, "hedge_problem(probability)")
    if need.ndim != 1 or np.any(need <= 0):
        raise ModelInputError("must be above 0, one number per buyer", where="hedge_problem(demand)")
    if chance.ndim != 1 or abs(chance.sum() - 1.0) > 1e-6:
        raise ModelInputError("must sum to 1 over scenarios", where="hedge_problem(probability)")
    m, s, w = len(need), (cost.shape[-1] if cost.ndim else 0), len(chance)
    if arrives.ndim == 2:
        arrives = arrives[:, None, :]
    problem = HedgeProblem(
        _shaped(cost, (m, s), "price"), _shaped(cap, (m, s), "capacity"),
        _shaped(arrives, (w, m, s), "availability"), chance, need,
        _shaped(_bound(max_stock, "hedge_problem(max_stock)"), (m,), "max_stock"),
        _shaped(unit_interval(max_missing, "hedge_problem(max_missing)"), (m,), "max_missing"),
        _shaped(not_negative(transport, "hedge_problem(transport)"), (m, m), "transport"), p,
    )  # fmt: skip
    if np.any(p.lost_value < problem.price.min(axis=1)):
        raise ModelInputError(
            "is below the price of the cheapest supplier, so that going without would always be better",
            where="HedgeParameters.lost_value", fix="state the value of a unit that is missing",
        )  # fmt: skip
    return problem


def _bound(value: ArrayLike, where: str) -> Floats:
    v = np.asarray(value, dtype=float)
    if not np.all(v >= 0.0):
        raise ModelInputError("must be at least 0", where=where)
    return v


def _shaped(value: Floats, shape: tuple[int, ...], name: str) -> Floats:
    if 0 in shape:
        raise ModelInputError("must name at least one supplier", where="hedge_problem(price)")
    try:
        return np.broadcast_to(value, shape).copy()
    except ValueError:
        raise ModelInputError(f"must have the shape {shape}", where=f"hedge_problem({name})") from None
