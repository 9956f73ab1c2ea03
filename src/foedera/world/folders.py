"""Worlds in and out: folders of CSV or Parquet files, and years of a panel."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, InputErrors, StoreError
from foedera.panel.distance import distance_matrix
from foedera.panel.frame import PanelFrame
from foedera.world.checking import check_dyads, check_facts, check_sources, check_states, check_wars
from foedera.world.schema import DYADS, FACTS, SOURCES, STATES, WARS, Column, dtype_of, named
from foedera.world.tables import Table, read_table, table_of

if TYPE_CHECKING:
    import xarray as xr

    from foedera.world.world import World

__all__ = ["read_world", "world_of_panel", "write_world"]

Parts = dict[str, Any]
_ABOUT = 'write {"name": "...", "year": 2024} into world.json'
_OPTIONAL: dict[str, tuple[Column, ...]] = {"sources": SOURCES, "facts": FACTS, "wars": WARS}


def read_world(folder: Path, name: str | None, year: int | None) -> Parts:
    """Return the parts of the world in a folder; raises :class:`InputErrors` with all that is wrong."""
    if not folder.is_dir():
        raise InputErrors([InputError("the folder is missing", where=str(folder), fix="mend the path")])
    about, problems = _about(folder, name, year)
    states_table, dyads_table = read_table(_file(folder, "states")), read_table(_file(folder, "dyads"))
    parts, more = _parts(states_table, dyads_table)
    problems += more
    for part in _OPTIONAL:
        path = _file(folder, part)
        table = read_table(path) if path.is_file() else None
        parts[part], more = _optional(part, table, parts) if table else (_empty(part), [])
        problems += more
    if problems:
        raise InputErrors(problems)
    return about | parts


def _parts(states_table: Table, dyads_table: Table) -> tuple[Parts, list[InputError]]:
    states, problems = check_states(states_table)
    codes = _column(states, "iso3")
    arrays, more = check_dyads(dyads_table, codes) if codes else ({}, [])
    problems += more
    if not problems:
        arrays.setdefault("distance_km", distance_matrix(states["lat"].to_numpy(), states["lon"].to_numpy()))
    return {"states": states, "dyads": None if problems else _dataset(codes, arrays)}, problems


def _dataset(codes: list[str], arrays: dict[str, NDArray[Any]]) -> xr.Dataset:
    import xarray as xr

    known = named(DYADS)
    order = [n for n in known if n in arrays] + sorted(n for n in arrays if n not in known)
    dims = ("from_state", "to_state")
    variables = {}
    for name in order:
        notes = {"units": known[name].unit, "long_name": known[name].meaning} if name in known else {}
        arrays[name].flags.writeable = False
        variables[name] = (dims, arrays[name], notes)
    return xr.Dataset(variables, coords={dim: codes for dim in dims})


def _file(folder: Path, part: str) -> Path:
    parquet = folder / f"{part}.parquet"
    return parquet if parquet.is_file() else folder / f"{part}.csv"


def _optional(part: str, table: Table, parts: Parts) -> tuple[pl.DataFrame, list[InputError]]:
    if part == "sources":
        return check_sources(table)
    if part == "facts":
        return check_facts(table, _column(parts["sources"], "key"))
    return check_wars(table, _column(parts["states"], "iso3"))


def _column(frame: pl.DataFrame, name: str) -> list[str]:
    return frame[name].to_list() if name in frame.columns else []


def _empty(part: str) -> pl.DataFrame:
    return pl.DataFrame(schema={c.name: dtype_of(c.kind) for c in _OPTIONAL[part]})


def _about(folder: Path, name: str | None, year: int | None) -> tuple[Parts, list[InputError]]:
    path = folder / "world.json"
    about: Any = {}
    if path.is_file():
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            return {}, [InputError(f"not readable: {error}", where=str(path), fix=_ABOUT)]
    found = about if isinstance(about, dict) else {}
    when = year if year is not None else found.get("year")
    if not isinstance(when, int) or isinstance(when, bool):
        fix = _ABOUT + ", or pass year="
        return {}, [InputError("the year of the world is not given", where=str(path), fix=fix)]
    return {"name": name or str(found.get("name") or folder.name), "year": when}, []


def world_of_panel(frame: Any, year: int, dyads: Any) -> Parts:
    """Return the parts of the world of one year of a panel."""
    place = f"panel {year}"
    frame, dyads = _polars(frame), _polars(dyads)
    if "year" not in frame.columns:
        names = ["year"] + [c.name for c in STATES if c.required and c.name not in frame.columns]
        fix = "the frame has one row per state and year"
        raise InputErrors(InputError(f"column '{name}' is missing", where="panel", fix=fix) for name in names)
    chosen = frame.filter(pl.col("year") == year).drop("year")
    if not chosen.height:
        years = frame["year"].drop_nulls().to_list()
        fix = f"it covers {min(years)} to {max(years)}" if years else "it has no year at all"
        raise InputErrors([InputError(f"the panel has no row of {year}", where="panel", fix=fix)])
    if "year" in dyads.columns:
        dyads = dyads.filter(pl.col("year") == year).drop("year")
    parts, problems = _parts(table_of(chosen, place), table_of(dyads, f"{place} dyads"))
    if problems:
        raise InputErrors(problems)
    return {"name": place, "year": year} | parts | {part: _empty(part) for part in _OPTIONAL}


def _polars(frame: Any) -> pl.DataFrame:
    """Return a panel, Polars or pandas frame as a Polars frame, NaN of pandas as null; None as no dyad."""
    if frame is None:
        return pl.DataFrame(schema={c.name: dtype_of(c.kind) for c in DYADS if c.required})
    if isinstance(frame, PanelFrame):
        return frame.data
    if isinstance(frame, pl.DataFrame):
        return frame
    cells = {str(name): [None if cell != cell else cell for cell in frame[name]] for name in frame.columns}
    return pl.DataFrame(cells, strict=False)


def write_world(world: World, folder: Path, format: str) -> Path:
    """Write a world into a folder that must not exist yet; it appears whole or not at all."""
    writers = {"csv": _write_csv, "parquet": _write_parquet}
    if format not in writers:
        raise InputError(f"unknown format {format!r}", where="World.to_folder", fix="use 'csv' or 'parquet'")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("the folder is there and not empty", where=str(folder), fix="name a new folder")
    frames = {"states": world.states, "dyads": _long(world), "facts": world.facts, "wars": world.wars}
    frames["sources"] = world.sources
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as workshop:
            half = Path(workshop) / "world"
            half.mkdir()
            for part, frame in frames.items():
                writers[format](frame, half / f"{part}.{format}")
            text = json.dumps({"name": world.name, "year": world.year}, ensure_ascii=False, indent=1)
            (half / "world.json").write_text(text + "\n", encoding="utf-8")
            if folder.exists():
                folder.rmdir()
            os.replace(half, folder)
    except OSError as error:
        raise StoreError(f"the world could not be written: {error}", where=str(folder)) from error
    return folder


def _long(world: World) -> pl.DataFrame:
    """Return the dyads as one row per ordered pair."""
    codes = np.array(world.iso3, dtype=object)
    rows, columns = np.nonzero(~np.eye(len(codes), dtype=bool))
    ends = {"from_state": codes[rows].tolist(), "to_state": codes[columns].tolist()}
    values = {str(name): world.dyads[name].to_numpy()[rows, columns] for name in world.dyads}
    return pl.DataFrame(ends | values).with_columns(pl.col(pl.Float64).fill_nan(None))


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows([_text(cell) for cell in row] for row in frame.rows())


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return repr(cell) if isinstance(cell, float) else str(cell)
