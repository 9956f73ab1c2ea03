from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError, ModelInputError
from foedera.core.references import cite
from foedera.decisions.design.designs import CARD, Design, Designs, candidates, designs, vote_schemes
from foedera.decisions.design.evolution import evolve
from foedera.decisions.design.goals import (
    GOALS,
    Body,
    Preferences,
    appraise,
    fewest_blockers,
    overruled_chance,
)
from foedera.decisions.fairness import mismatch
from foedera.decisions.power.indices import power
from foedera.decisions.speed import SpeedParameters
from foedera.decisions.voting import VotingParameters, compile_rule

MEMBERS = ("A", "B", "C", "D", "E")
PEOPLE = np.array([80.0, 40.0, 20.0, 10.0, 5.0])
QUOTAS = (0.51, 0.6, "2/3", 0.75, 0.9, 1.0)
WANTS = Preferences(
    np.array([-1.0, -0.3, 0.2, 0.4, 1.2]), np.array([-1.5, 0.0, 1.0]), np.array([0.2, 0.5, -0.2])
)
BODY = Body(MEMBERS, PEOPLE, ("D", "E"), WANTS)
ALL = tuple(GOALS)


@pytest.fixture(scope="module")
def grid() -> Designs:
    return designs(
        BODY, ALL, QUOTAS, contribution=[5, 4, 3, 2, 1], states=(None, 0.6), vetoes=((), ("A",)),
        blocking=(None, 2), votes=100,
    )  # fmt: skip


def test_each_design_is_an_expression_that_says_what_its_parts_say(grid: Designs) -> None:
    yes = np.array(list(product((False, True), repeat=5)))
    for d in grid.designs:
        rule = compile_rule(d.expression, MEMBERS)
        passes = yes @ np.array(d.votes) >= d.quota
        if d.states is not None:
            passes &= yes.sum(axis=1) >= d.states
        if d.blocking is not None:
            passes |= (~yes).sum(axis=1) < d.blocking
        for holder in d.vetoes:
            passes &= yes[:, MEMBERS.index(holder)]
        assert np.array_equal(rule.adopted(np.where(yes, 1, -1)), passes)
        assert d.text.startswith("passes if") and d.quota_share == d.quota / sum(d.votes)


def test_no_rule_comes_twice_and_all_schemes_come(grid: Designs) -> None:
    assert len({repr(d.expression) for d in grid.designs}) == len(grid.designs)
    assert {d.scheme for d in grid.designs} == {"equal", "population", "square root", "contribution"}
    assert grid.values.shape == (len(grid.designs), len(ALL)) and np.isfinite(grid.values).all()


def test_the_goals_are_what_they_say(grid: Designs) -> None:
    yes = np.array(list(product((False, True), repeat=5)))
    for d, row in zip(grid.designs[::7], grid.values[::7]):
        value, wins = dict(zip(grid.goals, row)), d.rule.adopted(np.where(yes, 1, -1))
        assert value["decisiveness"] == wins.mean()
        apart = mismatch(power(d.rule).floats("banzhaf"), np.sqrt(PEOPLE))
        assert value["equality"] == pytest.approx(1.0 - float(apart))
        against = ~yes[:, 3] & ~yes[:, 4]
        assert value["overruled"] == pytest.approx(wins[against].mean())
        stops = [(~row_).sum() for row_, win in zip(yes, wins) if not win]
        assert value["protection"] == min(stops)
        assert 0.0 <= value["passage"] <= 1.0 and 1.0 <= value["speed"] <= WANTS.speed.rounds + 1


def test_speed_counts_deadlock_and_agrees_with_a_rule_that_never_passes() -> None:
    hard, patient = VotingParameters(noise_ratio=0.1), SpeedParameters(concession=0.0)
    stubborn = Preferences(np.array([-9.0, 9.0]), np.array([0.0]), np.array([5.0]), hard, patient)
    body = Body(("A", "B"), preferences=stubborn)
    never, ever = (compile_rule(r, ("A", "B")) for r in ({"all_yes": {}}, {"yes_count": 1}))
    values = appraise([never, ever], body, ("speed", "passage"))
    assert values[0, 0] == pytest.approx(stubborn.speed.rounds + 1, abs=1e-3) and values[0, 1] < 1e-4
    assert values[1, 0] == pytest.approx(1.0, abs=1e-2) and values[1, 1] > 0.99


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=6),
    st.sampled_from([(None, None), (2, None), (None, 2), (2, 2)]),
)
def test_a_higher_quota_acts_less_and_is_blocked_by_fewer(
    votes: list[int], parts: tuple[int | None, int | None]
) -> None:
    members = tuple("ABCDEF"[: len(votes)])
    rules = [
        Design(members, "own", tuple(votes), q, parts[0], (), parts[1]).rule for q in range(1, sum(votes) + 1)
    ]
    values = appraise(rules, Body(members, minority=members[:1]), ("decisiveness", "protection", "overruled"))
    assert np.all(np.diff(values, axis=0) <= 1e-12)


@settings(deadline=None)
@given(st.integers(1, 6))
def test_a_blocking_minority_has_at_least_its_minimum(least: int) -> None:
    members = tuple("ABCDEF")
    rule = Design(members, "own", (9, 4, 3, 2, 1, 1), 14, None, (), least).rule
    assert fewest_blockers(power(rule)) == max(least, 1)


