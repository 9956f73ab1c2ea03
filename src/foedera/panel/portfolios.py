r"""Similarity of portfolios for every two states at once, from the counts of pairs of levels.

For states i and j let C_xy be the (weighted) number of items on which i is at level x and j at level y; items that
either has missing do not count. Every measure is a function of C, and C is one matrix product per pair of levels:

* S (signorinoritter1999), with distance d and its maximum: 1 - 2 sum C_xy d(x, y) / (d_max sum C);
* Scott's pi and Cohen's kappa (haege2011): 1 - observed / expected disagreement, the expected one from the levels of
  the two together (pi) or of each (kappa);
* Kendall's tau-b (buenodemesquita1975): (concordant - discordant) / sqrt(pairs not tied on i x not tied on j).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError, did_you_mean

__all__ = ["MEASURES", "level_counts", "measure", "portfolio_similarity"]

Floats = NDArray[np.float64]

MEASURES: dict[str, str] = {
    "s": "S, absolute distance", "s_squared": "S, squared distance",
    "pi": "Scott's pi, nominal", "pi_absolute": "Scott's pi, absolute distance", "pi_squared": "Scott's pi, squared",
    "kappa": "Cohen's kappa, nominal", "kappa_absolute": "Cohen's kappa, absolute distance",
    "kappa_squared": "Cohen's kappa, squared distance", "taub": "Kendall's tau-b",
}  # fmt: skip
"""Measures by name."""


def level_counts(levels: ArrayLike, n_levels: int, weights: ArrayLike | None = None) -> Floats:
    """Count, for every two states, the items on which they are at each pair of levels.

    Parameters
    ----------
    levels : shape (N, K) [level], whole numbers 0 .. n_levels - 1, negative for missing
    n_levels : int [count]
    weights : shape (K,) [any unit], >= 0
        weight of each item; None weighs all alike

    Returns
    -------
    shape (n_levels, n_levels, N, N) [weight]
    """
    held = np.asarray(levels)
    if held.ndim != 2 or not np.all((held < n_levels) & (held == np.floor(held))):
        raise ModelInputError(
            f"levels of shape {held.shape} are no table, or not all whole numbers below {n_levels}",
            where="portfolios.level_counts(levels)", fix="give (N, K) whole numbers, negative where missing",
        )  # fmt: skip
    w = np.ones(held.shape[1]) if weights is None else np.asarray(weights, dtype=float)
    if w.shape != held.shape[1:] or not np.all((w >= 0) & np.isfinite(w)):
        raise ModelInputError(
            f"weights have shape {w.shape} for {held.shape[1]} items, or are negative or missing",
            where="portfolios.level_counts(weights)", fix="give one number for each item",
        )  # fmt: skip
    n = len(held)
    at = [(held == x).astype(np.float64 if weights is not None else np.float32) for x in range(n_levels)]
    out = np.empty((n_levels, n_levels, n, n))
    for x in range(n_levels):
        left = at[x] * w if weights is not None else at[x]
        for y in range(x, n_levels):
            out[x, y] = left @ at[y].T
            out[y, x] = out[x, y].T
    return out


def measure(counts: Floats, name: str) -> Floats:
    """Return a measure of similarity from counts of pairs of levels.

    Parameters
    ----------
    counts : shape (L, L, ...) [weight]
        as :func:`level_counts` gives them
    name : one of :data:`MEASURES`

    Returns
    -------
    shape (...) [1], at most 1. nan where the two share no item; for pi and kappa where chance would give no
    disagreement either; for tau-b where either's levels do not vary
    """
    if name not in MEASURES:
        fix = did_you_mean(name, MEASURES) or "one of " + ", ".join(MEASURES)
        raise ModelInputError(f"there is no measure '{name}'", where="portfolios.measure", fix=fix)
    kind, _, distance = name.partition("_")
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "taub":
            return _taub(counts)
        gaps = _distances(len(counts), distance or ("absolute" if kind == "s" else "nominal"))
        total = counts.sum(axis=(0, 1))
        seen = np.tensordot(gaps, counts, axes=([0, 1], [0, 1]))
        if kind == "s":
            return np.asarray(1.0 - 2.0 * (seen / (gaps.max() * total)))
        seen = seen / total
        rows, columns = counts.sum(axis=1) / total, counts.sum(axis=0) / total
        if kind == "pi":
            rows = columns = (rows + columns) / 2.0
        expected = np.einsum("xy,x...,y...->...", gaps, rows, columns)
        return np.asarray(np.where(expected > 0, 1.0 - seen / expected, np.nan))


def portfolio_similarity(
    levels: ArrayLike, n_levels: int, measures: Iterable[str] = ("s",), weights: ArrayLike | None = None
) -> dict[str, Floats]:
    """Return measures of similarity of every two states.

    Parameters
    ----------
    levels : shape (N, K) [level], negative for missing
    n_levels : int [count]
    measures : names of :data:`MEASURES`
    weights : shape (K,) [any unit], >= 0

    Returns
    -------
    shape (N, N) [1] each
    """
    counts = level_counts(levels, n_levels, weights)
    return {name: measure(counts, name) for name in measures}


def _distances(n: int, kind: str) -> Floats:
    gap = np.abs(np.subtract.outer(np.arange(n), np.arange(n))).astype(float)
    return {"absolute": gap, "squared": gap**2, "nominal": (gap > 0).astype(float)}[kind]


def _taub(counts: Floats) -> Floats:
    n = len(counts)
    agree: Any = 0.0
    differ: Any = 0.0
    for x in range(n):
        for y in range(n):
            agree = agree + counts[x, y] * counts[x + 1 :, y + 1 :].sum(axis=(0, 1))
            differ = differ + counts[x, y] * counts[x + 1 :, :y].sum(axis=(0, 1))
    total = counts.sum(axis=(0, 1))
    pairs = total**2 / 2.0
    tied_rows = (counts.sum(axis=1) ** 2).sum(axis=0) / 2.0
    tied_columns = (counts.sum(axis=0) ** 2).sum(axis=0) / 2.0
    untied = np.sqrt((pairs - tied_rows) * (pairs - tied_columns))
    vary = [((counts.sum(axis=axis) > 0).sum(axis=0) > 1) for axis in (0, 1)]
    return np.asarray(np.where(vary[0] & vary[1], np.clip((agree - differ) / untied, -1.0, 1.0), np.nan))
