"""State System Membership: the states of the Correlates of War and the days of their membership."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import COW_TERMS, code, from_peacesciencer, spell_dates
from foedera.data.sources.cow_common import COW_FILES, tenures
from foedera.data.tables import Column, Table

TENURES = Table(
    "tenures", "state-spell",
    (
        code("cow"), *spell_dates(),
        Column("stateabb", "text", "code", "abbreviation of the state"),
        Column("statenme", "text", "name", "name of the state, one through all its tenures"),
    ),
)  # fmt: skip
"""One row per tenure; a state that was absorbed and came back has several."""


def _read(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["ccode", "stateabb", "statenme", "styear", "stmonth", "stday", "endyear",
                               "endmonth", "endday"])  # fmt: skip
        return {"tenures": shape(tenures(frame, raw.where(name)), TENURES, raw.where(name))}

    return read


SOURCE = Source(
    id="cow.states",
    title="State System Membership",
    cites=("cow2016",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/state-system-membership/",
    tables=(TENURES,),
    editions=(
        Edition("2016", "2016", (1816, 2016), (Resource("states2016.csv", COW_FILES + "states2016.csv"),),
                _read("states2016.csv")),
        Edition("peacesciencer", "2016", (1816, 2016), (from_peacesciencer("cow_states.csv"),),
                _read("peacesciencer/cow_states.csv"), "repackaged copy"),
    ),
    note="tenures that end on 2016-12-31 went on; the list was not carried further",
)  # fmt: skip
