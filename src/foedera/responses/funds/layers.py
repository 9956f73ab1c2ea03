"""A loss cut into layers: what a layer costs on average, how often it is touched and used up, what it sells for.

A layer from attachment A to exhaustion E pays l = min(max(L - A, 0), E - A). Its premium is a multiple of its
expected loss, or its expected loss and the cost of the capital for its tail.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, positive
from foedera.core.errors import ModelInputError
from foedera.responses.funds.game import capital_cost
from foedera.responses.funds.loss import on_grid
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.risk import loss_pmf, tail_weights

__all__ = ["Layers", "layer_loss", "layers", "retained_pmf"]

Floats = NDArray[np.float64]


class Layers(NamedTuple):
    """One number per layer, each of shape (..., l); amounts [musd], premiums [musd a year]."""

    expected: Floats
    p_attach: Floats
    p_exhaust: Floats
    tail: Floats
    premium_multiple: Floats
    premium_capital: Floats


def layer_loss(loss: ArrayLike, attach: ArrayLike, exhaust: ArrayLike) -> Floats:
    """Return what layers pay, broadcast [musd].

    Parameters
    ----------
    loss : [musd], >= 0
    attach, exhaust : [musd], 0 <= attach < exhaust; exhaust may be infinite

    Raises
    ------
    ModelInputError : a negative loss, or a layer whose attachment is not below its exhaustion
    """
    x, low = not_negative(loss, "loss"), not_negative(attach, "attach")
    high = np.asarray(exhaust, dtype=float)
    if not np.all(low < high):
        raise ModelInputError("the attachment must lie below the exhaustion", where="layers(bounds)")
    return np.asarray(np.minimum(np.maximum(x - low, 0.0), high - low))


def layers(
    pmf: ArrayLike, bounds: ArrayLike, parameters: FundParameters | None = None, unit: float = 1.0
) -> Layers:
    """Return the table of layers.

    Parameters
    ----------
    pmf : shape (..., K), yearly loss
    bounds : shape (l, 2) [musd], attachment and exhaustion, which may be infinite
    parameters : insurance multiple, tail level and cost of capital
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : no probabilities, or a layer whose attachment is not below its exhaustion
    """
    p = parameters or FundParameters()
    f = loss_pmf(pmf, "layers(pmf)")
    edges = _bounds(bounds)
    h = float(positive(unit, "unit"))
    x = h * np.arange(f.shape[-1])
    paid = layer_loss(x[:, None], edges[:, 0], edges[:, 1])
    expected, tail = f @ paid, tail_weights(f, p.beta) @ paid
    nudge = 1e-9 * h
    above = f @ (x[:, None] > edges[:, 0] + nudge).astype(float)
    full = f @ (x[:, None] >= edges[:, 1] - nudge).astype(float)
    multiple = np.asarray(p.multiple, dtype=float)[..., None]
    rate = np.asarray(p.capital_cost, dtype=float)[..., None]
    return Layers(expected, above, full, tail, multiple * expected, capital_cost(expected, tail, rate))


def retained_pmf(pmf: ArrayLike, ceded: ArrayLike, unit: float = 1.0) -> Floats:
    """Return what stays with the fund once layers are ceded, shape (..., K), on the same grid.

    Parameters
    ----------
    pmf : shape (..., K), yearly loss
    ceded : shape (l, 2) [musd], whole units, layers that do not overlap; exhaustion may be infinite
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : layers off the grid, upside down or overlapping
    """
    f = loss_pmf(pmf, "retained_pmf(pmf)")
    edges = _bounds(ceded)
    edges = edges[np.argsort(edges[:, 0])]
    if np.any(edges[1:, 0] < edges[:-1, 1]):
        raise ModelInputError("layers overlap", where="retained_pmf(ceded)")
    finite = np.where(np.isfinite(edges), edges, 0.0)
    cells = np.where(np.isfinite(edges), on_grid(finite, unit, "retained_pmf(ceded)"), f.shape[-1])
    x = np.arange(f.shape[-1])
    keeps = x - layer_loss(x[:, None], cells[:, 0], np.maximum(cells[:, 1], cells[:, 0] + 1)).sum(axis=1)
    kept, first = np.unique(keeps.astype(np.int64), return_index=True)
    out = np.zeros_like(f)
    out[..., kept] = np.add.reduceat(f, first, axis=-1)
    return out


def _bounds(bounds: ArrayLike) -> Floats:
    edges = np.asarray(bounds, dtype=float)
    if edges.ndim != 2 or edges.shape[1] != 2:
        raise ModelInputError("pairs of attachment and exhaustion are needed", where="layers(bounds)")
    if not np.all((edges[:, 0] >= 0) & (edges[:, 0] < edges[:, 1]) & np.isfinite(edges[:, 0])):
        raise ModelInputError("the attachment must lie below the exhaustion", where="layers(bounds)")
    return edges
