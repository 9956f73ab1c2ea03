"""From a study to scenarios: pacts from several places, focus, the scenario without, priors, the resolved text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.pacts import library
from foedera.responses.sanctions.economy import calibrate
from foedera.study import Study, resolved_yaml
from foedera.study.resolved import pacts_digest
from foedera.threats.disputes import DETERRENCE_PRIORS
from foedera.world import World

PACT = """\
id: ours
name: A pact of our own
kind: defence
signed: 2025-01-01
in_force: 2025-01-01
members:
  - {state: EST}
  - {state: LVA}
clauses:
  - {id: aid, article: Art. 1, type: defence, duty: automatic}
decision: {body: Council, rule: {not: {yes_count: 1}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ours.yaml").write_text(PACT, encoding="utf-8")
    return tmp_path


def ids(study: Study) -> list[str]:
    return [p.id for p in study.experiment().scenarios[0].pacts]


def with_pacts(pacts: str, **options: Path) -> Study:
    return Study.from_text(TEXT.replace("[nato, csto, eu]", pacts), **options)


TEXT = """\
study: small
title: A small question
question: Does it matter?
start: 2025-01
pacts: [nato, csto, eu]
focus: {pacts: [nato], states: [EST, LVA], adversaries: [RUS]}
deterrence: {link: statistical, prior: own}
"""


def test_scenarios_stand_in_order(small):
    whole = small(reforms="  - {id: a, title: A, changes: [{remove_pact: eu}]}\n").experiment()
    assert [s.id for s in whole.scenarios] == ["baseline", "a", "without"]
    assert [p.id for p in whole.scenarios[-1].pacts] == ["csto", "eu"]
    assert whole.clock.months == 120
    assert whole.clock.start == date(2025, 1, 1)
    assert whole.focus.states == ("EST", "LVA")


def test_no_scenario_without_if_not_wanted():
    whole = Study.from_text(TEXT + "without_pact: false\n").experiment()
    assert [s.id for s in whole.scenarios] == ["baseline"]


def test_the_link_reaches_every_scenario(small):
    whole = small("set_parameter: {speed.concession: 0.2}").experiment()
    assert {s.parameters.sim.link for s in whole.scenarios} == {"statistical"}
    assert {s.parameters.sim.prior for s in whole.scenarios} == {"own"}


def test_priors_are_every_reading_and_the_game(small):
    whole = small("remove_pact: eu").priors_experiment()
    names = [s.id for s in whole.scenarios]
    assert names[0] == "baseline--own"  # the study's own reading, so that both runs have the same past
    assert sorted(names[:6]) == sorted(f"baseline--{p}" for p in (*DETERRENCE_PRIORS, "game"))
    assert len(names) == 18
    assert whole.replicas == 200
    game = whole.scenarios[names.index("without--game")].parameters.sim
    null = whole.scenarios[names.index("it--null")].parameters.sim
    assert (game.link, null.link, null.prior) == ("game", "statistical", "null")
    assert Study.from_text(TEXT + "priors: null\n").priors_experiment() is None


@pytest.mark.parametrize(
    ("pacts", "expected"),
    [
        ("library", sorted(library())),
        ("{except: [eu]}", sorted(set(library()) - {"eu"})),
        ("[nato, ours.yaml]", ["nato", "ours"]),
        ("{of: [nato, ours.yaml], except: []}", ["nato", "ours"]),
        ("{of: library, except: [eu]}", sorted(set(library()) - {"eu"})),
        ("[library, ours.yaml]", [*sorted(library()), "ours"]),
    ],
)
def test_pacts_come_from_library_and_files(folder, pacts, expected):
    found = ids(with_pacts(pacts, folder=folder))
    assert found[-1] == expected[-1]
    assert sorted(found) == sorted(expected)


def test_a_pact_written_out_in_place():
    inline = PACT.replace("\n", "\n    ").replace("id: ours", "- id: ours", 1)
    text = TEXT.replace("[nato, csto, eu]", "\n  - nato\n  " + inline)
    assert ids(Study.from_text(text)) == ["nato", "ours"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[nato, csto, eu]",
            "[nato, csot]",
            "s.yaml:5:15: there is no pact 'csot' in the library (did you mean",
        ),
        ("[nato, csto, eu]", "[nato, nato]", "s.yaml:5:15: pact 'nato' is there twice"),
        (
            "[nato, csto, eu]",
            "{except: [euu]}",
            "s.yaml:5:18: there is no pact 'euu' in the library (did you mean",
        ),
        ("[nato, csto, eu]", "[nato, our.yaml]", "there is no file 'our.yaml' (did you mean 'ours.yaml'?)"),
        (
            "pacts: [nato], s",
            "pacts: [natto], s",
            "s.yaml:6:17: focus pact 'natto' is not in the study (did you",
        ),
        ("[EST, LVA]", "[EST, FJI]", "s.yaml:6:38: FJI is not in world 'reference'"),
        ("[EST, LVA]", "members of natto", "there is no pact 'natto' in the study (did you mean 'nato'?)"),
        ("adversaries: [RUS]", "adversaries: [RUS, EST]", "EST is both protected and an adversary"),
        ("study: small", "study: small\nworld: nowhere", "s.yaml:2:8: there is no folder 'nowhere'"),
    ],
)
def test_what_does_not_fit_the_world_or_the_library(folder, old, new, message):
    assert old in TEXT
    with pytest.raises(InputError) as caught:
        Study.from_text(TEXT.replace(old, new), filename="s.yaml", folder=folder).experiment()
    assert message in str(caught.value)


