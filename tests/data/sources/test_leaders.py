"""Archigos and the sets on its leaders: the owner's layout, and how the editions agree."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from tiny_texts import parsed

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import archigos, lead, leader_codes, lwuf
from foedera.data.tidy import open_table

ROW = {
    "obsid": "USA-1869", "leadid": "81dcc176", "ccode": 2, "idacr": "USA", "leader": "Grant ",
    "startdate": "1869-03-04", "enddate": "1877-03-04", "entry": "Regular", "exit": "Unknown",
    "exitcode": "Regular", "prevtimesinoffice": 0, "posttenurefate": "OK", "gender": "M", "yrborn": 1822,
    "yrdied": -777,
}  # fmt: skip


@pytest.mark.parametrize("edition", ["4.1", "4.1-csv"])
def test_the_owners_layout(tmp_path: Path, edition: str) -> None:
    frame = pd.DataFrame([ROW])
    if edition == "4.1":
        path = tmp_path / "Archigos_4.1_stata14.dta"
        frame.to_stata(path, write_index=False, version=118)
        leaders = dict(archigos.SOURCE.edition(edition).read(Raw({path.name: Located(path)})))["leaders"]
    else:
        leaders = parsed(tmp_path, archigos.SOURCE, edition, {"archigos_4.1.csv": frame.to_csv(index=False)})[
            "leaders"
        ]
    row = leaders.row(0, named=True)
    assert (row["gwcode"], row["leader"], str(row["start"]), row["exit"], row["yrdied"]) == (
        2, "Grant", "1869-03-04", None, None)  # fmt: skip


def test_the_editions_of_archigos_agree(mirror: Path) -> None:
    own, theirs = (open_table(archigos.SOURCE, "leaders", e).read() for e in ("4.1-csv", "peacesciencer"))
    names = ["obsid", "gwcode", "start", "end", "entry", "exit", "exitcode", "gender", "yrborn"]
    assert own.height == 3409 and own.select(names).equals(theirs.select(names))
    assert own["yrborn"].null_count() == 19 and own.filter(pl.col("gender") == "F").height == 76


@pytest.mark.parametrize(
    ("source", "column", "known"),
    [
        (lead.SOURCE, "leveledu", 2767),
        (lwuf.SOURCE, "theta1_mean", 2930),
        (leader_codes.SOURCE, "leaderid", 2930),
    ],
)
def test_sets_on_the_same_leaders(mirror: Path, source: Source, column: str, known: int) -> None:
    frame = open_table(source, "leaders").read()
    spells = open_table(archigos.SOURCE, "leaders").read()
    both = spells.join(frame, on="obsid")
    assert both.height == frame.height == 3409 and both[column].count() == known
    dated = both.filter(pl.col(column).is_not_null())
    assert (dated["end"].dt.year().min(), dated["start"].dt.year().max()) == (1875, 2001)
