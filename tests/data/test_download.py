"""Pulling from an owner whose server breaks off, stalls, lies, changes its mind or sends a login page."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from foedera.core.errors import DownloadError, FoederaError, InputError, StoreError
from foedera.data.download import Pulled, pull, pull_edition
from foedera.data.home import raw_folder
from foedera.data.source import Resource, Source
from foedera.data.tidy import open_table
from foedera.data.transfer import Manner
from owner import Owner, Reply, made_up, rows, zipped

BODY, OTHER = rows(), rows(0.25)
HALF = len(BODY) // 2
QUICK = Manner(connect_s=1, read_s=0.25, tries=1, first_wait_s=0.01, chunk=4096)
TWICE = Manner(connect_s=1, read_s=0.25, tries=2, first_wait_s=0.01, chunk=4096)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "foedera-data.lock"


def folder(source: Source) -> Path:
    return raw_folder(source, source.editions[0])


def names(source: Source) -> list[str]:
    """Return what lies in the folder of a source, an empty list where there is none."""
    return sorted(p.name for p in folder(source).glob("*"))


def fails(
    source: Source, lock: Path | None, kind: type[FoederaError], match: str, manner: Manner = QUICK
) -> str:
    """Pull, which must fail, with nothing under the final name."""
    with pytest.raises(kind, match=match) as failure:
        pull(source, lock=lock, manner=manner)
    assert not (folder(source) / source.editions[0].files[0].download).exists()
    return str(failure.value)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_pulled_once_recorded_and_parsed(lock: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    with Owner(Reply(BODY)) as owner:
        source = owner.source()
        for _ in range(2):
            (path,) = pull(source, lock=lock, manner=QUICK, progress=lambda *about: seen.append(about))
        assert len(owner.asked) == 1
    assert path == folder(source) / "made.csv"
    assert path.read_bytes() == BODY
    assert names(source) == ["made.csv"]
    assert seen[-1] == ("made.csv", len(BODY), len(BODY)) and len(seen) > 5
    (entry,) = json.loads(lock.read_text())["files"]
    assert entry.pop("first_pulled").count("-") == 2
    assert entry == {
        "source": "made.up", "edition": "1.0", "file": "made.csv", "version": "1.0",
        "url": source.editions[0].files[0].url, "came_from": "owner", "bytes": len(BODY), "sha256": sha(BODY),
    }  # fmt: skip
    assert open_table(source, "state_years").read().height == 2000


def test_an_archive_is_pulled_once_for_all_its_members(lock: Path) -> None:
    with Owner(Reply(zipped({"x/made.csv": BODY, "x/more.csv": OTHER}))) as owner:
        url = owner.url("both.zip")
        source = made_up(*(Resource(n, url, ("both.zip",)) for n in ("made.csv", "more.csv")))
        assert [p.name for p in pull(source, lock=lock, manner=QUICK)] == ["both.zip"]
        assert len(owner.asked) == 1


def test_an_interrupted_transfer_is_taken_up(lock: Path) -> None:
    with Owner(Reply(BODY, sent=HALF), Reply(BODY, ranges=True)) as owner:
        source = owner.source()
        told = fails(source, lock, DownloadError, f"the transfer ended at {HALF:,} of {len(BODY):,} bytes")
        assert "goes on where it stopped" in told
        assert not lock.exists()
        assert (folder(source) / "made.csv.part").read_bytes() == BODY[:HALF]
        (path,) = pull(source, lock=lock, manner=QUICK)
        assert "range" not in owner.asked[0]
        assert (owner.asked[1]["range"], owner.asked[1]["if-range"]) == (f"bytes={HALF}-", '"one"')
    assert path.read_bytes() == BODY
    assert names(source) == ["made.csv"]


@pytest.mark.parametrize("second", [
    Reply(BODY),
    Reply(BODY, ranges=True, tag='"two"'),
    Reply(BODY, status=206, headers={"Content-Range": f"bytes 0-{len(BODY) - 1}/{len(BODY)}"}),
    Reply(BODY[HALF:], status=206, headers={"Content-Range": f"bytes {HALF}-{len(BODY) - 1}/99999999"}),
    Reply(status=416),
], ids=["ignores Range", "another file by now", "another range", "another size", "no such range"])  # fmt: skip
def test_what_cannot_be_taken_up_is_begun_again(second: Reply, lock: Path) -> None:
    manner = Manner(tries=3, first_wait_s=0.01, chunk=4096)
    with Owner(Reply(OTHER, sent=HALF), second, Reply(BODY)) as owner:
        (path,) = pull(owner.source(), lock=lock, manner=manner)
        assert owner.asked[1]["range"] == f"bytes={HALF}-"
    assert path.read_bytes() == BODY


def test_without_a_sign_of_the_version_nothing_is_taken_up(lock: Path) -> None:
    with Owner(Reply(OTHER, sent=HALF, tag=""), Reply(BODY, ranges=True, tag="")) as owner:
        (path,) = pull(owner.source(), lock=lock, manner=TWICE)
        assert "range" not in owner.asked[1]
    assert path.read_bytes() == BODY


def test_two_halves_of_different_files_are_not_a_file(lock: Path) -> None:
    blind = Reply(BODY, ranges=True, knows_if_range=False)
    with Owner(Reply(BODY), Reply(OTHER, sent=HALF), blind) as owner:
        source = owner.source()
        (path,) = pull(source, lock=lock, manner=QUICK)
        path.unlink()
        (path,) = pull(source, lock=lock, manner=TWICE)
        assert ["range" in asked for asked in owner.asked] == [False, False, True, False]
    assert path.read_bytes() == BODY


def test_passing_troubles_are_waited_out(lock: Path) -> None:
    with Owner(Reply(status=500), Reply(status=503), Reply(BODY)) as owner:
        (path,) = pull(owner.source(), lock=lock, manner=Manner(tries=3, first_wait_s=0.01))
    assert path.read_bytes() == BODY


PAGE = b"\xef\xbb\xbf <!DOCTYPE html>\n<html><body>Log in</body></html>"


@pytest.mark.parametrize(("reply", "said"), [
    (Reply(status=404), "there is no such file \\(status 404\\).*example.org/made-up.*FOEDERA_DATA_MIRROR"),
    (Reply(status=403), "the server does not give it out \\(status 403\\)"),
    (Reply(status=500), "the server has a trouble of its own \\(status 500\\)"),
    (Reply(status=204), "unexpected answer \\(status 204\\)"),
    (Reply(PAGE, headers={"Content-Type": "text/html; charset=utf-8"}), "a web page came in place of the data"),
    (Reply(PAGE), "a web page came in place of the data"),
    (Reply(b""), "the file is empty"),
    (Reply(BODY, sent=HALF), "the transfer ended at"),
    (Reply(BODY, sent=HALF, headers={"Transfer-Encoding": "chunked"}), "the transfer was broken off"),
    (Reply(BODY, declared=len(BODY) + 5), f"the transfer ended at {len(BODY):,} of {len(BODY) + 5:,} bytes"),
    (Reply(BODY, declared=len(BODY) - 5), f"the server sends more than the {len(BODY) - 5:,} bytes it announced"),
    (Reply(BODY, sent=HALF, stalls=True), "the server went silent for 0.25 s"),
    (Reply(status=302, headers={"Location": "ftp://127.0.0.1/made.csv"}), "the address cannot be used"),
], ids=lambda value: value[:40] if isinstance(value, str) else str(value.status))  # fmt: skip
def test_what_is_not_the_file_never_becomes_it(reply: Reply, said: str, lock: Path) -> None:
    with Owner(reply) as owner:
        fails(owner.source(), lock, DownloadError, said)
    assert not lock.exists()


def test_a_silent_server_ends_in_an_error(lock: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = made_up(Resource("made.csv", f"http://127.0.0.1:{silent.getsockname()[1]}/made.csv"))
        fails(source, lock, DownloadError, "the server went silent", TWICE)


def test_a_redirect_to_a_login_is_refused(lock: Path) -> None:
    page = Reply(PAGE, headers={"Content-Type": "text/html"})
    with Owner(Reply(status=302, headers={"Location": "/login"}), page) as owner:
        assert "/login: a web page" in fails(owner.source(), lock, DownloadError, "a web page came")


def test_a_server_that_is_not_there(lock: Path) -> None:
    with Owner(Reply()) as owner:
        gone = owner.source()
    fails(gone, lock, DownloadError, "the server cannot be reached .check the network", TWICE)


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_a_bad_certificate_is_refused(tmp_path: Path, lock: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout {key} -out {certificate}"
    subprocess.run(words.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.handle_request, daemon=True).start()
        source = made_up(Resource("made.csv", f"https://127.0.0.1:{server.server_port}/made.csv"))
        fails(source, lock, DownloadError, "the server's certificate cannot be verified", TWICE)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/made.csv", "file:///etc/passwd", "made.csv"])
def test_other_addresses_are_refused(url: str, lock: Path) -> None:
    fails(made_up(Resource("made.csv", url)), lock, InputError, "only addresses with http or https")


def test_without_an_address_the_way_is_told(lock: Path) -> None:
    source = made_up(Resource("made.csv", how="fill in the form"))
    fails(source, lock, InputError, "no address to pull from .put made.csv .*: fill in the form")


def test_a_file_that_is_too_large_is_not_taken(lock: Path) -> None:
    for reply in (Reply(BODY), Reply(BODY, headers={"Content-Length": "x"})):
        with Owner(reply) as owner:
            fails(owner.source(), lock, DownloadError, "and 9,999 are allowed", Manner(limit_bytes=9_999))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told(lock: Path) -> None:
    with Owner(Reply(BODY)) as owner:
        source = owner.source()
        folder(source).mkdir(parents=True)
        (folder(source) / "made.csv.part").symlink_to("/dev/full")
        fails(source, lock, StoreError, "could not be written: No space left .*free some space")


def test_another_file_than_the_first_is_refused_until_it_is_accepted(lock: Path) -> None:
    with Owner(Reply(BODY), Reply(OTHER)) as owner:
        source = owner.source()
        (path,) = pull(source, lock=lock, manner=QUICK)
        path.unlink()
        told = fails(source, lock, DownloadError, "is not the file that was pulled first")
        assert sha(BODY) in told and sha(OTHER) in told and "--accept" in told
        assert names(source) == []
        pull(source, lock=lock, manner=QUICK, accept=True)
    assert path.read_bytes() == OTHER
    assert json.loads(lock.read_text())["files"][0]["sha256"] == sha(OTHER)


def test_a_damaged_file_in_the_cache_is_pulled_again(lock: Path) -> None:
    with Owner(Reply(BODY), Reply(status=404), Reply(BODY)) as owner:
        source = owner.source()
        (path,) = pull(source, lock=lock, manner=QUICK)
        path.write_bytes(OTHER)
        with pytest.raises(DownloadError, match="no such file"):
            pull(source, lock=lock, manner=QUICK)
        assert path.read_bytes() == OTHER
        pull(source, lock=lock, manner=QUICK)
    assert path.read_bytes() == BODY


def test_what_lies_in_the_mirror_is_not_pulled(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "mirror" / "deep" / "made.csv"
    held.parent.mkdir(parents=True)
    held.write_bytes(BODY)
    monkeypatch.setenv("FOEDERA_DATA_MIRROR", str(tmp_path / "mirror"))
    with Owner(Reply(OTHER)) as owner:
        source = owner.source()
        (done,) = pull_edition(source, source.editions[0], lock=lock, manner=QUICK)
        assert (done.path, done.how, done.entry.came_from) == (held, "mirror", "mirror")
        held.write_bytes(OTHER)
        fails(source, lock, DownloadError, f"{sha(OTHER)}, there {sha(BODY)} .*--accept")
        (done,) = pull_edition(source, source.editions[0], lock=lock, accept=True)
        assert done.entry.sha256 == json.loads(lock.read_text())["files"][0]["sha256"] == sha(OTHER)
        assert owner.asked == []


def test_the_cache_goes_before_the_mirror(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Owner(Reply(zipped({"made.csv": BODY}))) as owner:
        source = made_up(Resource("made.csv", owner.url("made.zip"), ("made.zip",)))
        pull(source, lock=lock, manner=QUICK)
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "made.csv").write_bytes(OTHER)
    monkeypatch.setenv("FOEDERA_DATA_MIRROR", str(tmp_path / "mirror"))
    assert list(open_table(source, "state_years").files.values()) == [
        sha((folder(source) / "made.zip").read_bytes())
    ]


def test_a_changed_layout_shows_at_once_and_the_file_stays(lock: Path) -> None:
    with Owner(Reply(BODY.replace(b"made_x", b"made_y"))) as owner:
        source = owner.source()
        with pytest.raises(InputError, match=r"made.csv: column 'made_x' is missing .*'made_y'"):
            pull(source, lock=lock, manner=QUICK)
    assert names(source) == ["made.csv"]
    assert lock.exists()


def test_a_layout_that_the_parser_stumbles_over_is_told(lock: Path) -> None:
    with Owner(Reply(BODY)) as owner:
        source = owner.source()
        edition = replace(source.editions[0], read=lambda raw: {"x": raw.csv("made.csv").select("gone")})
        with pytest.raises(InputError, match=r"made.csv: the layout is not the one of edition 1.0: .*gone"):
            pull(replace(source, editions=(edition,)), lock=lock, manner=QUICK)


def test_two_at_once_do_not_harm_each_other(lock: Path) -> None:
    with Owner(Reply(BODY, drip_s=0.01)) as owner, ThreadPoolExecutor(3) as pool:
        source = owner.source()

        def one(_: int) -> list[Pulled]:
            return pull_edition(source, source.editions[0], lock=lock, manner=Manner(chunk=4096))

        done = [p for pulled in pool.map(one, range(3)) for p in pulled]
    assert [p.path.read_bytes() == BODY for p in done] == [True] * 3
    assert names(source) == ["made.csv"]
    assert len(json.loads(lock.read_text())["files"]) == 1


def test_a_kill_in_the_middle_leaves_no_half_file(tmp_path: Path, lock: Path) -> None:
    with Owner(Reply(BODY, drip_s=0.04), Reply(BODY, ranges=True)) as owner:
        source = owner.source()
        code = (
            "from owner import made_up; from foedera.data.download import pull; "
            "from foedera.data.source import Resource; from foedera.data.transfer import Manner; "
            f"pull(made_up(Resource('made.csv', '{owner.url()}')), lock=None, manner=Manner(chunk=4096))"
        )
        way = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        running = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": way})
        part, final = folder(source) / "made.csv.part", folder(source) / "made.csv"
        try:
            until = time.monotonic() + 20
            while not (part.exists() and part.stat().st_size >= 8192):
                assert not final.exists() and running.poll() is None and time.monotonic() < until
                time.sleep(0.005)
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
        have = part.stat().st_size
        assert 0 < have < len(BODY) and not final.exists()
        (path,) = pull(source, lock=lock, manner=QUICK)
        assert owner.asked[1]["range"] == f"bytes={have}-"
    assert path.read_bytes() == BODY


def test_what_a_killed_pull_left_is_swept_after_a_day(lock: Path) -> None:
    with Owner(Reply(BODY)) as owner:
        source = owner.source()
        for name, age in ((".pull-old", 100_000), (".pull-new", 10)):
            (folder(source) / name).mkdir(parents=True)
            os.utime(folder(source) / name, (time.time() - age,) * 2)
        pull(source, lock=lock, manner=QUICK)
    assert names(source) == [".pull-new", "made.csv"]


def test_no_edition_of_the_catalogue_has_two_addresses_for_one_file() -> None:
    from foedera.data.catalogue import catalogue

    for source in catalogue().values():
        for edition in source.editions:
            found: dict[str, Any] = {}
            for resource in edition.files:
                assert found.setdefault(resource.download, resource.url) == resource.url, source.id
