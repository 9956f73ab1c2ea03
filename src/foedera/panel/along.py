"""The verbs ``lag``, ``lead`` and ``peace_years``: columns made from other periods of the same unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import polars as pl

from foedera.core.errors import InputError
from foedera.data.tables import Years
from foedera.panel.clock import Gaps, Successive, Timeline, peace_periods
from foedera.panel.work import Fact, Work

__all__ = ["add_peace_periods", "add_shifted"]

Verb = Literal["lag", "lead"]


def add_shifted(work: Work, timeline: Timeline, verb: Verb, name: str, periods: int, years: int) -> None:
    """Add the value that columns have some periods earlier or later, as ``<column>_<verb><periods>``.

    Parameters
    ----------
    work, timeline : the panel
    verb : 'lag' is earlier, 'lead' later
    name : a column, or a word for several
    periods : how many periods
    years : how many calendar years they reach into

    Raises
    ------
    InputError
        where nothing of the name is there, and on rows that may share their unit and period
    """
    _refuse_repeated(work, f"{verb}({name!r})")
    sign = 1 if verb == "lag" else -1
    rows = timeline.shifted(sign * periods)
    clock = work.unit.clock
    when = f"{periods} {clock}{'s' * (periods > 1)} {'earlier' if sign > 0 else 'later'}"
    for column in work.named(name):
        fact = work.facts[column]
        covers = _moved(fact.covers, sign * years, whole=clock == "year")
        made = replace(fact, name=f"{column}_{verb}{periods}", meaning=f"{fact.meaning}; {when}", covers=covers,
                       group="", of=(column,))  # fmt: skip
        work.put(work.columns[column].gather(rows), made)


def add_peace_periods(
    work: Work, timeline: Timeline, event: str, name: str, gaps: Gaps, successive: Successive,
    begin: int | None, cubic: bool,
) -> None:  # fmt: skip
    """Add the number of periods since the last with an event.

    Parameters
    ----------
    work, timeline : the panel
    event : a column of 0 and 1
    name : name of the new column
    gaps, successive : as in :func:`foedera.panel.clock.peace_periods`
    begin : first year that counts; None counts from the first row
    cubic : also add the square and the cube

    Raises
    ------
    InputError
        where ``event`` is no column of numbers, and on rows that may share their unit and period
    """
    _refuse_repeated(work, "peace_years")
    columns = work.named(event)
    if len(columns) > 1:
        fix = "name one of " + ", ".join(columns)
        raise InputError(f"'{event}' is several columns", where="panel.peace_years", fix=fix)
    fact, values = work.facts[columns[0]], work.columns[columns[0]]
    if not values.dtype.is_numeric() and values.dtype != pl.Boolean:
        fix = "name a column of 0 and 1"
        raise InputError(f"'{columns[0]}' is no column of numbers", where="panel.peace_years", fix=fix)
    if begin is not None:
        values = values.set(pl.Series(work.years < begin), None)
    count = peace_periods(timeline, values.cast(pl.Float64), gaps, successive)
    covers = (fact.covers[0], fact.covers[1] + 1) if fact.covers else None
    made = Fact(name, work.unit.clock, f"{work.unit.clock}s since the last with {columns[0]}", fact.source,
                edition=fact.edition, version=fact.version, covers=covers, of=(columns[0],))  # fmt: skip
    work.put(count, made)
    for power in (2, 3) if cubic else ():
        more = replace(made, name=f"{name}_{power}", meaning=f"{name} to the power of {power}")
        work.put(count.cast(pl.Float64) ** power, more)


def _refuse_repeated(work: Work, verb: str) -> None:
    if work.unit.name in ("event", "dispute-year"):
        raise work.unit.refuse(verb, "use a unit with one row per period, such as dyad-years")


def _moved(covers: Years | None, years: int, *, whole: bool) -> Years | None:
    """Return the years covered by what is some years later (earlier if negative); by parts of them if not whole."""
    if covers is None:
        return None
    first, last = covers[0] + years, covers[1] + years
    return (first, last) if whole else (min(first, covers[0]), max(last, covers[1]))
