from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import gamma, weibull_min

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions import speed
from foedera.decisions.speed import (
    CARD,
    PATHS,
    SpeedParameters,
    adhoc_days,
    adhoc_rates,
    agenda_days,
    approval_cdf,
    approval_days,
    decision_cdf,
    delegated_days,
    expected_kth_exponential,
    expected_rounds,
    first_pass,
    first_path,
    objection_probability,
    pass_probabilities,
    readiness_cdf,
    round_days,
    round_mean_days,
    simulate_formal,
    threshold_days,
)
from foedera.decisions.voting import Rule, compile_rule

fast = settings(max_examples=30, deadline=None)
FIVE = ["AAA", "BBB", "CCC", "DDD", "EEE"]
QUOTA = {"yes_weight": {"quota": 10, "weights": dict(zip(FIVE, (5, 4, 3, 2, 1)))}}
V = np.array([1.44, 0.24, -0.24, -1.44, -2.64])
CONSENSUS, MINUS_ONE = {"no_objection": {}}, {"no_objection": {"minus": 1}}
WORKED = [
    (QUOTA, (0.152126, 0.259915, 0.397440), 1.000000, 3.089498, 19.596459, (0.813472, 0.999973)),
    (CONSENSUS, (0.009883, 0.025048, 0.055440), 0.999653, 6.289416, 39.893298, (0.297131, 0.994615)),
    (MINUS_ONE, (0.132941, 0.234105, 0.365612), 1.000000, 3.247299, 20.597378, (0.788876, 0.999960)),
]


@pytest.mark.parametrize(("expression", "p3", "decided", "rounds", "days", "by"), WORKED)
def test_worked_example(expression, p3, decided, rounds, days, by) -> None:
    delta = round_mean_days(0.3)
    assert delta == pytest.approx(6.342926, abs=6e-7)
    p = pass_probabilities(compile_rule(expression, FIVE), V, 12, 0.4, 0.5, 0.0)
    np.testing.assert_allclose(p[:3], p3, atol=6e-7)
    assert 1 - first_pass(p)[1] == pytest.approx(decided, abs=6e-7)
    assert expected_rounds(p) == pytest.approx(rounds, abs=6e-7)
    assert expected_rounds(p) * delta == pytest.approx(days, abs=6e-6)
    np.testing.assert_allclose(decision_cdf(p, delta, [30, 90]), by, atol=6e-7)


def test_worked_readiness_and_adhoc() -> None:
    median = np.array([2.0, 5, 10, 20, 30, 60])

    def ready(t: float) -> float:
        return float(readiness_cdf(ndtr(np.log(t / median)), [10, 6, 5, 4, 3, 2], 18))

    np.testing.assert_allclose(
        [ready(t) for t in (5, 10, 20, 30, 60)], [0.149693, 0.531106, 0.887802, 0.970683, 0.998905], atol=6e-7
    )
    assert brentq(lambda t: ready(t) - 0.5, 1, 50) == pytest.approx(9.530421, abs=6e-7)
    rate = adhoc_rates(V)
    np.testing.assert_allclose(rate, [0.158226, 0.060584, 0.041265, 0, 0], atol=6e-7)

    def gathered(t: float) -> float:
        return float(readiness_cdf(-np.expm1(-rate * t), [10, 6, 5, 4, 3], 14))

    assert gathered(30) == pytest.approx(0.944628, abs=6e-7)
    assert brentq(lambda t: gathered(t) - 0.5, 1, 50) == pytest.approx(9.849520, abs=6e-7)


def test_size_of_the_body() -> None:
    for n, expected in ((6, 1.128869), (12, 1.274345), (27, 1.725424), (32, 1.908823)):
        assert expected_rounds(np.full(3000, 0.98**n)) == pytest.approx(expected, abs=6e-7)
    for n, expected in ((6, 53.2444), (12, 74.7552), (28, 103.678)):
        assert brentq(lambda t, n=n: approval_cdf(t, True, 0.0) ** n - 0.5, 1, 500) == pytest.approx(
            expected, abs=1e-3
        )
    for share, expected in ((0.5, 455.663), (0.9, 1252.48)):
        got = brentq(lambda t, share=share: approval_cdf(t) ** 30 - share, 1, 5000)
        assert got == pytest.approx(expected, abs=0.01)


