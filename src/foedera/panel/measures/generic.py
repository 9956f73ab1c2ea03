"""Tables that come to a panel as they are: by state and year, by dyad and year, by state alone, by leader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.data.source import Source
from foedera.data.tables import Table
from foedera.panel.attach import by_dyad, by_leader, by_state, put_table, years_of_spells
from foedera.panel.codes import in_system
from foedera.panel.units import Unit
from foedera.panel.work import Work

__all__ = ["EVENTS", "add", "fitting"]

EVENTS = ("event", "participant", "dispute-year", "cell")
"""What the rows of tables of events are about."""

_STATE = ("state-year", "state-spell", "state")
_DYAD = ("dyad-year", "dyad-spell")


def fitting(source: Source, unit: Unit) -> list[Table]:
    """Return the tables of a source that a unit can take as they are, for one system only."""
    kinds = _STATE + (_DYAD if unit.dyadic else ()) + (("leader",) if unit.leaders else ())
    fit = [t for t in source.tables if t.unit in kinds and t.unique]
    own = {(t.unit in _DYAD, t.unit) for t in fit if t.system in (unit.system, None)}
    return [t for t in fit if t.system in (unit.system, None) or (t.unit in _DYAD, t.unit) not in own]


def add(
    work: Work, source: Source, edition: str | None = None, *, keep: Sequence[str] | None = None,
    table: str | None = None,
) -> None:  # fmt: skip
    """Add every table of a source that fits the unit.

    Parameters
    ----------
    work : the panel
    source, edition : the data set
    keep : names of the columns wanted; None takes all
    table : name of one table; None takes all that fit

    Raises
    ------
    InputError
        where no table fits the unit, or a table or column is unknown
    """
    if table is not None:
        source.table(table)
    tables = [t for t in fitting(source, work.unit) if table in (None, t.name)]
    if edition is not None:
        have = source.edition(edition).tables
        tables = [t for t in tables if not have or t.name in have]
    if not tables:
        raise _refusal(work, source)
    names = {c.name for t in tables for c in t.values}
    for name in keep or ():
        if name not in names:
            fix = did_you_mean(name, names) or "one of " + ", ".join(sorted(names))
            raise InputError(
                f"{source.id} has no column '{name}' for a {work.unit.name}", where="panel.add(keep)", fix=fix
            )
    for one in tables:
        if keep is None or any(c.name in keep for c in one.values):
            _add_table(work, source, one, edition, keep)


def _refusal(work: Work, source: Source) -> InputError:
    table = next((t for t in source.tables if t.unit in EVENTS), source.tables[0])
    fit = fitting(source, Unit("leader-dyad-year", ("1", "2"), system=work.unit.system, leaders=True))
    if any(t.unit in _DYAD for t in fit):
        fix = "use panel.dyad_years(...)"
    elif any(t.unit == "leader" for t in fit):
        fix = "use panel.leader_years(...)"
    else:
        fix = f"each of its rows is about one {table.unit}: use panel.events('{source.id}', '{table.name}')"
    return work.unit.refuse(f"add('{source.id}')", fix)


def _add_table(
    work: Work, source: Source, table: Table, edition: str | None, keep: Sequence[str] | None
) -> None:
    opened = work.open(source, table.name, edition)
    without = opened.edition.without
    for name in keep or ():
        if name in without:
            what = f"edition {opened.edition.name} of {source.id} has no column '{name}'"
            fix = "name another edition: " + ", ".join(
                e.name for e in source.editions if name not in e.without
            )
            raise InputError(what, where="panel.add(keep)", fix=fix)
    columns = [c for c in opened.table.values if c.name not in without and (keep is None or c.name in keep)]
    frame = opened.read()
    if table.unit.endswith("spell"):
        frame = years_of_spells(frame)
    code = {"cow": "ccode", "gw": "gwcode", "iso3": "iso3", None: ""}[table.system]
    for slot, rows, held in _rows(work, table, frame, code):
        facts = [(c.name, work.fact_of(c, opened, work.unit.tail(slot))) for c in columns]
        put_table(work, held, rows, facts)


def _rows(
    work: Work, table: Table, frame: pl.DataFrame, code: str
) -> Iterator[tuple[str, pl.Series, pl.DataFrame]]:
    """Yield for each slot the rows of the table that belong to the rows of the panel, and the table."""
    if table.unit in _DYAD:
        held = in_system(work, frame, code, ("1", "2"))
        yield "", by_dyad(work, held, work.unit.code("")), held
        return
    if table.unit == "leader":
        for slot in work.unit.slots:
            yield slot, by_leader(work, frame, slot), frame
        return
    if table.unit == "state":
        years = pl.DataFrame({"year": np.arange(work.first, work.last + 1, dtype=np.int16)})
        frame = frame.join(years, how="cross")
    held = in_system(work, frame, code, ("",))
    for slot in work.unit.slots:
        yield slot, by_state(work, held, slot, work.unit.code("")), held
