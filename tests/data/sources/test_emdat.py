"""EM-DAT: the workbook of its portal, the copy by state and year, and facts about the copy."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from tiny_xlsx import Cell, workbook

from foedera.data.raw import Located, Raw
from foedera.data.sources import emdat
from foedera.data.tidy import open_table


def test_the_layout_of_the_portal(tmp_path: Path) -> None:
    told: dict[str, Cell] = {
        "DisNo.": "2005-0467-USA", "Historic": "No", "Disaster Type": "Storm", "ISO": "USA", "Start Year": 2005,
        "Start Month": 8, "Start Day": 29, "Total Deaths": 1833, "Total Affected": 500000,
        "Total Damage ('000 US$)": 125000000, "Total Damage, Adjusted ('000 US$)": 187320000,
    }  # fmt: skip
    names = ["Historic", *(c.source_name for c in emdat.DISASTERS.columns)]
    rows: list[list[Cell]] = [list(names), [told.get(n) for n in names]]
    path = workbook(tmp_path / "public_emdat.xlsx", {"EM-DAT Data": rows, "EM-DAT Info": [["x"]]})
    row = emdat.SOURCE.edition("public").read(Raw({path.name: Located(path)}))["disasters"].row(0, named=True)
    assert (row["disno"], row["iso3"], row["start_year"], row["deaths"]) == (
        "2005-0467-USA",
        "USA",
        2005,
        1833,
    )
    assert (row["damage"], row["injured"], row["lat"]) == (125000000, None, None)


def test_the_copy_leaves_out_the_world_and_has_zero_where_a_hazard_did_not_strike(tmp_path: Path) -> None:
    names = [c.source_name for c in emdat.STATE_YEARS.values]
    cells = ["2000.0" if "earthquake" in n or "all_" in n else "" for n in names]
    lines = [",".join(["Entity", "Year", *names])]
    lines += [",".join([who, "1954", *cells]) for who in ("Afghanistan", "World", "Serbia-Montenegro")]
    path = tmp_path / "Natural disasters (EMDAT).csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    table = emdat.SOURCE.edition("owid").read(Raw({path.name: Located(path)}))["state_years"]
    assert table["iso3"].to_list() == ["AFG", "SCG"]
    assert table["quake_deaths"].to_list() == [2000, 2000] and table["flood_deaths"].to_list() == [0, 0]


def test_facts_of_the_copy(mirror: Path) -> None:
    table = open_table(emdat.SOURCE, "state_years").read()
    owner = pl.read_csv(mirror / "disasters/Natural disasters (EMDAT).csv", infer_schema_length=None)
    world = owner.filter(Entity="World")
    assert (owner.height, world.height, table.height) == (5569, 121, 5448)
    assert sum(c.null_count() for c in table.iter_columns()) == 0
    katrina = table.filter(iso3="USA", year=2005).row(0, named=True)
    assert (katrina["disaster_deaths"], katrina["disaster_damage"], katrina["storm_deaths"]) == (
        1973,
        159060330,
        1882,
    )
    assert table["disaster_deaths"].sum() == world["deaths_all_disasters"].sum()
