"""War deaths and output lost: worked example, published war sizes, laws, bad input."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.effects import losses as e

ROOT = Path(__file__).parents[2]
WARS = (
    Path(os.environ.get("FOEDERA_SHARED", ROOT.parent / "shared"))
    / "data/validation/cow_interstate_war_v4.csv"
)
P = e.LossParameters()
ALPHA, X_MIN = 1.53, 7061.0
uniform = st.floats(0.0, 0.999999)
quick = settings(max_examples=50, deadline=None)


def test_worked_tail() -> None:
    got = e.tail_quantile([0.5, 0.9, 0.99], np.inf, ALPHA, X_MIN)
    assert got == pytest.approx([26_112.4, 544_074.9, 41_922_880.7], abs=0.05)
    assert e.tail_quantile(1 - 0.072427, np.inf, ALPHA, X_MIN) == pytest.approx(1e6, rel=1e-5)
    assert e.tail_mean([1e8, 1e9], ALPHA, X_MIN) == pytest.approx([707_842.5, 2_095_250.8], abs=0.05)


def test_quantiles_average_to_the_mean() -> None:
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    assert e.tail_quantile(u, 1e8, ALPHA, X_MIN).mean() == pytest.approx(
        e.tail_mean(1e8, ALPHA, X_MIN), rel=1e-4
    )


def test_sample_has_the_exponent() -> None:
    u = np.random.default_rng(4).random(100_000)
    fit = e.fit_power_tail(e.tail_quantile(u, np.inf, ALPHA, X_MIN), X_MIN)
    assert fit.alpha == pytest.approx(ALPHA, abs=0.02)


@quick
@given(uniform, uniform, st.floats(2e4, 1e9), st.sampled_from(e.TAILS))
def test_deaths_stay_in_bounds(u: float, v: float, bound: float, tail: str) -> None:
    p = P.replace(tail=tail)
    x = e.deaths_from_uniforms(u, v, bound, p)
    assert 1000.0 <= x <= bound
    assert (x >= X_MIN) == (u < p.p_severe) or x == pytest.approx(X_MIN)
    assert e.deaths_from_uniforms(u, min(v + 1e-3, 1.0), bound, p) >= x


def test_tails_are_close_in_the_middle_and_differ_far_out() -> None:
    v = np.array([0.5, 0.9, 0.99])
    power = e.deaths_from_uniforms(0.0, v, 1e9, P)
    lognormal = e.deaths_from_uniforms(0.0, v, 1e9, P.replace(tail="lognormal"))
    assert lognormal[0] == pytest.approx(power[0], rel=0.4)
    assert lognormal[2] < 0.9 * power[2]


def test_array_parameters() -> None:
    p = P.replace(alpha=np.array([[1.4], [1.6]]), p_severe=np.array([[0.5], [0.6]]))
    assert e.deaths_from_uniforms(np.full((2, 3), 0.2), np.full(3, 0.5), 1e8, p).shape == (2, 3)


def test_bound() -> None:
    got = e.deaths_bound([1e12, 1e7, 1e4], P)
    assert got == pytest.approx([1e8, 1e6, 2 * X_MIN])


def test_published_war_sizes() -> None:
    if not WARS.exists():
        pytest.skip("no COW war file; set FOEDERA_SHARED")
    with WARS.open() as f:
        rows = list(csv.DictReader(f))
    deaths: dict[str, float] = {}
    for row in rows:
        deaths[row["WarNum"]] = deaths.get(row["WarNum"], 0.0) + max(float(row["BatDeath"]), 0.0)
    sizes = np.array(list(deaths.values()))
    fit = e.fit_power_tail(sizes)
    years = [int(row["StartYear1"]) for row in rows]
    got = {
        "wars": len(sizes), "participants": len(rows), "smallest": sizes.min(), "largest": sizes.max(),
        "years_per_war": (2003 - min(years) + 1) / len(sizes), "x_min": fit.x_min, "tail": fit.n,
        "alpha": fit.alpha, "distance": fit.distance,
    }  # fmt: skip
    with (ROOT / "tests/tables/clauset_2018/war_sizes.csv").open() as f:
        for row in csv.DictReader(line for line in f if not line.startswith("#")):
            expected = pytest.approx(float(row["value"]), abs=float(row["tolerance"]))
            assert got[row["quantity"]] == expected, row["quantity"]
    assert P.alpha == pytest.approx(fit.alpha, abs=0.01)
    assert P.p_severe == fit.n / len(sizes)
    body = np.log(sizes[sizes < fit.x_min])
    assert [body.mean(), body.std(ddof=1)] == pytest.approx([P.body_mean, P.body_sd], abs=1e-6)


@quick
@given(st.lists(st.floats(0.001, 1.0), min_size=4, max_size=4), st.floats(0.0, 1.0), st.floats(0.2, 5.0))
def test_death_shares(brought: list[float], elasticity: float, ratio: float) -> None:
    x = np.array(brought)
    own, enemy = np.array([ratio, ratio, 1.0, 1.0]), np.array([1.0, 1.0, ratio, ratio])
    s = e.death_shares(x, own, enemy, elasticity)
    assert s.sum() == pytest.approx(1.0)
    assert s[0] / s[1] == pytest.approx(x[0] / x[1])
    stronger_enemy = e.death_shares(x, own, enemy * np.array([2.0, 2.0, 1.0, 1.0]), elasticity)
    assert stronger_enemy[:2].sum() >= s[:2].sum() - 1e-12


def test_death_shares_elasticity_and_axes() -> None:
    own, enemy = np.array([4.0, 1.0]), np.array([1.0, 4.0])
    s = e.death_shares([4.0, 1.0], own, enemy, 0.193)
    assert np.log(s[0] / s[1]) == pytest.approx(-2 * 0.193 * np.log(4.0))
    assert e.death_shares(np.ones((3, 2)), own, enemy, np.array([0.0, 0.1, 0.2])).shape == (3, 2)
    assert e.death_shares([4.0, 1.0, 0.0], [4.0, 1.0, 1.0], [1.0, 4.0, 1.0])[2] == 0.0


def test_output_loss() -> None:
    got = e.output_loss([1000.0, 1000.0], [2.0, 0.5], [True, False], P)
    assert got == pytest.approx([100.0, 5.0])


@pytest.mark.parametrize(
    "call",
    [
        lambda: e.tail_quantile(0.5, 1e8, 1.0, X_MIN),
        lambda: e.tail_quantile(0.5, X_MIN, ALPHA, X_MIN),
        lambda: e.tail_quantile(1.5, 1e8, ALPHA, X_MIN),
        lambda: e.tail_mean(np.inf, ALPHA, X_MIN),
        lambda: e.deaths_from_uniforms(0.1, -0.1, 1e8, P),
        lambda: e.deaths_from_uniforms(0.1, 0.1, 100.0, P),
        lambda: e.deaths_bound(0.0, P),
        lambda: e.death_shares([0.0, 0.0], [1.0, 1.0], [1.0, 1.0]),
        lambda: e.death_shares([1.0, 1.0], [1.0, 0.0], [1.0, 1.0]),
        lambda: e.output_loss(-1.0, 1.0, True, P),
        lambda: e.fit_power_tail([1.0, 2.0, -1.0]),
        lambda: e.fit_power_tail([1.0, 2.0], 2.0),
    ],
)
def test_bad_input(call: object) -> None:
    with pytest.raises(ModelInputError):
        call()  # type: ignore[operator]


def test_citations_exist() -> None:
    assert len(cite(e.CARD.cites)) == len(e.CARD.cites)
