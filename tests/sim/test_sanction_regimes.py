"""Sanctions in the simulator: accounting, pairing, limits, and the same bits whoever runs them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from scenes import experiment

from foedera.core.errors import InputError
from foedera.responses.sanctions.welfare import zero_deficits
from foedera.sim.mechanisms import sanctions
from foedera.sim.pipeline import PIPELINE, needed
from foedera.sim.regimes import NEVER, Regimes
from foedera.sim.runner import Compiled, run
from foedera.sim.scenario import BLOCK, Focus
from foedera.sim.store import Store
from foedera.study.economies import economy_of

ON = {"sanctions.after": "force", "sim.onset_shift": 1.5}
OWN = ("sanctioned", "lifted", "sanction_loss", "compensated")
ORDER = ["replica", "month", "crisis", "kind", "actor", "other", "pact", "clause", "value"]


@pytest.fixture(scope="module")
def economy():
    return zero_deficits(economy_of("reference"))


@pytest.fixture(scope="module")
def made(economy):
    """Return a function from the parameters of each scenario to an experiment on Russian attacks."""

    def build(*parameters, replicas=24, years=4):
        base = experiment(replicas=replicas, years=years, parameters=parameters[0])
        records = [base.scenarios[0].parameters.replace(p) for p in parameters]
        scenarios = [
            replace(base.scenarios[0], id=f"s{k}", parameters=r, economy=economy)
            for k, r in enumerate(records)
        ]
        focus = Focus(("nato",), base.focus.states, ("RUS", "BLR"))
        return replace(base, scenarios=tuple(scenarios), focus=focus)

    return build


@pytest.fixture(scope="module")
def results(made):
    shared, joined = {"sanctions.transfers": "equal"}, {"sanctions.third_parties": "willing"}
    never = {"sanctions.after": "never"}
    whole = made(ON, ON | shared, ON | joined, ON | never, ON | {"sanctions.enforcement": 0.0})
    found = Compiled(whole).block(0)
    names = ("alone", "shared", "joined", "never", "toothless")
    return dict(zip(names, found.values(), strict=True)), whole


def plain(events):
    return events.with_columns(pl.col("kind", "actor", "other", "pact", "clause").cast(pl.String))


def test_the_outcomes_are_what_the_log_says(results):
    for name in ("alone", "shared", "joined"):
        out, events = results[0][name].outcomes, plain(results[0][name].events)
        lost = events.filter(kind="sanction_loss")
        assert (
            out["sanctions"].sum() == events.filter(kind="sanctioned").select("replica", "crisis").n_unique()
        )
        assert out["sanctions"].sum() > 20
        ended = events.filter(kind="lifted")
        assert out["sanctions_ended"].sum() == ended.height > 0
        assert out["sanctions_conceded"].sum() == ended.filter(pl.col("value") == 1).height
        received = events.filter(kind="compensated")["value"].sum()
        assert out["state_sanction_loss"].sum() == pytest.approx(lost["value"].sum() - received)
        hurt = lost.filter(pl.col("actor") == pl.col("other"))["value"].sum()
        assert out["sanction_hurt"].sum() == pytest.approx(hurt) and hurt > 0


def test_a_regime_costs_what_its_surface_says(results):
    """The target of sanctions that nobody joins late loses its share of income for as long as they last."""
    scene = Compiled(results[1]).scenes[0]
    events = plain(results[0]["alone"].events)
    key = ["replica", "crisis"]
    members = events.filter(kind="sanctioned").group_by(key).agg(
        pl.col("month").min(), pl.col("month").max().alias("last"), pl.col("actor"), pl.col("other").first()
    )  # fmt: skip
    lost = events.filter(pl.col("actor") == pl.col("other"), kind="sanction_loss").select(
        *key, "value", end="month"
    )
    rows = members.filter(pl.col("month") == pl.col("last")).join(lost, on=key)
    assert rows.height > 10
    for row in rows.iter_rows(named=True):
        target = scene.states.index(row["other"])
        inside = np.isin(scene.states, row["actor"])
        yearly = -scene.surfaces.welfare(target, inside)[target] / 100.0 * scene.gdp_busd[target]
        assert row["value"] == pytest.approx(yearly * (row["end"] - row["month"] + 1) / 12.0)


def test_nobody_sanctions_itself_its_ally_or_from_outside_the_pact(results):
    allies = set(results[1].focus.states)
    for name in ("alone", "shared"):
        rows = plain(results[0][name].events).filter(kind="sanctioned")
        assert set(rows["actor"]) <= allies
        assert rows.select("replica", "crisis", "actor").is_duplicated().sum() == 0
    rows = plain(results[0]["joined"].events).filter(kind="sanctioned")
    assert set(rows["actor"]) - allies
    assert not set(rows["actor"]) & {"RUS", "BLR"}  # bound to each other by treaty


def test_third_parties_hurt_the_target_more(results):
    alone, joined = (results[0][n].outcomes["sanction_hurt"] for n in ("alone", "joined"))
    assert (joined >= alone).all() and joined.sum() > 1.2 * alone.sum()


def test_transfers_are_zero_sum_and_leave_all_members_the_same_loss(results):
    out = results[0]["shared"].outcomes
    moved = out["state_sanction_transfer"]
    assert np.abs(moved.sum(axis=1)).max() < 1e-9 * np.abs(moved).sum()
    assert (moved != 0).any() and not results[0]["alone"].outcomes["state_sanction_transfer"].any()
    assert 0 < out["sanction_relief"].sum() < out["sanction_cost"].sum()


def test_a_measure_without_teeth_costs_nobody_anything(results):
    out = results[0]["toothless"].outcomes
    assert out["sanctions"].sum() > 0
    assert np.abs(out["state_sanction_loss"]).max() < 1e-6


def test_a_scenario_without_sanctions_is_as_if_there_were_none(results):
    """The same events but for those of sanctions, and zeros beside the scenarios that have them."""
    never, alone = results[0]["never"], results[0]["alone"]
    assert not never.outcomes["sanctions"].any() and not never.outcomes["state_sanction_loss"].any()
    others = plain(alone.events).filter(~pl.col("kind").is_in(OWN))
    assert_frame_equal(others.sort(ORDER), plain(never.events).sort(ORDER))
    for name, values in never.outcomes.items():
        if "sanction" not in name:
            assert np.array_equal(values, alone.outcomes[name], equal_nan=True), name


def test_where_nobody_asks_nothing_is_known_and_nothing_runs(made):
    whole = made({"sanctions.after": "never"}, replicas=2, years=1)
    out = Compiled(whole).block(0)["s0"].outcomes
    assert all(np.isnan(out[n]).all() for n in ("sanctions", "sanction_loss_pct", "state_sanction_loss"))
    assert sanctions.MECHANISM not in needed(whole)
    assert needed(made(ON, replicas=2)) == PIPELINE


def test_without_an_economy_there_is_an_error_for_people(made):
    whole = made(ON)
    bare = replace(whole, scenarios=tuple(replace(s, economy=None) for s in whole.scenarios))
    with pytest.raises(InputError, match=r"scenario 's0' has no economy.*never"):
        Compiled(bare).block(0)


def simulated(whole, folder: Path, workers: int = 1, done=None):
    """Run an experiment, or the rest of it where some blocks are done."""
    store = Store(folder)
    keys = dict.fromkeys(("study", "foedera", "world", "pacts"), "x")
    store.begin("study", keys | {"blocks": whole.blocks}, resume=False)
    for index, result in (done or {}).items():
        store.write_block(index, result)
    run(whole, store, workers=workers)
    return store.outcomes(), store.events().collect()


@pytest.mark.slow
def test_the_same_bits_on_two_workers_taken_up_and_in_a_longer_run(made, tmp_path):
    """Surfaces are solved by each worker for itself, and by nobody from where another solution stood."""
    options = ON | {"sanctions.third_parties": "willing", "sanctions.transfers": "equal"}
    long = made(options, replicas=BLOCK + 6, years=2)
    one = simulated(long, tmp_path / "one")
    two = simulated(long, tmp_path / "two", workers=2)
    taken_up = simulated(long, tmp_path / "taken-up", done={1: Compiled(long).block(1)})
    short = simulated(replace(long, replicas=30), tmp_path / "short")
    assert float(one[0]["sanctions"].sum()) > 50
    for name in one[0]:
        for other in (two, taken_up):
            assert one[0][name].values.tobytes() == other[0][name].values.tobytes(), name
        first = one[0][name].isel(replica=slice(30)) if "replica" in one[0][name].dims else one[0][name]
        assert first.values.tobytes() == short[0][name].values.tobytes(), name
    assert_frame_equal(one[1], two[1])
    assert_frame_equal(one[1], taken_up[1])
    assert_frame_equal(short[1].drop("row"), one[1].filter(pl.col("replica") < 30).drop("row"))


def test_a_later_attack_adds_members_to_the_sanctions_in_force():
    regimes, never = Regimes(3), np.inf
    one = np.array([0])
    for month, days in ((0, [[10.0, never, never]]), (5, [[1.0, 40.0, never]])):
        rows = np.array([month])
        regimes.impose(rows, one, np.array([2]), month, np.array(days), np.zeros((1, 3), dtype=bool))
    assert regimes.row.tolist() == [0] and regimes.joined.tolist() == [[0, 6, NEVER]]
    regimes.ended[0] = 9
    rows = np.array([7, 8])
    days = np.array([[never, 3.0, never], [never, never, 3.0]])
    regimes.impose(rows, np.array([0, 1]), np.array([2, 0]), 12, days, np.ones((2, 3), dtype=bool))
    assert regimes.row.tolist() == [0, 7, 8] and regimes.joined[1].tolist() == [NEVER, 12, NEVER]
    assert regimes.by_body[2].tolist() == [False, False, True]
