"""Laws that hold for every clause and every event."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.pacts import Event, Pact, invoked, not_invoked
from foedera.pacts.places import places
from foedera.pacts.strict_yaml import Document, validate

DAY = date(2024, 6, 1)
STATES = ["POL", "ROU", "HUN", "RUS", "BLR", "IND", "USA", "TWN"]
TYPES = ["defence", "offence", "neutrality", "nonaggression", "consultation"]
NARROWING: list[dict[str, Any]] = [
    {"conditions": {"unprovoked_only": True}},
    {"conditions": {"adversaries": ["BLR", "IND"]}},
    {"conditions": {"except_adversaries": ["RUS"]}},
    {"conditions": {"min_attackers": 2}},
    {"conditions": {"request_needed": True}},
    {"scope": {"areas": ["europe"]}},
    {"scope": {"except_places": ["POL"]}},
    {"scope": {"places": ["POL", "crimea"]}},
    {"scope": {"territory_of": "members"}},
    {"scope": {"territory_of": "protected"}},
    {"scope": {"territory_of": ["POL"]}},
    {"trigger": {"severity": "war"}},
    {"trigger": {"act": "piracy"}},
    {"binds": ["POL", "HUN"]},
]
CLAUSES = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "within_pact": st.booleans()},
    optional={"protects": st.sampled_from([["POL"], ["TWN", "HUN"], ["USA"]])},
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    fighting = draw(st.lists(st.sampled_from(STATES), min_size=2, max_size=4, unique=True))
    split = draw(st.integers(1, len(fighting) - 1))
    spots = st.none() | st.sampled_from(["POL", "crimea", "hawaii", "black-sea", "TWN"])
    return Event(
        fighting[:split], fighting[split:], draw(spots), draw(st.integers(2, 5)), DAY,
        draw(st.booleans()), draw(st.booleans()),
    )  # fmt: skip


def _pact(clause: dict[str, Any], members: tuple[str, ...] = ("POL", "ROU", "HUN")) -> Pact:
    data = {
        "id": "p", "name": "P", "kind": "defence", "signed": "1990-01-01", "in_force": "1990-01-01",
        "members": [{"state": s} for s in members],
        "clauses": [{"id": "c", "article": "Art. 1", "trigger": {"severity": "show"}} | clause],
    }  # fmt: skip
    return validate(Document(data, "p"), Pact)


def _called(clause: dict[str, Any], event: Event) -> set[tuple[str, bool]]:
    return {(c.member, c.breach) for c in invoked(event, [_pact(clause)])}


@settings(max_examples=50, deadline=None)
@given(CLAUSES, events(), st.sampled_from(NARROWING), st.sampled_from(NARROWING))
def test_a_condition_never_adds_a_trigger(clause: Any, event: Event, one: Any, two: Any) -> None:
    narrower = clause | one
    narrowest = narrower | {k: narrower.get(k, {}) | v if isinstance(v, dict) else v for k, v in two.items()}
    if "places" in narrowest.get("scope", {}) and "areas" in narrowest["scope"]:
        narrowest = narrower
    assert _called(clause, event) >= _called(narrower, event) >= _called(narrowest, event)


@settings(max_examples=50, deadline=None)
@given(CLAUSES, events())
def test_no_pact_no_trigger_and_outside_the_scope_none(clause: Any, event: Event) -> None:
    assert invoked(event, []) == []
    elsewhere = "arctic" if "arctic" not in places()[str(event.place)].areas else "caribbean"
    assert _called(clause | {"scope": {"areas": [elsewhere]}}, event) == set()
    assert _called(clause | {"scope": {"areas": ["world"]}}, event) == _called(clause, event)


@settings(max_examples=50, deadline=None)
@given(CLAUSES, events())
def test_who_is_bound_is_a_member_and_never_owes_itself(clause: Any, event: Event) -> None:
    for call in invoked(event, [_pact(clause)]):
        assert call.member in ("POL", "ROU", "HUN")
        assert call.reason.endswith(".")
        if call.type != "consultation":
            assert call.member not in call.towards
        assert call.breach == (call.type in TYPES[2:4] and call.member in event.initiators)


@settings(max_examples=50, deadline=None)
@given(CLAUSES, events(), st.permutations(STATES))
def test_relabelling_the_states_relabels_the_answer(clause: Any, event: Event, names: list[str]) -> None:
    new = dict(zip(STATES, names))
    renamed = clause | ({"protects": [new[s] for s in clause["protects"]]} if "protects" in clause else {})
    here = "black-sea"
    moved = Event(
        [new[s] for s in event.initiators], [new[s] for s in event.targets], here, event.level, DAY,
        event.provoked, event.requested,
    )  # fmt: skip
    still = Event(event.initiators, event.targets, here, event.level, DAY, event.provoked, event.requested)
    members = tuple(new[s] for s in ("POL", "ROU", "HUN"))
    answer = {
        (new[c.member], c.breach, frozenset(new[s] for s in c.towards))
        for c in invoked(still, [_pact(clause)])
    }
    moved_calls = invoked(moved, [_pact(renamed, members)])
    assert {(c.member, c.breach, frozenset(c.towards)) for c in moved_calls} == answer


@settings(max_examples=50, deadline=None)
@given(CLAUSES, events())
def test_a_defence_clause_is_called_or_silent_with_a_reason(clause: Any, event: Event) -> None:
    pact = _pact(clause | {"type": "defence"})
    assert bool(invoked(event, [pact])) != bool(not_invoked(event, [pact]))
