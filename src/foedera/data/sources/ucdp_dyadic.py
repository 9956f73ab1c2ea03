"""UCDP Dyadic Dataset: each pair of a state and its opponent in armed conflict, by year since 1946."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import columns, year
from foedera.data.sources.ucdp_acd import DOWNLOADS, UCDP_TERMS, about, dates, days, names, sides
from foedera.data.tables import Column, Table

DYADS = Table("dyad_years", "event", (
    Column("dyad_id", "int32", "code", "number of the dyad", "key"), year(),
    *columns((("conflict_id", "int32", "code", "number of the conflict, as in ucdp.acd"),)),
    *names(), Column("territory_name", "text", "1", "territory at issue"), *about(), *dates("dyad"), *sides(),
    *columns((("gwno_loc", "text", "code", "states whose government or territory is at issue"),
              ("region", "text", "code", "1 Europe, 2 Middle East, 3 Asia, 4 Africa, 5 Americas"))),
), system=None)  # fmt: skip
"""The dyad is a pair of parties, mostly a state and a rebel group, and not a pair of states."""


def _official(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, [c.source_name for c in DYADS.columns])
        return {"dyad_years": shape(days(frame, "start_date", "start_date2"), DYADS, raw.where(name))}

    return read


def _release(version: str, last: int) -> Edition:
    archive = f"ucdp-dyadic-{version.replace('.', '')}-csv.zip"
    name = f"Dyadic_v{version.replace('.', '_')}.csv"
    resource = Resource(name, f"{DOWNLOADS}dyadic/{archive}", (archive,))
    return Edition(version, version, (1946, last), (resource,), _official(name), "codebook only")


SOURCE = Source(
    id="ucdp.dyadic",
    title="UCDP Dyadic Dataset",
    cites=("harbom2008", "davies2023"),
    licence=UCDP_TERMS,
    home="https://ucdp.uu.se/downloads/",
    tables=(DYADS,),
    editions=tuple(
        _release(v, y) for v, y in (("25.1", 2024), ("26.1", 2025), ("24.1", 2023), ("23.1", 2022))
    ),
)
