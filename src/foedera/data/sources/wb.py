"""What the sets of the World Bank share: one indicator by state and year, in two layouts."""

from __future__ import annotations

import polars as pl

from foedera.data.codes import is_iso3
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table, Years

__all__ = ["indicator"]


def _table(column: Column) -> Table:
    keys = (Column("iso3", "text", "code", "ISO 3166 code of the state or territory", "key", raw="Country Code"),
            Column("year", "int16", "year", "calendar year", "key", raw="Year"))  # fmt: skip
    return Table("state_years", "state-year", (*keys, column), system="iso3")


def _states(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of states and territories: those whose code is one of ISO 3166. The others are aggregates, and
    the Channel Islands, which ISO 3166 has as two."""
    codes = [c for c in frame["Country Code"].drop_nulls().unique() if is_iso3(c)]
    return frame.filter(pl.col("Country Code").is_in(codes))


def indicator(
    id: str, title: str, code: str, column: Column, covers: Years, copy: tuple[str, str, Years] | None = None
) -> Source:
    """Return the source of one indicator.

    Parameters
    ----------
    id : id of the source
    title : name of the source
    code : the World Bank's code of the indicator
    column : its column, ``raw`` 'Value'
    covers : first and last year
    copy : the repackaged CSV: its name, its address, its first and last year
    """
    table = _table(column)
    name = f"API_{code}_DS2_en_csv_v2.csv"

    def official(raw: Raw) -> dict[str, pl.DataFrame]:
        """Four lines above the header, one column for each year."""
        frame = raw.csv(name, ["Country Name", "Country Code", "Indicator Code"], skip=4)
        years = [c for c in frame.columns if c.isdigit()]
        long = frame.unpivot(years, index="Country Code", variable_name="Year", value_name="Value")
        long = _states(long.filter(pl.col("Value").is_not_null()))
        return {"state_years": shape(long.sort("Country Code", "Year"), table, raw.where(name))}

    how = (f"on https://data.worldbank.org/indicator/{code} download CSV, unpack it and take off the number at the "
           f"end of the name of the file with the data, so that it is called {name}")  # fmt: skip
    editions = [
        Edition("official", "as downloaded", covers, (Resource(name, how=how),), official, "codebook only")
    ]
    if copy:
        editions.append(_repackaged(table, *copy))
    return Source(
        id=id, title=title, cites=("worldbankwdi",), licence="CC BY 4.0",
        home=f"https://data.worldbank.org/indicator/{code}", tables=(table,), editions=tuple(editions),
        note="regions and groups of incomes are left out: what has no ISO 3166 code is no state",
    )  # fmt: skip


def _repackaged(table: Table, name: str, address: str, covers: Years) -> Edition:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["Country Code", "Year", "Value"])
        return {"state_years": shape(_states(frame), table, raw.where(name))}

    return Edition("datasets", "March 2026", covers, (Resource(name, address),), read, "repackaged copy")
