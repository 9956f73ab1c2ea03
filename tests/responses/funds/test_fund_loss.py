"""Yearly losses: the transform against Panjer's recursion, severities against their means, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from foedera.core.errors import ModelInputError
from foedera.responses.funds.loss import (
    compound_poisson,
    event,
    lognormal_severity,
    on_grid,
    pareto_severity,
)
from foedera.responses.funds.risk import mean_loss

fast = settings(max_examples=40, deadline=None)


def panjer(rate: float, severity: np.ndarray, cells: int) -> np.ndarray:
    """Panjer's recursion for a Poisson number of events (Panjer 1981)."""
    f = np.zeros(cells)
    f[: min(cells, len(severity))] = severity[:cells]
    g = np.zeros(cells)
    g[0] = np.exp(rate * (f[0] - 1.0))
    for s in range(1, cells):
        j = np.arange(1, s + 1)
        g[s] = rate / s * (j * f[j] * g[s - j]).sum()
    return g


@fast
@given(st.integers(0, 10_000), st.floats(0, 8), st.integers(2, 12))
def test_transform_against_panjer(key: int, rate: float, width: int) -> None:
    severity = np.random.default_rng(key).dirichlet(np.ones(width))
    got = compound_poisson(rate, severity, 250)
    np.testing.assert_allclose(got[:-1], panjer(rate, severity, 250)[:-1], atol=1e-13)
    assert got.sum() == pytest.approx(1.0)
    assert mean_loss(got) == pytest.approx(rate * mean_loss(severity), rel=1e-9, abs=1e-10)


def test_runs_go_ahead_of_cells() -> None:
    severity = lognormal_severity(5, 1.0, 60)
    rates = np.array([[0.1], [2.0]])
    got = compound_poisson(rates, severity, 400)
    assert got.shape == (2, 1, 400)
    np.testing.assert_allclose(got[1, 0], compound_poisson(2.0, severity, 400), atol=1e-15)


def test_heavy_tail_counts_in_the_last_cell() -> None:
    severity = pareto_severity(10, 0.25, 300)
    got = compound_poisson(1.0, severity, 310, beyond=0.01)
    exact = panjer(1.0, severity, 310)
    np.testing.assert_allclose(got[:-1], exact[:-1], rtol=1e-8, atol=1e-13)
    assert got[-1] == pytest.approx(1.0 - exact[:-1].sum(), rel=1e-6)


@pytest.mark.parametrize("unit", [1.0, 2.5])
def test_severities_keep_the_mean(unit: float) -> None:
    top = 399 * unit
    lognormal, pareto = stats.lognorm(1.2, scale=30), stats.genpareto(0.25, loc=5, scale=20)
    for got, law in (
        (lognormal_severity(30, 1.2, 400, unit), lognormal),
        (pareto_severity(20, 0.25, 400, unit, threshold=5), pareto),
        (pareto_severity(20, 0.0, 400, unit), stats.expon(scale=20)),
    ):
        limited = integrate.quad(law.sf, 0, top, limit=400, points=[5.0])[0]
        assert mean_loss(got, unit) == pytest.approx(limited, rel=1e-7)
        assert got.sum() == pytest.approx(1.0) and got.min() >= 0
        assert got[20:].sum() == pytest.approx(law.sf(19.5 * unit), rel=0.01)


def test_infinite_mean_is_said() -> None:
    with pytest.warns(UserWarning, match="mean is infinite"):
        got = pareto_severity(10, 1.0, 100)
    assert mean_loss(got) == pytest.approx(10 * np.log1p(9.9))
    with pytest.warns(UserWarning, match="mean is infinite"):
        assert mean_loss(pareto_severity(10, 1.5, 100)) > mean_loss(got)


def test_event() -> None:
    np.testing.assert_allclose(event(0.2, 3.0), [0.8, 0, 0, 0.2])
    np.testing.assert_allclose(event([0.2, 0.5], [0, 20], 10.0), [[1, 0, 0], [0.5, 0, 0.5]])
    assert on_grid([0.3, 0.6], 0.1, "x").tolist() == [3, 6]


@pytest.mark.parametrize("bad", [-0.1, 1.1, np.nan])
def test_bad_chance(bad: float) -> None:
    with pytest.raises(ModelInputError, match="probability"):
        event(bad, 3)


def test_bad_losses() -> None:
    with pytest.raises(ModelInputError, match="at least 0"):
        event(0.1, -3)
    with pytest.raises(ModelInputError, match="whole number of units of 10"):
        event(0.1, 15, 10.0)
    with pytest.raises(ModelInputError, match="sum to 1"):
        compound_poisson(1.0, [0.5, 0.4], 10)
    with pytest.raises(ModelInputError, match="rate"):
        compound_poisson(-1.0, [0.5, 0.5], 10)
    with pytest.raises(ModelInputError, match="beyond the grid"):
        compound_poisson(5.0, [0.0, 1.0], 6)
    with pytest.raises(ModelInputError, match="cells"):
        lognormal_severity(5, 1, 1)
    with pytest.raises(ModelInputError, match="sigma"):
        lognormal_severity(5, 0, 10)
    with pytest.raises(ModelInputError, match="shape"):
        pareto_severity(5, -0.2, 10)
