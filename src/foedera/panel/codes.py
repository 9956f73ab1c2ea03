"""Tables keyed in another system of state numbers, brought to that of the panel, and what did not match told."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.data.converted import Converted
from foedera.data.identity import convert
from foedera.panel.work import Work

__all__ = ["in_system", "told"]

_OF: dict[str, Literal["cow", "gw", "iso3"]] = {"ccode": "cow", "gwcode": "gw", "iso3": "iso3"}

TOLD = 5
"""How many codes without counterpart a note names at most."""


def told(found: Converted) -> str:
    """Return a note on the codes without counterpart, the most frequent ones by name."""
    counts = (
        found.unmatched.group_by("value")
        .agg(pl.col("count").sum())
        .sort("count", "value", descending=[True, False])
    )
    most = set(counts["value"].head(TOLD))
    rows = found.unmatched.filter(pl.col("value").is_in(list(most)))
    problems = [str(p) for p in Converted(None, rows, found.of, found.to).problems()]
    more = counts.height - len(most)
    return "\n".join([*problems, *([f"and {more} other codes without counterpart"] if more else [])])


def in_system(work: Work, table: pl.DataFrame, code: str, slots: tuple[str, ...]) -> pl.DataFrame:
    """Return a table whose state columns are numbers of the panel's system.

    Parameters
    ----------
    work : the panel; a note is left where rows of the table have no counterpart, or share it
    table : columns ``code + slot`` and year
    code : 'ccode', 'gwcode' or 'iso3'
    slots : suffixes of the columns: ('',) or ('1', '2')

    Notes
    -----
    Where two states of the table are one of the panel in a year (both Germanies in 1990), the row stays of the state
    that it is on the last day.
    """
    wanted = work.unit.code("")
    if code == wanted:
        return table
    inside = table.filter(pl.col("year").is_between(work.first, work.last))
    for slot in slots:
        found = convert(inside[code + slot], to=work.unit.system, of=_OF[code], year=inside["year"])
        inside = inside.with_columns(found.values.cast(pl.Int16).alias(wanted + slot))
        if found.unmatched.height:
            work.notes.append(told(found))
    inside = inside.drop_nulls([wanted + s for s in slots])
    twice = inside.select("year", *(wanted + s for s in slots)).is_duplicated()
    return _single(work, inside, twice, code, slots) if twice.any() else inside


def _single(
    work: Work, table: pl.DataFrame, twice: pl.Series, code: str, slots: tuple[str, ...]
) -> pl.DataFrame:
    """Return the table with one row where several states of it are one of the panel."""
    wanted = work.unit.code("")
    keys = ["year", *(wanted + s for s in slots)]
    shared = table.filter(twice)
    same = pl.Series([0]).new_from_index(0, shared.height)
    for slot in slots:
        last = convert(shared[wanted + slot], to=_OF[code], of=work.unit.system, year=shared["year"]).values
        same = same + (shared[code + slot] == last).fill_null(False).cast(pl.Int64)
    order = shared.with_columns(_same=same).sort("_same", maintain_order=True).drop("_same")
    kept = order.unique(keys, keep="last", maintain_order=True)
    cases = ", ".join(
        " ".join(str(row[wanted + s]) for s in slots) + f" in {row['year']}"
        for row in kept.sort(keys).head(TOLD).iter_rows(named=True)
    )
    rest = f" and {kept.height - TOLD} more" if kept.height > TOLD else ""
    left_out = shared.height - kept.height
    work.notes.append(
        f"{left_out} rows left out because another state has the number at the end of the year: {cases}{rest}"
    )
    return pl.concat([table.filter(~twice), kept])
