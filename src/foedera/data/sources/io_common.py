"""What world input-output tables share: flows from seller to buyer and gross output, whoever publishes them."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import shape
from foedera.data.tables import Column, Table

__all__ = ["FINAL", "flow_table", "output_table", "tables_of"]

FINAL = "F1 households, F2 non-profit institutions, F3 government, F4 fixed capital, F5 change in inventories"
"""The codes of final demand that every one of these tables has."""

_YEAR = Column("year", "int16", "year", "calendar year", "key")


def flow_table(sectors: str, rest: str, final: str = FINAL) -> Table:
    """Return the table of flows; ``sectors`` and ``rest`` say how its codes of industries and countries read."""
    return Table(
        "flows", "cell",
        (
            _YEAR,
            Column("from_country", "text", "code", f"ISO 3166 code of the seller, {rest} for the rest of the world",
                   "key"),
            Column("from_sector", "text", "code", f"industry of the seller, {sectors}", "key"),
            Column("to_country", "text", "code", f"ISO 3166 code of the buyer, {rest} for the rest of the world",
                   "key"),
            Column("to_use", "text", "code", f"industry of the buyer, or final demand: {final}", "key"),
            Column("value", "float", "million current USD", "flow; below 0 in inventories and, seldom, elsewhere in "
                   "final demand"),
        ), system=None,
    )  # fmt: skip


def output_table(sectors: str, rest: str) -> Table:
    """Return the table of gross output; ``sectors`` and ``rest`` as of :func:`flow_table`."""
    return Table(
        "output", "cell",
        (
            _YEAR,
            Column("country", "text", "code", f"ISO 3166 code, {rest} for the rest of the world", "key"),
            Column("sector", "text", "code", f"industry, {sectors}", "key"),
            Column("output", "float", "million current USD", "gross output as published"),
        ), system=None,
    )  # fmt: skip


def tables_of(
    wide: pl.DataFrame, year: int, where: str, flows: Table, output: Table
) -> dict[str, pl.DataFrame]:
    """Return both tables of a year.

    Parameters
    ----------
    wide : row_country, row_industry, one column 'AUS_c1' for each use, output
    year : the year
    where : the file, for messages
    flows, output : the tables wanted
    """
    uses = [c for c in wide.columns if "_" in c and not c.startswith("row_")]
    parts = pl.col("use").str.splitn("_", 2).struct.rename_fields(["to_country", "to_use"]).struct.unnest()
    names = pl.DataFrame({"use": uses}).with_columns(parts)
    wide = wide.with_columns(year=pl.lit(year))
    long = wide.unpivot(uses, index=["year", "row_country", "row_industry"], variable_name="use")
    long = long.join(names, on="use", maintain_order="left")
    long = long.rename({"row_country": "from_country", "row_industry": "from_sector"})
    made = wide.rename({"row_country": "country", "row_industry": "sector"})
    return {"flows": shape(long, flows, where), "output": shape(made, output, where)}
