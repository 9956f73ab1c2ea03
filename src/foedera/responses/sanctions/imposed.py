r"""How imposed sanctions end: yearly competing risks of success and of being lifted without it.

    h_T = e^{eta_T} / (1 + e^{eta_T} + e^{eta_S}),    h_S = e^{eta_S} / (1 + e^{eta_T} + e^{eta_S}),
    eta_T = t0 + b_cost (target's loss - 2) + b_io institution - b_bk black knight - b_sal (salience - 1/2),
    eta_S = s0 + b_own (senders' mean loss - 1/2) + b_het (spread of the senders' losses).

Both are the same every year, so that success by year k has the chance h_T / (h_T + h_S) (1 - (1 - h_T - h_S)^k).
The base rates give the share of successes of case collections and an assumed mean of five years; that multilateral
sanctions do better through an institution is Bapat and Morgan (2009), that sanctions busters undo them Early (2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = ["Hazards", "Imposed", "ImposedParameters", "hazards", "lifted_by", "mean_years", "success_by"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ImposedParameters(Record):
    """Log-odds of an end in a year, against sanctions that go on."""

    success: float = param(
        -2.484907, unit="logit", low=-10.0, high=5.0,
        source="hufbauer2007: about a third of 204 episodes succeed; ASSUMPTION: a mean of five years, so 1/15 a year",
        meaning="success, at a loss of 2 per cent to the target",
    )  # fmt: skip
    lifting: float = param(
        -1.791759, unit="logit", low=-10.0, high=5.0,
        source="hufbauer2007: two thirds of episodes fail; ASSUMPTION: a mean of five years, so 2/15 a year",
        meaning="lifting without success, at a mean loss of half a per cent to the senders",
    )  # fmt: skip
    target_loss: float = param(
        0.3, unit="logit", low=0.0, high=5.0, source="ASSUMPTION: odds up by a third per point",
        meaning="success, per per cent of the target's loss",
    )  # fmt: skip
    institution: float = param(
        0.5, unit="logit", low=-5.0, high=5.0, source="ASSUMPTION: the sign is that of bapat2009",
        meaning="success, where an international institution backs the sanctions",
    )  # fmt: skip
    black_knight: float = param(
        0.7, unit="logit", low=0.0, high=5.0, source="ASSUMPTION: half the odds; the sign is that of early2011",
        meaning="success, lost where third states replace all the trade cut",
    )  # fmt: skip
    salience: float = param(
        1.0, unit="logit", low=0.0, high=5.0, source="ASSUMPTION: e-fold odds over the whole scale",
        meaning="success, lost from an issue of no weight to the target to one of the highest",
    )  # fmt: skip
    sender_loss: float = param(
        0.3, unit="logit", low=0.0, high=5.0, source="ASSUMPTION: as for the target",
        meaning="lifting, per per cent of the senders' mean loss",
    )  # fmt: skip
    sender_spread: float = param(
        0.3, unit="logit", low=0.0, high=5.0, source="ASSUMPTION: as for the mean",
        meaning="lifting, per per cent of standard deviation between the senders' losses",
    )  # fmt: skip


class Imposed(NamedTuple):
    """Sanctions in force, each any shape, broadcast together.

    Parameters
    ----------
    target_loss, sender_loss : per cent of real income, below 0 for a gain; the senders' together
    sender_spread : standard deviation of the senders' losses, per cent, >= 0
    institution : 0..1, whether an international institution backs them
    black_knight : 0..1, share of the target's lost imports that third states replace
    salience : 0..1, weight of the issue to the target
    """

    target_loss: ArrayLike
    sender_loss: ArrayLike
    sender_spread: ArrayLike = 0.0
    institution: ArrayLike = 0.0
    black_knight: ArrayLike = 0.0
    salience: ArrayLike = 0.5


class Hazards(NamedTuple):
    """Yearly chances that sanctions in force succeed or are lifted without success, each shape (...)."""

    success: Floats
    lifting: Floats


def hazards(imposed: Imposed, parameters: ImposedParameters | None = None) -> Hazards:
    """Return the yearly chances of both ends.

    Parameters
    ----------
    imposed : covariates
    parameters : log-odds, each one number or broadcast with the covariates

    Raises
    ------
    ModelInputError : a loss that is not finite, a negative spread, or a share outside 0..1
    """
    p = parameters or ImposedParameters()
    hurt, own = (np.asarray(x, dtype=float) for x in (imposed.target_loss, imposed.sender_loss))
    if not (np.all(np.isfinite(hurt)) and np.all(np.isfinite(own))):
        raise ModelInputError("losses must be finite", where="Imposed.target_loss, sender_loss")
    spread = not_negative(imposed.sender_spread, "Imposed.sender_spread")
    backed, replaced, weight = (
        unit_interval(getattr(imposed, name), f"Imposed.{name}")
        for name in ("institution", "black_knight", "salience")
    )
    wins = (
        p.success + p.target_loss * (hurt - 2.0) + p.institution * backed
        - p.black_knight * replaced - p.salience * (weight - 0.5)
    )  # fmt: skip
    ends = p.lifting + p.sender_loss * (own - 0.5) + p.sender_spread * spread
    wins, ends = np.broadcast_arrays(wins, ends)
    top = np.maximum(np.maximum(wins, ends), 0.0)
    whole = np.exp(-top) + np.exp(wins - top) + np.exp(ends - top)
    return Hazards(np.exp(wins - top) / whole, np.exp(ends - top) / whole)


def success_by(rates: Hazards, years: ArrayLike = np.inf) -> Floats:
    """Return the chance that sanctions have succeeded within some years, or ever.

    Parameters
    ----------
    rates : yearly chances, shape (...)
    years : broadcast with them, at least 1; infinity is ever

    Raises
    ------
    ModelInputError : less than a year
    """
    return _share(rates.success, rates, years)


def lifted_by(rates: Hazards, years: ArrayLike = np.inf) -> Floats:
    """Return the chance that sanctions have been lifted without success within some years, as :func:`success_by`."""
    return _share(rates.lifting, rates, years)


def mean_years(rates: Hazards) -> Floats:
    """Return the mean duration of sanctions [year], shape (...)."""
    return np.asarray(1.0 / (rates.success + rates.lifting))


def _share(one: Floats, rates: Hazards, years: ArrayLike) -> Floats:
    k = np.asarray(years, dtype=float)
    if not np.all(k >= 1.0):
        raise ModelInputError("the risks are yearly: at least 1 year", where="years",
                              fix="the first months belong to foedera.responses.supply")  # fmt: skip
    both = np.minimum(rates.success + rates.lifting, 1.0)
    return np.asarray(one / both * (1.0 - (1.0 - both) ** k))
