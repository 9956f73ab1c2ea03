"""Ternary games against every roll-call of small bodies, the binary game, and the published numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product
from math import factorial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.power.games import expressions, rules
from foedera.core.errors import ModelInputError
from foedera.decisions import diagram
from foedera.decisions.power import ternary
from foedera.decisions.power.counting import count
from foedera.decisions.power.game import simple_game
from foedera.decisions.power.ternary import ternary_power
from foedera.decisions.voting import ABSTAIN, NO, YES, Rule, compile_rule

fast = settings(max_examples=60, deadline=None)
FIVE = [f"P{k}" for k in range(5)]
COUNCIL = [*FIVE, *(f"E{k}" for k in range(10))]


class RollCalls:
    """Every roll-call of a rule, straight from its ballots."""

    def __init__(self, rule: Rule) -> None:
        self.n = len(rule.members)
        self.ballots = np.array(list(product((YES, ABSTAIN, NO), repeat=self.n)))
        self.adopted = rule.adopted(self.ballots)
        self.outcome = {tuple(b): bool(a) for b, a in zip(self.ballots.tolist(), self.adopted)}

    def swings(self, high: int, low: int) -> tuple[list[int], list[int]]:
        """Return per member how often ``high`` adopts and ``low`` does not, and how often the reverse."""
        up, down = [], []
        for i in range(self.n):
            others = self.ballots[self.ballots[:, i] == high].tolist()
            pairs = [(self.outcome[tuple(b)], self.outcome[(*b[:i], low, *b[i + 1 :])]) for b in others]
            up.append(sum(a and not b for a, b in pairs))
            down.append(sum(b and not a for a, b in pairs))
        return up, down

    def settled(self, ballots: dict[int, int]) -> bool:
        """Return whether those who have been called settle the outcome."""
        here = np.all([self.ballots[:, i] == b for i, b in ballots.items()], axis=0)
        return len(set(self.adopted[here].tolist())) == 1

    @property
    def shapley_shubik(self) -> list[Fraction]:
        done = {
            (called, cast): self.settled(dict(zip(called, cast)))
            for k in range(1, self.n + 1)
            for called in combinations(range(self.n), k)
            for cast in product((YES, ABSTAIN, NO), repeat=k)
        }
        found = [0] * self.n
        for ballots in self.ballots.tolist():
            for order in permutations(range(self.n)):
                for k in range(1, self.n + 1):
                    called = tuple(sorted(order[:k]))
                    if done[called, tuple(ballots[i] for i in called)]:
                        found[order[k - 1]] += 1
                        break
        return [Fraction(x, factorial(self.n) * 3**self.n) for x in found]


@st.composite
def odd_rules(draw: st.DrawFn) -> Rule:
    """Rules that may hold a formal abstention, a share of votes cast, or a 'not'."""
    expression, names = draw(expressions(2, 5))
    other: dict[str, Any] = draw(
        st.sampled_from(
            (
                {"formal_abstention_below": {"members": "1/3"}},
                {"yes_share": {"share": "2/3", "of": "present_voting"}},
                {"not": {"yes_count": max(1, len(names) - 1)}},
                {"no_objection": {}},
            )
        )
    )
    return compile_rule({draw(st.sampled_from(("all_of", "any_of"))): [expression, other]}, names)


@fast
@given(st.one_of(rules(high=6), odd_rules()))
def test_counts_are_those_of_every_roll_call(rule: Rule) -> None:
    brute = RollCalls(rule)
    if not brute.adopted[0] or brute.adopted[-1]:
        with pytest.raises(ModelInputError, match="even if all say"):
            ternary_power(rule)
        return
    found = ternary_power(rule)
    assert found.winning == brute.adopted.sum()
    defined = []
    for high, low, name in (
        (YES, NO, "swings"), (YES, ABSTAIN, "swings_yes_abstain"), (ABSTAIN, NO, "swings_abstain_no"),
    ):  # fmt: skip
        up, down = brute.swings(high, low)
        defined.append(not any(down))
        if any(down):
            with pytest.raises(ModelInputError, match="under this rule a"):
                getattr(found, name)
        else:
            assert list(getattr(found, name)) == up, name
    assert found.monotone == all(defined[1:])


@fast
@given(expressions(high=8))
def test_a_rule_turned_over_twice_is_the_same_rule(pair: tuple[dict[str, Any], list[str]]) -> None:
    expression, names = pair
    rule = compile_rule(expression, names)
    if rule.adopted([NO] * len(names)) or not rule.adopted([YES] * len(names)):
        return
    twice = ternary_power(compile_rule({"not": {"not": expression}}, names))
    assert twice.monotone
    assert twice.swings == ternary_power(rule).swings


@settings(max_examples=30, deadline=None)
@given(rules(high=4))
def test_shapley_shubik_is_that_of_every_roll_call_in_every_order(rule: Rule) -> None:
    exact = [float(x) for x in RollCalls(rule).shapley_shubik]
    np.testing.assert_allclose(ternary_power(rule).shapley_shubik, exact, atol=1e-12)


@fast
@given(rules(high=9))
def test_a_swing_goes_through_abstention_and_shares_sum_to_one(rule: Rule) -> None:
    found = ternary_power(rule)
    halves = zip(found.swings_yes_abstain, found.swings_abstain_no)
    assert list(found.swings) == [a + b for a, b in halves]
    assert sum(found.banzhaf) == 1
    assert all(0 <= x <= 1 for x in found.banzhaf_absolute)
    np.testing.assert_allclose(found.shapley_shubik.sum(), 1.0, atol=1e-12)
    null = [s == 0 for s in found.swings]
    np.testing.assert_array_equal(np.abs(found.shapley_shubik) < 1e-12, null)


@fast
@given(rules(high=8), st.data())
def test_names_do_not_matter(rule: Rule, data: st.DataObject) -> None:
    n = len(rule.members)
    quota = data.draw(st.integers(1, n))
    some = data.draw(st.lists(st.sampled_from(rule.members), min_size=1, unique=True))
    expression = {"all_of": [{"yes_count": quota}, {"no_veto": {"of": some}}]}
    order = data.draw(st.permutations(rule.members))
    here, there = (
        ternary_power(compile_rule(expression, members)) for members in (list(rule.members), list(order))
    )
    assert dict(zip(here.members, here.swings)) == dict(zip(there.members, there.swings))


@fast
@given(st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(sum), st.data())
def test_where_abstaining_is_a_no_or_a_yes_the_binary_game_is_reweighted(
    w: list[int], data: st.DataObject
) -> None:
    names = [f"M{k}" for k in range(len(w))]
    quota = data.draw(st.integers(1, sum(w)))
    body = {"quota": quota, "weights": dict(zip(names, w))}
    for word, times in (("yes_weight", lambda s, n: 2 ** (n - s)), ("no_weight_below", lambda s, n: 2**s)):
        rule = compile_rule({word: body}, names)
        found, binary, n = ternary_power(rule), count(simple_game(rule)), len(names)
        assert found.winning == sum(int(x) * times(s, n) for s, x in enumerate(binary.wins))
        for i in range(n):
            row = [int(x) for x in binary.swings[i]]
            size = [s if word == "yes_weight" else s - 1 for s in range(n + 1)]
            assert found.swings[i] == sum(x * times(k, n) for k, x in zip(size, row) if x)


@fast
@given(st.lists(st.integers(0, 9), min_size=1, max_size=7).filter(sum))
def test_a_higher_quota_never_acts_more_often_and_more_weight_never_has_less(w: list[int]) -> None:
    table = {f"M{k}": x for k, x in enumerate(w)}
    acts = []
    for quota in range(1, sum(w) + 1):
        rule = {
            "all_of": [
                {"yes_weight": {"quota": quota, "weights": table}},
                {"no_objection": {"minus": len(w) // 2}},
            ]
        }
        found = ternary_power(compile_rule(rule, list(table)))
        acts.append(found.act)
        order = sorted(range(len(w)), key=lambda i: w[i])
        for index in (found.swings, found.shapley_shubik):
            assert np.all(np.diff([float(index[i]) for i in order]) >= -1e-12)
    assert acts == sorted(acts, reverse=True)


@given(st.integers(1, 45))
@settings(max_examples=25, deadline=None)
def test_unanimity_in_closed_form_for_any_number(n: int) -> None:
    names = [f"M{k:02d}" for k in range(n)]
    strict = ternary_power(compile_rule({"all_yes": {"of": "all"}}, names))
    assert strict.winning == 1 and set(strict.swings) == {1} and set(strict.swings_abstain_no) == {0}
    consensus = ternary_power(compile_rule({"no_objection": {}}, names))
    assert consensus.winning == 2**n and set(consensus.swings) == {2 ** (n - 1)}
    assert consensus.act == Fraction(2, 3) ** n
    np.testing.assert_allclose(consensus.shapley_shubik, 1 / n, atol=1e-13)


def test_security_council(table) -> None:
    rule = {"all_of": [{"yes_count": 9}, {"no_veto": {"of": FIVE}}]}
    found = ternary_power(compile_rule(rule, COUNCIL))
    rows = table("felsenthal_machover_1997/security_council.csv")
    assert len(rows) == 10
    for row in rows:
        value = getattr(found, row["quantity"])
        if row["member"]:
            value = value[COUNCIL.index(row["member"] + "0")]
        if float(row["tolerance"]) == 0:
            assert value == Fraction(row["expected"])
        else:
            assert float(value) == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))
    assert found.swings[0] / found.swings[-1] == pytest.approx(2.03815, abs=5e-6)


def test_more_members_than_64_bits_hold() -> None:
    names = [f"M{k:02d}" for k in range(60)]
    found = ternary_power(compile_rule({"relative": {}}, names))
    yes_ahead = sum(
        factorial(60) // (factorial(y) * factorial(x) * factorial(60 - y - x))
        for y in range(61)
        for x in range(min(y, 61 - y))
    )
    assert found.winning == yes_ahead > 2**63
    assert sum(found.banzhaf) == 1


def test_formal_abstentions_leave_the_choice_between_yes_and_no() -> None:
    names = ["A", "B", "C", "D"]
    rule = {"all_of": [{"yes_count": 2}, {"formal_abstention_below": {"members": "1/3"}}]}
    found = ternary_power(compile_rule(rule, names))
    assert not found.monotone
    assert set(found.swings) == {3 + 3 * 2}  # one yes of three others, none or one of them abstaining
    with pytest.raises(ModelInputError, match="a no can adopt what an abstention defeats"):
        found.swings_abstain_no  # noqa: B018
    with pytest.raises(ModelInputError, match="a no can adopt"):
        found.shapley_shubik  # noqa: B018
    whole = {"all_of": [{"no_objection": {}}, {"formal_abstention_below": {"members": "1/3"}}]}
    assert ternary_power(compile_rule(whole, names)).monotone  # a no blocks in any case


def test_games_that_are_none_or_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    three = ["A", "B", "C"]
    with pytest.raises(ModelInputError, match="passes even if all say no"):
        ternary_power(compile_rule({"any_of": [{"not": {"yes_count": 1}}, {"yes_count": 3}]}, three))
    with pytest.raises(ModelInputError, match="cannot pass even if all say yes"):
        ternary_power(compile_rule({"not": {"yes_count": 2}}, three))
    weights = {f"M{k:02d}": 1 + k * k for k in range(20)}
    twice_not = {"not": {"not": {"yes_weight": {"quota": 900, "weights": weights}}}}
    expected = ternary_power(compile_rule(twice_not["not"]["not"], list(weights))).swings
    assert ternary_power(compile_rule(twice_not, list(weights))).swings == expected
    monkeypatch.setattr(ternary, "MAX_PAIRS", 50)
    with pytest.raises(ModelInputError, match="more than 50 pairs"):
        ternary_power(compile_rule(twice_not, list(weights))).swings  # noqa: B018
    monkeypatch.setattr(diagram, "MAX_STATES", 50)
    with pytest.raises(ModelInputError, match=r"20 members who may abstain.*divide the weights"):
        ternary_power(compile_rule({"relative": {"weights": weights}}, list(weights)))
