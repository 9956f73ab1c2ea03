"""Choosing a state's figure among the years before a day, and saying what was done where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

__all__ = ["WINDOW", "Figure", "latest", "median_of"]

WINDOW = 10
"""How many years back a figure is looked for [year]. ASSUMPTION: older ones tell of another state of affairs."""


@dataclass(frozen=True)
class Figure:
    """A figure of one state and where it comes from.

    Parameters
    ----------
    value : the figure, in the world's unit
    year : the year it is about, None for what belongs to no year
    source : keys of sources joined by ';'
    status : found or derived
    note : what a user should know
    """

    value: float
    year: int | None
    source: str
    status: str = "found"
    note: str = ""


def latest(frame: pl.DataFrame, column: str, year: int) -> dict[int, tuple[float, int]]:
    """Return each state's figure of the year before, else the latest before that, else that of the year itself.

    Parameters
    ----------
    frame : columns ccode, year and ``column``, the years within the window
    column : the figure
    year : the world's year

    Returns
    -------
    state number to figure and its year; a state without any is left out
    """
    rank = pl.when(pl.col("year") == year).then(-1).otherwise(pl.col("year"))
    rows = frame.select("ccode", "year", column, rank=rank).drop_nulls(column).sort("rank", descending=True)
    kept = rows.unique("ccode", keep="first", maintain_order=True)
    return {c: (float(v), int(y)) for c, y, v in kept.select("ccode", "year", column).iter_rows()}


def median_of(values: Sequence[float]) -> float:
    """Return the median of some numbers."""
    return float(pl.Series(values, dtype=pl.Float64).median())  # type: ignore[arg-type]
