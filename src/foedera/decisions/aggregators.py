r"""How single efforts make a common output, and what members then choose.

Sum, weakest link and best shot (Hirshleifer 1983), and the family between them (Cornes 1993),

    Q = (sum d g^rho)^(1/rho):      rho = 1 the sum, rho -> -inf the least, rho -> inf the greatest effort.

With benefits v Q and costs c g^2 / 2 and rho <= 1,

    Q = [sum d (V d / c)^(rho/(2-rho))]^((2-rho)/rho),      g = (V d Q^(1-rho) / c)^(1/(2-rho)),

V the own benefit (Nash) or everybody's. For rho > 1 the problem is not concave: output only. With the sum and
a constant price, whoever values a unit above its price gives all it has.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import not_negative
from foedera.decisions.members import Floats, by_member, require

__all__ = ["CARD", "aggregate", "best_shot", "ces_game", "linear_game", "weakest_link"]


def aggregate(effort: ArrayLike, weight: ArrayLike = 1.0, rho: float = 1.0) -> Floats:
    """Return the common output, shape (...).

    Parameters
    ----------
    effort : shape (..., n), >= 0
    weight : shape (..., n), d > 0; the least and the greatest effort do not depend on it
    rho : 1 the sum, -inf the least effort, inf the greatest; not 0
    """
    g, d = np.broadcast_arrays(not_negative(effort, "aggregate(effort)"), np.asarray(weight, dtype=float))
    require((d > 0) & np.isfinite(d), "weights must be above 0", "aggregate(weight)")
    require(np.asarray(g.ndim > 0), "members are the last axis", "aggregate(effort)")
    require(np.asarray(rho != 0 and rho == rho), "rho must be a number other than 0", "aggregate(rho)")
    if np.isinf(rho):
        return np.asarray(g.max(axis=-1) if rho > 0 else g.min(axis=-1))
    most = np.asarray(g.max(axis=-1, keepdims=True) if rho > 0 else g.min(axis=-1, keepdims=True))
    scaled = g / np.where(most > 0, most, 1.0)  # or high powers would overflow
    if rho < 0:
        scaled = np.where(most > 0, scaled, 1.0)  # one effort of 0 makes the output 0
    return np.asarray(most[..., 0] * (d * scaled**rho).sum(axis=-1) ** (1.0 / rho))


def ces_game(
    value: ArrayLike, cost: ArrayLike, weight: ArrayLike, rho: float, *, cooperative: bool = False
) -> tuple[Floats, Floats]:
    """Return efforts and output with a CES aggregator and quadratic costs.

    Parameters
    ----------
    value : shape (..., n), v > 0, benefit of a unit of output
    cost : shape (..., n), c > 0, of c g^2 / 2
    weight : shape (..., n), d > 0
    rho : <= 1, not 0; 1 is summation, very negative a weakest link
    cooperative : whether everybody's benefit counts

    Returns
    -------
    Efforts, shape (..., n); output, shape (...)
    """
    v, c, d = by_member(value, cost, weight)
    require((c > 0) & (d > 0), "costs and weights must be above 0", "ces_game(cost, weight)")
    require(np.asarray(rho <= 1 and rho != 0), "rho must be at most 1 and not 0", "ces_game(rho)")
    benefit = v.sum(axis=-1, keepdims=True) if cooperative else v
    pull = (benefit * d / c) ** (1.0 / (2.0 - rho))
    q = (d * pull**rho).sum(axis=-1) ** ((2.0 - rho) / rho)
    return np.asarray(q[..., None] ** ((1.0 - rho) / (2.0 - rho)) * pull), np.asarray(q)


def linear_game(
    value: ArrayLike, price: ArrayLike, income: ArrayLike, *, cooperative: bool = False
) -> tuple[Floats, Floats]:
    """Return contributions and their sum where benefit and cost are linear.

    Parameters
    ----------
    value : shape (..., n), v > 0, benefit of a unit of the sum
    price : shape (..., n), p > 0
    income : shape (..., n) [busd], > 0, the most that can be spent
    cooperative : whether everybody's benefit counts

    Returns
    -------
    Contributions, shape (..., n), w/p or 0; their sum, shape (...). Who is indifferent gives nothing
    """
    v, p, w = by_member(value, price, income)
    require((p > 0) & (w > 0), "prices and incomes must be above 0", "linear_game(price, income)")
    benefit = v.sum(axis=-1, keepdims=True) if cooperative else v
    g = np.where(benefit > p, w / p, 0.0)
    return g, np.asarray(g.sum(axis=-1))


def weakest_link(value: ArrayLike, cost: ArrayLike, *, cooperative: bool = False) -> Floats:
    """Return the common effort where the least effort counts, shape (...); of the equilibria the best.

    Parameters
    ----------
    value, cost : shape (..., n), as in :func:`ces_game`
    cooperative : whether everybody's benefit counts
    """
    v, c = by_member(value, cost)
    require(c > 0, "costs must be above 0", "cost")
    return np.asarray(v.sum(axis=-1) / c.sum(axis=-1) if cooperative else (v / c).min(axis=-1))


def best_shot(
    value: ArrayLike, cost: ArrayLike, *, cooperative: bool = False
) -> tuple[NDArray[np.int64], Floats]:
    """Return who provides and how much where the largest effort counts, both of shape (...).

    Parameters
    ----------
    value, cost : shape (..., n), as in :func:`ces_game`
    cooperative : whether everybody's benefit counts
    """
    v, c = by_member(value, cost)
    require(c > 0, "costs must be above 0", "cost")
    gain = v.sum(axis=-1, keepdims=True) / c if cooperative else v / c
    return np.asarray(gain.argmax(axis=-1), dtype=np.int64), np.asarray(gain.max(axis=-1))


CARD = Card(
    id="decisions.aggregators",
    title="Aggregators of effort: sum, weakest link, best shot and what lies between",
    cites=("hirshleifer1983", "cornes1993"),
    valid="benefits linear in output; equilibria for rho <= 1",
    claims_not="which aggregator a task has: that is judgement about the task",
)
