"""Sampled power lies within its stated bound of the exact power."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from decisions.power.brute import Brute
from decisions.power.games import rules
from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.power import CARD, sampling
from foedera.decisions.power.game import MAX_CONDITIONS, Game, simple_game, weighted_game
from foedera.decisions.power.indices import power
from foedera.decisions.power.sampling import draws_needed, sample_act, sample_banzhaf, sample_shapley_shubik
from foedera.decisions.voting import Rule, compile_rule

FIVE = [f"P{k}" for k in range(5)]
COUNCIL = [*FIVE, *(f"E{k}" for k in range(10))]
UNSC = compile_rule({"all_of": [{"yes_count": 9}, {"no_veto": {"of": FIVE}}]}, COUNCIL)
SEVERAL = [
    UNSC,
    weighted_game(30, dict(zip("ABCDEF", (28, 16, 5, 4, 3, 3)))),
    compile_rule({"relative": {}}, list("ABCDEFG")),
    weighted_game(1_200, {f"M{k:02d}": 17 + (k * 37) % 55 for k in range(51)}),
]


def test_the_number_of_draws() -> None:
    assert draws_needed() == draws_needed(0.01, 0.05) == 18_445
    assert draws_needed(0.02) == 4_612
    assert draws_needed(0.01, 0.05, estimates=15) == draws_needed(0.01, 0.05 / 15) > 18_445


@pytest.mark.parametrize("body", SEVERAL)
def test_exact_power_lies_within_the_bound(body: Rule | Game) -> None:
    exact = power(body)
    draws = draws_needed(
        0.01, 0.001, estimates=exact.n
    )  # all members together, but for one seed in a thousand
    for sampled, value in (
        (sample_banzhaf(body, 11, draws=draws), exact.floats("banzhaf_absolute")),
        (sample_shapley_shubik(body, 12, draws=draws), exact.floats("shapley_shubik")),
        (sample_act(body, 13, draws=draws), np.array(float(exact.act))),
    ):
        assert sampled.value.shape == value.shape
        assert np.all(np.abs(sampled.value - value) < 0.01)
        assert np.all((sampled.low <= sampled.value) & (sampled.value <= sampled.high))
    assert sample_act(body, 1).draws == 18_445
    assert sample_act(body, 1).error == pytest.approx(0.01, abs=1e-6)


def test_intervals_hold_the_exact_value_as_often_as_they_say() -> None:
    exact = power(UNSC).floats("shapley_shubik")[0]
    runs = [sample_shapley_shubik(UNSC, seed, draws=400) for seed in range(300)]
    held = sum(bool(r.low[0] <= exact <= r.high[0]) for r in runs)
    assert 270 <= held <= 297  # 285 expected, four standard deviations are 15


@settings(max_examples=40, deadline=None)
@given(rules(high=8))
def test_any_rule_by_itself_or_as_a_game(rule: Rule) -> None:
    brute = Brute(rule)
    by_rule, by_game = (sample_banzhaf(body, 5, draws=2_000) for body in (rule, simple_game(rule)))
    np.testing.assert_array_equal(by_rule.value, by_game.value)
    assert np.all(by_rule.value[np.array(brute.swings) == 0] == 0)
    orders = sample_shapley_shubik(rule, 5, draws=500)
    assert orders.value.sum() == pytest.approx(1.0, abs=1e-12)
    exact = np.array([float(x) for x in brute.shapley_shubik])
    assert np.all(np.abs(orders.value - exact) < 0.12)  # six standard deviations
    assert np.all(np.abs(by_rule.value - np.array(brute.swings) / 2 ** (brute.n - 1)) < 0.07)


def test_a_rule_of_more_conditions_than_can_be_counted() -> None:
    names = list("ABCDEFGHIJ")
    chambers = [
        {"yes_weight": {"quota": 10 + k, "weights": {m: 3 + (j * k + j) % 7 for j, m in enumerate(names)}}}
        for k in range(MAX_CONDITIONS + 3)
    ]
    rule = compile_rule({"at_least": {"k": 9, "of": chambers}}, names)
    with pytest.raises(ModelInputError, match="use sampling"):
        simple_game(rule)
    brute = Brute(rule)
    found = sample_banzhaf(rule, 3)
    assert np.all(np.abs(found.value - np.array(brute.swings) / 2**9) < found.error)
    found = sample_shapley_shubik(rule, 3)
    assert np.all(np.abs(found.value - [float(x) for x in brute.shapley_shubik]) < found.error)
    assert abs(float(sample_act(rule, 3).value) - brute.winning / 2**10) < 0.01


def test_same_seed_same_bits_however_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for sample in (sample_banzhaf, sample_shapley_shubik, sample_act):
        one = sample(UNSC, 7, draws=1_000)
        again = sample(UNSC, np.random.SeedSequence(7), draws=1_000)
        with monkeypatch.context() as patch:
            patch.setattr(sampling, "_CELLS", 700)
            pieces = sample(UNSC, np.random.default_rng(7), draws=1_000)
        np.testing.assert_array_equal(one.value, again.value)
        np.testing.assert_array_equal(one.value, pieces.value)
        stream = np.random.default_rng(7)
        first, second = sample(UNSC, stream, draws=1_000), sample(UNSC, stream, draws=1_000)
        np.testing.assert_array_equal(one.value, first.value)
        assert np.any(first.value != second.value)


def test_a_hundred_and_ninety_members_of_many_weights() -> None:
    weights = {f"M{k:03d}": 37 * k + 11 for k in range(190)}
    found = sample_shapley_shubik(weighted_game(330_000, weights), 1, draws=2_000)
    shares = np.array(list(weights.values())) / sum(weights.values())
    assert np.all(np.abs(found.value - shares) < 0.01)  # a large body without giants: power near weight
    assert found.shares.sum() == pytest.approx(1.0)


def test_what_cannot_be_sampled_is_refused() -> None:
    with pytest.raises(ModelInputError, match="one more yes can defeat"):
        sample_banzhaf(compile_rule({"any_of": [{"all_of": [{"yes_count": 1}, {"not": {"yes_count": 2}}]},
                                               {"yes_count": 3}]}, list("ABC")), 1)  # fmt: skip
    with pytest.raises(ModelInputError, match="passes even if all say no"):
        sample_act(compile_rule({"not": {"yes_count": 3}}, list("ABC")), 1)
    for draws in (0, -4, 1.5, True):
        with pytest.raises(ModelInputError, match="draws"):
            sample_act(UNSC, 1, draws=draws)  # type: ignore[arg-type]
    for rng in (None, "seed", 1.5, -1):
        with pytest.raises(ModelInputError, match="rng"):
            sample_act(UNSC, rng, draws=10)  # type: ignore[arg-type]
    for wrong in ({"error": 0.0}, {"error": 1.0}, {"risk": 0.0}, {"risk": float("nan")}, {"estimates": 0}):
        with pytest.raises(ModelInputError):
            draws_needed(**wrong)  # type: ignore[arg-type]
    rare = compile_rule({"all_yes": {"of": "all"}}, [f"M{k:02d}" for k in range(60)])
    with pytest.raises(ModelInputError, match="nobody decided in 20 draws"):
        sample_banzhaf(rare, 1, draws=20).shares  # noqa: B018


def test_the_card_cites_what_exists() -> None:
    assert isinstance(CARD, Card) and {"owen1977", "felsenthal1997", "castro2009", "hoeffding1963"} <= set(
        CARD.cites
    )
    assert len(cite(CARD.cites)) == len(CARD.cites)
