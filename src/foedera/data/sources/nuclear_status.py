"""Nuclear weapons status: whether a state considers, pursues or possesses nuclear weapons, by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github, year
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

__all__ = ["NO_CODE", "SOURCE", "STATE_YEARS"]

_FILE = "Nuclear weapons proliferation.csv"

NO_CODE = ("Abkhazia", "South Ossetia", "Tibet", "Zanzibar", "Republic of Vietnam")
"""Names without an ISO 3166 code; their status is 0 in every year, and their rows are left out."""

_OTHER = {"Federated States of Micronesia": "Micronesia", "The Gambia": "Gambia", "Timor": "Timor-Leste",
          "Swaziland": "Eswatini"}  # fmt: skip

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state; Germany is the Federal Republic in "
               "1949-1990, Russia includes the Soviet Union, Yemen the north", "key"),
        year("Year"),
        Column("nukestatus", "int8", "code", "stage a state has reached", raw="nuclear_weapons_status",
               labels={0: "none", 1: "considers", 2: "pursues", 3: "possesses"}),
    ),
    system="iso3",
)  # fmt: skip


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["Entity", "Year", "nuclear_weapons_status"])
    frame = frame.filter(~pl.col("Entity").is_in(NO_CODE))
    frame = frame.with_columns(iso3_of_names(frame["Entity"].replace(_OTHER)).alias("iso3"))
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="nuclear.status",
    title="Nuclear weapons proliferation",
    cites=("bleek2017",),
    licence="Our World in Data: CC BY 4.0",
    home="https://ourworldindata.org/nuclear-weapons",
    tables=(STATE_YEARS,),
    editions=(
        Edition("owid", "2022", (1938, 2022), (on_github(
            "owid/owid-datasets", "48c9992ae317b35ed327fc36d2af75fe8b3ef7ed",
            "datasets/Nuclear weapons proliferation – OWID based on Bleek (2017), Nuclear Threat Initiative (2022)/"
            "Nuclear weapons proliferation – OWID based on Bleek (2017), Nuclear Threat Initiative (2022).csv",
            _FILE),), _read, "repackaged copy",
            note="five names without an ISO code (207 rows, status 0 throughout) are left out"),
    ),
)  # fmt: skip
