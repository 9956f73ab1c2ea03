r"""How much of a measure's spread over futures is parameters and how much is chance.

Futures 2k and 2k + 1 share a draw of the parameters, so a one-way analysis of variance over pairs
(y_p1, y_p2) splits the variance of a future: with m_p the mean of pair p,

    chance = mean_p (y_p1 - y_p2)^2 / 2,    between = 2 var_p(m_p),
    parameters = max(0, (between - chance) / 2).

More futures make an estimate's error as small as one likes; better knowledge alone shrinks what parameters
do. For a ratio of sums r = sum a / sum b the split is that of its influence values (a_i - r b_i) / mean b.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.study.bootstrap import LEVEL, PAIR, Resampler

__all__ = ["Split", "linearised", "split"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Split:
    """The variance of one future's value, split; each array has shape (S,).

    Parameters
    ----------
    parameters, chance : the two parts, in the measure's unit squared
    share : parameters / (parameters + chance) [share]; NaN where nothing varies
    low, high : ends of the share's bootstrap interval
    """

    parameters: Floats
    chance: Floats
    share: Floats
    low: Floats
    high: Floats


def split(values: Floats, resampler: Resampler) -> Split:
    """Return the split of per-future values, shape (S, R); pairs with a missing value are left out."""
    parts = [_one(row, resampler) for row in np.atleast_2d(values)]
    return Split(*(np.array(part) for part in zip(*parts, strict=True)))


def linearised(above: Floats, below: Floats) -> Floats:
    """Return the influence values of a ratio of sums, shape (S, R); NaN where the divisor is 0 altogether."""
    total = below.sum(axis=-1, keepdims=True)
    mean = np.where(total != 0, total / below.shape[-1], np.nan)
    ratio = above.mean(axis=-1, keepdims=True) / mean
    return np.asarray((above - ratio * below) / mean)


def _one(values: Floats, resampler: Resampler) -> tuple[float, float, float, float, float]:
    whole = len(values) // PAIR
    pairs = values[: whole * PAIR].reshape(whole, PAIR)
    known = np.isfinite(pairs).all(axis=1)
    if known.sum() < 2:
        return (np.nan,) * 5
    within = (pairs[known, 0] - pairs[known, 1]) ** 2 / 2.0
    middle = pairs[known].mean(axis=1)
    middle = middle - middle.mean()  # a shift changes no variance but saves digits
    weights = resampler.weights[:, :whole][:, known]
    parameters, chance, share = _parts(within, middle, np.ones((1, len(within))))
    shares = _parts(within, middle, weights)[2]
    shares = shares[np.isfinite(shares)]
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if shares.size else (np.nan, np.nan)
    return float(parameters[0]), float(chance[0]), float(share[0]), float(low), float(high)


def _parts(within: Floats, middle: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (parameters, chance, share) for each row of weights, shape (B,)."""
    n = weights.sum(axis=1)
    safe = np.where(n > 1, n, np.nan)
    chance = weights @ within / safe
    between = 2.0 * (weights @ middle**2 - (weights @ middle) ** 2 / safe) / (safe - 1.0)
    parameters = np.maximum((between - chance) / 2.0, 0.0)
    total = parameters + chance
    return parameters, chance, np.where(total > 0, parameters / np.where(total > 0, total, 1.0), np.nan)
