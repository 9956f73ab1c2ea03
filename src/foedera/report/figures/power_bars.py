"""Who holds power: an index by member, the variants of a body side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from foedera.report.figures.canvas import (
    SIZE,
    WIDE,
    above,
    blank,
    canvas,
    folded,
    is_narrow,
    legend_above,
    tidy,
)  # fmt: skip
from foedera.report.numbers import number
from foedera.report.palette import MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["power_bars"]


def power_bars(
    members: Sequence[str], powers: Mapping[str, Sequence[float | None]], *, index: str = "Banzhaf index",
    titles: Mapping[str, str] | None = None, colours: Mapping[str, str] | None = None, most: int = 30,
    ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw the power of members or of kinds of members, in the order given.

    Parameters
    ----------
    members : names, shape (M,); only the first ``most`` are drawn, and the label says so
    powers : by variant, M shares; None where there is no such member
    index : what is drawn
    titles, colours : by variant
    """
    variants = list(powers)
    if not members or not variants:
        return blank(width, "No members, no power.", xlabel=f"{index} [%]", ylabel="member", ax=ax)
    shown = list(members)[:most]
    colours = colours or scenario_colours(variants)
    step = 0.8 / len(variants)
    figure, ax = canvas(ax, width, (0.14 + 0.13 * len(variants)) * len(shown) + 1.1)
    top = max((v for p in powers.values() for v in p[: len(shown)] if v is not None), default=0.0)
    for k, name in enumerate(variants):
        y = np.arange(len(shown)) + (k - (len(variants) - 1) / 2) * step
        values = [100.0 * v if v is not None else 0.0 for v in powers[name][: len(shown)]]
        ax.barh(y, values, step * 0.86, color=colours[name], label=(titles or {}).get(name, name))
        for row, value in zip(y, powers[name], strict=False):
            text = "no seat" if value is None else number(100.0 * value, 2 if top < 0.2 else 1)
            ax.annotate(text, (100.0 * (value or 0.0), row), xytext=(3, 0), textcoords="offset points", va="center",
                        fontsize=SIZE - 2.5, color=MUTED)  # fmt: skip
    ax.set_yticks(range(len(shown)), labels=[folded(name, width) for name in shown])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(0, 100.0 * max(top, 1e-9) * 1.16)
    tidy(ax, grid="x", left=False)
    ax.set_xlabel(
        f"{index} [%]" if is_narrow(width) else f"{index} of each member [%]",
        fontsize=SIZE - 0.5,
        color=MUTED,
    )
    above(
        ax,
        "member"
        if len(shown) == len(members)
        else f"the first {len(shown)} of {len(members)} kinds of member",
    )
    legend_above(figure, width)
    return figure
