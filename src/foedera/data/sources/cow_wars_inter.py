"""Inter-state wars: the states that fought, on which side, when and with what loss, and the pairs that fought."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import COW_TERMS, code, columns, dyad_year_keys, from_peacesciencer
from foedera.data.sources.cow_common import (
    COW_FILES,
    NA,
    REGIONS,
    WAR_OUTCOMES,
    both_states,
    day,
    opposing_years,
)
from foedera.data.tables import Column, Table

_WAR = Column("warnum", "int16", "code", "number of the war", "key", raw="WarNum")
_OUTCOME = Column("outcome", "int8", "code", "how the war ended for the state", raw="Outcome", missing=NA,
                  labels=WAR_OUTCOMES)  # fmt: skip
_DEATHS = Column("batdeath", "int32", "persons", "battle deaths of the state in the whole war", raw="BatDeath",
                 missing=NA)  # fmt: skip

PARTICIPANTS = Table(
    "participants", "participant",
    (
        _WAR, code("cow"),
        Column("side", "int8", "code", "side of the state: 1 or 2", "key", raw="Side"),
        Column("warname", "text", "name", "name of the war", raw="WarName"),
        *columns((
            ("start1", "date", "day", "first day of the state in the war"),
            ("end1", "date", "day", "last day of the state, or of its first time in the war"),
            ("start2", "date", "day", "first day of its second time in the war"),
            ("end2", "date", "day", "last day of its second time in the war"),
        )),
        Column("initiator", "int8", "1", "on the side that began the war, 0 or 1"),
        _OUTCOME, _DEATHS,
        Column("wherefought", "int8", "code", "where the state fought", raw="WhereFought", missing=NA, labels=REGIONS),
        Column("transfrom", "text", "code", "wars that this one grew out of", raw="TransFrom", missing=NA),
        Column("transto", "int16", "code", "war that this one grew into", raw="TransTo", missing=NA),
    ),
)  # fmt: skip
"""One row per state and side; a state that changed sides has two."""


_HELD = {c.name: c for c in PARTICIPANTS.columns}

DYADS = Table(
    "dyad_years", "dispute-year",
    (
        replace(_WAR, raw=None), *dyad_year_keys("cow"),
        Column("cowinterongoing", "int8", "1", "the two fought each other in the year: always 1", "event"),
        Column("cowinteronset", "int8", "1", "the two began or resumed in the year to fight each other, 0 or 1",
               "event"),
        *both_states(Column("sidea", "int8", "code", "side of the state: 1 or 2")), *both_states(_HELD["initiator"]),
        *both_states(_OUTCOME), *both_states(_DEATHS),
        Column("resume", "int8", "1", "one of the two is in the war for the second time, 0 or 1"),
    ),
)  # fmt: skip
"""Directed: two states that fought on different sides on the same day, for each year of the shared days.

States on different sides count as fighting each other whether or not their forces met. ASSUMPTION.
"""

_FILE, _COPY = "Inter-StateWarData_v4.0.csv", "peacesciencer/cow_war_inter.csv"
_NEEDS = [f"{edge}{part}{i}" for i in "12" for edge in ("Start", "End") for part in ("Year", "Month", "Day")]


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [*_NEEDS, "Initiator"], encoding="cp1252").with_columns(
        *(day(f"{edge}Year{i}", f"{edge}Month{i}", f"{edge}Day{i}", last=edge == "End").alias(f"{edge.lower()}{i}")
          for edge in ("Start", "End") for i in "12"),
        initiator=pl.when(pl.col("Initiator").is_in(["1", "2"])).then((pl.col("Initiator") == "1").cast(pl.Int8)),
    )  # fmt: skip
    participants = shape(frame, PARTICIPANTS, raw.where(_FILE))
    return {"participants": participants, "dyad_years": fighting_years(participants)}


def fighting_years(participants: pl.DataFrame) -> pl.DataFrame:
    """Return the directed pairs and years of wars; each time of a state in a war is paired with each of the others.

    Where both times of a state fall into one year, the first gives the values.
    """
    spells = pl.concat(
        participants.filter(pl.col(f"start{i}").is_not_null()).select(
            "warnum", "ccode", "side", "initiator", "outcome", "batdeath", start=f"start{i}", end=f"end{i}",
            sidea="side", again=pl.lit(int(i) - 1),
        )
        for i in "12"
    )  # fmt: skip
    pairs = opposing_years(spells, "warnum", ["sidea", "initiator", "outcome", "batdeath", "again"])
    frame = pairs.with_columns(cowinterongoing=pl.lit(1), resume=pl.max_horizontal("again1", "again2"))
    return shape(frame.rename({"onset": "cowinteronset"}), DYADS, _FILE)


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    """Return the pairs and years; of a year with both times of a state in the war the first is kept."""
    frame = shape(raw.csv(_COPY), replace(DYADS, unique=False), raw.where(_COPY))
    return {
        "dyad_years": frame.sort(*DYADS.keys, "resume").unique(DYADS.keys, keep="first", maintain_order=True)
    }


SOURCE = Source(
    id="cow.wars.inter",
    title="Inter-State Wars",
    cites=("sarkees2010",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/cow-war/",
    tables=(PARTICIPANTS, DYADS),
    editions=(
        Edition("4.0", "4.0", (1816, 2007), (Resource(_FILE, COW_FILES + _FILE),), _official,
                note="dyad_years is derived here; the last war of the list began in 2003"),
        Edition("peacesciencer", "4.0", (1816, 2007), (from_peacesciencer("cow_war_inter.csv"),), _repackaged,
                "repackaged copy", tables=("dyad_years",),
                note="pairs second times in a war only with second times, and leaves their outcome open"),
    ),
)  # fmt: skip
