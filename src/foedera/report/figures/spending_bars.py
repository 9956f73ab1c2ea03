"""Who rides free: what each member spends beside what it pledged and what a game predicts for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, is_narrow, legend_over, tidy
from foedera.report.palette import BENEFIT, INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["spending_bars"]


def spending_bars(
    members: Sequence[str], spent: ArrayLike, predicted: ArrayLike, marks: ArrayLike, *, pledge: float,
    definitions: int, title: str = "", ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw spending as share of GDP, the largest first.

    Parameters
    ----------
    members : names
    spent, predicted : shape (M,) [pct_gdp]
    marks : shape (M,), by how many definitions a member rides free; written behind its bar
    pledge : what was pledged, a line [pct_gdp]
    definitions : of how many
    title : bold, above the axes
    """
    s, p, n = (np.asarray(x, dtype=float) for x in (spent, predicted, marks))
    if not len(members):
        return blank(width, "No members, no spending.", xlabel="spending [% of GDP]", ylabel="member", ax=ax)
    order = np.lexsort((np.arange(len(s)), -s))
    s, p, n = s[order], p[order], n[order]
    figure, ax = canvas(ax, width, 0.2 * len(s) + 1.3)
    y = np.arange(len(s))
    blue, red = scenario_colours(["below", "above"]).values()
    ax.barh(y, s, 0.62, color=BENEFIT, label="spends")
    ax.plot(p, y, linestyle="none", marker="|", markersize=9, markeredgewidth=2, color=blue,
            label="the game predicts")  # fmt: skip
    ax.axvline(pledge, color=red, linewidth=1.2, label=f"pledged, {pledge:g} %")
    for row in y:
        text = f"{int(n[row])}" if is_narrow(width) else f"{int(n[row])} of {definitions}"
        ax.annotate(text, (max(s[row], p[row], pledge), row), xytext=(8, 0), textcoords="offset points",
                    va="center", fontsize=SIZE - 2, color=INK if n[row] else MUTED,
                    fontweight="bold" if n[row] == definitions else "normal")  # fmt: skip
    ax.set_yticks(y, labels=[members[k] for k in order])
    ax.set_ylim(len(s) - 0.4, -0.6)
    ax.set_xlim(0, max(s.max(), p.max(), pledge) * 1.15)
    tidy(ax, grid="x", left=False)
    ax.set_xlabel("spending [% of GDP]; behind it, by how many definitions it rides free" if not is_narrow(width)
                  else "spending [% of GDP]", fontsize=SIZE - 0.5, color=MUTED)  # fmt: skip
    above(ax, "member")
    legend_over(ax, width, title)
    return figure
