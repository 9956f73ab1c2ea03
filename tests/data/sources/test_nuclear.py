"""Nuclear sets: the owners' layouts, and facts about the real files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from tiny_xlsx import workbook

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import (
    nuclear_latency,
    nuclear_nca,
    nuclear_proficiency,
    nuclear_status,
    nuclear_stockpiles,
    nuclear_tests,
)  # fmt: skip
from foedera.data.tidy import open_table


def _read(source: Source, path: Path) -> dict[str, pl.DataFrame]:
    return dict(source.editions[0].read(Raw({source.editions[0].files[0].name: Located(path)})))


def _write(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_yearly_tables_turn_names_into_codes(tmp_path: Path) -> None:
    path = _write(
        tmp_path, "Entity,Year,Stockpiled nuclear warheads\nNorth Korea,2017,15\nRussia,1986,40159\n"
    )
    assert _read(nuclear_stockpiles.SOURCE, path)["state_years"].rows() == [
        ("PRK", 2017, 15),
        ("RUS", 1986, 40159),
    ]
    path = _write(tmp_path, "Entity,Year,nuclear_weapons_tests\nUnited States,1962,96\n")
    assert _read(nuclear_tests.SOURCE, path)["state_years"].rows() == [("USA", 1962, 96)]
    path = _write(
        tmp_path, "Entity,Year,nuclear_weapons_status\nThe Gambia,1990,0\nTibet,1940,0\nSwaziland,1990,0\n"
    )
    assert _read(nuclear_status.SOURCE, path)["state_years"].rows() == [("GMB", 1990, 0), ("SWZ", 1990, 0)]


def test_latency_keeps_its_codes_for_still_and_never_and_drops_the_unknown(tmp_path: Path) -> None:
    names = [c.name for c in nuclear_latency.FACILITIES.values]
    cells = ["Algeria", 615, "Hot cell", 0, 1, 1, -99, 1992, 1992, 7777, "NA", "NA", 1, -99, 0, 0, 1, 0, 1, 0]
    path = workbook(tmp_path / "nl.xlsx", {"Sheet1": [names, cells]})
    row = _read(nuclear_latency.SOURCE, path)["facilities"].row(0, named=True)
    assert (row["facility"], row["construction_start"], row["operation_end"], row["iaea"]) == (
        1,
        None,
        7777,
        None,
    )


def test_agreements_are_counted_by_directed_pair_and_year(tmp_path: Path) -> None:
    rows = {
        "ccode1": [2, 2, 20],
        "ccode2": [20, 20, 2],
        "year": [1987] * 3,
        "nca": [1.0] * 3,
        "nca_type": [2.0, 2.0, 5.0],
    }
    pd.DataFrame(rows).to_stata(tmp_path / "nca.dta", write_index=False)
    parsed = _read(nuclear_nca.SOURCE, tmp_path / "nca.dta")
    assert parsed["dyad_years"].rows() == [(2, 20, 1987, 2), (20, 2, 1987, 1)]
    assert parsed["agreements"].row(2) == (3, 20, 2, 1987, 5)


def test_proficiency_takes_the_owners_names(tmp_path: Path) -> None:
    names = [c.source_name for c in nuclear_proficiency.STATE_YEARS.columns]
    path = _write(
        tmp_path, ",".join(names) + "\n" + ",".join(["2", "1945", *["0.5"] * 10, *["1"] * 16]) + "\n"
    )
    row = _read(nuclear_proficiency.SOURCE, path)["state_years"].row(0, named=True)
    assert (row["ccode"], row["nuprof"], row["nu_possess"]) == (2, 0.5, 1)


def test_facts_of_the_yearly_tables(mirror: Path) -> None:
    warheads = open_table(nuclear_stockpiles.SOURCE, "state_years").read()
    assert warheads.height == 657 and warheads["iso3"].n_unique() == 9
    assert warheads.sort("warheads").row(-1) == ("RUS", 1986, 40159)
    tests = open_table(nuclear_tests.SOURCE, "state_years").read()
    assert (tests["nuketests"].sum(), tests.filter(iso3="USA")["nuketests"].sum()) == (2059, 1030)


def test_names_left_out_of_the_status_never_had_one(mirror: Path) -> None:
    status = open_table(nuclear_status.SOURCE, "state_years").read()
    owner = pl.read_csv(mirror / "nuclear/Nuclear weapons proliferation.csv")
    left = owner.filter(pl.col("Entity").is_in(nuclear_status.NO_CODE))
    assert (owner.height, left.height, left["nuclear_weapons_status"].max()) == (16848, 207, 0)
    assert status.height == owner.height - left.height and status["iso3"].null_count() == 0
    assert status.filter(nukestatus=3, year=2022)["iso3"].n_unique() == 9
    assert status.filter(iso3="ZAF", year=1985)["nukestatus"].item() == 3


def test_facts_of_latency_agreements_and_proficiency(mirror: Path) -> None:
    facilities = open_table(nuclear_latency.SOURCE, "facilities").read()
    assert (facilities.height, facilities["ccode"].n_unique()) == (253, 32)
    never = facilities.filter(facility_ambiguity=-77)
    assert never.height == 12 and never["operation_start"].unique().to_list() == [9999]
    assert "S-50 Plant at Oak Ridge Tennessee" in facilities.filter(enr_type=8)["facility_name"].to_list()
    agreements = open_table(nuclear_nca.SOURCE, "agreements").read()
    pairs = open_table(nuclear_nca.SOURCE, "dyad_years").read()
    assert (agreements.height, pairs["nca"].sum(), agreements["year"].min(), agreements["year"].max()) == (
        3152, 3152, 1951, 2003,
    )  # fmt: skip
    able = open_table(nuclear_proficiency.SOURCE, "state_years").read()
    assert able.height == 8086
    assert able.filter(nu_possess=1)["ccode"].unique().sort().to_list() == [
        2,
        200,
        220,
        365,
        560,
        666,
        710,
        750,
        770,
    ]


@pytest.mark.parametrize("module", [nuclear_latency, nuclear_nca, nuclear_proficiency])
def test_a_column_that_is_missing_is_told(module: object, tmp_path: Path) -> None:
    from foedera.core.errors import InputError

    source: Source = module.SOURCE  # type: ignore[attr-defined]
    if module is nuclear_latency:
        path = workbook(tmp_path / "x.xlsx", {"Sheet1": [["ccode"], [2]]})
    elif module is nuclear_nca:
        path = tmp_path / "x.dta"
        pd.DataFrame({"ccode1": [2]}).to_stata(path, write_index=False)
    else:
        path = _write(tmp_path, "ccode,year\n2,1945\n")
    with pytest.raises(InputError, match="is missing"):
        _read(source, path)
