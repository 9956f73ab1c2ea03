"""Major powers: the states that the Correlates of War counts as major, and the days of their standing."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import COW_TERMS, code, from_peacesciencer, spell_dates
from foedera.data.sources.cow_common import COW_FILES, tenures
from foedera.data.tables import Table

TENURES = Table("tenures", "state-spell", (code("cow"), *spell_dates()))
"""One row per time as a major power; no row says not a major power."""


def _read(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"])
        return {"tenures": shape(tenures(frame, raw.where(name)), TENURES, raw.where(name))}

    return read


SOURCE = Source(
    id="cow.majors",
    title="Major powers",
    cites=("cow2016",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/state-system-membership/",
    tables=(TENURES,),
    editions=(
        Edition("2016", "2016", (1816, 2016), (Resource("majors2016.csv", COW_FILES + "majors2016.csv"),),
                _read("majors2016.csv")),
        Edition("peacesciencer", "2016", (1816, 2016), (from_peacesciencer("cow_majors.csv"),),
                _read("peacesciencer/cow_majors.csv"), "repackaged copy"),
    ),
    note="standings that end on 2016-12-31 went on; the list was not carried further",
)  # fmt: skip
