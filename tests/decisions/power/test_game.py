"""A rule as a simple game, and rules that are none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from decisions.power.brute import Brute
from decisions.power.games import rules
from foedera.core.errors import ModelInputError
from foedera.decisions.power.game import MAX_CONDITIONS, places, simple_game, weighted_game
from foedera.decisions.power.indices import power
from foedera.decisions.voting import Rule, compile_rule

ABC = ["AAA", "BBB", "CCC"]


@settings(max_examples=200, deadline=None)
@given(rules())
def test_the_game_wins_where_the_rule_passes(rule: Rule) -> None:
    brute = Brute(rule)
    np.testing.assert_array_equal(simple_game(rule).winning(brute.inside), brute.wins)


def test_decimal_weights_become_whole_ones_without_loss() -> None:
    game = weighted_game(6.5, {"AAA": 1.85, "BBB": 4.65, "CCC": 0.02})
    assert game.forms.tolist() == [[185, 465, 2]]
    assert game.conditions[0].cut == 650
    assert power(game).winning == 2  # 1.85 + 4.65 is 6.5 exactly, whatever a binary fraction says


def test_equal_forms_and_conditions_are_kept_once() -> None:
    rule = {
        "all_of": [
            {"yes_count": 2},
            {"yes_share": {"share": "2/3"}},
            {"not_yes_below": 2},
            {"no_veto": {"of": ABC}},
        ]
    }
    game = simple_game(compile_rule(rule, ABC))
    assert game.forms.tolist() == [[1, 1, 1]] and len(game.conditions) == 2


def test_large_populations_are_compared_to_the_last_person() -> None:
    table = {"AAA": 300_000_001, "BBB": 200_000_000, "CCC": 74_000}
    assert power(weighted_game(500_000_001, table)).winning == 2
    assert power(weighted_game(500_000_002, table)).winning == 1


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"not": {"yes_count": 2}}, "even if all say no|even if all say yes"),
        ({"all_of": [{"yes_count": 1}, {"not": {"yes_count": 3}}]}, "even if all say yes"),
        (
            {"any_of": [{"yes_count": 3}, {"all_of": [{"yes_count": 1}, {"not": {"yes_count": 2}}]}]},
            "one more yes can defeat",
        ),
        ({"no_weight_below": {"quota": 6, "weights": {"AAA": 1, "BBB": 2, "CCC": 3}}}, None),
    ],
)  # fmt: skip
def test_rules_without_power(rule: dict, message: str | None) -> None:
    compiled = compile_rule(rule, ABC)
    if message is None:
        assert simple_game(compiled).n == 3
        return
    with pytest.raises(ModelInputError, match=message):
        simple_game(compiled)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_weights_that_are_none(bad: float) -> None:
    with pytest.raises(ModelInputError, match="negative or not finite"):
        weighted_game(2, {"AAA": bad, "BBB": 3})


def test_a_quota_out_of_reach_and_weights_that_cannot_be_told_apart() -> None:
    with pytest.raises(ModelInputError, match="the sum of the weights"):
        weighted_game(7, {"AAA": 1, "BBB": 3})
    with pytest.raises(ModelInputError, match="fewer digits"):
        weighted_game(1e17, {"AAA": 9.0e16 + 16, "BBB": 8.0e16, "CCC": 16.5})


def test_too_many_conditions_are_refused() -> None:
    names = [f"M{k:02d}" for k in range(MAX_CONDITIONS + 2)]
    rule = {"any_of": [{"all_yes": {"of": names[k : k + 2]}} for k in range(len(names) - 1)]}
    with pytest.raises(ModelInputError, match="distinct conditions"):
        simple_game(compile_rule(rule, names))


def test_unknown_names_and_indices_get_a_hint() -> None:
    game = weighted_game(2, dict.fromkeys(ABC, 1))
    assert places(game, ["CCC"], "x") == [2]
    with pytest.raises(ModelInputError, match="did you mean 'AAA'"):
        places(game, ["AAB"], "x")
    with pytest.raises(ModelInputError, match="did you mean 'banzhaf'"):
        power(game).index("banzaf")
