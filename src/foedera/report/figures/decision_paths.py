"""Which path acts first: the formal decision, an authority given beforehand, a coalition of the willing, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from foedera.report.figures.canvas import SIZE, WIDE, blank, canvas, is_narrow, tidy
from foedera.report.numbers import number
from foedera.report.palette import GRID, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["decision_paths"]

_SHADES = {
    "formal": ("#3b3b3b", "formal decision"), "delegated": ("#7a7466", "mandate given before"),
    "adhoc": ("#b9b4a6", "coalition of the willing"), "none": ("#ffffff", "nobody acts"),
}  # fmt: skip


def decision_paths(
    shares: Mapping[str, Mapping[str, float]], *, titles: Mapping[str, str] | None = None,
    ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw one bar per rule, divided by which path was the first to act.

    Parameters
    ----------
    shares : by rule, share of crises by path: formal, delegated, adhoc, none
    titles : by rule
    """
    if not shares:
        return blank(width, "No crisis, no path.", xlabel="share of crises [%]", ylabel="rule", ax=ax)
    figure, ax = canvas(ax, width, 0.34 * len(shares) + (1.4 if is_narrow(width) else 1.2))
    y, left = np.arange(len(shares)), np.zeros(len(shares))
    for path, (shade, label) in _SHADES.items():
        part = 100 * np.array([by.get(path, 0.0) for by in shares.values()])
        if not part.any():
            continue
        ax.barh(
            y, part, 0.62, left=left, color=shade, edgecolor=GRID if path == "none" else shade, label=label
        )
        for row in np.flatnonzero(part >= 6):
            colour = "white" if path in ("formal", "delegated") else INK
            ax.text(float(left[row] + part[row] / 2), float(row), number(float(part[row]), 0), ha="center", va="center",
                    fontsize=SIZE - 1.5, color=colour)  # fmt: skip
        left += part
    ax.set_yticks(y, labels=[(titles or {}).get(name, name) for name in shares])
    ax.set_ylim(len(shares) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    tidy(ax, left=False)
    ax.set_xlabel("share of crises [%]", fontsize=SIZE - 0.5, color=MUTED)
    ax.set_title("which path acts first", loc="left", fontsize=SIZE - 0.5, color=MUTED)
    handles, _ = ax.get_legend_handles_labels()
    figure.legend(handles=handles, loc="outside lower left", frameon=False, fontsize=SIZE - 0.5, labelcolor=INK,
                  ncols=2 if is_narrow(width) else 4, handlelength=1.0, columnspacing=0.9)  # fmt: skip
    return figure
