"""Power, or its change, of every member under every variant, as a field of tinted cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, folded, is_narrow, tidy
from foedera.report.numbers import number, signed
from foedera.report.palette import INK, MUTED, diverging, sequential

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["power_heat"]


def power_heat(
    members: Sequence[str], variants: Sequence[str], values: ArrayLike, *, change: bool = False,
    index: str = "Banzhaf index", most: int = 40, ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw a cell per member and variant, with its number written in it.

    Parameters
    ----------
    members : names, shape (M,); only the first ``most`` are drawn, and the label says so
    variants : titles, shape (V,)
    values : shape (M, V), shares, nan where there is no such member
    change : whether the values are changes: then blue gains and orange loses, else darker is more
    index : what is drawn
    """
    table = 100.0 * np.asarray(values, dtype=float).reshape(len(members), len(variants))[:most]
    shown = list(members)[:most]
    small = is_narrow(width)
    what = f"change of the {index} [percentage points]" if change else f"{index} of each member [%]"
    what = f"{'change [points]' if change else f'{index} [%]'}" if small else what
    if table.size == 0 or not np.isfinite(table).any():
        return blank(width, "There is nothing to compare.", xlabel="variant", ylabel=what, ax=ax)
    figure, ax = canvas(ax, width, (0.38 if small else 0.26) * len(shown) + 1.0 + 0.25 * small)
    top = float(np.nanmax(np.abs(table))) or 1.0
    tints = diverging() if change else sequential()
    ax.imshow(np.ma.masked_invalid(table), cmap=tints, vmin=-top if change else 0.0, vmax=top, aspect="auto")
    digits, none = 2 if top < 20 and not small else 1, "\u2013" if small else "no seat"
    for (row, column), value in np.ndenumerate(table):
        known = np.isfinite(value)
        text = (signed(value, digits) if change else number(value, digits)) if known else none
        dark = known and abs(value) > 0.55 * top
        ax.text(column, row, text, ha="center", va="center", fontsize=SIZE - 1.5,
                color="white" if dark else INK if known else MUTED)  # fmt: skip
    ax.set_yticks(range(len(shown)), labels=[folded(name, width) for name in shown])
    turned = small and len(variants) > 2
    ax.set_xticks(
        range(len(variants)),
        labels=variants,
        rotation=40 if turned else 0,
        ha="right" if turned else "center",
    )
    ax.set_xticks(np.arange(len(variants) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(shown) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.6)
    tidy(ax, left=False, bottom=False)
    ax.tick_params(which="minor", length=0)
    ax.set_xlabel("variant", fontsize=SIZE - 0.5, color=MUTED)
    part = f", the first {len(shown)} of {len(members)} kinds of member" if len(shown) < len(members) else ""
    above(ax, what + ("" if small else part))
    return figure
