"""One file over HTTP, for pooch: taken up where it was interrupted, tried again, and not believed unseen.

What has come lies in ``NAME.part``, and in ``NAME.part.json`` of which file of the owner it is the beginning. Both
go when the file is whole; nothing but this module reads them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foedera.core.errors import DownloadError, StoreError
from foedera.data.raw import is_web_page

__all__ = ["Manner", "OnBytes", "Transfer", "storing"]

OnBytes = Callable[[str, int, int | None], None]
"""Called with name, bytes that are here and bytes in all (None: not known) as a transfer goes on."""

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTINUED = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_AGAIN = "run it again: it goes on where it stopped"


@dataclass(frozen=True)
class Manner:
    """How patient a transfer is.

    Parameters
    ----------
    connect_s, read_s : seconds to wait for a connection, and for the next bytes
    tries : how often a transfer is begun or taken up
    first_wait_s : seconds before the second try; each further wait is twice as long
    limit_bytes : largest file that is taken; None takes any
    chunk : bytes written at once
    """

    connect_s: float = 15.0
    read_s: float = 60.0
    tries: int = 4
    first_wait_s: float = 1.0
    limit_bytes: int | None = None
    chunk: int = 2**18


class _Passing(DownloadError):
    """A failure that may be over at the next try."""


@contextmanager
def storing(where: Path) -> Iterator[None]:
    """Turn what the file system refuses into a :class:`StoreError`."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        fix = (
            "free some space, or name another folder in FOEDERA_CACHE" if full else "see who may write there"
        )
        what = f"the file could not be written: {error.strerror or error}"
        raise StoreError(what, where=str(error.filename or where), fix=fix) from error


