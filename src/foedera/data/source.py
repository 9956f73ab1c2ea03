"""A source: who publishes a data set, where, in which editions, and the parser of the owner's own format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from foedera.core.errors import InputError, did_you_mean
from foedera.data.tables import Column, Table, Years

if TYPE_CHECKING:
    import polars as pl

    from foedera.data.raw import Raw

__all__ = ["Edition", "Parser", "Resource", "Source", "Tried"]

Tried = Literal["owner's file", "repackaged copy", "codebook only"]
"""On what a parser was tried. 'codebook only' means: written from the description, untested on the real file."""


@dataclass(frozen=True)
class Resource:
    """One file of the owner.

    Parameters
    ----------
    name : the file that is read, as the owner calls it
    url : its address, or that of the archive it lies in; None where there is none to pull from
    inside : names of the archives it lies in, outermost first; the last component of ``url`` is the first
    also : other names under which a mirror may hold the very same file
    how : how to get it by hand where there is no address to pull from
    """

    name: str
    url: str | None = None
    inside: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    how: str = ""

    @property
    def download(self) -> str:
        """Name of the file that is pulled: the outermost archive, else the file itself."""
        return self.inside[0] if self.inside else self.name


Parser = Callable[["Raw"], Mapping[str, "pl.DataFrame"]]
"""From the owner's files to the tidy tables by name; see :class:`foedera.data.raw.Raw`."""


@dataclass(frozen=True)
class Edition:
    """One version of a data set, as one of its publishers gives it out.

    Parameters
    ----------
    name : how it is asked for: a version such as '6.0', or the name of a repackager
    version : version of the data
    covers : first and last year
    files : what must be at hand
    read : the parser
    tried : on what the parser was tried
    column_covers : years of single columns that differ
    without : columns of the source's tables that this edition has not; they are null
    tables : names of the tables it has; empty says all
    note : what a user should know
    """

    name: str
    version: str
    covers: Years
    files: tuple[Resource, ...]
    read: Parser
    tried: Tried = "owner's file"
    column_covers: Mapping[str, Years] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    note: str = ""

    def years(self, column: Column) -> Years:
        """Return the years a column covers in this edition."""
        return self.column_covers.get(column.name) or column.covers or self.covers


@dataclass(frozen=True)
class Source:
    """A data set.

    Parameters
    ----------
    id : 'cow.nmc': publisher and set
    title : its name
    cites : keys of ``core/references.bib``
    licence : terms of use as far as known
    home : page of the data set
    tables : the tidy tables it gives
    editions : its editions, the one to prefer first
    note : what a user should know
    """

    id: str
    title: str
    cites: tuple[str, ...]
    licence: str
    home: str
    tables: tuple[Table, ...]
    editions: tuple[Edition, ...]
    note: str = ""

    def table(self, name: str) -> Table:
        """Return a table by name; an unknown one raises :class:`InputError`."""
        known = {t.name: t for t in self.tables}
        if name not in known:
            fix = did_you_mean(name, known) or "one of " + ", ".join(known)
            raise InputError(f"{self.id} has no table '{name}'", where="data", fix=fix)
        return known[name]

    def edition(self, name: str) -> Edition:
        """Return an edition by name; an unknown one raises :class:`InputError`."""
        known = {e.name: e for e in self.editions}
        if name not in known:
            fix = did_you_mean(name, known) or "one of " + ", ".join(known)
            raise InputError(f"{self.id} has no edition '{name}'", where="data", fix=fix)
        return known[name]
