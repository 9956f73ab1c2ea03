"""Known facts, counted from the panels: states, capabilities, alliances, disputes, wars; and where each record ends."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from foedera import panel
from foedera.panel import Panel, PanelFrame

# -- capabilities and alliances ----------------------------------------------------------------------------

INDICATORS = ("milex", "milper", "irst", "pec", "tpop", "upop")


def test_cinc_is_the_mean_of_the_shares_that_are_known(mirror: Path) -> None:
    made = panel.state_years().add("cow.nmc@6.0").collect().data
    shares = [(pl.col(n) / pl.col(n).sum().over("year")).alias(n) for n in INDICATORS]
    worked = made.select(pl.mean_horizontal(shares).alias("cinc"))["cinc"]
    assert made["cinc"].null_count() == 0 and float((made["cinc"] - worked).abs().max()) < 1e-7  # type: ignore[arg-type]
    total = made.group_by("year").agg(pl.col("cinc").sum())["cinc"]
    assert float(total.min()) > 0.999 and float(total.max()) == pytest.approx(1.0747, abs=1e-4)  # type: ignore[arg-type]


def test_pledges_of_defence_go_both_ways_but_for_the_asymmetric_ones(mirror: Path) -> None:
    made = panel.events("atop@peacesciencer", "dyad_years").collect().data
    keys = ["ccode1", "ccode2", "year"]
    back = made.select("year", pl.col("atop_defense").alias("back"), ccode1="ccode2", ccode2="ccode1")
    both = made.join(back, on=keys, how="left")
    assert both["back"].null_count() == 0
    uneven = both.filter(pl.col("atop_defense") != pl.col("back"))
    assert uneven.height == 984
    dyads = panel.dyad_years(1816, 2016).add("atop").collect().data
    once = panel.dyad_years(1816, 2016, directed=False).add("atop").collect().data
    given = panel.dyad_years(1816, 2016, directed=False).add("atop", direction="given").collect().data
    swapped = dyads.select("year", pl.col("atop_defense").alias("back"), ccode1="ccode2", ccode2="ccode1")
    pair = dyads.join(swapped, on=keys, how="inner").filter(pl.col("ccode1") < pl.col("ccode2")).sort(keys)
    assert once["atop_defense"].equals(
        pair.select(pl.max_horizontal("atop_defense", "back")).to_series().alias("atop_defense")
    )
    assert (
        given["atop_defense"].equals(pair["atop_defense"])
        and once["atop_defense"].sum() > given["atop_defense"].sum()
    )


NATO_2018 = [2, 20, 200, 210, 211, 212, 220, 230, 235, 255, 290, 310, 316, 317, 325, 339, 341, 344, 349, 350, 355, 360,
             366, 367, 368, 385, 390, 395, 640]  # fmt: skip
JOINED_AFTER_1990 = [290, 310, 316, 317, 339, 341, 344, 349, 355, 360, 366, 367, 368]


def _pairs(of: str, column: str, members: list[int], year: int) -> tuple[int, int]:
    made = panel.dyad_years(year, year, extend=year > 2016).add(of).collect().data
    inside = made.filter(pl.col("ccode1").is_in(members), pl.col("ccode2").is_in(members))
    return int(inside[column].sum()), inside.height


def test_pairs_of_nato(mirror: Path) -> None:
    assert _pairs("atop", "atop_defense", NATO_2018, 2018) == (812, 812)
    # in 1990 the sixteen of the time, 240, and the four that were in the Warsaw Pact, 12
    assert _pairs("atop", "atop_defense", NATO_2018, 1990)[0] == 252
    of_1990 = [255, *(m for m in NATO_2018 if m not in JOINED_AFTER_1990 and m != 255)]
    assert _pairs("atop", "atop_defense", [260 if m == 255 else m for m in of_1990], 1989) == (240, 240)


def test_cow_alliances_lack_the_later_members_of_nato(mirror: Path) -> None:
    """In the copy at hand; the owner's file may have them."""
    members = [m for m in NATO_2018 if m != 341]
    assert _pairs("cow.alliances", "cowall_defense", members, 2012) == (344, 756)


