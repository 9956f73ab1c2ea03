"""Who is a member of the Correlates of War or the Gleditsch-Ward state system, and when.

The two lists end in 2016 and 2017. ASSUMPTION: a state that was a member on its list's last day has been one since;
its last day is null here.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import polars as pl

from foedera.core.errors import InputError, did_you_mean

__all__ = ["CODE", "LISTED", "System", "members", "segments", "state_years", "tenures"]

System = Literal["cow", "gw"]
"""'cow': Correlates of War, edition 2016; 'gw': Gleditsch and Ward with their microstates, to 2017."""

CODE = {"cow": "ccode", "gw": "gwcode"}
"""The name of the column with a system's numbers."""

LISTED = {"cow": 2016, "gw": 2017}
"""Last year of each list; from then on open tenures are carried on."""

_SCHEMA = {
    "system": pl.String, "number": pl.Int16, "abb": pl.String, "iso3": pl.String, "name": pl.String,
    "start": pl.Date, "end": pl.Date, "microstate": pl.Boolean,
}  # fmt: skip


@cache
def segments() -> pl.DataFrame:
    """Return the table of states: one row for each time in which a number stands for one code and name.

    Returns
    -------
    columns system, number, abb (Correlates of War abbreviation), iso3 (ISO 3166 alpha-3 or house code), name, start,
    end (both included, null while it lasts), microstate (on Gleditsch and Ward's list of microstates)
    """
    text = files("foedera.data").joinpath("states.csv").read_bytes()
    return pl.read_csv(text, schema=_SCHEMA)


def check_system(system: str) -> None:
    """Raise :class:`InputError` for a state system that is not known."""
    if system not in CODE:
        fix = did_you_mean(system, CODE) or "'cow' or 'gw'"
        raise InputError(f"there is no state system '{system}'", where="system", fix=fix)


@cache
def tenures(system: System, microstates: bool = True) -> pl.DataFrame:
    """Return the times of membership: columns ccode or gwcode, start, end (both included, null while it lasts).

    Parameters
    ----------
    system : whose list
    microstates : with Gleditsch and Ward's list of microstates
    """
    check_system(system)
    rows = segments().filter(pl.col("system") == system, pl.lit(microstates) | ~pl.col("microstate"))
    rows = rows.sort("number", "start").with_columns(
        first=(pl.col("start") != pl.col("end").shift(1).dt.offset_by("1d")).fill_null(True)
        | (pl.col("number") != pl.col("number").shift(1)).fill_null(True)
    )
    joined = rows.group_by("number", pl.col("first").cum_sum().alias("_run"), maintain_order=True).agg(
        pl.col("start").first(), pl.col("end").last()
    )
    return joined.drop("_run").rename({"number": CODE[system]})


def state_years(
    system: System, first: int = 1816, last: int | None = None, microstates: bool = True
) -> pl.DataFrame:
    """Return the members year by year; a state counts for every year in which it is a member on any day.

    Parameters
    ----------
    system : whose list
    first, last : years, both included; None says the list's last
    microstates : with Gleditsch and Ward's list of microstates

    Returns
    -------
    columns ccode or gwcode, year, start, end: first and last day of membership in the year; sorted
    """
    code = CODE.get(system, "")
    until = LISTED.get(system, 0) if last is None else last
    begin, end = pl.col("start"), pl.col("end").fill_null(date(9999, 12, 31))
    rows = tenures(system, microstates).with_columns(
        year=pl.int_ranges(
            pl.max_horizontal(begin.dt.year(), pl.lit(first)),
            pl.min_horizontal(end.dt.year(), pl.lit(until)) + 1,
        )
    )
    years = (
        rows.explode("year").with_columns(pl.col("year").cast(pl.Int16)).filter(pl.col("year").is_not_null())
    )
    days = years.select(
        code, "year",
        start=pl.max_horizontal(begin, pl.date(pl.col("year"), 1, 1)),
        end=pl.min_horizontal(end, pl.date(pl.col("year"), 12, 31)),
    )  # fmt: skip
    return days.group_by(code, "year").agg(pl.col("start").min(), pl.col("end").max()).sort(code, "year")


def members(system: System, when: int | date, microstates: bool = True) -> list[int]:
    """Return the numbers of the members on a day, or on any day of a year, sorted.

    Parameters
    ----------
    system : whose list
    when : a year or a day
    microstates : with Gleditsch and Ward's list of microstates
    """
    low, high = (date(when, 1, 1), date(when, 12, 31)) if isinstance(when, int) else (when, when)
    rows = tenures(system, microstates).filter(
        pl.col("start") <= high, pl.col("end").is_null() | (pl.col("end") >= low)
    )
    return sorted(set(rows[CODE[system]].to_list()))
