"""Gibler-Miller-Little disputes: the owner's layout, and the counts of the releases."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_texts import csv, parsed

from foedera.data.sources.gml_mid import DYADS, SOURCE
from foedera.data.tidy import open_table

NAMES = "dispnum ccode1 ccode2 year fatality1 revstate1 hiact1 hostlev2"
REST = {c.name: 1 for c in DYADS.columns if c.name not in NAMES.split()}


def test_the_owners_layout(tmp_path: Path) -> None:
    text = csv(NAMES, "2,2,200,1902,-9,NA,7,1", "2,200,2,1903,0,1,0,3", **REST)
    frame = parsed(tmp_path, SOURCE, "2.03", {"gml-ddy-disputes-2.03.csv": text})["dyad_dispute_years"]
    assert frame.select("ccode1", "ccode2", "year").rows() == [(2, 200, 1902), (200, 2, 1903)]
    assert frame["fatality1"].to_list() == [None, 0] and frame["revstate1"].to_list() == [None, 1]
    assert frame["hiact1"].to_list() == [7, 0] and frame["hostlev2"].to_list() == [1, 3]


@pytest.mark.parametrize(
    ("edition", "rows", "disputes"),
    [("peacesciencer", 10276, 2174), ("2.1.1", 10338, 2199), ("2.03", 10386, 2214)],
)
def test_every_row_has_its_mirror(mirror: Path, edition: str, rows: int, disputes: int) -> None:
    frame = open_table(SOURCE, "dyad_dispute_years", edition).read()
    assert (frame.height, frame["dispnum"].n_unique()) == (rows, disputes)
    keys = ["dispnum", "ccode1", "ccode2", "year"]
    other = frame.select(
        "dispnum", "year", ccode1="ccode2", ccode2="ccode1", sidea1="sidea2", fatality1="fatality2"
    )
    assert (
        frame.select(*keys, "sidea1", "fatality1")
        .sort(pl.all())
        .equals(other.select(*keys, "sidea1", "fatality1").sort(pl.all()))
    )
    assert frame.select(pl.col("fatality", "fatality1").min()).row(0) == (0, 0)


def test_only_dispute_4273_is_there_twice(mirror: Path) -> None:
    frame = open_table(SOURCE, "dyad_dispute_years", "2.1.1").read()
    twice = frame.filter(frame.select("dispnum", "ccode1", "ccode2", "year").is_duplicated())
    assert twice.select("dispnum", "year").unique().rows() == [(4273, 1999)] and twice.height == 4


@pytest.mark.parametrize(
    ("table", "rows"),
    [("disputes", 2174), ("participants", 5217), ("leader_dyad_years", 10708), ("whittled", 9284)],
)
def test_the_tables_of_the_package(mirror: Path, table: str, rows: int) -> None:
    frame = open_table(SOURCE, table, "peacesciencer").read()
    assert frame.height == rows and frame["dispnum"].min() == 2 and frame["dispnum"].max() == 4599
