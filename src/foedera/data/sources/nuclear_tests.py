"""Nuclear tests: how many nuclear explosions each state has set off, by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github, year
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

_FILE = "Nuclear weapons tests.csv"

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state; Russia includes the Soviet Union", "key"),
        year("Year"),
        Column("nuketests", "int16", "tests", "nuclear explosions set off in the year", "event",
               raw="nuclear_weapons_tests"),
    ),
    system="iso3",
)  # fmt: skip


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["Entity", "Year", "nuclear_weapons_tests"])
    frame = frame.with_columns(iso3_of_names(frame["Entity"]).alias("iso3"))
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="nuclear.tests",
    title="Nuclear weapons tests",
    cites=("aca2020",),
    licence="Our World in Data: CC BY 4.0",
    home="https://www.armscontrol.org/factsheets/nuclear-testing-tally",
    tables=(STATE_YEARS,),
    editions=(
        Edition("owid", "2020", (1945, 2019), (on_github(
            "owid/owid-datasets", "48c9992ae317b35ed327fc36d2af75fe8b3ef7ed",
            "datasets/Nuclear weapons tests – Arms Control Association (2020)/"
            "Nuclear weapons tests – Arms Control Association (2020).csv", _FILE),), _read, "repackaged copy"),
    ),
)  # fmt: skip
