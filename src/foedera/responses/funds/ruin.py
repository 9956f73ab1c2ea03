r"""The chance that a fund runs dry: U_{t+1} = U_t + premium - retained loss, ruined once U < 0 at a year's end.

The premium being the same each year, a fund still standing after t years is known by its losses so far, which lie
on the grid: the chance is exact whatever the start and the premium. Lundberg's bound over all time is exp(-R U_0),
R > 0 with E exp(R (L - premium)) = 1 (Asmussen and Albrecher 2010).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, positive
from foedera.core.errors import ModelInputError
from foedera.responses.funds.risk import loss_pmf, mean_loss

__all__ = ["adjustment", "lundberg_bound", "ruin"]

Floats = NDArray[np.float64]


def ruin(pmf: ArrayLike, start: ArrayLike, premium: ArrayLike, years: int, unit: float = 1.0) -> Floats:
    """Return the chance of ruin by the end of each year, shape (..., years), exactly.

    Parameters
    ----------
    pmf : shape (..., K), yearly loss that stays with the fund, independent between years
    start : shape (...) [musd], >= 0
    premium : shape (...) [musd a year], net of what is paid to insurers
    years : >= 1
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : no probabilities, a negative start, a premium that is not finite, or no year
    """
    from scipy.signal import fftconvolve

    f, u = loss_pmf(pmf, "ruin(pmf)"), not_negative(start, "ruin(start)")
    income, h = np.asarray(premium, dtype=float), float(positive(unit, "unit"))
    if not np.all(np.isfinite(income)):
        raise ModelInputError("the premium must be finite", where="ruin(premium)")
    if years < 1:
        raise ModelInputError(f"{years} years", where="ruin(years)", fix="1 or more")
    shape = np.broadcast_shapes(f.shape[:-1], u.shape, income.shape)
    f = np.broadcast_to(f, (*shape, f.shape[-1]))
    standing = np.ones((*shape, 1))
    fallen, curve = np.zeros(shape), np.empty((*shape, years))
    for t in range(years):
        line = np.broadcast_to(np.floor((u + (t + 1) * income) / h + 1e-9), shape)
        spread = np.maximum(fftconvolve(standing, f, axes=-1), 0.0)
        dry = np.arange(spread.shape[-1]) > line[..., None]
        fallen = fallen + np.where(dry, spread, 0.0).sum(axis=-1)
        keep = int(np.clip(line.max(initial=0.0) + 1, 1, spread.shape[-1]))
        standing = np.where(dry, 0.0, spread)[..., :keep]
        curve[..., t] = np.minimum(fallen, 1.0)
    return curve


def adjustment(pmf: ArrayLike, premium: ArrayLike, unit: float = 1.0) -> Floats:
    """Return Lundberg's coefficient R [per musd], shape (...).

    It is 0 where the premium does not exceed the expected loss, infinite where no year costs more than the premium.

    Parameters
    ----------
    pmf, premium, unit : as in :func:`ruin`
    """
    f, h = loss_pmf(pmf, "adjustment(pmf)"), float(positive(unit, "unit"))
    income = np.asarray(premium, dtype=float)
    gain = h * np.arange(f.shape[-1]) - income[..., None]
    worst = np.where(f > 0, gain, -np.inf).max(axis=-1)
    chance = np.where((f > 0) & (gain > 0), f, 0.0).sum(axis=-1)
    solid, hopeless = worst <= 0, income <= mean_loss(f, h)
    with np.errstate(divide="ignore"):
        logs = np.log(f)
        small = np.where((gain > 0) & (f > 0), gain, np.inf).min(axis=-1)
        high = np.where(solid | hopeless, 1.0, -np.log(np.where(chance > 0, chance, 1.0)) / small)
    low, high = np.zeros_like(high), np.maximum(high, 1e-12)
    for _ in range(200):
        middle = 0.5 * (low + high)
        power = logs + middle[..., None] * gain
        top = power.max(axis=-1, keepdims=True)
        above = top[..., 0] + np.log(np.exp(power - top).sum(axis=-1)) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.where(solid & ~hopeless, np.inf, np.where(hopeless, 0.0, low))


def lundberg_bound(pmf: ArrayLike, start: ArrayLike, premium: ArrayLike, unit: float = 1.0) -> Floats:
    """Return an upper bound of the chance of ruin over all time, exp(-R start), shape (...).

    Parameters
    ----------
    pmf, start, premium, unit : as in :func:`ruin`
    """
    rate, u = np.broadcast_arrays(
        adjustment(pmf, premium, unit), not_negative(start, "lundberg_bound(start)")
    )
    never = np.isinf(rate)
    return np.where(never, 0.0, np.exp(-np.where(never, 0.0, rate) * u))
