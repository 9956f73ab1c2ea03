"""The result under every reading of the literature on whether pacts deter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, is_narrow, paper, tidy
from foedera.report.numbers import Span
from foedera.report.palette import INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Reading", "priors_forest"]


@dataclass(frozen=True)
class Reading:
    """One reading of the literature and what follows from it.

    Parameters
    ----------
    label : its name
    levels : attacks per decade by scenario, baseline included
    differences : reform less baseline by reform
    chosen : whether the study's own results use it
    """

    label: str
    levels: Mapping[str, Span]
    differences: Mapping[str, Span]
    chosen: bool = False

    def unmoved(self, scenario: str) -> bool:
        """Return whether there are attacks and every future has just as many of them as in the baseline."""
        level, gap = self.levels.get(scenario), self.differences.get(scenario)
        happens = level is not None and level.known and level.value > 0
        return happens and gap is not None and gap.value == gap.low == gap.high == 0.0


def priors_forest(
    readings: Sequence[Reading], *, unit: str = "attacks per decade", titles: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw levels and differences under each reading, the study's own marked with an asterisk.

    Parameters
    ----------
    readings : in the order to be drawn
    unit : of the levels
    titles, colours : by scenario
    """
    if not readings:
        return blank(width, "The other readings were not simulated.", xlabel=unit, ylabel="reading")
    scenarios = list(dict.fromkeys(name for r in readings for name in r.levels))
    colours = colours or scenario_colours(scenarios)
    panels = 1 if is_narrow(width) else 2
    height = len(readings) * (0.2 + 0.13 * len(scenarios)) + 0.9
    figure = paper(width, height * (2 if panels == 1 else 1) + 0.3)
    grid = figure.subplots(3 - panels, panels, squeeze=False).flat
    labels = [f"{r.label} *" if r.chosen else r.label for r in readings]
    _panel(grid[0], [r.levels for r in readings], labels, scenarios, colours)
    grid[0].set_xlabel(unit, fontsize=SIZE - 0.5, color=MUTED)
    _panel(grid[1], [r.differences for r in readings], labels, scenarios[1:], colours)
    grid[1].axvline(0.0, color=INK, linewidth=1.0)
    grid[1].set_xlabel(f"{unit}, reform less baseline", fontsize=SIZE - 0.5, color=MUTED)
    if panels == 2:
        grid[1].tick_params(labelleft=False)
    _legend(figure, scenarios, titles or {}, colours, panels)
    return figure


def _panel(
    ax: Axes,
    rows: list[Mapping[str, Span]],
    labels: list[str],
    scenarios: list[str],
    colours: Mapping[str, str],
) -> None:
    step = 0.62 / max(len(scenarios), 1)
    for y, spans in enumerate(rows):
        if y % 2:
            ax.axhspan(y - 0.5, y + 0.5, color="#f4f4f1", linewidth=0, zorder=0)
        for s, name in enumerate(scenarios):
            span, at = spans.get(name), y + (s - (len(scenarios) - 1) / 2) * step
            if span is None or not span.known:
                continue
            ax.plot(
                [span.low, span.high], [at, at], color=colours[name], linewidth=2.2, solid_capstyle="butt"
            )
            ax.plot(span.value, at, "o", color=colours[name], markersize=5)
    ax.set_yticks(range(len(rows)), labels=labels)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    tidy(ax, left=False)
    ax.locator_params(axis="x", nbins=5)
    above(ax, "reading of the literature")


def _legend(
    figure: Figure, names: list[str], titles: Mapping[str, str], colours: Mapping[str, str], columns: int
) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colours[n], marker="o", markersize=5, linewidth=2.2, label=titles.get(n, n))
        for n in names
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=columns, frameon=False, fontsize=SIZE - 0.5,
                  borderaxespad=0.0, handlelength=1.6)  # fmt: skip
