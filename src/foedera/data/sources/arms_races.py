"""Arms races between strategic rivals: years in which both raise military spending or personnel fast."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import both_ways, code, columns, from_peacesciencer, spell_dates, whole_years
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/grh_arms_races.csv"

SPELLS = Table("spells", "dyad-spell", (
    code("cow", suffix="1", what="first state"), code("cow", suffix="2", what="second state"), *spell_dates(),
    *columns((("arms_race", "int8", "1", "arms race"),), "event"),
    Column("race_id", "int16", "code", "number of the race"),
))  # fmt: skip
"""Both directions; whole years."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["race_id", "ccode1", "ccode2", "styear", "endyear"])
    frame = frame.with_columns(*whole_years("styear", "endyear"), arms_race=pl.lit(1))
    return {"spells": both_ways(shape(frame, SPELLS, raw.where(_FILE)), "ccode1", "ccode2")}


SOURCE = Source(
    id="arms.races",
    title="Arms races of Gibler, Rider and Hutchison",
    cites=("gibler2005",),
    licence="free with citation",
    home="http://svmiller.com/peacesciencer",
    tables=(SPELLS,),
    editions=(
        Edition("peacesciencer", "2005", (1816, 1993), (from_peacesciencer("grh_arms_races.csv"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
