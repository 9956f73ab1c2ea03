"""Bytes of a file that is pulled, on stderr: a bar for a person, a line every tenth or so for a log file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from foedera.cli.printing import say

__all__ = ["size", "transfers"]

OnBytes = Callable[[str, int, int | None], None]

_STEP = 50_000_000
"""Bytes between lines where the whole is not known."""


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    for unit, worth in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= worth:
            return f"{count / worth:.1f} {unit}"
    return f"{count} bytes"


@contextmanager
def transfers() -> Iterator[OnBytes]:
    """Give a function to call with (name, bytes here, bytes in all) as a file comes."""
    if sys.stderr.isatty():
        with _bar() as step:
            yield step
    else:
        yield _lines()


def _lines() -> OnBytes:
    shown: dict[str, int] = {}

    def step(name: str, done: int, total: int | None) -> None:
        tenths = 10 * done // total if total else done // _STEP
        if tenths > shown.get(name, 0):
            say(f"{name}: {size(done)} of {size(total)}" if total else f"{name}: {size(done)}")
        shown[name] = tenths

    return step


@contextmanager
def _bar() -> Iterator[OnBytes]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=None), DownloadColumn(), TransferSpeedColumn(),
        TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bar:

        def step(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name.replace("[", "\\["), total=total)
            bar.update(tasks[name], completed=done, total=total)

        yield step
