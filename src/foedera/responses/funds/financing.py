r"""Which pocket pays which layer: reserves, contingent credit or insurance.

The unit of money that is needed with chance q = P(L > x) costs a year

    from reserves   carry + q            from credit   fee + q (1 + load)          from insurance   multiple q

Each is a line in q; the cheapest is insurance where q is small, then credit, then reserves (Cummins and Mahul 2009).
Credit beats reserves below q = (carry - fee) / load, insurance beats credit below q = fee / (multiple - 1 - load).
Where the multiple is at most 1 + load, insurance beats credit everywhere and the credit layer is empty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import positive
from foedera.core.errors import ModelInputError
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.risk import exceedance

__all__ = ["Financing", "Thresholds", "financing", "thresholds", "yearly_cost"]

Floats = NDArray[np.float64]


class Thresholds(NamedTuple):
    """Reserves pay where q > ``reserve``, insurance where q < ``insurance``, credit between; each of shape (...)."""

    reserve: Floats
    insurance: Floats


class Financing(NamedTuple):
    """Reserves pay losses up to ``credit_from``, credit up to ``insurance_from``, insurance beyond [musd], (...)."""

    credit_from: Floats
    insurance_from: Floats


def thresholds(parameters: FundParameters | None = None) -> Thresholds:
    """Return the chances of being needed at which the cheapest pocket changes, each in [0, 1].

    Parameters
    ----------
    parameters : carry, fee, load and multiple

    Raises
    ------
    ModelInputError : an insurance multiple of at most 1, at which nothing else would ever be used
    """
    p = parameters or FundParameters()
    carry, fee, load, m = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (p.reserve_carry, p.credit_fee, p.credit_load, p.multiple))
    )
    if not np.all(m > 1.0):
        raise ModelInputError("the insurance multiple must be above 1", where="FundParameters.multiple")
    reserve, insurance = _ratio(carry - fee, load), _ratio(fee, m - 1.0 - load)
    direct = _ratio(carry, m - 1.0)
    useful = insurance < reserve
    return Thresholds(
        np.clip(np.where(useful, reserve, direct), 0.0, 1.0),
        np.clip(np.where(useful, insurance, direct), 0.0, 1.0),
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, infinite where below is not above 0 and above is not below 0."""
    fine = below > 0
    with np.errstate(over="ignore"):
        ratio = above / np.where(fine, below, 1.0)
    return np.where(fine, ratio, np.where(above >= 0, np.inf, -np.inf))


def financing(pmf: ArrayLike, parameters: FundParameters | None = None, unit: float = 1.0) -> Financing:
    """Return the losses at which credit takes over from reserves and insurance from credit.

    Parameters
    ----------
    pmf : shape (..., K), yearly loss
    parameters : carry, fee, load and multiple
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : no probabilities, or a multiple of at most 1
    """
    cut = thresholds(parameters)
    needed = exceedance(pmf)
    h = float(positive(unit, "unit"))
    credit = (needed <= cut.reserve[..., None]).argmax(axis=-1)
    insured = ((needed < cut.insurance[..., None]) | (needed == 0)).argmax(axis=-1)
    return Financing(h * credit, h * np.maximum(credit, insured))


def yearly_cost(
    pmf: ArrayLike,
    credit_from: ArrayLike,
    insurance_from: ArrayLike,
    parameters: FundParameters | None = None,
    unit: float = 1.0,
) -> Floats:
    """Return what a structure costs a year, all layers together [musd], shape (...).

    Parameters
    ----------
    pmf : shape (..., K), yearly loss
    credit_from, insurance_from : shape (...) [musd], credit_from <= insurance_from
    parameters : carry, fee, load and multiple
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : layers in another order
    """
    p = parameters or FundParameters()
    first, second = (np.asarray(v, dtype=float)[..., None] for v in (credit_from, insurance_from))
    if not np.all((first >= 0) & (first <= second)):
        raise ModelInputError("0 <= credit_from <= insurance_from is needed", where="yearly_cost")
    q = exceedance(pmf)[..., :-1]
    h = float(positive(unit, "unit"))
    carry, fee, load, m = (
        np.asarray(v, dtype=float)[..., None]
        for v in (p.reserve_carry, p.credit_fee, p.credit_load, p.multiple)
    )
    low = h * np.arange(q.shape[-1])
    reserve = np.clip(first - low, 0.0, h)
    insured = h - np.clip(second - low, 0.0, h)
    credit = h - reserve - insured
    return np.asarray(
        (reserve * (carry + q) + credit * (fee + q * (1.0 + load)) + insured * m * q).sum(axis=-1)
    )
