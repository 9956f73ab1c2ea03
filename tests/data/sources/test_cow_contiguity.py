"""Direct contiguity: months become days, pairs go both ways, spells agree with the owner's years."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_contiguity import SOURCE
from foedera.data.tidy import open_table

SPELLS = (
    "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n"
    '210220,210,"NTH",220,"FRN",1,181601,183010,"Through Belgium, a note",3.2\n'
    '210220,210,"NTH",220,"FRN",5,183011,201612,"x",3.2\n'
)
YEARS = (
    "dyad,state1no,state1ab,state2no,state2ab,year,conttype,version\n"
    '210220,210,"NTH",220,"FRN",1830,5,3.2\n210220,210,"NTH",220,"FRN",1830,1,3.2\n'
)


def test_the_owners_layout(tmp_path: Path) -> None:
    files = {}
    for name, text in (("contdir.csv", SPELLS), ("contdird.csv", YEARS)):
        (tmp_path / name).write_text(text)
        files[name] = Located(tmp_path / name)
    tables = dict(SOURCE.edition("3.2").read(Raw(files)))
    assert tables["dyad_spells"].row(0) == (210, 220, date(1816, 1, 1), date(1830, 10, 31), 1)
    assert tables["dyad_spells"].row(3) == (220, 210, date(1830, 11, 1), date(2016, 12, 31), 5)
    assert tables["dyad_years"].rows() == [(210, 220, 1830, 1)]


def test_neighbours_of_the_united_states_by_land(mirror: Path) -> None:
    years = open_table(SOURCE, "dyad_years", "3.2").read()
    land = years.filter((pl.col("ccode1") == 2) & (pl.col("year") == 2016) & (pl.col("conttype_year") == 1))
    assert land["ccode2"].to_list() == [20, 70]
    assert years.height == 82498 - 58, "58 directed pairs have two types in one year"


@pytest.mark.parametrize("edition", ["3.2", "peacesciencer"])
def test_spells_cover_the_owners_years(mirror: Path, edition: str) -> None:
    spells = open_table(SOURCE, "dyad_spells", edition).read()
    assert spells.height == {"3.2": 2 * 847, "peacesciencer": 1874}[edition]
    back = spells.select(ccode1="ccode2", ccode2="ccode1", start="start", end="end", conttype="conttype")
    assert spells.sort(pl.all()).equals(back.sort(pl.all()))
    touching = spells.filter(pl.col("conttype") > 0).with_columns(
        year=pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year() + 1)
    )
    made = touching.explode("year").group_by("ccode1", "ccode2", "year").agg(pl.col("conttype").min())
    owners = open_table(SOURCE, "dyad_years", "3.2").read()
    assert set(made.select("ccode1", "ccode2", "year", "conttype").rows()) == set(owners.rows())
