"""The lock file: readable, sorted, written whole, and a damaged one told with its line."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from foedera.core.errors import InputError, StoreError
from foedera.data.lock import Entry, read_lock, record

ONE = Entry("made.up", "1.0", "made.csv", "1.0", None, "owner", 12, "a" * 64, "2025-01-02")
MORE = [replace(ONE, source=f"made.{n:02}") for n in range(12)]


def written(path: Path, *changes: dict[str, object]) -> Path:
    """Write a lock file with an entry for each set of changes; None takes a field away."""
    files = [{k: v for k, v in (asdict(ONE) | c).items() if v is not ...} for c in changes]
    path.write_text(json.dumps({"format": 1, "files": files}, indent=1))
    return path


def test_what_is_recorded_comes_back_sorted(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "foedera-data.lock"
    for entry in reversed(MORE):
        record(path, {entry.key: entry})
    assert list(read_lock(path).values()) == MORE
    assert path.read_text().endswith("}\n")
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    newer = replace(MORE[3], sha256="b" * 64)
    record(path, {newer.key: newer})
    assert list(read_lock(path).values()) == [*MORE[:3], newer, *MORE[4:]]


def test_without_a_file_there_are_no_entries(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "none") == {}


def test_what_is_recorded_at_once_is_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "foedera-data.lock"
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda entry: record(path, {entry.key: entry}), MORE))
    assert list(read_lock(path).values()) == MORE


@pytest.mark.parametrize(("changes", "line", "said"), [
    ([{}, {"sha256": "A" * 64}], 15, "is not a SHA-256"),
    ([{}, {"bytes": "12", "source": "made.two"}], 15, "'bytes' is \"12\""),
    ([{"url": 3}], 4, "'url' is 3"),
    ([{"version": ...}], 4, "an entry has no 'version'"),
    ([{"colour": "red"}], 4, "an entry has an unknown 'colour'"),
    ([{}, {}], 15, "made.up@1.0 has made.csv twice"),
])  # fmt: skip
def test_a_wrong_entry_is_told_with_its_line(
    changes: list[dict[str, object]], line: int, said: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "x.lock", *changes)
    with pytest.raises(InputError, match="delete it and pull again") as failure:
        read_lock(path)
    assert f"x.lock:{line}: " in str(failure.value) and said in str(failure.value)


@pytest.mark.parametrize(("text", "said"), [
    (b'{"format": 1,\n "files": [\n<<<<<<< HEAD', "x.lock:3:1: the lock file is damaged"),
    (b"", "x.lock:1:1: the lock file is damaged"),
    (b"[]", "x.lock:1: this is not a lock file"),
    (b'{"format": 2, "files": []}', "x.lock:1: the lock file has format 2"),
    (b'{"format": 1, "files": [3]}', "x.lock:1: an entry is not an object"),
    (b"\xff\xfe", "not text in utf-8"),
])  # fmt: skip
def test_a_damaged_file_is_told(text: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_bytes(text)
    with pytest.raises(InputError, match=said):
        read_lock(path)
    with pytest.raises(InputError, match=said):  # and it is not written over
        record(path, {ONE.key: ONE})
    assert path.read_bytes() == text


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="could not be written"):
        record(tmp_path / "file" / "x.lock", {ONE.key: ONE})
