"""Cases that a lawyer can write: an event, the clauses it calls up and for whom, and those silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foedera.pacts import Event, invoked, library, not_invoked
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import load

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def _cases() -> Iterator[Any]:
    for file in FILES:
        for case in load(file).data:
            yield pytest.param(file.stem.startswith("real"), case, id=f"{file.stem}: {case['name']}")


def _event(fields: dict[str, Any]) -> Event:
    return Event(**fields | {"day": date.fromisoformat(fields["day"])})


def _bound(pact: Pact, clause_id: str, event: Event) -> set[str]:
    """Return everybody whom a clause can bind: of a defence clause all members but the states that fight."""
    (clause,) = (c for c in pact.clauses if c.id == clause_id)
    everyone = set(pact.members_on(event.day)) & set(clause.binds or pact.members_on(event.day))
    fighting = set() if clause.type == "consultation" else {*event.initiators, *event.targets}
    return everyone - fighting


@pytest.mark.parametrize(("real", "case"), list(_cases()))
def test_case(real: bool, case: dict[str, Any], examples: dict[str, Pact]) -> None:
    pacts, event = library() if real else examples, _event(case["event"])
    called: dict[tuple[str, str], set[str]] = {}
    for call in invoked(event, pacts.values()):
        called.setdefault((call.pact, call.clause), set()).add(call.member)
    for wanted in case["expect"]:
        found = called.get((wanted["pact"], wanted["clause"]), set())
        members = wanted.get("members")
        if members is None:
            assert found
        else:
            pact = pacts[wanted["pact"]]
            assert found == (_bound(pact, wanted["clause"], event) if members == "all" else set(members))
    for unwanted in case.get("not_expect", []):
        clauses = {c for p, c in called if p == unwanted["pact"]}
        assert not clauses & {unwanted["clause"]} if "clause" in unwanted else not clauses


@pytest.mark.parametrize(("real", "case"), list(_cases()))
def test_every_defence_clause_is_called_or_says_why_not(
    real: bool, case: dict[str, Any], examples: dict[str, Pact]
) -> None:
    pacts, event = library() if real else examples, _event(case["event"])
    called = {(c.pact, c.clause) for c in invoked(event, pacts.values()) if c.type == "defence"}
    silent = {(n.pact, n.clause): n.reason for n in not_invoked(event, pacts.values())}
    defence = {(p.id, c.id) for p in pacts.values() for c in p.clauses if c.type == "defence"}
    assert called | set(silent) == defence
    assert not called & set(silent)
    assert all(reason.endswith(".") and reason.count(": ") >= 1 for reason in silent.values())


def test_the_cases_name_pacts_and_clauses_that_exist(examples: dict[str, Pact]) -> None:
    for file in FILES:
        pacts = library() if file.stem.startswith("real") else examples
        for case in load(file).data:
            for named in [*case["expect"], *case.get("not_expect", [])]:
                clauses = {c.id for c in pacts[named["pact"]].clauses}
                assert named.get("clause") is None or named["clause"] in clauses, (file.name, case["name"])
