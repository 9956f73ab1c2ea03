"""A-priori unions against all orders and coalitions that keep unions together."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.power.games import rules
from foedera.core.errors import ModelInputError
from foedera.decisions.power.game import Game, simple_game, weighted_game
from foedera.decisions.power.indices import power
from foedera.decisions.power.unions import UnionPower, union_power
from foedera.decisions.voting import Rule

fast = settings(max_examples=60, deadline=None)


@st.composite
def structures(draw: st.DrawFn, high: int) -> tuple[Game, dict[str, list[str]]]:
    """A game and unions of its members; who is in union 0 is named in none."""
    rule: Rule = draw(rules(high=high))
    game = simple_game(rule)
    union_of = draw(st.lists(st.integers(0, 3), min_size=game.n, max_size=game.n))
    unions = {f"U{u}": [m for m, k in zip(game.members, union_of) if k == u] for u in (1, 2, 3)}
    return game, {name: group for name, group in unions.items() if group}


def wins(game: Game, inside: set[int]) -> bool:
    return bool(game.winning([[i in inside for i in range(game.n)]])[0])


def partition(found: UnionPower) -> list[list[int]]:
    return [[found.members.index(m) for m in group] for group in found.unions.values()]


def owen_by_orders(game: Game, groups: list[list[int]]) -> list[Fraction]:
    pivots, orders = [0] * game.n, 0
    won = {key: wins(game, {i for i in range(game.n) if key >> i & 1}) for key in range(2**game.n)}
    for of_unions in permutations(groups):
        for inner in product(*(permutations(g) for g in of_unions)):
            orders += 1
            inside = 0
            for i in (i for part in inner for i in part):
                inside |= 1 << i
                if won[inside]:
                    pivots[i] += 1
                    break
    return [Fraction(p, orders) for p in pivots]


def banzhaf_owen_by_coalitions(game: Game, groups: list[list[int]]) -> list[Fraction]:
    found = [Fraction(0)] * game.n
    for u, group in enumerate(groups):
        others = [g for k, g in enumerate(groups) if k != u]
        for i in group:
            blocks = [*others, *([j] for j in group if j != i)]
            swings = 0
            for chosen in product((False, True), repeat=len(blocks)):
                inside = {j for b, on in zip(blocks, chosen) if on for j in b}
                swings += wins(game, inside | {i}) and not wins(game, inside)
            found[i] = Fraction(swings, 2 ** len(blocks))
    return found


@settings(max_examples=60, deadline=None)
@given(structures(high=6))
def test_all_orders_and_coalitions_that_keep_unions_together(structure) -> None:
    game, unions = structure
    found = union_power(game, unions)
    assert list(found.owen) == owen_by_orders(game, partition(found))
    assert list(found.banzhaf_owen) == banzhaf_owen_by_coalitions(game, partition(found))


@fast
@given(structures(high=9))
def test_a_union_has_what_it_has_in_the_game_of_unions(structure) -> None:
    game, unions = structure
    found = union_power(game, unions)
    assert sum(found.owen) == 1
    assert found.quotient.members == tuple(found.unions)
    for group, whole in zip(partition(found), found.quotient.shapley_shubik):
        assert sum(found.owen[i] for i in group) == whole
    null = [s == 0 for s in power(game).swings]
    assert all(x == 0 for x, nothing in zip(found.owen, null) if nothing)
    assert all(x == 0 for x, nothing in zip(found.banzhaf_owen, null) if nothing)
    for group in partition(found):
        for i in group:
            for j in group:
                if game.kinds[i] == game.kinds[j]:
                    assert found.owen[i] == found.owen[j] and found.banzhaf_owen[i] == found.banzhaf_owen[j]


@fast
@given(rules(high=9))
def test_trivial_unions_are_none(rule: Rule) -> None:
    alone = power(rule)
    for unions in ({}, {"all": rule.members}, {f"only {m}": [m] for m in rule.members}):
        found = union_power(rule, unions)
        assert found.owen == alone.shapley_shubik
        assert found.banzhaf_owen == alone.banzhaf_absolute


def test_six_members(table) -> None:
    rows = table("owen_1977/six_members.csv")
    game = weighted_game(30, {r["member"]: int(r["weight"]) for r in rows})
    unions: dict[str, list[str]] = {}
    for r in rows:
        unions.setdefault(r["union"], []).append(r["member"])
    found = union_power(game, unions)
    for i, r in enumerate(rows):
        assert found.owen[i] == Fraction(r["owen"])
        assert found.banzhaf_owen[i] == Fraction(r["banzhaf_owen"])
        assert power(game).shapley_shubik[i] == Fraction(r["shapley_shubik"])
    assert set(found.quotient.shapley_shubik) == {Fraction(1, 3)}


def test_a_large_body_of_blocs() -> None:
    names = [f"M{k:03d}" for k in range(193)]
    game = weighted_game(97, dict.fromkeys(names, 1))
    found = union_power(game, {"bloc": names[:60]})
    assert sum(found.owen) == 1
    bloc = found.quotient.shapley_shubik[0]  # sixty votes beside 133 single ones, in closed form
    assert bloc == Fraction(sum(1 for before in range(134) if 37 <= before <= 96), 134)
    assert found.owen[0] * 60 == bloc > Fraction(60, 193)
    assert found.owen[-1] * 133 == 1 - bloc


def test_members_that_do_not_fit_are_named() -> None:
    game = weighted_game(5, {"AUT": 3, "BEL": 3, "CZE": 2})
    with pytest.raises(ModelInputError, match=r"unions\['x'\].*'BLE' is not a member.*BEL"):
        union_power(game, {"x": ["BLE"]})
    with pytest.raises(ModelInputError, match="'BEL' is in 'x' and again in 'y'"):
        union_power(game, {"x": ["AUT", "BEL"], "y": ["BEL"]})
    with pytest.raises(ModelInputError, match="'AUT' is in 'x' and again in 'x'"):
        union_power(game, {"x": ["AUT", "AUT"]})
    with pytest.raises(ModelInputError, match="without members"):
        union_power(game, {"x": []})
    with pytest.raises(ModelInputError, match="'AUT' is not a list"):
        union_power(game, {"x": "AUT"})
    with pytest.raises(ModelInputError, match="'CZE' bears the name of a member outside it"):
        union_power(game, {"CZE": ["AUT", "BEL"]})
    assert union_power(game, {"CZE": ["AUT", "CZE"]}).unions == {"CZE": ("AUT", "CZE"), "BEL": ("BEL",)}
