"""The shipped studies and the template: each compiles, says what it is about, and reads back from its own text."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.study import Study, load_study, new_study, resolved_yaml, run_study, studies

NAMES = ["baltic", "korea", "sanctions-coalition", "taiwan-strait", "unsc-reform"]
OF_THE_PAST = ["cold-war-1962", "july-1914"]  # they need data sets: see test_historical_studies.py


def test_studies_are_listed_with_their_question():
    table = studies()
    assert table["study"].to_list() == sorted(NAMES + OF_THE_PAST)
    assert all(q.endswith("?") for q in table["question"])
    assert (table["reforms"] >= 3).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_study_compiles_and_reads_back(name):
    study = load_study(name)
    assert study.study == name
    whole = study.experiment()
    last = ["without"] if study.without_pact else []
    assert [s.id for s in whole.scenarios][1:] == [*(r.id for r in study.reforms), *last]
    assert all(r.why for r in study.reforms)
    text = resolved_yaml(study)
    assert resolved_yaml(Study.from_text(text)) == text


@pytest.mark.parametrize("name", NAMES)
def test_every_reform_changes_something(name):
    scenarios = load_study(name).experiment().scenarios
    base = scenarios[0]
    for s in scenarios[1:]:
        assert (s.pacts, s.parameters) != (base.pacts, base.parameters) or s.world is not base.world, s.id


def test_the_european_pact_has_the_european_members_of_nato():
    scenario = load_study("baltic").experiment().scenarios[2]
    pacts = {p.id: p for p in scenario.pacts}
    pact, day = pacts["european-pact"], pacts["european-pact"].in_force
    assert set(pacts["nato"].members_on(day)) - set(pact.members_on(day)) == {"CAN", "TUR"}
    weights = pact.rules["qualified_majority"].all_of[1].yes_weight.weights
    people = scenario.world.states.filter(scenario.world.states["iso3"].is_in(list(weights)))
    shares = dict(zip(people["iso3"], 100 * people["population"] / people["population"].sum(), strict=True))
    assert weights == pytest.approx(shares, abs=0.006)


def test_protection_of_taiwan_reaches_its_territory():
    from foedera.pacts import Event, invoked

    whole = load_study("taiwan-strait").experiment()
    scenarios = {s.id: s for s in whole.scenarios}
    event = Event(initiators=["CHN"], targets=["TWN"], place="TWN", severity="war", day=whole.clock.day(24))

    def helpers(name: str) -> set[str]:
        found = invoked(event, [p for p in scenarios[name].pacts if p.id == "pacific-pact"])
        return {i.member for i in found if i.type == "defence"}

    assert helpers("pacific-pact") == set()
    assert helpers("taiwan-protected") == {"AUS", "JPN", "KOR", "PHL", "USA"}


def test_a_study_may_be_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(new_study("mine"), encoding="utf-8")
    study = load_study(path)
    assert (study.study, study.folder) == ("mine", tmp_path)
    assert load_study(str(path)) == study
    assert [s.id for s in study.experiment().scenarios] == [
        "baseline", "us-leaves", "us-leaves-others-pay", "without",
    ]  # fmt: skip


def test_the_changes_that_the_template_mentions_are_understood():
    text = new_study("mine").replace("#     - add_pact: my-pact.yaml\n", "")
    head, tail = text.split("# Other changes, one per line:\n")
    reform = "  - id: all\n    title: All of them\n    changes:\n"
    study = Study.from_text(head + reform + tail.replace("#     -", "      -").replace("0.667", "0.66"))
    assert len(study.reforms[-1].changes) == 7
    study.experiment()


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: load_study("baltick"), "there is no study 'baltick' (did you mean 'baltic'?)"),
        (
            lambda: load_study("nothing-like-it"),
            "shipped: baltic, cold-war-1962, july-1914, korea, sanctions-coalition, taiwan-strait, unsc-reform; "
            "your own ends in .yaml",
        ),
        (lambda: load_study("nowhere/x.yaml"), "there is no such file"),
        (lambda: new_study("My Study!"), "cannot be the name of a study (call it 'my-study')"),
        (lambda: new_study("!!"), "call it 'my-study'"),
    ],
)
def test_what_there_is_not(work, message):
    with pytest.raises(InputError) as caught:
        work()
    assert message in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_study_runs(name, tmp_path):
    study = load_study(name)
    run = run_study(study, tmp_path / name, workers=1, replicas=4)
    without = {"without"} if study.without_pact else set()
    assert set(run.compare()["scenario"]) == {r.id for r in study.reforms} | without
    assert (run.priors is None) == (study.priors is None)
    assert run.priors is None or run.priors.height == 6 * len(run.scenarios)


def test_the_councils_of_the_reforms_have_their_seats_and_rules():
    scenarios = {s.id: s for s in load_study("unsc-reform").experiment().scenarios}
    day, late = scenarios["baseline"].pacts, {}
    for name, scenario in scenarios.items():
        un = next(p for p in scenario.pacts if p.id == "un")
        seats = un.decision.voters or un.members_on(date(2024, 1, 1))
        late[name] = (len(seats), set(seats) <= set(un.members_on(date(2033, 12, 1))))
    assert late == {
        "baseline": (15, True), "restraint-pledged": (15, True), "double-veto": (15, True), "no-veto": (15, True),
        "g4": (25, True), "african-union": (26, True),
    }  # fmt: skip
    others = [p for p in day if p.id != "un"]
    assert all([p for p in s.pacts if p.id != "un"] == others for s in scenarios.values())


@pytest.mark.slow
def test_the_veto_stands_in_the_way_of_decisions(tmp_path):
    run = run_study(load_study("unsc-reform"), tmp_path / "run", workers=1, replicas=32)
    table = run.concerns.filter(pl.col("measure") == "never_decided")
    never = dict(zip(table["scenario"], table["value"], strict=True))
    assert never["no-veto"] < never["double-veto"] < never["baseline"]
    assert never["restraint-pledged"] < never["baseline"]
    assert never["african-union"] >= never["g4"]
