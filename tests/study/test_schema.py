"""Reading a study: what is refused, with line and remedy, and what is filled in."""

from __future__ import annotations

import json

import pytest

from foedera.core.errors import InputErrors
from foedera.study import Study, resolved_yaml, study_json_schema
from foedera.study.changes import CHANGES

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


def problems(text: str) -> str:
    with pytest.raises(InputErrors) as caught:
        Study.from_text(text, filename="s.yaml")
    return str(caught.value)


def test_defaults_are_filled_in(small):
    study = small()
    assert (study.world, study.seed, study.without_pact) == ("reference", 20250101, True)
    assert study.priors is not None
    assert study.priors.replicas == 200
    assert str(study.start) == "2025-01-01"


def test_the_deterrence_link_must_be_chosen():
    found = problems(
        TEXT.replace("deterrence: {link: statistical, prior: own}\n", "").replace("reforms:\n", "")
    )
    assert "s.yaml:1:1" in found
    assert "'deterrence' is missing" in found
    both = problems(TEXT.replace("link: statistical", "link: [statistical, game]"))
    assert "s.yaml:9:20" in both


@pytest.mark.parametrize("written", ["null", "~", '"null"'])
def test_the_reading_called_null_needs_no_quotes(written):
    text = TEXT.replace("reforms:\n", "").replace("prior: own", f"prior: {written}")
    study = Study.from_text(text)
    assert study.deterrence.prior == "null"
    assert Study.from_text(resolved_yaml(study)).deterrence.prior == "null"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("link: statistical", "link: games", "s.yaml:9:20: 'games' is not a known word (did you mean 'game'?)"),
        ("prior: own", "prior: pooling", "s.yaml:9:40: unknown prior 'pooling' (did you mean 'pooled'?)"),
        ("prior: own", "prior: ", "s.yaml:9:"),
        ("prior: own", "prior: ", "'prior' is empty (name a reading)"),
        ("start: 2025-01", "start: 2025-13", "s.yaml:4:8: expected a month, got '2025-13'"),
        ("years: 10", "years: 0", "s.yaml:5:8: 0 must be at least 1"),
        ("replicas: 64", "replica: 64", "s.yaml:6:1: unknown field 'replica' (did you mean 'replicas'?)"),
        ("[EST, LVA]", "[EST, LTV]", "did you mean 'LVA'?"),
        ("states: [EST, LVA]", "states: []", "needs at least 1 entries"),
        ("replicas: 64", "parameters: {honoring.defence: 1}", "did you mean 'honouring'?"),
        ("replicas: 64", "parameters: {honouring.defense: 1}", "did you mean 'defence'?"),
        ("replicas: 64", "parameters: {honouring.defence: 7}", "7 is outside 0.001..0.999"),
        ("replicas: 64", "parameters: {sim.link: game}", "is chosen under 'deterrence'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place_and_remedy(old, new, message):
    text = TEXT.replace("reforms:\n", "")
    assert old in text
    assert message in problems(text.replace(old, new))


def test_every_mistake_is_said_at_once():
    found = problems(
        TEXT.replace("years: 10", "years: 0")
        .replace("link: statistical", "link: x")
        .replace("title", "titel")
        + "  - {id: a, title: A, changes: [{remove_pakt: csto}]}\n"
    ).splitlines()
    assert [line.split(": ")[0] for line in found] == [
        "s.yaml:2:1",
        "s.yaml:5:8",
        "s.yaml:9:20",
        "s.yaml:11:33",
    ]
    assert "did you mean 'remove_pact'?" in found[-1]


@pytest.mark.parametrize(
    ("reforms", "message"),
    [
        ("  - {id: a, title: A}\n", "reform 'a' changes nothing"),
        ("  - {id: a, title: A, extends: b}\n", "there is no reform 'b'"),
        ("  - {id: baseline, title: A, changes: [{remove_pact: csto}]}\n", "names a scenario of every study"),
        ("  - {id: a--b, title: A, changes: [{remove_pact: csto}]}\n", "two dashes in a row"),
        ("  - {id: a, title: A, changes: [{remove_pact: csto}]}\n" * 2, "is there twice"),
        ("  - {id: a, title: A, extends: b}\n  - {id: b, title: B, extends: a}\n", "in a circle: a -> b -> a"),
        ("  - {id: a, title: A, extends: a}\n", "in a circle: a -> a"),
        ("  - {id: a, title: A, changes: [{remove_pact: x, add_pact: y}]}\n", "mapping with one key"),
        ("  - {id: a, title: A, changes: [{change_clause: {pact: nato, clause: c}}]}\n", "changes nothing in the"),
        ("  - {id: a, title: A, changes: [{set_state: {state: POL}}]}\n", "changes no figure of POL"),
        (
            "  - {id: a, title: A, changes: [{set_state: {state: POL, milex_share: 0.1, milex_busd: 3}}]}\n",
            "spending is given twice",
        ),
        ("  - {id: a, title: A, changes: [{set_parameter: {speed.concesion: 1}}]}\n", "did you mean 'concession'?"),
        (
            "  - {id: a, title: A, changes: [{replace_decision: {pact: nato, rule: {yes_cuont: 3}}}]}\n",
            "did you mean 'yes_count'?",
        ),
        (
            "  - {id: a, title: A, changes: [{remove_member: {pact: nato, state: US, date: 2026-01-01}}]}\n",
            "'US' is not an ISO3 code (did you mean 'USA'?)",
        ),
    ],
)  # fmt: skip
def test_reforms_that_do_not_hold_together(reforms, message):
    found = problems(TEXT + reforms)
    assert message in found
    assert found.startswith("s.yaml:1")


def test_only_the_one_who_closes_a_circle_is_blamed():
    circle = "  - {id: b, title: B, extends: a}\n  - {id: a, title: A, extends: b}\n"
    assert len(problems(TEXT + circle + "  - {id: c, title: C, extends: a}\n").splitlines()) == 1


def test_extends_makes_a_chain(small):
    reforms = "".join(
        f"  - {{id: {name}, title: T, extends: {base}, changes: [{{remove_pact: {pact}}}]}}\n"
        for name, base, pact in [("c", "b", "eu"), ("b", "a", "csto")]
    )
    study = small(
        reforms=reforms + "  - {id: a, title: T, changes: [{set_parameter: {speed.concession: 0.1}}]}\n"
    )
    assert study.chain(study.reforms[0]) == [2, 1, 0]
    assert study.chain(study.reforms[2]) == [2]


def test_with_replicas_also_holds_back_the_priors(small):
    study = small().with_replicas(10)
    assert (study.replicas, study.priors.replicas) == (10, 10)
    assert small().with_replicas(5000).priors.replicas == 200


def test_studies_are_compared_by_content(small):
    assert small("remove_pact: csto") == small("remove_pact: csto")
    assert small("remove_pact: csto") != small("remove_pact: eu")


def test_json_schema_describes_every_field():
    schema = study_json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    json.dumps(schema)
    bare = [
        (name, field)
        for name, part in {"Study": schema, **schema["$defs"]}.items()
        for field, about in part.get("properties", {}).items()
        if "description" not in about
    ]
    assert bare == []
    assert set(CHANGES) <= {
        field for part in schema["$defs"].values() for field in part.get("properties", {})
    }
