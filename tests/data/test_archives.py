"""Archives: what leads out of one, is oversized, encrypted or damaged is told and not obeyed."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from foedera.core.errors import InputError
from foedera.data.archives import LARGEST_RATIO, member
from owner import zipped


def archive(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "made.zip"
    path.write_bytes(zipped(members))
    return path


def test_members_are_found_by_name_in_any_folder_and_any_depth(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a/": b"", "a/b/x.csv": b"1", "a/in.zip": zipped({"c\\y.csv": b"2"})})
    assert member(path, ["x.csv"]) == member(path, ["b/x.csv"]) == b"1"
    assert member(path, ["in.zip", "y.csv"]) == b"2"


def test_of_two_members_the_one_in_the_outer_folder_is_meant(tmp_path: Path) -> None:
    assert member(archive(tmp_path, {"__MACOSX/a/x.csv": b"not", "a/x.csv": b"this"}), ["x.csv"]) == b"this"


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/evil", "C:\\evil", "..\\evil"])
def test_an_archive_with_a_member_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"made.zip: member '.*evil' leads out of the archive"):
        member(archive(tmp_path, {"x.csv": b"1", name: b"2"}), ["x.csv"])


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = archive(tmp_path, {"x.csv": b"0" * 5_000_000})
    assert LARGEST_RATIO * path.stat().st_size < 5_000_000
    with pytest.raises(InputError, match="would unpack to 5,000,000 bytes from"):
        member(path, ["x.csv"])


@pytest.mark.parametrize("said", [b"\x10\x00\x00\x00", b"\xff\xff\xff\x00"])
def test_a_bomb_that_lies_about_its_size_is_not_unpacked(said: bytes, tmp_path: Path) -> None:
    """The directory of the archive says a small size; only so many bytes are taken, and the sum is wrong."""
    whole = zipped({"x.csv": b"0" * 5_000_000})
    path = tmp_path / "made.zip"
    path.write_bytes(whole.replace(struct.pack("<L", 5_000_000), said))
    with pytest.raises(InputError, match=r"not a readable zip archive|would unpack"):
        member(path, ["x.csv"])


def test_a_missing_member_is_told_with_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"made.zip: no member 'x.csv' \(it holds y.csv\)"):
        member(archive(tmp_path, {"y.csv": b"1"}), ["x.csv"])
    with pytest.raises(InputError, match=r"it holds nothing"):
        member(archive(tmp_path, {}), ["x.csv"])


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path, {"x.csv": b"1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"member 'x.csv' is encrypted"):
        member(path, ["x.csv"])


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_damaged_archive_is_told(cut: int, tmp_path: Path) -> None:
    path = archive(tmp_path, {f"{n}.csv": bytes(range(256)) for n in range(3)})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"made.zip: not a readable zip archive.*pull it again"):
        member(path, ["1.csv"])


def test_damaged_bytes_are_told(tmp_path: Path) -> None:
    path = archive(tmp_path, {"x.csv": bytes(range(256))})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match="not a readable zip archive"):
        member(path, ["x.csv"])


def test_a_page_in_place_of_an_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    path.write_bytes(b"<html>log in</html>")
    with pytest.raises(InputError, match="not a readable zip archive"):
        member(path, ["x.csv"])
