"""The shipped pacts: they all read, and each says where its words stand."""

from __future__ import annotations

from datetime import date

import pytest

from foedera.core.errors import InputError
from foedera.data.codes import is_iso3
from foedera.pacts import Pact, library, load_pact
from foedera.pacts.loader import library_path
from foedera.pacts.places import home
from foedera.pacts.rules import resolve

IDS = sorted(library())


def test_there_are_at_least_thirty_of_several_kinds() -> None:
    assert len(IDS) >= 30
    assert {p.kind for p in library().values()} >= {
        "defence",
        "coalition",
        "universal",
        "arms_control",
        "cyber",
    }


def test_the_library_is_read_once_and_handed_out_as_a_copy() -> None:
    first = library()
    first.clear()
    assert library()["nato"] is library()["nato"]


@pytest.mark.parametrize("name", IDS)
def test_a_pact_is_complete(name: str) -> None:
    pact: Pact = load_pact(library_path(name))
    assert pact.id == name == library_path(name).stem
    assert pact.clauses
    assert all(clause.article and clause.summary for clause in pact.clauses)
    assert all(is_iso3(m.state) and home(m.state) for m in pact.members)
    assert pact.sources
    if pact.in_force and not pact.ended:
        assert pact.members_on(date(2025, 6, 1))
    if pact.decision and pact.decision.rule:
        assert "'rule'" not in repr(resolve(pact.decision.rule, pact.rules))


def test_an_unknown_pact() -> None:
    with pytest.raises(
        InputError, match=r"there is no pact 'natto' in the library \(did you mean 'nato'\?\)"
    ):
        library_path("natto")
    with pytest.raises(InputError, match=r"in the library \(one of african-union, "):
        library_path("xyzzy")
