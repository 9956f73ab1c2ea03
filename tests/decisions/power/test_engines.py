"""Every engine counts what brute force counts, for every kind of rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.power.brute import Brute
from decisions.power.games import rules
from foedera.core.errors import ModelInputError
from foedera.decisions.power import enumeration, quadrature, tables, types
from foedera.decisions.power.counting import count
from foedera.decisions.power.game import Game, simple_game, weighted_game
from foedera.decisions.power.indices import power
from foedera.decisions.voting import Rule, compile_rule

thorough = settings(max_examples=100, deadline=None)
ENGINES = {"types": types.count, "enumeration": enumeration.count, "tables": tables.count}


def able(game: Game, engine: str) -> bool:
    return engine != "tables" or tables.cells(game) <= tables.MAX_CELLS


@thorough
@given(rules())
def test_every_engine_counts_what_brute_force_counts(rule: Rule) -> None:
    game, brute = simple_game(rule), Brute(rule)
    for name, engine in ENGINES.items():
        if not able(game, name):
            continue
        found = engine(game)
        assert found.winning == brute.winning, name
        assert found.swings_of == brute.swings, name
        for s in range(game.n + 1):
            assert found.wins[s] == (brute.wins & (brute.size == s)).sum(), name
            by_size = brute.critical[brute.size == s].sum(axis=0)
            assert found.swings[:, s].tolist() == by_size.tolist(), name
        if found.critical is not None:
            many = brute.critical.sum(axis=1)
            for k in range(1, game.n + 1):
                together = brute.critical[many == k].sum(axis=0)
                assert found.critical[:, :, k].sum(axis=1).tolist() == together.tolist(), name


@settings(max_examples=12, deadline=None)
@given(rules(low=11, high=12))
def test_twelve_members_and_three_chambers(rule: Rule) -> None:
    game, brute = simple_game(rule), Brute(rule)
    for name, engine in ENGINES.items():
        if able(game, name):
            assert engine(game).swings_of == brute.swings, name


@thorough
@given(rules(), st.data())
def test_a_tally_sorts_the_same_coalitions(rule: Rule, data: st.DataObject) -> None:
    game, brute = simple_game(rule), Brute(rule)
    tally = np.array(data.draw(st.lists(st.integers(0, 3), min_size=game.n, max_size=game.n)))
    at = brute.inside @ tally
    for name, engine in ENGINES.items():
        if tables.cells(game, tally) > tables.MAX_CELLS and name == "tables":
            continue
        found = engine(game, tally)
        for t in range(int(tally.sum()) + 1):
            assert found.wins[t] == (brute.wins & (at == t)).sum(), name
            assert found.swings[:, t].tolist() == brute.critical[at == t].sum(axis=0).tolist(), name


@thorough
@given(rules())
def test_indices_are_those_of_brute_force(rule: Rule) -> None:
    found, brute = power(rule), Brute(rule)
    assert list(found.shapley_shubik) == brute.shapley_shubik
    assert list(found.johnston) == brute.johnston
    assert list(found.deegan_packel) == brute.deegan_packel
    assert list(found.holler) == brute.holler
    assert found.minimal == brute.minimal.sum()


@thorough
@given(rules(low=2))
def test_quadrature_is_the_exact_index(rule: Rule) -> None:
    game = simple_game(rule)
    if quadrature.able(game):
        exact = power(game).floats("shapley_shubik")
        np.testing.assert_allclose(quadrature.shapley_shubik(game), exact, atol=1e-13)


@thorough
@given(rules())
def test_blocking_is_the_dual(rule: Rule) -> None:
    game, brute = simple_game(rule), Brute(rule)
    blocks = ~brute.wins[::-1]  # the complement of coalition k is coalition 2^n - 1 - k
    np.testing.assert_array_equal(game.dual.winning(brute.inside), blocks)
    assert power(game.dual).shapley_shubik == power(game).shapley_shubik
    assert power(game.dual).banzhaf == power(game).banzhaf


@pytest.mark.parametrize("n", [62, 63, 64, 190])
def test_counts_pass_sixty_four_bits(n: int) -> None:
    weights = {f"M{k:03d}": 1 + k % 7 for k in range(n)}
    game = weighted_game(sum(weights.values()) // 2 + 1, weights)
    by_types, by_tables = types.count(game) if types.types_of(game) < 10**6 else None, tables.count(game)
    assert by_tables.winning > 2 ** (n - 2)
    np.testing.assert_allclose(float(sum(power(game).shapley_shubik)), 1.0, atol=1e-15)
    if by_types is not None:
        assert by_types.swings_of == by_tables.swings_of


def test_unanimity_of_many_does_not_round_to_zero() -> None:
    names = [f"M{k:03d}" for k in range(193)]
    found = power(compile_rule({"all_yes": {"of": "all"}}, names))
    assert found.winning == 1 and found.act.denominator == 2**193
    assert set(found.shapley_shubik) == {found.shapley_shubik[0]} and found.shapley_shubik[0] * 193 == 1
    assert 0 < found.floats("banzhaf_absolute")[0] < 1e-57


def test_unknown_engine_and_too_large_games_are_refused() -> None:
    game = weighted_game(5, {"A": 4, "B": 3, "C": 2})
    with pytest.raises(ModelInputError, match="unknown engine"):
        count(game, engine="magic")
    many = weighted_game(10_000, {f"M{k:03d}": 37 * k + 11 for k in range(190)})
    with pytest.raises(ModelInputError, match=r"up to 28 members.*Banzhaf"):
        power(many).johnston  # noqa: B018
    billions = weighted_game(5 * 10**10, {f"M{k:03d}": 10**9 + k**3 for k in range(60)})
    with pytest.raises(ModelInputError, match="divide the weights"):
        power(billions).banzhaf  # noqa: B018
