"""Militarized Interstate Disputes: disputes, their participants and incidents, and the years of opposed pairs."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import COW_TERMS, from_peacesciencer
from foedera.data.sources.cow_common import COW_FILES, day, opposing_years
from foedera.data.sources.cow_mid_tables import (
    DISPUTES,
    DYADS,
    INCIDENT_PARTICIPANTS,
    INCIDENTS,
    PARTICIPANTS,
    SIDED,
    WHOLE,
)

_FILES = {
    "MIDA 5.0.csv": DISPUTES, "MIDB 5.0.csv": PARTICIPANTS, "MIDI 5.0.csv": INCIDENTS,
    "MIDIP 5.0.csv": INCIDENT_PARTICIPANTS,
}  # fmt: skip
_DIRECTED, _DISPUTES = "peacesciencer/cow_mid_dirdisps.csv", "peacesciencer/cow_mid_disps.csv"


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    tables = {t.name: shape(raw.csv(name), t, raw.where(name)) for name, t in _FILES.items()}
    tables["dyad_dispute_years"] = dispute_years(tables["disputes"], tables["participants"])
    return tables


def dispute_years(disputes: pl.DataFrame, participants: pl.DataFrame) -> pl.DataFrame:
    """Return the directed dispute-years of disputes and their participants.

    An unknown day counts as the first possible at the start of a participation and as the last at its end.
    """
    spells = participants.with_columns(
        start=day("styear", "stmon", "stday"), end=day("endyear", "endmon", "endday", last=True),
        side=pl.col("sidea"),
    )  # fmt: skip
    pairs = opposing_years(spells, "dispnum", SIDED).with_columns(dispongoing=pl.lit(1))
    frame = pairs.rename({"onset": "disponset"}).join(
        disputes.select("dispnum", *WHOLE), on="dispnum", how="left", maintain_order="left"
    )
    return shape(frame, DYADS, "participants and disputes")


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    whole = raw.csv(_DISPUTES, ["dispnum", *WHOLE]).select("dispnum", *WHOLE)
    frame = raw.csv(_DIRECTED, ["dispnum"]).join(whole, on="dispnum", how="left", maintain_order="left")
    return {"dyad_dispute_years": shape(frame, DYADS, raw.where(_DIRECTED))}


_ZIP = "MID-5-Data-and-Supporting-Materials.zip"

SOURCE = Source(
    id="cow.mid",
    title="Militarized Interstate Disputes",
    cites=("palmer2022",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/mids/",
    tables=(*_FILES.values(), DYADS),
    editions=(
        Edition("5.0", "5.0", (1816, 2014), tuple(Resource(n, COW_FILES + _ZIP, (_ZIP,)) for n in _FILES), _official,
                note="dyad_dispute_years is derived here from participants whose days overlap"),
        Edition("peacesciencer", "5.0", (1816, 2014),
                (from_peacesciencer("cow_mid_dirdisps.csv"), from_peacesciencer("cow_mid_disps.csv")), _repackaged,
                "repackaged copy", tables=("dyad_dispute_years",)),
    ),
)  # fmt: skip
