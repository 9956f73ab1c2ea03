"""Nuclear warhead stockpiles: how many warheads each of the nine possessors keeps, by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github, year
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

_FILE = "Nuclear warhead stockpiles - Bulletin of the Atomic Scientists.csv"

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state; Russia includes the Soviet Union", "key"),
        year("Year"),
        Column("warheads", "int32", "warheads", "nuclear warheads in the military stockpile, retired ones left out; "
               "the nine states stand in every year, other states have none", "event",
               raw="Stockpiled nuclear warheads"),
    ),
    system="iso3",
)  # fmt: skip


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["Entity", "Year", "Stockpiled nuclear warheads"])
    frame = frame.with_columns(iso3_of_names(frame["Entity"]).alias("iso3"))
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="nuclear.stockpiles",
    title="Nuclear warhead stockpiles",
    cites=("kristensen2013",),
    licence="Our World in Data: CC BY 4.0; the estimates are the Bulletin's",
    home="https://thebulletin.org/nuclear-notebook/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("owid", "2021", (1945, 2017), (on_github(
            "owid/notebooks", "10907ed6e367ee8402fb3fffd96865a9d1715f1f",
            "EdouardMathieu/2021_10_nuclear_weapons_inventory/"
            "Nuclear warhead stockpiles – Bulletin of the Atomic Scientists.csv", _FILE),), _read, "repackaged copy",
            note="estimates; those for Israel, Pakistan, India and North Korea are rough"),
    ),
)  # fmt: skip
