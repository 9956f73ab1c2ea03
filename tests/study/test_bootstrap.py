"""Intervals: right on cases that can be worked out, covering the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from foedera.core.errors import InputError
from foedera.study.bootstrap import Resampler


def pairs(rng, shape, spread):
    """Return values whose pairs share a normal of this spread, plus noise of 1."""
    *lead, futures = shape
    shared = np.repeat(rng.normal(0, spread, (*lead, futures // 2)), 2, axis=-1)
    return shared + rng.normal(size=shape)


def test_mean_and_error_without_sharing_are_the_textbooks():
    x = np.random.default_rng(1).normal(5, 2, (1, 4000))
    found = Resampler(4000).mean(x)
    assert found.value[0] == pytest.approx(x.mean())
    error = (found.high - found.value)[0] / 1.96
    assert error == pytest.approx(x.std() / np.sqrt(4000), rel=0.05)


def test_sharing_widens_the_interval_of_a_mean():
    rng = np.random.default_rng(2)
    x = pairs(rng, (1, 4000), 3.0)
    error = (lambda f: (f.high - f.value)[0] / 1.96)(Resampler(4000).mean(x))
    assert error == pytest.approx(np.sqrt((9 + 0.5) / 2000), rel=0.05)


def coverage(estimate, truth, draws=300):
    """Return how often the interval of ``estimate(rng)`` holds the truth."""
    rng = np.random.default_rng(3)
    return np.mean([f.low[0] <= truth <= f.high[0] for f in (estimate(rng) for _ in range(draws))])


def test_intervals_cover_the_truth():
    resampler = Resampler(200)

    def ratio(rng):
        a, b = (rng.poisson(m * np.repeat(rng.gamma(5, 0.2, (1, 100)), 2, axis=1)) for m in (2.0, 5.0))
        return resampler.ratio(a.astype(float), (a + b).astype(float))

    def mean(rng):
        return resampler.mean(pairs(rng, (1, 200), 2.0))

    assert coverage(mean, 0.0) == pytest.approx(0.95, abs=0.035)
    assert coverage(ratio, 2 / 7) == pytest.approx(0.95, abs=0.04)

    def median(rng):
        return resampler.quantiles([(rng.exponential(size=200), np.arange(200))], [0.5])[0]

    assert coverage(median, np.log(2)) == pytest.approx(0.95, abs=0.035)

    def share(rng):
        return resampler.share(pairs(rng, (1, 200), 1.0) > 1.5)

    assert coverage(share, norm.sf(1.5 / np.sqrt(2))) == pytest.approx(0.95, abs=0.035)


def test_a_paired_difference_is_sharper_than_an_unpaired_one():
    rng = np.random.default_rng(4)
    base = pairs(rng, (1, 1000), 3.0)
    x = np.concatenate([base, base + 0.1 + 0.1 * rng.normal(size=base.shape)])
    found = Resampler(1000).mean(x)
    paired = found.difference_high[1] - found.difference[1]
    unpaired = np.hypot(*(found.high - found.value))
    assert paired < unpaired / 10
    assert found.difference_low[1] > 0
    top, below = np.exp(x), np.ones_like(x)
    ratio = Resampler(1000).ratio(top, below)
    assert ratio.difference_high[1] - ratio.difference_low[1] < (ratio.high - ratio.low).min() / 2
    rows = [(row, np.arange(1000)) for row in x]
    median = Resampler(1000).quantiles(rows, [0.5])[0]
    assert median.difference_high[1] - median.difference_low[1] < (median.high - median.low).min()


def test_quantiles_pool_rows_by_the_inverse_distribution():
    values, replica = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 3])
    median, p90 = Resampler(4).quantiles([(values, replica)], [0.5, 0.9])
    assert median.value[0] == 2.0
    assert p90.value[0] == 4.0
    assert 1.0 <= median.low[0] <= 2.0 <= median.high[0] <= 4.0


def test_many_distinct_values_are_ranked_finely_enough():
    rng = np.random.default_rng(5)
    values, replica = rng.exponential(size=20_000), np.sort(rng.integers(0, 500, 20_000))
    (found,) = Resampler(500).quantiles([(values, replica)], [0.9])
    assert found.low[0] < found.value[0] < found.high[0]
    error = np.sqrt(0.9 * 0.1 / 20_000) / 0.1  # of an exponential's 90th percentile, rows independent
    assert (found.high - found.low)[0] / (2 * 1.96) == pytest.approx(error, rel=0.25)


def test_nothing_to_count_is_not_a_number():
    resampler = Resampler(6)
    none = (np.zeros(0), np.zeros(0, dtype=int))
    assert np.isnan(resampler.quantiles([none], [0.5])[0].value[0])
    assert np.isnan(resampler.ratio(np.zeros((1, 6)), np.zeros((1, 6))).low[0])
    assert np.isnan(resampler.mean(np.full((1, 6), np.nan)).value[0])
    assert resampler.mean(np.array([[1.0, np.nan, 3.0, np.nan, np.nan, np.nan]])).value[0] == 2.0


def test_an_event_that_never_happened_still_has_an_upper_end():
    found = Resampler(100).share(np.zeros((1, 100), dtype=bool))
    assert found.low[0] == pytest.approx(0.0, abs=1e-12)
    assert 0.03 < found.high[0] < 0.04


def test_rates_do_not_reach_below_zero():
    x = np.zeros((1, 50))
    x[0, 3] = 1.0
    assert Resampler(50).mean(x).low[0] == 0.0


@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_the_same_seed_gives_the_same_interval_and_the_baseline_differs_from_itself_by_nothing(n, seed):
    x = np.random.default_rng(seed).poisson(2.0, (3, n)).astype(float)
    one, other = (Resampler(n, seed=seed).ratio(x, x + 1.0) for _ in range(2))
    assert np.array_equal(one.low, other.low)
    for found in (one, Resampler(n).mean(x)):
        assert found.difference[0] == 0.0
        assert np.all(np.nan_to_num([found.difference_low[0], found.difference_high[0]]) == 0.0)


def test_one_pair_has_no_interval():
    assert np.isnan(Resampler(2).mean(np.ones((1, 2))).low[0])


def test_bad_sizes_are_refused():
    with pytest.raises(InputError, match="0 futures"):
        Resampler(0)
