"""Figures of a command that serve twice: below each other in one file, and one by one in a page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from foedera.report.blocks import Picture
from foedera.report.chapters.picture import picture
from foedera.report.figures.canvas import WIDE, paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Draw", "Drawing", "pictured", "stacked"]

Draw = Callable[["Axes | None", float, str], "Figure"]
"""Draws on given or new axes, for a width [inch], under a title."""


class Drawing(NamedTuple):
    """A figure to be drawn: its title, its height in a stack [inch], and what draws it."""

    title: str
    height: float
    draw: Draw


def stacked(drawings: Collection[Drawing]) -> Figure:
    """Return the figures one below the other."""
    heights = [drawing.height for drawing in drawings]
    figure = paper(WIDE, sum(heights))
    all_axes = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    for ax, drawing in zip(all_axes, drawings):
        drawing.draw(ax, WIDE, drawing.title)
    return figure


def pictured(name: str, title: str, draw: Draw) -> Picture:
    """Return a figure for a page, at both widths, its title as caption; the anchor is ``figure-name``."""
    return picture(f"figure-{name}", lambda width: draw(None, width, ""), alt=title, caption=title)
