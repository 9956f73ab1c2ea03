"""Geo-PKO: where the peacekeepers of the United Nations stand, how many, of what kind and from which states."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.sources.geopko_full import CONTINGENTS, FULL_FILE, LOCATIONS, full_resource, read_full
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

__all__ = ["CONTRIBUTORS", "DEPLOYMENTS", "SOURCE", "TROOP_TYPES"]

_NA = ("NA",)
_FLAG = {0: "no", 1: "yes"}
_PLACE = (
    Column("mission", "text", "code", "mission of the United Nations", "key"),
    Column("year", "int16", "year", "calendar year", "key"),
    Column("location", "text", "1", "place", "key"),
    Column("lat", "float", "degrees north", "latitude", "key", raw="latitude"),
    Column("lon", "float", "degrees east", "longitude", "key", raw="longitude"),
)  # fmt: skip

CONTRIBUTORS = Table(
    "contributors", "event",
    (
        *_PLACE,
        Column("contributor", "text", "1", "state whose troops stood there, as the owner writes it", "key"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state, null for 'Multinational' and the like"),
        Column("troops", "int32", "persons", "most troops of that state on one map of the year; null where their "
               "number is not known"),
    ),
    system="iso3",
)  # fmt: skip


def _units(name: str, meaning: str) -> Column:
    return Column(f"{name}_maps", "int8", "maps", f"maps of the year that show {meaning} there", raw=name)


TROOP_TYPES = Table(
    "troop_types", "event",
    (
        *_PLACE,
        Column("infantry", "int32", "persons", "infantry, mean over the maps of the year", raw="Infantry"),
        _units("eng", "engineers"), _units("med", "medical units"), _units("sig", "signals"), _units("av", "aviation"),
        _units("riv", "riverine units"), _units("maint", "maintenance"), _units("trans", "transport"),
    ),
    system=None,
)  # fmt: skip
DEPLOYMENTS = Table(
    "deployments", "event",
    (
        Column("row", "int16", "1", "number of the row in the owner's file, from 1; a place whose troops changed "
               "within the year has several", "key"),
        *(Column(c.name, c.dtype, c.unit, c.meaning, raw=c.raw) for c in _PLACE),
        Column("country", "text", "1", "host, as the owner writes it"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the host, null where it is two"),
        Column("infantry", "int32", "persons", "infantry, mean over the maps of the year", raw="Infantry", missing=_NA),
        Column("troops", "int32", "persons", "troops, one of the numbers on the maps of the year", raw="NoTroops",
               missing=_NA),
        Column("troops_mean", "int32", "persons", "troops, mean over the maps of the year", raw="ave.no.troops",
               missing=_NA),
        Column("reserve", "int32", "persons", "reserves, mean over the maps of the year", raw="Reserve", missing=_NA),
        Column("hq", "int8", "code", "headquarters there", labels={
            0: "none", 1: "team site", 2: "sector", 3: "mission"}),
        Column("unpol", "int8", "1", "police there", raw="UNPOL", labels=_FLAG),
        Column("medical", "int8", "1", "medical unit there", raw="Med", labels=_FLAG),
        Column("aviation", "int8", "code", "aviation unit there, 0 none", raw="Av"),
        Column("unmo", "int8", "1", "military observers there", raw="UNMO", labels=_FLAG),
    ),
    system="iso3",
)  # fmt: skip

_TCC, _TYPES, _FRONT = "TCCMap_v.2.3.csv", "TTMap_v.2.3.csv", "FrontMap_v.2.3.csv"
_OTHER = {"DRC": "Democratic Republic of Congo", "Drc": "Democratic Republic of Congo", "Korea (ROK)": "South Korea",
          "Us": "United States", "Britain": "United Kingdom"}  # fmt: skip


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read the three tables behind the project's maps; the list of contributors in a cell becomes rows."""
    types, front = raw.csv(_TYPES, ["mission"]), raw.csv(_FRONT, ["mission", "country"])
    front = front.with_columns(iso3_of_names(front["country"].replace(_OTHER)).alias("iso3"))
    return {
        "contributors": _contributors(raw.csv(_TCC, ["mission", "year.overview"]), raw.where(_TCC)),
        "troop_types": shape(types, TROOP_TYPES, raw.where(_TYPES)),
        "deployments": shape(front.with_row_index("row", offset=1), DEPLOYMENTS, raw.where(_FRONT)),
    }


def _contributors(frame: pl.DataFrame, where: str) -> pl.DataFrame:
    """Split 'Ghana (300), Nepal (unknown)': what stands in the last brackets is a number or says that none is known."""
    cell = pl.col("year.overview").str.split("), ").alias("cell")
    parts = frame.with_columns(cell).explode("cell")
    parts = parts.with_columns(
        pl.col("cell").str.replace(r" \([^()]*\)?$", "").alias("contributor"),
        pl.col("cell").str.extract(r"\((\d+)\)?$").alias("troops"),
    )
    return shape(
        parts.with_columns(iso3_of_names(parts["contributor"].replace(_OTHER)).alias("iso3")),
        CONTRIBUTORS,
        where,
    )


_REPOSITORY = ("geopko/Geo-PKO-Shiny-Dashboard", "b6ba64e913461c8b5b9688307afdfcadbaa64162")

SOURCE = Source(
    id="geopko",
    title="Geocoded Peacekeeping Operations",
    cites=("cil2020",),
    licence="free with citation; the repository of the map tables is GPL",
    home="https://www.pcr.uu.se/data/geo-pko/",
    tables=(CONTRIBUTORS, TROOP_TYPES, DEPLOYMENTS, LOCATIONS, CONTINGENTS),
    editions=(
        Edition("maps", "2.3", (1994, 2024), tuple(
            on_github(*_REPOSITORY, "data/" + name) for name in (_TCC, _TYPES, _FRONT)), _read,
            tables=("contributors", "troop_types", "deployments"),
            note="yearly tables that the project draws its maps from; contributors are known for 34 of 52 missions"),
        Edition("2.3", "2.3", (1994, 2024), (full_resource(),), read_full, "codebook only",
                tables=("locations", "contingents"),
                note=f"the whole data set, one row per map and place ({FULL_FILE})"),
    ),
)  # fmt: skip
