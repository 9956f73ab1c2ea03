from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.speed import (
    CARD,
    Decisions,
    SpeedParameters,
    agenda_days,
    agenda_mean_days,
    decision_cdf,
    expected_rounds,
    first_pass,
    formal_law,
    pass_probabilities,
    round_days,
    round_mean_days,
    simulate_formal,
)
from foedera.decisions.voting import Rule, compile_rule

fast = settings(max_examples=30, deadline=None)
FIVE = ["AAA", "BBB", "CCC", "DDD", "EEE"]
QUOTA = {"yes_weight": {"quota": 10, "weights": dict(zip(FIVE, (5, 4, 3, 2, 1)))}}
V = np.array([1.44, 0.24, -0.24, -1.44, -2.64])
RULES = {
    "quota": QUOTA,
    "consensus": {"no_objection": {}},
    "consensus_minus_one": {"no_objection": {"minus": 1}},
}


@pytest.mark.parametrize("name", RULES)
def test_worked_example(name: str, table) -> None:
    row = next(r for r in table("own_decision_speed/rules.csv") if r["rule"] == name)
    want = {key: float(x) for key, x in row.items() if key != "rule"}
    delta = round_mean_days(0.3)
    assert delta == pytest.approx(6.342926, abs=6e-7)
    p = pass_probabilities(compile_rule(RULES[name], FIVE), V, 12, 0.4, 0.5, 0.0)
    np.testing.assert_allclose(p[:3], [want["p1"], want["p2"], want["p3"]], atol=6e-7)
    assert 1 - first_pass(p)[1] == pytest.approx(want["decided"], abs=6e-7)
    assert expected_rounds(p) == pytest.approx(want["rounds"], abs=6e-7)
    assert expected_rounds(p) * delta == pytest.approx(want["days"], abs=6e-6)
    np.testing.assert_allclose(decision_cdf(p, delta, [30, 90]), [want["by30"], want["by90"]], atol=6e-7)


def simulate(
    rule: Rule, v: np.ndarray, urgency: float = 0.3, key: int = 7, rounds: int = 12, c: float = 0.4,
    agenda: float = 0.0,
) -> Decisions:  # fmt: skip
    rng = np.random.default_rng(key)
    crises, n = v.shape
    return simulate_formal(
        rule, v, urgency, rng.random(crises),
        rng.random((crises, rounds, 2)), rng.random((crises, rounds, n)),
        SpeedParameters(agenda_mean=agenda, concession=c), 0.5, 0.0,
    )  # fmt: skip


@pytest.mark.parametrize(("hours", "agenda"), [(0, 0.0), (48, 0.0), (48, 7.0)])
def test_simulation_agrees_with_the_closed_form(hours: int, agenda: float) -> None:
    rule = compile_rule({"no_objection": {"hours": hours}}, FIVE)
    out = simulate(rule, np.tile(V, (20_000, 1)), agenda=agenda)
    law = formal_law(rule, V, 0.3, [30, 60, 90], SpeedParameters(agenda_mean=agenda), 0.5, 0.0)
    for t, expected in zip((30, 60, 90), law.cdf):
        assert (out.days <= t).mean() == pytest.approx(expected, abs=4 * np.sqrt(0.25 / 20_000))
    assert out.rounds[out.adopted].mean() == pytest.approx(float(law.rounds), abs=0.08)
    assert (~out.adopted).mean() == pytest.approx(float(law.deadlock), abs=0.002)
    assert np.all(np.isinf(out.days) == ~out.adopted)
    assert np.all(out.objections.sum(axis=1)[out.rounds > 1] > 0)


def test_the_agenda_delay_is_convolved() -> None:
    p, delta, a = np.array([0.3, 0.5, 0.7]), 4.0, 2.5
    for t in (0.5, 3.0, 10.0, 40.0):
        want = quad(lambda s, t=t: np.exp(-s / a) / a * float(decision_cdf(p, delta, [t - s], 24)[0]), 0, t,
                    points=[x for x in (t - 1, t - 2) if x > 0], limit=200)[0]  # fmt: skip
        assert decision_cdf(p, delta, [t], 24, a)[0] == pytest.approx(want, abs=1e-5)
    stacked = decision_cdf(np.stack([p, p]), [delta, delta], [3.0, 10.0], 24, [0.0, a])
    np.testing.assert_allclose(stacked[0], decision_cdf(p, delta, [3.0, 10.0], 24), atol=1e-12)
    assert np.all(stacked[1] < stacked[0])
    assert decision_cdf(p, delta, [0.0], 0, a) == 0
    assert decision_cdf(p, delta, [1e4], 24, a)[0] == pytest.approx(1 - 0.7 * 0.5 * 0.3)


