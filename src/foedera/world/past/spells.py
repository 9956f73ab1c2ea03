"""Tables of spells on a day, and what is known of their sources."""

from __future__ import annotations

from datetime import date

import polars as pl

from foedera.data.catalogue import source
from foedera.data.tidy import Opened, open_table
from foedera.panel.provenance import SourceRecord

__all__ = ["on_day", "record"]


def on_day(opened: Opened, day: date, start: str = "start", end: str = "end") -> pl.DataFrame:
    """Return the rows whose spell has begun by a day and not ended before it."""
    return opened.read().filter(pl.col(start) <= day, pl.col(end) >= day)


def record(name: str, table: str) -> SourceRecord:
    """Return how a data set was used, for the provenance."""
    opened = open_table(source(name), table)
    one, edition = opened.source, opened.edition
    return SourceRecord(one.id, one.title, edition.name, edition.version, one.cites, one.licence, edition.tried,
                        dict(opened.files))  # fmt: skip
