"""Who keeps its word: the share of obligations honoured, by member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_above, tidy
from foedera.report.numbers import Span, count
from foedera.report.palette import INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["reliability_bars"]


def reliability_bars(
    members: Sequence[str], shares: Mapping[str, Sequence[Span]], due: Mapping[str, Sequence[float]], *,
    titles: Mapping[str, str] | None = None, colours: Mapping[str, str] | None = None,
    ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw the share of obligations honoured with its interval, scenarios side by side, the surest first.

    Parameters
    ----------
    members : names, shape (M,)
    shares : by scenario, M shares of obligations honoured [share]
    due : by scenario, M numbers of obligations that fell due in all futures; written behind the first
    titles, colours : by scenario
    """
    scenarios = list(shares)
    rows = [k for k in range(len(members)) if any(shares[s][k].known for s in scenarios)]
    if not rows:
        return blank(
            width, "No obligation fell due.", xlabel="obligations honoured [%]", ylabel="member", ax=ax
        )
    first = scenarios[0]
    rows.sort(key=lambda k: -shares[first][k].value if shares[first][k].known else 1.0)
    colours = colours or scenario_colours(scenarios)
    step = 0.8 / len(scenarios)
    figure, ax = canvas(ax, width, (0.15 + 0.11 * len(scenarios)) * len(rows) + 1.2)
    for s, name in enumerate(scenarios):
        offset = (s - (len(scenarios) - 1) / 2) * step
        spans = [shares[name][k] for k in rows]
        y = np.arange(len(rows)) + offset
        ax.barh(y, [100 * x.value if x.known else 0.0 for x in spans], step * 0.86, color=colours[name], alpha=0.55,
                label=(titles or {}).get(name, name))  # fmt: skip
        ax.hlines(y, [100 * x.low for x in spans], [100 * x.high for x in spans], color=INK, linewidth=1.0)
    ax.set_yticks(range(len(rows)), labels=[f"{members[k]} ({count(due[first][k])})" for k in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 100)
    tidy(ax, grid="x", left=False)
    ax.set_xlabel("obligations honoured [% of those that fell due]", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "member (obligations due, baseline)")
    legend_above(figure, width)
    return figure
