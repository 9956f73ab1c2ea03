"""A map of who is bound to whom: capitals in their places, pushed apart where they would cover each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from foedera.report.figures.canvas import SIZE, WIDE, blank, is_narrow, paper
from foedera.report.figures.placing import apart, in_frame, project
from foedera.report.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["member_map"]

_EDGES = 120


def member_map(
    states: pl.DataFrame, edges: pl.DataFrame, borders: Sequence[tuple[str, str]] = (), *,
    anchor: Sequence[str] = (), width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw members and adversaries where they lie, with the promises that were called in between them.

    Parameters
    ----------
    states : iso3, lat, lon, role ("member", "adversary" or "other") and honoured (share of obligations, null if none)
    edges : actor, other, weight; obligations of the actor invoked for the other, per decade
    borders : pairs with a common land border, drawn faintly
    anchor : states around which the map is cut; all if empty
    width : of the figure [inch]
    """
    if states.height < 2:
        return blank(width, "No members to map.", xlabel="longitude", ylabel="latitude")
    height = width * (1.05 if is_narrow(width) else 0.68)
    aspect, size = width / height, (0.31 if is_narrow(width) else 0.36)
    states, placed, far = _placed(states, anchor, aspect)
    codes = states["iso3"].to_list()
    at = dict(zip(codes, apart(placed, 1.28 * size / height, (aspect, 1.0))))
    figure = paper(width, height + 0.75)
    ax = figure.add_subplot()
    margin = 0.75 * size / height
    ax.set(xlim=(-margin, aspect + margin), ylim=(-margin, 1 + margin), aspect="equal", xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_facecolor("#f6f7f7")
    for a, b in borders:
        if a in at and b in at:
            ax.plot(*zip(at[a], at[b]), color="#d5d8d8", linewidth=1.4, zorder=1)
    _edges(ax, edges, at)
    _nodes(figure, ax, states, at, dict(zip(codes, far)), size)
    ax.set_xlabel("west – east", fontsize=SIZE - 1.5, color=MUTED)
    ax.set_ylabel("south – north", fontsize=SIZE - 1.5, color=MUTED)
    return figure


def _placed(
    states: pl.DataFrame, anchor: Sequence[str], aspect: float
) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    """Return the states with their places in the frame; mere neighbours that lie outside it are left out."""
    codes = states["iso3"].to_list()
    xy = project(states["lat"].to_numpy().astype(float), states["lon"].to_numpy().astype(float))
    core = np.isin(codes, list(anchor)) if len(anchor) >= 2 else np.ones(len(codes), dtype=bool)
    placed, far = in_frame(xy, core, aspect)
    shown = ~(far & (states["role"] == "other").to_numpy())
    return states.filter(pl.Series(shown)), placed[shown], far[shown]


def _edges(ax: Axes, edges: pl.DataFrame, at: dict[str, np.ndarray]) -> None:
    from matplotlib.patches import FancyArrowPatch

    shown = edges.filter(pl.col("actor").is_in(list(at)) & pl.col("other").is_in(list(at)))
    shown = shown.filter(pl.col("actor") != pl.col("other")).sort("weight", descending=True).head(_EDGES)
    top = shown["weight"].max()
    for actor, other, weight in shown.select("actor", "other", "weight").iter_rows():
        part = weight / top
        curve = FancyArrowPatch(
            tuple(at[actor]), tuple(at[other]), connectionstyle="arc3,rad=0.14", arrowstyle="-",
            linewidth=0.3 + 1.5 * part, color="#5a6b7a", alpha=0.2 + 0.3 * part, zorder=2,
        )  # fmt: skip
        ax.add_patch(curve)


def _nodes(
    figure: Figure,
    ax: Axes,
    states: pl.DataFrame,
    at: dict[str, np.ndarray],
    far: dict[str, np.bool_],
    size: float,
) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize, to_hex

    shade = ScalarMappable(Normalize(0.0, 1.0), "cividis")
    area = (size * 72) ** 2
    for code, role, honoured in states.select("iso3", "role", "honoured").iter_rows():
        x, y = at[code]
        face, ink = _face(
            role, None if honoured is None else to_hex(tuple(shade.to_rgba(honoured))), honoured
        )
        hostile = role == "adversary"
        ax.scatter(
            x, y, s=area * (0.8 if hostile else 1.0), color=face, edgecolor="#bbbbbb" if role == "other" else MUTED,
            marker="s" if hostile else "o", linewidth=1.0, zorder=3, linestyle="--" if far[code] else "-",
        )  # fmt: skip
        ax.text(x, y, code, ha="center", va="center_baseline", fontsize=size * 22, color=ink, zorder=4)
    bar = figure.colorbar(shade, ax=ax, orientation="horizontal", shrink=0.5, aspect=30, pad=0.02)
    bar.set_label("share of obligations honoured [%]", fontsize=SIZE - 1, color=MUTED)
    bar.set_ticks([0, 0.25, 0.5, 0.75, 1.0], labels=["0", "25", "50", "75", "100"])
    bar.ax.tick_params(labelsize=SIZE - 1.5, length=2)
    bar.outline.set_visible(False)


def _face(role: str, shade: str | None, honoured: float | None) -> tuple[str, str]:
    """Return the colour of a mark and of the letters on it."""
    if role == "adversary":
        return INK, "white"
    if shade is None or honoured is None:
        return "white", INK
    return shade, "white" if honoured < 0.55 else INK
