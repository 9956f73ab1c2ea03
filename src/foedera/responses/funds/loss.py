r"""A member's yearly loss as probabilities on a grid: single events and compound Poisson sums.

A year with N events, N Poisson with rate lambda, costs X_1 + ... + X_N. Its probabilities have the generating
function exp(lambda (f(z) - 1)), f that of one event, and come back by one fast Fourier transform. The wrap-around
of the transform is pressed below rounding by an exponential tilt (Embrechts and Frei 2009). Severities are put on
the grid so that the mean is kept:

    f_k = [2 E min(X, kh) - E min(X, (k-1)h) - E min(X, (k+1)h)] / h,      f_0 = 1 - E min(X, h) / h,

and what lies beyond the last cell is counted in it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError
from foedera.responses.funds.risk import loss_pmf

__all__ = ["compound_poisson", "event", "lognormal_severity", "on_grid", "pareto_severity"]

Floats = NDArray[np.float64]
_TILT = 20.0


def on_grid(loss: ArrayLike, unit: float, where: str) -> NDArray[np.int64]:
    """Return losses in cells, same shape.

    Parameters
    ----------
    loss : any shape [musd], >= 0
    unit : width of a cell [musd]
    where : the argument, for the message

    Raises
    ------
    ModelInputError : a loss is negative or no whole number of units
    """
    cells = not_negative(loss, where) / float(positive(unit, "unit"))
    whole = np.rint(cells)
    if np.any(np.abs(cells - whole) > 1e-9 * np.maximum(1.0, whole)):
        raise ModelInputError(
            f"a loss is no whole number of units of {unit:g}", where=where, fix="another unit"
        )
    return whole.astype(np.int64)


def event(probability: ArrayLike, loss: ArrayLike, unit: float = 1.0) -> Floats:
    """Return the yearly loss of one event that happens or not, shape (..., K), as wide as the largest loss.

    Parameters
    ----------
    probability : shape (...), yearly chance
    loss : shape (...) [musd], >= 0, whole units
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : a chance outside [0, 1], a negative loss, or one off the grid
    """
    p, cell = np.broadcast_arrays(
        unit_interval(probability, "event(probability)"), on_grid(loss, unit, "event(loss)")
    )
    pmf = np.zeros((*p.shape, int(cell.max(initial=0)) + 1))
    pmf[..., 0] = 1.0 - p
    np.put_along_axis(pmf, cell[..., None], np.take_along_axis(pmf, cell[..., None], -1) + p[..., None], -1)
    return pmf


def lognormal_severity(median: float, sigma: float, cells: int, unit: float = 1.0) -> Floats:
    """Return a lognormal severity on a grid, shape (cells,).

    Parameters
    ----------
    median : of the loss [musd], > 0
    sigma : standard deviation of its logarithm, > 0
    cells : width of the grid, >= 2; losses beyond (cells - 1) units count as that much
    unit : width of a cell [musd]
    """
    from scipy.special import ndtr

    m, s = float(positive(median, "median")), float(positive(sigma, "sigma"))

    def limited(x: Floats) -> Floats:
        z = np.log(x / m) / s
        return np.asarray(m * np.exp(0.5 * s * s) * ndtr(z - s) + x * ndtr(-z))

    return _severity(limited, cells, unit)


def pareto_severity(
    scale: float, shape: float, cells: int, unit: float = 1.0, *, threshold: float = 0.0
) -> Floats:
    """Return a generalised Pareto severity on a grid, shape (cells,).

    Parameters
    ----------
    scale : sigma > 0 [musd]
    shape : xi >= 0; from 1 on the mean is infinite, a warning is given, and the end of the grid decides the result
    cells, unit : as in :func:`lognormal_severity`
    threshold : smallest loss [musd], >= 0
    """
    s, xi = float(positive(scale, "scale")), float(not_negative(shape, "shape"))
    u = float(not_negative(threshold, "threshold"))
    if xi >= 1.0:
        warnings.warn(f"shape {xi:g}: the mean is infinite and depends on the end of the grid", stacklevel=2)

    def limited(x: Floats) -> Floats:
        y = np.maximum(x - u, 0.0) / s
        if xi == 0.0:
            beyond = -np.expm1(-y)
        elif xi == 1.0:
            beyond = np.log1p(y)
        else:
            beyond = np.expm1((1.0 - 1.0 / xi) * np.log1p(xi * y)) / (xi - 1.0)
        return np.asarray(np.minimum(x, u) + s * beyond)

    return _severity(limited, cells, unit)


def _severity(limited: Callable[[Floats], Floats], cells: int, unit: float) -> Floats:
    """Return probabilities from the limited mean E min(X, x)."""
    h = float(positive(unit, "unit"))
    if cells < 2:
        raise ModelInputError(f"{cells} cells", where="cells", fix="2 or more")
    mean = np.concatenate([[0.0], limited(h * np.arange(1.0, cells))]) / h
    steps = np.diff(mean)
    pmf = np.concatenate([[1.0 - steps[0]], steps[:-1] - steps[1:], steps[-1:]])
    return np.asarray(np.maximum(pmf, 0.0) / np.maximum(pmf, 0.0).sum())


def compound_poisson(rate: ArrayLike, severity: ArrayLike, cells: int, *, beyond: float = 1e-6) -> Floats:
    """Return the yearly loss of a Poisson number of events, shape (..., cells).

    Parameters
    ----------
    rate : shape (...) [1/year], >= 0, events a year
    severity : shape (..., K), probabilities of one event's loss
    cells : width of the grid of the year's loss, >= 2; its last cell holds whatever is as large or larger
    beyond : largest chance of a year that costs more than the last cell says

    Raises
    ------
    ModelInputError : a negative rate, no probabilities, or more than ``beyond`` lies beyond the grid
    """
    lam = not_negative(rate, "compound_poisson(rate)")
    f = loss_pmf(severity, "compound_poisson(severity)")
    if cells < 2:
        raise ModelInputError(f"{cells} cells", where="compound_poisson(cells)", fix="2 or more")
    size = 1 << (4 * max(cells, f.shape[-1]) - 1).bit_length()
    tilt = np.exp(-_TILT / size * np.arange(size))
    one = np.fft.rfft(f * tilt[: f.shape[-1]], n=size)
    year = np.fft.irfft(np.exp(lam[..., None] * (one - 1.0)), n=size) / tilt
    pmf = np.maximum(year[..., :cells], 0.0)
    outside = 1.0 - pmf.sum(axis=-1)
    if np.any(outside > beyond):
        raise ModelInputError(
            f"a chance of {outside.max():.2g} lies beyond the grid", where="compound_poisson(cells)",
            fix="more cells, a larger unit, or a larger beyond=",
        )  # fmt: skip
    pmf[..., -1] += np.maximum(outside, 0.0)
    return np.asarray(pmf / pmf.sum(axis=-1, keepdims=True))
