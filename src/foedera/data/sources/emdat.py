"""EM-DAT: disasters by event as its public table has them, and by state, year and hazard from a repackaged copy."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import on_github, year
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Dtype, Table

__all__ = ["DISASTERS", "FORMER", "HAZARDS", "SOURCE", "STATE_YEARS"]

_THOUSAND = "thousand current USD"


def _of(name: str, dtype: Dtype, unit: str, meaning: str, raw: str) -> Column:
    return Column(name, dtype, unit, meaning, raw=raw)


DISASTERS = Table(
    "disasters", "event",
    (
        Column("disno", "text", "code", "number of the disaster with the country's code", "key", raw="DisNo."),
        _of("disaster_group", "text", "1", "natural or technological", "Disaster Group"),
        _of("disaster_subgroup", "text", "1", "family of hazards", "Disaster Subgroup"),
        _of("disaster_type", "text", "1", "hazard", "Disaster Type"),
        _of("disaster_subtype", "text", "1", "kind of hazard", "Disaster Subtype"),
        _of("event_name", "text", "1", "name of a storm or the like", "Event Name"),
        _of("iso3", "text", "code", "ISO 3166 alpha-3 code of the country", "ISO"),
        _of("country", "text", "1", "name of the country", "Country"),
        _of("location", "text", "1", "places hit", "Location"),
        _of("magnitude", "float", "see scale", "magnitude", "Magnitude"),
        _of("magnitude_scale", "text", "1", "unit of the magnitude", "Magnitude Scale"),
        _of("lat", "float", "degrees north", "latitude", "Latitude"),
        _of("lon", "float", "degrees east", "longitude", "Longitude"),
        _of("start_year", "int16", "year", "year in which it began", "Start Year"),
        _of("start_month", "int8", "month", "month in which it began", "Start Month"),
        _of("start_day", "int8", "day", "day on which it began", "Start Day"),
        _of("end_year", "int16", "year", "year in which it ended", "End Year"),
        _of("end_month", "int8", "month", "month in which it ended", "End Month"),
        _of("end_day", "int8", "day", "day on which it ended", "End Day"),
        _of("deaths", "int32", "persons", "dead and missing", "Total Deaths"),
        _of("injured", "int32", "persons", "injured or ill", "No. Injured"),
        _of("affected", "int64", "persons", "in need of help", "No. Affected"),
        _of("homeless", "int32", "persons", "without a home", "No. Homeless"),
        _of("total_affected", "int64", "persons", "injured, in need of help and homeless", "Total Affected"),
        _of("damage", "int64", _THOUSAND, "damage", "Total Damage ('000 US$)"),
        _of("damage_adjusted", "int64", "thousand USD at the prices of the table's last year", "damage, inflated",
            "Total Damage, Adjusted ('000 US$)"),
    ),
    system="iso3",
)  # fmt: skip

HAZARDS = {
    "disaster": ("all_disasters", "all natural hazards"), "drought": ("drought", "drought"),
    "quake": ("earthquake", "earthquakes"), "flood": ("flood", "floods"), "storm": ("storm", "storms"),
    "heatcold": ("temperature", "extreme temperature"), "landslide": ("landslide", "landslides"),
    "massmove": ("mass_movement", "dry mass movement"), "volcano": ("volcanic", "volcanic activity"),
    "wildfire": ("wildfire", "wildfires"),
}  # fmt: skip
"""Start of a column's name to the owner's word and ours; fog and glacial-lake floods are in the totals only."""

_MEASURES: tuple[tuple[str, str, Dtype, str, str], ...] = (
    ("deaths", "deaths", "int32", "persons", "dead and missing through"),
    ("affected", "total_affected", "int64", "persons", "injured, in need of help or homeless through"),
    ("damage", "total_damages", "int64", _THOUSAND, "damage by"),
)  # fmt: skip

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the country", "key"),
        year("Year"),
        *(
            Column(f"{short}_{ours}", dtype, unit, f"{words} {hazard}", "event", raw=f"{theirs}_{name}")
            for short, (name, hazard) in HAZARDS.items()
            for ours, theirs, dtype, unit, words in _MEASURES
        ),
    ),
    system="iso3",
)  # fmt: skip

FORMER = {
    "Netherlands Antilles": "ANT", "Serbia-Montenegro": "SCG", "Timor": "TLS", "Saint Martin (French Part)": "MAF",
    "Sint Maarten (Dutch part)": "SXM", "Saint Helena, Ascension and Tristan da Cunha": "SHN",
}  # fmt: skip
"""Names that differ from those of ISO 3166, among them two units that are no more."""

_FILE, _COPY, _SHEET = "public_emdat.xlsx", "Natural disasters (EMDAT).csv", "EM-DAT Data"


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.excel(_FILE, _SHEET, [c.source_name for c in DISASTERS.columns])
    return {"disasters": shape(frame, DISASTERS, raw.where(_FILE))}


def _copy(raw: Raw) -> dict[str, pl.DataFrame]:
    """Key by country; the sum 'World' is left out; where a year has no disaster of a hazard its cells are 0."""
    frame = raw.csv(_COPY, ["Entity", "Year"]).filter(pl.col("Entity") != "World")
    named = pl.Series(frame["Entity"].replace_strict(FORMER, default=None, return_dtype=pl.String))
    iso3 = named.fill_null(iso3_of_names(frame["Entity"])).alias("iso3")
    table = shape(frame.with_columns(iso3), STATE_YEARS, raw.where(_COPY))
    return {"state_years": table.with_columns(pl.col(c.name).fill_null(0) for c in STATE_YEARS.values)}


SOURCE = Source(
    id="emdat",
    title="EM-DAT, the international disaster database",
    cites=("delforge2025",),
    licence="free for non-commercial use after registration; no redistribution",
    home="https://www.emdat.be",
    tables=(DISASTERS, STATE_YEARS),
    editions=(
        Edition("public", "2023", (1900, 2025), (Resource(
            _FILE, how="register at https://public.emdat.be, ask for all columns, and save the workbook as " + _FILE),),
            _official, "codebook only", tables=("disasters",),
            note="systematic from 1988; events before 2000 are under-reported"),
        Edition("owid", "2022", (1900, 2020), (on_github(
            "owid/owid-datasets", "48c9992ae317b35ed327fc36d2af75fe8b3ef7ed",
            "datasets/Natural disasters (EMDAT)/" + _COPY),), _copy, "repackaged copy", tables=("state_years",),
            note="121 yearly rows of 'World' are left out; a 0 may also mean that nobody reported the damage"),
    ),
)  # fmt: skip
