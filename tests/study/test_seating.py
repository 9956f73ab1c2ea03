"""Institutions of the library in place of a pact's decision: seats, names in the rule, and what does not fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from foedera.core.errors import InputError
from foedera.pacts import library
from foedera.pacts.institutions import body_of
from foedera.pacts.rules import resolve
from foedera.sim.scene import Scene
from foedera.sim.treaties import Treaties
from foedera.study.institutions.seating import in_names_of, installed, seats_of
from foedera.world import World

WORLD, UN = World.reference(), library()["un"]
TEXT = """\
study: small
title: A small question
question: Does it matter?
start: 2025-01
years: 10
replicas: 64
pacts: [nato, csto, eu]
focus: {pacts: [nato], states: [EST, LVA], adversaries: [RUS]}
deterrence: {link: statistical, prior: own}
reforms:
"""
DAY, LATER = date(2024, 1, 1), date(2032, 6, 1)
OF_2024 = {
    "CHN",
    "FRA",
    "GBR",
    "RUS",
    "USA",
    "CHE",
    "DZA",
    "ECU",
    "GUY",
    "JPN",
    "KOR",
    "MLT",
    "MOZ",
    "SLE",
    "SVN",
}


def changed(small, change: str):
    scenario = small(f"replace_decision: {change}").experiment().scenarios[1]
    return {p.id: p for p in scenario.pacts}


def test_seats_go_to_states_and_the_sitting_members_stay() -> None:
    seats = seats_of(body_of("unsc", "g4"), UN, WORLD, DAY)
    assert len(seats) == len(set(seats.values())) == 25
    assert set(seats.values()) >= OF_2024 | {"BRA", "DEU", "IND"}
    for code, state in seats.items():
        assert state in body_of("unsc", "g4").stands_for[code]
    africans = {state for code, state in seats.items() if code.startswith("AF")}
    assert {seats["AFP1"], seats["AFP2"]}.isdisjoint(OF_2024)  # newcomers take the first seats
    assert africans & OF_2024 == {"DZA", "MOZ", "SLE"}


def test_newcomers_are_those_nearest_to_the_middle_of_their_region() -> None:
    body, ideal = body_of("unsc", "african-union"), dict(zip(WORLD.iso3, WORLD.array("ideal_point")))
    seats = seats_of(body, UN, WORLD, DAY)
    region = [s for s in body.stands_for["AF1"] if s in ideal]
    middle = np.mean([ideal[s] for s in region])
    chosen = {s for s in seats.values() if s in region} - OF_2024
    left = set(region) - chosen - OF_2024
    assert left
    assert max(abs(ideal[s] - middle) for s in chosen) <= min(abs(ideal[s] - middle) for s in left)


def test_codes_of_seats_are_replaced_wherever_they_stand() -> None:
    rule = {
        "all_of": [
            {"yes_weight": {"quota": 2, "weights": {"AF1": 1, "USA": 2}}},
            {"no_veto": {"of": ["AF1"]}},
        ]
    }
    assert in_names_of(rule, {"AF1": "DZA", "USA": "USA"}) == {
        "all_of": [
            {"yes_weight": {"quota": 2, "weights": {"DZA": 1, "USA": 2}}},
            {"no_veto": {"of": ["DZA"]}},
        ]
    }


def test_states_that_the_world_does_not_have_are_left_out_of_the_rule(small) -> None:
    fund = changed(small, "{pact: nato, institution: imf-governors, variant: majority}")["nato"]
    weights = fund.decision.rule.yes_weight.weights
    assert (
        set(weights) == set(fund.decision.voters) == set(body_of("imf-governors").members) & set(WORLD.iso3)
    )


def test_new_vetoes_are_held_by_states() -> None:
    found = installed(UN, "unsc", "african-union", WORLD, DAY)
    rule, seats = found["decision"]["rule"], seats_of(body_of("unsc", "african-union"), UN, WORLD, DAY)
    vetoes = rule["all_of"][1]["no_veto"]["of"]
    assert len(vetoes) == 11
    assert vetoes[:5] == ["CHN", "FRA", "GBR", "RUS", "USA"]
    assert vetoes[5:] == [seats[code] for code in ("AFP1", "AFP2", "ASP1", "ASP2", "LAP1", "WEP1")]
    now = {
        m.state
        for m in found["members"]
        if (m.from_ is None or m.from_ <= LATER) and (m.to is None or m.to > LATER)
    }
    assert now >= set(found["decision"]["voters"])  # who has a seat keeps it


def test_a_variant_of_the_same_members_changes_the_rule_alone() -> None:
    found = installed(UN, "unsc", "no-veto", WORLD, DAY)
    assert list(found) == ["decision"]
    assert found["decision"] == {
        "rule": {"yes_count": 9}, "body": UN.decision.body, "max_rounds": 4, "voters": None
    }  # fmt: skip


def test_in_a_study(small) -> None:
    pacts = changed(small, "{pact: nato, institution: nato, variant: two-thirds, max_rounds: 3}")
    assert resolve(pacts["nato"].decision.rule, pacts["nato"].rules) == body_of("nato", "two-thirds").rule
    assert pacts["nato"].decision.max_rounds == 3
    assert pacts["nato"].members == library()["nato"].members
    first = changed(small, "{pact: nato, institution: nato}")["nato"]
    assert resolve(first.decision.rule, first.rules) == resolve(
        library()["nato"].decision.rule, library()["nato"].rules
    )


@pytest.mark.parametrize(("change", "message"), [
    ("{pact: nato}", "there is no new rule (give 'rule', or 'institution' and 'variant')"),
    ("{pact: nato, variant: g4, rule: {yes_count: 2}}", "a variant of nothing"),
    ("{pact: nato, institution: unsk}", "there is no institution 'unsk' (did you mean 'unsc'?)"),
    ("{pact: nato, institution: unsc, variant: no-vetoes}", "variant 'no-vetoes' (did you mean 'no-veto'?)"),
    ("{pact: nato, institution: unsc, rule: {yes_count: 2}}", "'rule' beside an institution"),
    ("{pact: nato, institution: unsc, voters: [USA]}", "'voters' beside an institution"),
    ("{pact: nato, institution: npt-amendment}", "nato does not hold together: 96 must vote yes, but there are"),
])  # fmt: skip
def test_what_does_not_fit(small, change: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        changed(small, change)
    assert message in str(caught.value)
    assert "small.yaml:14:" in str(caught.value)


def test_a_region_without_enough_states_is_an_error() -> None:
    g4 = body_of("unsc", "g4")
    body = replace(g4, stands_for=g4.stands_for | {"AF1": ("DZA",), "AF2": ("DZA",)})
    with pytest.raises(InputError, match=r"2 seats for \d states of world 'reference': AF1, AF2"):
        seats_of(body, UN, WORLD, DAY)


def test_the_simulated_council_sits_and_decides_as_the_reform_says(small) -> None:
    text = TEXT.replace("[nato, csto, eu]", "{of: [nato, un], as_of_start: true}").replace(
        "2025-01", "2024-01"
    )
    whole = small("replace_decision: {pact: un, institution: unsc, variant: g4}", text=text).experiment()
    clock, codes = whole.clock, WORLD.iso3
    found = []
    for scenario in whole.scenarios[:2]:
        scene = Scene(whole, scenario, Treaties(scenario.pacts, codes, clock))
        council = scene.council(scene.pact_ids.index("un"), 0)
        later = scene.council(scene.pact_ids.index("un"), 100)
        assert council is not None and later is not None
        assert council.rule.members == later.rule.members == tuple(codes[k] for k in council.seats)
        found.append(council)
    base, g4 = found
    assert set(base.rule.members) == OF_2024
    assert set(g4.rule.members) == set(seats_of(body_of("unsc", "g4"), UN, WORLD, DAY).values())
    assert (
        g4.rule.text() == "passes if at least 14 of 25 say yes and none of CHN, FRA, GBR, RUS and USA says no"
    )
    assert g4.max_rounds == base.max_rounds == 4
