"""Reasons in words, for clauses called up and for silent ones, and events that are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from foedera.core.errors import InputError, InputErrors
from foedera.pacts import Event, Pact, invoked, not_invoked

DAY = date(2024, 6, 1)


def _why(event: Event, pact: Pact) -> dict[str, str]:
    return {n.clause: n.reason for n in not_invoked(event, [pact])}


def test_a_reason_is_one_sentence_for_the_record(examples: dict[str, Pact]) -> None:
    calls = invoked(Event("RUS", "FIN", None, "war", DAY), [examples["atlantic"]])
    first = next(c for c in calls if c.clause == "article-5" and c.member == "CAN")
    assert first.reason == (
        "Atlantic Alliance, Art. 5 with Art. 6, binds CAN to help FIN against RUS: attack by RUS on FIN at "
        "Finland on 2024-06-01 (war); duty as deemed necessary."
    )
    assert (first.pact, first.article, first.type, first.duty) == (
        "atlantic",
        "Art. 5 with Art. 6",
        "defence",
        "as_deemed_necessary",
    )
    assert (first.strength, first.towards, first.against, first.breach) == (0.6, ("FIN",), ("RUS",), False)


@pytest.mark.parametrize(
    ("pact", "clause", "event", "reason"),
    [
        (
            "atlantic",
            "article-5",
            Event("JPN", "USA", "hawaii", "war", DAY),
            "Hawaii lies outside the area of Art. 5 with Art. 6",
        ),
        (
            "atlantic",
            "article-5",
            Event("RUS", "SWE", None, "war", date(2024, 3, 6)),
            "SWE is not a member on 2024-03-06, only from 2024-03-07; Sweden is administered by SWE",
        ),
        (
            "atlantic",
            "article-5",
            Event("TUR", "GRC", None, "war", DAY),
            "TUR, the attacker, is a member, and the clause does not reach within the pact",
        ),
        (
            "atlantic",
            "article-5",
            Event("RUS", "FIN", None, "show", DAY),
            "show is below war, which it takes to invoke it",
        ),
        (
            "atlantic",
            "article-5",
            Event("CHN", "JPN", None, "war", DAY),
            "JPN is a member without claims (partner)",
        ),
        ("atlantic", "article-5", Event("CHN", "IND", None, "war", DAY), "IND is not a member"),
        (
            "atlantic",
            "article-5",
            Event("RUS", "USA", "north-atlantic", "war", DAY),
            "North Atlantic Ocean is administered by nobody, not by a state whose territory it covers",
        ),
        (
            "leavers",
            "article-4",
            Event("AFG", "UZB", None, "war", date(2013, 1, 1)),
            "UZB is not a member on 2013-01-01, it left on 2012-12-19",
        ),
        (
            "leavers",
            "article-4",
            Event("TUR", "ARM", None, "war", date(1993, 1, 1)),
            "the pact is not in force on 1993-01-01, only from 1994-04-20",
        ),
        (
            "leavers",
            "article-4",
            Event("TUR", "ARM", None, "war", date(2031, 1, 1)),
            "the pact ended on 2030-01-01",
        ),
        (
            "leavers",
            "article-4",
            Event("TUR", "ARM", None, "war", DAY, requested=False),
            "nobody asked for help",
        ),
        (
            "mission",
            "protection",
            Event((), "IND", "gulf-of-aden", "force", date(2025, 1, 1), act="piracy"),
            "the mandate ran out on 2024-12-31",
        ),
        (
            "mission",
            "protection",
            Event("SOM", "IND", "gulf-of-aden", "force", DAY),
            "it answers piracy, not attack",
        ),
        (
            "narrow",
            "against",
            Event("IND", "POL", None, "war", DAY),
            "IND is not among its adversaries (RUS, BLR)",
        ),
        ("narrow", "not-against", Event("IND", "POL", None, "war", DAY), "IND is excepted as an adversary"),
        ("narrow", "two", Event("RUS", "POL", None, "war", DAY), "it takes 2 adversaries together, here 1"),
        (
            "narrow",
            "unprovoked",
            Event("RUS", "POL", None, "war", DAY, provoked=True),
            "the attack was provoked",
        ),
        (
            "narrow",
            "own-lands",
            Event("RUS", "POL", None, "war", DAY),
            "POL is not among the states it protects",
        ),
        (
            "hemisphere",
            "article-3",
            Event("RUS", "GBR", None, "war", DAY),
            "GBR is not among the states it protects; United Kingdom lies outside the area of Art. 3",
        ),
    ],
)
def test_a_silent_clause_says_why(
    pact: str, clause: str, event: Event, reason: str, examples: dict[str, Pact]
) -> None:
    assert reason in _why(event, examples[pact])[clause]


def test_a_clause_that_binds_only_those_who_fight_says_so(build: Callable[..., Pact]) -> None:
    clause = {"id": "x", "article": "Art. 1", "type": "defence", "binds": ["USA"]}
    pact = build(clauses=[clause])
    why = _why(Event("RUS", "USA", None, "war", DAY), pact)
    assert why == {"x": "Atlantic Alliance, Art. 1: nobody but the states that fight is bound by it."}


def test_an_offence_clause_that_meets_its_own_member(build: Callable[..., Pact]) -> None:
    offence = {"id": "x", "article": "Art. 1", "type": "offence"}
    members = [{"state": "DEU"}, {"state": "ITA"}, {"state": "JPN"}]
    outside, inside = Event("DEU", "GBR", None, "war", DAY), Event("DEU", "ITA", None, "war", DAY)
    pact = build("steel", clauses=[offence], ended=None, members=members)
    within = build("steel", clauses=[offence | {"within_pact": True}], ended=None, members=members)
    assert {c.member for c in invoked(outside, [pact])} == {"ITA", "JPN"}
    assert invoked(inside, [pact]) == []
    assert {c.member for c in invoked(inside, [within])} == {"JPN"}


def test_conditional_neutrality_does_not_shelter_an_aggressor(build: Callable[..., Pact]) -> None:
    clause = {"id": "x", "article": "Art. 1", "type": "neutrality", "conditions": {"unprovoked_only": True}}
    pact = build("standstill", clauses=[clause], ended=None)
    assert [c.member for c in invoked(Event("GBR", "DEU", None, "war", DAY), [pact])] == ["ITA", "RUS"]
    assert invoked(Event("DEU", "POL", None, "war", DAY), [pact]) == []


def test_breaches_are_marked(examples: dict[str, Pact]) -> None:
    calls = invoked(Event("DEU", "RUS", None, "war", date(1940, 6, 22)), [examples["standstill"]])
    assert {(c.clause, c.member, c.breach) for c in calls} == {
        ("article-1", "DEU", True), ("article-2", "DEU", True), ("article-2", "ITA", False),
    }  # fmt: skip
    (attack, *_) = (c for c in calls if c.clause == "article-1")
    assert "Art. I, is broken by DEU, which owes non-aggression to RUS" in attack.reason


def test_an_event_reads_words_levels_and_single_states() -> None:
    event = Event("RUS", ["FIN", "SWE"], None, 4, DAY)
    assert (event.initiators, event.targets, event.place, event.level) == (("RUS",), ("FIN", "SWE"), "FIN", 4)
    assert str(event) == "attack by RUS on FIN, SWE at Finland on 2024-06-01 (force)"
    assert "by unknown authors" in str(Event((), "FIN", None, "force", DAY, act="cyber_attack"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"initiators": "RU"}, "Event.initiators: 'RU' is not an ISO3 code (did you mean 'RUS'?)"),
        ({"targets": "Q9"}, "Event.targets: 'Q9' is not an ISO3 code (write three letters as in 'NOR')"),
        ({"targets": ()}, "Event.targets: nobody is attacked (name at least one state)"),
        ({"initiators": ()}, "Event.initiators: an attack needs an attacker (name at least one state)"),
        (
            {"targets": ["FIN", "RUS"]},
            "Event.targets: RUS attacks itself (remove it from initiators or targets)",
        ),
        ({"place": "hawai"}, "Event.place: unknown place 'hawai' (did you mean 'hawaii'?)"),
        ({"severity": "wars"}, "Event.severity: unknown severity 'wars' (did you mean 'war'?)"),
        ({"severity": 9}, "Event.severity: unknown severity 9 (one of threat, show, force, war)"),
        ({"act": "atack"}, "Event.act: unknown act 'atack' (did you mean 'attack'?)"),
    ],
)
def test_an_event_that_is_none(fields: dict[str, Any], message: str) -> None:
    given = {"initiators": "RUS", "targets": "FIN", "place": None, "severity": "war", "day": DAY}
    with pytest.raises(InputErrors) as caught:
        Event(**given | fields)
    assert message in str(caught.value)


def test_a_state_without_a_home_needs_a_place() -> None:
    with pytest.raises(InputError, match="'ATA' has no home territory"):
        Event("RUS", "ATA", None, "war", DAY)
