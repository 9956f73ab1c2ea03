"""Parametric triggers, money by day, and the fund year by year."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foedera.core.errors import ModelInputError
from foedera.responses.funds.fund import fund_path, fund_step, open_fund
from foedera.responses.funds.liquidity import liquidity_gap, money_by_day, speed_value
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.risk import mean_loss
from foedera.responses.funds.trigger import Cover, binormal, no_pay, payout, shortfall

fast = settings(max_examples=40, deadline=None)
scores = st.floats(-4, 4)


@fast
@given(scores, scores, st.floats(-0.98, 0.98))
def test_binormal(h: float, k: float, rho: float) -> None:
    exact = stats.multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([h, k])
    assert binormal(h, k, rho) == pytest.approx(exact, abs=2e-5)
    assert binormal(h, k, rho) == pytest.approx(binormal(k, h, rho), abs=1e-14)
    assert binormal(h, k, rho) + binormal(h, -k, -rho) == pytest.approx(stats.norm.cdf(h), abs=1e-13)


def test_binormal_at_its_ends() -> None:
    assert binormal(0, 0, 0.5) == pytest.approx(1 / 3)
    for rho in (-0.7, 0.0, 0.3):
        assert binormal(0, 1, rho) == pytest.approx(binormal(1e-9, 1, rho), abs=1e-8)
        assert binormal(-1, 0, rho) == pytest.approx(binormal(-1, -1e-9, rho), abs=1e-8)
        assert binormal(np.inf, 1, rho) == pytest.approx(stats.norm.cdf(1))
        assert binormal(-np.inf, 1, rho) == 0.0
    assert binormal(1, 2, 1) == pytest.approx(stats.norm.cdf(1))
    assert binormal(1, -2, -1) == pytest.approx(0.0)
    assert binormal(1, 2, -1) == pytest.approx(stats.norm.cdf(1) + stats.norm.cdf(2) - 1)
    with pytest.raises(ModelInputError, match="correlation"):
        binormal(0, 0, 1.1)


@fast
@given(st.floats(0.001, 0.5), st.floats(0.001, 0.5), st.floats(0, 0.98), st.floats(0.001, 0.02))
def test_basis_risk_falls_with_the_index(p: float, t: float, rho: float, more: float) -> None:
    assert no_pay(p, t, rho + more) <= no_pay(p, t, rho) + 1e-12
    assert no_pay(p, t, 0) == pytest.approx(1 - t)
    assert no_pay(p, p, 1) == pytest.approx(0.0, abs=1e-9)
    assert 0 <= no_pay(p, t, rho) <= 1


def test_payout() -> None:
    cover = Cover(limit=50, attach=10, full=30)
    np.testing.assert_allclose(payout(cover, [0, 10, 20, 30, 99]), [0, 0, 25, 50, 50])


def test_shortfall_against_draws() -> None:
    pmf = np.random.default_rng(2).dirichlet(np.ones(30))
    cover = Cover(limit=12, attach=8, full=20)
    got = shortfall(pmf, cover, 0.7)
    z = np.random.default_rng(3).multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 400_000)
    x, i = np.searchsorted(np.cumsum(pmf), stats.norm.cdf(z)).clip(max=29).T
    paid = payout(cover, i)
    assert got.payout == pytest.approx(paid.mean(), rel=0.01)
    assert got.uncovered == pytest.approx(np.maximum(x - paid, 0).mean(), rel=0.01)
    assert got.windfall == pytest.approx(np.maximum(paid - x, 0).mean(), rel=0.02)
    assert got.no_pay == pytest.approx((paid[x > 0] == 0).mean(), rel=0.02)


@fast
@given(st.integers(0, 10_000), st.floats(0, 0.9), st.floats(0.5, 4))
def test_laws_of_cover(key: int, rho: float, unit: float) -> None:
    pmf = np.random.default_rng(key).dirichlet(np.ones(12))
    cover = Cover(limit=8 * unit, attach=2 * unit, full=10 * unit)
    got, perfect = shortfall(pmf, cover, rho, unit), shortfall(pmf, cover, 1.0, unit)
    assert got.uncovered - got.windfall == pytest.approx(mean_loss(pmf, unit) - got.payout)
    assert perfect.windfall == pytest.approx(0.0, abs=1e-9)
    x = unit * np.arange(12)
    assert perfect.uncovered == pytest.approx(pmf @ (x - payout(cover, x)))
    assert got.uncovered >= perfect.uncovered - 1e-9
    whole = shortfall(pmf, Cover(limit=11 * unit, attach=0, full=11 * unit), 1.0, unit)
    assert whole.uncovered == pytest.approx(0.0, abs=1e-9) and whole.no_pay == pytest.approx(0.0, abs=1e-9)


def test_bad_cover() -> None:
    with pytest.raises(ModelInputError, match="attach below"):
        Cover(5, 3, 3)
    with pytest.raises(ModelInputError, match="limit"):
        Cover(-5, 3, 4)
    with pytest.raises(ModelInputError, match="cells"):
        shortfall(np.full(2000, 1 / 2000), Cover(5, 3, 4), 0.5)
    with pytest.raises(ModelInputError, match="rho"):
        shortfall([0.5, 0.5], Cover(5, 3, 4), -0.5)
    for call in (lambda: no_pay(0, 0.1, 0.5), lambda: no_pay(0.1, 1.1, 0.5), lambda: no_pay(0.1, 0.1, 2)):
        with pytest.raises(ModelInputError, match="no_pay"):
            call()


def test_money_by_day() -> None:
    p = FundParameters()
    delay = [p.reserve_days, p.credit_days, p.parametric_days, p.appeal_days]
    day = np.array([0, 2, 6, 7, 14, 90])
    np.testing.assert_allclose(money_by_day(day, [10, 5, 20, 100], delay), [0, 10, 10, 15, 35, 135])
    needs = 4.0 * day
    np.testing.assert_allclose(
        liquidity_gap(day, needs, [10, 5, 20, 100], delay), needs - [0, 10, 10, 15, 35, 135]
    )
    runs = money_by_day(day, [[10, 5, 20, 100], [0, 0, 0, 1]], delay)
    assert runs.shape == (2, 6) and runs[1].tolist() == [0, 0, 0, 0, 0, 1]
    np.testing.assert_allclose(speed_value(100, [2, 90, 120]), [17.6, 0, -6])
    assert speed_value(100, 2, p.replace(delay_cost=0.0)) == 0.0
    for call in (
        lambda: money_by_day([-1], [1], [1]),
        lambda: money_by_day([1], [-1], [1]),
        lambda: money_by_day([1], [1], [-1]),
        lambda: speed_value(1, -1),
    ):
        with pytest.raises(ModelInputError, match="at least 0"):
            call()


@fast
@given(st.integers(0, 10_000), st.floats(0, 60), st.booleans())
def test_every_dollar_is_accounted_for(key: int, line: float, suspend: bool) -> None:
    rng = np.random.default_rng(key)
    losses = rng.gamma(0.4, 20.0, (8, 3, 4))
    kept = np.where(rng.random((8, 3, 4)) < 0.3, rng.uniform(0, 2, (8, 3, 4)), 1.0)
    p = FundParameters(interest=0.02)
    got = fund_path(20.0, [5, 4, 3, 2], kept, losses, line=line, suspend=suspend, parameters=p)
    s = got.state
    flows = got.paid_in.sum(-1) - got.fee - got.repaid + got.drawn - got.paid_out.sum(-1)
    np.testing.assert_allclose(s.reserve[1:], 1.02 * s.reserve[:-1] + flows, atol=1e-9)
    fees = p.credit_fee * line - got.fee
    np.testing.assert_allclose(s.debt[1:], s.debt[:-1] + fees - got.repaid + 1.15 * got.drawn, atol=1e-9)
    assert np.all(s.reserve >= -1e-9) and np.all(s.debt >= -1e-9)
    assert np.all(s.debt <= 1.15 * line + 8 * p.credit_fee * line + 1e-9)
    np.testing.assert_allclose(got.paid_out + got.unpaid, losses)
    assert np.all(got.unpaid >= -1e-9) and np.all(got.paid_out[got.suspended] == 0)
    assert suspend or not got.suspended.any()
    short = (got.unpaid > 1e-9) & ~got.suspended
    empty = s.reserve[1:] < 1e-9
    assert np.all(empty[short.any(axis=-1)])
    assert s.reserve.shape == (9, 3) and s.arrears.shape == (9, 3, 4) and got.drawn.shape == (8, 3)


def test_arrears_suspend_cover_after_a_year() -> None:
    kept = np.array([[1, 0], [1, 0], [1, 3], [1, 0]], dtype=float)
    losses = np.full((4, 2), 1.0)
    got = fund_path(100.0, 10.0, kept, losses)
    assert got.suspended[:, 1].tolist() == [False, True, False, False]
    assert not got.suspended[:, 0].any()
    np.testing.assert_allclose(got.state.arrears[:, 1], [0, 10, 20, 0, 10])
    np.testing.assert_allclose(got.state.behind[:, 1], [0, 1, 2, 0, 1])
    np.testing.assert_allclose(got.unpaid[:, 1], [0, 1, 0, 0])
    patient = fund_path(100.0, 10.0, kept, losses, parameters=FundParameters(arrears_years=5.0))
    assert not patient.suspended.any()
    assert not fund_path(100.0, 10.0, kept, losses, suspend=False).suspended.any()


def test_plain_reserve_is_the_cards_equation() -> None:
    """Without credit or arrears: R (1 + r) + contributions - payouts, and what is short is short for all alike."""
    got = fund_path(10.0, [4, 6], 1.0, [[5, 5], [30, 10]], parameters=FundParameters(interest=0.1))
    np.testing.assert_allclose(got.state.reserve, [10, 11, 0])
    np.testing.assert_allclose(got.paid_out[1], [22.1 * 0.75, 22.1 * 0.25])


def test_contingent_credit() -> None:
    p = FundParameters(credit_fee=0.01, credit_load=0.1)
    got = fund_path(0.0, [10.0], 1.0, [[30.0], [0.0], [0.0]], line=20.0, parameters=p)
    np.testing.assert_allclose(got.fee, 0.2)
    np.testing.assert_allclose(got.drawn, [20, 0, 0])
    np.testing.assert_allclose(got.paid_out[:, 0], [29.8, 0, 0])
    np.testing.assert_allclose(got.state.debt, [0, 22, 12.2, 2.4])
    np.testing.assert_allclose(got.state.reserve, [0, 0, 0, 0])
    broke = fund_step(open_fund(0.0, 1), [0.0], [0.0], [5.0], line=20.0, parameters=p)
    assert broke.fee[0] == 0.0 and broke.state.debt[-1] == pytest.approx(0.2 + 1.1 * 5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fund_path(-1.0, [1], 1, [[1.0]]), "reserve"),
        (lambda: fund_path(1.0, [-1], 1, [[1.0]]), "due"),
        (lambda: fund_path(1.0, [1], -1, [[1.0]]), "compliance"),
        (lambda: fund_path(1.0, [1], 1, [[-1.0]]), "losses"),
        (lambda: fund_path(1.0, [1], 1, [[1.0]], line=-1), "line"),
        (lambda: fund_path(1.0, [1], 1, [1.0]), "one year"),
        (lambda: open_fund(1.0, 0), "members"),
    ],
)
def test_bad_fund(call, words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        call()