def test_a_veto_blocks_alone() -> None:
    for design in candidates(MEMBERS, QUOTAS, vetoes=[("B", "C")]):
        assert fewest_blockers(power(design.rule)) == 1 and overruled_chance(design.rule, ["C"]) == 0.0


def test_the_front_has_the_best_of_each_goal_and_nothing_dominated(grid: Designs) -> None:
    front = grid.front()
    gain = np.where(grid.maximise, grid.values, -grid.values)
    best = np.where(front.maximise, front.values, -front.values)
    assert np.array_equal(gain.max(axis=0), best.max(axis=0))
    for row in best:
        assert not ((gain >= row).all(axis=1) & (gain > row).any(axis=1)).any()
        assert ((best == row).all(axis=1)).sum() == 1
    for row in gain:  # whatever is not on the front is matched or beaten by it
        assert (best >= row).all(axis=1).any()


def test_what_is_better_than_the_present_rule(grid: Designs) -> None:
    present = compile_rule({"all_yes": {}}, MEMBERS)
    values = appraise([present], BODY, ALL)[0]
    two = Designs(grid.designs, grid.goals[:1], grid.values[:, :1])
    assert len(two.better_than(values[:1]).designs) == (grid.values[:, 0] > values[0]).sum()
    assert not grid.better_than(gain_of_a_dream()).designs


def gain_of_a_dream() -> np.ndarray:
    return np.array([2.0 if GOALS[g].maximise else -1.0 for g in ALL])


def test_schemes_come_from_what_is_known() -> None:
    assert not vote_schemes()
    known = vote_schemes(PEOPLE, [0, 0, 1, 1, 2])
    assert set(known) == {"population", "square root", "contribution"}
    assert np.allclose(known["square root"] ** 2, PEOPLE / np.sqrt(PEOPLE).sum() ** 2)


VOTES = 8
TWO = ("decisiveness", "equality")
SMALL = Body(("A", "B", "C"), np.array([90.0, 30.0, 10.0]))


def test_evolution_finds_the_exhaustive_front_of_a_small_space() -> None:
    shares = {str(w): w for w in product(range(VOTES + 1), repeat=3) if sum(w) == VOTES}
    every = candidates(
        SMALL.members, [f"{k}/{VOTES}" for k in range(5, VOTES + 1)], schemes=shares, equal=False, votes=VOTES
    )
    exhaustive = Designs(tuple(every), TWO, appraise([d.rule for d in every], SMALL, TWO)).front()
    found = evolve(SMALL, TWO, votes=VOTES, population=24, generations=20, seed=3)
    mine, whole = (d.values[np.argsort(d.values[:, 0])] for d in (found, exhaustive))
    assert len(whole) > 1 and np.allclose(mine, whole)
    assert all(sum(d.votes) == VOTES and 5 <= d.quota <= VOTES for d in found.designs)


def test_the_same_seed_gives_the_same_front_and_safeguards_stay() -> None:
    first, again = (
        evolve(SMALL, TWO, votes=20, vetoes=("A",), states=0.6, population=8, generations=4, seed=5)
        for _ in "12"
    )
    assert first.designs == again.designs and np.array_equal(first.values, again.values)
    assert all(d.vetoes == ("A",) and d.states == 2 for d in first.designs)


def test_evolution_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymoo.algorithms.moo.nsga2", None)
    with pytest.raises(InputError, match=r"foedera\[design\]"):
        evolve(SMALL, TWO)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: candidates(MEMBERS, [1.5]), "outside"),
        (lambda: candidates(MEMBERS, []), "0 designs"),
        (lambda: candidates(MEMBERS, [0.6], schemes={"x": [1, 2]}), "for 5 members"),
        (lambda: candidates(MEMBERS, [0.6], vetoes=[("Q",)]), "'Q' is not a member"),
        (lambda: candidates(MEMBERS, [0.6], blocking=[6]), "6 of 5"),
        (lambda: candidates(MEMBERS, np.linspace(0.5, 1.0, 200_000).tolist()), "200000 designs"),
        (lambda: appraise([], BODY, ("fairness",)), "no goal 'fairness'"),
        (lambda: appraise([], BODY, ()), "at least one"),
        (lambda: appraise([], BODY, ("speed", "speed")), "each goal once"),
        (lambda: appraise([], Body(MEMBERS), ("equality",)), "needs the body's population"),
        (lambda: appraise([], Body(MEMBERS), ("overruled",)), "needs the body's minority"),
        (lambda: appraise([], Body(MEMBERS), ("speed",)), "needs the body's preferences"),
        (lambda: appraise([], Body(MEMBERS, PEOPLE[:2]), ("equality",)), "populations for 5"),
        (
            lambda: appraise(
                [], Body(MEMBERS, preferences=Preferences(PEOPLE[:2], PEOPLE, PEOPLE)), ("speed",)
            ),
            "5 ideal points",
        ),
        (
            lambda: appraise([compile_rule({"yes_count": 1}, ("X",))], BODY, ("decisiveness",)),
            "other members",
        ),
        (lambda: overruled_chance(compile_rule({"yes_count": 1}, MEMBERS), ["Z"]), "'Z' is not a member"),
        (lambda: evolve(SMALL, TWO, quotas=(0.9, 0.5)), "least <= largest"),
        (lambda: evolve(SMALL, TWO, quotas=(0.51, 0.52), votes=8), "no whole quota"),
        (lambda: evolve(SMALL, ("fairness",), population=4, generations=1), "no goal 'fairness'"),
    ],
)
def test_bad_input(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ModelInputError, match=says):
        call()


def test_references_exist() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
