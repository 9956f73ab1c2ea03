"""Blocks done, on stderr: a bar for a person, a line every tenth or so for a log file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from foedera.cli.printing import say

__all__ = ["Watch", "progress"]

OnBlock = Callable[[int, int], None]


class Watch:
    """What is known of the blocks of a run, for the last line."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.done = self.total = self.before = 0

    def __call__(self, done: int, total: int) -> None:
        """Take note of a finished block."""
        if not self.done:
            self.before = done - 1
        self.done, self.total = done, total

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began


@contextmanager
def progress(watch: Watch) -> Iterator[OnBlock]:
    """Give a function to call with (done, total) after each block."""
    if sys.stderr.isatty():
        with _bar(watch) as step:
            yield step
    else:
        yield _lines(watch)


def _lines(watch: Watch) -> OnBlock:
    shown = 0

    def step(done: int, total: int) -> None:
        nonlocal shown
        watch(done, total)
        tenths = 10 * done // total
        if tenths > shown:
            shown = tenths
            say(f"{100 * done // total:3d} %  block {done} of {total}, {watch.seconds:.0f} s")

    return step


@contextmanager
def _bar(watch: Watch) -> Iterator[OnBlock]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=None), TimeElapsedColumn(),
        TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bar:
        task = bar.add_task("first block of futures", total=None)

        def step(done: int, total: int) -> None:
            watch(done, total)
            bar.update(task, total=total, completed=done, description=f"block {done} of {total}")

        yield step
