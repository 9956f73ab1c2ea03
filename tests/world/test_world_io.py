"""Worlds out to files and back, out of panels, and asked questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foedera.core.errors import InputError, StoreError
from foedera.panel import PanelFrame
from foedera.panel.capability import capability_index
from foedera.panel.provenance import Provenance
from foedera.world import World, folders


def same(a: World, b: World) -> None:
    assert (a.name, a.year, a.digest()) == (b.name, b.year, b.digest())
    for part in ("states", "facts", "wars", "sources"):
        assert_frame_equal(getattr(a, part), getattr(b, part))
    assert a.dyads.identical(b.dyads)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_round_trip_is_the_identity(reference: World, tmp_path: Path, format: str) -> None:
    folder = reference.to_folder(tmp_path / "copy", format=format)
    back = World.from_folder(folder)
    same(reference, back)
    same(back, World.from_folder(back.to_folder(tmp_path / "again", format=format)))


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_round_trip_keeps_columns_of_ones_own(folder: Path, tmp_path: Path, format: str) -> None:
    text = (folder / "states.csv").read_text().splitlines()
    for i, extra in enumerate(
        [",gini,island,motto", ",31.5,false,Einigkeit", ",,true,", ',30.25,,"Boh, honor"']
    ):
        text[i] += extra
    (folder / "states.csv").write_text("\n".join(text) + "\n")
    world = World.from_folder(folder)
    assert world.states["gini"].to_list() == [31.5, None, 30.25]
    assert world.states["island"].to_list() == [False, True, None]
    assert world.states["motto"].to_list() == ["Einigkeit", "", "Boh, honor"]
    same(world, World.from_folder(world.to_folder(tmp_path / "copy", format=format)))


def test_small_world_is_completed(folder: Path) -> None:
    world = World.from_folder(folder)
    assert repr(world) == "World('small', 2024, 3 states)"
    assert world.states["name"].to_list() == ["Germany", "France", "Poland"]
    assert world.states["cow_code"].to_list() == [255, 220, 290]
    assert world.array("milex_share")[0] == pytest.approx(88 / 4500)
    assert world.array("warheads").sum() == 0
    assert np.isnan(world.array("ideal_point")).all()
    assert world.array("distance_km")[0, 1] == pytest.approx(878, abs=2)
    land = world.array("land_border")
    assert land.dtype == bool
    assert land.sum() == 4
    assert not land[1, 2]
    assert not world.array("rival").any()
    assert world.facts.height == world.wars.height == 0


def test_capability_left_out_is_computed(folder: Path) -> None:
    frame = pl.read_csv(folder / "states.csv").drop("capability")
    frame.write_csv(folder / "states.csv")
    world = World.from_folder(folder)
    figures = (world.array(c) for c in ("milex_busd", "personnel", "gdp_ppp_busd", "population"))
    np.testing.assert_allclose(world.array("capability"), capability_index(*figures))


def test_order_of_rows_does_not_matter(folder: Path) -> None:
    digest = World.from_folder(folder).digest()
    for name in ("states", "dyads"):
        head, *body = (folder / f"{name}.csv").read_text().splitlines()
        (folder / f"{name}.csv").write_text("\n".join([head, *reversed(body)]) + "\n")
    assert World.from_folder(folder).digest() == digest


@pytest.mark.parametrize("part", ["name", "states", "dyads"])
def test_digest_sees_every_change(folder: Path, part: str) -> None:
    digest = World.from_folder(folder).digest()
    old, new = {
        "name": ("small", "smell"),
        "states": ("83000000", "83000001"),
        "dyads": ("0.08", "0.0800001"),
    }[part]
    path = folder / ("world.json" if part == "name" else f"{part}.csv")
    path.write_text(path.read_text().replace(old, new))
    assert World.from_folder(folder).digest() != digest


def test_writing_is_whole_or_not_at_all(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(frame: pl.DataFrame, path: Path) -> None:
        path.write_text("iso3,")
        raise OSError("no space left on device")

    world = World.from_folder(folder)
    monkeypatch.setattr(folders, "_write_csv", full)
    with pytest.raises(StoreError, match="no space left"):
        world.to_folder(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["small"]


def test_writing_does_not_overwrite(folder: Path) -> None:
    with pytest.raises(InputError, match="not empty"):
        World.from_folder(folder).to_folder(folder)
    with pytest.raises(InputError, match="'csv' or 'parquet'"):
        World.from_folder(folder).to_folder(folder / "x", format="xlsx")


def test_panel_of_two_years(reference: World) -> None:
    one = reference.states.with_columns(pl.lit(2023).alias("year"), pl.col("population") * 0.99)
    two = reference.states.with_columns(pl.lit(2024).alias("year"))
    world = World.from_panel(pl.concat([one, two]), 2024)
    assert (world.name, world.year) == ("panel 2024", 2024)
    assert_frame_equal(world.states, reference.states)
    np.testing.assert_allclose(world.array("distance_km"), reference.array("distance_km"), atol=6e-4)
    assert not world.array("land_border").any()


def test_panel_with_dyads_and_pandas(folder: Path) -> None:
    states = pd.read_csv(folder / "states.csv").assign(year=2024)
    states["ideal_point"] = [1.5, float("nan"), 0.5]
    dyads = pd.read_csv(folder / "dyads.csv").assign(year=2024)
    world = World.from_panel(states, 2024, dyads=dyads)
    assert world.array("land_border").sum() == 4
    assert np.isnan(world.array("ideal_point")[1])


def test_panel_that_was_collected(folder: Path) -> None:
    states = pl.read_csv(folder / "states.csv").with_columns(year=pl.lit(2024))
    record = Provenance("state-year", "cow", (), (), ())
    assert World.from_panel(PanelFrame(states, record), 2024).iso3 == states["iso3"].to_list()


def test_questions(reference: World) -> None:
    assert reference.index("DEU") == reference.iso3.index("DEU")
    with pytest.raises(InputError, match=r"'NO' is not in world 'reference' .did you mean 'NOR'"):
        reference.index("NO")
    with pytest.raises(InputError, match=r"no variable 'populaton' .did you mean 'population'"):
        reference.array("populaton")
    assert reference.array("name").dtype == object
    germany = reference.state_facts("DEU")
    assert {"population", "land_border", "trade_musd"} <= set(germany["variable"])
    assert set(germany.filter(pl.col("partner") == "")["iso3"]) == {"DEU", "*"}
    with pytest.raises(InputError, match="did you mean 'DEU'"):
        reference.state_facts("Germany")


def test_arrays_are_ones_own(reference: World) -> None:
    for name in ("population", "major", "distance_km", "name"):
        values = reference.array(name)
        values[...] = values.flat[0]
    assert reference.array("population").std() > 0
    assert reference.array("distance_km").max() > 19000
    assert reference.array("major").sum() == 7


def test_description(reference: World, folder: Path) -> None:
    text = reference.describe()
    for words in (
        "81 states",
        "found",
        "recalled",
        "CHN",
        "115 with a land border",
        "24 rivalries",
        "RUS - UKR",
    ):
        assert words in text
    assert "Figures without sources" in World.from_folder(folder).describe()


def test_notebook_table(reference: World, folder: Path) -> None:
    table = reference._repr_html_()
    assert table.startswith("<table>")
    assert table.count("<tr>") == 11
    assert "and 71 more" in table
    assert "more" not in World.from_folder(folder)._repr_html_()
