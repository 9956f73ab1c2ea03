"""Tidy tables: parsed from the owner's files once, kept as Parquet, parsed again when a file or a parser changes."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from foedera.core.errors import InputError, MissingDataError, StoreError
from foedera.data import raw, tables
from foedera.data.home import MIRROR, cache_folder, digest, located
from foedera.data.raw import Raw
from foedera.data.source import Edition, Source
from foedera.data.tables import Table

__all__ = ["Opened", "available", "choose", "open_table", "parse"]

_IMPORT = re.compile(r"^from (foedera\.data\.sources\.\w+) import", re.MULTILINE)


@dataclass(frozen=True)
class Opened:
    """A tidy table with where it comes from.

    Parameters
    ----------
    source, edition, table : what it is
    path : the Parquet file
    files : SHA-256 of each of the owner's files by name
    """

    source: Source
    edition: Edition
    table: Table
    path: Path
    files: Mapping[str, str]

    def scan(self) -> pl.LazyFrame:
        """Return the table, not yet read."""
        return pl.scan_parquet(self.path)

    def read(self) -> pl.DataFrame:
        """Return the table."""
        return pl.read_parquet(self.path)


def available(source: Source) -> list[Edition]:
    """Return the editions of a source whose files are at hand, the one to prefer first."""
    return [e for e in source.editions if located(source, e) is not None]


def choose(source: Source, edition: str | None = None, table: str | None = None) -> Edition:
    """Return the edition asked for, else the first at hand that has the table.

    Raises
    ------
    MissingDataError
        where its files are neither in the cache nor in the mirror, with what to do
    """
    wanted = [source.edition(edition)] if edition else list(source.editions)
    if table is not None:
        source.table(table)
        wanted = [e for e in wanted if not e.tables or table in e.tables]
    if not wanted:
        have = ", ".join(e.name for e in source.editions if not e.tables or table in e.tables)
        what = f"edition {edition} of {source.id} has no table '{table}'"
        raise InputError(what, where="data", fix=f"use edition {have}")
    for one in wanted:
        if located(source, one) is not None:
            return one
    raise MissingDataError(
        f"{source.title} ({source.id}{'@' + edition if edition else ''}) is not here",
        where="data", fix=_way_out(source, wanted),
    )  # fmt: skip


def _way_out(source: Source, editions: list[Edition]) -> str:
    pulled = next((e for e in editions if all(f.url for f in e.files)), None)
    if pulled is not None:
        name = source.id if pulled is source.editions[0] else f"{source.id}@{pulled.name}"
        return f"pull it with 'foedera data pull {name}', or name a folder that holds it in {MIRROR}"
    names = " and ".join(f.name for f in editions[0].files)
    how = next((f.how for e in editions for f in e.files if f.how), f"see {source.home}")
    return f"put {names} into a folder and name it in {MIRROR}: {how}"


def parse(source: Source, edition: Edition) -> dict[str, pl.DataFrame]:
    """Parse the owner's files of an edition and check what comes out.

    Returns
    -------
    table name to frame, with exactly the declared columns
    """
    files = located(source, edition)
    if files is None:
        choose(source, edition.name)
    try:
        parsed = dict(edition.read(Raw(files or {})))
    except pl.exceptions.PolarsError as error:
        what = f"the layout is not the one of edition {edition.name}: {str(error).splitlines()[0]}"
        where = ", ".join(str(place) for place in (files or {}).values())
        raise InputError(
            what, where=where, fix="see whether it is another edition, or pull it again"
        ) from error
    for name, frame in parsed.items():
        table = source.table(name)
        if dict(frame.schema) != table.schema():
            raise TypeError(
                f"{source.id}@{edition.name}: {name} is {frame.schema}, declared {table.schema()}"
            )
        if table.unique and frame.select(table.keys).is_duplicated().any():
            twice = (
                frame.filter(frame.select(table.keys).is_duplicated()).select(table.keys).row(0, named=True)
            )
            fix = "use the file as its owner gives it out"
            where = ", ".join(str(place) for place in (files or {}).values())
            raise InputError(f"two rows of {name} are about {twice}", where=where, fix=fix)
    return parsed


def open_table(source: Source, table: str, edition: str | None = None) -> Opened:
    """Return a tidy table, parsing the owner's files if that was not done before.

    Parameters
    ----------
    source : the data set
    table : name of one of its tables
    edition : which edition; None takes the first at hand

    Raises
    ------
    MissingDataError
        where no edition is at hand
    InputError
        where a file is damaged, changed or not what it should be
    """
    chosen = choose(source, edition, table)
    places = located(source, chosen) or {}
    hashes = {name: digest(place.path) for name, place in places.items()}
    parts = (sorted(hashes.items()), _code(chosen.read.__module__), chosen.without, chosen.version)
    key = hashlib.sha256(repr(parts).encode()).hexdigest()
    folder = cache_folder() / "tidy" / source.id / chosen.name / key[:20]
    path = folder / f"{table}.parquet"
    if not path.is_file():
        _keep(parse(source, chosen), folder)
    return Opened(source, chosen, source.table(table), path, hashes)


@cache
def _code(module: str) -> str:
    """Return the text of the code that parses, so that a changed parser parses again."""
    own = inspect.getsource(sys.modules[module])
    shared = [_code(name) for name in sorted(set(_IMPORT.findall(own)) - {module}) if name in sys.modules]
    return "".join([own, *shared, *(inspect.getsource(m) for m in (raw, tables))])


def _keep(parsed: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write the tables; each appears whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in parsed.items():
            handle, half = tempfile.mkstemp(dir=folder, prefix=f".{name}-", suffix=".parquet")
            os.close(handle)
            try:
                frame.write_parquet(half)
                os.replace(half, folder / f"{name}.parquet")
            finally:
                Path(half).unlink(missing_ok=True)
    except OSError as error:
        fix = "free some space, or name another folder in FOEDERA_CACHE"
        raise StoreError(
            f"the tidy table could not be written: {error}", where=str(folder), fix=fix
        ) from error
