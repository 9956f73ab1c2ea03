"""Volume of deliveries of major arms by recipient and year, in SIPRI's trend-indicator values."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

_WORLD = "Total world import"

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "alpha-3 code of the state that received", "key"),
        Column("year", "int16", "year", "calendar year", "key"),
        Column("tiv_imports", "int32", "million TIV", "major arms received; 0 stands for less than half a million",
               "event", raw="tiv"),
    ), system="iso3",
)  # fmt: skip
RECIPIENTS = Table(
    "recipients", "event",
    (
        Column("recipient", "text", "1", "who received, as SIPRI writes it: also rebel groups (*) and "
               "organisations (**)", "key"),
        Column("year", "int16", "year", "calendar year", "key"),
        Column("iso3", "text", "code", "alpha-3 code of a state, null for others"),
        Column("tiv", "int32", "million TIV", "major arms received; 0 stands for less than half a million"),
    ), system=None,
)  # fmt: skip

_FILE = "import-export-values_1950-2023.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """An empty cell is a year without deliveries and gives no row; the line with the world's sum is left out."""
    frame = raw.csv(_FILE, ["Recipient"])
    years = [c for c in frame.columns if c.isdigit()]
    rows = frame.unpivot(years, index="Recipient", variable_name="year", value_name="tiv").rename(
        {"Recipient": "recipient"}
    )
    rows = rows.filter(pl.col("tiv").is_not_null() & (pl.col("recipient") != _WORLD))
    rows = rows.with_columns(iso3_of_names(rows["recipient"]).alias("iso3"))
    states = rows.filter(pl.col("iso3").is_not_null())
    where = raw.where(_FILE)
    return {"state_years": shape(states, STATE_YEARS, where), "recipients": shape(rows, RECIPIENTS, where)}


SOURCE = Source(
    id="sipri.tiv",
    title="SIPRI Arms Transfers Database, trend-indicator values of imports",
    cites=("sipritiv",),
    licence="SIPRI terms: short extracts with credit; no bulk redistribution",
    home="https://www.sipri.org/databases/armstransfers",
    tables=(STATE_YEARS, RECIPIENTS),
    editions=(
        Edition("2024", "2024", (1950, 2023), (Resource(_FILE, how=(
            "on the page of the database choose import values, all recipients, 1950 to 2023, take the CSV, remove the "
            "lines above the header and call it " + _FILE)),), _read,
            note="RVN is the house code of the Republic of Vietnam (South)"),
    ),
)  # fmt: skip
