"""Duration and ending of wars: worked example to six digits, laws, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.responses import war_duration as d

K, SCALE, NU = 0.975521, 25.385827, 62 / 95
positive = st.floats(0.3, 3.0)
scales = st.floats(1.0, 100.0)
quick = settings(max_examples=40, deadline=None)


def test_worked_duration() -> None:
    got = d.survival([6, 12, 24, 60], K, SCALE)
    assert got == pytest.approx([0.782824, 0.617884, 0.388016, 0.098838], abs=5e-7)
    assert d.median_duration(K, SCALE) == pytest.approx(17.435025, abs=5e-7)
    assert d.mean_duration(K, SCALE) == pytest.approx(25.661763, abs=5e-7)


def test_worked_exponential() -> None:
    scale = 25.686804  # mean of the 95 minimum durations
    victory, other = d.victory_share(NU) / scale, (1 - d.victory_share(NU)) / scale
    assert [victory, other] == pytest.approx([0.025407, 0.013523], abs=5e-7)
    assert 1 - d.survival(12, 1.0, scale) == pytest.approx(0.373224, abs=5e-7)
    assert d.monthly_end_hazard(7, 1.0, scale) == pytest.approx(1 - np.exp(-1 / scale))


@quick
@given(positive, scales, st.integers(1, 60))
def test_hazards_make_the_survival(k: float, scale: float, months: int) -> None:
    h = d.monthly_end_hazard(np.arange(months), k, scale)
    assert np.prod(1 - h) == pytest.approx(d.survival(months, k, scale), rel=1e-9)


@quick
@given(st.floats(0, 0.999), positive, scales)
def test_inverse(u: float, k: float, scale: float) -> None:
    t = d.duration_from_uniform(u, k, scale)
    assert d.survival(t, k, scale) == pytest.approx(1 - u, abs=1e-9)


@quick
@given(st.floats(0, 200), positive, scales, st.floats(0.05, 0.95), st.floats(1, 5))
def test_endings(t: float, k: float, scale: float, nu: float, chi: float) -> None:
    plain, mediated = d.ending_hazards(t, k, scale, nu), d.ending_hazards(t, k, scale, nu, chi)
    total = d.monthly_end_hazard(t, k, scale)
    assert plain == pytest.approx([total * nu, total * (1 - nu)])
    assert mediated.sum() >= plain.sum() - 1e-12
    assert d.victory_share(nu, chi) <= nu + 1e-12
    assert d.survival(t + 1, k, scale) <= d.survival(t, k, scale)


def test_record_and_joint_draws() -> None:
    record, rng = d.DurationParameters(), np.random.default_rng(3)
    fit = d.duration_estimate()
    assert np.log([record.shape, record.scale_months]) == pytest.approx(fit.values, abs=1e-9)
    f = len(record.names())
    drawn = record.draw(rng.standard_normal((20_000, f)), rng.random((20_000, f)))
    assert np.cov(np.log(drawn.shape), np.log(drawn.scale_months)) == pytest.approx(fit.covariance, abs=4e-4)


def test_broadcast() -> None:
    assert d.ending_hazards(np.zeros((3, 1)), K, SCALE, np.full(2, NU), 1.5).shape == (3, 2, 2)
    assert d.duration_from_uniform(np.full((3, 2), 0.5), np.full((3, 1), K), SCALE).shape == (3, 2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: d.survival(-1, K, SCALE),
        lambda: d.survival(1, 0.0, SCALE),
        lambda: d.monthly_end_hazard(1, K, -1.0),
        lambda: d.duration_from_uniform(1.0, K, SCALE),
        lambda: d.victory_share(1.2),
        lambda: d.victory_share(0.5, 0.9),
    ],
)
def test_bad_input(call: object) -> None:
    with pytest.raises(ModelInputError):
        call()  # type: ignore[operator]


def test_citations_exist() -> None:
    assert len(cite(d.CARD.cites)) == len(d.CARD.cites)
