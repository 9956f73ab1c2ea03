"""Mean, value at risk and tail value at risk of a loss, and what pooling saves of them.

VaR_b = min{x : F(x) >= b};  TVaR_b = VaR + E(L - VaR)+ / (1 - b), right with atoms too (Rockafellar and Uryasev
2002) and subadditive (Artzner et al. 1999). A loss is a row of probabilities ``pmf`` of shape (..., K), cell k
standing for a loss of k units.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, positive
from foedera.core.errors import ModelInputError

__all__ = [
    "certainty_equivalent", "diversification", "exceedance", "loss_pmf", "mean_loss", "sample_tail_value_at_risk",
    "sample_value_at_risk", "tail_cells", "tail_level", "tail_value_at_risk", "tail_weights", "value_at_risk",
]  # fmt: skip

Floats = NDArray[np.float64]
ROUNDING = 1e-12
"""Probability below which two levels count as the same."""


def loss_pmf(pmf: ArrayLike, where: str) -> Floats:
    """Return probabilities on a grid as an array, shape (..., K).

    Parameters
    ----------
    pmf : shape (..., K)
    where : the argument, for the message

    Raises
    ------
    ModelInputError : a number below 0, or a row that does not sum to 1
    """
    p = np.asarray(pmf, dtype=float)
    if p.ndim == 0 or not np.all(p >= 0.0) or not np.all(np.abs(p.sum(axis=-1) - 1.0) <= 1e-9):
        raise ModelInputError("probabilities must be at least 0 and sum to 1 over the last axis", where=where)
    return p


def tail_level(beta: ArrayLike) -> Floats:
    """Return the tail level as an array; :class:`ModelInputError` unless it lies inside (0, 1)."""
    b = np.asarray(beta, dtype=float)
    if not np.all((b > 0.0) & (b < 1.0)):
        raise ModelInputError("the tail level must lie between 0 and 1", where="beta")
    return b


def mean_loss(pmf: ArrayLike, unit: float = 1.0) -> Floats:
    """Return the expected loss [musd], shape (..., K) to (...); ``unit`` [musd] is the width of a cell."""
    p = loss_pmf(pmf, "mean_loss(pmf)")
    return np.asarray(p @ (np.arange(p.shape[-1]) * float(positive(unit, "unit"))))


def exceedance(pmf: ArrayLike) -> Floats:
    """Return P(L > loss of the cell), shape (..., K), summed from the far end so that small chances stay exact."""
    p = loss_pmf(pmf, "exceedance(pmf)")
    at_least = np.flip(np.cumsum(np.flip(p, axis=-1), axis=-1), axis=-1)
    return np.concatenate([at_least[..., 1:], np.zeros((*p.shape[:-1], 1))], axis=-1)


def _cell(above: Floats, beta: Floats) -> NDArray[np.int64]:
    return np.asarray((above <= 1.0 - beta[..., None] + ROUNDING).argmax(axis=-1), dtype=np.int64)


def value_at_risk(pmf: ArrayLike, beta: ArrayLike, unit: float = 1.0) -> Floats:
    """Return the smallest loss with F(x) >= beta [musd], shape (...).

    Parameters
    ----------
    pmf : shape (..., K)
    beta : tail level, broadcasts with the leading axes
    unit : width of a cell [musd]

    Raises
    ------
    ModelInputError : no probabilities, or a level outside (0, 1)
    """
    return np.asarray(float(positive(unit, "unit")) * _cell(exceedance(pmf), tail_level(beta)))


def tail_weights(pmf: ArrayLike, beta: ArrayLike) -> Floats:
    """Return what each cell weighs in the mean of the worst 1 - beta years, shape (..., K), sums to 1.

    Cells beyond the value at risk weigh their probability over 1 - beta; its own cell what is missing to 1.

    Parameters
    ----------
    pmf : shape (..., K)
    beta : tail level, broadcasts with the leading axes
    """
    p, b = loss_pmf(pmf, "pmf"), tail_level(beta)
    above = exceedance(p)
    at = _cell(above, b)[..., None]
    share = 1.0 / (1.0 - b[..., None])
    cells = np.arange(p.shape[-1])
    rest = 1.0 - share * np.take_along_axis(np.broadcast_to(above, (*at.shape[:-1], p.shape[-1])), at, -1)
    return np.where(cells > at, share * p, np.where(cells == at, rest, 0.0))


def tail_value_at_risk(pmf: ArrayLike, beta: ArrayLike, unit: float = 1.0) -> Floats:
    """Return the mean loss of the worst 1 - beta years [musd], shape (...).

    Parameters
    ----------
    pmf, beta, unit : as in :func:`value_at_risk`
    """
    return float(positive(unit, "unit")) * tail_cells(loss_pmf(pmf, "pmf"), tail_level(beta))


def tail_cells(p: Floats, beta: Floats) -> Floats:
    """Return the tail value at risk in cells, shape (...), of checked probabilities: VaR + sum P(L > x) / (1 - b)."""
    above = np.flip(np.cumsum(np.flip(p[..., 1:], axis=-1), axis=-1), axis=-1)
    over = above > 1.0 - beta[..., None] + ROUNDING
    mean_beyond = np.where(over, 0.0, above).sum(axis=-1) / (1.0 - beta)
    return np.asarray(np.count_nonzero(over, axis=-1) + mean_beyond)


def _rank(sample: Floats, beta: float) -> int:
    """Return the place of the value at risk among ascending draws, counted from 0."""
    draws = sample.shape[0] if sample.ndim else 0
    if draws == 0:
        raise ModelInputError("no draws", where="sample")
    tail = draws * (1.0 - float(tail_level(beta)))
    if tail < 100:
        warnings.warn(f"only {tail:.0f} draws lie in the tail; 100 or more are wanted", stacklevel=3)
    return min(int(np.ceil(draws * beta - 1e-9)), draws) - 1


def sample_value_at_risk(sample: ArrayLike, beta: float) -> Floats:
    """Return the smallest drawn loss at or below which a share beta of the draws lies, shape (R, ...) to (...).

    Parameters
    ----------
    sample : losses, draws on the first axis, >= 0
    beta : tail level; a warning is given where fewer than 100 draws lie beyond it
    """
    x = not_negative(sample, "sample")
    k = _rank(x, beta)
    return np.asarray(np.partition(x, k, axis=0)[k])


def sample_tail_value_at_risk(sample: ArrayLike, beta: float) -> Floats:
    """Return the mean of the worst 1 - beta draws, shape (R, ...) to (...), a draw counted in part if need be.

    Parameters
    ----------
    sample, beta : as in :func:`sample_value_at_risk`
    """
    x = not_negative(sample, "sample")
    k = _rank(x, beta)
    parts = np.partition(x, k, axis=0)
    return np.asarray(parts[k] + (parts[k:] - parts[k]).sum(axis=0) / (len(x) * (1.0 - beta)))


def diversification(pooled: ArrayLike, alone: ArrayLike) -> Floats:
    """Return the share of capital that pooling saves, 1 - TVaR(pool) / sum of TVaR(member), shape (...).

    Parameters
    ----------
    pooled : shape (...) [musd], >= 0
    alone : shape (..., n) [musd], >= 0, not all 0
    """
    total = not_negative(alone, "diversification(alone)").sum(axis=-1)
    return np.asarray(1.0 - not_negative(pooled, "diversification(pooled)") / positive(total, "sum of alone"))


def certainty_equivalent(pmf: ArrayLike, aversion: ArrayLike, unit: float = 1.0) -> Floats:
    """Return the sure payment as bad as the loss, ln E exp(gamma L) / gamma [musd], shape (...).

    It is what a risk-averse member would rather pay than stand alone, and at least the expected loss.

    Parameters
    ----------
    pmf : shape (..., K)
    aversion : gamma > 0, constant absolute risk aversion [per musd], broadcasts with the leading axes
    unit : width of a cell [musd]
    """
    p = loss_pmf(pmf, "certainty_equivalent(pmf)")
    gamma = positive(aversion, "certainty_equivalent(aversion)")
    power = gamma[..., None] * float(positive(unit, "unit")) * np.arange(p.shape[-1])
    top = np.where(p > 0, power, 0.0).max(axis=-1, keepdims=True)
    expected = (p * np.exp(np.minimum(power - top, 0.0))).sum(axis=-1)
    return np.asarray((top[..., 0] + np.log(expected)) / gamma)
