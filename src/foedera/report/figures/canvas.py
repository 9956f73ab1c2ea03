"""What the figures share: paper, type sizes and axes, set on each figure and nowhere else."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Literal

from foedera.report.numbers import MINUS, number
from foedera.report.palette import GRID, INK, MUTED, RULE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

__all__ = [
    "NARROW",
    "SIZE",
    "WIDE",
    "above",
    "blank",
    "canvas",
    "days_scale",
    "finite_range",
    "folded",
    "is_narrow",
    "legend_above",
    "legend_over",
    "paper",
    "thousands",
    "tidy",
]

WIDE, NARROW = 7.4, 3.7
"""Widths of a figure [inch]: for a desk or a sheet of paper, and for a telephone."""

SIZE = 9.0
"""Type size [point]."""


def is_narrow(width: float) -> bool:
    """Whether a figure of this width [inch] is laid out for a telephone."""
    return width < 5.0


def paper(width: float, height: float) -> Figure:
    """Return an empty figure of that size [inch]."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    return Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.04, h_pad=0.05))


def canvas(ax: Axes | None, width: float, height: float) -> tuple[Figure, Axes]:
    """Return the figure and axes to draw on: the given ones or new ones."""
    if ax is not None:
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure, ax
    figure = paper(width, height)
    return figure, figure.add_subplot()


def tidy(
    ax: Axes, *, grid: Literal["both", "x", "y"] | None = None, left: bool = True, bottom: bool = True
) -> None:
    """Take away what an axis does not need and set sizes and colours."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side, shown in (("left", left), ("bottom", bottom)):
        ax.spines[side].set_visible(shown)
        ax.spines[side].set_color(RULE)
    ax.tick_params(labelsize=SIZE - 0.5, colors=MUTED, labelcolor=INK, length=3)
    if not left:
        ax.tick_params(axis="y", length=0)
    if not bottom:
        ax.tick_params(axis="x", length=0)
    if grid:
        ax.grid(axis=grid, color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)


def above(ax: Axes, text: str, *, title: str = "") -> None:
    """Write the y label level at the top left of the axes, under a bold title if there is one."""
    ax.set_ylabel(text, rotation=0, ha="left", va="bottom", fontsize=SIZE - 0.5, color=MUTED)
    ax.yaxis.set_label_coords(0.0, 1.02)
    if title:
        ax.set_title(title, loc="left", fontsize=SIZE + 0.5, fontweight="bold", color=INK, pad=20)


def blank(width: float, message: str, *, xlabel: str, ylabel: str, ax: Axes | None = None) -> Figure:
    """Return a small figure that says in words why there is nothing to draw."""
    figure, ax = canvas(ax, width, 1.1)
    ax.set(xticks=[], yticks=[])
    ax.set_xlabel(xlabel, fontsize=SIZE - 0.5, color=MUTED)
    above(ax, ylabel)
    tidy(ax, left=False, bottom=False)
    ax.text(0.0, 0.5, message, transform=ax.transAxes, fontsize=SIZE, color=MUTED, va="center")
    return figure


def legend_above(figure: Figure, width: float) -> None:
    """Put the legend over the axes, where it covers nothing."""
    _, labels = figure.axes[0].get_legend_handles_labels()
    fits = max(1, int(width / (0.085 * max(map(len, labels)) + 0.55)))
    figure.legend(loc="outside upper left", frameon=False, fontsize=SIZE - 0.5, ncols=min(fits, len(labels)),
                  borderaxespad=0.1, handlelength=1.8, labelcolor=INK)  # fmt: skip


def folded(label: str, width: float) -> str:
    """Return a label of an axis, in lines of some 17 letters on a telephone."""
    return "\n".join(textwrap.wrap(label, 17)) if is_narrow(width) else label


def legend_over(ax: Axes, width: float, title: str = "") -> None:
    """Put the legend of one axes over them and what stands above, under a bold title if there is one.

    Where a figure has several axes, each keeps its own legend.
    """
    from matplotlib.transforms import ScaledTranslation

    labels = ax.get_legend_handles_labels()[1]
    figure = ax.get_figure(root=True)
    assert figure is not None
    higher = ax.transAxes + ScaledTranslation(0.0, 0.3, figure.dpi_scale_trans)
    fits = max(1, int(width / (0.085 * max(map(len, labels)) + 0.55)))
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), bbox_transform=higher, frameon=False,
              fontsize=SIZE - 0.5, ncols=min(fits, len(labels)), borderaxespad=0.0, borderpad=0.0,
              handlelength=1.8, labelcolor=INK, title=title or None,
              title_fontproperties={"size": SIZE + 0.5, "weight": "bold"},
              alignment="left")  # fmt: skip


def days_scale(ax: Axes, longest: float, *, short: bool = False) -> None:
    """Put days on a logarithmic axis that begins at the day of onset, with ticks in the words people use."""
    ax.set_xscale("function", functions=(_squeeze, _stretch))
    marks = {
        0: "0", 1: "1 day", 7: "1 week", 30: "1 month", 91: "3 months", 365: "1 year", 1096: "3 years",
        3652: "10 years", 10957: "30 years",
    }  # fmt: skip
    if short:
        marks = {0: "0", 1: "1 d", 7: "1 w", 30: "1 m", 91: "3 m", 365: "1 y", 1096: "3 y", 3652: "10 y"}
    end = max(longest, 30.0) * 1.05
    shown = {day: text for day, text in marks.items() if day <= end}
    ax.set_xlim(0, end)
    ax.set_xticks(list(shown), labels=list(shown.values()))
    ax.minorticks_off()


def _squeeze(days):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.log1p(np.maximum(days, -0.9))


def _stretch(squeezed):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.expm1(squeezed)


def thousands(axis: Axis) -> None:
    """Write the ticks of an axis as the rest of the report writes numbers."""
    from matplotlib.ticker import FuncFormatter

    def text(value: float, _: object = None) -> str:
        return number(value, 0) if abs(value) >= 1000 else f"{value:.10g}".replace("-", MINUS)

    axis.set_major_formatter(FuncFormatter(text))


def finite_range(values: list[float]) -> tuple[float, float]:
    """Return the smallest and largest finite value, or (0, 1) if there is none."""
    known = [v for v in values if math.isfinite(v)]
    return (min(known), max(known)) if known else (0.0, 1.0)
