"""A figure with its words, ready for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedera.report.blocks import Picture
from foedera.report.svg import both_widths

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

__all__ = ["picture"]


def picture(name: str, draw: Callable[[float], Figure], *, alt: str, caption: str) -> Picture:
    """Return the figure at both widths.

    Parameters
    ----------
    name : anchor, unique in the page
    draw : draws the figure at a width [inch]
    alt : the finding in words
    caption : how to read it
    """
    wide, narrow = both_widths(draw, name, alt)
    return Picture(name, wide, narrow, caption)
