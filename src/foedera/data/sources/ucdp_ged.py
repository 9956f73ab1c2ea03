"""UCDP Georeferenced Event Dataset: single events of lethal violence since 1989 with place, day and deaths."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import columns
from foedera.data.tables import Column, Table

EVENTS = Table("events", "event", (
    Column("id", "int32", "code", "number of the event", "key"),
    *columns((
        ("relid", "text", "code", "number of the event in the owner's system"),
        ("year", "int16", "year", "calendar year"),
        ("active_year", "int8", "1", "the dyad reaches 25 deaths in the year"),
    )),
    Column("type_of_violence", "int8", "code", "kind of violence",
           labels={1: "state-based conflict", 2: "non-state conflict", 3: "one-sided violence"}),
    *columns((
        ("conflict_new_id", "int32", "code", "number of the conflict, as in ucdp.acd"),
        ("conflict_name", "text", "1", "conflict"),
        ("dyad_new_id", "int32", "code", "number of the dyad, as in ucdp.dyadic"),
        ("dyad_name", "text", "1", "dyad"),
        ("side_a_new_id", "int32", "code", "number of side A"), ("side_a", "text", "1", "side A"),
        ("side_b_new_id", "int32", "code", "number of side B"), ("side_b", "text", "1", "side B"),
        ("number_of_sources", "int32", "1", "reports behind the event"),
        ("where_prec", "int8", "code", "precision of the place, 1 exact to 7 unknown"),
        ("where_coordinates", "text", "1", "name of the place"),
        ("adm_1", "text", "1", "first administrative division"),
        ("adm_2", "text", "1", "second administrative division"),
        ("latitude", "float", "degrees", "latitude"), ("longitude", "float", "degrees", "longitude"),
        ("priogrid_gid", "int32", "code", "cell of PRIO-GRID"),
        ("country", "text", "1", "state in whose territory it happened"),
        ("country_id", "int16", "code", "Gleditsch-Ward number of that state"),
        ("region", "text", "1", "part of the world"),
        ("event_clarity", "int8", "code", "1 a single event, 2 a sum over several"),
        ("date_prec", "int8", "code", "precision of the dates, 1 the day to 5 more than a month"),
        ("date_start", "date", "day", "first possible day"), ("date_end", "date", "day", "last possible day"),
        ("deaths_a", "int32", "persons", "deaths of side A"),
        ("deaths_b", "int32", "persons", "deaths of side B"),
        ("deaths_civilians", "int32", "persons", "deaths of civilians"),
        ("deaths_unknown", "int32", "persons", "deaths of unknown status"),
        ("best", "int32", "persons", "deaths, best estimate"),
        ("high", "int32", "persons", "deaths, high estimate"),
        ("low", "int32", "persons", "deaths, low estimate"),
    )),
    *columns((
        ("gwnoa", "text", "code", "Gleditsch-Ward number of side A if a state; several by comma"),
        ("gwnob", "text", "code", "Gleditsch-Ward number of side B if a state; several by comma"),
    )),
), system=None)  # fmt: skip
"""Texts of the reports and the geometry are left out."""


def _official(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, [c.source_name for c in EVENTS.columns])
        frame = frame.with_columns(pl.col("date_start", "date_end").str.slice(0, 10))
        return {"events": shape(frame, EVENTS, raw.where(name))}

    return read


def _release(version: str, last: int) -> Edition:
    archive = f"ged{version.replace('.', '')}-csv.zip"
    name = f"GEDEvent_v{version.replace('.', '_')}.csv"
    address = f"https://ucdp.uu.se/downloads/ged/{archive}"
    resource = Resource(name, address, (archive,))
    return Edition(version, version, (1989, last), (resource,), _official(name), "codebook only")


SOURCE = Source(
    id="ucdp.ged",
    title="UCDP Georeferenced Event Dataset",
    cites=("sundberg2013", "davies2023"),
    licence="CC BY 4.0",
    home="https://ucdp.uu.se/downloads/",
    tables=(EVENTS,),
    editions=tuple(
        _release(v, y) for v, y in (("25.1", 2024), ("26.1", 2025), ("24.1", 2023), ("23.1", 2022))
    ),
)
