"""Where the uncertainty comes from: parameters that could be known better, and chance that cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_above, tidy
from foedera.report.numbers import number
from foedera.report.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["variance_bars"]


def variance_bars(
    labels: Sequence[str], parameter_share: ArrayLike, *, ax: Axes | None = None, width: float = WIDE
) -> Figure:
    """Draw the share of the variance over futures that is due to parameters; the rest is chance.

    Parameters
    ----------
    labels : measures
    parameter_share : shape (K,), share of the variance; NaN where it cannot be told
    """
    share = np.asarray(parameter_share, dtype=float)
    rows = [k for k in range(len(labels)) if np.isfinite(share[k])]
    if not rows:
        return blank(width, "Too few futures to split the variance.", xlabel="share of the variance [%]",
                     ylabel="measure", ax=ax)  # fmt: skip
    figure, ax = canvas(ax, width, 0.34 * len(rows) + 1.1)
    known = 100 * np.clip(share[rows], 0.0, 1.0)
    y = np.arange(len(rows))
    ax.barh(y, known, 0.62, color="#3b3b3b", label="parameters")
    ax.barh(y, 100 - known, 0.62, left=known, color="#dedbd2", hatch="///", edgecolor="white", linewidth=0,
            label="chance")  # fmt: skip
    for row, value in zip(y, known):
        inside = value > 14
        ax.annotate(f"{number(value, 0)} %", (value, row), xytext=(-4 if inside else 4, 0), textcoords="offset points",
                    ha="right" if inside else "left", va="center", fontsize=SIZE - 1,
                    color="white" if inside else INK)  # fmt: skip
    ax.set_yticks(y, labels=[labels[k] for k in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 100)
    tidy(ax, left=False)
    ax.set_xlabel("share of the variance over futures [%]", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "measure")
    legend_above(figure, width)
    return figure