def test_a_pact_that_is_yet_to_come_has_no_members_and_says_since_when(folder):
    text = PACT.replace("in_force: 2025-01-01", "in_force: 2026-01-01").replace("2025", "2024", 1)
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    later = TEXT.replace("[nato, csto, eu]", "[nato, ours.yaml]").replace("[EST, LVA]", "members of ours")
    with pytest.raises(InputError, match="ours is not in force until 2026-01-01"):
        Study.from_text(later, folder=folder).experiment()


def test_a_member_outside_the_world_is_named_in_the_pacts_own_file(small, folder):
    (folder / "ours.yaml").write_text(PACT.replace("LVA", "FJI"), encoding="utf-8")
    for study in (
        with_pacts("[nato, ours.yaml]", folder=folder),
        small("add_pact: ours.yaml", folder=folder),
    ):
        with pytest.raises(InputError) as caught:
            study.experiment()
        assert f"{folder / 'ours.yaml'}:8:13: FJI is a member of ours but is not in world" in str(
            caught.value
        )


def test_mistakes_in_a_pact_of_ones_own_keep_their_place(small, folder):
    (folder / "ours.yaml").write_text(PACT.replace("duty: automatic", "duty: automatc"), encoding="utf-8")
    with pytest.raises(InputError, match=r"ours.yaml:10:\d+: 'automatc' is not a known word"):
        small("add_pact: ours.yaml", folder=folder).experiment()


def test_members_of_a_pact_stand_for_its_states():
    focus = Study.from_text(TEXT.replace("[EST, LVA]", "[UKR, members of nato]")).experiment().focus
    assert focus.states[0] == "UKR"
    assert len(focus.states) == 33
    one = (
        Study.from_text(TEXT.replace("adversaries: [RUS]", "adversaries: members of csto")).experiment().focus
    )
    assert set(one.adversaries) == {"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}


def test_a_pact_that_a_reform_adds_may_be_in_focus(folder):
    text = TEXT.replace("pacts: [nato], s", "pacts: [nato, ours], s")
    reform = "reforms:\n  - {id: a, title: A, changes: [{add_pact: ours.yaml}]}\n"
    whole = Study.from_text(text + reform, folder=folder).experiment()
    assert whole.focus.pacts == ("nato", "ours")
    assert [p.id for p in whole.scenarios[1].pacts] == ["nato", "csto", "eu", "ours"]
    assert [p.id for p in whole.scenarios[2].pacts] == ["csto", "eu"]


def test_the_resolved_text_stands_by_itself(small, folder):
    reforms = (
        "  - id: a\n    title: A\n    changes:\n      - add_pact: ours.yaml\n"
        "      - change_clause: {pact: nato, clause: article-5, binds: null, duty: automatic}\n"
        "  - {id: b, title: B, extends: a, changes: [{replace_decision: {pact: nato, rule: {yes_count: 9}}}]}\n"
    )
    study = small(reforms=reforms, folder=folder)
    text = resolved_yaml(study)
    back = Study.from_text(text, folder="/nowhere")
    assert resolved_yaml(back) == text
    assert pacts_digest(back.experiment()) == pacts_digest(study.experiment())
    assert "# world reference: " + World.reference().digest() in text
    assert "name: A pact of our own" in text


def test_the_resolved_text_changes_with_a_pacts_content(small, folder):
    before = resolved_yaml(small("add_pact: ours.yaml", folder=folder))
    (folder / "ours.yaml").write_text(PACT.replace("yes_count: 1", "yes_count: 2"), encoding="utf-8")
    assert resolved_yaml(small("add_pact: ours.yaml", folder=folder)) != before


def test_a_world_of_ones_own_may_lack_members_of_library_pacts(tmp_path):
    reference = World.reference()
    keep = ["EST", "LVA", "RUS", "USA"]
    frame = reference.states.filter(reference.states["iso3"].is_in(keep)).drop("capability")
    World.from_panel(frame.with_columns(year=pl.lit(2024)), 2024).to_folder(tmp_path / "tiny")
    study = Study.from_text(TEXT + "world: tiny\n", folder=tmp_path)
    assert study.experiment().scenarios[0].world.iso3 == keep
    with_sco = TEXT.replace("adversaries: [RUS]", "adversaries: members of sco").replace("csto, eu", "sco")
    assert Study.from_text(with_sco + "world: tiny\n", folder=tmp_path).experiment().focus.adversaries == (
        "RUS",
    )


def test_an_economy_comes_with_sanctions_and_only_with_them(small):
    without = small("set_parameter: {war.delta: 0.5}").experiment()
    assert all(s.economy is None for s in without.scenarios)
    some = small("set_parameter: {sanctions.after: war}").experiment()
    first = some.scenarios[0].economy
    assert first is not None and all(s.economy is first for s in some.scenarios)
    assert set(some.scenarios[0].world.iso3) <= set(first.states)
    assert abs(first.deficits).max() < 1e-6 * first.income.min()


def test_sanctions_need_a_world_whose_trade_is_known(small, monkeypatch):
    from foedera.study import compile as compiling

    few = calibrate(
        np.ones((1, 2, 2)), 1.0, np.ones((2, 1)), np.zeros((2, 1, 1)), [4.0], states=["USA", "RUS"]
    )
    monkeypatch.setattr(compiling, "_trade_of_the_reference_world", lambda: few)
    study = small("set_parameter: {sanctions.after: war}")
    with pytest.raises(InputError, match=r"it has no ALB.*sanctions\.after to never"):
        study.experiment()
