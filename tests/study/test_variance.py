"""Parameters against chance: known variances are found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.study.bootstrap import Resampler
from foedera.study.variance import linearised, split


def made(parameters: float, chance: float, futures: int = 20_000, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shared = np.repeat(rng.normal(0, np.sqrt(parameters), futures // 2), 2)
    return (10.0 + shared + rng.normal(0, np.sqrt(chance), futures))[None]


@pytest.mark.parametrize(("parameters", "chance"), [(4.0, 1.0), (1.0, 4.0), (0.25, 0.75)])
def test_known_variances_are_found_again(parameters, chance):
    x = made(parameters, chance)
    found = split(x, Resampler(x.shape[1], resamples=100))
    assert found.parameters[0] == pytest.approx(parameters, rel=0.1)
    assert found.chance[0] == pytest.approx(chance, rel=0.05)
    assert found.low[0] < parameters / (parameters + chance) < found.high[0]


def test_chance_alone_leaves_nothing_to_parameters():
    x = made(0.0, 1.0)
    found = split(x, Resampler(x.shape[1], resamples=100))
    assert found.share[0] < 0.03
    assert found.low[0] == 0.0


def test_by_hand():
    # within pairs 2 and 0, so chance 1; pair means 1 and 5, so between = 2 * 8 = 16
    found = split(np.array([[0.0, 2.0, 5.0, 5.0]]), Resampler(4))
    assert found.chance[0] == pytest.approx(1.0)
    assert found.parameters[0] == pytest.approx((16.0 - 1.0) / 2.0)


def test_pairs_with_a_gap_and_an_odd_last_future_are_left_out():
    x = np.array([[0.0, 2.0, 5.0, 5.0, np.nan, 9.0, 7.0]])
    assert split(x, Resampler(7)).parameters[0] == pytest.approx(7.5)


def test_what_does_not_vary_has_no_share():
    found = split(np.ones((2, 8)), Resampler(8))
    assert np.isnan(found.share).all()
    assert (found.chance == 0).all()
    assert np.isnan(split(np.ones((1, 2)), Resampler(2)).chance).all()


@given(st.integers(0, 1000), st.floats(-1e3, 1e3), st.floats(0.1, 100.0))
@settings(max_examples=20, deadline=None)
def test_shifting_and_stretching_leave_the_share(seed, shift, stretch):
    x, resampler = made(1.0, 1.0, 60, seed), Resampler(60, resamples=50)
    one, other = split(x, resampler), split(shift + stretch * x, resampler)
    assert other.share == pytest.approx(one.share, abs=1e-7)
    assert other.chance == pytest.approx(stretch**2 * one.chance, rel=1e-6)


def test_a_ratio_is_split_by_its_influence_values():
    rng = np.random.default_rng(1)
    below = rng.poisson(5.0, (1, 2000)).astype(float)
    share = np.repeat(rng.beta(20, 20, 1000), 2)[None]
    above = rng.binomial(below.astype(int), share).astype(float)
    influence = linearised(above, below)
    assert influence.mean() == pytest.approx(0.0, abs=1e-12)
    truth = 0.25 / 41.0  # variance of the shared probability
    found = split(influence, Resampler(2000))
    assert found.parameters[0] == pytest.approx(truth, rel=0.5)
    assert np.isnan(linearised(np.zeros((1, 4)), np.zeros((1, 4)))).all()
