"""Studies of the past: their pacts say what history has, hindsight is hidden, and they run where the data are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from foedera.cli.main import main
from foedera.core.errors import InputError, MissingDataError
from foedera.data.codes import is_iso3
from foedera.pacts import Event, Pact, historical, invoked, library, load_pact
from foedera.pacts.loader import library_path
from foedera.pacts.places import home
from foedera.sim.history import warm_up
from foedera.sim.parameters import draw_parameters
from foedera.sim.runner import Compiled
from foedera.sim.scenario import BLOCK
from foedera.study import Study, load_study, resolved_yaml, run_study, studies
from foedera.study.hindsight import as_of
from foedera.world import World

NAMES = ["cold-war-1962", "july-1914"]
EVE, CRISIS = date(1914, 7, 1), date(1962, 10, 22)


def helpers(attacker: str, target: str, day: date, **event: bool) -> set[tuple[str, str]]:
    """Return pact and member of every duty to defend that a war calls up."""
    happened = Event([attacker], [target], None, "war", day, **event)
    return {(c.pact, c.member) for c in invoked(happened, historical().values()) if c.type == "defence"}


@pytest.mark.parametrize("name", sorted(historical()))
def test_a_pact_of_the_past_is_complete(name: str) -> None:
    pact: Pact = load_pact(library_path(name))
    assert pact.id == name == library_path(name).stem
    assert name not in library()
    assert pact.clauses and all(clause.article and clause.summary for clause in pact.clauses)
    assert all(is_iso3(m.state) and home(m.state) and m.status for m in pact.members)
    assert pact.sources and "Recalled" in (pact.notes or "")
    assert pact.in_force is not None and len(pact.members_on(pact.in_force)) >= 2


@pytest.mark.parametrize(("attacker", "target", "called"), [
    ("RUS", "AUH", {("dual-alliance", "DEU"), ("austria-romania", "ROU"), ("ottoman-german", "TUR")}),
    ("FRA", "DEU", {("triple-alliance", "ITA")}),
    ("FRA", "ITA", {("triple-alliance", "AUH"), ("triple-alliance", "DEU")}),
    ("DEU", "FRA", {("franco-russian", "RUS")}),
    ("AUH", "SRB", {("greek-serbian", "GRC")}),
    ("AUH", "FRA", set()),
    ("DEU", "BEL", {("london-1839", g) for g in ("AUH", "FRA", "GBR", "RUS")}),
])  # fmt: skip
def test_who_was_bound_in_august_1914(attacker: str, target: str, called: set[tuple[str, str]]) -> None:
    assert helpers(attacker, target, date(1914, 8, 3)) == called


def test_who_began_mattered_to_italy_and_romania() -> None:
    provoked = {m for _, m in helpers("RUS", "AUH", date(1914, 8, 1), provoked=True)}
    assert not {"DEU", "ITA", "ROU"} & provoked
    assert not any(m == "GBR" for _, m in helpers("DEU", "FRA", EVE)), "the Entente was no alliance"
    assert not any(m == "RUS" for _, m in helpers("AUH", "SRB", EVE)), "Russia and Serbia had no treaty"
    assert ("ottoman-german", "TUR") not in helpers("RUS", "DEU", EVE)


@pytest.mark.parametrize(("attacker", "target", "called"), [
    ("SUN", "DEU", {("weu", s) for s in ("BEL", "FRA", "GBR", "ITA", "LUX", "NLD")}),
    ("DEU", "DDR", {("warsaw-pact", s) for s in ("ALB", "BGR", "CSK", "HUN", "POL", "ROU", "SUN")}),
    ("USA", "CUB", set()),
    ("USA", "CHN", {("sino-soviet", "SUN")}),
    ("CHN", "TWN", {("us-roc", "USA")}),
    ("CHN", "RVN", set()),
])  # fmt: skip
def test_who_was_bound_in_1962(attacker: str, target: str, called: set[tuple[str, str]]) -> None:
    assert helpers(attacker, target, CRISIS, requested=False) == called


def test_help_that_is_asked_for() -> None:
    assert {("seato", "USA"), ("seato", "GBR")} <= helpers("VDR", "RVN", CRISIS)


def test_hindsight_is_hidden() -> None:
    then = as_of(historical()["triple-alliance"], EVE)
    assert then.members_on(date(1920, 1, 1)) == ["AUH", "DEU", "ITA"] and then.ended is None
    assert historical()["triple-alliance"].members_on(date(1920, 1, 1)) == ["AUH", "DEU"]
    nato = as_of(library()["nato"], date(1962, 1, 1))
    assert len(nato.members_on(date(2020, 1, 1))) == 15 and "ESP" not in nato.members_on(date(1990, 1, 1))
    assert Pact.model_validate({n: getattr(nato, n) for n in Pact.model_fields}) == nato, (
        "it still holds together"
    )
    arabs = as_of(library()["arab-league"], date(1962, 1, 1))
    assert "EGY" in arabs.members_on(date(1985, 1, 1)), "nobody knows of its suspension in 1979"
    turks = as_of(historical()["ottoman-german"], EVE)
    assert turks.in_force_on(date(1914, 9, 1)) and not turks.in_force_on(EVE)
    assert turks.members_on(date(1914, 9, 1)) == ["DEU", "TUR"]
    gone = as_of(historical()["cento"], date(1962, 1, 1))
    assert gone.members_on(date(1970, 1, 1)) == ["GBR", "IRN", "PAK", "TUR"]
    assert as_of(historical()["anglo-japanese"], date(1930, 1, 1)).ended == date(1923, 8, 17)


def test_they_are_listed_without_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path))
    assert set(NAMES) <= set(studies()["study"])
    for name in NAMES:
        with pytest.raises(MissingDataError, match=r"foedera data pull cow\.nmc"):
            load_study(name).experiment()


def test_the_command_line_says_what_to_pull(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path / "cache"))
    assert main(["run", "july-1914", "--out", str(tmp_path / "run")]) == 2
    told = capsys.readouterr().err
    assert told.count("foedera: ") == 1 and "foedera data pull cow.nmc" in told
    assert not (tmp_path / "run").exists()
    assert main(["pacts", "list", "--historical", "--json", "--day", "1914-07-01"]) == 0
    listed = {p["id"]: p for p in json.loads(capsys.readouterr().out)}
    assert set(listed) == set(historical())
    assert listed["triple-alliance"]["in_force"] and not listed["warsaw-pact"]["in_force"]


@pytest.mark.parametrize("name", NAMES)
def test_a_study_of_the_past_compiles_and_reads_back(name: str, mirror: Path, tmp_path: Path) -> None:
    study = load_study(name)
    whole = study.experiment()
    assert [s.id for s in whole.scenarios][1:-1] == [r.id for r in study.reforms]
    assert all(r.why for r in study.reforms)
    for s in whole.scenarios[1:]:
        assert s.pacts != whole.scenarios[0].pacts, s.id
    day = study.start
    for pact in whole.scenarios[0].pacts:
        if pact.in_force_on(day):
            assert set(pact.members_on(day)) <= set(whole.scenarios[0].world.iso3), pact.id
    whole.scenarios[0].world.to_folder(tmp_path / "world", format="parquet")
    text = resolved_yaml(study)
    again = Study.from_text(text, folder=tmp_path)
    assert resolved_yaml(again) == text
    assert [s.pacts for s in again.experiment().scenarios] == [s.pacts for s in whole.scenarios]


def test_a_later_member_is_not_bound_in_the_run(mirror: Path) -> None:
    base = load_study("cold-war-1962").experiment().scenarios[0]
    nato = next(p for p in base.pacts if p.id == "nato")
    assert "DEU" in nato.members_on(CRISIS) and "POL" not in nato.members_on(date(1971, 12, 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_study_of_the_past_runs(name: str, mirror: Path, tmp_path: Path) -> None:
    run = run_study(load_study(name), tmp_path / name, workers=1, replicas=4)
    assert set(run.compare()["scenario"]) == {*(r.id for r in load_study(name).reforms), "without"}
    kept = World.from_folder(tmp_path / name / "world")
    about = json.loads((tmp_path / name / "provenance.json").read_text(encoding="utf-8"))
    assert kept.digest() == about["world"] == World.of_year(load_study(name).start.year).digest()
    files = {row["key"]: row["files"] for row in about["world_sources"]}
    assert "NMC" in files["cow.nmc"] and "=" in files["cow.nmc"]
    assert len(run.study.experiment().scenarios) == len(run.scenarios), "the folder stands by itself"


def test_a_world_with_a_war_of_many_states_runs(mirror: Path, tmp_path: Path) -> None:
    text = """\
study: late-war
title: New Year 1945
question: Does it run?
world: panel 1945
start: 1945-01
years: 1
replicas: 4
pacts: [anglo-portuguese]
focus: {pacts: [anglo-portuguese], states: [PRT], adversaries: [DEU]}
deterrence: {link: statistical}
priors: null
"""
    study = Study.from_text(text)
    assert list(run_study(study, tmp_path / "run", workers=1).scenarios) == ["baseline", "without"]
    scene = Compiled(study.experiment()).scenes[0]
    ((one, other, began),) = scene.wars_under_way
    assert {"DEU", "JPN"} <= {scene.states[k] for k in one} and began < 0
    assert {"SUN", "USA", "GBR"} <= {scene.states[k] for k in other}
    past = warm_up(scene, 0, 4, draw_parameters(scene.parameters, 1, 0, 4, BLOCK))
    pair = scene.pair_of[scene.states.index("JPN"), scene.states.index("USA")]
    assert (past.quiet[:, pair] == 0).all() and past.rival[:, pair].all(), (
        "enemies have no years of peace behind them"
    )


def test_a_pact_that_neither_list_has() -> None:
    with pytest.raises(InputError, match=r"did you mean 'dual-alliance'\?"):
        library_path("dual-aliance")
