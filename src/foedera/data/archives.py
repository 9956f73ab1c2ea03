"""Members of zip archives, read in memory, with what is wrong about an archive told and not obeyed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from foedera.core.errors import InputError

__all__ = ["LARGEST_BYTES", "LARGEST_RATIO", "member"]

LARGEST_BYTES = 6 * 2**30
"""Largest member read, unpacked; the whole of V-Dem or GED is below 1 GiB. ASSUMPTION."""

LARGEST_RATIO = 400
"""Largest ratio of unpacked to packed size; text tables stay below 60. ASSUMPTION."""


def member(path: Path, chain: Sequence[str]) -> bytes:
    """Return the bytes of a member of an archive, or of an archive in an archive.

    Parameters
    ----------
    path : the outermost archive
    chain : names of the members to open one in the other; folders inside an archive need not be named

    Raises
    ------
    InputError
        where a file is no archive, a member is missing, leads out of the archive, or is oversized
    """
    data: bytes | Path = path
    where = str(path)
    for name in chain:
        data = _one(data, name, where)
        where = f"{where}!{name}"
    return data if isinstance(data, bytes) else data.read_bytes()


def _one(archive: bytes | Path, name: str, where: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive) as opened:
            info = _find(opened, name, where)
            if info.flag_bits & 0x1:
                raise InputError(f"member '{name}' is encrypted", where=where, fix="unpack it by hand")
            return opened.read(info)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        fix = "pull it again: the file is damaged or is not the archive"
        raise InputError(f"not a readable zip archive: {error}", where=where, fix=fix) from error


def _find(archive: zipfile.ZipFile, name: str, where: str) -> zipfile.ZipInfo:
    infos = archive.infolist()
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            fix = "do not use this archive; pull it from its owner"
            raise InputError(f"member '{info.filename}' leads out of the archive", where=where, fix=fix)
    found = [i for i in infos if not i.is_dir() and _same(i.filename, name)]
    if not found:
        held = ", ".join(sorted(PurePosixPath(i.filename).name for i in infos if not i.is_dir())[:8])
        raise InputError(f"no member '{name}'", where=where, fix=f"it holds {held or 'nothing'}")
    info = min(found, key=lambda i: len(i.filename))
    if info.file_size > LARGEST_BYTES or info.file_size > LARGEST_RATIO * max(info.compress_size, 1024):
        what = f"member '{name}' would unpack to {info.file_size:,} bytes from {info.compress_size:,}"
        raise InputError(what, where=where, fix="do not use this archive; pull it from its owner")
    return info


def _same(filename: str, name: str) -> bool:
    path = filename.replace("\\", "/")
    return path == name or path.endswith("/" + name)
