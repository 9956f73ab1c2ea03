"""United Nations peacekeeping: uniformed personnel by contributor, mission and month, and the force by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Dtype, Table, Years

__all__ = ["CONTRIBUTIONS", "FORCE_YEARS", "SOURCE"]

CONTRIBUTIONS = Table(
    "contributions", "event",
    (
        Column("date", "date", "day", "day of the report, the end of a month", "key"),
        Column("contributor", "text", "1", "state that sends the personnel, as the United Nations write it", "key"),
        Column("mission", "text", "code", "mission", "key"),
        Column("personnel_type", "text", "code", "kind of personnel, as the owner writes it", "key"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state"),
        Column("personnel", "int32", "persons", "personnel of both sexes"),
        Column("female", "int32", "persons", "women among them"),
        Column("male", "int32", "persons", "men among them"),
    ),
    system="iso3",
)  # fmt: skip


_BY_KIND = (1992, 2021)


def _yearly(name: str, dtype: Dtype, unit: str, meaning: str, raw: str, covers: Years) -> Column:
    return Column(name, dtype, unit, meaning, raw=f"{raw} (United Nations Peacekeeping)", covers=covers)


FORCE_YEARS = Table(
    "force_years", "event",
    (
        Column("year", "int16", "year", "calendar year", "key", raw="Year"),
        _yearly("missions", "int8", "missions", "missions under way", "Number of peacekeeping missions",
                (1947, 2022)),
        _yearly("force", "int32", "persons", "personnel of all kinds", "Size of total peacekeeping force",
                (1947, 2021)),
        _yearly("police", "int32", "persons", "police", "Civilian police (peacekeepers)", _BY_KIND),
        _yearly("observers", "int32", "persons", "military observers and staff officers",
                "Military Observers and staff officers (peacekeepers)", _BY_KIND),
        _yearly("troops", "int32", "persons", "troops", "Troops (peacekeepers)", _BY_KIND),
    ),
    system=None,
)  # fmt: skip

_HUB, _IPI, _YEARS = "DPO-UCHISTORICAL.csv", "full_data.csv", "United Nations Peacekeeping.csv"
_KINDS = {
    "Experts_on_Mission": "Experts on Mission", "Formed_Police_Units": "Formed Police Units",
    "Inidividual_Police": "Individual Police", "Civilian_Police": "Civilian Police", "Troops": "Troops",
    "Observers": "Observers",
}  # fmt: skip
"""Columns of the International Peace Institute and what they count; the slip of the pen is the owner's."""

_KEYS = ["date", "contributor", "mission", "personnel_type"]


def _hub(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read the table of the United Nations; rows that agree in all keys are added up."""
    needs = ["last_reporting_date", "contributing_country", "isocode3", "mission_acronym", "personnel_type"]
    frame = raw.csv(_HUB, [*needs, "female_personnel", "male_personnel"])
    frame = frame.rename(
        dict(zip(needs, ["date", "contributor", "iso3", "mission", "personnel_type"], strict=True))
    )
    frame = frame.with_columns(
        pl.col("date").str.slice(0, 10),
        pl.col("female_personnel").alias("female"),
        pl.col("male_personnel").alias("male"),
        pl.lit("0").alias("personnel"),
    )
    rows = shape(frame, CONTRIBUTIONS, raw.where(_HUB))
    sums = [pl.when(pl.col(c).count() > 0).then(pl.col(c).sum()).alias(c) for c in ("female", "male")]
    rows = rows.group_by(_KEYS, maintain_order=True).agg(pl.col("iso3").first(), *sums)
    told = pl.any_horizontal(pl.col("female", "male").is_not_null())
    both = pl.when(told).then(pl.sum_horizontal("female", "male")).alias("personnel")
    return {"contributions": shape(rows.with_columns(both), CONTRIBUTIONS, raw.where(_HUB))}


def _institute(raw: Raw) -> dict[str, pl.DataFrame]:
    """Turn the columns of the kinds of personnel into rows; a kind without a number in a row gives no row."""
    where = raw.where(_IPI)
    frame = raw.csv(_IPI, ["Date", "Contributor", "Contributor_ISO-3", "Mission", *_KINDS])
    index = {"Date": "date", "Contributor": "contributor", "Contributor_ISO-3": "iso3", "Mission": "mission"}
    long = frame.rename(index).unpivot(
        on=list(_KINDS), index=list(index.values()), variable_name="personnel_type", value_name="personnel"
    )
    long = long.filter(pl.col("personnel").is_not_null() & ~pl.col("personnel").is_in(["NA", "N/A"]))
    long = long.with_columns(pl.col("personnel_type").replace(_KINDS))
    table = shape(long, CONTRIBUTIONS, where, ("female", "male"))
    return {"contributions": table.sort(_KEYS)}


def _force(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read the yearly force; the zeros from before kinds of personnel were told apart are null."""
    table = shape(raw.csv(_YEARS), FORCE_YEARS, raw.where(_YEARS))
    known = pl.col("year") >= _BY_KIND[0]
    kinds = [pl.when(known).then(c).alias(c) for c in ("police", "observers", "troops")]
    return {"force_years": table.with_columns(kinds)}


SOURCE = Source(
    id="un.peacekeeping",
    title="Uniformed contributions to United Nations peacekeeping",
    cites=("perry2013", "kathman2013"),
    licence="United Nations: free with credit; Our World in Data: CC BY 4.0",
    home="https://psdata.un.org",
    tables=(CONTRIBUTIONS, FORCE_YEARS),
    editions=(
        Edition("hub", "2025", (2009, 2025), (Resource(_HUB, how=(
            "from https://psdata.un.org, the historical uniformed contributions, as csv")),), _hub, "codebook only",
            tables=("contributions",), note="by sex; from November 2009 on"),
        Edition("ipi", "2020", (1990, 2020), (Resource(_IPI, how=(
            "from the Providing for Peacekeeping database of the International Peace Institute, the full csv")),),
            _institute, "codebook only", without=("female", "male"), tables=("contributions",),
            note="from November 1990 on; 'Observers' and 'Civilian Police' give way to other kinds in 2009"),
        Edition("owid", "2022", (1947, 2022), (on_github(
            "owid/owid-datasets", "48c9992ae317b35ed327fc36d2af75fe8b3ef7ed",
            "datasets/United Nations Peacekeeping/" + _YEARS),), _force, "repackaged copy", tables=("force_years",)),
    ),
)  # fmt: skip
