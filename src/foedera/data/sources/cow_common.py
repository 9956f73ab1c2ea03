"""What the Correlates of War sources share: dates in three cells, pairs both ways, states on opposite sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from foedera.core.errors import InputError
from foedera.data.tables import Column

__all__ = [
    "COW_FILES",
    "NA",
    "REGIONS",
    "WAR_OUTCOMES",
    "both_states",
    "day",
    "directed",
    "opposing_years",
    "tenures",
]

COW_FILES = "https://correlatesofwar.org/wp-content/uploads/"
"""Folder in which the project's files lie."""

NA = ("-9", "-8", "NA")
"""Unknown, not applicable, and how R writes a missing value."""

WAR_OUTCOMES = {
    1: "side A (or the state's side) won", 2: "side B won (or the state's side lost)", 3: "compromise or tie",
    4: "became another type of war", 5: "went on at the end of the data", 6: "stalemate",
    7: "went on below the level of war", 8: "changed sides",
}  # fmt: skip
"""How a war ended, as the war lists code it."""

REGIONS = {
    1: "Western Hemisphere", 2: "Europe", 4: "Africa", 6: "Middle East", 7: "Asia", 9: "Oceania",
    11: "Europe, Middle East", 12: "Europe, Asia", 13: "Western Hemisphere, Asia",
    14: "Europe, Africa, Middle East", 15: "Europe, Africa, Middle East, Asia",
    16: "Africa, Middle East, Asia, Oceania", 17: "Asia, Oceania", 18: "Africa, Middle East",
    19: "Europe, Africa, Middle East, Asia, Oceania",
}  # fmt: skip
"""Where a war of version 4 was fought."""


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)


def both_states(column: Column) -> tuple[Column, Column]:
    """Return the column of a participant for the first and for the second state of a pair."""
    one, two = (
        replace(column, name=f"{column.name}{i}", raw=None, meaning=f"{word} state: {column.meaning}")
        for i, word in (("1", "first"), ("2", "second"))
    )
    return one, two


def day(year: str, month: str, day: str, *, last: bool = False) -> pl.Expr:
    """Return the day that three columns name.

    Parameters
    ----------
    year, month, day : columns; an unknown year gives null
    last : an unknown month or day counts as the last one possible, else as the first; ASSUMPTION
    """
    months = _number(month)
    known = months.is_between(1, 12).fill_null(False)
    first = pl.date(
        pl.when(_number(year) > 0).then(_number(year)),
        pl.when(known).then(months).otherwise(12 if last else 1),
        1,
    )
    end = first.dt.month_end()
    days = _number(day)
    told = known & days.is_between(1, 31).fill_null(False)
    exact = pl.min_horizontal(first + pl.duration(days=pl.when(told).then(days).otherwise(1) - 1), end)
    return pl.when(told).then(exact).otherwise(end if last else first)


def tenures(frame: pl.DataFrame, where: str) -> pl.DataFrame:
    """Return a list of tenures with ``start`` and ``end`` in place of the owner's six columns.

    Raises
    ------
    InputError
        where a day is not whole, with its row
    """
    out = frame.with_columns(
        start=day("styear", "stmonth", "stday"), end=day("endyear", "endmonth", "endday", last=True)
    )
    parts = [f"{edge}{part}" for edge in ("st", "end") for part in ("year", "month", "day")]
    bad = out.select(pl.any_horizontal(_number(p).is_null() | (_number(p) < 1) for p in parts))
    rows = bad.to_series().arg_true()
    if rows.len():
        cells = ", ".join(f"{p} {out[p][int(rows[0])]}" for p in parts)
        fix = "use the file as its owner gives it out"
        raise InputError(f"row {int(rows[0]) + 1}: {cells} are not two days", where=where, fix=fix)
    return out


def directed(frame: pl.DataFrame, pairs: Mapping[str, str]) -> pl.DataFrame:
    """Return the rows and, after them, the same rows seen from the other state.

    Parameters
    ----------
    frame : each pair once
    pairs : columns that change places: ccode1 with ccode2, flow1 with flow2
    """
    swap = {**pairs, **{b: a for a, b in pairs.items()}}
    other = frame.select(pl.col(swap.get(c, c)).alias(c) for c in frame.columns)
    return pl.concat([frame, other])


def opposing_years(spells: pl.DataFrame, group: str, values: Sequence[str]) -> pl.DataFrame:
    """Return the years in which two states stood on opposite sides, both directions.

    Parameters
    ----------
    spells : columns ``group`` (the dispute or war), ccode, side, start, end (days, both included), and values
    group : name of the column with the number of the dispute or war
    values : columns that come back with a 1 and a 2 behind their names

    Returns
    -------
    One row per group, ccode1, ccode2 and year with at least one day on which both took part on different sides.
    onset is 1 in every year in which such a stretch of days began, so also when one of the two came back. Where a
    year has several stretches the values are those of the first.
    """
    keys = [group, "ccode1", "ccode2", "year"]
    pairs = spells.join(spells, on=group, suffix="_2").filter(
        (pl.col("side") != pl.col("side_2"))
        & (pl.col("ccode") != pl.col("ccode_2"))
        & (pl.col("start") <= pl.col("end_2"))
        & (pl.col("start_2") <= pl.col("end"))
    )
    begin, finish = pl.max_horizontal("start", "start_2"), pl.min_horizontal("end", "end_2")
    return (
        pairs.select(
            group, pl.col("ccode").alias("ccode1"), pl.col("ccode_2").alias("ccode2"), begin.alias("begin"),
            pl.int_ranges(begin.dt.year().cast(pl.Int64), finish.dt.year().cast(pl.Int64) + 1).alias("year"),
            *(pl.col(v + tail).alias(f"{v}{slot}") for v in values for slot, tail in (("1", ""), ("2", "_2"))),
        )
        .explode("year")
        .with_columns(onset=(pl.col("year") == pl.col("begin").dt.year()).max().over(keys).cast(pl.Int8))
        .sort(*keys, "begin")
        .unique(keys, keep="first", maintain_order=True)
    )  # fmt: skip
