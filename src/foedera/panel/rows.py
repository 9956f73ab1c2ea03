"""The rows of a panel: state-years and -days, dyad-years, leader-years, dispute-years, members of alliances, events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.data.catalogue import source
from foedera.panel.membership import members_of
from foedera.panel.plan import Panel, Rows
from foedera.panel.units import CODES, System, Unit
from foedera.panel.work import Work

__all__ = [
    "alliance_member_years",
    "dispute_years",
    "dyad_years",
    "events",
    "leader_days",
    "leader_dyad_years",
    "leader_years",
    "state_days",
    "state_months",
    "state_years",
]

Build = Callable[[int | None, int | None, Mapping[str, str]], Work]


def _checked(first: int | None, last: int | None, system: str, where: str) -> None:
    if system not in CODES:
        fix = did_you_mean(system, CODES) or "use 'cow' or 'gw'"
        raise InputError(f"there is no state system '{system}'", where=f"{where}(system)", fix=fix)
    for year in (first, last):
        if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
            raise InputError(
                f"{year!r} is no year", where=where, fix="give whole numbers, such as 1816, 2010"
            )
    if first is not None and last is not None and first > last:
        raise InputError(f"{first} is after {last}", where=where, fix="give the first year first")


def _years(first: int | None, last: int | None) -> str:
    return f"{first}, {last}" if (first, last) != (None, None) else ""


def _blank(unit: Unit, prefer: Mapping[str, str]) -> Work:
    """Return a work without rows, to open tables through."""
    return Work(unit, pl.DataFrame(), prefer)


def _filled(blank: Work, keys: pl.DataFrame) -> Work:
    work = Work(blank.unit, keys, blank.prefer)
    work.opened, work.notes = blank.opened, blank.notes
    return work


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
    _checked(first, last, system, f"panel.{name}")
    unit = Unit(f"state-{clock}", ("",), clock, system)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = _blank(unit, prefer)
        members = members_of(blank, last if extend else None)
        low, high = 1816 if low is None else low, members.last if high is None else min(high, members.last)
        if clock == "year":
            codes, years = members.state_years(low, high)
            return _filled(blank, pl.DataFrame({CODES[system]: codes, "year": years}))
        every = "1mo" if clock == "month" else "1d"
        codes, days = members.periods(date(low, 1, 1), date(high, 12, 31), every)
        keys = pl.DataFrame({CODES[system]: codes, "date": pl.Series(days).cast(pl.Date)})
        keys = keys.with_columns(pl.col("date").dt.year().cast(pl.Int16).alias("year"))
        if clock == "month":
            keys = keys.select(
                CODES[system], "year", pl.col("date").dt.month().cast(pl.Int8).alias("month")
            ).unique(maintain_order=True)
        return _filled(blank, keys.sort(keys.columns))

    text = f"{name}({_years(first, last)}{', ' if first or last else ''}system={system!r})"
    return Panel(Rows(unit, first, last, build, text))


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
    _checked(first, last, system, "panel.dyad_years")
    unit = Unit(
        f"{'directed' if directed else 'non-directed'} dyad-year",
        ("1", "2"),
        "year",
        system,
        directed=directed,
    )
    code = CODES[system]

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = _blank(unit, prefer)
        members = members_of(blank, last if extend else None)
        low, high = 1816 if low is None else low, members.last if high is None else min(high, members.last)
        one, two, years = members.dyad_years(low, high, directed)
        return _filled(blank, pl.DataFrame({code + "1": one, code + "2": two, "year": years}))

    text = f"dyad_years({_years(first, last)}{', ' if first or last else ''}directed={directed}, system={system!r})"
    return Panel(Rows(unit, first, last, build, text))


def leader_years(first: int | None = None, last: int | None = None, *, system: System = "cow") -> Panel:
    """Return one row per leader and year in office on any day, while the state is a member.

    Parameters
    ----------
    first, last : years, both included
    system : the state system whose members' leaders are wanted
    """
    from foedera.panel.measures.leaders import leader_year_keys

    _checked(first, last, system, "panel.leader_years")
    unit = Unit("leader-year", ("",), "year", system, leaders=True)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = _blank(unit, prefer)
        return _filled(blank, leader_year_keys(blank, members_of(blank), low, high))

    text = f"leader_years({_years(first, last)}{', ' if first or last else ''}system={system!r})"
    return Panel(Rows(unit, first, last, build, text))


def leader_days(first: int | None = None, last: int | None = None, *, system: System = "cow") -> Panel:
    """Return one row per leader and day in office while the state is a member; see :func:`leader_years`."""
    from foedera.panel.measures.leaders import leader_day_keys

    _checked(first, last, system, "panel.leader_days")
    unit = Unit("leader-day", ("",), "day", system, leaders=True)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = _blank(unit, prefer)
        return _filled(blank, leader_day_keys(blank, members_of(blank), low, high))

    text = f"leader_days({_years(first, last)}{', ' if first or last else ''}system={system!r})"
    return Panel(Rows(unit, first, last, build, text))


def leader_dyad_years(
    first: int | None = None, last: int | None = None, *, directed: bool = True, system: System = "cow"
) -> Panel:
    """Return one row per two leaders of two states and year in which both are in office on the same day.

    Parameters
    ----------
    first, last, directed, system : as in :func:`dyad_years`
    """
    from foedera.panel.measures.leaders import leader_dyad_year_keys

    _checked(first, last, system, "panel.leader_dyad_years")
    name = f"{'directed' if directed else 'non-directed'} leader-dyad-year"
    unit = Unit(name, ("1", "2"), "year", system, leaders=True, directed=directed)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = _blank(unit, prefer)
        members = members_of(blank)
        return _filled(blank, leader_dyad_year_keys(blank, members, low, high, directed))

    span = f"{_years(first, last)}{', ' if first or last else ''}"
    text = f"leader_dyad_years({span}directed={directed}, system={system!r})"
    return Panel(Rows(unit, first, last, build, text))


def dispute_years(of: str = "gml.mid", first: int | None = None, last: int | None = None) -> Panel:
    """Return one row per directed dyad, dispute and year: several where a dyad has several disputes.

    Parameters
    ----------
    of : 'gml.mid' or 'cow.mid'; 'gml.mid@2.1.1' for an edition
    first, last : years, both included

    Notes
    -----
    ``panel.whittle`` makes one row per dyad and year of its ``data``, and counts what each rule removed.
    """
    _checked(first, last, "cow", "panel.dispute_years")
    word, _, edition = of.partition("@")
    found = source(word)
    if found.id not in ("gml.mid", "cow.mid"):
        fix = "use 'gml.mid' or 'cow.mid'"
        raise InputError(f"{found.id} has no dispute-years", where="panel.dispute_years", fix=fix)
    unit = Unit("dispute-year", ("1", "2"))

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        from foedera.panel.measures.disputes import dispute_years as rows_of

        blank = _blank(unit, prefer)
        frame, opened = rows_of(blank, found, edition or None)
        keys = ["dispnum", "ccode1", "ccode2", "year"]
        frame = frame.sort("ccode1", "ccode2", "year", "dispnum").filter(*_between(low, high))
        work = _filled(blank, frame.select(keys))
        columns = {c.name: c for c in opened.table.columns}
        for name in frame.columns:
            if name not in keys:
                column = columns.get(name) or columns.get("disp" + name) or columns["mid" + name]
                fact = work.derived(name, column.unit, column.meaning, opened, labels=column.labels)
                work.put(frame[name], fact)
        return work

    text = f"dispute_years({of!r}{', ' + _years(first, last) if first or last else ''})"
    return Panel(Rows(unit, first, last, build, text, stretch=False))


def alliance_member_years(of: str = "atop", first: int | None = None, last: int | None = None) -> Panel:
    """Return one row per alliance, member and year of membership.

    Parameters
    ----------
    of : data set with a table ``members`` of spells; 'atop@4.01' for an edition
    first, last : years, both included
    """
    _checked(first, last, "cow", "panel.alliance_member_years")
    word, _, edition = of.partition("@")
    found = source(word)
    unit = Unit("alliance-member-year", ("",))

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        from foedera.panel.attach import years_of_spells

        blank = _blank(unit, prefer)
        opened = blank.open(found, "members", edition or None)
        alliance = opened.table.keys[0]
        spells = opened.read().sort(alliance, "ccode", "start", nulls_last=True)
        parts = [years_of_spells(group) for group in spells.partition_by(alliance)]
        frame = pl.concat(parts).filter(*_between(low, high))
        keys = [alliance, "ccode", "year"]
        work = _filled(blank, frame.drop_nulls("ccode").select(keys))
        for column in opened.table.values:
            if column.name in frame.columns:
                work.put(frame.drop_nulls("ccode")[column.name], work.fact_of(column, opened))
        return work

    text = f"alliance_member_years({of!r}{', ' + _years(first, last) if first or last else ''})"
    return Panel(Rows(unit, first, last, build, text, stretch=False))


def events(of: str, table: str | None = None, first: int | None = None, last: int | None = None) -> Panel:
    """Return the rows of a data set as they are: disputes, wars, incidents, crises, exercises.

    Parameters
    ----------
    of : id of the data set, 'ucdp.ged'; 'cow.mid@5.0' for an edition
    table : which of its tables; None takes the first that is about events
    first, last : years, both included, where the table has a year

    Notes
    -----
    Where a row names a state (``ccode`` or ``gwcode``) and a year, measures of states can be added to it, and of
    dyads where it names two.
    """
    _checked(first, last, "cow", "panel.events")
    word, _, edition = of.partition("@")
    found = source(word)
    wanted = found.table(table) if table else next(
        (t for t in found.tables if t.unit in ("event", "participant", "dispute-year", "cell")), None)  # fmt: skip
    if wanted is None:
        fix = "name one of " + ", ".join(t.name for t in found.tables)
        raise InputError(f"{of} has no table of events", where="panel.events", fix=fix)
    names = [c.name for c in wanted.columns]
    unit = _event_unit(names)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = _blank(unit, prefer)
        opened = blank.open(found, wanted.name, edition or None)
        frame = opened.read()
        if "year" in frame.columns:
            frame = frame.filter(*_between(low, high))
        elif low is not None or high is not None:
            fix = "leave the years out and use .where(...)"
            raise InputError(f"{of} {wanted.name} has no year", where="panel.events", fix=fix)
        keys = [*opened.table.keys, *(c for c in ("year", *(unit.code(s) for s in unit.slots)) if c in names)]
        work = _filled(blank, frame.select(list(dict.fromkeys(keys))))
        for column in opened.table.columns:
            if column.name not in work.columns:
                work.put(frame[column.name], work.fact_of(column, opened))
        return work

    text = f"events({of!r}, {wanted.name!r}{', ' + _years(first, last) if first or last else ''})"
    return Panel(Rows(unit, first, last, build, text, stretch=False))


def _event_unit(names: list[str]) -> Unit:
    if "year" in names:
        for system, code in CODES.items():
            slots = ("1", "2") if {code + "1", code + "2"} <= set(names) else ("",) if code in names else None
            if slots:
                return Unit("event", slots, "year", system)  # type: ignore[arg-type]
    return Unit("event", ())


def _between(low: int | None, high: int | None) -> list[Any]:
    low_year, high_year = pl.col("year") >= (low or -9999), pl.col("year") <= (high or 9999)
    return [low_year, high_year]
