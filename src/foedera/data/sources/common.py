"""What many sources share: terms, key columns, and how to get a table out of the R package."""

from __future__ import annotations

from typing import Literal

from foedera.data.source import Resource
from foedera.data.tables import Column

__all__ = ["COW_TERMS", "code", "dyad_year_keys", "from_peacesciencer", "state_year_keys", "year"]

COW_TERMS = "free for research with citation; no open licence stated"

_NAMES = {"cow": ("ccode", "Correlates of War number"), "gw": ("gwcode", "Gleditsch-Ward number")}

System = Literal["cow", "gw"]


def code(system: System, raw: str | None = None, suffix: str = "", what: str = "state") -> Column:
    """Return the key column with a state's number, ``raw`` its name in the owner's file."""
    name, meaning = _NAMES[system]
    return Column(name + suffix, "int16", "code", f"{meaning} of the {what}", "key", raw=raw)


def year(raw: str | None = None) -> Column:
    """Return the key column with the year."""
    return Column("year", "int16", "year", "calendar year", "key", raw=raw)


def state_year_keys(
    system: System, state: str | None = None, when: str | None = None
) -> tuple[Column, Column]:
    """Return the keys of a state-year table; the owner's names where they differ."""
    return code(system, state), year(when)


def dyad_year_keys(
    system: System, first: str | None = None, second: str | None = None, when: str | None = None
) -> tuple[Column, Column, Column]:
    """Return the keys of a dyad-year table; the owner's names where they differ."""
    return code(system, first, "1", "first state"), code(system, second, "2", "second state"), year(when)


def from_peacesciencer(name: str) -> Resource:
    """Return a table of the R package peacesciencer, written to a file by its user.

    Parameters
    ----------
    name : 'cow_nmc.csv' or 'cow_ddy.parquet': the package's name of the table and how it was written
    """
    table, kind = name.rsplit(".", 1)
    writer = (
        f"readr::write_csv({table}, '{name}')"
        if kind == "csv"
        else f"arrow::write_parquet({table}, '{name}')"
    )
    return Resource(f"peacesciencer/{name}", how=f"in R: data({table}, package = 'peacesciencer'); {writer}, "
                    "in a folder called peacesciencer")  # fmt: skip
