"""A map of who gains and loses: capitals in their places, tinted by the change of real income."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, is_narrow
from foedera.report.figures.placing import apart, in_frame, project
from foedera.report.numbers import signed
from foedera.report.palette import INK, MUTED, diverging

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["income_map"]

_MARKS = {"sender": "o", "target": "s", "third": "D"}
_AREA = {"sender": 1.0, "target": 0.95, "third": 0.62}


def income_map(
    states: pl.DataFrame, *, title: str = "", ax: Axes | None = None, width: float = WIDE
) -> Figure:
    """Draw states where they lie: senders round, the target square, third parties as diamonds.

    Tints grow with the square root of the change, so that small losses show beside a large one.

    Parameters
    ----------
    states : iso3, lat, lon, role ("sender", "target" or "third") and change_pct
    title : bold, above the map
    """
    if states.height < 2:
        return blank(width, "No states to map.", xlabel="west – east", ylabel="south – north", ax=ax)
    height = width * (1.05 if is_narrow(width) else 0.66)
    aspect, size = width / height, (0.26 if is_narrow(width) else 0.33)
    figure, ax = canvas(ax, width, height + 0.9)
    xy = project(states["lat"].to_numpy().astype(float), states["lon"].to_numpy().astype(float))
    placed, far = in_frame(xy, np.ones(states.height, dtype=bool), aspect)
    at = apart(placed, 1.2 * size / height, (aspect, 1.0))
    margin = 0.75 * size / height
    ax.set(xlim=(-margin, aspect + margin), ylim=(-margin, 1 + margin), aspect="equal", xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_facecolor("#f6f7f7")
    _marks(figure, ax, states, at, far, size)
    ax.set_xlabel("west – east", fontsize=SIZE - 1.5, color=MUTED)
    above(ax, "south – north", title=title)
    return figure


def _marks(
    figure: Figure, ax: Axes, states: pl.DataFrame, at: np.ndarray, far: np.ndarray, size: float
) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import FuncNorm, to_hex

    changes = states["change_pct"].to_numpy().astype(float)
    most = max(float(np.abs(changes).max()), 1e-9)
    shade = ScalarMappable(FuncNorm((_root, _square), vmin=-most, vmax=most), diverging())
    area = (size * 72) ** 2
    for (code, role, change), (x, y), away in zip(
        states.select("iso3", "role", "change_pct").iter_rows(), at, far
    ):
        ax.scatter(
            x, y, s=area * _AREA[role], color=to_hex(tuple(shade.to_rgba(change))), marker=_MARKS[role],
            edgecolor=INK if role == "target" else MUTED, linewidth=2.0 if role == "target" else 0.9,
            linestyle="--" if away else "-", zorder=3,
        )  # fmt: skip
        ax.text(x, y, code, ha="center", va="center_baseline", fontsize=size * 21, color=INK, zorder=4)
    bar = figure.colorbar(shade, ax=ax, orientation="horizontal", shrink=0.6, aspect=34, pad=0.03)
    ticks = [-most, -most / 4, 0.0, most / 4, most]
    bar.set_ticks(ticks, labels=[signed(t) for t in ticks])
    bar.minorticks_off()
    bar.set_label(
        "change of real income [%]: senders ●  target ■  third parties ◆", fontsize=SIZE - 1, color=MUTED
    )
    bar.ax.tick_params(labelsize=SIZE - 1.5, length=2)
    bar.outline.set_visible(False)


def _root(x):  # type: ignore[no-untyped-def]
    return np.sign(x) * np.sqrt(np.abs(x))


def _square(x):  # type: ignore[no-untyped-def]
    return np.sign(x) * np.square(x)
