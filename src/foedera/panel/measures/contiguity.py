"""Direct contiguity (stinnett2002): how two states touch, and how many neighbours a state has."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.data.source import Source
from foedera.panel.attach import by_dyad, by_state, put_table, years_of_spells
from foedera.panel.codes import in_system
from foedera.panel.work import Work

__all__ = ["add"]


def add(
    work: Work, source: Source, edition: str | None = None, *, slice: Literal["first", "last"] = "first"
) -> None:
    """Add ``conttype`` to dyads, ``land`` and ``sea`` to states.

    Parameters
    ----------
    work, source, edition : the panel and the data set
    slice : which record counts in a year with several: the 'first' in force or the 'last'

    Notes
    -----
    conttype: 0 not contiguous, 1 by land or river, 2 to 5 across 12, 24, 150 and 400 miles of water; not an
    ordinal. land counts neighbours of type 1, sea those of types 2 to 5.
    """
    opened = work.open(source, "dyad_spells", edition)
    years = years_of_spells(opened.read(), slice)
    column = next(c for c in opened.table.values if c.name == "conttype")
    if work.unit.dyadic:
        held = in_system(work, years, "ccode", ("1", "2"))
        fact = work.derived(
            "conttype",
            column.unit,
            column.meaning,
            opened,
            group="contiguity",
            event=True,
            labels=column.labels,
        )
        put_table(work, held, by_dyad(work, held, work.unit.code("")), [("conttype", fact)])
        return
    counts = years.group_by(ccode="ccode1", year="year").agg(
        land=(pl.col("conttype") == 1).sum().cast(pl.Int8),
        sea=pl.col("conttype").is_between(2, 5).sum().cast(pl.Int8),
    )
    held = in_system(work, counts, "ccode", ("",))
    rows = by_state(work, held, "", work.unit.code(""))
    facts = [
        (name, work.derived(name, "count", meaning, opened, group="contiguity", event=True))
        for name, meaning in (
            ("land", "neighbours across a land or river border"),
            ("sea", "neighbours across at most 400 miles of water"),
        )
    ]
    put_table(work, held, rows, facts)
