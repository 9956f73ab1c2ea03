"""What every coalition of a pool would pay on its own: C(S) = EL_S + c (TVaR_S - EL_S).

The tail value at risk is subadditive, so that nobody gains by splitting the pool and the core is never empty: the
Euler shares are in it (Denault 2001; Csoka, Herings and Koczy 2009).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.cost_games import coalitions, subset_sums
from foedera.core.errors import ModelInputError
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.pool import Pool, aggregate, coalition_pmf, cotail_value, member_pmf, mixed
from foedera.responses.funds.risk import (
    sample_tail_value_at_risk,
    sample_value_at_risk,
    tail_cells,
    tail_level,
    tail_value_at_risk,
)

__all__ = [
    "MAX_LISTED",
    "PoolCosts",
    "capital_cost",
    "coalition_cost",
    "cost_game",
    "member_costs",
    "sampled_costs",
]

Floats = NDArray[np.float64]
MAX_LISTED = 15
"""Up to this many members every coalition is priced."""

_CELLS = 2_000_000
"""Numbers held at a time."""


@dataclass(frozen=True, eq=False)
class PoolCosts:
    """What contribution rules need to know of a pool [musd].

    Parameters
    ----------
    total : cost of everybody together
    expected : shape (n,), expected losses
    alone : shape (n,), cost of each member alone
    euler : shape (n,), each member's part of the total by the worst years of the pool
    listed : shape (2**n,), cost of every coalition, in the order of :mod:`foedera.core.cost_games`; None if too many
    """

    total: float
    expected: Floats
    alone: Floats
    euler: Floats
    listed: Floats | None


def capital_cost(expected: ArrayLike, tail: ArrayLike, rate: ArrayLike) -> Floats:
    """Return the expected loss and the cost of capital for the tail beyond it, EL + c (TVaR - EL), shape (...).

    Parameters
    ----------
    expected, tail : shape (...) [musd]
    rate : c >= 0 [1/year]
    """
    el = np.asarray(expected, dtype=float)
    return np.asarray(el + not_negative(rate, "capital_cost(rate)") * (np.asarray(tail, dtype=float) - el))


def coalition_cost(pool: Pool, inside: NDArray[np.bool_], parameters: FundParameters | None = None) -> Floats:
    """Return the cost of coalitions, shape (m,) [musd].

    Parameters
    ----------
    pool : the pool
    inside : shape (m, n), bool
    parameters : tail level and cost of capital
    """
    p = _single(parameters)
    step = max(1, _CELLS // pool.length)
    parts = [inside[k : k + step] for k in range(0, len(inside), step)]
    beta = tail_level(p.beta)
    tails = np.concatenate([tail_cells(coalition_pmf(pool, part), beta) for part in parts])
    return capital_cost(inside @ pool.expected, pool.unit * tails, p.capital_cost)


def member_costs(pool: Pool, parameters: FundParameters | None = None) -> PoolCosts:
    """Return what the members and the whole would cost, without listing the coalitions between.

    Parameters
    ----------
    pool : the pool
    parameters : tail level and cost of capital
    """
    p = _single(parameters)
    tails = tail_value_at_risk(member_pmf(pool), p.beta, pool.unit)
    whole = tail_value_at_risk(aggregate(pool), p.beta, pool.unit)
    return PoolCosts(
        total=float(capital_cost(pool.expected.sum(), whole, p.capital_cost)),
        expected=pool.expected,
        alone=capital_cost(pool.expected, tails, p.capital_cost),
        euler=capital_cost(pool.expected, cotail_value(pool, p.beta), p.capital_cost),
        listed=None,
    )


def cost_game(pool: Pool, parameters: FundParameters | None = None) -> PoolCosts:
    """Return the cost of every coalition, exactly, with what :func:`member_costs` gives.

    Parameters
    ----------
    pool : at most ``MAX_LISTED`` members
    parameters : tail level and cost of capital

    Raises
    ------
    ModelInputError : too many members
    """
    p = _single(parameters)
    _few(pool.n, "cost_game(pool)")
    beta = tail_level(p.beta)
    tails = pool.unit * np.concatenate([tail_cells(pmf, beta) for pmf in _blocks(pool)])
    known = member_costs(pool, p)
    costs = capital_cost(subset_sums(pool.expected), tails, p.capital_cost)
    costs[0] = 0.0
    return PoolCosts(known.total, known.expected, known.alone, known.euler, costs)


def _blocks(pool: Pool) -> Iterator[Floats]:
    """Yield losses of coalitions in order, a block of those that share the later members at a time."""
    spectra = pool.spectra()
    low = min(pool.n, max(0, (_CELLS // pool.length).bit_length() - 1))
    first = np.ones((1, spectra.shape[1]), dtype=np.complex128)
    for spectrum in spectra[:low]:
        first = np.concatenate([first, first * spectrum])
    inside = coalitions(pool.n)
    for start in range(0, len(inside), len(first)):
        block = inside[start : start + len(first)]
        later = spectra[low:][block[0, low:]]
        yield mixed(pool, first * later.prod(axis=0), block)


def sampled_costs(losses: ArrayLike, parameters: FundParameters | None = None) -> PoolCosts:
    """Return the cost of every coalition from drawn losses, e.g. of :func:`.dependence.draw_losses`.

    Parameters
    ----------
    losses : shape (R, n) [musd], >= 0, n at most ``MAX_LISTED``
    parameters : tail level and cost of capital

    Raises
    ------
    ModelInputError : negative losses or too many members

    Warns
    -----
    UserWarning : fewer than 100 draws lie in the tail
    """
    p = _single(parameters)
    x = not_negative(losses, "sampled_costs(losses)")
    if x.ndim != 2 or len(x) == 0:
        raise ModelInputError("draws x members are needed", where="sampled_costs(losses)")
    draws, n = x.shape
    _few(n, "sampled_costs(losses)")
    beta = float(p.beta)
    low = min(n, max(0, (_CELLS // draws).bit_length() - 1))
    first, later = subset_sums(x[:, :low]) if low else np.zeros((draws, 1)), coalitions(n)[:: 1 << low, low:]
    tails = np.concatenate(
        [sample_tail_value_at_risk(first + (x[:, low:] @ inside)[:, None], beta) for inside in later]
    )
    expected = x.mean(axis=0)
    costs = capital_cost(subset_sums(expected), tails, p.capital_cost)
    costs[0] = 0.0
    cotail = _sampled_cotail(x, beta)
    return PoolCosts(
        total=float(costs[-1]),
        expected=expected,
        alone=costs[1 << np.arange(n)],
        euler=capital_cost(expected, cotail, p.capital_cost),
        listed=costs,
    )


def _sampled_cotail(x: Floats, beta: float) -> Floats:
    whole = x.sum(axis=1)
    cut = sample_value_at_risk(whole, beta)
    beyond, at = whole > cut, whole == cut
    rest = (1.0 - beta) * len(x) - beyond.sum()
    return np.asarray((x[beyond].sum(axis=0) + rest * x[at].mean(axis=0)) / ((1.0 - beta) * len(x)))


def _single(parameters: FundParameters | None) -> FundParameters:
    """Return the parameters, the defaults for None, if they hold one level and one cost of capital."""
    p = parameters or FundParameters()
    if np.ndim(p.beta) or np.ndim(p.capital_cost):
        raise ModelInputError(
            "a game has one tail level and one cost of capital", where="FundParameters",
            fix="take(k) gives the record of replica k",
        )  # fmt: skip
    return p


def _few(n: int, where: str) -> None:
    if n > MAX_LISTED:
        raise ModelInputError(
            f"{n} members; every coalition is priced up to {MAX_LISTED}", where=where,
            fix="use contributions(), which samples larger pools",
        )  # fmt: skip
