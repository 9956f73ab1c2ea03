"""Cyber Operations Tracker: publicly known cyber operations that states are held to have sponsored."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

INCIDENTS = Table(
    "incidents", "event",
    (
        Column("incident", "int16", "1", "number of the row in the export, from 1", "key"),
        Column("title", "text", "1", "title", raw="Title"),
        Column("date", "date", "day", "day on which it became known, often only its month or year", raw="Date"),
        Column("affiliations", "text", "1", "groups that acted", raw="Affiliations"),
        Column("description", "text", "1", "what happened", raw="Description"),
        Column("response", "text", "1", "what the victim's government did", raw="Response"),
        Column("victims", "text", "1", "victims, in words", raw="Victims"),
        Column("sponsor", "text", "1", "states held to be behind it, in words", raw="Sponsor"),
        Column("type", "text", "1", "kind of operation", raw="Type"),
        Column("category", "text", "1", "kinds of victims", raw="Category"),
    ),
    system=None,
)  # fmt: skip
SPONSORS = Table(
    "sponsors", "participant",
    (
        Column("incident", "int16", "1", "number of the incident", "key"),
        Column("name", "text", "1", "a state held to be behind it, as the tracker writes it", "key"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state"),
    ),
    system="iso3",
)  # fmt: skip

_FILE = "cyber-operations-incidents.csv"
_OTHER = {
    "Iran (Islamic Republic of)": "Iran", "Korea (Democratic People's Republic of)": "North Korea",
    "Korea (Republic of)": "South Korea", "Palestine, State of": "Palestine", "Syrian Arab Republic": "Syria",
    "Russian Federation": "Russia", "Viet Nam": "Vietnam",
}  # fmt: skip


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Number the rows and split the sponsors at commas, but for the comma in 'Palestine, State of'."""
    frame = raw.csv(_FILE, [c.source_name for c in INCIDENTS.values]).with_row_index("incident", offset=1)
    name = (
        pl.col("Sponsor")
        .str.replace("Palestine, State of", "Palestine", literal=True)
        .str.split(", ")
        .alias("name")
    )
    parts = frame.select("incident", name).explode("name").drop_nulls()
    sponsors = parts.with_columns(iso3_of_names(parts["name"].replace(_OTHER)).alias("iso3"))
    where = raw.where(_FILE)
    return {"incidents": shape(frame, INCIDENTS, where), "sponsors": shape(sponsors, SPONSORS, where)}


SOURCE = Source(
    id="cfr.cyber",
    title="Cyber Operations Tracker",
    cites=("cfr2020",),
    licence="all rights with the Council on Foreign Relations; for private study",
    home="https://www.cfr.org/interactive/cyber-operations",
    tables=(INCIDENTS, SPONSORS),
    editions=(
        Edition("2020", "2020", (2005, 2020), (Resource(_FILE, how="export it from the page of the tracker"),), _read),
    ),
)  # fmt: skip
