"""Concerns: each counted from the right rows, beside the baseline, with the rows at hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.core.references import cite
from foedera.sim.outcomes import MEASURES
from foedera.sim.scenario import Focus
from foedera.study.concerns import CONCERNS, ENOUGH, compare, concern_table, measure, rows_behind
from foedera.study.evidence import DERIVED, Counts, where
from foedera.study.tables import burden_table, priors_table, reliability_table, variance_table


def value(table: pl.DataFrame, name: str, scenario: str, column: str = "value"):
    return table.filter(measure=name, scenario=scenario)[column].item()


def test_every_measure_is_of_something_and_cites_something_that_exists():
    known = {*MEASURES, *DERIVED, "decision"}
    for m in CONCERNS:
        assert {n for name in m.of for n in name.split("+")} <= known, m.id
        cite(m.cites)
        assert np.isfinite(m.level) == (m.estimator in ("quantile", "chance"))
    assert len({m.id for m in CONCERNS}) == len(CONCERNS)
    assert {m.concern for m in CONCERNS} == {
        "deterrence", "reliability", "speed", "burden", "entanglement", "cohesion", "legitimacy", "economy", "people",
    }  # fmt: skip


def test_deaths_are_never_a_mean_alone():
    assert {m.estimator for m in CONCERNS if m.of == ("deaths",)} == {"quantile", "chance"}


def test_attacks_are_the_rows_of_the_log(handmade):
    table = concern_table(handmade)
    for scenario in ("baseline", "reform", "without"):
        rows = rows_behind(handmade, "attacks", scenario).collect()
        assert value(table, "attacks", scenario) == pytest.approx(rows.height / 40)
        assert set(rows["actor"]) == {"ZZZ"}


def test_speed_counts_the_judged_pacts_alone(handmade):
    events, table = handmade.events.collect(), concern_table(handmade)
    ours = events.filter(scenario="reform", pact="pact")
    days = ours.filter(kind="adopted")["days"].to_numpy()
    assert value(table, "decision_median", "reform") == np.quantile(days, 0.5, method="inverted_cdf")
    assert value(table, "decision_p90", "reform") == np.quantile(days, 0.9, method="inverted_cdf")
    late, all_of_them = (
        ours.filter(pl.col("kind").is_in(k)).height for k in (["deadlock"], ["deadlock", "adopted"])
    )
    assert value(table, "never_decided", "reform") == pytest.approx(late / all_of_them)
    assert value(table, "decision_median", "without") is None


def test_the_first_contribution_to_the_victim_counts(handmade):
    rows = Counts(handmade).rows("contribution")[0]
    assert np.array_equal(rows[0], 10.0 + rows[1])
    assert set(rows[1] % 4) == {0}


def test_a_handful_of_promises_is_no_share(handmade):
    assert 0 < float(handmade.outcomes["obligations"].sel(scenario="baseline").sum()) < ENOUGH
    assert value(concern_table(handmade), "honoured_share", "baseline") is None


def test_reliability_is_a_ratio_of_sums(handmade):
    for name in ("honoured", "obligations"):
        handmade.outcomes[name] = handmade.outcomes[name] * ENOUGH
    table = concern_table(handmade)
    data = handmade.outcomes.sel(scenario="baseline")
    share = float(data["honoured"].sum() / data["obligations"].sum())
    assert value(table, "honoured_share", "baseline") == pytest.approx(share)
    assert value(table, "honoured_share", "baseline", "low") < share < value(
        table, "honoured_share", "baseline", "high"
    )  # fmt: skip


def test_the_dividend_is_attacks_without_less_attacks_with(handmade):
    table = concern_table(handmade)
    with_pact, without = (value(table, "attacks", s) for s in ("reform", "without"))
    assert value(table, "deterrence_dividend", "reform") == pytest.approx(without - with_pact)
    assert value(table, "deterrence_dividend", "without") is None
    mirrored = -value(table, "attacks", "reform", "difference")
    assert value(table, "deterrence_dividend", "reform", "difference") == pytest.approx(mirrored)


def test_no_dividend_without_the_scenario_without(handmade):
    handmade.outcomes = handmade.outcomes.sel(scenario=["baseline", "reform"])
    handmade.events = handmade.events.filter(pl.col("scenario") != "without")
    assert value(concern_table(handmade), "deterrence_dividend", "reform") is None


def test_compare_puts_the_baseline_beside(handmade):
    table, beside = concern_table(handmade), compare(handmade)
    assert beside.height == 2 * len(CONCERNS)
    assert set(beside["scenario"]) == {"reform", "without"}
    row = beside.filter(measure="attacks", scenario="without").row(0, named=True)
    assert row["baseline"] == value(table, "attacks", "baseline")
    assert row["difference"] == pytest.approx(row["value"] - row["baseline"])
    assert row["excludes_zero"] is (row["difference_low"] > 0 or row["difference_high"] < 0)
    assert row["excludes_zero"] is True
    assert table.filter(scenario="baseline")["difference"].null_count() == len(CONCERNS)


def test_deaths(handmade):
    table, deaths = concern_table(handmade), handmade.outcomes["deaths"].sel(scenario="baseline").values
    assert value(table, "deaths_over_1000", "baseline") == pytest.approx((deaths > 1000).mean())
    assert value(table, "deaths_median", "baseline") == 0.0
    assert value(table, "deaths_p95", "baseline") == 5000.0


def test_anybody_outside_is_an_adversary_if_none_is_named():
    events = pl.DataFrame({"actor": ["ZZZ", "AAA", "YYY"]})
    named = where("actor IN {adversaries}", Focus(("p",), ("AAA",), ("ZZZ",)))
    anybody = where("actor IN {adversaries}", Focus(("p",), ("AAA",)))
    assert events.filter(named)["actor"].to_list() == ["ZZZ"]
    assert events.filter(anybody)["actor"].to_list() == ["ZZZ", "YYY"]


def test_a_mean_over_the_few_futures_that_have_a_value_is_none(handmade):
    breadth = handmade.outcomes["breadth"]
    breadth[0, ENOUGH - 1 :] = np.nan
    breadth[1, ENOUGH:] = np.nan
    table = concern_table(handmade)
    assert value(table, "breadth", "baseline") is None
    assert value(table, "breadth", "reform") == pytest.approx(float(breadth[1, :ENOUGH].mean()))
    assert value(table, "breadth", "reform", "difference") is None
    assert value(table, "attacks", "baseline") is not None


def test_a_change_of_members_is_neither_better_nor_worse():
    moved = {m.id for m in CONCERNS if m.concern in ("burden", "cohesion")}
    assert {"free_rider_index", "burden_gini", "dispersion", "members"} <= moved
    assert {measure(name).better for name in moved} == {"none"}


def test_an_unknown_scenario_is_named(handmade):
    with pytest.raises(InputError, match=r"no scenario 'reforn' \(did you mean 'reform'"):
        rows_behind(handmade, "attacks", "reforn")


def test_a_state_of_the_world_has_no_rows(handmade):
    with pytest.raises(InputError, match="state of the world at the horizon"):
        rows_behind(handmade, "members")
    with pytest.raises(InputError, match="did you mean 'attacks'"):
        measure("atacks")
    with pytest.raises(InputError, match="no measure 'honord'"):
        Counts(handmade).array("honord")


def test_reliability_by_member_and_clause(handmade):
    table = reliability_table(handmade)
    assert table.select("member", "clause").unique().rows() == [("BBB", "pact/one")]
    assert table["scenario"].to_list() == ["baseline", "reform"]
    total = handmade.outcomes["obligations"].sum("replica").values
    assert table["obligations"].to_list() == [int(total[0]), int(total[1])]
    assert table["share"].to_list() == pytest.approx((table["honoured"] / table["obligations"]).to_list())
    assert (table["low"] <= table["share"]).all()
    assert reliability_table(handmade, by=("member",)).columns == [
        "scenario", "member", "obligations", "honoured", "share", "low", "high",
    ]  # fmt: skip


def test_reliability_without_any_obligation_is_an_empty_table(handmade):
    handmade.events = handmade.events.filter(pl.col("kind") != "honoured", pl.col("kind") != "reneged")
    assert reliability_table(handmade).height == 0


def test_burden_by_member(handmade):
    table = burden_table(handmade)
    assert table.filter(scenario="reform")["member"].to_list() == ["AAA", "BBB"]
    first = table.row(0, named=True)
    assert (first["cost_share"], first["benefit_share"]) == pytest.approx((0.6, 0.4))
    assert (first["gap"], first["low"], first["milex_pct"]) == pytest.approx((0.2, 0.2, 2.0))


def test_priors_table():
    import xarray as xr

    names = [f"{s}--{p}" for s in ("baseline", "reform", "without") for p in ("own", "game")]
    attacks = np.repeat(np.array([1.0, 2.0, 1.5, 2.5, 4.0, 9.0])[:, None], 10, axis=1)
    data = xr.Dataset({"attacks_per_decade": (("scenario", "replica"), attacks)}, {"scenario": names})
    table = priors_table(data)
    row = table.filter(prior="game", scenario="reform").row(0, named=True)
    assert (row["attacks"], row["difference"], row["dividend"]) == (2.5, 0.5, 6.5)
    base = table.filter(prior="own", scenario="baseline").row(0, named=True)
    assert (base["attacks"], base["difference"], base["dividend"]) == (1.0, None, 3.0)
    assert table.filter(scenario="without")["dividend"].null_count() == 2


def test_variance_table(handmade):
    table = variance_table(handmade)
    assert set(table["of"]) == {"level", "difference"}
    quantiles = {m.id for m in CONCERNS if m.estimator == "quantile"}
    assert set(table["measure"]) == {m.id for m in CONCERNS} - quantiles
    level = table.filter(measure="attacks", scenario="baseline", of="level").row(0, named=True)
    x = handmade.outcomes["attacks_per_decade"].values[0].reshape(-1, 2)
    assert level["chance"] == pytest.approx(((x[:, 0] - x[:, 1]) ** 2).mean() / 2)
    assert table.filter(measure="attacks", of="difference")["scenario"].to_list() == ["reform", "without"]