def test_the_law_says_when_a_body_is_stuck() -> None:
    rule = compile_rule({"no_objection": {}}, FIVE)
    split = np.array([2.0, 2.0, 2.0, 2.0, -9.0])
    laws = formal_law(rule, np.stack([split, np.full(5, 4.0)]), 0.5, [10.0, 50.0], veto_inhibition=0.0)
    np.testing.assert_array_equal(laws.stuck, [True, False])
    assert laws.cdf.shape == (2, 2) and laws.passes.shape == (2, 12)
    np.testing.assert_allclose(laws.cdf[0], formal_law(rule, split, 0.5, [10.0, 50.0]).cdf)
    assert laws.deadlock[0] > 0.9


def test_the_mean_of_the_laws_is_slower_than_the_law_of_the_mean() -> None:
    rule = compile_rule({"no_objection": {}}, FIVE)
    v = np.random.default_rng(3).normal(1.5, 1.0, (2000, 5))
    spread = formal_law(rule, v, 0.5, [10.0])
    assert spread.cdf.mean() < formal_law(rule, v.mean(axis=0), 0.5, [10.0]).cdf[0] - 0.02


def test_one_certain_round_is_a_gamma() -> None:
    t = np.array([1.0, 5.0, 20.0])
    np.testing.assert_allclose(decision_cdf([1.0], 6.0, t), gamma(2, scale=3.0).cdf(t), atol=1e-12)
    u = np.random.default_rng(1).random((20_000, 2))
    drawn = round_days(u, 6.0)
    assert drawn.mean() == pytest.approx(6.0, abs=0.15)
    assert agenda_days(0.0, 1 - np.exp(-1)) == pytest.approx(7.0)
    assert agenda_mean_days(1.0) == pytest.approx(7.0 * np.exp(-3.0))
    assert round_mean_days([0.0, 1.0]).tolist() == [14.0, 1.0]  # fortnightly meetings, and overnight


@fast
@given(st.integers(0, 10_000))
def test_rules_with_common_random_numbers(key: int) -> None:
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
@given(st.floats(0.0, 1.0), st.floats(0.0, 0.9), st.floats(0.0, 1.5))
def test_urgency_and_concessions_raise_the_whole_curve(urgency: float, c: float, more: float) -> None:
    rule = compile_rule(RULES["consensus"], FIVE)
    t = np.array([1.0, 5.0, 20.0, 80.0])
    base = formal_law(rule, V, urgency, t, SpeedParameters(concession=c)).cdf
    assert np.all(formal_law(rule, V, urgency, t, SpeedParameters(concession=c + more)).cdf >= base - 1e-9)
    assert np.all(
        formal_law(rule, V, min(urgency + more, 1.0), t, SpeedParameters(concession=c)).cdf >= base - 1e-4
    )
    assert np.all(np.diff(base) >= -1e-9)


def test_blockers_are_counted_over_all_rounds() -> None:
    v = np.tile([3.0, 3.0, 3.0, 3.0, -3.0], (4000, 1))
    out = simulate(compile_rule(RULES["consensus"], FIVE), v)
    share = out.blocking()
    assert share.argmax() == 4 and share[4] > 0.5 and np.all(share[:4] < 0.1)
    assert share.sum() * out.rounds.sum() == pytest.approx(out.objections.sum())


def test_bad_arguments() -> None:
    rule = compile_rule(QUOTA, FIVE)
    for call in (
        lambda: round_days([0.5, 0.5], 0.0),
        lambda: round_mean_days(1.2),
        lambda: agenda_mean_days(-0.1),
        lambda: pass_probabilities(rule, V, 0, 0.4),
        lambda: pass_probabilities(rule, V, 3, -0.4),
        lambda: decision_cdf([0.5], 0.0, [1.0]),
        lambda: decision_cdf([0.5], 1.0, [1.0], agenda=-1.0),
        lambda: first_pass([1.5]),
        lambda: simulate_formal(rule, V, 0.3, 0.5, np.zeros((1, 1, 2)), np.zeros((1, 1, 5))),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
