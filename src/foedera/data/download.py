"""Pull data sets from their owners, once, whole, and the same ever after."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from foedera.core.errors import DownloadError, InputError
from foedera.data.home import MIRROR, digest, locate, raw_folder
from foedera.data.lock import LOCK, Entry, Key, alone, read_lock, record, today
from foedera.data.raw import Located
from foedera.data.source import Edition, Resource, Source
from foedera.data.tidy import open_table
from foedera.data.transfer import Manner, OnBytes, Transfer, storing

__all__ = ["Pulled", "pull", "pull_edition", "to_pull"]

_STALE_S = 86_400.0
"""Seconds after which what a killed pull left in its own folder is swept. ASSUMPTION."""


@dataclass(frozen=True)
class Pulled:
    """A file that is at hand now.

    Parameters
    ----------
    entry : what the lock file says of it
    path : where it lies
    how : 'pulled' now, 'there' already in the cache, or in the 'mirror'
    """

    entry: Entry
    path: Path
    how: Literal["pulled", "there", "mirror"]


def pull(
    source: Source, edition: str | None = None, *, lock: Path | None = LOCK, accept: bool = False,
    progress: OnBytes | None = None, manner: Manner | None = None,
) -> list[Path]:  # fmt: skip
    """Have the files of an edition at hand, and return where they lie.

    Parameters
    ----------
    source : the data set
    edition : which; None takes the first that can be had
    lock : the lock file; None keeps none
    accept : take what the owner gives out now, also where the lock file says otherwise
    progress : told of every piece that comes
    manner : how patient to be

    Raises
    ------
    InputError
        where the edition has no address, or its files cannot be parsed (they stay where they are)
    DownloadError
        where a file does not come, or is another one than the lock file says
    StoreError
        where it cannot be written
    """
    chosen = to_pull(source, edition)
    done = pull_edition(source, chosen, lock=lock, accept=accept, progress=progress, manner=manner)
    return [one.path for one in done]


def to_pull(source: Source, edition: str | None = None) -> Edition:
    """Return the edition asked for, else the first whose files are at hand or have an address.

    Raises
    ------
    InputError
        where there is no way to have them, with how to get them by hand
    """
    wanted = [source.edition(edition)] if edition else list(source.editions)
    for one in wanted:
        if all(f.url or locate(source, one, f) for f in one.files):
            return one
    raise _by_hand(source, wanted[0])


def _by_hand(source: Source, edition: Edition) -> InputError:
    lacking = [f for f in edition.files if not f.url]
    how = "; ".join(dict.fromkeys(f.how for f in lacking if f.how)) or f"see {source.home}"
    others = [e.name for e in source.editions if all(f.url for f in e.files)]
    more = f"; or pull {source.id}@{others[0]}" if others else ""
    names = " and ".join(f.name for f in lacking)
    fix = f"put {names} into a folder and name it in {MIRROR}: {how}{more}"
    return InputError(f"{source.id}@{edition.name} has no address to pull from", where="data", fix=fix)


def pull_edition(
    source: Source, edition: Edition, *, lock: Path | None = LOCK, accept: bool = False,
    progress: OnBytes | None = None, manner: Manner | None = None,
) -> list[Pulled]:  # fmt: skip
    """Have the files of an edition at hand, record them, and parse them once; see :func:`pull`."""
    known = read_lock(lock) if lock else {}
    done: list[Pulled] = []
    for group in _downloads(edition):
        found = _there(source, edition, group, known, accept)
        done += found or [_from_owner(source, edition, group[0], known, accept, progress, manner or Manner())]
        if lock:
            record(lock, {p.entry.key: p.entry for p in done})
    for table in edition.tables or [t.name for t in source.tables]:
        open_table(source, table, edition.name)
    return done


def _downloads(edition: Edition) -> list[list[Resource]]:
    """Return the resources by the file that is pulled for them."""
    groups: dict[str, list[Resource]] = {}
    for resource in edition.files:
        groups.setdefault(resource.download, []).append(resource)
    return list(groups.values())


def _there(
    source: Source, edition: Edition, group: Sequence[Resource], known: dict[Key, Entry], accept: bool
) -> list[Pulled] | None:
    """Return the files that are at hand and agree with the lock file, None where there is something to pull."""
    places = [locate(source, edition, resource) for resource in group]
    if any(place is None for place in places):
        return None
    own = raw_folder(source, edition)
    done: dict[Path, Pulled] = {}
    for resource, place in zip(group, places):
        assert isinstance(place, Located)
        path, cached = place.path, place.path.parent == own
        renewable = cached and resource.url is not None and path.name == Path(resource.download).name
        entry = _entry(source, edition, resource, path, "hand" if cached else "mirror")
        before = known.get(entry.key)
        if renewable and (accept or (before and before.sha256 != entry.sha256)):
            return None
        if before and before.sha256 != entry.sha256 and not accept:
            what = f"the file is not the one of the lock file: its SHA-256 is {entry.sha256}, there {before.sha256}"
            fix = "put the right one there, or pull again with --accept to use this one from now on"
            raise DownloadError(what, where=str(path), fix=fix)
        if before and before.sha256 == entry.sha256:
            entry = before
        done[path] = Pulled(entry, path, "there" if cached else "mirror")
    return list(done.values())


def _entry(source: Source, edition: Edition, resource: Resource, path: Path, came_from: str) -> Entry:
    with storing(path):
        size, sha256 = path.stat().st_size, digest(path)
    return Entry(
        source.id, edition.name, path.name, edition.version, resource.url, came_from, size, sha256, today()
    )


def _from_owner(
    source: Source, edition: Edition, resource: Resource, known: dict[Key, Entry], accept: bool,
    progress: OnBytes | None, manner: Manner,
) -> Pulled:  # fmt: skip
    """Pull a file into the cache, where it appears when it is whole and agrees with the lock file."""
    if resource.url is None:
        raise _by_hand(source, edition)
    if not resource.url.lower().startswith(("http://", "https://")):
        what = "only addresses with http or https can be pulled from"
        raise InputError(what, where=resource.url, fix=f"get it by hand; see {source.home}")
    import pooch

    pooch.get_logger().setLevel("WARNING")
    folder = raw_folder(source, edition)
    name = Path(resource.download).name
    path = folder / name
    before = known.get((source.id, edition.name, name))
    expected = before.sha256 if before and not accept else None
    with storing(folder), _room(folder) as (stage, mine):
        part = (folder if mine else stage) / f"{name}.part"
        transfer = Transfer(name, part, expected, manner, source.home, progress)
        pooch.retrieve(resource.url, expected, name, stage, downloader=transfer)
        os.replace(stage / name, path)
    entry = _entry(source, edition, resource, path, "owner")
    return Pulled(before if before and before.sha256 == entry.sha256 else entry, path, "pulled")


@contextmanager
def _room(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Give a folder of one's own for whole files, and whether the parts of interrupted transfers are one's own too.

    Who pulls the same edition at the same time gets False and has to begin at the beginning.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder, wait=False) as mine:
        for old in folder.glob(".pull-*"):
            if time.time() - old.stat().st_mtime > _STALE_S:
                shutil.rmtree(old, ignore_errors=True)
        stage = folder / f".pull-{uuid4().hex[:12]}"
        stage.mkdir()
        try:
            yield stage, mine
        finally:
            shutil.rmtree(stage, ignore_errors=True)
