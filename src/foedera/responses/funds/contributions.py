"""Who pays what into a pool, by seven rules, and who would rather leave.

=============  ==========================================================================================
equal          the same for each
gdp            in proportion to a base such as GDP or gross national income
el             in proportion to the expected loss
standalone     in proportion to what each would pay alone
shapley        the mean of what each adds to the cost over all orders of joining (Shapley 1953)
euler          the expected loss and the cost of the capital each ties up in the pool's worst years (Tasche 2008);
               in the core (Denault 2001)
nucleolus      the shares that the most discontented coalition minds least (Schmeidler 1969)
=============  ==========================================================================================
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.cost_games import sample_shapley, shapley
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.responses.funds.core import (
    Worst,
    least_core_by_search,
    nucleolus,
    search_worst,
    worst_coalition,
)
from foedera.responses.funds.game import MAX_LISTED, PoolCosts, coalition_cost, cost_game, member_costs
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.pool import Pool

__all__ = ["RULES", "Contributions", "allocate", "by_key", "contributions", "in_proportion"]

Floats = NDArray[np.float64]
RULES = ("equal", "gdp", "el", "standalone", "shapley", "euler", "nucleolus")


class Contributions(NamedTuple):
    """Yearly contributions, what each would pay alone, both (n,) [musd], and the coalition that minds most."""

    shares: Floats
    alone: Floats
    worst: Worst

    @property
    def stable(self) -> bool:
        """Return whether no coalition that was looked at would pay less on its own."""
        return self.worst.excess <= 1e-9 * (1.0 + float(np.abs(self.shares).sum()))

    @property
    def saving(self) -> float:
        """Return the share of the members' costs alone that the pool saves; 0 where there are none."""
        total = float(self.alone.sum())
        return 1.0 - float(self.shares.sum()) / total if total > 0 else 0.0


def by_key(total: ArrayLike, key: ArrayLike) -> Floats:
    """Return contributions by an agreed key, shape (..., n) [musd].

    Parameters
    ----------
    total : shape (...) [musd]
    key : shape (..., n), shares >= 0 that sum to 1

    Raises
    ------
    ModelInputError : negative shares, or shares that do not sum to 1
    """
    k = not_negative(key, "by_key(key)")
    sums = np.atleast_1d(k.sum(axis=-1) if k.ndim else k)
    if np.any(np.abs(sums - 1.0) > 1e-9):
        what = f"shares sum to {sums[np.abs(sums - 1.0).argmax()]:.9g}, not 1"
        raise ModelInputError(what, where="by_key(key)", fix="use in_proportion() for amounts")
    return np.asarray(np.asarray(total, dtype=float)[..., None] * k)


def in_proportion(total: ArrayLike, base: ArrayLike) -> Floats:
    """Return contributions in proportion to a base, shape (..., n) [musd].

    Parameters
    ----------
    total : shape (...) [musd]
    base : shape (..., n), amounts >= 0, not all 0

    Raises
    ------
    ModelInputError : negative amounts, or nothing but 0
    """
    b = not_negative(base, "in_proportion(base)")
    if b.ndim == 0 or np.any(b.sum(axis=-1) <= 0):
        raise ModelInputError("a base above 0 is needed", where="in_proportion(base)")
    return by_key(total, b / b.sum(axis=-1, keepdims=True))


def allocate(rule: str, costs: PoolCosts, *, base: ArrayLike | None = None) -> Contributions:
    """Return contributions where every coalition's cost is known.

    Parameters
    ----------
    rule : one of ``RULES``
    costs : of :func:`.game.cost_game` or :func:`.game.sampled_costs`
    base : shape (n,), for ``gdp``

    Raises
    ------
    ModelInputError : an unknown rule, no base for ``gdp``, or coalitions that are not listed
    ConvergenceError : the nucleolus was not found
    """
    if costs.listed is None:
        raise ModelInputError(
            "the coalitions are not listed", where="allocate(costs)", fix="use contributions()"
        )
    shares = _simple(rule, costs, base)
    if shares is None:
        shares = shapley(costs.listed) if rule == "shapley" else nucleolus(costs.listed).shares
    return Contributions(shares, costs.alone, worst_coalition(costs.listed, shares))


def contributions(
    rule: str,
    pool: Pool,
    parameters: FundParameters | None = None,
    *,
    base: ArrayLike | None = None,
    rng: int | np.random.SeedSequence | np.random.Generator = 0,
    orders: int = 200,
) -> Contributions:
    """Return contributions to a pool of any size.

    Parameters
    ----------
    rule : one of ``RULES``
    pool : at least 2 members
    parameters : tail level and cost of capital
    base : shape (n,), for ``gdp``
    rng : seed or generator, for more than ``MAX_LISTED`` members
    orders : random orders of the sampled Shapley value

    Raises
    ------
    ModelInputError : as in :func:`allocate`
    ConvergenceError : the nucleolus or the least core was not found

    Warns
    -----
    UserWarning : more than ``MAX_LISTED`` members: the core is searched and not listed, ``shapley`` is sampled, and
        ``nucleolus`` is a point of the least core
    """
    p = parameters or FundParameters()
    if pool.n <= MAX_LISTED:
        return allocate(rule, cost_game(pool, p), base=base)
    warnings.warn(f"{pool.n} members: coalitions are searched, not listed", stacklevel=2)
    stream = np.random.default_rng(rng)
    costs = member_costs(pool, p)
    shares = _simple(rule, costs, base)

    def cost(inside: NDArray[np.bool_]) -> Floats:
        return coalition_cost(pool, inside, p)

    if shares is None and rule == "shapley":
        shares = sample_shapley(cost, pool.n, stream, orders=orders).value
    elif shares is None:
        shares = least_core_by_search(cost, pool.n, stream).shares
    return Contributions(shares, costs.alone, search_worst(cost, shares, stream))


def _simple(rule: str, costs: PoolCosts, base: ArrayLike | None) -> Floats | None:
    """Return contributions by a rule that needs no coalition, or None."""
    n = len(costs.alone)
    if rule == "gdp":
        if base is None or np.shape(base) != (n,):
            raise ModelInputError(f"rule 'gdp' needs {n} numbers", where="base", fix="e.g. GDP per member")
        return in_proportion(costs.total, base)
    if rule == "equal":
        return np.full(n, costs.total / n)
    if rule == "el":
        return in_proportion(costs.total, costs.expected)
    if rule == "standalone":
        return in_proportion(costs.total, costs.alone)
    if rule == "euler":
        return costs.euler
    if rule not in RULES:
        fix = did_you_mean(rule, RULES) or "one of " + ", ".join(RULES)
        raise ModelInputError(f"unknown rule {rule!r}", where="rule", fix=fix)
    return None
