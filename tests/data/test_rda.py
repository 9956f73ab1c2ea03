"""Tables out of R's data files: what comes back, through a source, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
import rdata

from foedera.core.errors import InputError
from foedera.data.home import located, raw_folder
from foedera.data.rda import table_bytes, table_of_rda
from foedera.data.sources.cow_nmc import SOURCE
from foedera.data.tidy import open_table

NMC = pd.DataFrame({
    "ccode": [2.0, 245.0], "year": [1816, 1816], "milex": [3823.0, np.nan], "milper": [17, 37], "irst": [80.0, np.nan],
    "pec": [254, 0], "tpop": [8659.0, 3400.0], "upop": [101.0, 0.0], "cinc": [0.0396975, 0.006],
})  # fmt: skip


def _write(path: Path, **tables: pd.DataFrame) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rdata.write_rda(path, tables)
    return path


def test_numbers_text_and_missing_values(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1, 2], "x": [1.5, np.nan], "s": pd.Series(["é", "b"], dtype=object)})
    found = table_of_rda(_write(tmp_path / "t.rda", t=frame))
    assert found.rows() == [(1, 1.5, "é"), (2, None, "b")]


def test_dates_are_days_since_1970() -> None:
    from foedera.data.rda import _dates, _series

    found = _series("d", pd.Series(_dates(np.array([0.0, -20242.0]), {})))
    assert found.to_list() == [date(1970, 1, 1), date(1914, 8, 1)]


def test_an_r_file_that_r_wrote(mirror: Path) -> None:
    with pytest.raises(InputError, match="wanted one data frame, found wiot_2011"):
        table_of_rda(mirror / "ge/wiod2013/wiot_2011.RData")


def test_a_pulled_file_is_read_through_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path))
    edition = SOURCE.edition("peacesciencer")
    assert located(SOURCE, edition) is None
    _write(raw_folder(SOURCE, edition) / "cow_nmc.rda", cow_nmc=NMC)
    frame = open_table(SOURCE, "state_years", "peacesciencer").read()
    assert frame["milex"].to_list() == [3823, None] and frame["ccode"].to_list() == [2, 245]


def test_as_parquet(tmp_path: Path) -> None:
    data = table_bytes(_write(tmp_path / "t.rda", t=NMC), "t.parquet")
    assert pl.read_parquet(data).shape == (2, 9)


@pytest.mark.parametrize("content", [b"", b"<html>not here</html>", b"RDX3 and then nothing"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.rda"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a readable R data file"):
        table_of_rda(path)


def test_two_tables_in_one_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="wanted one data frame, found a, b"):
        table_of_rda(_write(tmp_path / "t.rda", a=NMC, b=NMC))
