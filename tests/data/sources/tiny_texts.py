"""Owner's files as short texts in a folder, parsed as one edition of a source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.source import Source


def parsed(
    folder: Path, source: Source, edition: str, files: Mapping[str, str | pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Return what an edition's parser makes of the files, each a text or a frame for a Parquet file."""
    places = {}
    for name, content in files.items():
        path = folder / name.replace("/", "_")
        if isinstance(content, str):
            path.write_bytes(content.encode())
        else:
            content.write_parquet(path)
        places[name] = Located(path)
    tables = dict(source.edition(edition).read(Raw(places)))
    for name, frame in tables.items():
        assert dict(frame.schema) == source.table(name).schema(), name
    return tables


def csv(columns: str, *rows: str, **cells: object) -> str:
    """Return a csv text with the columns named in order; ``cells`` fill those that every row shares."""
    names = columns.split()
    lines = [",".join([*names, *cells])]
    lines += [",".join([row, *(str(v) for v in cells.values())]) for row in rows]
    return "\n".join(lines) + "\n"
