"""Rows made from the lists of states and leaders: by year, month and day, alone and in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import polars as pl

from foedera.panel.beginning import blank_work, checked, filled, span
from foedera.panel.membership import STATES, members_of
from foedera.panel.plan import Panel
from foedera.panel.steps import Rows
from foedera.panel.units import CODES, System, Unit
from foedera.panel.work import Work

__all__ = [
    "dyad_years",
    "leader_days",
    "leader_dyad_years",
    "leader_years",
    "state_days",
    "state_months",
    "state_years",
]


def state_years(
    first: int | None = None, last: int | None = None, *, system: System = "cow", extend: bool = False
) -> Panel:
    """Return one row per state and year in which it is a member on any day.

    Parameters
    ----------
    first, last : years, both included; None says as far as the list of states goes
    system : 'cow' (Correlates of War) or 'gw' (Gleditsch-Ward)
    extend : members on the last day of the list go on being members to ``last``
    """
    return _of_states(first, last, system, extend, "year")


def state_months(
    first: int | None = None, last: int | None = None, *, system: System = "cow", extend: bool = False
) -> Panel:
    """Return one row per state and month in which it is a member on any day; see :func:`state_years`."""
    return _of_states(first, last, system, extend, "month")


def state_days(
    first: int | None = None, last: int | None = None, *, system: System = "cow", extend: bool = False
) -> Panel:
    """Return one row per state and day of membership; see :func:`state_years`."""
    return _of_states(first, last, system, extend, "day")


def _of_states(
    first: int | None, last: int | None, system: System, extend: bool, clock: Literal["year", "month", "day"]
) -> Panel:
    name = f"state_{clock}s"
    checked(first, last, system, f"panel.{name}", extend=extend)
    unit = Unit(f"state-{clock}", ("",), clock, system)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        blank.until = high if extend else None
        members = members_of(blank)
        low, high = 1816 if low is None else low, members.last if high is None else min(high, members.last)
        if clock == "year":
            codes, years = members.state_years(low, high)
            return filled(blank, pl.DataFrame({CODES[system]: codes, "year": years}))
        every = "1mo" if clock == "month" else "1d"
        codes, days = members.periods(date(low, 1, 1), date(high, 12, 31), every)
        keys = pl.DataFrame({CODES[system]: codes, "date": pl.Series(days).cast(pl.Date)})
        keys = keys.with_columns(pl.col("date").dt.year().cast(pl.Int16).alias("year"))
        if clock == "month":
            keys = keys.select(
                CODES[system], "year", pl.col("date").dt.month().cast(pl.Int8).alias("month")
            ).unique(maintain_order=True)
        return filled(blank, keys.sort(keys.columns))

    text = f"{name}({span(first, last)}{', ' if first or last else ''}system={system!r}{_extended(extend)})"
    return Panel(Rows(unit, first, last, build, text, sets=(STATES[system],)))


def _extended(extend: bool) -> str:
    return ", extend=True" if extend else ""


def dyad_years(
    first: int | None = None, last: int | None = None, *, directed: bool = True, system: System = "cow",
    extend: bool = False,
) -> Panel:  # fmt: skip
    """Return one row per two states and year in which both are members on the same day.

    Parameters
    ----------
    first, last : years, both included; None says as far as the list of states goes
    directed : (a, b) and (b, a) are two rows; else one, the lower number first
    system : 'cow' or 'gw'
    extend : members on the last day of the list go on being members to ``last``
    """
    checked(first, last, system, "panel.dyad_years", directed=directed, extend=extend)
    unit = Unit(
        f"{'directed' if directed else 'non-directed'} dyad-year",
        ("1", "2"),
        "year",
        system,
        directed=directed,
    )
    code = CODES[system]

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        blank.until = high if extend else None
        members = members_of(blank)
        low, high = 1816 if low is None else low, members.last if high is None else min(high, members.last)
        one, two, years = members.dyad_years(low, high, directed)
        return filled(blank, pl.DataFrame({code + "1": one, code + "2": two, "year": years}))

    years = f"{span(first, last)}{', ' if first or last else ''}"
    text = f"dyad_years({years}directed={directed}, system={system!r}{_extended(extend)})"
    return Panel(Rows(unit, first, last, build, text, sets=(STATES[system],)))


def leader_years(first: int | None = None, last: int | None = None, *, system: System = "cow") -> Panel:
    """Return one row per leader and year in office on any day, while the state is a member.

    Parameters
    ----------
    first, last : years, both included
    system : the state system whose members' leaders are wanted
    """
    from foedera.panel.measures.leaders import leader_year_keys

    checked(first, last, system, "panel.leader_years")
    unit = Unit("leader-year", ("",), "year", system, leaders=True)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        return filled(blank, leader_year_keys(blank, members_of(blank), low, high))

    text = f"leader_years({span(first, last)}{', ' if first or last else ''}system={system!r})"
    return Panel(Rows(unit, first, last, build, text, sets=(STATES[system], "archigos")))


def leader_days(first: int | None = None, last: int | None = None, *, system: System = "cow") -> Panel:
    """Return one row per leader and day in office while the state is a member; see :func:`leader_years`."""
    from foedera.panel.measures.leaders import leader_day_keys

    checked(first, last, system, "panel.leader_days")
    unit = Unit("leader-day", ("",), "day", system, leaders=True)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        return filled(blank, leader_day_keys(blank, members_of(blank), low, high))

    text = f"leader_days({span(first, last)}{', ' if first or last else ''}system={system!r})"
    return Panel(Rows(unit, first, last, build, text, sets=(STATES[system], "archigos")))


def leader_dyad_years(
    first: int | None = None, last: int | None = None, *, directed: bool = True, system: System = "cow"
) -> Panel:
    """Return one row per two leaders of two states and year in which both are in office on the same day.

    Parameters
    ----------
    first, last, directed, system : as in :func:`dyad_years`
    """
    from foedera.panel.measures.leaders import leader_dyad_year_keys

    checked(first, last, system, "panel.leader_dyad_years", directed=directed)
    name = f"{'directed' if directed else 'non-directed'} leader-dyad-year"
    unit = Unit(name, ("1", "2"), "year", system, leaders=True, directed=directed)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        members = members_of(blank)
        return filled(blank, leader_dyad_year_keys(blank, members, low, high, directed))

    years = f"{span(first, last)}{', ' if first or last else ''}"
    text = f"leader_dyad_years({years}directed={directed}, system={system!r})"
    return Panel(Rows(unit, first, last, build, text, sets=(STATES[system], "archigos")))
