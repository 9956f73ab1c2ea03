"""Crime at Sea: attacks of pirates and robbers on ships, with place, nearest coast and economic zone."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Table

_NA = ("NA",)


def _text(name: str, meaning: str, raw: str | None = None, unit: str = "1") -> Column:
    return Column(name, "text", unit, meaning, raw=raw, missing=_NA)


def _number(name: str, unit: str, meaning: str, raw: str | None = None) -> Column:
    return Column(name, "float", unit, meaning, raw=raw, missing=_NA)


ATTACKS = Table(
    "attacks", "event",
    (
        Column("attack", "int16", "1", "number of the row in the owner's file, from 1", "key"),
        Column("date", "date", "day", "day of the attack"),
        _text("time", "time of day, local or UTC as it says"),
        _number("lon", "degrees east", "longitude", "longitude"),
        _number("lat", "degrees north", "latitude", "latitude"),
        _text("attack_type", "what the attackers did"),
        _text("location_description", "where, in words"),
        _text("coast_iso3", "ISO 3166 alpha-3 code of the nearest coast", "nearest_country", "code"),
        _text("eez_iso3", "ISO 3166 alpha-3 code of the economic zone, null on the high seas", "eez_country", "code"),
        _number("shore_distance", "km", "distance to the nearest coast"),
        _number("shore_lon", "degrees east", "longitude of the nearest point on the coast", "shore_longitude"),
        _number("shore_lat", "degrees north", "latitude of the nearest point on the coast", "shore_latitude"),
        _text("attack_description", "what happened; only in the rows of the International Maritime Bureau"),
        _text("vessel_name", "name of the ship"),
        _text("vessel_type", "type of the ship"),
        _text("vessel_status", "what the ship was doing"),
        _text("data_source", "imb: International Maritime Bureau; mappingpiracy: an older collection"),
    ),
    system="iso3",
)  # fmt: skip

_FILE = "pirate_attacks.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [c.source_name for c in ATTACKS.values])
    return {"attacks": shape(frame.with_row_index("attack", offset=1), ATTACKS, raw.where(_FILE))}


SOURCE = Source(
    id="piracy",
    title="Crime at Sea: A Global Database of Maritime Pirate Attacks",
    cites=("benden2021",),
    licence="CC BY-SA 4.0 by its text, CC BY 4.0 by its link",
    home="https://github.com/newzealandpaul/Maritime-Pirate-Attacks",
    tables=(ATTACKS,),
    editions=(
        Edition("2021", "2021", (1993, 2020), (on_github(
            "newzealandpaul/Maritime-Pirate-Attacks", "83c7f525b5eaa12bd1f070ec17aadb5455940ca4",
            "data/csv/" + _FILE),), _read),
    ),
)  # fmt: skip
