r"""Estimates over futures with intervals, levels and paired differences, honest about shared parameters.

Futures 2k and 2k + 1 share a draw of the parameters and are not independent, so the unit of resampling is the
pair. Means have a normal interval from the variance of pair sums: with influence values
psi_i = (x_i - mean) / n,

    se^2 = P / (P - 1) * sum_p (sum_{i in p} psi_i)^2,    P pairs.

Ratios and quantiles have percentile intervals from 500 resamples of pairs. One set of resamples serves every
scenario and measure, so differences between scenarios keep the luck that the scenarios share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.decisions.voting import wilson

__all__ = ["LEVEL", "PAIR", "Estimated", "Resampler"]

Floats = NDArray[np.float64]

PAIR = 2
"""Futures that share one draw of the parameters."""

LEVEL = 0.95
_Z = 1.959963984540054
_BINS = 1024  # distinct values of a pooled sample beyond which the bootstrap rounds ranks to 1/1024


@dataclass(frozen=True)
class Estimated:
    """A measure by scenario, and its difference to the first; each array has shape (S,).

    Parameters
    ----------
    value, low, high : estimate and the ends of its interval
    difference, difference_low, difference_high : paired difference to the first scenario, whose own are 0
    """

    value: Floats
    low: Floats
    high: Floats
    difference: Floats
    difference_low: Floats
    difference_high: Floats

    def only(self, enough: NDArray[np.bool_]) -> Estimated:
        """Return the measure with n/a where there was too little to count, shape (S,); so are differences to it."""
        both = enough & enough[0]
        keep = (enough, enough, enough, both, both, both)
        names = ("value", "low", "high", "difference", "difference_low", "difference_high")
        return Estimated(*(np.where(k, getattr(self, n), np.nan) for n, k in zip(names, keep)))


class Resampler:
    """Resamples of the pairs of futures, drawn once.

    Parameters
    ----------
    replicas : number of futures
    resamples : number of resamples, B
    seed : of the resampling alone; it has nothing to do with the futures' luck
    """

    def __init__(self, replicas: int, *, resamples: int = 500, seed: int = 1979) -> None:
        if replicas < 1 or resamples < 2:
            raise InputError(f"{replicas} futures and {resamples} resamples", where="Resampler",
                             fix="at least one future and two resamples")  # fmt: skip
        self.replicas = replicas
        self.pairs = -(-replicas // PAIR)
        rng = np.random.default_rng(seed)
        chances = np.full(self.pairs, 1.0 / self.pairs)
        self.weights = rng.multinomial(self.pairs, chances, size=resamples).astype(float)  # (B, P)

    def pair_sums(self, values: Floats) -> Floats:
        """Return sums over pairs of futures, (..., R) -> (..., P); an odd last future is its own pair."""
        padded = np.zeros((*values.shape[:-1], self.pairs * PAIR))
        padded[..., : self.replicas] = values
        return np.asarray(padded.reshape(*values.shape[:-1], self.pairs, PAIR).sum(axis=-1))

    def mean(self, values: Floats) -> Estimated:
        """Return means over futures.

        Parameters
        ----------
        values :
            shape (S, R); NaN where a future has no such value. The interval of values that are never
            negative does not reach below 0.
        """
        value, influence = _mean_and_influence(values)
        error = self._error(influence)
        low = value - _Z * error
        if not (values < 0).any():
            low = np.maximum(low, 0.0)
        difference, gap = value - value[0], self._error(influence - influence[0])
        return Estimated(
            value, low, value + _Z * error, difference, difference - _Z * gap, difference + _Z * gap
        )

    def share(self, happened: NDArray[np.bool_]) -> Estimated:
        """Return the share of futures in which something happened, shape (S, R), with Wilson's interval.

        The number of futures counts as fewer where pairs resemble each other, by the ratio of the variances.
        """
        plain = self.mean(happened.astype(float))
        p = plain.value
        alone = p * (1.0 - p) / self.replicas  # variance if futures were independent
        error = (plain.high - plain.value) / _Z
        inflation = np.where(alone > 0, error**2 / np.where(alone > 0, alone, 1.0), 1.0)
        futures = self.replicas / np.fmax(inflation, 1.0)
        low, high = wilson(p * futures, futures)
        return Estimated(p, low, high, plain.difference, plain.difference_low, plain.difference_high)

    def ratio(self, above: Floats, below: Floats) -> Estimated:
        """Return sums over futures over sums over futures, shapes (S, R); NaN where the divisor is 0."""
        top, bottom = self.pair_sums(above), self.pair_sums(below)
        value = _divide(top.sum(axis=-1), bottom.sum(axis=-1))
        drawn = _divide(self.weights @ top.T, self.weights @ bottom.T)
        return _percentiles(value, drawn)

    def quantiles(
        self, rows: Sequence[tuple[Floats, NDArray[np.integer]]], levels: Sequence[float]
    ) -> list[Estimated]:
        """Return quantiles of values pooled over futures, one result per level.

        The quantile is the smallest value that at least the share ``level`` of the rows does not exceed.

        Parameters
        ----------
        rows :
            for each scenario the values, shape (E,), and the future that each belongs to, shape (E,)
        levels :
            between 0 and 1
        """
        value = np.full((len(levels), len(rows)), np.nan)
        drawn = np.full((len(levels), len(self.weights), len(rows)), np.nan)
        for s, (values, replica) in enumerate(rows):
            if len(values):
                value[:, s] = np.quantile(values, levels, method="inverted_cdf")
                drawn[:, :, s] = self._drawn_quantiles(values, replica // PAIR, levels)
        return [_percentiles(v, d) for v, d in zip(value, drawn, strict=True)]

    def _drawn_quantiles(self, values: Floats, pair: NDArray[np.integer], levels: Sequence[float]) -> Floats:
        """Return the quantiles of every resample, shape (levels, B)."""
        marks = np.unique(values)
        if len(marks) > _BINS:
            ranks = np.linspace(1.0 / _BINS, 1.0, _BINS)
            marks = np.unique(np.quantile(values, ranks, method="inverted_cdf"))
        counts = np.zeros((self.pairs, len(marks)))
        np.add.at(counts, (pair, np.searchsorted(marks, values)), 1.0)
        below = np.cumsum(self.weights @ counts, axis=1)
        total = below[:, -1:]
        found = np.full((len(levels), len(self.weights)), np.nan)
        some = total[:, 0] > 0
        for k, level in enumerate(levels):
            reached = below >= level * total * (1.0 - 1e-12)
            found[k, some] = marks[reached.argmax(axis=1)][some]
        return found

    def _error(self, influence: Floats) -> Floats:
        if self.pairs < 2:
            return np.full(influence.shape[0], np.nan)
        squares = (self.pair_sums(influence) ** 2).sum(axis=-1)
        return np.asarray(np.sqrt(self.pairs / (self.pairs - 1.0) * squares))


def _mean_and_influence(values: Floats) -> tuple[Floats, Floats]:
    """Return means over the last axis and each value's influence on them, 0 where it is NaN."""
    known = np.isfinite(values)
    count = known.sum(axis=-1, keepdims=True)
    total = np.where(known, values, 0.0).sum(axis=-1, keepdims=True)
    mean = _divide(total, count.astype(float))
    influence = np.where(known, _divide(values - mean, count.astype(float)), 0.0)
    return mean[..., 0], influence


def _divide(above: Floats, below: Floats) -> Floats:
    """Return the quotient, NaN where the divisor is 0."""
    known = below != 0
    return np.where(known, above / np.where(known, below, 1.0), np.nan)


def _percentiles(value: Floats, drawn: Floats) -> Estimated:
    """Return the percentile intervals of value (S,) and of its difference to the first, from drawn (B, S)."""
    low, high = _ends(drawn)
    difference_low, difference_high = _ends(drawn - drawn[:, :1])
    return Estimated(value, low, high, value - value[0], difference_low, difference_high)


def _ends(drawn: Floats) -> tuple[Floats, Floats]:
    """Return the interval's ends per column; NaN where no resample has a value."""
    low, high = np.full((2, drawn.shape[1]), np.nan)
    for s in range(drawn.shape[1]):
        known = drawn[np.isfinite(drawn[:, s]), s]
        if known.size:
            low[s], high[s] = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return low, high
