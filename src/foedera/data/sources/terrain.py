"""Terrain: how rugged and how mountainous the territory of a state is."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import code, columns, from_peacesciencer
from foedera.data.tables import Column, Table

_FILE, _OFFICIAL = "peacesciencer/rugged.csv", "rugged_data.csv"
_YEARS = (1816, 2025)
"""ASSUMPTION: the land within today's borders stands for every year of a state."""


def _measures(prefix: str = "") -> tuple[Column, ...]:
    return (
        Column(prefix + "rugged", "float", "hundred metres", "terrain ruggedness index", raw="rugged"),
        Column(prefix + "newlmtnest", "float", "log percent", "log of the mountainous share of the land",
               raw="newlmtnest", missing=("NA",)),
    )  # fmt: skip


STATES = Table("states", "state", (code("cow"), *_measures()))
STATES_GW = Table("states_gw", "state", (code("gw"), *_measures("gw_")), system="gw")
"""The 22 states of the first table without a Gleditsch-Ward number, small islands mostly, are not in this one."""

COUNTRIES = Table("countries", "state", (
    Column("iso3", "text", "code", "ISO 3166 letters of the country", "key", raw="isocode"),
    Column("np_rugged", "float", "hundred metres", "terrain ruggedness index", raw="rugged"),
    Column("np_rugged_popw", "float", "hundred metres", "ruggedness where people live", raw="rugged_popw"),
    Column("np_rugged_slope", "float", "percent", "average uphill slope", raw="rugged_slope"),
    Column("np_rugged_lsd", "float", "hundred metres", "average standard deviation of elevation", raw="rugged_lsd"),
    Column("np_rugged_pc", "float", "percent", "share of moderately to highly rugged land", raw="rugged_pc"),
    *columns((
        ("land_area", "float", "thousand hectares", "land area"),
        ("desert", "float", "percent", "desert"), ("tropical", "float", "percent", "tropical climate"),
        ("near_coast", "float", "percent", "land within 100 km of an ice-free coast"),
        ("dist_coast", "float", "thousand km", "average distance to an ice-free coast"),
    )),
), system="iso3")  # fmt: skip


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["ccode", "gwcode"])
    known = frame.filter(~pl.col("gwcode").fill_null("NA").is_in(["NA"]))
    where = raw.where(_FILE)
    return {"states": shape(frame, STATES, where), "states_gw": shape(known, STATES_GW, where)}


def _countries(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_OFFICIAL, ["isocode"], encoding="latin-1")
    return {"countries": shape(frame, COUNTRIES, raw.where(_OFFICIAL))}


_HOME = "https://diegopuga.org/data/rugged/"

SOURCE = Source(
    id="terrain",
    title="Terrain ruggedness and mountains",
    cites=("nunn2012", "gibler2014"),
    licence="free with citation",
    home=_HOME,
    tables=(STATES, STATES_GW, COUNTRIES),
    editions=(
        Edition("peacesciencer", "2012", _YEARS, (from_peacesciencer("rugged.csv"),), _repackaged, "repackaged copy",
                tables=("states", "states_gw")),
        Edition("2012", "2012", _YEARS, (Resource(_OFFICIAL, how=f"unpack the data file of {_HOME}"),), _countries,
                "codebook only", tables=("countries",)),
    ),
    note="one value per state, for every year",
)  # fmt: skip
