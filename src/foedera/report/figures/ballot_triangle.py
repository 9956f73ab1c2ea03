"""How a rule treats abstention: the chance of passing over all mixes of yes, abstention and no."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.report.figures.canvas import SIZE, WIDE, blank, is_narrow, paper
from foedera.report.palette import INK, MUTED, RULE, sequential

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ballot_triangle"]

_HIGH = sqrt(3.0) / 2.0


def ballot_triangle(
    p_yes: ArrayLike, p_no: ArrayLike, passing: Mapping[str, ArrayLike], *,
    titles: Mapping[str, str] | None = None, ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw a triangle per variant: all yes on the right, all no on the left, all abstaining on top.

    Parameters
    ----------
    p_yes, p_no : shape (K,), points of the triangle, corners among them; the rest abstains
    passing : by variant, shape (K,), chance of passing [share]
    titles : by variant
    ax : for the one variant there is
    """
    yes, no = np.asarray(p_yes, dtype=float), np.asarray(p_no, dtype=float)
    if not passing or yes.size < 3:
        return blank(width, "There is no rule to draw.", xlabel="", ylabel="chance of passing", ax=ax)
    if ax is not None:
        figure = ax.get_figure(root=True)
        assert figure is not None
        panels = [ax]
    else:
        columns = 1 if is_narrow(width) else min(len(passing), 2 if len(passing) == 4 else 3)
        rows = -(-len(passing) // columns)
        figure = paper(width, rows * (0.92 * width / max(columns, 1.6) + 0.35) + 0.45)
        panels = list(np.asarray(figure.subplots(rows, columns, squeeze=False)).ravel())
        for spare in panels[len(passing) :]:
            spare.set_axis_off()
    x, y = yes + 0.5 * (1.0 - yes - no), _HIGH * (1.0 - yes - no)
    for panel, (name, values) in zip(panels, passing.items(), strict=False):
        drawn = _panel(panel, x, y, np.clip(np.asarray(values, dtype=float), 0.0, 1.0))
        panel.set_title(
            _folded((titles or {}).get(name, name)), fontsize=SIZE, color=INK, loc="center", pad=12
        )
    bar = figure.colorbar(drawn, ax=panels, location="bottom", fraction=0.04, pad=0.02, aspect=40, shrink=0.7)
    bar.set_label("chance that a motion passes [%]", fontsize=SIZE - 0.5, color=MUTED)
    bar.set_ticks([0.0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100"])
    bar.ax.tick_params(labelsize=SIZE - 0.5, colors=MUTED, labelcolor=INK, length=3)
    bar.outline.set_visible(False)
    return figure


def _panel(ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], values: NDArray[np.float64]):  # type: ignore[no-untyped-def]
    drawn = ax.tricontourf(x, y, values, levels=np.linspace(0.0, 1.0, 21), cmap=sequential())
    if values.min() < 0.5 < values.max():
        ax.tricontour(x, y, values, levels=[0.5], colors=[INK], linewidths=1.0, linestyles="--")
    ax.plot([0.0, 1.0, 0.5, 0.0], [0.0, 0.0, _HIGH, 0.0], color=RULE, linewidth=1.0)
    small = {"fontsize": SIZE - 1, "color": MUTED}
    ax.text(-0.01, -0.03, "all no", ha="left", va="top", **small)  # type: ignore[arg-type]
    ax.text(1.01, -0.03, "all yes", ha="right", va="top", **small)  # type: ignore[arg-type]
    ax.text(0.5, _HIGH + 0.02, "all abstain", ha="center", va="bottom", **small)  # type: ignore[arg-type]
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.12, _HIGH + 0.1)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return drawn


def _folded(title: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(title, 30))
