"""Capitals and minimum distances."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from foedera.data.raw import Located, Raw
from foedera.data.sources import capitals, cshapes_mindist
from foedera.data.tidy import open_table


def test_distances_are_stored_both_ways(tmp_path: Path) -> None:
    files = {}
    for system, code in (("cow", "ccode"), ("gw", "gwcode")):
        path = tmp_path / f"{system}.parquet"
        pl.DataFrame({code + "1": [2], code + "2": [41], "year": [1886], "mindist": [932.5]}).write_parquet(
            path
        )
        files[f"peacesciencer/{system}_mindist.parquet"] = Located(path)
    tables = dict(cshapes_mindist.SOURCE.edition("peacesciencer").read(Raw(files)))
    assert tables["cow_dyad_years"].rows() == [(2, 41, 1886, 932.5), (41, 2, 1886, 932.5)]
    assert tables["gw_dyad_years"].columns == ["gwcode1", "gwcode2", "year", "gw_mindist"]


@pytest.mark.parametrize(
    ("table", "rows", "code", "name"),
    [
        ("cow_dyad_years", 2 * 952244, "ccode", "mindist"),
        ("gw_dyad_years", 2 * 871034, "gwcode", "gw_mindist"),
    ],
)
def test_distances(mirror: Path, table: str, rows: int, code: str, name: str) -> None:
    frame = open_table(cshapes_mindist.SOURCE, table).read()
    assert frame.height == rows and frame[name].min() == 0 and frame[name].max() < 20038
    pair = frame.filter((pl.col("year") == 2000) & (pl.col(code + "1") == 70) & (pl.col(code + "2") == 2))
    assert pair[name].to_list() == [0]


def test_capitals(mirror: Path) -> None:
    cow = open_table(capitals.SOURCE, "cow_spells").read()
    assert cow.height == 242 and cow["caplat"].is_between(-90, 90).all()
    brazil = cow.filter(pl.col("ccode") == 140).sort("start")
    assert brazil["capital"].to_list() == ["Rio de Janeiro", "Brasilia"]
    assert brazil["start"].to_list()[1] == date(1960, 4, 21)
    gw = open_table(capitals.SOURCE, "gw_spells").read()
    assert gw.height == 264 and set(gw.columns).isdisjoint(cow.columns[3:])
