"""Extra-state wars: wars of states against entities that were no states of the system."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import COW_TERMS
from foedera.data.sources.cow_common import COW_FILES, NA, REGIONS, WAR_OUTCOMES
from foedera.data.tables import Column, Table

_FILE = "Extra-StateWarData_v4.0.csv"
_END = ("-7", *NA)


def _date(i: int) -> tuple[Column, ...]:
    return tuple(
        Column(f"{edge}{part}{i}", "int16" if part == "year" else "int8", unit, f"{unit} of the {edge} of the "
               f"{'first' if i == 1 else 'second'} stretch", raw=f"{edge.title()}{part.title()}{i}", missing=_END)
        for edge in ("start", "end") for part, unit in (("year", "year"), ("month", "month"), ("day", "day"))
    )  # fmt: skip


WARS = Table(
    "wars", "event",
    (
        Column("warnum", "int16", "code", "number of the war", "key", raw="WarNum"),
        Column("ccode1", "int16", "code", "state on side A; null where the row is about side B", "key", missing=NA),
        Column("ccode2", "int16", "code", "state on side B; null where there is none", "key", missing=NA),
        Column("sidea", "text", "name", "participant on side A", raw="SideA", missing=NA),
        Column("sideb", "text", "name", "participant on side B", raw="SideB", missing=NA),
        Column("warname", "text", "name", "name of the war", raw="WarName"),
        Column("wartype", "int8", "code", "kind of the war", raw="WarType", missing=NA,
               labels={2: "colonial: against a dependency", 3: "imperial: against an independent entity"}),
        *_date(1), *_date(2),
        Column("ongo", "int8", "1", "went on at the end of the data (-7 in the owner's file), 0 or 1"),
        Column("initiator", "int8", "1", "the participant began the war, 0 or 1", raw="Initiator", missing=NA),
        Column("interven", "int8", "1", "the participant intervened, 0 or 1", raw="Interven", missing=NA),
        Column("transfrom", "int16", "code", "war that this one grew out of", raw="TransFrom", missing=NA),
        Column("outcome", "int8", "code", "how the war ended", raw="Outcome", missing=NA, labels=WAR_OUTCOMES),
        Column("transto", "int16", "code", "war that this one grew into", raw="TransTo", missing=NA),
        Column("wherefought", "int8", "code", "where the war was fought", raw="WhereFought", missing=NA,
               labels=REGIONS),
        Column("batdeath", "int32", "persons", "battle deaths of the state", raw="BatDeath", missing=NA),
        Column("nonstatedeaths", "int32", "persons", "battle deaths of the side that is no state",
               raw="NonStateDeaths", missing=NA),
    ),
)  # fmt: skip
"""One row per war and state that took part."""


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["EndYear1", "EndYear2"], encoding="cp1252")
    ongo = pl.any_horizontal(pl.col(f"EndYear{i}").eq_missing("-7") for i in (1, 2))
    return {"wars": shape(frame.with_columns(ongo=ongo.cast(pl.Int8)), WARS, raw.where(_FILE))}


SOURCE = Source(
    id="cow.wars.extra",
    title="Extra-State Wars",
    cites=("sarkees2010",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/cow-war/",
    tables=(WARS,),
    editions=(Edition("4.0", "4.0", (1816, 2007), (Resource(_FILE, COW_FILES + _FILE),), _official),),
)  # fmt: skip
