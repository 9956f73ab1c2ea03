"""What a pact file may not say, and what its author is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from foedera.core.errors import InputError, InputErrors
from foedera.pacts import Pact, load_pact
from foedera.pacts.schema import Decision

GOOD = """\
id: small
name: Small Pact
kind: defence
signed: 1949-04-04
in_force: 1949-08-24
members:
  - {state: NOR, from: 1949-08-24}
  - {state: GBR, from: 1949-08-24}
  - {state: USA}
clauses:
  - id: one
    article: Art. 1
    type: defence
decision:
  body: Council
  rule: {yes_count: 2}
rules:
  first: {yes_count: 1}
funding:
  key: {shares: {NOR: 20, GBR: 30, USA: 50}}
mandate: {sunset: 2030-01-01}
"""

SLIPS = [
    ("body: Council", "bodi: Council", "15:3: unknown field 'bodi' (did you mean 'body'?)"),
    (
        "rule: {yes_count: 2}",
        "delegated_share: 0.4",
        "16:20: an authority is given beforehand, but the body has no rule by which to give it (state the rule,",
    ),
    ("body: Council", "body: Council\n  delegated_share: 1.4", "16:20: "),
    ("state: NOR", "state: NO", "7:13: 'NO' is not an ISO3 code (did you mean 'NOR'?)"),
    ("state: NOR", "state: Norway", "7:13: 'Norway' is not an ISO3 code (did you mean 'NOR'?)"),
    ("state: NOR", "state: Q9", "7:13: 'Q9' is not an ISO3 code (write three letters as in 'NOR')"),
    (
        "  - {state: USA}",
        "  - {state: USA}\n  - {state: USA}",
        "10:5: USA is a member twice at the same time (remove one, or end the first spell",
    ),
    (
        "{state: USA}",
        "{state: USA, from: 1960-01-01, to: 1950-01-01}",
        "9:40: USA leaves on 1950-01-01, before it joined on 1960-01-01 (swap the dates or correct one)",
    ),
    (
        "{state: USA}",
        "{state: USA, role: bystander}",
        "9:24: 'bystander' is not a known word (one of member, ",
    ),
    (
        "{state: USA}",
        "{state: USA, role: observr}",
        "9:24: 'observr' is not a known word (did you mean 'observer'?)",
    ),
    ("kind: defence", "kind: defense", "3:7: 'defense' is not a known word (did you mean 'defence'?)"),
    (
        "signed: 1949-04-04",
        "signed: 1949",
        "4:9: expected a date, got '1949' (write year-month-day, such as 2024-",
    ),
    (
        "signed: 1949-04-04",
        "signed: 1949-13-04",
        "4:9: expected a date, got '1949-13-04' (write year-month-day",
    ),
    ("signed: 1949-04-04", "signed: 4/4/1949", "4:9: expected a date, got '4/4/1949' (write year-month-day"),
    ("signed: 1949-04-04\n", "", "1:1: field 'signed' is missing (add 'signed: ...', day of signature)"),
    (
        "in_force: 1949-08-24",
        "in_force: 1949-08-24\nended: 1940-01-01",
        "6:8: ended on 1940-01-01, before it began (correct one of the dates)",
    ),
    ("type: defence", "type: defense", "13:11: 'defense' is not a known word (did you mean 'defence'?)"),
    (
        "type: defence",
        "type: defence\n    binds: [DEU]",
        "14:13: 'DEU' binds but is not a member of the pact (add it under 'members' or remove it here)",
    ),
    (
        "type: defence",
        "type: defence\n    binds: [US]",
        "14:13: 'US' is not an ISO3 code (did you mean 'USA'?)",
    ),
    ("type: defence", "type: defence\n    binds: []", "14:12: needs at least 1 entries, has 0"),
    ("type: defence", "type: defence\n    protects: [XYZ]", "14:16: 'XYZ' is not an ISO3 code"),
    (
        "type: defence",
        "type: defence\n    scope: {areas: [europ]}",
        "14:21: unknown area 'europ' (did you mean 'europe'?)",
    ),
    (
        "type: defence",
        "type: defence\n    scope: {areas: [xyzzy]}",
        "14:21: unknown area 'xyzzy' (the areas are listed in pacts/areas.csv)",
    ),
    (
        "type: defence",
        "type: defence\n    scope: {except_places: [hawai]}",
        "14:29: unknown place 'hawai' (did you mean 'hawaii'?)",
    ),
    (
        "type: defence",
        "type: defence\n    scope: {places: [Guam]}",
        "14:22: unknown place 'Guam' (did you mean 'guam'?)",
    ),
    (
        "type: defence",
        "type: defence\n    conditions: {min_attackers: 0}",
        "14:33: 0 must be at least 1 (change",
    ),
    (
        "type: defence",
        "type: defence\n    conditions: {adversaries: [RUS], min_attackers: 2}",
        "14:53: min_attackers is 2, but only 1 are named (lower it or name more adversaries)",
    ),
    (
        "type: defence",
        "type: defence\n    conditions: {adversaries: [RUS], except_adversaries: [RUS]}",
        "14:58: RUS is both in adversaries and in except_adversaries (remove it from one of the lists)",
    ),
    (
        "type: defence",
        "type: defence\n    conditions: {unprovoked_only: 'yes'}",
        "14:35: expected true or false, got 'yes' (write true or false without quotes)",
    ),
    (
        "type: defence",
        "type: defence\n  - {id: one, article: Art. 2, type: defence}",
        "14:10: clause id 'one' is used twice (give each its own)",
    ),
    (
        "yes_count: 2",
        "yes_weight: {quota: 65, weights: {NOR: 3, GBR: 2}}",
        "16:30: quota 65 is above the total weight 5 (lower the quota or correct the weights)",
    ),
    (
        "yes_count: 2",
        "yes_weight: {qota: 5, weights: {NOR: 3, GBR: 2}}",
        "16:23: unknown field 'qota' (did you mean 'quota'?)",
    ),
    ("yes_count: 2", "yes_count: 4", "16:21: 4 must vote yes, but there are 3 members (lower the count)"),
    ("yes_count: 2", "not_yes_below: 4", "16:25: 4 are needed to block, but there are 3 members (lower the"),
    (
        "yes_count: 2",
        "yes_weight: {quota: 2, weights: votes}",
        "16:42: expected a mapping, got 'votes' (write the weight of each member)",
    ),
    ("yes_count: 2", "yes_count: 2.5", "16:21: expected a whole number, got 2.5"),
    ("yes_count: 2", "yes_cuont: 2", "16:9: unknown rule 'yes_cuont' (did you mean 'yes_count'?)"),
    (
        "{yes_count: 2}",
        "{yes_count: 2, relative: {}}",
        "16:9: a rule is a mapping with one key, this has 2 keys: yes_count, relative",
    ),
    ("{yes_count: 2}", "majority", "16:9: a rule is a mapping with one key, this has 'majority' (write e.g."),
    (
        "yes_count: 2",
        "no_veto: {of: [DEU]}",
        "16:25: 'DEU' is named in the rule but is not a member of the pact",
    ),
    (
        "yes_count: 2",
        "at_least: {k: 3, of: [{yes_count: 1}]}",
        "16:24: k is 3, but there are 1 rules (lower k)",
    ),
    ("yes_count: 2", "yes_share: {share: 0}", "16:29: 0 must be above 0"),
    ("yes_count: 2", "rule: frist", "16:16: unknown rule name 'frist' (did you mean 'first'?)"),
    (
        "body: Council",
        "body: Council\n  voters: [NOR, ESP]",
        "16:17: 'ESP' votes but is not a member of the pact",
    ),
    (
        "first: {yes_count: 1}",
        "first: {rule: other}\n  other: {not: {rule: first}}",
        "18:3: rules refer to each other in a circle: first -> other -> first (write one of them out",
    ),
    (
        "first: {yes_count: 1}",
        "first: {rule: first}",
        "18:3: rules refer to each other in a circle: first -> first (write one of them out",
    ),
    ("USA: 50", "USA: 40", "20:17: the shares sum to 90 percent, not 100 (correct the shares)"),
    ("USA: 50", "USA: 60", "20:17: the shares sum to 110 percent, not 100 (correct the shares)"),
    ("USA: 50", "ESP: 50", "20:36: 'ESP' pays but is not a member of the pact"),
    ("USA: 50", "US: 50", "20:36: 'US' is not an ISO3 code (did you mean 'USA'?)"),
    (
        "yes_count: 2",
        "relative: {weights: {ESP: 3}}",
        "16:31: 'ESP' is named in the rule but is not a member",
    ),
    ("USA: 50}", "USA: 50}, basis: gni", "20:8: give either 'shares' or 'basis' (remove one, or add one)"),
    (
        "sunset: 2030-01-01",
        "sunset: 1940-01-01",
        "21:19: the mandate's sunset 1940-01-01 is not after the signing on 1949-04-04 (correct one",
    ),
    (
        "mandate:",
        "precedence: [defence, defence]\nmandate:",
        "21:13: precedence names a clause type twice (keep each",
    ),
    ("mandate:", "interoperability: 80\nmandate:", "21:19: 80 must be at most 1.0 (change the number)"),
    ("name: Small Pact", "name: ''", "2:7: the text is empty (write something)"),
    ("id: small", "id: Small Pact", "1:5: 'Small Pact' has a form that is not allowed (it must match"),
    ("id: small", "id: small\nid: small", "2:1: 'id' is given twice (keep one; the first is on line 1)"),
    ("members:\n", "members: []\nstates:\n", "6:10: needs at least 1 entries, has 0 (add or remove entries)"),
]


@pytest.mark.parametrize(("good", "bad", "message"), SLIPS)
def test_a_slip_is_named_with_its_place_and_remedy(good: str, bad: str, message: str, tmp_path: Path) -> None:
    assert good in GOOD
    file = tmp_path / "small.yaml"
    file.write_text(GOOD.replace(good, bad, 1))
    with pytest.raises(InputError) as caught:
        load_pact(file)
    assert f"{file}:{message}" in str(caught.value)
    assert not any(
        word in str(caught.value) for word in ("value_error", "extra_forbidden", "Input should", "pydantic")
    )


def test_only_the_slip_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(GOOD)
    assert load_pact(file).id == "small"
    for good, bad, _ in SLIPS:
        file.write_text(GOOD.replace(good, bad, 1))
        with pytest.raises(InputError) as caught:
            load_pact(file)
        assert len(getattr(caught.value, "problems", [1])) <= 2, str(caught.value)


def test_many_slips_are_reported_together_in_file_order(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    text = GOOD.replace("kind: defence", "kind: defense").replace("state: NOR", "state: NO")
    file.write_text(
        text.replace("body:", "bodi:").replace("yes_count: 2", "yes_weight: {quota: 9, weights: {GBR: 2}}")
    )
    with pytest.raises(InputErrors) as caught:
        load_pact(file)
    assert [str(p.where).rsplit(":", 2)[1] for p in caught.value.problems] == ["3", "7", "15", "16"]


def test_a_pact_that_is_a_list_or_empty_or_missing(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("- id: x\n")
    with pytest.raises(InputError, match=r"x\.yaml:1:1: expected a mapping, got a list"):
        load_pact(file)
    file.write_text("\n")
    with pytest.raises(InputError, match=r"x\.yaml:1:1: the file is empty"):
        load_pact(file)
    with pytest.raises(InputError, match="there is no such file"):
        load_pact(tmp_path / "y.yaml")


def test_shares_may_be_partial_only_if_not_everybody_is_named(build: Callable[..., Pact]) -> None:
    assert build(funding={"key": {"shares": {"USA": 15.9}}}).funding is not None
    with pytest.raises(InputError, match=r"atlantic\.yaml: funding\.key: give either"):
        build(funding={"key": {}})


def test_members_on_counts_the_first_day_but_not_the_last(examples: dict[str, Pact]) -> None:
    leavers = examples["leavers"]
    assert "UZB" in leavers.members_on(date(1994, 4, 20))
    assert "UZB" not in leavers.members_on(date(1999, 4, 2))
    assert "UZB" in leavers.members_on(date(2006, 8, 16))
    assert "SRB" not in leavers.members_on(date(2024, 1, 1))
    assert leavers.members_on(date(1990, 1, 1)) == []


def test_in_force_counts_the_first_day_and_a_sunset_its_last(examples: dict[str, Pact]) -> None:
    leavers, mission = examples["leavers"], examples["mission"]
    assert [
        leavers.in_force_on(date(*d)) for d in ((1994, 4, 19), (1994, 4, 20), (2029, 12, 31), (2030, 1, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert mission.in_force_on(date(2024, 12, 31))
    assert not mission.in_force_on(date(2025, 1, 1))


def test_a_pact_not_yet_in_force_never_is(build: Callable[..., Pact]) -> None:
    pact = build(in_force=None)
    assert not pact.in_force_on(date(2100, 1, 1))


def test_nothing_can_be_changed_after_reading(examples: dict[str, Pact]) -> None:
    with pytest.raises(ValueError, match="frozen"):
        examples["atlantic"].name = "x"  # type: ignore[misc]


def test_a_pact_can_be_made_from_python_objects(build: Callable[..., Pact]) -> None:
    other = build(signed=date(1949, 4, 4))
    assert other.decision is not None
    again = build(decision=Decision(body="Council", rule=other.decision.rule))
    assert again == other
