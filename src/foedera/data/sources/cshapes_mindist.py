"""Minimum distance between the borders of two states, from the historical maps of CShapes."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import System, both_ways, dyad_year_keys, from_peacesciencer
from foedera.data.tables import Column, Table


def _table(system: System, name: str) -> Table:
    return Table(
        f"{system}_dyad_years", "dyad-year",
        (*dyad_year_keys(system), Column(name, "float", "km", "distance of the nearest points of the two states; "
                                         "0 where they touch", raw="mindist")),
        system=system,
    )  # fmt: skip


TABLES = {"cow_mindist": _table("cow", "mindist"), "gw_mindist": _table("gw", "gw_mindist")}
"""Directed, both directions alike; the state of the map at the start of the year."""


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    out = {}
    for name, table in TABLES.items():
        path = f"peacesciencer/{name}.parquet"
        frame = shape(raw.parquet(path), table, raw.where(path))
        out[table.name] = both_ways(frame, table.keys[0], table.keys[1])
    return out


SOURCE = Source(
    id="cshapes.mindist",
    title="Minimum distance between states (CShapes 2.0)",
    cites=("schvitz2022", "miller2022"),
    licence="CC BY-NC-SA 4.0 as far as known",
    home="https://icr.ethz.ch/data/cshapes/",
    tables=tuple(TABLES.values()),
    editions=(
        Edition("peacesciencer", "2.0", (1886, 2019), tuple(from_peacesciencer(f"{n}.parquet") for n in TABLES),
                _read, "repackaged copy"),
    ),
)  # fmt: skip
