"""Wars: participants, the pairs that fought, and the years of civil war."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import cow_wars_extra, cow_wars_inter, cow_wars_intra, cow_wars_nonstate
from foedera.data.tidy import open_table

INTER = (
    "WarNum,WarName,WarType,ccode,StateName,Side,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,"
    "StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,TransFrom,WhereFought,Initiator,Outcome,TransTo,"
    "BatDeath,Version\r139,World War II,1,220,France,1,9,3,1939,6,22,1940,10,23,1944,5,7,1945,-8,2,2,1,-8,210000,4\r"
    '139,World War II,1,255,Germany,2,9,1,1939,5,7,1945,-8,-8,-8,-8,-8,-8,"404, 410",2,1,2,-8,-9,4\r'
)
V41 = (
    "WarNum,WarName,WarType,CcodeA,SideA,CcodeB,SideB,Intnl,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,"
    "EndYear1,StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,TransFrom,WhereFought,Initiator,Outcome,"
    "TransTo,SideADeaths,SideBDeaths,Version\n"
    "585,Yellow Cliff Revolt,5,710,China,-8,Followers,0,10,-9,1866,10,-91866,,-8,-8,-8,-8,-8,-8,-8,7,Z,1,-8,-9,-9,4.1\n"
    '682,Rising,7,-8,Socialists,-8,Freikorps,0,1,6,1919,5,1919,,-8,-8,-8,-8,-8,-8,-8,2,S,2,-8,"2,100",70,4.1\n'
    "856,FARC,4,100,Colombia,2,-8,1,8,-9,2005,-7,-7,-7,-8,-8,-8,-8,-8,-8,-8,1,FARC,5,-8,-9,-8,4.1\n"
)
V51_HEADER = (
    "WarNum,WarName,V5RegionNum,WarType,CcodeA,SideA,SideB,Intnl,"
    + ",".join(f"{e}{p}{i}" for i in range(1, 5) for e in ("Start", "End") for p in ("Mo", "Dy", "Yr"))
    + ",WDuratDays,WDuratMo,TotNatMonWar,TransFrom,Initiator,Outcome,TransTo,DeathsSideA,DeathsSideB,TotalBDeaths,"
    "Version\n"
)
V51 = (
    "502.1,Ali Pasha,3,5,640,Ottoman Empire,Loyalists,0,7,-9,1820,11,?,1821,3,-9,1823,1,24,1823"
    + ",-8" * 12 + ",550,18.33,18.33,-8,Ottoman Empire,1,-8,-9,-9,2000,5.1\n"
)  # fmt: skip


def _read(source: Source, edition: str, path: Path, text: str) -> dict[str, pl.DataFrame]:
    path.write_bytes(text.encode("cp1252"))
    return dict(source.edition(edition).read(Raw({path.name: Located(path)})))


def test_inter_state_wars_in_the_owners_layout(tmp_path: Path) -> None:
    tables = _read(cow_wars_inter.SOURCE, "4.0", tmp_path / "Inter-StateWarData_v4.0.csv", INTER)
    france, germany = tables["participants"].rows(named=True)
    assert (france["end1"], france["start2"], germany["end2"]) == (
        date(1940, 6, 22),
        date(1944, 10, 23),
        None,
    )
    assert (france["initiator"], germany["initiator"], germany["transfrom"]) == (0, 1, "404, 410")
    rows = tables["dyad_years"].filter(pl.col("ccode1") == 220)
    wanted = [(1939, 1, 0), (1940, 0, 0), (1944, 1, 1), (1945, 0, 1)]
    assert rows.select("year", "cowinteronset", "resume").rows() == wanted
    assert rows["batdeath2"].to_list() == [None] * 4 and rows["sidea1"].to_list() == [1] * 4


def test_inter_state_wars(mirror: Path) -> None:
    participants = open_table(cow_wars_inter.SOURCE, "participants", "4.0").read()
    assert participants.height == 337 and participants["warnum"].n_unique() == 95
    assert participants.filter(pl.col("start1") > pl.col("end1")).is_empty()


def test_pairs_at_war_against_those_of_the_package(mirror: Path) -> None:
    """The package pairs the second time of a state only with second times of others: 16 rows fewer."""
    ours, theirs = (
        open_table(cow_wars_inter.SOURCE, "dyad_years", e).read() for e in ("4.0", "peacesciencer")
    )
    keys = ["warnum", "ccode1", "ccode2", "year"]
    more = ours.join(theirs, on=keys, how="anti")
    assert (ours.height, theirs.height, more.height) == (1932, 1916, 16)
    assert more["resume"].min() == 1 and set(more["warnum"]) == {100, 139}
    both = ours.join(theirs, on=keys, suffix="_theirs")
    differ = {c: both.filter(pl.col(c).ne_missing(pl.col(f"{c}_theirs"))).height for c in ours.columns[4:]}
    assert {c: n for c, n in differ.items() if n} == {"cowinteronset": 2, "outcome1": 6, "outcome2": 6}


def test_intra_state_wars_4_1_with_its_slips(tmp_path: Path) -> None:
    tables = _read(cow_wars_intra.SOURCE, "4.1", tmp_path / "Intra-StateWarData_v4.1.csv", V41)
    wars = tables["wars"]
    assert wars["endyear1"].to_list() == [1866, 1919, None] and wars["endday1"].to_list() == [None] * 3
    assert wars["deathsa"].to_list() == [None, 2100, None] and wars["ongo"].to_list() == [0, 0, 1]
    years = tables["state_years"].select("warnum", "ccode", "year", "onset").rows()
    assert years[:2] == [("585", 710, 1866, 1), ("856", 2, 2005, 1)]
    assert years[-1] == ("856", 100, 2007, 0), "a war that went on is counted to the last year"


def test_intra_state_wars_5_1_in_the_owners_layout(tmp_path: Path) -> None:
    tables = _read(cow_wars_intra.SOURCE, "5.1", tmp_path / "INTRA-STATE WARS v5.1 CSV.csv", V51_HEADER + V51)
    war = tables["wars"].row(0, named=True)
    assert (war["warnum"], war["stday1"], war["endday1"], war["styear2"], war["v5region"]) == (
        "502.1", None, None, 1823, 3)  # fmt: skip
    rows = tables["state_years"].select("year", "onset").rows()
    assert rows == [(1820, 1), (1821, 0), (1823, 1)]


@pytest.mark.parametrize(("edition", "rows", "ongoing"), [("5.1", 420, 12), ("4.1", 442, 2)])
def test_intra_state_wars(mirror: Path, edition: str, rows: int, ongoing: int) -> None:
    wars = open_table(cow_wars_intra.SOURCE, "wars", edition).read()
    assert wars.height == rows and wars["ongo"].sum() == ongoing == wars["endyear1"].null_count()
    assert wars.filter(pl.col("styear1") > pl.col("endyear1")).is_empty()
    years = open_table(cow_wars_intra.SOURCE, "state_years", edition).read()
    assert years["year"].max() == {"5.1": 2014, "4.1": 2008}[edition]


def test_the_war_years_of_the_package_lie_in_our_state_years(mirror: Path) -> None:
    theirs = open_table(cow_wars_intra.SOURCE, "war_years").read()
    assert theirs.height == 1361
    sides = [theirs.select("warnum", "year", ccode=c).drop_nulls() for c in ("ccodea", "ccodeb")]
    ours = open_table(cow_wars_intra.SOURCE, "state_years", "4.1").read()
    left = pl.concat(sides).unique().join(ours, on=["warnum", "ccode", "year"], how="anti")
    assert left.is_empty()


def test_extra_and_non_state_wars(mirror: Path) -> None:
    extra = open_table(cow_wars_extra.SOURCE, "wars").read()
    assert extra.height == 198 and extra["warnum"].n_unique() == 163 and extra["ongo"].sum() == 13
    assert extra.filter(pl.col("warnum") == 300)["batdeath"].to_list() == [13, 129]
    other = open_table(cow_wars_nonstate.SOURCE, "wars").read()
    assert other.height == 62 and other["totalcombatdeaths"].max() == 60000
    assert other.filter(pl.col("warnum") == 1500)["sideb4"].to_list() == ["Ngati Ira"]


def test_extra_state_wars_with_the_owners_stray_space(tmp_path: Path) -> None:
    dates = ",".join(f"{e}{p}{i}" for i in "12" for e in ("Start", "End") for p in ("Month", "Day", "Year"))
    header = f"WarNum,WarName,WarType,ccode1,SideA,ccode2,SideB,{dates},Initiator,Interven,TransFrom,Outcome,TransTo,"
    header = header.replace("EndDay2", "EndDay2 ") + "WhereFought,BatDeath,NonStateDeaths,Version\r"
    row = "482,Résistance,3,2,USA,-8,-8,5,2,2003,-7,-7,-7,-8,-8,-8,-8,-8,-8,1,0,227,5,-8,6,-9,-8,4\r"
    wars = _read(cow_wars_extra.SOURCE, "4.0", tmp_path / "Extra-StateWarData_v4.0.csv", header + row)["wars"]
    war = wars.row(0, named=True)
    assert (war["warname"], war["ongo"], war["endyear1"], war["endday2"], war["sideb"]) == (
        "Résistance", 1, None, None, None)  # fmt: skip


def test_non_state_wars_in_the_owners_layout(tmp_path: Path) -> None:
    header = (
        "WarNum,WarName,WarType,WhereFought,SideA1,SideA2,SideB1,SideB2,SideB3,SideB4,SideB5,StartYear,StartMonth,"
        "StartDay,EndYear,EndMonth,EndDay,Initiator,TransFrom,TransTo,Outcome,SideADeaths,SideBDeaths,"
        "TotalCombatDeaths,Version\r"
    )
    row = '1500,Maori,8,9,Ngati Toa,-8,Taranaki,-8,-8, Ngati Ira,-8,1818,-9,-9,1824,2,-9,A,-8,-8,1,-9,6000,"4,000",4\r'
    wars = _read(cow_wars_nonstate.SOURCE, "4.0", tmp_path / "Non-StateWarData_v4.0.csv", header + row)[
        "wars"
    ]
    war = wars.row(0, named=True)
    assert (war["sideb4"], war["startmonth"], war["sideadeaths"], war["totalcombatdeaths"]) == (
        "Ngati Ira", None, None, 4000)  # fmt: skip
