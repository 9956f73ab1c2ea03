"""Formal alliances: several alliances of a pair become one row."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_alliances import SOURCE
from foedera.data.tidy import open_table

YEARLY = (
    "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,"
    "dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,year,version\n"
    "1,200,United Kingdom,235,Portugal,1,1,1816,15,2,1949,1,0,1,0,1,0,1820,4.1\n"
    "5,200,United Kingdom,235,Portugal,1,1,1816,15,2,1949,1,0,0,0,0,1,1820,4.1\n"
    "1,235,Portugal,200,United Kingdom,1,1,1816,15,2,1949,1,0,1,0,1,0,1820,4.1\n"
)
NATO_2009 = [2, 20, 200, 210, 211, 212, 220, 230, 235, 255, 290, 310, 316, 317, 325, 339, 344, 349, 350, 355, 360,
             366, 367, 368, 385, 390, 395, 640]  # fmt: skip


def test_the_owners_layout(tmp_path: Path) -> None:
    path = tmp_path / "alliance_v4.1_by_directed_yearly.csv"
    path.write_text(YEARLY)
    frame = dict(SOURCE.edition("4.1").read(Raw({path.name: Located(path)})))["dyad_years"]
    assert frame.rows() == [(200, 235, 1820, 1, 0, 1, 1), (235, 200, 1820, 1, 0, 1, 0)]


def test_the_copy(mirror: Path) -> None:
    frame = open_table(SOURCE, "dyad_years").read()
    assert frame.height == 120784
    last = frame.filter((pl.col("year") == 2012) & (pl.col("cowall_defense") == 1))
    assert last.filter(pl.col("ccode1") == 2).height == 55
    nato = last.filter(pl.col("ccode1").is_in(NATO_2009) & pl.col("ccode2").is_in(NATO_2009))
    assert nato.height == 344, "of 756: the members of 2004 and 2009 have no ties in this copy"
