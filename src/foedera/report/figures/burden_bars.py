"""Who pays and who gains: each member's share of the cost beside its share of the benefit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_above, tidy
from foedera.report.numbers import number
from foedera.report.palette import BENEFIT, COST, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["burden_bars"]


def burden_bars(
    members: Sequence[str], cost: ArrayLike, benefit: ArrayLike, *,
    most: int = 20, ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw cost and benefit shares, largest payer first; members beyond ``most`` are added up.

    Parameters
    ----------
    members : names
    cost, benefit : shape (M,), shares of the whole
    """
    names, c, b = _sorted(list(members), np.asarray(cost, float), np.asarray(benefit, float), most)
    if not names:
        return blank(width, "No members, no burden.", xlabel="share of the whole [%]", ylabel="member", ax=ax)
    figure, ax = canvas(ax, width, 0.25 * len(names) + 1.0)
    y = np.arange(len(names))
    ax.barh(y - 0.19, 100 * c, 0.36, color=COST, label="share of the cost")
    ax.barh(y + 0.19, 100 * b, 0.36, color=BENEFIT, label="share of the benefit")
    for row in y:
        ax.annotate(f"{number(100 * c[row], 1)} | {number(100 * b[row], 1)}", (100 * max(c[row], b[row]), row),
                    xytext=(4, 0), textcoords="offset points", va="center", fontsize=SIZE - 2, color=MUTED)  # fmt: skip
    ax.set_yticks(y, labels=names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, 100 * max(c.max(), b.max(), 0.01) * 1.2)
    tidy(ax, grid="x", left=False)
    ax.set_xlabel("share of the whole [%]", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "member")
    legend_above(figure, width)
    return figure


def _sorted(
    names: list[str], cost: np.ndarray, benefit: np.ndarray, most: int
) -> tuple[list[str], np.ndarray, np.ndarray]:
    order = np.argsort(-cost, kind="stable")
    names, cost, benefit = [names[k] for k in order], cost[order], benefit[order]
    if len(names) <= most + 1:
        return names, cost, benefit
    rest = [*names[:most], f"{len(names) - most} others"]
    return rest, np.append(cost[:most], cost[most:].sum()), np.append(benefit[:most], benefit[most:].sum())
