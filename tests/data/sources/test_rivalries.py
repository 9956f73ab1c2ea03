"""Rivalries, arms races and the peace scale: spells both ways, whole years, odd days."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny_texts import csv, parsed

from foedera.core.errors import InputError
from foedera.data.source import Source
from foedera.data.sources import (
    arms_races,
    maoz_powers,
    peace_scale,
    rivalries_kdg,
    rivalries_td,
    rivalries_tss,
)
from foedera.data.tidy import open_table

KDG = "rivnumb rivalry rivala rivalb beginr endr totdisp rivtyp2 rivtypold"


def test_thompson_sakuwa_suhas(tmp_path: Path) -> None:
    names = "tssr_id rivalry ccode1 ccode2 start end positional spatial ideological interventionary principal aprin"
    text = csv(names, "100,United States-USSR 2,2,365,1945,1989,1,,1,,1,")
    frame = parsed(
        tmp_path, rivalries_tss.SOURCE, "peacesciencer", {"peacesciencer/tss_rivalries.csv": text}
    )["spells"]
    assert frame.select("ccode1", "ccode2", "positional", "spatial").rows() == [
        (2, 365, 1, 0),
        (365, 2, 1, 0),
    ]
    assert frame.select(pl.col("start", "end").cast(pl.String)).row(1) == ("1945-01-01", "1989-12-31")


def test_days_that_do_not_exist(tmp_path: Path) -> None:
    row = "152,40551,40,551,19760100,19760931,1,ISOLATED,ISOLATED"
    frame = parsed(tmp_path, rivalries_kdg.SOURCE, "2006", {"kdg.csv": csv(KDG, row)})["spells"]
    assert frame.select(pl.col("start", "end").cast(pl.String)).row(0) == ("1976-01-01", "1976-09-30")
    assert frame.select("kdg_rivalry", "kdg_isolated").row(1) == (0, 1)
    with pytest.raises(InputError, match="rivalry 152 runs from '19760100' to '19761331'"):
        parsed(tmp_path, rivalries_kdg.SOURCE, "2006", {"kdg.csv": csv(KDG, row.replace("0931", "1331"))})


def test_the_peace_scale_ends_in_2020(tmp_path: Path) -> None:
    text = "520530,2020,0.5\r\n520530,2021,0.5\r\n2020,1921,.\r\n"
    frame = parsed(tmp_path, peace_scale.SOURCE, "3.0", {"peacedatav30dyadyrmean.csv": text})["dyad_years"]
    assert frame.rows() == [
        (520, 530, 2020, 0.5),
        (2, 20, 1921, None),
        (530, 520, 2020, 0.5),
        (20, 2, 1921, None),
    ]


@pytest.mark.parametrize(
    ("source", "rows", "last"),
    [
        (rivalries_tss.SOURCE, 264, 2020),
        (rivalries_td.SOURCE, 197, 2010),
        (rivalries_kdg.SOURCE, 1212, 2001),
        (arms_races.SOURCE, 71, 1984),
    ],
    ids=lambda value: value.id if isinstance(value, Source) else str(value),
)
def test_spells(mirror: Path, source: Source, rows: int, last: int) -> None:
    frame = open_table(source, "spells").read()
    assert (frame.height, frame["end"].dt.year().max()) == (2 * rows, last)
    assert frame.filter(pl.col("end") < pl.col("start")).is_empty()
    keys = ["ccode1", "ccode2", "start", "end"]
    assert (
        frame.select(keys)
        .sort(keys)
        .equals(frame.select("start", "end", ccode1="ccode2", ccode2="ccode1").select(keys).sort(keys))
    )


def test_rivals_of_2020(mirror: Path) -> None:
    frame = open_table(rivalries_tss.SOURCE, "spells").read()
    assert frame.filter(pl.col("end").dt.year() == 2020).height == 112
    kdg = open_table(rivalries_kdg.SOURCE, "spells").read()
    counts = kdg.select(pl.col("kdg_rivalry", "kdg_isolated").sum()).row(0)
    assert counts == (2 * 331, 2 * 881)


def test_the_peace_scale_of_neighbours(mirror: Path) -> None:
    frame = open_table(peace_scale.SOURCE, "dyad_years").read()
    canada = frame.filter(pl.col("ccode1") == 2, pl.col("ccode2") == 20, pl.col("year") == 2010)
    assert frame.height == 2 * (117569 - 18182) and canada["peace_scale"].to_list() == [1.0]


def test_regional_and_global_powers(mirror: Path) -> None:
    regional, world = (open_table(maoz_powers.SOURCE, name).read() for name in ("regional", "global"))
    assert (regional.height, world["ccode"].to_list()) == (18, [2, 200, 220, 255, 365])
