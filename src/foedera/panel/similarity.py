r"""Similarity of alliance portfolios: Signorino and Ritter's S (signorinoritter1999).

A portfolio is a row c_i of commitments to K states on levels 0..L (in the alliance literature
0 none, 1 entente, 2 neutrality or nonaggression, 3 defence). With weights w_k and a distance d on levels,

    S_ij = 1 - 2 * sum_k w_k d(c_ik, c_jk) / (d_max * sum_k w_k),

d = |c_ik - c_jk| (absolute) or its square (haege2011 compares both), d_max the distance between the lowest
and the highest level. S runs from -1 (opposite in everything) to 1 (the same).

S calls two states alike that have few allies, merely because most commitments are absent. Measures corrected
for chance (haege2011) compare the disagreement that is seen with the one expected of levels dealt at random,

    1 - mean_k d(c_ik, c_jk) / mean_{x in A, y in B} d(x, y),

A and B the levels of i and of j (Cohen's kappa), or both the levels of the two together (Scott's pi).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = ["chance_corrected", "s_score", "s_score_matrix"]

Metric = Literal["absolute", "squared"]
Distance = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_DISTANCES: dict[str, Distance] = {
    "nominal": lambda gap: (gap != 0).astype(float),
    "absolute": np.abs,
    "squared": np.square,
}


def s_score(
    first: ArrayLike,
    second: ArrayLike,
    *,
    max_level: float = 3.0,
    weights: ArrayLike | None = None,
    metric: Metric = "absolute",
) -> NDArray[np.float64]:
    """S of two portfolios.

    Parameters
    ----------
    first, second : shape (..., K) [level], in [0, max_level]
        two portfolios; leading axes broadcast
    max_level : float [level], > 0
        highest possible level, whether or not anybody has it
    weights : shape (..., K) [any unit], >= 0 with a positive sum
        weight of each third state, such as its capability; None weighs all alike
    metric : 'absolute' or 'squared'
        distance between two levels

    Returns
    -------
    shape (...) [1], in [-1, 1]
    """
    a, b = _pair(first, second, max_level)
    w = _weights(np.ones(a.shape[-1]) if weights is None else weights, a.shape[-1])
    if metric not in ("absolute", "squared"):
        raise ModelInputError(
            f"unknown metric {metric!r}",
            where="similarity.s_score(metric)",
            fix="use 'absolute' or 'squared'",
        )
    distance = _DISTANCES[metric]
    gap = (w * distance(a - b)).sum(axis=-1) / (distance(np.array(max_level)) * w.sum(axis=-1))
    score: NDArray[np.float64] = 1.0 - 2.0 * gap
    return score


def s_score_matrix(
    commitments: ArrayLike,
    *,
    max_level: float = 3.0,
    weights: ArrayLike | None = None,
    metric: Metric = "absolute",
) -> NDArray[np.float64]:
    """S of every two of N portfolios.

    Parameters
    ----------
    commitments : shape (..., N, K) [level], in [0, max_level]
        row i is the portfolio of state i
    max_level : float [level], > 0
        highest possible level
    weights : shape (K,) [any unit], >= 0
        weight of each third state; None weighs all alike
    metric : 'absolute' or 'squared'
        distance between two levels

    Returns
    -------
    shape (..., N, N) [1], symmetric, 1 on the diagonal
    """
    c = np.asarray(commitments, dtype=float)
    return s_score(
        c[..., :, None, :], c[..., None, :, :], max_level=max_level, weights=weights, metric=metric
    )


def chance_corrected(
    first: ArrayLike,
    second: ArrayLike,
    *,
    measure: Literal["kappa", "pi"] = "kappa",
    metric: Literal["nominal", "absolute", "squared"] = "squared",
) -> NDArray[np.float64]:
    """Similarity of two portfolios beyond chance.

    Parameters
    ----------
    first, second : shape (..., K) [level], >= 0
        two portfolios; leading axes broadcast
    measure : 'kappa' or 'pi'
        whether chance deals each portfolio its own levels (Cohen) or those of both (Scott)
    metric : 'nominal', 'absolute' or 'squared'
        distance between two levels; nominal counts any difference as 1

    Returns
    -------
    shape (...) [1], at most 1, 0 as expected by chance; NaN where both have one level throughout, the same
    """
    a, b = _pair(first, second, np.inf)
    pooled = np.concatenate(np.broadcast_arrays(a, b), axis=-1)
    urns = {"kappa": (a, b), "pi": (pooled, pooled)}
    if measure not in urns or metric not in _DISTANCES:
        raise ModelInputError(
            f"unknown measure {measure!r} or metric {metric!r}",
            where="similarity.chance_corrected",
            fix=f"use one of {', '.join(urns)} and one of {', '.join(_DISTANCES)}",
        )
    distance, (x, y) = _DISTANCES[metric], urns[measure]
    seen = distance(a - b).mean(axis=-1)
    expected = distance(x[..., :, None] - y[..., None, :]).mean(axis=(-2, -1))
    ratio = np.divide(seen, expected, out=np.full(seen.shape, np.nan), where=expected > 0)
    score: NDArray[np.float64] = 1.0 - ratio
    return score


def _pair(
    first: ArrayLike, second: ArrayLike, max_level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b = _levels(first, max_level), _levels(second, max_level)
    if a.shape[-1] != b.shape[-1]:
        raise ModelInputError(
            f"the portfolios have {a.shape[-1]} and {b.shape[-1]} entries",
            where="similarity",
            fix="give both a commitment to each of the same states",
        )
    return a, b


def _levels(values: ArrayLike, max_level: float) -> NDArray[np.float64]:
    levels = np.asarray(values, dtype=float)
    if max_level <= 0 or levels.ndim == 0 or not np.all((levels >= 0) & (levels <= max_level)):
        raise ModelInputError(
            f"a portfolio has a level outside [0, {max_level:g}]",
            where="similarity",
            fix="pass the highest level of the scale as max_level",
        )
    return levels


def _weights(values: ArrayLike, size: int) -> NDArray[np.float64]:
    weights = np.asarray(values, dtype=float)
    good = weights.ndim >= 1 and weights.shape[-1] == size and np.all(weights >= 0)
    if not (good and np.all(weights.sum(axis=-1) > 0)):
        raise ModelInputError(
            f"the weights must be {size} numbers, none negative, not all zero",
            where="similarity.s_score(weights)",
        )
    return weights
