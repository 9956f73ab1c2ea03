"""How long deciding takes: the share of crises decided by each day, and those never decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import (
    SIZE,
    WIDE,
    above,
    blank,
    canvas,
    days_scale,
    is_narrow,
    legend_above,
    tidy,
)
from foedera.report.numbers import percent
from foedera.report.palette import MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["decision_days"]


def decision_days(
    days: Mapping[str, ArrayLike], *, titles: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None, ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw the cumulative share of crises decided, by days from onset.

    Parameters
    ----------
    days : by scenario, shape (K,) days to the decision; inf where the body never decided
    titles, colours : by scenario
    """
    known = {name: np.sort(np.asarray(d, dtype=float)) for name, d in days.items() if np.size(d)}
    if not known:
        return blank(width, "No crisis came before a council.", xlabel="days from onset",
                     ylabel="share of crises decided [%]", ax=ax)  # fmt: skip
    colours = colours or scenario_colours(list(known))
    figure, ax = canvas(ax, width, 3.1)
    finite = [d[np.isfinite(d)] for d in known.values()]
    days_scale(ax, max([float(f.max()) for f in finite if f.size] or [30.0]) * 1.6, short=is_narrow(width))
    end = ax.get_xlim()[1]
    final = {name: float(np.isfinite(d).mean()) for name, d in known.items()}
    for k, name in enumerate(known):
        d = known[name][np.isfinite(known[name])]
        share = 100 * np.arange(1, d.size + 1) / known[name].size
        ax.step(np.r_[0, d, end], np.r_[0, share, 100 * final[name]], where="post", color=colours[name],
                linewidth=2.2, linestyle=("-", (0, (5, 1.5)), (0, (2, 1)))[k % 3],
                label=f"{(titles or {}).get(name, name)} (never: {percent(1 - final[name])})")  # fmt: skip
    ax.set_ylim(0, 104)
    tidy(ax, grid="both")
    ax.set_xlabel("time from onset", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "share of crises decided by then [%]")
    legend_above(figure, width)
    return figure
