"""Results to stdout, talk to stderr; tables that suit a terminal of any width, and plain ones in a pipe."""

from __future__ import annotations

import json
import math
import sys
import textwrap
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedera.report.blocks import Table

__all__ = ["fold", "put", "put_json", "put_report_table", "put_table", "put_wrapped", "say", "width"]

_GAP = "  "


def width() -> int | None:
    """Return the columns of the terminal that stdout is, or None if it is none."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, 40)


def fold(text: str) -> str:
    """Return text with plain characters for narrow spaces, true minus and dashes, unless a person reads it."""
    typographic = sys.stdout.isatty() and "utf" in (sys.stdout.encoding or "").lower()
    if typographic:
        return text
    for fine, plain in (
        ("\u202f%", "%"),
        ("\u202f", ","),
        ("\u2212", "-"),
        ("\u2013", "-"),
        ("\u2026", "..."),
    ):
        text = text.replace(fine, plain)
    return text


def say(text: str) -> None:
    """Write a line of talk to stderr."""
    print(text, file=sys.stderr, flush=True)


def put(text: str = "") -> None:
    """Write a line of the result to stdout."""
    print(fold(text))


def put_wrapped(text: str, *, first: str = "", indent: str = "") -> None:
    """Write a paragraph, broken into lines where a person reads it; ``first`` begins it, ``indent`` goes on."""
    columns = width()
    if columns is None:
        put(first + text)
        return
    put("\n".join(textwrap.wrap(text, min(columns, 100), initial_indent=first, subsequent_indent=indent)))


def put_json(data: Any) -> None:
    """Write data as JSON; numbers that JSON does not know become null."""
    print(json.dumps(_plain(data), indent=1, ensure_ascii=False, allow_nan=False, default=str))


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(k): _plain(v) for k, v in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(v) for v in data]
    if isinstance(data, float) and not math.isfinite(data):
        return None
    return data


def put_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Collection[int] = (),
    strong: Collection[tuple[int, int]] = (), title: str = "",
) -> None:  # fmt: skip
    """Write a table.

    Parameters
    ----------
    heads : one per column
    rows : texts, as many as heads
    numbers : places of columns that are aligned to the right and not broken
    strong : (row, column) of cells that stand out where there is colour
    title : printed above it
    """
    body = [[fold(cell) for cell in row] for row in rows]
    if width() is None:
        _plain_table(heads, body, numbers, title)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold", title=title or None,
                  title_style="bold", title_justify="left")  # fmt: skip
    for i, head in enumerate(heads):
        table.add_column(
            Text(head), justify="right" if i in numbers else "left", no_wrap=False, overflow="fold",
            min_width=_longest_word(body, i) if i in numbers else None,
        )  # fmt: skip
    for r, row in enumerate(body):
        table.add_row(*(Text(cell, style="bold" if (r, c) in strong else "") for c, cell in enumerate(row)))
    Console(highlight=False, soft_wrap=False).print(table)


def put_report_table(table: Table) -> None:
    """Write a table of a report, an empty line before it and its note after it."""
    heads, *rows = table.plain()
    put()
    put_table(
        heads, rows, numbers={k for k, cell in enumerate(table.head) if cell.number}, title=table.caption
    )
    if table.note:
        put_wrapped(table.note)


def _longest_word(rows: Sequence[Sequence[str]], column: int) -> int:
    return max((len(word) for row in rows for word in row[column].split()), default=1)


def _plain_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int], title: str
) -> None:
    if title:
        print(fold(title))
    lines = [[fold(h) for h in heads], *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        cells = (c.rjust(w) if i in numbers else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths)))
        print(_GAP.join(cells).rstrip())
