"""Value at risk and tail value at risk: definition, atoms, coherence, samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from foedera.core.errors import ModelInputError
from foedera.responses.funds.risk import (
    certainty_equivalent,
    diversification,
    exceedance,
    mean_loss,
    sample_tail_value_at_risk,
    sample_value_at_risk,
    tail_value_at_risk,
    tail_weights,
    value_at_risk,
)

fast = settings(max_examples=60, deadline=None)
levels = st.floats(0.02, 0.995)


def draw(key: int, width: int, rows: int | None = None) -> np.ndarray:
    return np.random.default_rng(key).dirichlet(np.full(width, 0.4), rows)


@fast
@given(st.integers(0, 10_000), st.integers(1, 30), levels, st.floats(0.1, 10))
def test_definition(key: int, width: int, beta: float, unit: float) -> None:
    pmf = draw(key, width)
    x = unit * np.arange(width)
    var, tvar = value_at_risk(pmf, beta, unit), tail_value_at_risk(pmf, beta, unit)
    assert pmf[x <= var + 1e-9].sum() >= beta - 1e-9
    assert pmf[x < var - 1e-9].sum() < beta
    assert tvar >= var - 1e-9
    assert tvar == pytest.approx(var + (pmf * np.maximum(x - var, 0)).sum() / (1 - beta))
    assert tvar >= mean_loss(pmf, unit) - 1e-9
    weights = tail_weights(pmf, beta)
    assert weights.sum() == pytest.approx(1.0) and weights @ x == pytest.approx(tvar)
    assert np.all(weights <= pmf / (1 - beta) + 1e-9)
    np.testing.assert_allclose(exceedance(pmf), 1 - np.cumsum(pmf), atol=1e-12)


def test_rockafellar_and_uryasev() -> None:
    pmf = draw(5, 40)
    x = np.arange(40)
    found = minimize_scalar(
        lambda q: q + (pmf * np.maximum(x - q, 0)).sum() / 0.1, bounds=(0, 39), method="bounded"
    )
    assert tail_value_at_risk(pmf, 0.9) == pytest.approx(found.fun, abs=1e-4)


@fast
@given(st.integers(0, 10_000), levels)
def test_subadditive(key: int, beta: float) -> None:
    joint = draw(key, 36).reshape(6, 6)
    total = np.zeros(11)
    np.add.at(total, np.add.outer(np.arange(6), np.arange(6)), joint)
    parts = tail_value_at_risk(joint.sum(axis=1), beta) + tail_value_at_risk(joint.sum(axis=0), beta)
    assert tail_value_at_risk(total, beta) <= parts + 1e-9


@fast
@given(st.integers(0, 10_000))
def test_monotone_in_the_level_and_over_runs(key: int) -> None:
    pmf, betas = draw(key, 12, 3), np.array([0.5, 0.9, 0.99])
    for measure in (value_at_risk, tail_value_at_risk):
        grid = np.stack([measure(pmf, b) for b in betas])
        assert np.all(np.diff(grid, axis=0) >= -1e-9)
        np.testing.assert_allclose(measure(pmf, betas), np.diag(grid))


def test_samples() -> None:
    x = np.array([[0.0, 5], [0, 5], [0, 5], [10, 5], [20, 5]])
    with pytest.warns(UserWarning, match="draws lie in the tail"):
        assert sample_tail_value_at_risk(x, 0.6).tolist() == [15.0, 5.0]
    with pytest.warns(UserWarning, match="only"):
        assert sample_tail_value_at_risk(x[:, 0], 0.7) == pytest.approx((20 + 0.5 * 10) / 1.5)
    with pytest.warns(UserWarning, match="only"):
        assert sample_value_at_risk(x[:, 0], 0.6) == 0.0


def test_sample_against_exact() -> None:
    pmf = draw(3, 30)
    sample = np.random.default_rng(1).choice(30, size=200_000, p=pmf).astype(float)
    assert sample_tail_value_at_risk(sample, 0.95) == pytest.approx(tail_value_at_risk(pmf, 0.95), rel=0.01)
    counts = np.bincount(sample.astype(int), minlength=30) / len(sample)
    assert sample_tail_value_at_risk(sample, 0.95) == pytest.approx(tail_value_at_risk(counts, 0.95))
    assert sample_value_at_risk(sample, 0.95) == value_at_risk(counts, 0.95)


@fast
@given(st.integers(0, 10_000), st.floats(0.001, 3))
def test_certainty_equivalent(key: int, gamma: float) -> None:
    pmf = draw(key, 20)
    sure = certainty_equivalent(pmf, gamma, 2.0)
    assert mean_loss(pmf, 2.0) - 1e-9 <= sure <= 2.0 * np.flatnonzero(pmf > 0)[-1] + 1e-9
    assert certainty_equivalent(pmf, gamma * 1.5, 2.0) >= sure - 1e-9
    assert certainty_equivalent(pmf, 1e-6, 2.0) == pytest.approx(mean_loss(pmf, 2.0), abs=1e-3)
    pair = np.convolve(pmf, pmf)
    assert certainty_equivalent(pair, gamma, 2.0) == pytest.approx(2 * sure)


def test_certainty_equivalent_of_a_catastrophe() -> None:
    pmf = np.zeros(100_001)
    pmf[[0, -1]] = 0.99, 0.01
    assert certainty_equivalent(pmf, 0.1) == pytest.approx(100_000 + np.log(0.01) / 0.1)


@pytest.mark.parametrize("beta", [0.0, 1.0, -1, np.nan])
def test_bad_level(beta: float) -> None:
    with pytest.raises(ModelInputError, match="between 0 and 1"):
        tail_value_at_risk([0.5, 0.5], beta)


def test_bad_input() -> None:
    with pytest.raises(ModelInputError, match="sum to 1"):
        value_at_risk([0.5, 0.6], 0.9)
    with pytest.raises(ModelInputError, match="at least 0"):
        mean_loss([-0.5, 1.5])
    with pytest.raises(ModelInputError, match="at least 0"):
        sample_tail_value_at_risk([-1.0, 2.0], 0.9)
    with pytest.raises(ModelInputError, match="no draws"):
        sample_value_at_risk([], 0.9)
    with pytest.raises(ModelInputError, match="unit"):
        mean_loss([1.0], 0.0)
    with pytest.raises(ModelInputError, match="alone"):
        diversification(1.0, [0.0, 0.0])
