"""United States bases abroad: name, place and kind of each military site."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Table

_NA = ("NA",)
_FLAG = {0: "no", 1: "yes"}

BASES = Table(
    "bases", "event",
    (
        Column("base_id", "int16", "1", "number of the row in the owner's file, from 1", "key"),
        Column("countryname", "text", "1", "host, as the owner writes it"),
        Column("ccode", "int16", "code", "Correlates of War number of the host; territories carry that of their state"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the host", raw="iso3c", missing=_NA),
        Column("basename", "text", "1", "name of the site", missing=_NA),
        Column("lat", "float", "degrees north", "latitude", missing=_NA),
        Column("lon", "float", "degrees east", "longitude", missing=_NA),
        Column("base", "int8", "1", "a large base", labels=_FLAG),
        Column("lilypad", "int8", "1", "a small site with few or no permanent troops", labels=_FLAG),
        Column("fundedsite", "int8", "1", "a host's site that the United States pay for", labels=_FLAG),
    ),
)  # fmt: skip

_FILE = "basedata.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [c.source_name for c in BASES.values], encoding="cp1252")
    return {"bases": shape(frame.with_row_index("base_id", offset=1), BASES, raw.where(_FILE))}


SOURCE = Source(
    id="us.bases",
    title="United States bases abroad",
    cites=("allen2022", "vine2015"),
    licence="GPL-3 package",
    home="https://github.com/meflynn/troopdata",
    tables=(BASES,),
    editions=(
        Edition("2018", "2018", (2018, 2018), (on_github(
            "meflynn/troopdata", "3946bcf89a6d72de8abace812dc557f1f249f5f7", "data-raw/" + _FILE),), _read,
            note="one cross-section, kept up to 2018; no dates of opening or closing"),
    ),
)  # fmt: skip
