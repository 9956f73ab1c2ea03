"""Where data lie: the cache of this user, and a mirror folder that holds the owners' files.

``FOEDERA_CACHE`` names the cache (default: the platform's cache folder); in it ``raw/`` holds the owners' files as
they were pulled and ``tidy/`` the tables parsed from them. ``FOEDERA_DATA_MIRROR`` names a folder, of any layout,
whose files are used beside the cache and never written to.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from foedera.core.errors import InputError
from foedera.data.raw import Located
from foedera.data.source import Edition, Resource, Source

__all__ = ["MIRROR", "cache_folder", "digest", "locate", "located", "mirror_folder", "raw_folder"]

CACHE = "FOEDERA_CACHE"
MIRROR = "FOEDERA_DATA_MIRROR"


def cache_folder() -> Path:
    """Return the folder of the cache; it need not exist."""
    if os.environ.get(CACHE):
        return Path(os.environ[CACHE]).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("foedera")


def raw_folder(source: Source, edition: Edition) -> Path:
    """Return the folder in which the pulled files of an edition lie."""
    return cache_folder() / "raw" / source.id / edition.name


def mirror_folder() -> Path | None:
    """Return the mirror, None where none is named; a missing folder raises :class:`InputError`."""
    named = os.environ.get(MIRROR)
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise InputError("the folder is missing", where=f"{MIRROR}={named}", fix="mend or unset the variable")
    return folder


@cache
def _index(folder: Path) -> dict[str, tuple[Path, ...]]:
    found: dict[str, list[Path]] = {}
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            found.setdefault(name, []).append(Path(parent, name))
    return {name: tuple(paths) for name, paths in found.items()}


def located(source: Source, edition: Edition) -> dict[str, Located] | None:
    """Return where each file of an edition lies, None where one is missing."""
    found = {}
    for resource in edition.files:
        place = locate(source, edition, resource)
        if place is None:
            return None
        found[resource.name] = place
    return found


def locate(source: Source, edition: Edition, resource: Resource) -> Located | None:
    """Return where a file lies: in the cache, else in the mirror; as itself, else inside an archive."""
    folder, mirror = raw_folder(source, edition), mirror_folder()
    chain = [*resource.inside, resource.name]
    wanted = []  # the file itself before the archives it lies in, the innermost first
    for start in range(len(chain) - 1, -1, -1):
        rest = tuple(chain[start + 1 :])
        wanted += [(name, rest) for name in ((chain[start],) if rest else (chain[start], *resource.also))]
    for name, rest in wanted:
        own = folder / Path(name).name
        if own.is_file():
            return Located(own, rest)
    for name, rest in wanted:
        for path in _index(mirror).get(Path(name).name, ()) if mirror else ():
            if path.as_posix().endswith(f"/{name}"):
                return Located(path, rest)
    return None


_DIGESTS: dict[tuple[str, int, int], str] = {}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file; one that has not changed is read once."""
    stat = path.stat()
    key = (str(path), stat.st_size, stat.st_mtime_ns)
    if key not in _DIGESTS:
        with path.open("rb") as file:
            _DIGESTS[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _DIGESTS[key]
