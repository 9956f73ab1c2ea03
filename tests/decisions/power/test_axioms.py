"""What every index must obey, for every kind of rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from decisions.power.games import rules
from foedera.decisions.power.game import Game, simple_game, weighted_game
from foedera.decisions.power.indices import INDICES, power
from foedera.decisions.voting import Rule, compile_rule

fast = settings(max_examples=40, deadline=None)
SHARES = ("banzhaf", "shapley_shubik", "johnston", "deegan_packel", "holler")


@fast
@given(rules())
def test_shares_sum_to_one_and_lie_between_nought_and_one(rule: Rule) -> None:
    found = power(rule)
    for kind in INDICES:
        assert all(0 <= x <= 1 for x in found.index(kind)), kind
    for kind in SHARES:
        assert sum(found.index(kind)) == 1, kind


@fast
@given(rules())
def test_a_null_player_has_nothing_and_only_a_null_player(rule: Rule) -> None:
    found = power(rule)
    null = [s == 0 for s in found.swings]
    for kind in INDICES:
        assert [x == 0 for x in found.index(kind)] == null, kind


@fast
@given(rules(low=2), st.data())
def test_names_do_not_matter(rule: Rule, data: st.DataObject) -> None:
    game = simple_game(rule)
    order = data.draw(st.permutations(range(game.n)))
    turned = Game(
        tuple(game.members[i] for i in order), game.forms[:, list(order)], game.conditions, game.wins
    )
    for kind in INDICES:
        there = power(turned).index(kind)
        assert [power(game).index(kind)[i] for i in order] == list(there), kind


@fast
@given(rules())
def test_equal_members_have_equal_power(rule: Rule) -> None:
    found = power(rule)
    for kind in INDICES:
        index = found.index(kind)
        for i, j in combinations(range(found.n), 2):
            if found.game.kinds[i] == found.game.kinds[j]:
                assert index[i] == index[j], kind


@fast
@given(rules())
def test_coleman_and_banzhaf_tell_one_story(rule: Rule) -> None:
    found = power(rule)
    assume(found.act < 1)
    for beta, prevent, initiate in zip(found.banzhaf_absolute, found.coleman_prevent, found.coleman_initiate):
        assert beta == 2 * found.act * prevent == 2 * (1 - found.act) * initiate


weights = st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(sum)


@fast
@given(weights)
def test_a_higher_quota_never_acts_more_often(w: list[int]) -> None:
    table = {f"M{k}": x for k, x in enumerate(w)}
    acts = [power(weighted_game(q, table)).act for q in range(1, sum(w) + 1)]
    assert acts == sorted(acts, reverse=True)


@fast
@given(weights, st.integers(1, 72))
def test_more_weight_never_has_less_power(w: list[int], quota: int) -> None:
    assume(quota <= sum(w))
    found = power(weighted_game(quota, {f"M{k}": x for k, x in enumerate(w)}))
    order = sorted(range(len(w)), key=lambda i: w[i])
    for kind in ("banzhaf", "shapley_shubik", "johnston"):
        values = [found.index(kind)[i] for i in order]
        assert values == sorted(values), kind


@fast
@given(rules(high=8), st.data())
def test_one_more_condition_acts_less_often_and_one_more_way_more(rule: Rule, data: st.DataObject) -> None:
    names = list(rule.members)
    m = data.draw(st.integers(1, len(names)))
    base = {"yes_count": data.draw(st.integers(1, len(names)))}
    acts = {
        how: power(compile_rule({how: [base, {"yes_count": m}]}, names)).act for how in ("all_of", "any_of")
    }
    alone = power(compile_rule(base, names)).act
    assert acts["all_of"] <= alone <= acts["any_of"]


@fast
@given(st.integers(1, 40))
def test_unanimity_shares_equally_and_hardly_ever_acts(n: int) -> None:
    found = power(compile_rule({"all_yes": {"of": "all"}}, [f"M{k:02d}" for k in range(n)]))
    assert found.act == Fraction(1, 2**n)
    for kind in SHARES:
        assert set(found.index(kind)) == {Fraction(1, n)}
    assert set(found.coleman_prevent) == {Fraction(1)}


@fast
@given(rules(low=2), st.data())
def test_who_holds_a_veto_can_prevent_everything(rule: Rule, data: st.DataObject) -> None:
    game = simple_game(rule)
    holder = data.draw(st.sampled_from(game.members))
    found = power(_with_veto(game, holder))
    assert found.coleman_prevent[game.members.index(holder)] == 1


def _with_veto(game: Game, holder: str) -> Game:
    """Return the game with one more condition, that a member is in."""
    import numpy as np

    from foedera.decisions.power.game import Condition

    form = np.array([[int(m == holder) for m in game.members]])
    both = np.concatenate([np.zeros(len(game.wins), dtype=bool), game.wins])
    wider = np.concatenate([game.forms, form])
    return Game(game.members, wider, (*game.conditions, Condition(len(wider) - 1, 1)), both)
