"""Tables keyed in another system of state numbers, brought to that of the panel, and what did not match told."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.panel.work import Work

__all__ = ["in_system"]

_OF: dict[str, Literal["cow", "gw", "iso3"]] = {"ccode": "cow", "gwcode": "gw", "iso3": "iso3"}


def in_system(work: Work, table: pl.DataFrame, code: str, slots: tuple[str, ...]) -> pl.DataFrame:
    """Return a table whose state columns are numbers of the panel's system.

    Parameters
    ----------
    work : the panel; a note is left where rows of the table have no counterpart
    table : columns ``code + slot`` and year
    code : 'ccode', 'gwcode' or 'iso3'
    slots : suffixes of the columns: ('',) or ('1', '2')
    """
    wanted = work.unit.code("")
    if code == wanted:
        return table
    from foedera.data.identity import convert

    of = _OF[code]
    inside = table.filter(pl.col("year").is_between(work.first, work.last))
    for slot in slots:
        found = convert(inside[code + slot], to=work.unit.system, of=of, year=inside["year"])
        inside = inside.with_columns(found.values.cast(pl.Int16).alias(wanted + slot))
        if found.unmatched.height:
            work.notes.append(found.report())
    return inside.drop_nulls([wanted + s for s in slots])
