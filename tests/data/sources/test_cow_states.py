"""State system and major powers: tenures as spells, against the owner's own list of state-years."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.data.raw import Located, Raw
from foedera.data.sources import cow_majors, cow_states
from foedera.data.tidy import open_table

HEADER = "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\r\n"
CUBA = "CUB,40,Cuba,1902,5,20,1906,9,25,2016\r\nCUB,40,Cuba,1909,1,23,2016,12,31,2016\r\n"


def _read(tmp_path: Path, text: str) -> pl.DataFrame:
    path = tmp_path / "states2016.csv"
    path.write_text(text)
    return dict(cow_states.SOURCE.edition("2016").read(Raw({path.name: Located(path)})))["tenures"]


def test_a_state_that_came_back_has_two_tenures(tmp_path: Path) -> None:
    frame = _read(tmp_path, HEADER + CUBA)
    assert frame.row(0) == (40, date(1902, 5, 20), date(1906, 9, 25), "CUB", "Cuba")
    assert frame["start"].to_list() == [date(1902, 5, 20), date(1909, 1, 23)]


@pytest.mark.parametrize("broken", ["CUB,40,Cuba,1902,-9,20,", "CUB,40,Cuba,x,5,20,"])
def test_a_day_that_is_not_whole_is_told(tmp_path: Path, broken: str) -> None:
    with pytest.raises(InputError, match=r"row 1: styear .* are not two days"):
        _read(tmp_path, HEADER + broken + "1906,9,25,2016\r\n")


@pytest.mark.parametrize("edition", ["2016", "peacesciencer"])
def test_tenures_make_the_owners_state_years(mirror: Path, edition: str) -> None:
    tenures = open_table(cow_states.SOURCE, "tenures", edition).read()
    assert tenures.height == 243 and tenures["ccode"].n_unique() == 217
    assert tenures.filter(pl.col("end") == date(2016, 12, 31)).height == 195
    years = tenures.select(
        "ccode", year=pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year() + 1)
    ).explode("year")
    owners = pl.read_csv(mirror / "cow" / "system2016.csv")
    assert set(years.rows()) == set(owners.select("ccode", "year").rows()) and owners.height == 15951


@pytest.mark.parametrize("edition", ["2016", "peacesciencer"])
def test_major_powers_of_1914_and_1950(mirror: Path, edition: str) -> None:
    tenures = open_table(cow_majors.SOURCE, "tenures", edition).read()
    majors = {
        when: set(tenures.filter((pl.col("start") <= when) & (pl.col("end") >= when))["ccode"])
        for when in (date(1914, 7, 1), date(1950, 7, 1))
    }
    assert majors[date(1914, 7, 1)] == {2, 200, 220, 255, 300, 325, 365, 740}
    assert majors[date(1950, 7, 1)] == {2, 200, 220, 365, 710}
