"""National Material Capabilities: six indicators of power and their composite, by state and year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import COW_TERMS, from_peacesciencer, state_year_keys
from foedera.data.tables import Column, Table

_MISSING = ("-9",)

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        *state_year_keys("cow"),
        Column("milex", "int64", "thousand current GBP to 1913, then USD", "military expenditure", missing=_MISSING),
        Column("milper", "int32", "thousand persons", "military personnel", missing=_MISSING),
        Column("irst", "int64", "thousand tons", "iron and steel production", missing=_MISSING),
        Column("pec", "int64", "thousand coal-ton equivalents", "primary energy consumption", missing=_MISSING),
        Column("tpop", "float", "thousand persons", "total population", missing=_MISSING),
        Column("upop", "float", "thousand persons", "urban population, cities above 100,000", missing=_MISSING),
        Column("cinc", "float", "share", "Composite Index of National Capability: the mean over the shares of "
               "the available indicators; its yearly sum is above 1 where some are missing", missing=_MISSING),
    ),
)  # fmt: skip


def _official(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, [c.source_name for c in STATE_YEARS.columns])
        return {"state_years": shape(frame, STATE_YEARS, raw.where(name))}

    return read


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv("peacesciencer/cow_nmc.csv")
    return {"state_years": shape(frame, STATE_YEARS, raw.where("peacesciencer/cow_nmc.csv"))}


_BASE = "https://correlatesofwar.org/wp-content/uploads/"

SOURCE = Source(
    id="cow.nmc",
    title="National Material Capabilities",
    cites=("singer1972", "singer1987"),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/national-material-capabilities/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("6.0", "6.0", (1816, 2016), (Resource(
            "NMC-60-abridged.csv", _BASE + "NMC_Documentation-6.0.zip",
            ("NMC_Documentation-6.0.zip", "NMC-60-abridged.zip")),), _official("NMC-60-abridged.csv")),
        Edition("7.0", "7.0", (1816, 2022), (Resource("NMC-70-abridged.csv", _BASE + "NMCv7.zip", ("NMCv7.zip",)),),
                _official("NMC-70-abridged.csv"), "codebook only",
                note="urban population has a series break after 2016"),
        Edition("5.0", "5.0", (1816, 2012), (Resource(
            "NMC_5_0.csv", _BASE + "NMC_5_0.zip", ("NMC_5_0.zip",)),), _official("NMC_5_0.csv")),
        Edition("peacesciencer", "7.0", (1816, 2022), (from_peacesciencer("cow_nmc.csv"),), _repackaged,
                "repackaged copy", note="urban population has a series break after 2016"),
    ),
)  # fmt: skip
