"""ATOP: who promises what to whom; NATO as a treaty, as members and as pairs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_texts import csv, parsed

from foedera.data.sources.atop import ALLIANCES, MEMBERS, SOURCE
from foedera.data.tidy import open_table

NATO_2018 = [2, 20, 200, 210, 211, 212, 220, 230, 235, 255, 290, 310, 316, 317, 325, 339, 341, 344, 349, 350,
             355, 360, 366, 367, 368, 385, 390, 395, 640]  # fmt: skip


def _rest(names: str, columns: list[str]) -> dict[str, object]:
    return {c: 0 for c in columns if c not in names.split() and c not in ("start", "end", "members")}


def test_the_owners_layout_of_all_three_files(tmp_path: Path) -> None:
    alliance, member = (
        "atopid cowid begyr endyr begday defense",
        "atopid member yrent moent dayent yrexit moexit dayexit",
    )
    alliances = csv(alliance, "3180,,1949,0,4,1", mem1="2", mem2="20", mem3="", **_rest(
        alliance, [c.name for c in ALLIANCES.columns]))  # fmt: skip
    members = csv(member, "3180,2,1949,4,,1951,2,", "3180,20,1949,4,4,0,0,0", **_rest(
        member, [c.source_name for c in MEMBERS.columns]))  # fmt: skip
    pairs = csv("ddyad stateA stateB year atopally defense offense neutral nonagg consul",
                "2020,2,20,1950,1,1,0,0,0,1", "20002,20,2,1950,1,0,0,0,0,0")  # fmt: skip
    files = {"atop5_1a.csv": alliances, "atop5_1m.csv": members, "atop5_1ddyr.csv": pairs}
    tables = parsed(tmp_path, SOURCE, "5.1", files)
    assert tables["alliances"].select("endyr", "members", "cowid").row(0) == (None, "2 20", None)
    days = tables["members"].select(pl.col("start", "end").cast(pl.String)).rows()
    assert days == [("1949-04-01", "1951-02-28"), ("1949-04-04", None)]
    assert tables["dyad_years"].select("ccode1", "atop_alliance", "atop_consul").rows() == [
        (2, 1, 1),
        (20, 1, 0),
    ]


def test_directed_pairs(mirror: Path) -> None:
    frame = open_table(SOURCE, "dyad_years", "peacesciencer").read()
    assert frame.height == 273296 and frame["atop_alliance"].min() == 1
    nothing = (
        pl.max_horizontal(f"atop_{p}" for p in ("defense", "offense", "neutral", "nonagg", "consul")) == 0
    )
    assert frame.filter(nothing).height == 170
    pair = pl.col("ccode1").is_in(NATO_2018) & pl.col("ccode2").is_in(NATO_2018)
    assert frame.filter(pair & (pl.col("year") == 2018))["atop_defense"].to_list() == [1] * (29 * 28)
    back = frame.select("year", ccode1="ccode2", ccode2="ccode1", back="atop_defense")
    both = frame.join(back, on=["ccode1", "ccode2", "year"])
    assert both.height == frame.height and both.filter(pl.col("atop_defense") != pl.col("back")).height == 984


@pytest.mark.parametrize(("edition", "rows"), [("5.0", 765), ("4.01", 745)])
def test_treaties(mirror: Path, edition: str, rows: int) -> None:
    frame = open_table(SOURCE, "alliances", edition).read()
    nato = frame.row(by_predicate=pl.col("atopid") == 3180, named=True)
    assert frame.height == rows and frame["endyr"].null_count() == frame["ineffect"].sum()
    assert (nato["begyr"], nato["conditio"], nato["organ1"], nato["endyr"]) == (1949, 1, 3, None)
    assert nato["members"].split()[:3] == ["2", "20", "200"]
    if edition == "5.0":
        sums = frame.select(pl.col("defense", "offense", "neutral", "nonagg", "consul").sum()).row(0)
        assert sums == (276, 81, 124, 420, 383)


def test_members(mirror: Path) -> None:
    frame = open_table(SOURCE, "members", "4.01").read()
    assert frame.height == 2398 and frame["start"].null_count() == 0
    assert frame["end"].null_count() == frame["ineffect"].sum() == 1062
    assert frame.filter(pl.col("end") < pl.col("start")).is_empty()
    usa = frame.filter(pl.col("atopid") == 3180, pl.col("ccode") == 2).select(
        pl.col("start", "end").cast(pl.String)
    )
    assert usa.rows() == [("1949-04-04", "1951-06-19"), ("1951-06-19", None)]
