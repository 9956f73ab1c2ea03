"""Minimal winning and blocking coalitions against every coalition looked at, and what they say of a body."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.power.brute import Brute
from decisions.power.games import rules
from foedera.core.errors import ModelInputError
from foedera.decisions.power import minimal
from foedera.decisions.power.coalitions import (
    Pattern,
    dictator,
    is_proper,
    is_strong,
    minimal_blocking,
    minimal_winning,
    null_players,
    patterns,
    veto_players,
)
from foedera.decisions.power.game import Game, simple_game, weighted_game
from foedera.decisions.power.indices import power
from foedera.decisions.voting import Rule, compile_rule

fast = settings(max_examples=60, deadline=None)
FIVE = ["CHN", "FRA", "GBR", "RUS", "USA"]
COUNCIL = [*FIVE, *(f"E{k}" for k in range(10))]


@pytest.fixture(scope="module")
def council() -> Game:
    rule = {"all_of": [{"yes_count": 9}, {"no_veto": {"of": FIVE}}]}
    return simple_game(compile_rule(rule, COUNCIL))


def listed(brute: Brute, chosen: np.ndarray) -> list[tuple[int, ...]]:
    found = [tuple(np.flatnonzero(row).tolist()) for row in brute.inside[chosen]]
    return sorted(found, key=lambda c: (len(c), c))


@fast
@given(rules())
def test_the_lists_are_those_of_every_coalition_in_order(rule: Rule) -> None:
    game, brute = simple_game(rule), Brute(rule)
    smallest = listed(brute, brute.minimal)
    assert list(minimal_winning(game)) == smallest
    assert list(minimal_winning(game, limit=3)) == smallest[:3]
    blocks = ~brute.wins[::-1]
    without = np.arange(len(blocks))[:, None] & ~(1 << np.arange(brute.n))
    needed = ((~blocks[without]) == brute.inside) | ~brute.inside
    assert list(minimal_blocking(game)) == listed(brute, blocks & needed.all(axis=1))


@fast
@given(rules())
def test_patterns_stand_for_the_same_coalitions(rule: Rule) -> None:
    game = simple_game(rule)
    found = set()
    sizes = [p.size for p in patterns(game)]
    assert sizes == sorted(sizes)
    for pattern in patterns(game):
        choices = product(*(combinations(group, number) for group, number in pattern.parts))
        members = [
            tuple(sorted(game.members.index(m) for part in choice for m in part)) for choice in choices
        ]
        assert len(members) == pattern.coalitions and {len(c) for c in members} == {pattern.size}
        found.update(members)
    assert found == set(minimal_winning(game))
    assert sum(p.coalitions for p in patterns(game)) == power(game).minimal == len(found)


@fast
@given(rules())
def test_what_a_rule_makes_of_members_and_itself(rule: Rule) -> None:
    game, brute = simple_game(rule), Brute(rule)
    n = game.n
    everyone = 2**n - 1
    veto = [not brute.wins[everyone ^ (1 << i)] for i in range(n)]
    assert veto_players(game) == tuple(m for m, v in zip(game.members, veto) if v)
    assert null_players(game) == tuple(m for m, s in zip(game.members, brute.swings) if s == 0)
    ruler = [m for i, m in enumerate(game.members) if np.array_equal(brute.wins, brute.inside[:, i])]
    assert dictator(game) == (ruler[0] if ruler else None)
    assert is_proper(game) == (not (brute.wins & brute.wins[::-1]).any())
    assert is_strong(game) == bool((brute.wins | brute.wins[::-1]).all())
    assert is_proper(game.dual) == is_strong(game)


@fast
@given(st.lists(st.integers(0, 30), min_size=1, max_size=10).filter(sum), st.data())
def test_weighted_games_are_counted_by_weight(w: list[int], data: st.DataObject) -> None:
    quota = data.draw(st.integers(1, sum(w)))
    game = weighted_game(quota, {f"M{k}": x for k, x in enumerate(w)})
    counted = minimal.count_minimal(game)
    for i in range(game.n):
        of_member = [len(c) for c in minimal_winning(game) if i in c]
        assert counted[i] == [of_member.count(s) for s in range(game.n + 1)]


def test_deegan_packel_and_holler_of_many_members() -> None:
    weights = {
        f"M{k:02d}": 1 + (k * 37) % 55 for k in range(70)
    }  # beyond 62 members whole numbers pass 64 bits
    game = weighted_game(sum(weights.values()) // 2 + 1, weights)
    found = power(game)
    assert sum(found.holler) == sum(found.deegan_packel) == 1
    assert found.minimal > 2**62
    order = sorted(range(70), key=lambda i: -list(weights.values())[i])
    equal = [i for i in order if weights[f"M{i:02d}"] == 1]
    assert len({found.holler[i] for i in equal}) == 1
    simple = weighted_game(
        40, dict.fromkeys(weights, 3) | {"M00": 60}
    )  # M00 alone, or 14 of 69: every 3 weighs 3
    assert minimal.count_minimal(simple)[0][1] == 1
    assert power(simple).minimal == 1 + comb(69, 14)
    assert power(simple).holler[1] == Fraction(comb(68, 13), 1 + 14 * comb(69, 14))


def test_the_security_council_in_one_sentence(council: Game) -> None:
    (only,) = patterns(council)
    assert only.coalitions == 210 == len(list(minimal_winning(council)))
    assert only.text() == "all of CHN, FRA, GBR, RUS and USA, and 4 of the other 10"
    assert veto_players(council) == tuple(FIVE)
    assert is_proper(council) and not is_strong(council) and dictator(council) is None
    texts = [(p.text(), p.coalitions) for p in patterns(council.dual)]
    assert texts == [("1 of CHN, FRA, GBR, RUS and USA", 5), ("7 of 10 equal members (E0, E1, E2, ...)", 120)]
    assert list(minimal_blocking(council, limit=6))[-1] == (5, 6, 7, 8, 9, 10, 11)


def test_patterns_in_words() -> None:
    many = tuple(f"M{k:03d}" for k in range(193))
    assert Pattern(((many, 129),), 193).text() == "129 of the 193 members"
    assert Pattern(((many, 193),), 193).text() == "all of the 193 members"
    assert Pattern(((("A",), 1), (("B", "C"), 1)), 3).text() == "A, and 1 of B and C"
    long = (("X",), 1), (many[:20], 20)
    assert Pattern(long, 21).text() == "X, and all of the other 20"


def test_the_european_council_of_1958(table) -> None:
    game = weighted_game(12, {"DEU": 4, "FRA": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1})
    named = [tuple(game.members[i] for i in c) for c in minimal_winning(game)]
    assert named == [
        ("DEU", "FRA", "ITA"),
        ("DEU", "FRA", "BEL", "NLD"),
        ("DEU", "ITA", "BEL", "NLD"),
        ("FRA", "ITA", "BEL", "NLD"),
    ]
    assert null_players(game) == ("LUX",)


def test_the_indices_of_minimal_and_vulnerable_coalitions(council: Game, table) -> None:
    six = weighted_game(12, {"4": 4, "4b": 4, "4c": 4, "2": 2, "2b": 2, "1": 1})
    found = {"unsc": (power(council), {"P": 0, "E": 14}), "eec": (power(six), {"4": 0, "2": 3, "1": 5})}
    rows = table("deegan_packel_1978/two_councils.csv")
    assert len(rows) == 19
    for row in rows:
        indices, at = found[row["game"]]
        value = indices.index(row["quantity"])[at[row["member"]]]
        if float(row["tolerance"]) == 0:
            assert value == Fraction(row["expected"])
        else:
            assert float(value) == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


def test_the_council_of_28(table) -> None:
    rows = table("huettner_powerindices/council_of_28.csv")
    states = [r["state"] for r in rows]
    people = {r["state"]: round(int(r["population"]) / 10_000) for r in rows}
    majority = [{"yes_count": 16}, {"yes_weight": {"quota": 33_249, "weights": people}}]
    found = power(compile_rule({"all_of": majority}, states))
    clause = power(compile_rule({"any_of": [{"all_of": majority}, {"not_yes_below": 4}]}, states))
    assert found.winning == 30_411_506
    assert clause.winning - found.winning == 11
    for i, row in enumerate(rows):
        for column, value in (
            ("shapley", found.shapley_shubik[i]), ("banzhaf", found.banzhaf[i]),
            ("shapley_with_clause", clause.shapley_shubik[i]),
        ):  # fmt: skip
            if row[column]:
                assert float(value) == pytest.approx(float(row[column]), abs=6e-7)
    assert max(abs(float(a - b)) for a, b in zip(found.banzhaf, clause.banzhaf)) < 1e-6
    first = list(minimal_winning(simple_game(compile_rule({"all_of": majority}, states)), limit=500))
    assert len(set(first)) == 500 and {len(c) for c in first} == {16}


def test_what_cannot_be_listed_or_counted_is_refused() -> None:
    game = weighted_game(500, {f"M{k:02d}": k + 1 for k in range(40)})
    with pytest.raises(ModelInputError, match=r"40 types.*limit=100"):
        patterns(game)
    for limit in (0, -1, 2.5, True):
        with pytest.raises(ModelInputError, match="limit"):
            minimal_winning(game, limit)  # type: ignore[arg-type]
    two = {"all_of": [{"yes_count": 2}, {"yes_weight": {"quota": 3, "weights": {"A": 1, "B": 2, "C": 3}}}]}
    with pytest.raises(ModelInputError, match="cannot be counted by weight"):
        minimal.count_minimal(simple_game(compile_rule(two, ["A", "B", "C"])))
    names = list("ABCDEFGHI")
    seven = {"any_of": [
        {"yes_weight": {"quota": 9 + k, "weights": {m: 2 + (k * j) % 5 for j, m in enumerate(names)}}} for k in range(7)
    ]}  # fmt: skip
    with pytest.raises(ModelInputError, match="to win and to block"):
        is_proper(simple_game(compile_rule(seven, names)))
