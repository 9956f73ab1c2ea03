"""Gleditsch and Ward's states: the two lists of the owner, and the package's copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.sources.gw_states import SOURCE
from foedera.data.tidy import open_table

STATES = "2\tUSA\tUnited States of America\t01:01:1816\t31:12:2017\n437\tCDI\tCôte d’Ivoire\t07:08:1960\t31:12:2017\n"
MICRO = "54\tDMA\tDominica\t03:11:1978\t31:12:2017\n"


def test_both_lists_in_the_owners_layout(tmp_path: Path) -> None:
    files = {}
    for name, text in (("iisystem.dat", STATES), ("microstatessystem.dat", MICRO)):
        (tmp_path / name).write_bytes(text.encode("cp1252"))
        files[name] = Located(tmp_path / name)
    frame = dict(SOURCE.edition("official").read(Raw(files)))["tenures"]
    assert frame.row(1) == (437, date(1960, 8, 7), date(2017, 12, 31), "CDI", "Côte d’Ivoire", 0)
    assert frame.row(2) == (54, date(1978, 11, 3), date(2017, 12, 31), "DMA", "Dominica", 1)


def test_the_copy(mirror: Path) -> None:
    frame = open_table(SOURCE, "tenures", "peacesciencer").read()
    assert frame.height == 216 and frame["microstate"].null_count() == 216
    serbia = frame.filter(pl.col("gwcode") == 340).sort("start")
    assert serbia["end"].to_list()[-1] == date(2017, 12, 31) and serbia.height == 2
