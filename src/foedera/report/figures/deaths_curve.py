"""How bad it can get: the chance that battle deaths exceed a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_above, tidy
from foedera.report.numbers import count
from foedera.report.palette import MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["deaths_curve"]


def deaths_curve(
    deaths: Mapping[str, ArrayLike], *, titles: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None, ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw the share of futures with more than so many battle deaths, on a logarithmic axis.

    Parameters
    ----------
    deaths : by scenario, shape (R,) battle deaths of the focus states over the run
    titles, colours : by scenario
    """
    values = {n: np.sort(np.asarray(d, dtype=float)) for n, d in deaths.items() if np.size(d)}
    if not values or all(d[-1] < 1 for d in values.values()):
        return blank(width, "No future has a battle death.", xlabel="battle deaths",
                     ylabel="share of futures with more [%]", ax=ax)  # fmt: skip
    colours = colours or scenario_colours(list(values))
    figure, ax = canvas(ax, width, 3.0)
    top = max(d[-1] for d in values.values())
    x = np.geomspace(1.0, 10 ** np.ceil(np.log10(top * 1.01)), 160)
    for k, (name, d) in enumerate(values.items()):
        exceed = 100 * (1 - np.searchsorted(d, x, side="right") / d.size)
        ax.plot(x, exceed, drawstyle="steps-post", color=colours[name], linewidth=2.0,
                linestyle=("-", (0, (5, 1.5)), (0, (2, 1)))[k % 3], label=(titles or {}).get(name, name))  # fmt: skip
    ax.set_xscale("log")
    ticks = [t for t in 10.0 ** np.arange(0, 9, 1 if width > 5 else 2) if t <= x[-1]]
    ax.set_xticks(ticks, labels=[count(t) for t in ticks])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    ax.set_xlim(1, x[-1])
    tidy(ax, grid="both")
    ax.set_xlabel("battle deaths of the focus states over the run", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "share of futures with more [%]")
    legend_above(figure, width)
    return figure
