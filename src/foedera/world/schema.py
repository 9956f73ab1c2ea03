"""What a world is made of: each column declared once, with type, unit, bounds and meaning.

Readers, checks, writers and the documentation use these records; a column that is not declared here may
still be in a user's folder and is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

__all__ = [
    "DYADS",
    "ESTIMATED",
    "FACTS",
    "SOURCES",
    "STATES",
    "STATUSES",
    "WARS",
    "Column",
    "dtype_of",
    "named",
]

Kind = Literal["text", "float", "int", "bool", "date"]

STATUSES = ("found", "derived", "recalled")
"""found: read in a source; derived: computed from found figures; recalled: from memory, to be confirmed."""

ESTIMATED = "estimated"
"""Word that the note of a derived fact begins with, before a colon, where no source has the figure."""


@dataclass(frozen=True)
class Column:
    """One declared column.

    Parameters
    ----------
    name : column name
    kind : type of its cells
    unit : unit of its cells
    meaning : what it says
    required : whether a user's table must have it; the others are filled with ``default`` or derived
    default : value of a cell that nobody filled; None stays empty
    low, high : bounds of a number
    options : the words a text may be, beside its default; empty allows any
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    required: bool = False
    default: str | float | bool | None = None
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()


# fmt: off
STATES: tuple[Column, ...] = (
    Column("iso3", "text", "name", "ISO 3166 alpha-3 code", True),
    Column("name", "text", "name", "short English name; else that of the code table", default=""),
    Column("cow_code", "int", "name", "Correlates of War number; else that of the code table", low=1),
    Column("capital", "text", "name", "capital city", default=""),
    Column("lat", "float", "degree", "latitude of the capital, north positive", True, low=-90, high=90),
    Column("lon", "float", "degree", "longitude of the capital, east positive", True, low=-180, high=180),
    Column("region", "text", "name", "grouping of the world", default=""),
    Column("government", "text", "name", "form of government in words", default=""),
    Column("population", "float", "person", "inhabitants", True, low=0),
    Column("gdp_busd", "float", "busd", "gross domestic product at market rates", True, low=0),
    Column("gdp_ppp_busd", "float", "busd", "gross domestic product at purchasing power parity", True, low=0),
    Column("milex_busd", "float", "busd", "military expenditure", True, low=0),
    Column("milex_share", "float", "share", "military expenditure over GDP; the quotient where left out",
           low=0, high=1),
    Column("personnel", "float", "person", "active armed forces", True, low=0),
    Column("capability", "float", "share", "share of the set's capabilities, sums to 1; computed by "
           "panel.capability where left out", low=0, high=1),
    Column("warheads", "float", "count", "nuclear warheads in inventory", default=0.0, low=0),
    Column("warheads_deployed", "float", "count", "nuclear warheads deployed", default=0.0, low=0),
    Column("polyarchy", "float", "share", "V-Dem electoral democracy index", True, low=0, high=1),
    Column("liberal_democracy", "float", "share", "V-Dem liberal democracy index", low=0, high=1),
    Column("ideal_point", "float", "1", "General Assembly ideal point; higher is closer to the USA"),
    Column("ideal_p05", "float", "1", "5 % quantile of the ideal point"),
    Column("ideal_p95", "float", "1", "95 % quantile of the ideal point"),
    Column("unsc", "text", "name", "Security Council seat", default="", options=("permanent", "elected")),
    Column("major", "bool", "true/false", "major power", default=False),
    Column("energy_import_share", "float", "share", "net energy imports over energy use, at most 1; "
           "negative for exporters", high=1),
    Column("energy_suppliers", "text", "name", "suppliers of oil and gas, joined by ';'", default=""),
    Column("peacekeepers", "float", "person", "uniformed personnel in UN peace operations", low=0),
    Column("cyber_rank", "float", "count", "rank in the National Cyber Power Index, 1 is strongest", low=1),
)

DYADS: tuple[Column, ...] = (
    Column("from_state", "text", "name", "ISO3 code of the row state", True),
    Column("to_state", "text", "name", "ISO3 code of the column state", True),
    Column("distance_km", "float", "km", "great-circle distance of the capitals; else from lat and lon",
           low=0, high=20038),
    Column("land_border", "bool", "true/false", "common land border", True, default=False),
    Column("sea_border", "bool", "true/false", "at most 400 statute miles of water apart and no land border",
           default=False),
    Column("rival", "bool", "true/false", "strategic rivals", default=False),
    Column("rival_since", "int", "year", "year the rivalry began, 0 for none", default=0, low=0),
    Column("trade_share", "float", "share", "share of the row state's goods trade (both ways) with the "
           "column state", default=0.0, low=0, high=1),
    Column("trade_musd", "float", "musd", "goods exports, row to column", default=0.0, low=0),
)

FACTS: tuple[Column, ...] = (
    Column("iso3", "text", "name", "state, or * for each that has no row of its own", True),
    Column("partner", "text", "name", "other state of a dyadic fact, * for every one",
           default=""),
    Column("variable", "text", "name", "column of states or dyads, or another figure", True),
    Column("value", "text", "as in unit", "the figure as text; empty in rows with *", default=""),
    Column("unit", "text", "name", "unit of the value", default=""),
    Column("year", "text", "name", "year or date it is about", default=""),
    Column("source", "text", "name", "keys of sources joined by ';'", True),
    Column("status", "text", "name", "how well it is known", True, options=STATUSES),
    Column("note", "text", "name", "what a user should know", default=""),
)

WARS: tuple[Column, ...] = (
    Column("side_a", "text", "name", "ISO3 codes of the initiating side joined by ';'", True),
    Column("side_b", "text", "name", "ISO3 codes of the other side joined by ';'", True),
    Column("since", "date", "date", "first day, YYYY-MM-DD", True),
    Column("source", "text", "name", "keys of sources", default=""),
    Column("status", "text", "name", "how well it is known", default="recalled", options=STATUSES),
)

SOURCES: tuple[Column, ...] = (
    Column("key", "text", "name", "name facts use", True),
    Column("citation", "text", "name", "who published it, when", True),
    Column("licence", "text", "name", "terms of use as far as known", default=""),
    Column("files", "text", "name", "files that were read, name=SHA-256 joined by ';'", default=""),
)
# fmt: on

_DTYPES: dict[str, type[pl.DataType]] = {
    "text": pl.String,
    "float": pl.Float64,
    "int": pl.Int64,
    "bool": pl.Boolean,
    "date": pl.Date,
}


def dtype_of(kind: str) -> type[pl.DataType]:
    """Return the Polars type of a kind of cell."""
    return _DTYPES[kind]


def named(columns: Iterable[Column]) -> dict[str, Column]:
    """Return columns by name."""
    return {column.name: column for column in columns}
