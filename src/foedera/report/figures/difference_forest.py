"""Paired differences of the concerns, reform less baseline, one small axis each since the units differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from foedera.report.figures.canvas import SIZE, WIDE, blank, finite_range, is_narrow, paper, thousands, tidy
from foedera.report.numbers import Span, shared_decimals, signed
from foedera.report.palette import INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Difference", "difference_forest"]


@dataclass(frozen=True)
class Difference:
    """One concern's differences.

    Parameters
    ----------
    label, unit : what differs
    better : +1 if more is better, -1 if less is, 0 if neither
    spans : by reform, difference with its interval
    """

    label: str
    unit: str
    better: int
    spans: Mapping[str, Span]


def difference_forest(
    differences: Sequence[Difference],
    *,
    titles: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    width: float = WIDE,
) -> Figure:
    """Draw each concern's difference to the baseline with its 95 % interval and the side that is better.

    Parameters
    ----------
    differences : one per concern, in the order of the table
    titles, colours : by scenario
    width : of the figure [inch]; under 5 it is one column
    """
    shown = [d for d in differences if any(s.known for s in d.spans.values())]
    if not shown:
        return blank(width, "No reform to compare.", xlabel="reform less baseline", ylabel="")
    names = list(dict.fromkeys(name for d in shown for name in d.spans))
    colours = colours or scenario_colours(["", *names])
    columns = 1 if is_narrow(width) else 2
    rows = -(-len(shown) // columns)
    figure = paper(width, rows * (0.78 + 0.2 * len(names)) + 0.5)
    grid = figure.subplots(rows, columns, squeeze=False)
    for ax, difference in zip(grid.T.flat, shown):
        _panel(ax, difference, names, colours)
    for ax in list(grid.T.flat)[len(shown) :]:
        ax.set_axis_off()
    _legend(figure, names, titles or {}, colours, columns)
    return figure


def _panel(ax: Axes, difference: Difference, names: list[str], colours: Mapping[str, str]) -> None:
    spans = [difference.spans.get(n, Span(float("nan"))) for n in names]
    low, high = finite_range([v for s in spans for v in (0.0, s.value, s.low, s.high)])
    pad = 0.12 * (high - low) or 1.0
    ax.set_xlim(low - pad, high + 3.2 * pad)
    ax.set_ylim(len(names) - 0.4, -0.6)
    _better(ax, difference.better)
    ax.axvline(0.0, color=INK, linewidth=1.0)
    digits = shared_decimals(low, high)
    for y, (name, span) in enumerate(zip(names, spans)):
        if not span.known:
            ax.annotate("n/a", (0.0, y), xytext=(5, 0), textcoords="offset points", fontsize=SIZE - 1.5,
                        color=MUTED, va="center")  # fmt: skip
            continue
        ax.plot([span.low, span.high], [y, y], color=colours[name], linewidth=2.4, solid_capstyle="butt")
        ax.plot(span.value, y, "o", color=colours[name], markersize=5.5,
                markerfacecolor=colours[name] if span.clear else "white", markeredgewidth=1.5)  # fmt: skip
        end = max(v for v in (span.value, span.high, 0.0) if v == v)
        ax.annotate(signed(span.value, digits), (end, y), xytext=(5, 0), textcoords="offset points",
                    va="center", fontsize=SIZE - 1, color=INK)  # fmt: skip
    tidy(ax, left=False)
    ax.set_yticks([])
    ax.locator_params(axis="x", nbins=4)
    thousands(ax.xaxis)
    ax.tick_params(labelsize=SIZE - 1.5)
    sense = {1: "more is better →", -1: "← less is better", 0: ""}[difference.better]
    ax.set_xlabel(
        "  ·  ".join(x for x in (difference.unit, sense) if x), fontsize=SIZE - 1.5, color=MUTED, labelpad=1
    )
    ax.set_title(fill(difference.label, 42), loc="left", fontsize=SIZE, color=INK, fontweight="bold", pad=4)


def _better(ax: Axes, better: int) -> None:
    """Tint the side of zero that is better."""
    low, high = ax.get_xlim()
    if better == 0:
        return
    start, end = (0.0, high) if better > 0 else (low, 0.0)
    ax.axvspan(start, end, color="#e9f1ec", linewidth=0, zorder=0)


def _legend(
    figure: Figure, names: list[str], titles: Mapping[str, str], colours: Mapping[str, str], columns: int
) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colours[n], marker="o", markersize=5.5, linewidth=2.4, label=titles.get(n, n))
        for n in names
    ]
    handles.append(
        Line2D([], [], color=MUTED, marker="o", markersize=5.5, markerfacecolor="white", linewidth=2.4,
               label="interval includes zero")
    )  # fmt: skip
    figure.legend(
        handles=handles, loc="outside upper left", ncols=min(len(handles), columns), frameon=False,
        fontsize=SIZE - 0.5, borderaxespad=0.0, handlelength=1.6,
    )  # fmt: skip