class Transfer:
    """A downloader in the sense of pooch.

    Parameters
    ----------
    name : of the file, for messages
    part : where the beginning of an interrupted transfer lies
    expected : SHA-256 it must have; None takes any
    manner : how patient to be
    page : the page of the data set, for messages
    on_bytes : told of every piece
    """

    def __init__(
        self, name: str, part: Path, expected: str | None, manner: Manner, page: str, on_bytes: OnBytes | None = None
    ) -> None:  # fmt: skip
        self.name, self.part, self.expected, self.manner, self.page = name, part, expected, manner, page
        self.on_bytes = on_bytes
        self.about = part.with_name(part.name + ".json")
        self.taken_up = False

    def __call__(self, url: str, output_file: str, pooch: Any = None) -> None:
        """Pull ``url`` into ``output_file``, which appears there when it is whole and as expected."""
        with storing(self.part):
            found = self._pull(url)
            if self.taken_up and self.expected not in (None, found):
                self._forget()  # the two halves may be of different files
                found = self._pull(url)
            if self.expected not in (None, found):
                self._forget()
                raise DownloadError(
                    f"{self.name} is not the file that was pulled first: its SHA-256 is {found}, the lock file has "
                    f"{self.expected}", where=url,
                    fix="if its owner has published a new one and you want it, pull again with --accept",
                )  # fmt: skip
            os.replace(self.part, output_file)
            self.about.unlink(missing_ok=True)

    def _pull(self, url: str) -> str:
        """Pull into the part and return its SHA-256."""
        self.taken_up = False
        for turn in range(1, self.manner.tries + 1):
            try:
                self._once(url)
                break
            except _Passing:
                if turn == self.manner.tries:
                    raise
                time.sleep(self.manner.first_wait_s * 2 ** (turn - 1))
        with self.part.open("rb") as file:
            head = file.read(1024)
            if is_web_page(head) and not self._may_be_page():
                self._forget()
                raise self._page(url)
            if not head:
                self._forget()
                raise DownloadError("the file is empty", where=url, fix=self._by_hand())
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _once(self, url: str) -> None:
        import requests

        have, known = self._kept(url)
        if have and have == known["total"]:
            self.taken_up = True
            return
        headers = {
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": "foedera",
        }
        if have:
            headers["Range"] = f"bytes={have}-"
            if known["validator"]:
                headers["If-Range"] = known["validator"]
        waits = (self.manner.connect_s, self.manner.read_s)
        try:
            with requests.get(url, headers=headers, stream=True, timeout=waits) as answer:
                self._take(answer, url, have, known)
        except requests.RequestException as error:
            raise self._told(error, url) from error

    def _take(self, answer: Any, url: str, have: int, known: dict[str, Any]) -> None:
        self._refuse(answer, url)
        size = answer.headers.get("Content-Length", "")
        plain = answer.headers.get("Content-Encoding", "identity").lower() in ("", "identity")
        total = int(size) if plain and size.isdigit() else None
        if answer.status_code == 206:
            found = _CONTINUED.fullmatch(answer.headers.get("Content-Range", "").strip())
            whole = int(found[3]) if found and found[3] != "*" else None
            if not found or int(found[1]) != have or (have and known["total"] not in (None, whole)):
                self._forget()
                raise _Passing("the server's answer does not continue what is here", where=url, fix=_AGAIN)
            self.taken_up, total = have > 0, whole
        else:
            self.taken_up, have = False, 0
        if total is not None:
            self._limit(total, url)
            _read_to_the_end(answer)
        with self.part.open("ab" if have else "wb") as file:
            if not have:
                self._note(url, answer, total)
            self._write(answer, file, have, total, url)

    def _write(self, answer: Any, file: Any, done: int, total: int | None, url: str) -> None:
        import requests

        try:
            for piece in answer.iter_content(self.manner.chunk):
                done += len(piece)
                self._limit(done, url)
                if total is not None and done > total:
                    self._forget()
                    what = f"the server sends more than the {total:,} bytes it announced"
                    raise DownloadError(what, where=url, fix=self._by_hand())
                file.write(piece)
                file.flush()
                if self.on_bytes:
                    self.on_bytes(self.name, done, total)
        except requests.RequestException:
            if done != total:  # else it broke off behind the last byte
                raise
        if total is not None and done < total:
            what = f"the transfer ended at {done:,} of {total:,} bytes"
            raise _Passing(what, where=url, fix=_AGAIN)
        os.fsync(file.fileno())

    def _kept(self, url: str) -> tuple[int, dict[str, Any]]:
        """Return how many bytes can be gone on from, and of which file of the owner they are."""
        try:
            known = json.loads(self.about.read_text(encoding="utf-8"))
            have = self.part.stat().st_size
            whose, validator, total = known["url"], known["validator"], known["total"]
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return 0, {}
        same = whose == url and (validator or self.expected) and (total is None or have <= total)
        return (have, known) if same else (0, {})

    def _note(self, url: str, answer: Any, total: int | None) -> None:
        tag = answer.headers.get("ETag", "")
        validator = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified")
        known = {"url": url, "validator": validator, "total": total}
        self.about.write_text(json.dumps(known), encoding="utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.about.unlink(missing_ok=True)

    def _limit(self, size: int, url: str) -> None:
        limit = self.manner.limit_bytes
        if limit is not None and size > limit:
            self._forget()
            what = f"the file has {size:,} bytes or more, and {limit:,} are allowed"
            raise DownloadError(what, where=url, fix="raise the limit if this is right")

    def _refuse(self, answer: Any, url: str) -> None:
        """Raise what an answer without the file in it means."""
        code, kind = answer.status_code, answer.headers.get("Content-Type", "")
        if code == 416:
            self._forget()
            raise _Passing("the server cannot continue what is here", where=url, fix=_AGAIN)
        if code in _PASSING:
            raise _Passing(f"the server has a trouble of its own (status {code})", where=url, fix="try later")
        if code in (404, 410):
            raise DownloadError(f"there is no such file (status {code})", where=url, fix=self._by_hand())
        if code in (401, 403):
            raise DownloadError(
                f"the server does not give it out (status {code})", where=url, fix=self._by_hand()
            )
        if code not in (200, 206):
            raise DownloadError(f"unexpected answer (status {code})", where=url, fix=self._by_hand())
        if (
            kind.lower().split(";")[0].strip() in ("text/html", "application/xhtml+xml")
            and not self._may_be_page()
        ):
            raise self._page(answer.url)

    def _may_be_page(self) -> bool:
        return self.name.lower().endswith((".htm", ".html"))

    def _page(self, url: str) -> DownloadError:
        return DownloadError("a web page came in place of the data", where=url, fix=self._by_hand())

    def _by_hand(self) -> str:
        return (f"see {self.page} for where the file is now; once you have it, put it into a folder and name that "
                "in FOEDERA_DATA_MIRROR")  # fmt: skip

    def _told(self, error: Exception, url: str) -> DownloadError:
        """Return a failure of the network as a sentence."""
        import requests

        text = str(error)
        if "CERTIFICATE_VERIFY_FAILED" in text:
            fix = "check the date of this computer and its certificates; do not trust the server unseen"
            return DownloadError("the server's certificate cannot be verified", where=url, fix=fix)
        if isinstance(error, requests.ConnectTimeout):
            what = f"no connection within {self.manner.connect_s:g} s"
            return _Passing(what, where=url, fix="check the network, or try later")
        if isinstance(error, requests.ReadTimeout) or "Read timed out" in text:
            what = f"the server went silent for {self.manner.read_s:g} s"
            return _Passing(what, where=url, fix=_AGAIN)
        if isinstance(error, requests.exceptions.ChunkedEncodingError):
            return _Passing("the transfer was broken off", where=url, fix=_AGAIN)
        if isinstance(error, requests.ConnectionError):
            return _Passing("the server cannot be reached", where=url, fix="check the network, or try later")
        return DownloadError(f"the address cannot be used: {text}", where=url, fix=self._by_hand())


def _read_to_the_end(answer: Any) -> None:
    """Have the answer read until the server closes, so that one who sends more than announced is found out."""
    body = getattr(answer.raw, "_original_response", None)
    answer.raw.enforce_content_length = False  # counted here, with the byte where it ended
    if body is not None and getattr(body, "will_close", False) and not getattr(body, "chunked", False):
        body.length = None
