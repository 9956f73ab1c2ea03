"""A made-up owner of a data set: a server on this machine that behaves as badly as it is told, and its source."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import state_year_keys
from foedera.data.tables import Column, Table

TABLE = Table(
    "state_years", "state-year", (*state_year_keys("cow"), Column("made_x", "float", "1", "made up"))
)
YEARS = (1900, 1949)


def rows(first: float = 0.5) -> bytes:
    """Return the owner's file: 40 states over 50 years, some 60 kB; ``first`` tells one version from another."""
    lines = [f"{c},{y},{first + c * y:.12f}" for c in range(2, 42) for y in range(YEARS[0], YEARS[1] + 1)]
    return "\n".join(["ccode,year,made_x", *lines]).encode() + b"\n"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def made_up(*files: Resource, covers: tuple[int, int] = YEARS, id: str = "made.up") -> Source:
    """Return a source whose parser reads the first of its files."""

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(files[0].name)
        return {"state_years": shape(frame, TABLE, raw.where(files[0].name))}

    edition = Edition("1.0", "1.0", covers, files, read)
    return Source(
        id, "A made-up set", ("singer1972",), "free", "https://example.org/made-up", (TABLE,), (edition,)
    )


@dataclass
class Reply:
    """How one request is answered.

    Parameters
    ----------
    body, status, headers : the answer
    declared : bytes it announces; None tells the truth
    sent : bytes after which it stops; None sends all
    stalls : whether it then keeps the line open and says nothing
    ranges : whether it honours Range, and If-Range if it knows that
    tag : its ETag, '' for none
    drip_s : seconds between pieces of 4 kB
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    declared: int | None = None
    sent: int | None = None
    stalls: bool = False
    ranges: bool = False
    knows_if_range: bool = True
    tag: str = '"one"'
    drip_s: float = 0.0


class Owner:
    """The server; every request takes the next reply, the last one is given again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, str]] = []
        self.stop = threading.Event()
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Owner:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, name: str = "made.csv") -> str:
        """Return an address of a file."""
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def source(self, name: str = "made.csv", **about: Any) -> Source:
        """Return a source with one file that lies here."""
        return made_up(Resource(name, self.url(name)), **about)

    def reply(self, headers: dict[str, str]) -> Reply:
        """Note a request and return how it is answered."""
        with self._guard:
            self.asked.append(headers)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def _handler(owner: Owner) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = owner.reply({k.lower(): v for k, v in self.headers.items()})
            status, body, more = reply.status, reply.body, dict(reply.headers)
            wanted, held = self.headers.get("Range"), self.headers.get("If-Range")
            if reply.ranges and wanted and (held in (None, reply.tag) or not reply.knows_if_range):
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                if start >= len(body):
                    status, body, more = 416, b"", {"Content-Range": f"bytes */{len(reply.body)}"}
                else:
                    more = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} | more
                    status, body = 206, body[start:]
            self.send_response(status)
            size = len(body) if reply.declared is None else reply.declared
            tags = {"ETag": reply.tag} if reply.tag else {}
            for name, value in (
                {"Content-Type": "text/csv", "Content-Length": str(size)} | tags | more
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self._send(body[: reply.sent], reply)

        def _send(self, body: bytes, reply: Reply) -> None:
            try:
                if not reply.drip_s:
                    self.wfile.write(body)
                else:
                    for at in range(0, len(body), 4096):
                        self.wfile.write(body[at : at + 4096])
                        owner.stop.wait(reply.drip_s)
                if reply.stalls:
                    self.wfile.flush()
                    owner.stop.wait(10)
            except OSError:
                pass  # the other side has gone, which some tests are about

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
