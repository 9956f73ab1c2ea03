"""Fan chart: what futures look like as the years pass, one small panel per scenario."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, is_narrow, paper, tidy
from foedera.report.palette import INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LEVELS", "fan_chart"]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def fan_chart(
    years: ArrayLike,
    paths: Mapping[str, ArrayLike],
    *,
    unit: str,
    titles: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    width: float = WIDE,
) -> Figure:
    """Draw median, mean, 50 % and 90 % bands over the years.

    Parameters
    ----------
    years : shape (Y,), calendar years
    paths : by scenario, shape (R, Y), one path per future; NaN where unknown
    unit : what is on the y axis
    titles, colours : by scenario
    width : of the figure [inch]; under 5 the panels stand below each other
    """
    years = np.asarray(years, dtype=float)
    drawn = {name: np.asarray(p, dtype=float) for name, p in paths.items()}
    drawn = {name: p for name, p in drawn.items() if p.size and np.isfinite(p).any()}
    if not drawn:
        return blank(width, "No futures to draw.", xlabel="year", ylabel=unit)
    colours = colours or scenario_colours(list(drawn))
    columns = 1 if is_narrow(width) else 2 if len(drawn) == 4 else min(len(drawn), 3)
    rows = -(-len(drawn) // columns)
    figure = paper(width, 2.5 * rows + 0.2)
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    top = max(float(np.nanmax(np.nanquantile(v, LEVELS[-1], axis=0))) for v in drawn.values())
    grid.flat[0].set_ylim(0.0, 1.08 * top or 1.0)
    for ax, (name, values) in zip(grid.flat, drawn.items()):
        _panel(ax, years, values, colours[name])
        tidy(ax, grid="y")
        above(ax, unit, title=_wrapped((titles or {}).get(name, name), 36 if columns < 3 else 27))
        ax.set_xlabel("year", fontsize=SIZE - 0.5, color=MUTED)
        ax.tick_params(labelleft=True)
    for ax in grid.flat[len(drawn) :]:
        ax.set_axis_off()
    return figure


def _wrapped(title: str, longest: int) -> str:
    return fill(title, longest)


def _panel(ax: Axes, years: np.ndarray, values: np.ndarray, colour: str) -> None:
    known = np.isfinite(values).any(axis=0)
    x, v = years[known], values[:, known]
    q = np.nanquantile(v, LEVELS, axis=0)
    ax.fill_between(x, q[0], q[4], color=colour, alpha=0.18, linewidth=0, step="post")
    ax.fill_between(x, q[1], q[3], color=colour, alpha=0.34, linewidth=0, step="post")
    ax.step(x, q[2], color=colour, linewidth=2.2, where="post")
    ax.plot(x, np.nanmean(v, axis=0), color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
    _years(ax, x)
    _name_lines(ax, x, q, np.nanmean(v, axis=0))


def _years(ax: Axes, x: np.ndarray) -> None:
    span = x[-1] - x[0]
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if span / s <= 4)
    ticks = [int(t) for t in x if t % step == 0]
    ax.set_xticks(ticks, labels=[str(t) for t in ticks])
    ax.locator_params(axis="y", integer=True, nbins=5)
    ax.set_xlim(x[0], x[-1] if span else x[0] + 1)


def _name_lines(ax: Axes, x: np.ndarray, q: np.ndarray, mean: np.ndarray) -> None:
    """Name the bands at the right end, in the order they end there, without overlap."""
    top = max(float(ax.get_ylim()[1]), 1e-9)
    wanted = {"90 %": q[4][-1], "50 %": q[3][-1], "mean": mean[-1], "median": q[2][-1]}
    last = np.inf
    for text, y in sorted(wanted.items(), key=lambda item: -item[1]):
        last = min(float(y), last - 0.085 * top)
        ax.annotate(text, (1.0, last), xycoords=("axes fraction", "data"), xytext=(4, 0), va="center",
                    textcoords="offset points", fontsize=SIZE - 2, color=MUTED, annotation_clip=False)  # fmt: skip
