"""Rows that a data set lists: dispute-years, members of alliances, events."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foedera.core.errors import InputError
from foedera.data.catalogue import catalogue
from foedera.panel.additions import data_set
from foedera.panel.attach import years_of_spells
from foedera.panel.beginning import between, blank_work, checked, filled, span
from foedera.panel.measures.disputes import dispute_years as rows_of_disputes
from foedera.panel.measures.generic import EVENTS
from foedera.panel.plan import Panel
from foedera.panel.steps import Rows
from foedera.panel.units import CODES, Unit
from foedera.panel.work import Work

__all__ = ["alliance_member_years", "dispute_years", "events"]


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
    checked(first, last, "cow", "panel.dispute_years")
    found, edition = data_set(of)
    if found.id not in ("gml.mid", "cow.mid"):
        fix = "use 'gml.mid' or 'cow.mid'"
        raise InputError(f"{found.id} has no dispute-years", where="panel.dispute_years", fix=fix)
    unit = Unit("dispute-year", ("1", "2"))

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        frame, opened = rows_of_disputes(blank, found, edition)
        keys = ["dispnum", "ccode1", "ccode2", "year"]
        frame = frame.sort("ccode1", "ccode2", "year", "dispnum").filter(*between(low, high))
        work = filled(blank, frame.select(keys))
        columns = {c.name: c for c in opened.table.columns}
        for name in frame.columns:
            if name not in keys:
                column = columns.get(name) or columns.get("disp" + name) or columns["mid" + name]
                fact = work.derived(name, column.unit, column.meaning, opened, labels=column.labels)
                work.put(frame[name], fact)
        return work

    text = f"dispute_years({of!r}{', ' + span(first, last) if first or last else ''})"
    return Panel(Rows(unit, first, last, build, text, stretch=False, sets=(found.id,)))


def alliance_member_years(of: str = "atop", first: int | None = None, last: int | None = None) -> Panel:
    """Return one row per alliance, member and year of membership.

    Parameters
    ----------
    of : data set with a table ``members`` of spells; 'atop@4.01' for an edition
    first, last : years, both included

    Notes
    -----
    A membership that is in effect at the end of the data goes on to their last year. Of two spells of a member in one
    year the first counts.

    Raises
    ------
    InputError
        for a data set that does not list members of alliances
    """
    checked(first, last, "cow", "panel.alliance_member_years")
    found, edition = data_set(of)
    if all(t.unit != "member-spell" for t in found.tables):
        known = [n for n, one in catalogue().items() if any(t.unit == "member-spell" for t in one.tables)]
        fix = "use " + " or ".join(f"'{n}'" for n in known)
        what = f"{found.id} does not list members of alliances"
        raise InputError(what, where="panel.alliance_member_years", fix=fix)
    unit = Unit("alliance-member-year", ("",))

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        opened = blank.open(found, "members", edition)
        keys = [opened.table.keys[0], "ccode"]
        open_end = pl.date(opened.edition.covers[1], 12, 31)
        spells = opened.read().drop_nulls(["ccode", "start"]).with_columns(pl.col("end").fill_null(open_end))
        frame = years_of_spells(spells.sort(*keys, "start"), keys=keys).filter(*between(low, high))
        work = filled(blank, frame.select(*keys, "year"))
        for column in opened.table.values:
            if column.name in frame.columns:
                work.put(frame[column.name], work.fact_of(column, opened))
        return work

    text = f"alliance_member_years({of!r}{', ' + span(first, last) if first or last else ''})"
    return Panel(Rows(unit, first, last, build, text, stretch=False, sets=(found.id,)))


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
    checked(first, last, "cow", "panel.events")
    found, edition = data_set(of)
    wanted = found.table(table) if table else next(
        (t for t in found.tables if t.unit in EVENTS), None)  # fmt: skip
    if wanted is None:
        fix = "name one of " + ", ".join(t.name for t in found.tables)
        raise InputError(f"{of} has no table of events", where="panel.events", fix=fix)
    names = [c.name for c in wanted.columns]
    unit = _event_unit(names)
    if "year" not in names and (first is not None or last is not None):
        fix = "leave the years out and use .where(...)"
        raise InputError(f"{of} {wanted.name} has no year", where="panel.events", fix=fix)

    def build(low: int | None, high: int | None, prefer: Mapping[str, str]) -> Work:
        blank = blank_work(unit, prefer)
        opened = blank.open(found, wanted.name, edition)
        frame = opened.read()
        if "year" in frame.columns:
            frame = frame.filter(*between(low, high))
        keys = [*opened.table.keys, *(c for c in ("year", *(unit.code(s) for s in unit.slots)) if c in names)]
        work = filled(blank, frame.select(list(dict.fromkeys(keys))))
        for column in opened.table.columns:
            if column.name not in work.columns:
                work.put(frame[column.name], work.fact_of(column, opened))
        return work

    text = f"events({of!r}, {wanted.name!r}{', ' + span(first, last) if first or last else ''})"
    return Panel(Rows(unit, first, last, build, text, stretch=False, sets=(found.id,)))


def _event_unit(names: list[str]) -> Unit:
    if "year" in names:
        for system, code in CODES.items():
            slots = ("1", "2") if {code + "1", code + "2"} <= set(names) else ("",) if code in names else None
            if slots:
                return Unit("event", slots, "year", system)  # type: ignore[arg-type]
    return Unit("event", ())
