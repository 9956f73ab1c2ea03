"""Worlds of the past made out of the user's data: who is in them, what they weigh, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError, MissingDataError
from foedera.pacts.places import home
from foedera.world import World
from foedera.world.called import world_called
from foedera.world.past.figures import latest
from foedera.world.past.states import BURDEN
from foedera.world.schema import ESTIMATED

YEARS = [1816, 1870, 1914, 1938, 1962, 1990, 2016]
STATES = dict(zip(YEARS, [23, 37, 45, 66, 111, 161, 195], strict=True))


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_a_whole_world(mirror: Path, year: int) -> None:
    world = World.of_year(year)
    assert (world.name, world.year, world.states.height) == (f"panel {year}", year, STATES[year])
    for column in (
        "population",
        "gdp_busd",
        "gdp_ppp_busd",
        "milex_busd",
        "personnel",
        "capability",
        "polyarchy",
    ):
        assert np.isfinite(world.array(column)).all(), column
    assert world.array("capability").min() > 0
    assert world.array("capability").sum() == pytest.approx(1.0)
    assert world.array("milex_busd").sum() == pytest.approx(BURDEN * world.array("gdp_ppp_busd").sum())
    assert [home(code).id for code in world.iso3] == world.iso3, (
        "every state has a place that treaties can name"
    )
    assert (world.array("warheads") > 0).any() == (year > 1945)
    assert np.isfinite(world.array("ideal_point")).any() == (year > 1946)
    assert (world.array("trade_share").sum(axis=1) <= 1 + 1e-9).all()
    assert world.array("trade_musd").any() == (year > 1870)
    assert world.array("rival").any() and world.array("land_border").any()
    assert (world.array("rival") == (world.array("rival_since") > 0)).all()
    assert world.array("rival_since").max() <= year


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_has_a_fact(mirror: Path, year: int) -> None:
    world = World.of_year(year)
    starred = set(world.facts.filter(iso3="*")["variable"])
    own = world.facts.filter(pl.col("iso3") != "*")
    assert not own.select("iso3", "variable").is_duplicated().any()
    for name in ("population", "milex_busd", "capability", "polyarchy", "ideal_point"):
        values = dict(own.filter(variable=name).select("iso3", "value").iter_rows())
        known = {c: v for c, v in world.states.select("iso3", name).iter_rows() if v is not None}
        assert {c: float(v) for c, v in values.items()} == known, name
    assert starred >= {
        "capital",
        "major",
        "land_border",
        "rival",
        "trade_share",
        "distance_km",
        "warheads",
        "wars",
    }
    keys = set(world.sources["key"])
    assert {key for cell in world.facts["source"] for key in cell.split(";")} <= keys
    assert all("=" in files for files in world.sources.filter(pl.col("key") != "rule")["files"])


def test_1914_is_the_eve_of_the_war(mirror: Path) -> None:
    world = World.of_year(1914)
    powers = set(world.states.filter("major")["iso3"])
    assert powers == {"AUH", "DEU", "FRA", "GBR", "ITA", "JPN", "RUS", "USA"}
    at = world.index
    assert world.array("rival_since")[at("AUH"), at("SRB")] == 1903
    assert world.array("land_border")[at("AUH"), at("SRB")]
    assert (
        not world.array("land_border")[at("GBR"), at("FRA")]
        and world.array("sea_border")[at("GBR"), at("FRA")]
    )
    britain = world.facts.filter(iso3="GBR", variable="milex_busd").row(0, named=True)
    assert britain["year"] == "1913", "the expenditure of 1914 is that of a war"
    albania = world.facts.filter(iso3="ALB", variable="population").row(0, named=True)
    assert albania["year"] == "1914", "a state of that very day has no figure of the year before"
    assert 0.02 < world.states.filter(iso3="DEU")["milex_share"][0] < 0.06
    assert world.states.filter(iso3="AUH")["capital"].item() == "Vienna"


def test_exports_go_from_row_to_column(mirror: Path) -> None:
    from foedera import panel

    world = World.of_year(1962)
    rows = panel.dyad_years(1961, 1961).add("cow.trade").collect().data
    britain_buys = rows.filter(ccode1=200, ccode2=2)["flow1"].item()
    assert world.array("trade_musd")[world.index("USA"), world.index("GBR")] == britain_buys > 0


def test_what_no_source_has_is_told(mirror: Path) -> None:
    world = World.of_year(1816)
    guessed = world.facts.filter(pl.col("note").str.starts_with(ESTIMATED))
    assert set(guessed["status"]) == {"derived"}
    counted = dict(guessed.group_by("variable").len().iter_rows())
    assert counted["personnel"] == 2
    assert f"personnel of {counted['personnel']}" in world.describe()
    bavaria = world.states.filter(iso3="BAV").row(0, named=True)
    known = world.states.filter(~pl.col("iso3").is_in(guessed.filter(variable="personnel")["iso3"].to_list()))
    median = (known["personnel"] / known["population"]).median()
    assert bavaria["personnel"] == pytest.approx(median * bavaria["population"])
    assert "unknown before 1870" in world.facts.filter(variable="trade_share")["note"].item()


def test_who_is_left_out_is_told(reference: World) -> None:
    row = dict.fromkeys(reference.facts.columns, "")
    row |= {
        "iso3": "BAV",
        "variable": "left_out",
        "value": "no population",
        "source": "rule",
        "status": "derived",
    }
    told = replace(reference, facts=pl.concat([reference.facts, pl.DataFrame([row])])).describe()
    assert "Left out: BAV (no population)." in told
    assert "Left out" not in reference.describe()


def test_wars_under_way(mirror: Path) -> None:
    assert World.of_year(1870).wars.select("side_a", "side_b").rows() == [("PRY", "BRA;ARG")]
    assert World.of_year(1938).wars.select("side_a", "side_b").rows() == [("JPN", "CHN")]
    assert World.of_year(1914).wars.is_empty()


def test_a_year_goes_out_and_comes_back(mirror: Path, tmp_path: Path) -> None:
    world = World.of_year(1914)
    for kind in ("csv", "parquet"):
        back = World.from_folder(world.to_folder(tmp_path / kind, format=kind))
        assert (back.name, back.year, back.digest()) == (world.name, world.year, world.digest())
    assert world_called("panel 1914", tmp_path, "here").digest() == world.digest()
    assert world_called("csv", tmp_path, "here").digest() == world.digest()


def test_without_data_everything_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path))
    with pytest.raises(MissingDataError) as caught:
        World.of_year(1962)
    told = str(caught.value)
    needed = ("cow.nmc", "simgdp", "democracy", "capitals", "cow.majors", "cow.contiguity", "rivalries.tss",
              "cow.wars.inter", "cow.trade", "nuclear.stockpiles", "un.idealpoints")  # fmt: skip
    assert all(name in told for name in needed)
    assert told.count("foedera data pull") == 1, "one command for all that can be pulled"
    with pytest.raises(MissingDataError) as caught:
        World.of_year(1850)
    assert "cow.nmc" in str(caught.value) and "cow.trade" not in str(caught.value)


@pytest.mark.parametrize("year", [1815, 2017, "1914", True])
def test_years_that_the_system_does_not_have(year: object) -> None:
    with pytest.raises(InputError, match="name a year from 1816 to 2016"):
        World.of_year(year)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "said"), [
    ("panel 1700", "here: there is no panel of '1700'"), ("panel then", "here: there is no panel of 'then'"),
    ("nowhere", "here: there is no folder 'nowhere'"),
])  # fmt: skip
def test_names_that_mean_no_world(name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        world_called(name, tmp_path, "here")


def test_which_year_counts() -> None:
    frame = pl.DataFrame({"ccode": [1, 1, 1, 2, 2, 3], "year": [1912, 1913, 1914, 1910, 1914, 1914],
                          "x": [1.0, 2.0, 3.0, 4.0, 5.0, None]})  # fmt: skip
    assert latest(frame, "x", 1914) == {1: (2.0, 1913), 2: (4.0, 1910)}
    assert latest(frame.filter(year=1914), "x", 1914) == {1: (3.0, 1914), 2: (5.0, 1914)}
