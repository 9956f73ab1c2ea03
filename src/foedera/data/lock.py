"""The lock file: of every file that was used, its SHA-256, so that the same data are used ever after.

It is JSON, sorted, one entry per file of an edition, and meant to be committed beside a study.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from foedera.core.errors import InputError
from foedera.data.transfer import storing

__all__ = ["LOCK", "Entry", "Key", "alone", "read_lock", "record", "today"]

LOCK = Path("foedera-data.lock")
"""Name of the lock file where no other is given: it lies in the folder one works in."""

Key = tuple[str, str, str]
"""Source, edition, file."""

_FORMAT = 1
_MEND = "take the file from version control, or delete it and pull again to record the files as they are now"


@dataclass(frozen=True)
class Entry:
    """One file.

    Parameters
    ----------
    source, edition, file : which it is
    version : of the data
    url : its official address, None where there is none
    came_from : 'owner' for one that was pulled, 'mirror' for one that lies in a mirror, 'hand' for one that was put
        into the cache
    bytes, sha256 : what it is
    first_pulled : day on which this was recorded
    """

    source: str
    edition: str
    file: str
    version: str
    url: str | None
    came_from: str
    bytes: int
    sha256: str
    first_pulled: str

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.source, self.edition, self.file


_TYPES = {f.name: int if f.name == "bytes" else str for f in fields(Entry)}


def today() -> str:
    """Return the day, as the lock file has it."""
    return datetime.now(UTC).date().isoformat()


def read_lock(path: Path) -> dict[Key, Entry]:
    """Return the entries of a lock file, none where there is no file; a damaged one raises :class:`InputError`."""
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text)
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise InputError("the lock file is not text in utf-8", where=str(path), fix=_MEND) from error
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise InputError(f"the lock file is damaged: {error.msg}", where=where, fix=_MEND) from error
    if not isinstance(data, dict) or not isinstance(data.get("files"), list):
        raise InputError("this is not a lock file", where=f"{path}:1", fix=_MEND)
    if data.get("format") != _FORMAT:
        what = f"the lock file has format {data.get('format')!r}; this version reads {_FORMAT}"
        raise InputError(
            what, where=f"{path}:1", fix="use the version of foedera that wrote it, or delete it"
        )
    found: dict[Key, Entry] = {}
    for place, item in enumerate(data["files"]):
        wrong = _wrong(item)
        entry = None if wrong else Entry(**item)
        if entry and entry.key in found:
            wrong = f"{entry.source}@{entry.edition} has {entry.file} twice"
        if wrong or entry is None:
            raise InputError(wrong, where=f"{path}:{_line(text, place)}", fix=_MEND)
        found[entry.key] = entry
    return found


def _wrong(item: Any) -> str:
    """Return what is wrong with an entry, '' for nothing."""
    if not isinstance(item, dict):
        return "an entry is not an object"
    for name, kind in _TYPES.items():
        if name not in item:
            return f"an entry has no '{name}'"
        if not isinstance(item[name], kind) and not (name == "url" and item[name] is None):
            return f"'{name}' is {json.dumps(item[name])}"
    digits = item["sha256"]
    if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
        return f"'{digits}' is not a SHA-256"
    more = sorted(set(item) - set(_TYPES))
    return f"an entry has an unknown '{more[0]}'" if more else ""


def _line(text: str, place: int) -> int:
    """Return the line on which an entry begins."""
    reader, at = json.JSONDecoder(), text.index("[", text.index('"files"')) + 1
    for _ in range(place + 1):
        begin = at + len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        _, at = reader.raw_decode(text, begin)
    return text.count("\n", 0, begin) + 1


def record(path: Path, entries: Mapping[Key, Entry]) -> None:
    """Add entries to a lock file, or put them in place of older ones; what others have added meanwhile stays."""
    with storing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path.parent, wait=True):
            known = read_lock(path)
            merged = known | dict(entries)
            if merged == known:
                return
            data = {"format": _FORMAT, "files": [asdict(merged[key]) for key in sorted(merged)]}
            half = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
            try:
                half.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
                os.replace(half, path)
            finally:
                half.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Keep other processes out of a folder and say whether that is so; it ends with the process, however it ends.

    Parameters
    ----------
    folder : an existing one
    wait : for the one who is in it; otherwise say False at once

    Where the system knows no such locks (Windows, some network folders) the answer is False.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = True
        except OSError:  # held by another, or the folder cannot be locked
            mine = False
        yield mine
    finally:
        os.close(handle)