def test_european_mean_needs_a_small_concession() -> None:
    p = (1 - objection_probability(1 + 0.132014 * np.arange(2000), 1.0)) ** 27
    assert expected_rounds(p) * 14 == pytest.approx(6.17 * 365.25 / 12, abs=0.01)
    quick = 1 / (1 + np.exp(1.5 / np.sqrt(1 + np.pi / 8)))
    assert objection_probability(1.0, 1.0) == pytest.approx(quick, abs=0.01)


def test_order_statistics_of_approvals() -> None:
    for k, n, expected in ((32, 32, 4.05849519544), (18, 32, 0.806932868874), (15, 27, 0.788246075041),
                           (9, 15, 0.868228993229)):  # fmt: skip
        assert expected_kth_exponential(k, n) == pytest.approx(expected, abs=1e-10)
    u = np.random.default_rng(4).random((40_000, 15))
    times = threshold_days(-np.log1p(-u), np.ones(15), 9)
    assert times.mean() == pytest.approx(0.868228993229, abs=4 * times.std() / 200)


def test_approval_law_is_the_fit_of_the_ratifications(table) -> None:
    days = np.array([float(r["days"]) for r in table("nato_pa_2022/ratification_days.csv")])
    assert (len(days), np.median(days), days.mean()) == (28, 12.5, 21.75)
    p = SpeedParameters()
    loglik = weibull_min(p.approval_shape, scale=p.approval_scale).logpdf(days + 0.5).sum()
    assert loglik == pytest.approx(-113.33, abs=5e-3)
    for shape, scale in ((1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98)):
        law = weibull_min(p.approval_shape * shape, scale=p.approval_scale * scale)
        assert law.logpdf(days + 0.5).sum() < loglik


def test_drawn_approvals_follow_their_law() -> None:
    u = (np.arange(4000) + 0.5) / 4000
    drawn = np.sort(approval_days(u))
    for t in (0.0, 5.0, 20.0, 100.0, 400.0):
        assert (drawn <= t).mean() == pytest.approx(float(approval_cdf(t)), abs=5e-4)
    assert np.all(approval_days(u, needed=False) == 0)
    assert approval_days(0.3, holdout_share=1.0) == pytest.approx(-425.25 * np.log(0.7))
    assert approval_cdf(-1.0) == 0
    assert approval_cdf(0.0, needed=False) == 1


def simulate(rule: Rule, v: np.ndarray, urgency: float = 0.3, key: int = 7, rounds: int = 12, c: float = 0.4):
    rng = np.random.default_rng(key)
    crises, n = v.shape
    return simulate_formal(
        rule, v, urgency, rng.random(crises),
        rng.random((crises, rounds, 2)), rng.random((crises, rounds, n)),
        SpeedParameters(agenda_mean=0.0, concession=c), 0.5, 0.0,
    )  # fmt: skip


@pytest.mark.parametrize("hours", [0, 48])
def test_simulation_agrees_with_the_closed_form(hours: int) -> None:
    rule = compile_rule({"no_objection": {"hours": hours}}, FIVE)
    out = simulate(rule, np.tile(V, (20_000, 1)))
    p = pass_probabilities(rule, V, 12, 0.4, 0.5, 0.0)
    for t, expected in zip((30, 60, 90), decision_cdf(p, round_mean_days(0.3), [30, 60, 90], hours)):
        assert (out.days <= t).mean() == pytest.approx(expected, abs=4 * np.sqrt(0.25 / 20_000))
    assert out.rounds[out.adopted].mean() == pytest.approx(float(expected_rounds(p)), abs=0.08)
    assert np.all(np.isinf(out.days) == ~out.adopted)
    assert np.all(out.objections.sum(axis=1)[out.rounds > 1] > 0)


