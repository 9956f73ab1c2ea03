"""What sanctions do to the target against what they cost the senders: coalitions, and the measure as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_over, tidy
from foedera.report.palette import BENEFIT, INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["sanction_front"]


def sanction_front(
    cost: ArrayLike, loss: ArrayLike, best: ArrayLike, labels: Sequence[str], *,
    strengths: tuple[ArrayLike, ArrayLike] | None = None, unit: str = "bn USD", target: str = "the target",
    title: str = "", ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw a point per coalition.

    Parameters
    ----------
    cost, loss : shape (C,), own cost [unit] and the target's loss [%]
    best : shape (C,), bool, whether no coalition costs less and hurts as much
    labels : one per coalition; an empty one is not written
    strengths : cost and loss of all senders as their measure grows, drawn as a line from nothing
    unit : of the cost
    target : name of the target
    title : bold, above the axes
    """
    x, y, front = np.asarray(cost, float), np.asarray(loss, float), np.asarray(best, bool)
    xlabel, ylabel = f"own cost [{unit}]", f"loss of {target} [%]"
    if not len(x):
        return blank(width, "No coalitions.", xlabel=xlabel, ylabel=ylabel, ax=ax)
    figure, ax = canvas(ax, width, 4.2)
    colours = scenario_colours(["front", "strength"])
    ax.scatter(x[~front], y[~front], s=14, color=BENEFIT, linewidth=0, label="other coalitions")
    ax.scatter(x[front], y[front], s=22, color=colours["front"], linewidth=0, zorder=3,
               label="none costs less and hurts as much")  # fmt: skip
    if strengths is not None:
        sx, sy = (np.concatenate([[0.0], np.asarray(a, float)]) for a in strengths)
        ax.plot(sx, sy, marker="o", markersize=3.5, linewidth=1.2, color=colours["strength"], zorder=4,
                label="all senders, measure growing by quarters")  # fmt: skip
    for a, b, text in zip(x, y, labels, strict=True):
        if text:
            ax.annotate(text, (a, b), xytext=(-5, 4), textcoords="offset points", fontsize=SIZE - 2, color=INK,
                        ha="right", zorder=5)  # fmt: skip
    tidy(ax, grid="both")
    ax.margins(0.06)
    ax.set_xlabel(xlabel, fontsize=SIZE - 0.5, color=MUTED)
    above(ax, ylabel)
    legend_over(ax, width, title)
    return figure