def test_alliances_and_wars_by_year(mirror: Path) -> None:
    """Against counts made before and apart (ATOP 5.1, COW wars 4.0).

    They count a promise of one side as half a dyad and take in members before they were states, every two states of a
    year, whether or not on the same day, and a war that was resumed once more.
    """
    known = pl.read_csv(mirror / "validation/alliances_wars_by_year.csv")
    known = known.filter(pl.col("year") <= 2003).sort("year")
    pact = pl.any_horizontal(pl.col("atop_defense", "atop_offense", "atop_consul") == 1)
    some = pl.any_horizontal(pl.col("^atop_(defense|offense|neutral|nonagg|consul)$") == 1)
    atop = panel.events("atop@peacesciencer", "dyad_years", 1816, 2003).collect().data
    half = {"defense": pl.col("atop_defense") == 1, "pact": pact, "some": some}
    pacts = (
        atop.group_by("year").agg(e.sum().cast(pl.Int64).alias(n) // 2 for n, e in half.items()).sort("year")
    )
    assert pacts["defense"].to_list() == known["atop_defense_dyads"].to_list()
    assert pacts["pact"].to_list() == known["atop_def_off_consul_dyads"].to_list()
    assert pacts["some"].to_list() == known["atop_any_dyads"].to_list()
    dyads = panel.dyad_years(1816, 2003, directed=False).collect().data.group_by("year").len().sort("year")
    fewer = {
        y: n - d for y, n, d in zip(known["year"], known["n_dyads"], dyads["len"], strict=True) if n != d
    }
    assert fewer == {1860: 3, 1918: 2, 1941: 2, 1945: 4, 1958: 1, 1964: 3, 1975: 7, 1990: 8}
    wars = panel.events("cow.wars.inter@peacesciencer", "dyad_years").collect().data
    begun = wars.filter(pl.col("ccode1") < pl.col("ccode2"), pl.col("cowinteronset") == 1)
    onsets = dict(begun.group_by("year").len().iter_rows())
    counted = {y: (n, onsets.get(y, 0)) for y, n in known.select("year", "war_dyad_onsets").iter_rows()}
    resumed = {1864: (5, 3), 1948: (10, 5), 1974: (2, 1)}
    assert {y: pair for y, pair in counted.items() if pair[0] != pair[1]} == resumed


def test_war_dyads_became_a_tenth(mirror: Path) -> None:
    """Jackson and Nei 2015: wars between two states, per pair of states, after 1950 a tenth of those before."""
    made = panel.dyad_years(1820, 2000, directed=False).add("cow.wars.inter").collect().data
    rate = {
        late: made.filter(pl.col("year") >= 1950 if late else pl.col("year") < 1950)["cowwar_onset"].mean()
        for late in (False, True)
    }
    assert 9 < rate[False] / rate[True] < 12  # type: ignore[operator]


# -- disputes and wars --------------------------------------------------------------------------------------


def test_disputes_by_decade_and_hostility(mirror: Path) -> None:
    cow = panel.events("cow.mid@5.0", "disputes").collect().data
    decades = dict(cow.group_by(pl.col("styear") // 10 * 10).len().iter_rows())
    assert [decades[d] for d in (1900, 1910, 1950, 1980, 2000)] == [49, 121, 189, 336, 292]
    levels = dict(cow.group_by("hostlev").len().iter_rows())
    assert [levels[n] for n in (2, 3, 4, 5)] == [74, 653, 1603, 106]
    assert (cow["styear"].min(), cow["styear"].max()) == (1816, 2014)
    gml = panel.events("gml.mid", "disputes").collect().data
    levels = dict(gml.group_by("hostlev").len().iter_rows())
    assert gml.height == 2174 and [levels[n] for n in (2, 3, 4, 5)] == [63, 542, 1474, 95]


def test_directed_and_non_directed_disputes_agree(mirror: Path) -> None:
    keys = ["ccode1", "ccode2", "year"]
    for of, group in (("gml.mid", "gml"), ("cow.mid", "cowmid")):
        both = panel.dyad_years(1946, 2010).add(of).collect().data
        once = panel.dyad_years(1946, 2010, directed=False).add(of).collect().data
        low = both.filter(pl.col("ccode1") < pl.col("ccode2"))
        high = both.filter(pl.col("ccode1") > pl.col("ccode2")).select(
            "year", f"^{group}_(init_[12]|onset|ongoing)$", ccode1="ccode2", ccode2="ccode1"
        )
        for name in (f"{group}_onset", f"{group}_ongoing"):
            assert once[name].equals(low[name])
        pair = low.join(high, on=keys, suffix="_back").sort(keys)
        assert pair[f"{group}_onset"].equals(pair[f"{group}_onset_back"].alias(f"{group}_onset"))
        assert pair[f"{group}_init_1"].equals(pair[f"{group}_init_2_back"].alias(f"{group}_init_1"))


# -- where records end --------------------------------------------------------------------------------------


def _known(made: PanelFrame, column: str) -> tuple[int, int]:
    """Return the first and last year with a value."""
    years = made.data.filter(pl.col(column).is_not_null())["year"]
    return int(years.min()), int(years.max())  # type: ignore[arg-type]


ENDS = {
    "gml_onset": (1816, 2010), "gml_ongoing": (1816, 2010), "cowmid_onset": (1816, 2014),
    "cowmid_ongoing": (1816, 2014), "cowwar_ongoing": (1816, 2007), "conttype": (1816, 2016),
    "atop_defense": (1816, 2018), "rivalry": (1816, 2020), "major_1": (1816, 2016),
    "flow1": (1870, 2014), "dyadigos": (1816, 2014),
}  # fmt: skip


def test_after_the_end_of_the_data_nothing_is_known(mirror: Path) -> None:
    plan = panel.dyad_years(1816, 2023, directed=False, extend=True)
    for of in ("gml.mid", "cow.mid", "cow.wars.inter", "cow.contiguity", "atop", "rivalries.tss", "cow.majors",
               "cow.trade", "cow.igo"):  # fmt: skip
        plan = plan.add(of)
    made = plan.collect()
    covers = {r["column"]: (r["first"], r["last"]) for r in made.coverage().iter_rows(named=True)}
    for column, years in ENDS.items():
        assert _known(made, column) == years, column
        assert max(covers[column][0], 1816) <= years[0] and years[1] <= covers[column][1], column
    events = [f.name for f in made.provenance.facts if f.event]
    inside = made.coverage().filter(pl.col("column").is_in(events))
    assert len(events) >= 15 and inside["null_inside"].to_list() == [0.0] * len(events)


def test_fault_1_two_sets_of_disputes_side_by_side_lose_nothing(mirror: Path) -> None:
    plan = panel.dyad_years(1946, 2016, directed=False)
    alone = plan.add("cow.mid").collect()
    together = plan.add("gml.mid").add("cow.wars.inter").add("cow.mid").collect()
    assert alone["cowmid_ongoing"].sum() == together["cowmid_ongoing"].sum() == 3_187
    assert (
        together["cowwar_ongoing"].sum()
        == plan.add("cow.wars.inter").collect()["cowwar_ongoing"].sum()
        == 267
    )
    assert together["gml_ongoing"].equals(plan.add("gml.mid").collect()["gml_ongoing"])


def test_fault_2_rivalry_is_unknown_after_2020(mirror: Path) -> None:
    made = panel.dyad_years(2019, 2024, extend=True).add("rivalries.tss").collect().data
    assert made.filter(year=2020)["rivalry"].sum() == 112
    assert (
        made.filter(pl.col("year") > 2020)["rivalry"].null_count()
        == made.filter(pl.col("year") > 2020).height
        > 0
    )


def test_fault_3_the_end_of_the_data_is_not_peace(mirror: Path) -> None:
    for unit in (panel.state_years(2005, 2016), panel.leader_years(2005, 2015), panel.dyad_years(2005, 2016)):
        made = unit.add("gml.mid").collect()
        assert _known(made, "gml_onset") == _known(made, "gml_ongoing") == (2005, 2010)
    onsets = panel.state_years(2010, 2020, system="gw", extend=True).add("ucdp.onsets").collect()
    assert _known(onsets, "sumnewconf") == _known(onsets, "sumonset1") == (2010, 2017)


def test_fault_4_disputes_of_leaders_are_there(mirror: Path) -> None:
    made = panel.leader_years(1946, 2010).add("gml.mid").collect().data
    assert made["gml_ongoing"].null_count() == 0 and 0.1 < float(made["gml_ongoing"].mean()) < 0.6  # type: ignore[arg-type]
    states = panel.state_years(1946, 2010).add("gml.mid").collect().data
    joined = made.join(states, on=["ccode", "year"], suffix="_state")
    alone = joined.filter(pl.len().over("ccode", "year") == 1, pl.col("gml_ongoing") == 1)
    assert float(alone["gml_ongoing_state"].mean()) > 0.97  # type: ignore[arg-type]
    assert len(panel.leader_days(2000, 2000).collect()) > 60_000


def test_fault_5_the_order_of_rows_changes_nothing(mirror: Path) -> None:
    frame = panel.dyad_years(1980, 2010, directed=False).add("gml.mid").collect().data
    plain = frame.select("ccode1", "ccode2", "year", "gml_ongoing")
    shuffled = plain.sample(fraction=1.0, shuffle=True, seed=1)
    one, two = (
        panel.of_frame(f, "non-directed dyad-year")
        .peace_years("gml_ongoing")
        .lag("gml_ongoing")
        .collect()
        .data
        for f in (plain, shuffled)
    )
    assert not one.equals(two) and one.equals(two.sort("ccode1", "ccode2", "year"))


def test_fault_6_spells_need_no_cut_where_the_event_is_unknown(mirror: Path) -> None:
    whole = panel.dyad_years(1990, 2016, directed=False).add("gml.mid").peace_years("gml.ongoing").collect()
    cut = panel.dyad_years(1990, 2010, directed=False).add("gml.mid").peace_years("gml.ongoing").collect()
    assert whole.data.filter(pl.col("year") <= 2010)["peace_years"].equals(cut["peace_years"])
    assert _known(whole, "peace_years") == (1990, 2011)


def test_fault_7_dyads_of_unknown_relevance_are_told(mirror: Path) -> None:
    made = panel.dyad_years(2016, 2018, extend=True).where(panel.politically_relevant).collect()
    assert made["year"].unique().to_list() == [2016] and len(made) == 3_622
    assert made.provenance.notes == (
        "where(politically_relevant): 75,660 rows dropped because the condition is unknown there",
    )


def test_fault_8_capabilities_are_shown_as_they_are(mirror: Path) -> None:
    """The shares of NMC 7.0 add to more than one, since the index is the mean over the shares that are known."""
    made = panel.state_years(1816, 2022, extend=True).add("cow.nmc@7.0").collect() if _has_seven() else None
    seven = made or panel.state_years(1816, 2022, extend=True).add("cow.nmc@peacesciencer").collect()
    total = seven.data.group_by("year").agg(pl.col("cinc").sum()).sort("year")
    assert float(total["cinc"].min()) > 0.999 and float(total["cinc"].max()) == pytest.approx(1.075, abs=1e-3)  # type: ignore[arg-type]
    assert total.filter(year=1816)["cinc"].item() == pytest.approx(1.054, abs=1e-3)


def _has_seven() -> bool:
    from foedera.data.catalogue import source
    from foedera.data.tidy import available

    return "7.0" in {e.name for e in available(source("cow.nmc"))}


# -- two systems of numbers ---------------------------------------------------------------------------------


def _germany(plan: Panel, name: str) -> object:
    return plan.add("cow.nmc").collect().data.filter(gwcode=260, year=1990)[name].item()


def test_where_two_states_become_one_the_one_of_the_last_day_counts(mirror: Path) -> None:
    """Germany in 1990: 255 from October, 260 before; both are 260 of Gleditsch and Ward."""
    made = panel.state_years(1989, 1991, system="gw").add("cow.nmc").collect()
    assert _germany(panel.state_years(1989, 1991, system="gw"), "cinc") == (
        panel.state_years(1990, 1990).add("cow.nmc").collect().data.filter(ccode=255)["cinc"].item())  # fmt: skip
    assert any("260 in 1990" in n and "another state has the number" in n for n in made.provenance.notes)
    maddison = panel.state_years(1970, 1970).add("maddison").collect().data.filter(ccode=365)
    table = panel.events("maddison", "state_years", 1970, 1970).collect().data
    assert maddison["maddison_pop"].item() == table.filter(iso3="SUN")["maddison_pop"].item()


def test_polity_comes_to_gleditsch_ward_states(mirror: Path) -> None:
    gw = panel.state_years(2000, 2000, system="gw").add("polity").collect().data
    cow = panel.state_years(2000, 2000).add("polity").collect().data
    for one, other in ((260, 255), (2, 2), (678, 679), (345, 345)):
        assert gw.filter(gwcode=one)["polity2"].item() == cow.filter(ccode=other)["polity2"].item()


def test_a_yearly_value_on_months_is_told(mirror: Path) -> None:
    made = panel.state_months(2000, 2000).add("cow.mid").collect()
    assert made.provenance.notes[-1] == "cow.mid: values of the year, the same in each month of it"
    assert made.data.group_by("ccode").agg(pl.col("cowmid_onset").n_unique())["cowmid_onset"].max() == 1
