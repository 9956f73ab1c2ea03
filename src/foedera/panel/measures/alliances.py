"""Alliance obligations on dyads, and how many partners a state has."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.core.errors import InputError
from foedera.data.source import Source
from foedera.data.tables import Column
from foedera.panel.attach import by_dyad, by_state, put_table
from foedera.panel.codes import in_system
from foedera.panel.work import Work

__all__ = ["add"]


def add(
    work: Work,
    source: Source,
    edition: str | None = None,
    *,
    direction: Literal["either", "given"] = "either",
) -> None:
    """Add the obligations of a dyad, or for states the number of partners by obligation.

    Parameters
    ----------
    work, source, edition : the panel and the data set
    direction : on non-directed dyads, whether an obligation of 'either' state counts, or only one 'given' by the
        first. On directed dyads each row has what state 1 promised state 2

    Notes
    -----
    On states, ``<column>_partners`` counts the states that promised the state something; in ATOP an obligation
    may be one-sided.
    """
    if direction not in ("either", "given"):
        fix = "use 'either' or 'given'"
        raise InputError(f"there is no direction '{direction}'", where="panel.add(direction)", fix=fix)
    opened = work.open(source, "dyad_years", edition)
    columns = [c for c in opened.table.values if c.name not in opened.edition.without]
    frame = opened.read()
    if not work.unit.dyadic:
        _partners(work, frame, columns, source, edition)
        return
    held = in_system(work, frame, "ccode", ("1", "2"))
    if not work.unit.directed and direction == "either":
        code = work.unit.code("")
        one, two, year = f"{code}1", f"{code}2", "year"
        swapped = held.rename({one: two, two: one}).select(held.columns)
        both = pl.concat([held, swapped]).filter(pl.col(one) < pl.col(two))
        held = both.group_by(one, two, year).agg(pl.col(c.name).max() for c in columns)
    rows = by_dyad(work, held, work.unit.code(""))
    put_table(work, held, rows, [(c.name, work.fact_of(c, opened)) for c in columns])


def _partners(
    work: Work, frame: pl.DataFrame, columns: list[Column], source: Source, edition: str | None
) -> None:
    opened = work.open(source, "dyad_years", edition)
    counts = frame.group_by("year", ccode="ccode2").agg(
        (pl.col(c.name) > 0).sum().cast(pl.Int16).alias(f"{c.name}_partners") for c in columns
    )
    held = in_system(work, counts, "ccode", ("",))
    rows = by_state(work, held, "", work.unit.code(""))
    facts = [
        (f"{c.name}_partners", work.derived(
            f"{c.name}_partners", "count", f"states that owe it: {c.meaning}", opened, event=True))
        for c in columns
    ]  # fmt: skip
    put_table(work, held, rows, facts)
