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

__all__ = ["add", "fitting"]

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
    prefix: str = "", table: str | None = None,
) -> None:  # fmt: skip
    """Add every table of a source that fits the unit.

    Parameters
    ----------
    work : the panel
    source, edition : the data set
    keep : names of the columns wanted; None takes all
    prefix : put before each name
    table : name of one table; None takes all that fit

    Raises
    ------
    InputError
        where no table fits the unit, or a column is unknown
    """
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
        wanted = [c.name for c in one.values if keep is None or c.name in keep]
        if wanted:
            _add_table(work, source, one, edition, wanted, prefix)


def _refusal(work: Work, source: Source) -> InputError:
    kinds = sorted({t.unit for t in source.tables})
    if any(k in _DYAD for k in kinds):
        fix = "use panel.dyad_years(...)"
    elif "leader" in kinds:
        fix = "use panel.leader_years(...)"
    else:
        fix = f"its rows are {', '.join(kinds)}: use panel.events('{source.id}')"
    return InputError(f"{source.id} does not apply to a {work.unit.name}", where="panel.add", fix=fix)


def _add_table(
    work: Work, source: Source, table: Table, edition: str | None, wanted: Sequence[str], prefix: str
) -> None:
    opened = work.open(source, table.name, edition)
    columns = [c for c in opened.table.values if c.name in wanted and c.name not in opened.edition.without]
    frame = opened.read()
    if table.unit.endswith("spell"):
        frame = years_of_spells(frame)
    code = {"cow": "ccode", "gw": "gwcode", "iso3": "iso3", None: ""}[table.system]
    for slot, rows, held in _rows(work, table, frame, code):
        facts = [(c.name, work.fact_of(c, opened, work.unit.tail(slot), prefix=prefix)) for c in columns]
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
