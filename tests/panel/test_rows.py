"""Which rows a panel has: counted against published counts and against plain loops over the owners' lists."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from foedera import panel
from foedera.core.errors import InputError, MissingDataError
from foedera.data.identity import state_years as listed
from foedera.panel import Panel
from foedera.panel.membership import Membership


def _tenures(mirror: Path) -> list[tuple[int, date, date]]:
    """Return the state system as its owner lists it: number, first and last day."""
    with (mirror / "cow/states2016.csv").open() as file:
        return [
            (int(r["ccode"]), *(date(*(int(r[f"{e}{p}"]) for p in ("year", "month", "day"))) for e in ("st", "end")))
            for r in csv.DictReader(file)
        ]  # fmt: skip


def _count(plan: Panel) -> int:
    return len(plan.collect())


# -- states -------------------------------------------------------------------------------------------------


def test_state_years_are_those_of_the_owner(mirror: Path) -> None:
    made = panel.state_years().collect().data
    expected = {(c, y) for c, s, e in _tenures(mirror) for y in range(s.year, e.year + 1)}
    assert made.height == len(expected) == 15_951
    assert set(made.select("ccode", "year").iter_rows()) == expected
    assert made.equals(made.sort("ccode", "year"))
    assert made.filter(year=2016).height == 195


@pytest.mark.parametrize(
    ("year", "states"), [(1816, 23), (1900, 42), (1914, 45), (1938, 66), (2000, 191), (2016, 195)]
)
def test_states_on_any_day_of_a_year(mirror: Path, year: int, states: int) -> None:
    assert _count(panel.state_years(year, year)) == states


def test_states_on_one_day(mirror: Path) -> None:
    days = panel.state_days(1946, 1950).collect().data
    assert days.filter(date=date(1946, 1, 1)).height == 62
    assert days.filter(date=date(1950, 1, 1)).height == 75
    assert days.filter(date=date(1952, 1, 1)).height == 0


def test_days_and_months_are_those_of_the_owner(mirror: Path) -> None:
    spells = [(c, max(s, date(1989, 1, 1)), min(e, date(1991, 12, 31))) for c, s, e in _tenures(mirror)]
    days = {(c, s + timedelta(days=k)) for c, s, e in spells for k in range((e - s).days + 1)}
    made = panel.state_days(1989, 1991).collect().data
    assert made.height == len(days) and set(made.select("ccode", "date").iter_rows()) == days
    assert (made["date"].dt.year() == made["year"]).all()
    months = panel.state_months(1989, 1991).collect().data
    assert set(months.iter_rows()) == {(c, d.year, d.month) for c, d in days} and months.height == len(
        set(months.rows())
    )
    assert months.equals(months.sort("ccode", "year", "month"))


def test_gleditsch_ward_states_without_microstates_agree_with_the_shipped_list(mirror: Path) -> None:
    made = panel.state_years(system="gw").collect().data
    shipped = listed("gw", 1816, 2017, microstates=False)
    assert made.height == 17_767
    assert set(made.iter_rows()) == set(shipped.select("gwcode", "year").iter_rows())


def test_gleditsch_ward_list_with_microstates_from_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "iisystem.dat").write_text(
        "2\tUSA\tUnited States of America\t01:01:1816\t31:12:2017\n20\tCAN\tCanada\t01:07:1867\t31:12:2017\n"
    )
    (tmp_path / "microstatessystem.dat").write_text("54\tDMA\tDominica\t03:11:1978\t31:12:2017\n")
    monkeypatch.setenv("FOEDERA_DATA_MIRROR", str(tmp_path))
    made = panel.state_years(1978, 1979, system="gw").add("gw.states").collect().data
    assert made.select("gwcode", "year", "microstate").rows() == [
        (2, 1978, 0), (2, 1979, 0), (20, 1978, 0), (20, 1979, 0), (54, 1978, 1), (54, 1979, 1)]  # fmt: skip
    kept = panel.state_years(1978, 1979, system="gw").add("gw.states").where(pl.col("microstate") == 0)
    assert kept.collect()["gwcode"].unique().sort().to_list() == [2, 20]


# -- dyads --------------------------------------------------------------------------------------------------


def test_dyad_years_need_a_day_in_common(mirror: Path) -> None:
    directed, once = panel.dyad_years().collect().data, panel.dyad_years(directed=False).collect().data
    assert (directed.height, once.height) == (1_912_290, 956_145)
    assert directed.equals(directed.sort("ccode1", "ccode2", "year"))
    assert once.equals(directed.filter(pl.col("ccode1") < pl.col("ccode2")))
    state_years = panel.state_years().collect().data
    pairs = state_years.join(state_years, on="year").filter(pl.col("ccode") != pl.col("ccode_right"))
    assert pairs.height - directed.height == 60  # never members on the same day
    false = pl.read_csv(mirror / "peacesciencer/false_cow_dyads.csv")
    keys = ["ccode1", "ccode2", "year"]
    missing = pairs.rename({"ccode": "ccode1", "ccode_right": "ccode2"}).join(directed, on=keys, how="anti")
    assert set(missing.select(keys).iter_rows()) == set(false.select(keys).iter_rows())


def _of(*tenures: tuple[int, str, str]) -> Membership:
    rows = [(c, date.fromisoformat(s), date.fromisoformat(e)) for c, s, e in tenures]
    return Membership.of(pl.DataFrame(rows, schema=["ccode", "start", "end"], orient="row"), "ccode")


def test_two_tenures_in_one_year_are_one_state_year() -> None:
    members = _of(
        (2, "1990-01-01", "1990-02-28"), (2, "1990-10-01", "1991-12-31"), (20, "1990-01-01", "1991-12-31")
    )
    codes, years = members.state_years(1990, 1991)
    assert list(zip(codes.tolist(), years.tolist())) == [(2, 1990), (2, 1991), (20, 1990), (20, 1991)]
    assert [a.tolist() for a in members.dyad_years(1990, 1991, directed=False)] == [
        [2, 2],
        [20, 20],
        [1990, 1991],
    ]
    months, days = members.periods(date(1990, 1, 1), date(1990, 12, 31), "1mo")
    assert len(months[months == 2]) == 5 and len(set(days[months == 20].tolist())) == 12


def test_a_state_that_begins_the_day_after_another_ends_is_no_partner() -> None:
    members = _of(
        (255, "1990-10-03", "1995-12-31"),
        (260, "1955-05-05", "1990-10-02"),
        (265, "1954-03-25", "1990-10-03"),
    )
    one, two, years = members.dyad_years(1990, 1990, directed=True)
    assert set(zip(one.tolist(), two.tolist())) == {(255, 265), (265, 255), (260, 265), (265, 260)}
    assert set(years.tolist()) == {1990}


def test_members_go_on_only_where_asked(mirror: Path) -> None:
    assert panel.state_years(2015, 2020).collect()["year"].max() == 2016
    made = panel.state_years(2015, 2020, extend=True)
    years = made.add("capitals").collect().data
    assert years.group_by("year").len().sort("year")["len"].to_list() == [195] * 6
    assert (
        years["mincapdist"].null_count() == 0
    )  # the nearest capital is looked for among the carried-on members too
    assert _count(panel.dyad_years(2020, 2020, extend=True)) == 195 * 194
    led = panel.state_years(2018, 2018, extend=True).add("ucdp.acd").lead("ucdp.ongoing").collect()
    assert led["ucdp_ongoing_lead1"].null_count() == 0


@pytest.mark.parametrize(
    "plan",
    [
        panel.state_years(1700, 1800),
        panel.state_months(1700, 1800),
        panel.state_days(2017, 2020),
        panel.dyad_years(2017, 2020),
        panel.dyad_years(1700, 1800, directed=False),
        panel.leader_years(2017, 2020),
        panel.leader_days(2017, 2020),
        panel.leader_dyad_years(2017, 2020),
        panel.dispute_years("gml.mid", 2011, 2012),
        panel.alliance_member_years("atop", 1700, 1710),
        panel.events("cow.trade", "dyad_years", 1800, 1801),
    ],
    ids=lambda plan: plan.rows.text,
)
def test_years_outside_give_an_empty_panel_that_says_so(mirror: Path, plan: Panel) -> None:
    made = plan.add("cow.nmc").add("cow.majors").collect()
    assert len(made) == 0 and "there are no rows of any year asked for" in made.provenance.notes[0]
    assert made.coverage()["null_inside"].null_count() == made.coverage().height


def test_rows_that_end_early_are_told(mirror: Path) -> None:
    notes = panel.state_years(1800, 2030).collect().provenance.notes
    assert notes == ("state_years(1800, 2030, system='cow'): there are no rows before 1816 and after 2016",)
    assert panel.state_years(1816, 2016).collect().provenance.notes == ()


# -- leaders ------------------------------------------------------------------------------------------------


def test_leader_years(mirror: Path) -> None:
    """Gleditsch-Ward as the peer has it.

    The peer counts 16,241 in the Correlates of War system: it asks for a leader and a member in the same year. Here
    the two must share a day, so that the leaders of exile and of the months before entry are not in; and West
    Germany's and North Yemen's last year under their old number is.
    """
    cow, gw = (panel.leader_years(1840, 2015, system=s).collect().data for s in ("cow", "gw"))  # type: ignore[arg-type]
    assert (cow.height, gw.height) == (16_232, 17_361)
    assert not cow.is_duplicated().any() and not gw.is_duplicated().any()
    rows = set(cow.iter_rows())
    assert {
        (260, "GFR-1982", 1990),
        (255, "GFR-1982", 1990),
        (678, "YEM-1978", 1990),
        (679, "YEM-1978", 1990),
    } <= rows
    days = set(panel.leader_years(1840, 2015, system="gw").collect().data.iter_rows())
    for ccode, obsid, year in (
        (211, "BEL-1944", 1945),
        (220, "FRN-1942", 1944),
        (530, "ETH-1936", 1936),
        (652, "SYR-1958", 1961),
    ):
        assert (ccode, obsid, year) not in rows and any(r[1] == obsid for r in days)
    states = panel.state_years(1840, 2015).collect().data
    assert cow.join(states, on=["ccode", "year"], how="anti").height == 0


def test_leader_days_add_up_to_leader_years(mirror: Path) -> None:
    days = panel.leader_days(1988, 1992).collect().data
    assert not days.is_duplicated().any() and days.equals(days.sort("ccode", "obsid", "date"))
    years = panel.leader_years(1988, 1992).collect().data
    assert days.select("ccode", "obsid", "year").unique().sort("ccode", "obsid", "year").equals(years)
    kohl = days.filter(obsid="GFR-1982", year=1990)
    assert kohl.filter(ccode=260)["date"].max() == date(1990, 10, 2)
    assert kohl.filter(ccode=255)["date"].min() == date(1990, 10, 3)
    assert kohl["date"].n_unique() == kohl.height == 365


def test_leader_dyad_years_are_pairs_of_leaders_with_a_day_in_common(mirror: Path) -> None:
    days = panel.leader_days(1989, 1990).collect().data
    pairs = (
        days.join(days, on=["date", "year"], suffix="_2")
        .filter(pl.col("ccode") != pl.col("ccode_2"))
        .select(ccode1="ccode", ccode2="ccode_2", obsid1="obsid", obsid2="obsid_2", year="year")
        .unique()
        .sort("ccode1", "ccode2", "obsid1", "obsid2", "year")
    )
    made = panel.leader_dyad_years(1989, 1990).collect().data
    assert made.equals(pairs)
    once = panel.leader_dyad_years(1989, 1990, directed=False).collect().data
    assert once.equals(made.filter(pl.col("ccode1") < pl.col("ccode2")))


@pytest.mark.parametrize(("system", "rows"), [("cow", 2_207_542), ("gw", 2_339_504)])
def test_leader_dyad_years_of_all_years(mirror: Path, system: Any, rows: int) -> None:
    """The peer has 2.21 and 2.34 million."""
    assert _count(panel.leader_dyad_years(system=system)) == rows


# -- disputes, alliances, events ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "rows"), [("gml.mid@peacesciencer", 10_276), ("cow.mid", 11_390), ("mid", 10_276)]
)
def test_dispute_years(mirror: Path, of: str, rows: int) -> None:
    made = panel.dispute_years(of).collect().data
    assert made.height == rows
    assert not made.select("dispnum", "ccode1", "ccode2", "year").is_duplicated().any()
    back = made.select("dispnum", "year", ccode1="ccode2", ccode2="ccode1")
    assert made.join(back, on=["dispnum", "ccode1", "ccode2", "year"], how="anti").height == 0


def test_alliance_member_years_of_nato(mirror: Path) -> None:
    made = panel.alliance_member_years("atop@4.01").collect().data
    assert not made.select("atopid", "ccode", "year").is_duplicated().any()
    nato = made.filter(atopid=3180)
    counts = dict(nato.group_by("year").len().iter_rows())
    expected = {1949: 12, 1952: 14, 1955: 15, 1982: 16, 1996: 16, 1997: 19, 2004: 26, 2009: 28, 2016: 29}
    # the three of 1999 count from the protocol of accession in December 1997
    expected[1990] = 17  # both Germanies of 1990, under their own numbers
    assert {y: counts[y] for y in expected} == expected
    lag = panel.alliance_member_years("atop@4.01", 1950, 2016).lag("defense").collect().data
    joined = lag.filter(atopid=3180, ccode=290)
    assert joined["defense_lag1"].null_count() == 1 and joined["year"].min() == 1997


EVENTS = [
    ("cow.mid", "disputes", 2_436),
    ("cow.mid", "participants", 5_883),
    ("cow.mid", "incidents", 4_483),
    ("cow.wars.inter", "participants", 337),
    ("gsdb", None, 1_547),
    ("piracy", None, 7_511),
    ("exercises.mme", None, 3_707),
]


@pytest.mark.parametrize(("of", "table", "rows"), EVENTS)
def test_events_are_the_rows_of_the_owner(mirror: Path, of: str, table: str | None, rows: int) -> None:
    made = panel.events(of, table).collect()
    assert len(made) == rows and made.provenance.unit == "event"
    assert {s.id for s in made.provenance.sources} == {of}


def test_measures_come_to_events_that_name_a_state_and_a_year(mirror: Path) -> None:
    trade = (
        panel.events("cow.trade", "dyad_years", 2000, 2001)
        .add("cow.contiguity")
        .add("cow.nmc", keep=["cinc"])
    )
    made = trade.collect().data
    dyads = panel.dyad_years(2000, 2001).add("cow.contiguity").add("cow.nmc", keep=["cinc"]).collect().data
    same = made.join(dyads, on=["ccode1", "ccode2", "year"], how="inner", suffix="_other")
    assert same.height > 59_000
    for name in ("conttype", "cinc_1", "cinc_2"):
        assert same[name].equals(same[f"{name}_other"].alias(name))
    with pytest.raises(InputError, match="name no state and year"):
        panel.events("cow.mid", "disputes").add("cow.nmc")


# -- what is refused ----------------------------------------------------------------------------------------

BAD: list[tuple[Callable[[], object], str]] = [
    (lambda: panel.state_years(1950, 1940), "1950 is after 1940"),
    (lambda: panel.state_years("1950"), "'1950' is no year"),  # type: ignore[arg-type]
    (lambda: panel.state_years(1950.0), "1950.0 is no year"),  # type: ignore[arg-type]
    (lambda: panel.state_years(True), "True is no year"),
    (lambda: panel.state_years(system="cwo"), "did you mean 'cow'"),  # type: ignore[arg-type]
    (lambda: panel.state_months(1950, 1940), "1950 is after 1940"),
    (lambda: panel.state_days(system="G-W"), "use 'cow' or 'gw'"),  # type: ignore[arg-type]
    (lambda: panel.state_years(extend=True), "give the last year"),
    (lambda: panel.state_years(1950, 2020, extend="yes"), "give True or False"),  # type: ignore[arg-type]
    (lambda: panel.dyad_years(directed="no"), "give True or False"),  # type: ignore[arg-type]
    (lambda: panel.dyad_years(1950, 1940), "1950 is after 1940"),
    (lambda: panel.dyad_years(system="iso3"), "use 'cow' or 'gw'"),  # type: ignore[arg-type]
    (lambda: panel.leader_years(1950, 1940), "1950 is after 1940"),
    (lambda: panel.leader_days(system="x"), "use 'cow' or 'gw'"),  # type: ignore[arg-type]
    (lambda: panel.leader_dyad_years(directed=1), "give True or False"),  # type: ignore[arg-type]
    (lambda: panel.dispute_years("cow.nmc"), "use 'gml.mid' or 'cow.mid'"),
    (lambda: panel.dispute_years("gml.mids"), "did you mean 'gml.mid'"),
    (lambda: panel.dispute_years("gml.mid@9"), "has no edition '9'"),
    (lambda: panel.dispute_years("gml.mid", 1950, 1940), "1950 is after 1940"),
    (lambda: panel.alliance_member_years("cow.nmc"), "use 'atop'"),
    (lambda: panel.alliance_member_years("atop@9"), "has no edition '9'"),
    (lambda: panel.events("cow.nmcc"), "did you mean 'cow.nmc'"),
    (lambda: panel.events("cow.nmc"), "name one of state_years"),
    (lambda: panel.events("cow.mid", "dispute"), "did you mean 'disputes'"),
    (lambda: panel.events("gsdb", None, 1950, 1960), "has no year"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_arguments_are_refused_at_once(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        call()
    assert caught.value.where and caught.value.fix


def test_rows_without_data_say_how_to_get_them() -> None:
    for plan in (
        panel.state_years(),
        panel.dyad_years(system="gw"),
        panel.leader_years(),
        panel.events("gsdb"),
    ):
        with pytest.raises(MissingDataError, match="FOEDERA_DATA_MIRROR"):
            plan.collect()


def test_the_plan_of_the_first_page(mirror: Path) -> None:
    """The chain that introduces the panels, from rows to a filter, in one piece."""
    made = (
        panel.dyad_years(1946, 1950, directed=True, system="cow")
        .add("cow.contiguity").add("cow.nmc").add("polity").add("gml.mid").add("atop").add("cow.trade")
        .lag("nmc", years=1).peace_years("gml.onset").similarity("atop", "alliance portfolio")
        .where(panel.politically_relevant).collect()
    )  # fmt: skip
    assert {
        "conttype",
        "cinc_1_lag1",
        "polity2_2",
        "gml_onset",
        "atop_defense",
        "flow1",
        "peace_years",
        "atop_s",
    } <= set(made.columns)
    assert made["year"].min() == 1946 and made["cinc_1_lag1"].null_count() < len(made) / 10
