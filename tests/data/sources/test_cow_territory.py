"""Territorial changes: dots and -9 are unknown."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_territory import SOURCE
from foedera.data.tidy import open_table

CHANGES = (
    "year,month,gainer,gaintype,procedur,entity,contgain,area,pop,portion,loser,losetype,contlose,entry,exit,number,"
    "indep,conflict,version\n1816,.,200,0,3,420,0,179.00,.,0,-9,1,-9,0,0,5,0,0,5\n"
)


def test_the_owners_layout(tmp_path: Path) -> None:
    path = tmp_path / "tc2018.csv"
    path.write_text(CHANGES)
    frame = dict(SOURCE.edition("6").read(Raw({path.name: Located(path)})))["changes"]
    row = frame.row(0, named=True)
    assert (row["number"], row["month"], row["area"], row["pop"], row["loser"]) == (
        5,
        None,
        179.0,
        None,
        None,
    )


def test_the_owners_file(mirror: Path) -> None:
    frame = open_table(SOURCE, "changes").read()
    assert frame.height == 842 and (frame["year"].min(), frame["year"].max()) == (1816, 2015)
    south_sudan = frame.filter((pl.col("year") == 2011) & (pl.col("indep") == 1))
    assert south_sudan.select("gainer", "loser", "entry").rows() == [(626, 625, 1)]
