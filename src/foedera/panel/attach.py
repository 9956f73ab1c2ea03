"""Bringing tables to the rows of a panel: by state and year, by dyad and year, by leader; spells become years.

Every table is found by position and not by joining on names, so that two data sets can never become each other's
key, the number of rows never changes, and the order of rows does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.data.tables import Years
from foedera.panel.work import Fact, Work

__all__ = ["by_dyad", "by_leader", "by_state", "gathered", "put_table", "within", "years_of_spells"]

Ints = NDArray[Any]


def by_state(work: Work, table: pl.DataFrame, slot: str, code: str = "ccode") -> pl.Series:
    """Return which row of a state-year table belongs to each row of the panel, ``table.height`` for none."""
    years = _ints(table["year"])
    places, rows = work.table_places([_ints(table[code])], years)
    return _lookup(places, rows, work.size(1), work.places(slot), table.height)


def by_dyad(work: Work, table: pl.DataFrame, code: str = "ccode") -> pl.Series:
    """Return which row of a directed dyad-year table belongs to each row of the panel."""
    codes = [_ints(table[code + "1"]), _ints(table[code + "2"])]
    places, rows = work.table_places(codes, _ints(table["year"]))
    return _lookup(places, rows, work.size(2), work.dyad_places, table.height)


def by_leader(work: Work, table: pl.DataFrame, slot: str) -> pl.Series:
    """Return which row of a leader table belongs to each row of the panel."""
    rows = table.select("obsid", _row=pl.int_range(pl.len(), dtype=pl.UInt32))
    wanted = work.columns["obsid" + slot].alias("obsid").to_frame()
    found = wanted.join(rows, on="obsid", how="left", maintain_order="left")["_row"]
    return found.fill_null(table.height)


def _lookup(places: Ints, rows: Ints, size: int, wanted: Ints, none: int) -> pl.Series:
    at = np.full(size + 1, none, dtype=np.uint32)
    at[places] = rows
    return pl.Series(at[wanted])


def _ints(series: pl.Series) -> Ints:
    found: Ints = series.cast(pl.Int32).fill_null(-1).to_numpy()
    return found


def gathered(values: pl.Series, rows: pl.Series, absent: Any = None) -> pl.Series:
    """Return the value of each row, ``absent`` where the table has none (row number ``len(values)``)."""
    return values.extend_constant(absent, 1).gather(rows)


def within(work: Work, series: pl.Series, covers: Years | None) -> pl.Series:
    """Return a column with null outside its years."""
    if covers is None or (covers[0] <= work.first and work.last <= covers[1]):
        return series
    outside = (work.years < covers[0]) | (work.years > covers[1])
    return series.set(pl.Series(outside), None)


def put_table(
    work: Work, table: pl.DataFrame, rows: pl.Series, facts: Iterable[tuple[str, Fact]], fill: bool = True
) -> None:
    """Add columns of a table to the panel.

    Parameters
    ----------
    work : the panel
    table : where the columns are
    rows : row of the table for each row of the panel, as :func:`by_state` and :func:`by_dyad` return it
    facts : name of each column in the table, and what is known of it
    fill : whether the absence of a row means 0 for events
    """
    facts = list(facts)
    if not facts:
        return
    absent = {name: 0 if fact.event and fill else None for name, fact in facts}
    found = table.select(pl.col(name).extend_constant(value, 1) for name, value in absent.items())[rows]
    for name, fact in facts:
        work.put(within(work, found[name], fact.covers), fact)


def years_of_spells(
    spells: pl.DataFrame, keep: str = "first", keys: Iterable[str] | None = None
) -> pl.DataFrame:
    """Return one row per key and year of spells with ``start`` and ``end`` (dates or years), both included.

    Parameters
    ----------
    spells : columns start, end and others; a spell counts for each year it touches
    keep : the 'first' or the 'last' spell of a year where several touch it
    keys : columns that name what the spells are of; None takes the codes of states and leaders

    Raises
    ------
    InputError
        where ``keep`` is neither
    """
    if keep not in ("first", "last"):
        fix = "use 'first' or 'last'"
        raise InputError(f"there is no slice '{keep}' of a year", where="panel.add(slice)", fix=fix)
    ends = {n: pl.col(n).dt.year() if spells.schema[n] == pl.Date else pl.col(n) for n in ("start", "end")}
    keys = list(keys or (c for c in spells.columns if c.startswith(("ccode", "gwcode", "obsid"))))
    return (
        spells.sort(*keys, "start", nulls_last=True)
        .with_columns(year=pl.int_ranges(ends["start"].cast(pl.Int64), ends["end"].cast(pl.Int64) + 1))
        .drop("start", "end")
        .explode("year")
        .drop_nulls("year")
        .with_columns(pl.col("year").cast(pl.Int16))
        .unique([*keys, "year"], keep=keep, maintain_order=True)  # type: ignore[arg-type]
    )
