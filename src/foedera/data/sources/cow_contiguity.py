"""Direct Contiguity: pairs of states that touch by land or across at most 400 miles of water."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import COW_TERMS, code, dyad_year_keys, from_peacesciencer, spell_dates
from foedera.data.sources.cow_common import COW_FILES, day, directed
from foedera.data.tables import Column, Table

LABELS = {
    0: "not contiguous", 1: "land or river border", 2: "at most 12 miles of water", 3: "12 to 24 miles of water",
    4: "24 to 150 miles of water", 5: "150 to 400 miles of water",
}  # fmt: skip

_CONTTYPE = Column("conttype", "int8", "code", "how the two states touch; not an order of nearness", "event",
                   labels=LABELS)  # fmt: skip

SPELLS = Table(
    "dyad_spells", "dyad-spell",
    (code("cow", "statelno", "1", "first state"), code("cow", "statehno", "2", "second state"), *spell_dates(),
     _CONTTYPE),
)  # fmt: skip
"""Directed. The owner dates by month: a spell starts on the first and ends on the last day of its months."""

YEARS = Table(
    "dyad_years", "dyad-year",
    (*dyad_year_keys("cow", "state1no", "state2no"),
     replace(_CONTTYPE, name="conttype_year", raw="conttype", meaning="how the two states touch, the owner's yearly "
             "record; not an order of nearness")),
)  # fmt: skip
"""Directed. A year in which the type changed has two records; the closer of the two, the lower code, is kept."""

_PAIR = {"ccode1": "ccode2"}


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    spells, years = (raw.where(n) for n in ("contdir.csv", "contdird.csv"))
    frame = raw.csv("contdir.csv", ["statelno", "statehno", "conttype", "begin", "end"]).with_columns(
        *(pl.col(c).str.slice(0, 4).alias(c + "_y") for c in ("begin", "end")),
        *(pl.col(c).str.slice(4, 2).alias(c + "_m") for c in ("begin", "end")),
        none=pl.lit(None, dtype=pl.String),
    )
    frame = frame.with_columns(
        start=day("begin_y", "begin_m", "none"), end=day("end_y", "end_m", "none", last=True)
    )
    yearly = shape(raw.csv("contdird.csv"), replace(YEARS, unique=False), years)
    return {
        "dyad_spells": directed(shape(frame, SPELLS, spells), _PAIR),
        "dyad_years": yearly.group_by(YEARS.keys, maintain_order=True).agg(pl.col("conttype_year").min()),
    }


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    """Return the spells; the package has both directions and the first day of the last month as end."""
    name = "peacesciencer/cow_contdir.csv"
    own = {"ccode1": "ccode1", "ccode2": "ccode2", "start": "stdate", "end": "enddate"}
    table = replace(SPELLS, columns=tuple(replace(c, raw=own.get(c.name, c.raw)) for c in SPELLS.columns))
    frame = shape(raw.csv(name), table, raw.where(name))
    return {"dyad_spells": frame.with_columns(pl.col("end").dt.month_end())}


_ZIP = "DirectContiguity320.zip"

SOURCE = Source(
    id="cow.contiguity",
    title="Direct Contiguity",
    cites=("stinnett2002",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/direct-contiguity/",
    tables=(SPELLS, YEARS),
    editions=(
        Edition("3.2", "3.2", (1816, 2016),
                tuple(Resource(n, COW_FILES + _ZIP, (_ZIP,)) for n in ("contdir.csv", "contdird.csv")), _official),
        Edition("peacesciencer", "3.2", (1816, 2016), (from_peacesciencer("cow_contdir.csv"),), _repackaged,
                "repackaged copy", tables=("dyad_spells",),
                note="with rows of type 0 for some pairs that are contiguous at another time"),
    ),
)  # fmt: skip
