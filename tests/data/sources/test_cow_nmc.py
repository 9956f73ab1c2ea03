"""National Material Capabilities: the owner's layouts, and CINC made again from its indicators."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_nmc import SOURCE
from foedera.data.tidy import open_table

OFFICIAL = (
    "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\r\n"
    "USA,2,1816,3823,17,80,254,8659,101,.0396975,2011\r\nBAV,245,1816,-9,37,-9,0,3400,0,.006,2011\r\n"
)


def _read(tmp_path: Path, text: str) -> pl.DataFrame:
    path = tmp_path / "NMC-60-abridged.csv"
    path.write_bytes(text.encode())
    edition = SOURCE.edition("6.0")
    return dict(edition.read(Raw({path.name: Located(path)})))["state_years"]


def test_the_owners_layout(tmp_path: Path) -> None:
    frame = _read(tmp_path, OFFICIAL)
    assert frame.row(0) == (2, 1816, 3823, 17, 80, 254, 8659.0, 101.0, 0.0396975)
    assert frame["milex"].to_list() == [3823, None] and frame["irst"].to_list() == [80, None]


def test_a_renamed_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"column 'milper' is missing .*'milpers'"):
        _read(tmp_path, OFFICIAL.replace("milper", "milpers"))


def test_a_cell_that_is_no_number_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="column 'pec', row 1: 'n/a' is not a number"):
        _read(tmp_path, OFFICIAL.replace("254", "n/a"))


@pytest.mark.parametrize("edition", ["6.0", "5.0"])
def test_cinc_is_the_mean_of_the_available_shares(mirror: Path, edition: str) -> None:
    frame = open_table(SOURCE, "state_years", edition).read()
    names = ["milex", "milper", "irst", "pec", "tpop", "upop"]
    shares = frame.with_columns(pl.col(n) / pl.col(n).sum().over("year") for n in names)
    again = shares.select(pl.mean_horizontal(names)).to_series()
    assert (again - frame["cinc"]).abs().max() < 1e-7
