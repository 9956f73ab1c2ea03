"""When members reach a target, as far as anybody can say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_over, tidy
from foedera.report.numbers import percent
from foedera.report.palette import BENEFIT, COST, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["arrival_bars"]


def arrival_bars(
    members: Sequence[str], low: ArrayLike, median: ArrayLike, high: ArrayLike, never: ArrayLike, *, horizon: int,
    title: str = "", ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw the range of years until each member arrives, the soonest first.

    Parameters
    ----------
    members : names
    low, median, high : shape (M,) [year], inf where a member does not arrive within the horizon
    never : shape (M,), share of futures without arrival; written behind the bar
    horizon : years that were followed
    title : bold, above the axes
    """
    a, m, b, n = (np.asarray(x, dtype=float) for x in (low, median, high, never))
    xlabel = f"years, up to {horizon}; behind them, futures without arrival"
    if not len(members):
        return blank(width, "No members, no arrivals.", xlabel=xlabel, ylabel="member", ax=ax)
    order = np.lexsort((np.arange(len(n)), n))
    a, m, b, n = a[order], m[order], b[order], n[order]
    figure, ax = canvas(ax, width, 0.2 * len(n) + 1.3)
    y = np.arange(len(n))
    start, end = np.minimum(a, horizon), np.minimum(b, horizon)
    ax.barh(
        y,
        np.where(a <= horizon, np.maximum(end - start, 0.12), 0.0),
        0.55,
        left=start,
        color=BENEFIT,
        label="90 % of futures",
    )
    there = m <= horizon
    ax.plot(m[there], y[there], linestyle="none", marker="|", markersize=9, markeredgewidth=2, color=COST,
            label="median")  # fmt: skip
    for row in y:
        ax.annotate(percent(float(n[row])), (horizon, row), xytext=(5, 0), textcoords="offset points",
                    va="center", fontsize=SIZE - 2, color=MUTED, annotation_clip=False)  # fmt: skip
    ax.set_yticks(y, labels=[members[k] for k in order])
    ax.set_ylim(len(n) - 0.4, -0.6)
    ax.set_xlim(-0.2, horizon * 1.1)
    ax.set_xticks(range(0, horizon + 1, 5))
    tidy(ax, grid="x", left=False)
    ax.set_xlabel(xlabel if width > 5 else f"years, up to {horizon}", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "member")
    legend_over(ax, width, title)
    return figure
