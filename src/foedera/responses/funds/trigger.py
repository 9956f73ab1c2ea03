r"""Parametric cover: an index pays, not the loss, and the two may part.

The cover pays limit * clip((I - a) / (e - a), 0, 1). With loss and index as correlated normal scores, a loss of
chance p_l above z_l goes unpaid by a trigger above z_t with chance

    P(no pay | loss) = 1 - Phi_2(-z_l, -z_t; rho) / Phi(-z_l),

Phi_2 by Owen's T function (Owen 1956). The money left to find is E(X - payout)+.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError
from foedera.responses.funds.risk import loss_pmf

__all__ = ["Cover", "Shortfall", "binormal", "no_pay", "payout", "shortfall"]

Floats = NDArray[np.float64]
MAX_CELLS = 1500
"""Widest grid on which loss and index are crossed."""

_TINY = 1e-150
"""Scores nearer to 0 count as 0, so that products of two do not vanish."""


@dataclass(frozen=True)
class Cover:
    """A parametric cover.

    Parameters
    ----------
    limit : paid at most [musd], >= 0
    attach : index at which it starts to pay
    full : index from which it pays all, above ``attach``

    Raises
    ------
    ModelInputError : ``attach`` not below ``full``, or a negative limit
    """

    limit: float
    attach: float
    full: float

    def __post_init__(self) -> None:
        not_negative(self.limit, "Cover.limit")
        if not self.attach < self.full:
            raise ModelInputError(
                "the index must attach below where it pays all", where="Cover(attach, full)"
            )


class Shortfall(NamedTuple):
    """Expected payout, loss left uncovered and payout beyond the loss [musd a year]; P(no pay | loss)."""

    payout: float
    uncovered: float
    windfall: float
    no_pay: float


def payout(cover: Cover, index: ArrayLike) -> Floats:
    """Return what the cover pays at an index [musd], same shape."""
    x = np.asarray(index, dtype=float)
    return np.asarray(cover.limit * np.clip((x - cover.attach) / (cover.full - cover.attach), 0.0, 1.0))


def binormal(h: ArrayLike, k: ArrayLike, rho: ArrayLike) -> Floats:
    """Return P(X <= h, Y <= k) for standard normal scores with correlation rho, broadcast.

    Parameters
    ----------
    h, k : any real number, infinity included
    rho : in [-1, 1]

    Raises
    ------
    ModelInputError : a correlation outside [-1, 1], or a score that is no number
    """
    from scipy.special import ndtr, owens_t

    x, y, r = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (h, k, rho)))
    if not np.all(np.abs(r) <= 1.0) or np.any(np.isnan(x) | np.isnan(y)):
        raise ModelInputError("numbers with a correlation in [-1, 1] are needed", where="binormal")
    x, y = (np.where(np.abs(v) < _TINY, 0.0, v) for v in (x, y))
    px, py = ndtr(x), ndtr(y)
    plain = np.isfinite(x) & np.isfinite(y) & (np.abs(r) < 1.0)
    a, b, c = np.where(plain, x, 1.0), np.where(plain, y, 1.0), np.where(plain, r, 0.0)
    root = np.sqrt((1.0 - c) * (1.0 + c))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = owens_t(a, np.where(a == 0, np.sign(b) * np.inf, (b - c * a) / (a * root)))
        t = t + owens_t(b, np.where(b == 0, np.sign(a) * np.inf, (a - c * b) / (b * root)))
    apart = (a * b < 0) | ((a * b == 0) & (a + b < 0))
    inner = 0.5 * (ndtr(a) + ndtr(b)) - t - 0.5 * apart
    inner = np.where((a == 0) & (b == 0), 0.25 + np.arcsin(c) / (2.0 * np.pi), inner)
    extreme = np.where(
        r >= 1.0, np.minimum(px, py), np.where(r <= -1.0, np.maximum(px + py - 1.0, 0.0), px * py)
    )
    return np.asarray(np.where(plain, np.clip(inner, 0.0, np.minimum(px, py)), extreme))


def no_pay(p_loss: ArrayLike, p_trigger: ArrayLike, rho: ArrayLike) -> Floats:
    """Return the chance that a loss happens and the trigger stays silent, given the loss, broadcast.

    Parameters
    ----------
    p_loss : yearly chance of the loss, in (0, 1]
    p_trigger : yearly chance of the trigger, in [0, 1]
    rho : correlation of their normal scores, in [0, 1]

    Raises
    ------
    ModelInputError : chances or a correlation outside these ranges
    """
    from scipy.special import ndtri

    loss = positive(unit_interval(p_loss, "no_pay(p_loss)"), "no_pay(p_loss)")
    trigger, r = unit_interval(p_trigger, "no_pay(p_trigger)"), unit_interval(rho, "no_pay(rho)")
    return np.maximum(1.0 - binormal(ndtri(loss), ndtri(trigger), r) / loss, 0.0)


def shortfall(pmf: ArrayLike, cover: Cover, rho: float, unit: float = 1.0) -> Shortfall:
    """Return how a cover does where the index is an estimate of the loss with the loss's own distribution.

    Parameters
    ----------
    pmf : shape (K,), yearly loss, K at most ``MAX_CELLS``
    cover : attaches at an estimated loss [musd]
    rho : correlation of loss and estimate in normal scores, in [0, 1]; at 1 they are the same
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : no probabilities, a grid too wide, or a correlation outside [0, 1]
    """
    from scipy.special import ndtri

    f = loss_pmf(pmf, "shortfall(pmf)")
    r, h = float(unit_interval(rho, "shortfall(rho)")), float(positive(unit, "unit"))
    if f.ndim != 1 or len(f) > MAX_CELLS:
        raise ModelInputError(f"one row of at most {MAX_CELLS} cells is needed", where="shortfall(pmf)",
                              fix="a larger unit")  # fmt: skip
    level = ndtri(np.clip(np.concatenate([[0.0], np.cumsum(f)[:-1], [1.0]]), 0.0, 1.0))
    joint = np.maximum(np.diff(np.diff(binormal(level[:, None], level, r), axis=0), axis=1), 0.0)
    loss = h * np.arange(len(f))
    paid = payout(cover, loss)
    gap = loss[:, None] - paid
    hit = joint[1:].sum()
    return Shortfall(
        payout=float(f @ paid),
        uncovered=float((joint * np.maximum(gap, 0.0)).sum()),
        windfall=float((joint * np.maximum(-gap, 0.0)).sum()),
        no_pay=float(joint[1:, paid == 0].sum() / hit) if hit > 0 else 0.0,
    )
