"""What a common good costs each member under one scheme and another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_over, thousands, tidy
from foedera.report.palette import COST, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["scheme_bars"]


def scheme_bars(
    members: Sequence[str], schemes: Mapping[str, ArrayLike], *, unit: str, most: int = 12, title: str = "",
    ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw costs scheme beside scheme, who pays most in the last one first; the others are added up.

    Parameters
    ----------
    members : names
    schemes : by name, what each member pays, shape (M,); the first is how things are and is dark
    unit : of the costs, e.g. "bn USD"
    most : members that have a row of their own
    title : bold, above the axes
    """
    costs = {name: np.asarray(x, dtype=float) for name, x in schemes.items()}
    xlabel = f"cost a year [{unit}]"
    if not len(members) or not costs:
        return blank(width, "No members, no cost.", xlabel=xlabel, ylabel="member", ax=ax)
    order = np.argsort(-list(costs.values())[-1], kind="stable")
    names = [members[k] for k in order]
    costs = {name: x[order] for name, x in costs.items()}
    if len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} others"]
        costs = {name: np.append(x[:most], x[most:].sum()) for name, x in costs.items()}
    figure, ax = canvas(ax, width, (0.13 + 0.09 * len(costs)) * len(names) + 1.3)
    step = 0.84 / len(costs)
    colours = [COST, *scenario_colours(list(costs)[1:]).values()]
    for k, (name, x) in enumerate(costs.items()):
        y = np.arange(len(names)) + (k - (len(costs) - 1) / 2) * step
        ax.barh(y, x, step * 0.9, color=colours[k], label=name)
    ax.set_yticks(range(len(names)), labels=names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, max(float(x.max()) for x in costs.values()) * 1.05 or 1.0)
    thousands(ax.xaxis)
    tidy(ax, grid="x", left=False)
    ax.set_xlabel(xlabel, fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "member")
    legend_over(ax, width, title)
    return figure
