"""The whole Geo-PKO data set: one row per deployment map and place, and the contingents in it."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, check_columns, shape
from foedera.data.source import Resource
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

__all__ = ["CONTINGENTS", "FULL_FILE", "LOCATIONS", "full_resource", "read_full"]

FULL_FILE = "geo_pko_v.2.3.csv"

_UNKNOWN = ("unknown", "NA")
_ROW = Column("row", "int32", "1", "number of the row in the owner's file, from 1", "key")

LOCATIONS = Table(
    "locations", "event",
    (
        _ROW,
        Column("source", "text", "code", "number of the map of the United Nations"),
        Column("mission", "text", "code", "mission of the United Nations"),
        Column("year", "int16", "year", "year of the map"),
        Column("month", "int8", "month", "month of the map"),
        Column("location", "text", "1", "place"),
        Column("country", "text", "1", "host, as the owner writes it"),
        Column("ccode", "int16", "code", "Correlates of War number of the host", raw="cow_code", missing=_UNKNOWN),
        Column("lat", "float", "degrees north", "latitude", raw="latitude", missing=_UNKNOWN),
        Column("lon", "float", "degrees east", "longitude", raw="longitude", missing=_UNKNOWN),
        Column("troops", "int32", "persons", "troops, from the units on the map by standard size", raw="no.troops",
               missing=_UNKNOWN),
        Column("contributors", "int8", "states", "states whose troops stand there", raw="no.tcc", missing=_UNKNOWN),
        Column("hq", "int8", "code", "headquarters there", missing=_UNKNOWN,
               labels={0: "none", 1: "team site", 2: "sector", 3: "mission"}),
        Column("unpol", "int8", "1", "police there", raw="unpol.dummy", missing=_UNKNOWN),
        Column("unmo", "int8", "1", "military observers there", raw="unmo.dummy", missing=_UNKNOWN),
    ),
)  # fmt: skip
CONTINGENTS = Table(
    "contingents", "participant",
    (
        _ROW,
        Column("place", "int8", "1", "place of the state in the row, 1 to 17", "key"),
        Column("contributor", "text", "1", "state whose troops stand there, as the owner writes it", raw="nameoftcc"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state"),
        Column("troops", "int32", "persons", "its troops there", raw="notroopspertcc", missing=_UNKNOWN),
    ),
    system="iso3",
)  # fmt: skip

_MOST = 17


def full_resource() -> Resource:
    """Return the file of the whole data set, which is to be had from the page of the project."""
    how = f"from https://www.pcr.uu.se/data/geo-pko/, the csv of version 2.3; save it as {FULL_FILE}"
    return Resource(FULL_FILE, how=how)


def read_full(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read the places and turn the numbered columns of contributors into rows."""
    frame, where = raw.csv(FULL_FILE), raw.where(FULL_FILE)
    frame = frame.rename({c: c.lower() for c in frame.columns}).with_row_index("row", offset=1)
    check_columns(frame.columns, ["nameoftcc_1", "notroopspertcc_1"], where)
    held = [n for n in range(1, _MOST + 1) if f"nameoftcc_{n}" in frame.columns]
    parts = [
        frame.select(
            "row",
            pl.lit(n, pl.Int8).alias("place"),
            pl.col(f"nameoftcc_{n}").alias("nameoftcc"),
            pl.col(f"notroopspertcc_{n}").alias("notroopspertcc"),
        )
        for n in held
    ]
    long = pl.concat(parts).drop_nulls("nameoftcc").filter(pl.col("nameoftcc") != "NA").sort("row", "place")
    long = long.with_columns(iso3_of_names(long["nameoftcc"]).alias("iso3"))
    return {"locations": shape(frame, LOCATIONS, where), "contingents": shape(long, CONTINGENTS, where)}
