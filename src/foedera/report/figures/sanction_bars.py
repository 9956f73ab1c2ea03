"""Who bears sanctions: the change of each sender's real income, and what it pays or receives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_over, tidy
from foedera.report.palette import BENEFIT, COST, INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["sanction_bars"]


def sanction_bars(
    names: Sequence[str], change: ArrayLike, low: ArrayLike, high: ArrayLike, *,
    before: ArrayLike | None = None, transfer: ArrayLike | None = None,
    title: str = "", ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw a row per sender, the heaviest loss first: before transfers where there are any.

    Parameters
    ----------
    names : of the senders
    change : shape (M,), change of real income [%]
    low, high : shape (M,), its interval; NaN where there is none, not drawn beside transfers
    before, transfer : shape (M,), the change without transfers [%], and the transfer received [% of income]
    title : bold, above the axes
    """
    xlabel = "% of income"
    if not len(names):
        return blank(width, "No senders, no burden.", xlabel=xlabel, ylabel="sender", ax=ax)
    after, ends = np.asarray(change, float), np.stack([np.asarray(low, float), np.asarray(high, float)])
    first = after if before is None else np.asarray(before, float)
    order = np.argsort(first, kind="stable")
    figure, ax = canvas(ax, width, (0.2 if transfer is None else 0.28) * len(names) + 1.4)
    y = np.arange(len(names))
    blue = scenario_colours(["", "transfer"])
    if transfer is None or before is None:
        ax.barh(y, after[order], 0.62, color=BENEFIT, label="change of real income")
    else:
        ax.barh(y - 0.2, first[order], 0.36, color=BENEFIT, label="change of real income without transfers")
        ax.barh(y + 0.2, np.asarray(transfer, float)[order], 0.36, color=blue[""], label="transfer received")
        ax.plot(after[order], y, "|", color=INK, markersize=11, label="change of real income with them")
    if transfer is None and np.isfinite(ends).all():
        ax.hlines(
            y, ends[0][order], ends[1][order], color=COST, linewidth=1.0, label="5–95 % of elasticities"
        )
    ax.axvline(0.0, color=MUTED, linewidth=0.8)
    ax.set_yticks(y, labels=[names[k] for k in order])
    ax.set_ylim(len(names) - 0.4, -0.6)
    tidy(ax, grid="x", left=False)
    ax.set_xlabel(xlabel, fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "sender")
    legend_over(ax, width, title)
    return figure
