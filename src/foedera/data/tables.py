"""What a tidy table holds: each column with its meaning, unit, missing codes and the years it covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

__all__ = ["Column", "Dtype", "Kind", "Table", "Unit", "Years", "polars_type"]

Years = tuple[int, int]
"""First and last year of coverage, both included."""

Dtype = Literal["int8", "int16", "int32", "int64", "float", "text", "date"]
Kind = Literal["key", "measure", "event"]
Unit = Literal[
    "state", "state-year", "state-spell", "dyad-year", "dyad-spell", "leader", "leader-dyad-year",
    "alliance", "member-spell", "dispute-year", "event", "participant", "cell",
]  # fmt: skip
"""What a row is about. ``cell`` is one number of an input-output or tariff table."""

_TYPES: dict[str, type[pl.DataType]] = {
    "int8": pl.Int8, "int16": pl.Int16, "int32": pl.Int32, "int64": pl.Int64,
    "float": pl.Float64, "text": pl.String, "date": pl.Date,
}  # fmt: skip


def polars_type(dtype: str) -> type[pl.DataType]:
    """Return the Polars type of a declared type."""
    return _TYPES[dtype]


@dataclass(frozen=True)
class Column:
    """One column of a tidy table.

    Parameters
    ----------
    name : name in the tidy table and in panels; no two columns of the catalogue that are not keys share one
    dtype : type of the cells
    unit : unit of the cells, '1' for none, 'code' for an identifier or category
    meaning : what it says, one phrase
    kind : 'key'; 'event' (inside the coverage no row means 0); 'measure' (no row means unknown)
    raw : its name in the owner's file; None says the same name
    missing : codes in the owner's file that stand for 'unknown', as they are written there
    covers : first and last year, where they differ from those of the edition
    labels : what the codes of a category mean
    """

    name: str
    dtype: Dtype
    unit: str
    meaning: str
    kind: Kind = "measure"
    raw: str | None = None
    missing: tuple[str, ...] = ()
    covers: Years | None = None
    labels: Mapping[int, str] = field(default_factory=dict, hash=False)

    @property
    def source_name(self) -> str:
        """Its name in the owner's file."""
        return self.raw or self.name


@dataclass(frozen=True)
class Table:
    """One tidy table of a source.

    Parameters
    ----------
    name : name within the source
    unit : what a row is about
    columns : its columns in order, keys first
    system : whose state numbers the keys are: 'cow', 'gw', 'iso3', or None where no state is a key
    unique : whether the keys name a row
    """

    name: str
    unit: Unit
    columns: tuple[Column, ...]
    system: Literal["cow", "gw", "iso3"] | None = "cow"
    unique: bool = True

    @property
    def keys(self) -> list[str]:
        """Names of the key columns."""
        return [c.name for c in self.columns if c.kind == "key"]

    @property
    def values(self) -> list[Column]:
        """The columns that are not keys."""
        return [c for c in self.columns if c.kind != "key"]

    def schema(self) -> dict[str, type[pl.DataType]]:
        """Return name and Polars type of every column."""
        return {c.name: polars_type(c.dtype) for c in self.columns}

    def empty(self) -> pl.DataFrame:
        """Return the table without rows."""
        return pl.DataFrame(schema=self.schema())
