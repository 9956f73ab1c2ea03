"""Whether the data at hand are what they are said to be: hashes, rows, years, and cells that are unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from foedera.core.errors import FoederaError, InputErrors
from foedera.data.home import digest, located, raw_folder
from foedera.data.lock import Entry, Key
from foedera.data.source import Edition, Source
from foedera.data.tables import Table, Years
from foedera.data.tidy import Opened, open_table

STRAYS = 0.01
"""Share of rows beyond the years covered that may be early updates of the owner. ASSUMPTION."""

__all__ = ["Checked", "Found", "check_edition", "years_found"]


@dataclass(frozen=True)
class Found:
    """A tidy table as it came out.

    Parameters
    ----------
    table : its name
    rows : how many
    years : first and last year of its rows, None where they have none
    nulls : share of unknown cells, by column that is not a key
    """

    table: str
    rows: int
    years: Years | None
    nulls: Mapping[str, float]


@dataclass
class Checked:
    """What is known of an edition.

    Parameters
    ----------
    source, edition : which
    lock : 'agrees', 'differs', 'not in it', or 'not here' where it is in the lock file only
    tables : what came out
    problems : what is wrong
    remarks : what is worth knowing and not wrong
    """

    source: Source
    edition: Edition
    lock: str
    tables: list[Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check_edition(source: Source, edition: Edition, known: Mapping[Key, Entry]) -> Checked | None:
    """Compare an edition with the lock file and with what it is said to cover; None where there is none of it.

    Parameters
    ----------
    source, edition : which
    known : the entries of the lock file
    """
    entries = [e for e in known.values() if (e.source, e.edition) == (source.id, edition.name)]
    places = located(source, edition)
    files = {place.path.name: place.path for place in (places or {}).values()}
    checked = Checked(source, edition, "not in it")
    _hashes(checked, entries, files, raw_folder(source, edition))
    if places is None:
        return checked if entries else None
    declared = [source.table(name) for name in edition.tables] or list(source.tables)
    try:
        opened = [open_table(source, table.name, edition.name) for table in declared]
    except InputErrors as errors:
        checked.problems += map(str, errors.problems)
        return checked
    except FoederaError as error:
        checked.problems.append(str(error))
        return checked
    for one in opened:
        _table(checked, one)
    return checked


def _hashes(checked: Checked, entries: list[Entry], files: Mapping[str, Path], cached: Path) -> None:
    for entry in entries:
        own = cached / entry.file
        path = own if own.is_file() else files.get(entry.file)
        if path is None:
            checked.remarks.append(f"{entry.file} is in the lock file and not here; pull it")
            continue
        found = digest(path)
        if found != entry.sha256:
            checked.problems.append(
                f"{path}: the file is not the one of the lock file: its SHA-256 is {found}, there {entry.sha256} "
                "(pull it again; with --accept to use it as it is)"
            )  # fmt: skip
    locked = {e.file for e in entries}
    if checked.problems:
        checked.lock = "differs"
    elif files and files.keys() <= locked:
        checked.lock = "agrees"
    elif entries and not files:
        checked.lock = "not here"


def _table(checked: Checked, opened: Opened) -> None:
    table, edition, frame = opened.table, checked.edition, opened.read()
    years = years_found(frame, table)
    nulls = {c.name: frame[c.name].null_count() / max(frame.height, 1) for c in table.values}
    checked.tables.append(Found(table.name, frame.height, years, nulls))
    name = f"{checked.source.id}@{edition.name}, {table.name}"
    if not frame.height:
        checked.problems.append(f"{name}: there are no rows (see whether the file is whole)")
        return
    empty = [c for c, share in nulls.items() if share == 1 and c not in edition.without]
    if empty:
        checked.remarks.append(f"{name}: nothing at all in {', '.join(empty)}")
    first, last = edition.covers
    outside = 0 if "year" not in table.keys else int((~frame["year"].is_between(first, last)).sum())
    if outside:
        what = f"{name}: years {'-'.join(map(str, years or ()))}, and the edition is said to cover {first}-{last}"
        if outside > STRAYS * frame.height:
            checked.problems.append(f"{what} (the file may be another edition)")
        else:
            checked.remarks.append(f"{what}; {outside} rows lie outside and panels do not use them")
    elif years and years != (first, last):
        checked.remarks.append(f"{name}: rows of {years[0]}-{years[1]}; coverage is {first}-{last}")


def years_found(frame: pl.DataFrame, table: Table) -> Years | None:
    """Return first and last year of the rows, None where rows have no year and no dates."""
    if "year" in table.keys:
        years = frame["year"].drop_nulls()
    elif frame.schema.get("start") == pl.Date and frame.schema.get("end") == pl.Date:
        years = pl.concat([frame["start"], frame["end"]]).drop_nulls().dt.year()
    else:
        return None
    return (int(years.min()), int(years.max())) if years.len() else None  # type: ignore[arg-type]