def test_one_certain_round_is_a_gamma() -> None:
    t = np.array([1.0, 5.0, 20.0])
    np.testing.assert_allclose(decision_cdf([1.0], 6.0, t), gamma(2, scale=3.0).cdf(t), atol=1e-12)
    u = np.random.default_rng(1).random((20_000, 2))
    drawn = round_days(u, 6.0)
    assert drawn.mean() == pytest.approx(6.0, abs=0.15)
    assert agenda_days(0.0, 1 - np.exp(-1)) == pytest.approx(7.0)


@fast
@given(st.integers(0, 10_000))
def test_paths_and_rules_with_common_random_numbers(key: int) -> None:
    v = np.random.default_rng(key).normal(0.3, 1.2, (60, 5))
    base = simulate(compile_rule({"yes_count": 3}, FIVE), v, key=key).days
    veto = simulate(
        compile_rule({"all_of": [{"yes_count": 3}, {"no_veto": {"of": ["AAA"]}}]}, FIVE), v, key=key
    ).days
    higher = simulate(compile_rule({"yes_count": 4}, FIVE), v, key=key).days
    urgent = simulate(compile_rule({"yes_count": 3}, FIVE), v, urgency=0.8, key=key).days
    conceding = simulate(compile_rule({"yes_count": 3}, FIVE), v, key=key, c=0.9).days
    assert np.all(veto >= base)
    assert np.all(higher >= base)
    assert np.all(urgent <= base)
    assert np.all(conceding <= base)


@fast
@given(st.floats(0.0, 0.4), st.integers(2, 15), st.integers(1, 4))
def test_more_members_slow_consensus_and_speed_a_fixed_count(pi: float, n: int, m: int) -> None:
    def chance(rule: dict, size: int) -> float:
        members = [f"M{k:02d}" for k in range(size)]
        return float(speed.p_adopt(compile_rule(rule, members), np.full(size, 1 - pi), np.full(size, pi)).p)

    m = min(m, n)
    assert chance({"no_objection": {}}, n + 1) <= chance({"no_objection": {}}, n) + 1e-12
    assert chance({"yes_count": m}, n + 1) >= chance({"yes_count": m}, n) - 1e-12


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
    joined, members = adhoc_days(rng.normal(0, 1, (6, 5)), w, 0.5, rng.random((6, 5)))
    assert np.all(members[np.isinf(joined)] == 0)
    assert np.all((members * w).sum(axis=1)[np.isfinite(joined)] >= 0.5 - 1e-9)


def test_the_first_path_acts() -> None:
    inf = np.inf
    first, path = first_path([10.0, 10.0, inf, inf], [inf, 0.5, inf, inf], [12.0, 12.0, 4.0, inf])
    np.testing.assert_array_equal(first, [10, 0.5, 4, inf])
    assert [PATHS[k] for k in path] == ["formal", "delegated", "adhoc", "none"]
    assert np.all(np.isinf(delegated_days(np.full((3, 2), 0.5))))
    assert delegated_days([0.0, 1 - np.exp(-1)], 1.0) == pytest.approx(0.25)


def test_bad_arguments() -> None:
    rule = compile_rule(QUOTA, FIVE)
    for call in (
        lambda: round_days([0.5, 0.5], 0.0),
        lambda: round_mean_days(1.2),
        lambda: pass_probabilities(rule, V, 0, 0.4),
        lambda: decision_cdf([0.5], 0.0, [1.0]),
        lambda: first_pass([1.5]),
        lambda: simulate_formal(rule, V, 0.3, 0.5, np.zeros((1, 1, 2)), np.zeros((1, 1, 5))),
        lambda: approval_days(0.5, holdout_share=2.0),
        lambda: threshold_days([1.0], [1.0], 0.0),
        lambda: readiness_cdf([0.5, 0.5], [1, 1], 3),
        lambda: expected_kth_exponential(3, 2),
        lambda: objection_probability(0.0, -1.0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
