"""Non-state wars: wars between entities none of which was a state of the system."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import COW_TERMS
from foedera.data.sources.cow_common import COW_FILES, NA, REGIONS, WAR_OUTCOMES
from foedera.data.tables import Column, Table

_FILE = "Non-StateWarData_v4.0.csv"
_DEATHS = {"sideadeaths": ("SideADeaths", "side A"), "sidebdeaths": ("SideBDeaths", "side B"),
           "totalcombatdeaths": ("TotalCombatDeaths", "both sides")}  # fmt: skip

WARS = Table(
    "wars", "event",
    (
        Column("warnum", "int16", "code", "number of the war", "key", raw="WarNum"),
        Column("warname", "text", "name", "name of the war", raw="WarName"),
        Column("wartype", "int8", "code", "kind of the war", raw="WarType", missing=NA,
               labels={8: "in a territory of no state", 9: "across the borders of states"}),
        Column("wherefought", "int8", "code", "where the war was fought", raw="WhereFought", missing=NA,
               labels=REGIONS),
        *(Column(name.lower(), "text", "name", f"participant {name[-1]} on side {name[4]}", raw=name, missing=NA)
          for name in ("SideA1", "SideA2", "SideB1", "SideB2", "SideB3", "SideB4", "SideB5")),
        *(Column(f"{edge}{part}", "int16" if part == "year" else "int8", part, f"{part} of the {edge}",
                 raw=f"{edge.title()}{part.title()}", missing=NA)
          for edge in ("start", "end") for part in ("year", "month", "day")),
        Column("initiator", "text", "code", "side that began the war: A or B", raw="Initiator", missing=NA),
        Column("transfrom", "int16", "code", "war that this one grew out of", raw="TransFrom", missing=NA),
        Column("transto", "int16", "code", "war that this one grew into", raw="TransTo", missing=NA),
        Column("outcome", "int8", "code", "how the war ended", raw="Outcome", missing=NA, labels=WAR_OUTCOMES),
        *(Column(name, "int32", "persons", f"battle deaths of {whose}", raw=own, missing=NA)
          for name, (own, whose) in _DEATHS.items()),
    ),
    system=None,
)  # fmt: skip
"""One row per war."""


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    """Return the wars; one number of deaths has a comma between the thousands."""
    own = [own for own, _ in _DEATHS.values()]
    frame = raw.csv(_FILE, own, encoding="cp1252").with_columns(pl.col(own).str.replace_all(",", ""))
    return {"wars": shape(frame, WARS, raw.where(_FILE))}


SOURCE = Source(
    id="cow.wars.nonstate",
    title="Non-State Wars",
    cites=("sarkees2010",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/cow-war/",
    tables=(WARS,),
    editions=(Edition("4.0", "4.0", (1816, 2007), (Resource(_FILE, COW_FILES + _FILE),), _official),),
)  # fmt: skip
