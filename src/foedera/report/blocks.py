"""The parts of a page: paragraphs, lists, tables and figures, before they become HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Block", "Cell", "Chapter", "Note", "Picture", "Prose", "Row", "Table"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Parameters
    ----------
    text : what is printed
    href : anchor that it links to
    small : printed after the text, smaller, e.g. the interval
    number : whether it is aligned as a number
    strong : whether it stands out
    colour : swatch before the text, a scenario's colour
    keys : papers, each leading to its entry in the references
    """

    text: str
    href: str = ""
    small: str = ""
    number: bool = False
    strong: bool = False
    colour: str = ""
    keys: tuple[str, ...] = ()


Row = Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row heads it.

    Parameters
    ----------
    caption : what it shows
    head : heads of the columns
    rows : cells, as many as heads
    note : printed under it
    ids : anchors of the rows, as many as rows or none
    """

    caption: str
    head: Row
    rows: Sequence[Row]
    note: str = ""
    ids: Sequence[str] = ()
    kind: str = field(default="table", init=False)

    def plain(self) -> list[list[str]]:
        """Return the table as text, heads first, for a terminal."""
        return [
            [" ".join(x for x in (c.text, ", ".join(c.keys), c.small) if x) for c in row]
            for row in (self.head, *self.rows)
        ]


@dataclass(frozen=True)
class Picture:
    """A figure in two widths, with what it shows in words.

    Parameters
    ----------
    id : anchor
    wide, narrow : ``<svg>`` elements
    caption : printed under it
    """

    id: str
    wide: str
    narrow: str
    caption: str
    kind: str = field(default="picture", init=False)


@dataclass(frozen=True)
class Prose:
    """Paragraphs, or the points of a list.

    Parameters
    ----------
    lines : the texts
    style : "text", "list", "answer" or "story"
    """

    lines: Sequence[str]
    style: str = "text"
    kind: str = field(default="prose", init=False)


@dataclass(frozen=True)
class Note:
    """Something folded away under a heading of its own.

    Parameters
    ----------
    title : always shown
    blocks : shown on demand, and in print unless ``long``
    long : whether it would only fill paper
    """

    title: str
    blocks: Sequence[Table | Prose]
    long: bool = False
    kind: str = field(default="note", init=False)


Block = Table | Picture | Prose | Note


@dataclass(frozen=True)
class Chapter:
    """A chapter.

    Parameters
    ----------
    id : anchor
    title : heading
    blocks : in order
    """

    id: str
    title: str
    blocks: Sequence[Block]
