"""GDP per head and population over two millennia, from the Maddison Project Database."""

from __future__ import annotations

import polars as pl

from foedera.data.codes import is_iso3
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        Column("iso3", "text", "code", "ISO 3166 code of the state in its borders of today, or of a former one", "key"),
        Column("year", "int16", "year", "calendar year", "key"),
        Column("maddison_gdppc", "float", "2011 international dollars", "real GDP per head"),
        Column("maddison_pop", "float", "persons", "population"),
    ), system="iso3",
)  # fmt: skip

_BOOK = "mpd2020.xlsx"
_OWID = "Maddison Project Database 2020 (Bolt and van Zanden (2020)).csv"


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    """Population is written in thousands. Rows without any figure and codes that ISO 3166 lacks are left out."""
    where = raw.where(_BOOK)
    frame = raw.excel(_BOOK, "Full data", ["countrycode", "year", "gdppc", "pop"])
    persons = pl.col("pop").cast(pl.Float64, strict=False) * 1000
    frame = frame.with_columns(
        iso3="countrycode", maddison_gdppc="gdppc",
        maddison_pop=pl.coalesce(persons.round(3).cast(pl.String), "pop"),
    )  # fmt: skip
    return {"state_years": shape(_states(frame), STATE_YEARS, where)}


def _owid(raw: Raw) -> dict[str, pl.DataFrame]:
    """The names of nine regions lead to no code; the GDP column is the product of the other two and is left out."""
    frame = raw.csv(_OWID, ["Entity", "Year", "GDP per capita", "Population"])
    names = {"Year": "year", "GDP per capita": "maddison_gdppc", "Population": "maddison_pop"}
    frame = frame.with_columns(iso3_of_names(frame["Entity"]).alias("iso3")).rename(names)
    return {"state_years": shape(_states(frame), STATE_YEARS, raw.where(_OWID))}


def _states(frame: pl.DataFrame) -> pl.DataFrame:
    codes = [c for c in frame["iso3"].drop_nulls().unique() if is_iso3(c)]
    some = pl.any_horizontal(pl.col("maddison_gdppc", "maddison_pop").is_not_null())
    return frame.filter(pl.col("iso3").is_in(codes) & some)


SOURCE = Source(
    id="maddison",
    title="Maddison Project Database",
    cites=("bolt2020",),
    licence="CC BY 4.0",
    home="https://www.rug.nl/ggdc/historicaldevelopment/maddison/releases/maddison-project-database-2020",
    tables=(STATE_YEARS,),
    editions=(
        Edition("2020", "2020", (1, 2018), (Resource(
            _BOOK, "https://www.rug.nl/ggdc/historicaldevelopment/maddison/data/mpd2020.xlsx"),), _official,
            "codebook only", note="the years before 1820 are few and scattered"),
        Edition("owid", "2020", (1, 2018), (Resource(_OWID, how=(
            "from https://github.com/owid/owid-datasets, folder 'datasets/Maddison Project Database 2020 (Bolt and van "
            "Zanden (2020))'")),), _owid, "repackaged copy", note="the years before 1820 are few and scattered"),
    ),
)  # fmt: skip
