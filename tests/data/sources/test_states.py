"""V-Dem, terrain, CREG and territorial threat: one row per state, by a rule where the owner has two."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from tiny_texts import csv, parsed

from foedera.data.sources import creg, terrain, terrthreat, vdem
from foedera.data.tidy import open_table


def test_vdem_one_row_per_number_and_year(tmp_path: Path) -> None:
    names = "country_text_id COWcode year v2x_polyarchy v2x_regime"
    rest: dict[str, object] = {
        c.name: "0.5" for c in vdem.STATE_YEARS.columns if c.name not in (*names.split(), "ccode", "vdem_id")
    }
    rows = ("SWE,380,2020,0.9,3", "HKG,,2020,0.3,1", "AAA,325,1860,,0", "ITA,325,1860,0.2,1.0")
    text = csv(names, *rows, **rest)
    frame = parsed(tmp_path, vdem.SOURCE, "15", {"V-Dem-CY-Core-v15.csv": text})["state_years"]
    assert frame.select("ccode", "year", "vdem_id", "v2x_regime").rows() == [
        (380, 2020, "SWE", 3),
        (325, 1860, "ITA", 1),
    ]


def test_the_owners_layout_of_ruggedness(tmp_path: Path) -> None:
    names = "isocode isonum country rugged"
    rest: dict[str, object] = {
        c.source_name: "1.5" for c in terrain.COUNTRIES.columns if c.source_name not in names
    }
    text = csv(names, "CHE,756,Switzerland,4.761", **rest)
    frame = parsed(tmp_path, terrain.SOURCE, "2012", {"rugged_data.csv": text})["countries"]
    assert frame.select("iso3", "np_rugged", "np_rugged_slope").row(0) == ("CHE", 4.761, 1.5)


def test_two_units_of_creg(tmp_path: Path) -> None:
    frame = pl.DataFrame({
        "ccode": [345, 345, 365], "gwcode": [340, 345, 365], "creg_ccode": [340, 345, 393], "year": [1991, 1991, 2000],
        "ethfrac": [0.6, 0.7, 0.3], "ethpol": [0.7, 0.6, 0.4], "relfrac": [None, 0.6, 0.1], "relpol": [None, 0.8, 0.2],
    })  # fmt: skip
    tables = parsed(tmp_path, creg.SOURCE, "peacesciencer", {"peacesciencer/creg.parquet": frame})
    assert tables["state_years"].select("ccode", "ethfrac").rows() == [(345, 0.7), (365, 0.3)]
    assert tables["state_years_gw"].select("gwcode", "gw_ethfrac").rows() == [
        (340, 0.6),
        (345, 0.7),
        (365, 0.3),
    ]


def test_creg(mirror: Path) -> None:
    cow, gw = (open_table(creg.SOURCE, name).read() for name in ("state_years", "state_years_gw"))
    assert (cow.height, gw.height) == (11523 - 138, 11523 - 71)
    assert cow.select("ethfrac", "relpol").max().row(0) <= (1.0, 1.0)


def test_terrain(mirror: Path) -> None:
    cow, gw = (open_table(terrain.SOURCE, name).read() for name in ("states", "states_gw"))
    assert (cow.height, gw.height, cow["newlmtnest"].null_count()) == (192, 170, 1)
    swiss = cow.filter(pl.col("ccode") == 225)["rugged"].item()
    assert swiss == gw.filter(pl.col("gwcode") == 225)["gw_rugged"].item() > 4


def test_territorial_threat(mirror: Path) -> None:
    frame = open_table(terrthreat.SOURCE, "state_years").read()
    assert frame.height == 14781 and frame["m_lterrthreat"].null_count() == 2349
    inside = pl.col("lterrthreat").is_between("lterrthreat_lwr", "lterrthreat_upr")
    assert frame.filter(inside).height == frame.height
