"""Polity5: breaks, Correlates of War numbers, years with two governments."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_texts import csv, parsed
from tiny_xlsx import workbook

from foedera.data.raw import Located, Raw
from foedera.data.sources import democracy
from foedera.data.sources.polity import SOURCE, STATE_YEARS
from foedera.data.tidy import open_table

NAMES = "ccode year polity polity2 democ"
REST = {
    c.name: -88 for c in STATE_YEARS.columns if c.name not in (*NAMES.split(), "polity_ccode", "polity_break")
}
ROWS = ("365,1921,-1,-1,1", "365,1922,-1,-1,1", "364,1922,-7,-7,0", "364,1923,-7,-7,0", "2,2018,-77,,-77")


def _check(frame: pl.DataFrame) -> None:
    assert frame.select("ccode", "year", "polity_ccode", "polity", "polity_break", "democ").rows() == [
        (365, 1921, 365, -1, 0, 1), (365, 1922, 364, -7, 0, 0), (365, 1923, 364, -7, 0, 0),
        (2, 2018, 2, None, -77, None)]  # fmt: skip
    assert frame["xconst"].null_count() == 4


def test_the_export(tmp_path: Path) -> None:
    _check(parsed(tmp_path, SOURCE, "2018-csv", {"p5v2018.csv": csv(NAMES, *ROWS, **REST)})["state_years"])


def test_the_owners_workbook(tmp_path: Path) -> None:
    path = tmp_path / "p5v2018.xls"
    head, *body = (line.split(",") for line in csv(NAMES, *ROWS, **REST).splitlines())
    numbers = [[float(cell) if cell else None for cell in row] for row in body]
    workbook(path, {"p5v2018": [head, *numbers]})
    _check(dict(SOURCE.edition("2018").read(Raw({path.name: Located(path)})))["state_years"])


def test_breaks_and_known_scores(mirror: Path) -> None:
    frame = open_table(SOURCE, "state_years").read()
    assert frame.height == 17574 - 7
    counts = dict(frame["polity_break"].value_counts().rows())
    assert (counts[-66], counts[-77], counts[-88]) == (260, 237, 311)
    assert frame.filter(pl.col("ccode") == 2, pl.col("year") == 2018)["polity2"].to_list() == [8]
    ussr = frame.filter(pl.col("ccode") == 365, pl.col("year").is_between(1922, 1991))
    assert ussr.height == 70 and set(ussr["polity_ccode"]) == {364}


@pytest.mark.parametrize(("ccode", "score"), [(341, 9), (347, 8)], ids=["Montenegro", "Kosovo"])
def test_numbers_that_both_lists_use_for_different_states(mirror: Path, ccode: int, score: int) -> None:
    frame = open_table(SOURCE, "state_years").read()
    assert frame.filter(pl.col("ccode") == ccode, pl.col("year") == 2018)["polity2"].to_list() == [score]


def test_the_measures_of_isard(mirror: Path) -> None:
    frame = open_table(democracy.SOURCE, "state_years").read()
    assert frame.height == 17706 and frame.select(
        pl.col("euds").null_count(), pl.col("isard_polyarchy").max()
    ).row(0) == (55, 0.922)
    both = frame.join(open_table(SOURCE, "state_years").read(), on=["ccode", "year"]).drop_nulls(
        "isard_polity2"
    )
    other = both.filter(pl.col("isard_polity2") != pl.col("polity2"))
    assert both.height == 14435 and set(other["ccode"]) == {341, 365, 530, 625, 626}
