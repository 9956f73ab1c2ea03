"""What many sources share: terms, key columns, and how to get a table out of the R package."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote

import polars as pl

from foedera.data.source import Resource
from foedera.data.tables import Column, Dtype, Kind

__all__ = [
    "COW_TERMS",
    "both_ways",
    "code",
    "columns",
    "dyad_year_keys",
    "from_peacesciencer",
    "on_github",
    "spell_dates",
    "state_year_keys",
    "whole_years",
    "year",
]

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


_PACKAGES = {
    "peacesciencer": "fe150a2648056fbd4fbbbd833f0c9e437b2ed04b",
    "isard": "46944ad97a5532cd8e3b33129463c8435a69846a",
}
"""Commit of each R package whose tables are read; one that moves would change the figures of a panel."""

_IN_ISARD = {"cow_democracy": "cw_democracy", "cow_gdppop": "cw_gdppop"}


def from_peacesciencer(name: str) -> Resource:
    """Return a table of the R package peacesciencer, or of isard by the same author.

    Parameters
    ----------
    name : 'cow_nmc.csv' or 'atop_alliance.parquet': the package's name of the table, and the form of a file written
        from it that is used if one lies in a folder ``peacesciencer`` of the mirror. Else the package's own file is
        pulled and read; that needs no R
    """
    table = name.rsplit(".", 1)[0]
    package, own = ("isard", _IN_ISARD[table]) if table in _IN_ISARD else ("peacesciencer", table)
    url = f"https://github.com/svmiller/{package}/raw/{_PACKAGES[package]}/data/{own}.rda"
    return Resource(f"peacesciencer/{name}", url, (f"{own}.rda",))


def columns(
    rows: Iterable[tuple[str, Dtype, str, str]], kind: Kind = "measure", missing: tuple[str, ...] = ()
) -> tuple[Column, ...]:
    """Return columns of one kind and with the same missing codes from (name, type, unit, meaning)."""
    return tuple(
        Column(name, dtype, unit, meaning, kind, missing=missing) for name, dtype, unit, meaning in rows
    )


def spell_dates() -> tuple[Column, Column]:
    """Return the key columns with the first and the last day of a spell."""
    return (
        Column("start", "date", "day", "first day", "key"),
        Column("end", "date", "day", "last day, included", "key"),
    )


def whole_years(first: str, last: str) -> tuple[pl.Expr, pl.Expr]:
    """Return 1 January of the year in one column as ``start`` and 31 December of that in the other as ``end``."""
    begin, finish = (pl.col(name).cast(pl.Int32) for name in (first, last))
    return pl.date(begin, 1, 1).alias("start"), pl.date(finish, 12, 31).alias("end")


def both_ways(frame: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    """Return the rows and, after them, the same rows with the two states exchanged."""
    other = frame.with_columns(pl.col(second).alias(first), pl.col(first).alias(second))
    return pl.concat([frame, other])


def on_github(repository: str, commit: str, path: str, name: str = "") -> Resource:
    """Return a file that its owner keeps in a repository, at the commit that was read.

    Parameters
    ----------
    repository : 'owner/name'
    commit : its full hash
    path : the file in the repository
    name : the name under which it is kept, where that in the repository does not do
    """
    url = f"https://raw.githubusercontent.com/{repository}/{commit}/{quote(path)}"
    return Resource(name or PurePosixPath(path).name, url)
