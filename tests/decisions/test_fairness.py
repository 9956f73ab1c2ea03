from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.fairness import (
    CARD,
    benefit_share,
    gini,
    herfindahl,
    mismatch,
    rank_correlation,
    rank_test,
    shares,
    theil,
    under_contribution,
)

fast = settings(max_examples=40, deadline=None)


def test_olson_and_zeckhauser(table) -> None:
    rows = table("olson_zeckhauser_1966/table1.csv")
    gnp, share = (np.array([float(r[k]) for r in rows]) for k in ("gnp_1964_bn_usd", "defence_pct_gnp"))
    test = rank_test(gnp, share, alternative="greater")
    assert test.rho == pytest.approx(0.49010989011, abs=1e-9)
    assert test.tau == pytest.approx(0.384615384615, abs=1e-9)
    assert test.rho_p == pytest.approx(0.0376100333634, abs=1e-6)
    assert shares(gnp * share)[0] == pytest.approx(0.705853311816, abs=1e-9)
    assert herfindahl(gnp * share) == pytest.approx(0.514596893222, abs=1e-9)


NATO = {
    2014: (0.227695675972, 0.169312169312, 3, 7, 0.725147376141, 0.503281374975, 0.535973427238,
           0.220690315046, 0.876013457866, 0.221866001167, 2.58685810109, 0.138583638584, 0.24),
    2019: (0.0311986863711, 0.00529100529101, 7, 16, 0.696073426185, 0.510015970393, 0.495737220688,
           0.180283105889, 0.859343567153, 0.186057455792, 2.50934846005, -0.0805860805861, 0.87),
}  # fmt: skip


@pytest.mark.parametrize("year", NATO)
def test_nato(table, year: int) -> None:
    rows = [r for r in table("nato_2019/spending.csv") if r["year"] == str(year)]
    spending, gdp, pct, gear = (
        np.array([float(r[k]) for r in rows])
        for k in ("spending_busd", "gdp_busd", "share_gdp_pct", "equipment_pct")
    )
    rho, tau, at_two, at_twenty, us, us_gdp, hhi, g_pct, g_all, gap, total, rho_rest, p = NATO[year]
    test, usa = rank_test(gdp, pct), [r["country"] for r in rows].index("USA")
    assert len(rows) == 28
    np.testing.assert_allclose([test.rho, test.tau], [rho, tau], atol=1e-9)
    assert test.rho_p == pytest.approx(p, abs=0.006)
    assert ((pct >= 2).sum(), (gear >= 20).sum()) == (at_two, at_twenty)
    got = [shares(spending)[usa], shares(gdp)[usa], herfindahl(spending), gini(pct), gini(spending),
           mismatch(spending, gdp), 100 * spending.sum() / gdp.sum()]  # fmt: skip
    np.testing.assert_allclose(got, [us, us_gdp, hhi, g_pct, g_all, gap, total], atol=1e-8)
    rest = np.arange(28) != usa
    assert rank_correlation(gdp[rest], pct[rest]) == pytest.approx(rho_rest, abs=1e-9)


@fast
@given(st.integers(0, 10_000), st.integers(10, 25), st.booleans())
def test_rank_test_against_scipy(key: int, n: int, ties: bool) -> None:
    rng = np.random.default_rng(key)
    x, y = rng.normal(size=(2, n))
    if ties:
        x, y = np.round(x * 2), np.round(y * 2)
    got = rank_test(x, y)
    rho, tau = stats.spearmanr(x, y), stats.kendalltau(x, y, method="asymptotic")
    np.testing.assert_allclose(got, [rho.statistic, rho.pvalue, tau.statistic, tau.pvalue], atol=1e-9)


def test_exact_p_values() -> None:
    x, y = np.arange(7.0), np.array([2.0, 1, 3, 5, 4, 7, 6])
    got = rank_test(x, y)
    assert got.tau_p == pytest.approx(stats.kendalltau(x, y, method="exact").pvalue, abs=1e-12)
    assert rank_test(x, x, alternative="greater").rho_p == pytest.approx(1 / 5040)
    both = rank_test(np.stack([x, x]), np.stack([y, x]))
    np.testing.assert_allclose([both.rho[0], both.rho_p[0]], [got.rho, got.rho_p])
    assert both.rho_p[1] == pytest.approx(2 / 5040)
    flat = rank_test(x, np.ones(7))
    assert np.isnan(flat.rho)
    assert np.isnan(flat.tau_p)


@fast
@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=8), st.floats(0.1, 10))
def test_measures_do_not_depend_on_units_or_order(x: list[float], scale: float) -> None:
    a = np.array(x)
    for f in (gini, theil, herfindahl):
        assert f(a * scale) == pytest.approx(float(f(a)), abs=1e-9)
        assert f(a[::-1]) == pytest.approx(float(f(a)), abs=1e-9)
        assert f(np.stack([a, a * 2])).shape == (2,)
    assert -1e-12 <= gini(a) <= (len(a) - 1) / len(a) + 1e-12
    assert -1e-12 <= theil(a) <= np.log(len(a)) + 1e-12
    assert gini(np.ones(5)) == pytest.approx(0, abs=1e-15)
    assert gini(a) == pytest.approx(np.abs(a[:, None] - a).sum() / (2 * len(a) * a.sum()), abs=1e-9)


def test_shares_and_free_riding() -> None:
    free = under_contribution([8.0, 2.0, 0.0], [5.0, 3.0, 2.0])
    np.testing.assert_allclose(free, [1 - 0.8 / 0.5, 1 - 0.2 / 0.3, 1.0])
    np.testing.assert_allclose(benefit_share([3.0, 1.0], [1.0, 1.0]), [0.625, 0.375])
    np.testing.assert_allclose(benefit_share([3.0, 1.0], [1.0, 1.0], weights=[1, 0]), [0.75, 0.25])


def test_bad_arguments() -> None:
    for call in (
        lambda: shares([-1.0, 2.0]),
        lambda: shares([0.0, 0.0]),
        lambda: benefit_share(),
        lambda: benefit_share([1.0, 1.0], weights=[1.0, 1.0]),
        lambda: under_contribution([1.0, 1.0], [1.0, 0.0]),
        lambda: rank_test([1.0, 2.0], [1.0, 2.0]),
        lambda: rank_test([1.0, 2.0, np.nan], [1.0, 2.0, 3.0]),
        lambda: rank_test([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], alternative="less"),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
