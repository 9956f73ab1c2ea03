"""International Crisis Behavior: the owner's layout and the Cuban missiles."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from tiny_texts import csv, parsed

from foedera.data.sources.icb import CRISES, DYADS, SOURCE
from foedera.data.tidy import open_table


def test_the_owners_layout(tmp_path: Path) -> None:
    names = "crisno crisname break yrtrig datrig sizedu trigent"
    rest: dict[str, object] = {c.name: 1 for c in CRISES.columns if c.name not in names.split()}
    text = "\ufeff" + csv(names, "196,CUBAN MISSILES,7,1962,88,-99,365", "197,,-99,1962,,,", **rest)
    frame = parsed(tmp_path, SOURCE, "13", {"icb1v13.csv": text})["crises"]
    assert frame.select("crisno", "break", "yrtrig", "datrig", "trigent").rows() == [
        (196, 7, 1962, 88, 365), (197, None, 1962, None, None)]  # fmt: skip


def test_crises(mirror: Path) -> None:
    frame = open_table(SOURCE, "crises").read()
    cuba = frame.row(by_predicate=pl.col("crisno") == 196, named=True)
    assert frame.height == 482 and cuba["yrtrig"] == 1962 and "CUBAN" in cuba["crisname"]


def test_actors_and_dyads(mirror: Path) -> None:
    actors, dyads = (open_table(SOURCE, name).read() for name in ("actors", "dyads"))
    assert (actors.height, actors["crisno"].n_unique(), dyads.height) == (1100, 496, 1363)
    assert set(actors.filter(pl.col("crisno") == 196)["ccode"]) == {2, 40, 365}
    assert dyads.filter(pl.col("ccode1") >= pl.col("ccode2")).is_empty()
    known = dyads.drop_nulls("actnuma").join(
        actors, left_on=["crisno", "actnuma"], right_on=["crisno", "cracno"]
    )
    assert (
        known.height > 800 and known.filter(pl.col("ccode1") == pl.col("ccode")).height / known.height > 0.99
    )
    assert DYADS.keys == ["crisno", "crdynum", "ccode1", "ccode2", "year"]
