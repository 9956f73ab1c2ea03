"""Every way a user's folder can be wrong: said with file, line and remedy, all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from foedera.core.errors import InputErrors
from foedera.world import World


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def complaint(folder: Path) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        World.from_folder(folder)
    assert caught.value.exit_code == 2
    assert all(p.where and p.fix for p in caught.value.problems)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("states", "polyarchy,", "", "2: 10 cells where the header has 9"),
        ("states", "population", "populaton", "1: column 'population' is missing (rename"),
        ("states", "POL,", "PO,", "4:iso3: 'PO' is not an ISO3 code (did you mean 'POL'?)"),
        ("states", "POL,", "Poland,", "4:iso3: 'Poland' is not an ISO3 code (did you mean 'POL'"),
        ("states", "POL,", "FRA,", "4:iso3: state 'FRA' stands already in line 3 (keep one"),
        ("states", ",4500,", ",-4500,", "2:gdp_busd: -4500 is negative (give a number of at least 0 [bu"),
        ("states", ",4500,", ",much,", "2:gdp_busd: 'much' is not a number"),
        ("states", ",4500,", ",NaN,", "2:gdp_busd: 'NaN' is not a finite number"),
        ("states", ",4500,", ",inf,", "2:gdp_busd: 'inf' is not a finite number"),
        ("states", ",4500,", ",,", "2:gdp_busd: the cell is empty"),
        ("states", ",0.85,", ",8.5,", "2:polyarchy: 8.5 is above 1 (give a number from 0 to 1 [share])"),
        ("states", ",52.5,", ",-95,", "2:lat: -95 is below -90"),
        ("states", "0.5\n", "0.6\n", " capability sums to 1.1, not to 1 (divide each by 1.1, or drop"),
        ("states", ",0.5\n", ",\n", " capability is given for some states only"),
        ("states", ",0.2\n", "\n", "4: 9 cells where the header has 10 (the file was cut off here"),
        ("states", "lat,lon", "lat,lat", "1: column 'lat' stands there twice"),
        ("dyads", "POL,DEU", "POL,RUS", "5:to_state: 'RUS' is not among the states"),
        ("dyads", "POL,DEU", "POL,DE", "5:to_state: 'DE' is not an ISO3 code (did you mean 'DEU'?)"),
        ("dyads", "POL,DEU", "POL,POL", "5: a state is no dyad with itself"),
        ("dyads", "POL,DEU", "DEU,POL", "5: dyad DEU-POL stands already in line 4"),
        ("dyads", "POL,DEU,true", "POL,DEU,false",
         "4:land_border: land_border is true for DEU-POL and false for POL-DEU (give both rows"),
        ("dyads", "POL,DEU,true,0.25\n", "",
         "4:land_border: land_border is true for DEU-POL and false for POL-DEU (add the row POL,DEU)"),
        ("dyads", "POL,DEU,true", "POL,DEU,ja", "5:land_border: 'ja' is neither true nor false"),
        ("dyads", ",0.08", ",0.98", "trade_share: the trade shares of DEU sum to 1.04"),
        ("dyads", "trade_share", "friendship", ""),
        ("dyads", "trade_share\nDEU,FRA,true,0.08", "friendship\nDEU,FRA,true,warm", " column 'friendship'"),
    ],
)  # fmt: skip
def test_each_mistake(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    edit(folder / f"{file}.csv", old, new)
    if not expected:
        assert World.from_folder(folder).array("friendship")[0, 1] == 0.08
        return
    wanted = f"{file}.csv:{expected}"
    assert any(text.startswith(wanted) for text in complaint(folder)), complaint(folder)


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_text("")


def header_only(path: Path) -> None:
    path.write_text(path.read_text().splitlines()[0] + "\n")


def binary(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00iso3")


def cut_in_quotes(path: Path) -> None:
    path.write_text(path.read_text() + 'ITA,"12.5')


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (remove, "states.csv: the file is missing"),
        (empty, "states.csv: the file is empty"),
        (header_only, "states.csv: there is no state"),
        (binary, "states.csv: not a readable CSV file"),
        (cut_in_quotes, "states.csv: not a readable CSV file"),
    ],
)
def test_damaged_files(folder: Path, damage: Callable[[Path], None], expected: str) -> None:
    damage(folder / "states.csv")
    assert complaint(folder)[0].startswith(expected)


def test_damaged_parquet(folder: Path) -> None:
    (folder / "states.parquet").write_bytes(b"PAR1 cut off")
    assert complaint(folder)[0].startswith("states.parquet: not a readable Parquet file")


def test_all_at_once_in_the_order_of_the_files(folder: Path) -> None:
    edit(folder / "states.csv", ",4500,", ",-1,")
    edit(folder / "states.csv", "POL,", "PO,")
    edit(folder / "dyads.csv", "FRA,DEU,true", "FRA,DEU,maybe")
    (folder / "wars.csv").write_text("side_a,side_b,since\nRUS,UK,someday\n")
    (folder / "facts.csv").write_text("iso3,variable,source,status\nFRA,population,X,guessed\n")
    (folder / "world.json").unlink()
    texts = complaint(folder)
    assert [text.split(":")[0] for text in texts] == [
        "world.json", "states.csv", "states.csv", "dyads.csv", "facts.csv", "wars.csv",
    ]  # fmt: skip
    assert "'guessed' is none of found, derived, recalled" in texts[4]


def test_a_missing_state_is_named_once_not_per_dyad(folder: Path) -> None:
    edit(folder / "dyads.csv", "POL", "ITA")
    texts = complaint(folder)
    assert sum("'ITA' is not among the states" in text for text in texts) == 2


def test_wars_of_states_that_are_not_there(folder: Path) -> None:
    (folder / "wars.csv").write_text("side_a,side_b,since\nRUS,UK,2022-02-24\n")
    first, second = complaint(folder)
    assert first.startswith("wars.csv:2:side_a: 'RUS' is not among the states")
    assert second.startswith("wars.csv:2:side_b: 'UK' is not an ISO3 code (did you mean 'GBR'?)")


def test_facts_without_a_listed_source(folder: Path) -> None:
    (folder / "sources.csv").write_text("key,citation\nSIPRI25,SIPRI 2025\n")
    facts = "iso3,variable,source,status\nFRA,milex_busd,SIPRI24,found\nUK,name,X,found\n"
    (folder / "facts.csv").write_text(facts)
    first, second, third = complaint(folder)
    assert first.startswith("facts.csv:3:iso3: 'UK' is not an ISO3 code")
    assert second.startswith("facts.csv:2:source: source 'SIPRI24' is not listed (did you mean 'SIPRI25'?)")
    assert third.startswith("facts.csv:3:source: source 'X' is not listed (add it")


def test_a_land_border_is_no_sea_border(folder: Path) -> None:
    edit(folder / "dyads.csv", "trade_share", "sea_border")
    for share in ("0.08", "0.15", "0.06", "0.25"):
        edit(folder / "dyads.csv", share, "true")
    assert "DEU-FRA has a land border and a sea border" in complaint(folder)[0]


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="nowhere: the folder is missing"):
        World.from_folder(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["{", "[]", '{"year": "2024"}', '{"year": true}'])
def test_world_json_without_a_year(folder: Path, text: str) -> None:
    (folder / "world.json").write_text(text)
    assert complaint(folder)[0].startswith("world.json: ")
    if text != "{":
        assert World.from_folder(folder, year=1990, name="x").year == 1990


def test_panel_columns_missing_are_all_named() -> None:
    with pytest.raises(InputErrors) as caught:
        World.from_panel(pl.DataFrame({"iso3": ["FRA"], "lat": [48.9], "lon": [2.4]}), 2000)
    missing = [str(problem).split("'")[1] for problem in caught.value.problems]
    wanted = ["year", "population", "gdp_busd", "gdp_ppp_busd", "milex_busd", "personnel", "polyarchy"]
    assert missing == wanted


def test_panel_without_the_year(reference: World) -> None:
    panel = reference.states.with_columns(pl.lit(2024).alias("year"))
    with pytest.raises(InputErrors, match=r"no row of 1914 .it covers 2024 to 2024"):
        World.from_panel(panel, 1914)
    with pytest.raises(InputErrors, match="panel 2024: column 'population' is missing"):
        World.from_panel(panel.drop("population"), 2024)
