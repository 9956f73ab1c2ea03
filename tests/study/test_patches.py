"""Changes: what each does, that the baseline stays as it is, and what does not fit."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError
from foedera.pacts import library
from foedera.panel.capability import capability_index
from foedera.study.changes import Figures
from foedera.study.figures import with_figures
from foedera.study.patches import add_member, rebuilt, remove_member
from foedera.world import World

START, YEAR_ON = date(2025, 1, 1), date(2026, 1, 1)


def at(*path: object) -> str:
    return ".".join(map(str, path)) or "here"


def outcome(study, index: int = 1):
    scenario = study.experiment().scenarios[index]
    return scenario, {p.id: p for p in scenario.pacts}


def test_remove_member(small):
    _, pacts = outcome(small("remove_member: {pact: nato, state: USA, date: 2026-01-01}"))
    assert "USA" in pacts["nato"].members_on(date(2025, 12, 31))
    assert "USA" not in pacts["nato"].members_on(YEAR_ON)


def test_a_change_without_a_date_is_made_on_the_first_day(small):
    _, pacts = outcome(small("add_member: {pact: nato, state: UKR}"))
    assert "UKR" in pacts["nato"].members_on(START)
    assert "UKR" not in pacts["nato"].members_on(date(2024, 12, 31))


def test_replace_decision_keeps_what_it_does_not_name(small):
    _, pacts = outcome(small("replace_decision: {pact: nato, rule: {yes_share: {share: 0.5}}}"))
    decision = pacts["nato"].decision
    assert decision.body == "North Atlantic Council"
    assert decision.max_rounds == 12
    assert decision.rule.yes_share.share == 0.5


def test_change_clause(small):
    change = "change_clause: {pact: nato, clause: article-5, duty: automatic, severity: force, scope: null}"
    _, pacts = outcome(small(change))
    old, new = (p.clauses[0] for p in (library()["nato"], pacts["nato"]))
    assert (new.duty, new.trigger.severity, new.trigger.act) == ("automatic", "force", "attack")
    assert old.scope.areas
    assert not new.scope.areas
    assert pacts["nato"].clauses[1:] == library()["nato"].clauses[1:]


def test_pledge_interoperability_and_parameters(small):
    scenario, pacts = outcome(
        small(
            "set_pledge: {pact: csto, milex_share: 0.035, by: 2035-12-31}",
            "set_interoperability: {pact: nato, value: 0.5}",
            "set_parameter: {speed.concession: 0.25, sim.era: to_1945}",
        )
    )
    assert pacts["csto"].funding.pledge.milex_share == 0.035
    assert pacts["nato"].interoperability == 0.5
    assert scenario.parameters.speed.concession == 0.25
    assert scenario.parameters.sim.era == "to_1945"


def test_pacts_come_and_go(small):
    _, pacts = outcome(small("remove_pact: csto", "add_pact: sco"))
    assert list(pacts) == ["nato", "eu", "sco"]


def test_set_state_moves_capability_by_the_worlds_formula(small):
    scenario, _ = outcome(small("set_state: {state: POL, milex_share: 0.08}"))
    world, reference = scenario.world, World.reference()
    row = world.states.row(world.index("POL"), named=True)
    assert row["milex_busd"] == pytest.approx(0.08 * row["gdp_busd"])
    columns = ("milex_busd", "personnel", "gdp_ppp_busd", "population")
    assert world.array("capability") == pytest.approx(capability_index(*(world.array(c) for c in columns)))
    assert world.array("capability").sum() == pytest.approx(1.0)
    poland = world.index("POL")
    others = np.arange(len(world.iso3)) != poland
    assert world.array("capability")[poland] > reference.array("capability")[poland]
    assert np.all(world.array("capability")[others] <= reference.array("capability")[others] + 1e-12)
    assert world.state_facts("POL").filter(variable="milex_busd")["source"].to_list() == ["study"]


def test_what_does_not_touch_the_components_leaves_capability_alone():
    world = World.reference()
    moved = with_figures(world, Figures(state="POL", warheads=10.0, major=True), at)
    assert moved.array("capability") == pytest.approx(world.array("capability"), abs=0)
    assert moved.array("warheads")[world.index("POL")] == 10.0
    assert bool(moved.array("major")[world.index("POL")])


def test_gdp_alone_changes_the_share_and_not_the_spending():
    world = World.reference()
    gdp = world.array("gdp_busd")[world.index("POL")]
    row = with_figures(world, Figures(state="POL", gdp_busd=2 * gdp), at).states.row(
        world.index("POL"), named=True
    )
    assert row["milex_share"] == pytest.approx(row["milex_busd"] / (2 * gdp))
    assert row["milex_busd"] == world.array("milex_busd")[world.index("POL")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "remove_member: {pact: nato, state: RUS, date: 2026-01-01}",
            "small.yaml:14:44: RUS is not a member of nato on 2026-01-01 (",
        ),
        (
            "remove_member: {pact: csto, state: USA}",
            "USA is not a member of csto on 2025-01-01 (its members then: ARM, BLR, KAZ, KGZ, RUS, TJK)",
        ),
        ("add_member: {pact: nato, state: FIN}", "14:41: FIN is a member of nato since 2023-04-04"),
        (
            "remove_member: {pact: natto, state: USA}",
            "14:31: there is no pact 'natto' in this scenario (did you",
        ),
        (
            "remove_pact: cstoo",
            "small.yaml:14:22: there is no pact 'cstoo' in this scenario (did you mean 'csto'?)",
        ),
        ("add_pact: scoo", "there is no pact 'scoo' in the library (did you mean 'sco'?)"),
        ("add_pact: nato", "14:19: there is a pact 'nato' already"),
        ("add_pact: nowhere.yaml", "there is no file 'nowhere.yaml'"),
        ("add_member: {pact: nato, state: FJI}", "14:41: FJI is not in world 'reference'"),
        ("set_state: {state: FJI, personnel: 3}", "FJI is not in world 'reference'"),
        (
            "remove_member: {pact: nato, state: USA, date: 2035-01-01}",
            "2035-01-01 is outside the run, which goes",
        ),
        ("add_member: {pact: nato, state: UKR, date: 2024-06-01}", "2024-06-01 is outside the run"),
        (
            "change_clause: {pact: nato, clause: artcle-5, duty: automatic}",
            "14:45: nato has no clause 'artcle-5' (did you mean 'article-5'?)",
        ),
        (
            "change_clause: {pact: nato, clause: article-5, binds: [RUS]}",
            "after this change nato does not hold together: 'RUS' binds but is not a member",
        ),
        (
            "replace_decision: {pact: nato, rule: {yes_weight: {quota: 70, weights: {USA: 40, DEU: 20, RUS: 30}}}}",
            "does not hold together: 'RUS' is named in the rule but is not a member",
        ),
        (
            "replace_decision: {pact: nato, rule: {yes_count: 33}}",
            "33 must vote yes, but there are 32 members",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(refused, change, message):
    assert message in refused(change)


def test_a_quota_that_a_departure_puts_out_of_reach(refused, small):
    rule = "replace_decision: {pact: nato, rule: {yes_weight: {quota: 70, weights: {USA: 40, DEU: 60}}}}"
    leaves = "remove_member: {pact: nato, state: USA, date: 2026-01-01}"
    found = refused(rule, leaves)
    assert found.startswith(
        "small.yaml:15:24: from 2026-01-01 on nato cannot decide: the quota 70 is above the"
    )
    assert "total weight 60" in found
    assert "the quota 70" in refused(leaves, rule)
    small(rule, leaves, rule.replace("quota: 70", "quota: 50")).experiment()


def test_all_that_does_not_fit_is_said_at_once(refused):
    found = refused("remove_pact: cstoo", "add_member: {pact: nato, state: FIN}", "remove_pact: euu")
    assert [line.split(": ")[0] for line in found.splitlines()] == [
        "small.yaml:14:22", "small.yaml:15:41", "small.yaml:16:22",
    ]  # fmt: skip


def test_a_mistake_in_a_reform_that_others_extend_is_said_once(refused):
    reforms = "".join(
        f"  - {{id: {n}, title: T, {more}}}\n"
        for n, more in [("a", "changes: [{remove_pact: cstoo}]"), ("b", "extends: a"), ("c", "extends: b")]
    )
    assert len(refused(reforms=reforms).splitlines()) == 1


def test_patching_leaves_the_baseline_alone(small):
    before = {name: pact.model_dump_json() for name, pact in library().items()}
    digest = World.reference().digest()
    study = small(
        "remove_member: {pact: nato, state: USA, date: 2026-01-01}",
        "change_clause: {pact: nato, clause: article-5, duty: automatic}",
        "set_state: {state: POL, milex_share: 0.08}",
        "set_pledge: {pact: eu, milex_share: 0.1}",
    )
    scenarios = study.experiment().scenarios
    assert {name: pact.model_dump_json() for name, pact in library().items()} == before
    assert World.reference().digest() == digest
    assert scenarios[0].pacts == tuple(library()[n] for n in ("nato", "csto", "eu"))
    assert scenarios[0].world is World.reference()


@pytest.mark.parametrize("name", sorted(library()))
def test_rebuilding_a_pact_without_changes_gives_it_back(name):
    assert rebuilt(library()[name], at) == library()[name]


members = st.sampled_from([(n, s) for n, p in library().items() for s in p.members_on(START)])
days = st.dates(date(2025, 1, 2), date(2034, 12, 31))


@given(members, days)
@settings(max_examples=50, deadline=None)
def test_leaving_and_coming_back_on_the_same_day_changes_nothing(member, day):
    name, state = member
    pact = library()[name]
    if state not in pact.members_on(day) or any(
        m.state == state and m.from_ and m.from_ > day for m in pact.members
    ):
        return
    later_exit = any(m.state == state and m.to and m.to > day for m in pact.members)
    if not later_exit:
        assert add_member(remove_member(pact, state, day, at), state, day, at) == pact


@given(st.sets(st.sampled_from(library()["nato"].members_on(START)), min_size=2, max_size=2), days, days)
@settings(max_examples=25, deadline=None)
def test_the_order_of_departures_does_not_matter(pair, first, second):
    (a, b), nato = sorted(pair), library()["nato"]
    one = remove_member(remove_member(nato, a, first, at), b, second, at)
    other = remove_member(remove_member(nato, b, second, at), a, first, at)
    assert one == other


def test_an_observer_who_joins_is_a_member_once():
    base = library()["nato"]
    observer = base.members[0].model_copy(
        update={"state": "UKR", "role": "observer", "from_": date(2020, 1, 1)}
    )
    pact = add_member(rebuilt(base, at, members=(*base.members, observer)), "UKR", YEAR_ON, at)
    assert "UKR" in pact.members_on(YEAR_ON)
    assert sum(m.state == "UKR" for m in pact.members) == 2


def test_spells_to_come_fall_away_with_a_departure():
    nato = remove_member(library()["nato"], "USA", YEAR_ON, at)
    back = add_member(nato, "USA", date(2030, 1, 1), at)
    gone = remove_member(back, "USA", date(2025, 6, 1), at)
    assert all("USA" not in gone.members_on(date(y, 1, 1)) for y in (2026, 2031))


def test_a_share_of_no_gdp_is_refused():
    world = World.reference()
    with pytest.raises(InputError, match="POL has no GDP"):
        with_figures(world, Figures(state="POL", gdp_busd=0.0), at)
