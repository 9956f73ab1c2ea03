"""One block of the whole pipeline on the reference world: accounting, pairing, limits."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scenes import experiment

from foedera.core.errors import InputError
from foedera.pacts import Pact, library
from foedera.sim.mechanisms import joining
from foedera.sim.onset import pact_effect
from foedera.sim.parameters import ParameterSet, draw_parameters
from foedera.sim.pipeline import PIPELINE, check
from foedera.sim.runner import Compiled


def without_usa(pacts):
    return tuple(
        p.model_copy(update={"members": tuple(m for m in p.members if m.state != "USA")})
        if p.id == "nato"
        else p
        for p in pacts
    )


@pytest.fixture(scope="module")
def result():
    return Compiled(experiment()).block(0)["baseline"]


def counted(events, kind, **conditions):
    rows = events.filter(pl.col("kind") == kind)
    for column, value in conditions.items():
        rows = rows.filter(pl.col(column).is_in(value))
    return rows


def test_outcomes_are_what_the_log_says(result):
    events, out, years = result.events, result.outcomes, 5
    allies = library()["nato"].members_on(date(2025, 1, 1))
    onsets = counted(events, "onset")
    assert onsets.height == round(out["world_disputes_per_year"].sum() * years)
    assert onsets.filter(pl.col("value") == 5).height == round(out["world_wars_per_year"].sum() * years)
    outside = onsets.filter(
        pl.col("other").is_in(allies) & ~pl.col("actor").is_in(allies) & (pl.col("value") >= 4)
    )
    assert outside.height == round(out["attacks_per_decade"].sum() * years / 10)
    due = counted(events, "honoured", pact=["nato"]).height + counted(events, "reneged", pact=["nato"]).height
    assert due == out["obligations"].sum()
    assert counted(events, "honoured", pact=["nato"]).height == out["honoured"].sum()
    deaths = counted(events, "deaths", actor=allies)["value"].sum()
    assert np.isclose(deaths, out["deaths"].sum())
    losses = counted(events, "output_loss")["value"].sum()
    assert np.isclose(losses, out["state_output_loss"].sum())
    assert counted(events, "joined").height == out["joined"].sum()


def test_every_war_has_a_whole_life(result):
    events = result.events
    key = ["replica", "crisis"]
    wars = counted(events, "onset").filter(pl.col("value") == 5).select(key)
    died = counted(events, "deaths").group_by(key).agg(pl.col("value").sum())
    joined = wars.join(died, on=key, how="left")
    assert joined["value"].null_count() == 0 and joined["value"].min() > 0
    ended = counted(events, "ended").select(key)
    assert (
        joined.join(ended, on=key, how="semi")["value"].min() >= 1000
    )  # those under way have not lost all yet
    outsiders = counted(events, "joined").join(wars, on=key, how="anti")
    assert outsiders.height == 0


def test_nobody_joins_twice_or_both_sides(result):
    joined = counted(result.events, "joined")
    assert joined.select("replica", "crisis", "actor").is_duplicated().sum() == 0
    principals = counted(result.events, "onset").select("replica", "crisis", "actor", "other")
    both = joined.join(principals, on=["replica", "crisis"], suffix="_principal")
    assert both.filter(pl.col("actor") == pl.col("actor_principal")).height == 0


def test_who_honours_joins_unless_the_war_is_over_by_then(result):
    events, key = result.events, ["replica", "crisis", "actor"]
    honoured, joined = counted(events, "honoured"), counted(events, "joined")
    came = honoured.join(joined.select(key), on=key, how="semi").height
    assert 0.6 * honoured.height < came <= honoured.height
    ended = counted(events, "ended").select("replica", "crisis", end="month")
    late = joined.join(ended, on=["replica", "crisis"]).filter(pl.col("month") > pl.col("end"))
    assert late.height == 0


def test_the_initiator_is_joined_at_the_rates_of_those_tied_to_the_war_and_of_the_rest(monkeypatch):
    draw, tied, rest = joining._unbound, [], []

    def spy(block, month, rows, new):
        out, a, b = draw(block, month, rows, new), block.crises.initiator[rows], block.crises.target[rows]
        land, ally = block.scene.land[a] | block.scene.land[b], block.network.defence_tie[a]
        bound = (block.defence.clause[new] >= 0) | (block.offence.clause[new] >= 0)
        asked = ~bound & (block.crises.side[rows] == 0) & (out != joining.TARGET)
        near = block.scene.major | land | ally
        tied.extend(out[asked & near])
        rest.extend(out[asked & ~near])
        return out

    monkeypatch.setattr(joining, "_unbound", spy)
    for rates in ((1.0, 0.0), (0.0, 1.0)):
        names = ("entanglement.initiator_side_tied", "entanglement.initiator_side_rest")
        Compiled(experiment(replicas=4, parameters=dict(zip(names, rates)))).block(0)
        assert min(len(tied), len(rest)) > 50
        assert np.allclose([np.mean(tied), np.mean(rest)], rates, atol=0.03)  # the rates are drawn
        tied.clear()
        rest.clear()


def test_yearly_series_end_at_the_outcomes(result):
    out = result.outcomes
    assert np.allclose(out["yearly_attacks"][:, -1] * 2, out["attacks_per_decade"])
    assert np.allclose(out["yearly_joined"][:, -1] * 2, out["entanglements_per_decade"])
    assert np.all(np.diff(out["yearly_attacks"], axis=1) >= 0)


def test_shares_sum_to_one(result):
    for name in ("cost_share", "benefit_share"):
        assert np.allclose(result.outcomes[name].sum(axis=1), 1.0)


@pytest.mark.parametrize("link", ["statistical", "game"])
def test_a_smaller_block_is_a_prefix_of_a_larger_one(link):
    few, more = (Compiled(experiment(link, n, years=6)).block(0)["baseline"] for n in (5, 16))
    for name, values in few.outcomes.items():
        assert np.array_equal(values, more.outcomes[name][:5], equal_nan=True), name
    assert few.events.equals(more.events.filter(pl.col("replica") < 5))


@pytest.mark.parametrize("link", ["statistical", "game"])
def test_the_same_world_twice_is_the_same_future(link):
    both = Compiled(experiment(link=link, replicas=4, years=6, reform=lambda pacts: pacts)).block(0)
    for name, values in both["baseline"].outcomes.items():
        assert np.array_equal(values, both["reform"].outcomes[name], equal_nan=True), name


def test_under_the_game_losing_an_ally_brings_attacks_and_never_removes_one():
    both = Compiled(experiment(link="game", replicas=32, years=5, reform=without_usa)).block(0)
    base, reform = (both[s].outcomes["attacks_per_decade"] for s in ("baseline", "reform"))
    assert reform.mean() > base.mean()
    paired, unpaired = np.var(reform - base), np.var(reform) + np.var(base)
    assert paired < unpaired


def with_offence(pacts):
    clause = {"id": "together", "article": "Art. 1", "type": "offence", "duty": "automatic"}
    raw = {"id": "axis", "name": "Axis", "kind": "defence", "signed": date(2020, 1, 1), "in_force": date(2020, 1, 1),
           "members": [{"state": "RUS"}, {"state": "CHN"}], "clauses": [clause]}  # fmt: skip
    return (*pacts, Pact.model_validate(raw))


def without_korea(pacts):
    return tuple(p for p in pacts if p.id != "us-korea")


@pytest.mark.parametrize("reform", [with_offence, without_korea])
def test_under_the_null_prior_no_clause_moves_onset(reform):
    both = Compiled(experiment(parameters={"sim.prior": "null"}, replicas=8, reform=reform)).block(0)
    columns = ["replica", "month", "actor", "other", "value"]
    one, two = (
        both[s].events.filter(pl.col("kind") == "onset").select(columns) for s in ("baseline", "reform")
    )
    assert one.height > 100
    assert one.cast(pl.String).equals(two.cast(pl.String))


def test_the_same_turn_of_a_dyad_goes_as_far_whenever_it_comes():
    both = Compiled(experiment(link="game", replicas=32, years=8, reform=without_usa)).block(0)
    turn = pl.col("month").rank("ordinal").over("replica", "actor", "other")
    lives = [
        both[s]
        .events.filter((pl.col("kind") == "onset") & (pl.col("actor") == "RUS"))
        .with_columns(turn=turn)
        for s in ("baseline", "reform")
    ]
    key = ["replica", "actor", "other", "turn"]
    pairs = (
        lives[0]
        .with_columns(pl.col("actor", "other").cast(pl.String))
        .join(lives[1].with_columns(pl.col("actor", "other").cast(pl.String)), on=key, suffix="_reform")
    )
    moved = pairs.filter(pl.col("month") != pl.col("month_reform"))
    assert moved.height > 50
    assert (moved["value"] == moved["value_reform"]).mean() > 0.9  # but for those a war has swallowed


def test_a_state_that_breaks_its_word_deters_less():
    compiled = Compiled(experiment(link="game", replicas=4))
    scene = compiled.scenes[0]
    network, draw = scene.network(0), draw_parameters(scene.parameters, 1, 0, 4, 4)
    usual = np.full((4, scene.n), 0.5)
    effects = []
    for belief in (0.5, 0.25, 0.1):
        usual[:, scene.states.index("USA")] = belief
        effects.append(pact_effect(scene, network, draw, 0, usual.copy()))
    held = network.ally[:, scene.states.index("USA")] & scene.played
    assert np.all(effects[1][:, held] > effects[0][:, held])
    assert np.all(effects[2][:, held] > effects[1][:, held])
    assert np.array_equal(effects[0][:, ~held], effects[2][:, ~held])


def test_link_must_be_chosen():
    with pytest.raises(InputError, match="deterrence link is not chosen"):
        Compiled(experiment(link="unset")).block(0)


def test_pipeline_is_consistent_and_a_gap_is_named():
    check(PIPELINE)
    with pytest.raises(InputError, match=r"'clauses' reads 'event\.onset', which nothing before it writes"):
        check([m for m in PIPELINE if m.name != "disputes"])


def test_parameters_are_shared_by_pairs_and_spread_between_them():
    records = ParameterSet().replace({"sim.link": "game"})
    draw = draw_parameters(records, 1, 0, 31, 32)
    assert draw.onset.shape == (31, 16)
    assert np.array_equal(draw.onset[0:30:2], draw.onset[1:30:2])
    assert np.unique(draw.onset[::2, 0]).size == 16
    few = draw_parameters(records, 1, 0, 3, 32)
    assert np.array_equal(few.onset, draw.onset[:3])
    assert np.array_equal(few.field("war", "mu"), draw.field("war", "mu")[:3])


def test_unknown_parameter_suggests():
    with pytest.raises(InputError, match="did you mean 'honouring'"):
        ParameterSet().replace({"honoring.n_eff": 3})
