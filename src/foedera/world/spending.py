"""What the allies of the North Atlantic Treaty spend, year by year: a table that ships with the reference world."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import polars as pl

from foedera.core.errors import InputError

__all__ = ["nato_spending", "nato_years"]


def nato_years() -> list[int]:
    """Return the years the table has, first to last."""
    return _table()["year"].unique().sort().to_list()


def nato_spending(year: int) -> pl.DataFrame:
    """Return the allies at the end of a year, sorted by iso3.

    Parameters
    ----------
    year : one of :func:`nato_years`

    Returns
    -------
    iso3; share_pct [pct_gdp]; gdp_busd, spending_busd [busd], spending being the product of share and GDP; source,
    status and note

    Raises
    ------
    InputError : the table has no such year
    """
    found = _table().filter(pl.col("year") == year).drop("year")
    if found.is_empty():
        years = ", ".join(map(str, nato_years()))
        raise InputError(f"there are no figures of {year}", where="year", fix=f"there are those of {years}")
    spending = (pl.col("share_pct") / 100 * pl.col("gdp_busd")).alias("spending_busd")
    return found.with_columns(spending).sort("iso3")


@cache
def _table() -> pl.DataFrame:
    with as_file(files("foedera.world").joinpath("reference", "nato_spending.csv")) as path:
        return pl.read_csv(path, comment_prefix="#")
