from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import expon, gamma, lognorm, weibull_min

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.approvals import (
    CARD,
    all_operative_cdf,
    approval_cdf,
    approval_days,
    in_sequence,
    operative_cdf,
    threshold_days,
)
from foedera.decisions.speed import SpeedParameters

fast = settings(max_examples=30, deadline=None)


def test_worked_readiness(table) -> None:
    median = np.array([2.0, 5, 10, 20, 30, 60])
    rows = [r for r in table("own_decision_speed/readiness.csv") if r["who"] == "force"]
    days = np.array([float(r["days"]) for r in rows])
    found = operative_cdf(ndtr(np.log(days[:, None] / median)), [10, 6, 5, 4, 3, 2], 18)
    np.testing.assert_allclose(found, [float(r["chance"]) for r in rows], atol=6e-7)


def test_the_last_of_many_parliaments(table) -> None:
    for row in table("own_decision_speed/size.csv"):
        if row["kind"] == "rounds":
            continue
        share = 0.0 if row["kind"] == "approvals" else None
        n, chance = int(row["members"]), float(row["chance"])

        def all_in(t: float, n: int = n, share: float | None = share) -> float:
            return float(all_operative_cdf(approval_cdf(np.full(n, t), True, share)))

        found = brentq(lambda t, chance=chance, all_in=all_in: all_in(t) - chance, 1, 5000, xtol=1e-9)
        assert found == pytest.approx(float(row["value"]), abs=float(row["tolerance"]))


def test_approval_law_is_the_fit_of_the_ratifications(table) -> None:
    days = np.array([float(r["days"]) for r in table("nato_pa_2022/ratification_days.csv")])
    assert (len(days), np.median(days), days.mean()) == (28, 12.5, 21.75)
    p = SpeedParameters()
    loglik = weibull_min(p.approval_shape, scale=p.approval_scale).logpdf(days + 0.5).sum()
    assert loglik == pytest.approx(-113.33, abs=5e-3)
    for shape, scale in ((1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98)):
        law = weibull_min(p.approval_shape * shape, scale=p.approval_scale * scale)
        assert law.logpdf(days + 0.5).sum() < loglik
    assert expon(scale=(days + 0.5).mean()).logpdf(days + 0.5).sum() == pytest.approx(-114.87, abs=5e-3)
    for shift, expected in (
        (0.5, -114.82),
        (1.0, -115.26),
    ):  # the lognormal, worse whichever way it is shifted
        logs = np.log(days + shift)
        law = lognorm(logs.std(), scale=np.exp(logs.mean()))
        assert law.logpdf(days + shift).sum() == pytest.approx(expected, abs=5e-3)


def test_drawn_approvals_follow_their_law() -> None:
    u = (np.arange(4000) + 0.5) / 4000
    drawn = np.sort(approval_days(u))
    for t in (0.0, 5.0, 20.0, 100.0, 400.0):
        assert (drawn <= t).mean() == pytest.approx(float(approval_cdf(t)), abs=5e-4)
    assert np.all(approval_days(u, needed=False) == 0)
    assert approval_days(0.3, holdout_share=1.0) == pytest.approx(-425.25 * np.log(0.7))
    assert approval_cdf(-1.0) == 0
    assert approval_cdf(0.0, needed=False) == 1


@fast
@given(st.integers(0, 10_000), st.integers(2, 7))
def test_exact_readiness_agrees_with_enumeration(key: int, n: int) -> None:
    rng = np.random.default_rng(key)
    p, w = rng.random(n), rng.integers(1, 9, n).astype(float)
    need = float(rng.integers(1, int(w.sum()) + 1))
    inside = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(bool)
    chance = np.where(inside, p, 1 - p).prod(axis=1)
    assert operative_cdf(p, w, need) == pytest.approx(chance[inside @ w >= need].sum(), abs=1e-12)
    assert operative_cdf(p, w, w.sum()) == pytest.approx(float(all_operative_cdf(p)), abs=1e-12)
    assert operative_cdf(np.minimum(p * 1.2, 1.0), w, need) >= operative_cdf(p, w, need) - 1e-12
    assert operative_cdf(p, w, w.sum() + 1, allow_unreachable=True) == 0


@fast
@given(st.integers(0, 10_000))
def test_thresholds(key: int) -> None:
    rng = np.random.default_rng(key)
    days, w = rng.exponential(10, (6, 5)), rng.random(5) + 0.1
    at = threshold_days(days, w, 0.6 * w.sum())
    for r in range(6):
        assert w[days[r] <= at[r]].sum() >= 0.6 * w.sum() - 1e-9
        assert w[days[r] < at[r]].sum() < 0.6 * w.sum()
    assert np.all(threshold_days(days, w * 1.5, 0.6 * w.sum()) <= at)
    assert np.all(np.isinf(threshold_days(days, w, 2 * w.sum())))


def test_delays_in_sequence() -> None:
    t = np.arange(0.0, 60.0, 0.25)
    both = in_sequence(expon(scale=4).cdf(t), expon(scale=4).cdf(t))
    np.testing.assert_allclose(both, gamma(2, scale=4).cdf(t), atol=2e-3)
    finer = np.arange(0.0, 60.0, 0.125)
    better = in_sequence(expon(scale=4).cdf(finer), expon(scale=4).cdf(finer))
    assert (
        np.abs(better - gamma(2, scale=4).cdf(finer)).max()
        < 0.3 * np.abs(both - gamma(2, scale=4).cdf(t)).max()
    )
    at_once = np.ones_like(t)
    np.testing.assert_allclose(in_sequence(expon(scale=4).cdf(t), at_once), expon(scale=4).cdf(t), atol=1e-12)
    np.testing.assert_allclose(in_sequence(at_once, expon(scale=4).cdf(t)), expon(scale=4).cdf(t), atol=1e-12)
    np.testing.assert_allclose(in_sequence(0.7 * at_once, at_once), 0.7)


def test_bad_arguments() -> None:
    for call in (
        lambda: approval_days(0.5, holdout_share=2.0),
        lambda: approval_cdf(0.5, holdout_share=-0.1),
        lambda: threshold_days([1.0], [1.0], 0.0),
        lambda: operative_cdf([0.5, 0.5], [1, 1], 3),
        lambda: operative_cdf([0.5, 0.5], [1, 1, 1], 2),
        lambda: operative_cdf([0.5, 1.5], [1, 1], 2),
        lambda: operative_cdf([0.5, 0.5], [1, -1], 2),
        lambda: all_operative_cdf([0.5, -0.5]),
        lambda: in_sequence([0.0, 1.0], [0.0, 0.5, 1.0]),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
