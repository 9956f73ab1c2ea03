"""Designs of a decision rule by two goals: all that were looked at, those that no other betters, the present rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, canvas, legend_above, tidy
from foedera.report.palette import BENEFIT, INK, MUTED, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["design_front"]


def design_front(
    values: ArrayLike, best: ArrayLike, labels: Sequence[str], *,
    now: Sequence[float] | None = None, axes: tuple[str, str] = ("first goal", "second goal"),
    ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw designs as points.

    Parameters
    ----------
    values : shape (D, 2), what each design is worth by two goals
    best : shape (D,), bool, whether it is on the front, over all goals
    labels : one per design on the front, in their order: a short number or name
    now : what the present rule is worth
    axes : what the goals are called, with their units
    """
    points, front = np.asarray(values, dtype=float).reshape(-1, 2), np.asarray(best, dtype=bool)
    if not len(points):
        return blank(width, "No designs.", xlabel=axes[0], ylabel=axes[1], ax=ax)
    figure, ax = canvas(ax, width, 4.2)
    colours = list(scenario_colours(["front", "now"]).values())
    ax.scatter(points[~front, 0], points[~front, 1], s=16, color=BENEFIT, linewidth=0, label="other designs")
    ax.scatter(points[front, 0], points[front, 1], s=34, color=colours[0], linewidth=0,
               label="cannot be bettered in all goals", zorder=3)  # fmt: skip
    for place, text in _named(points[front], labels):
        ax.annotate(text, place, xytext=(4, 3), textcoords="offset points", fontsize=SIZE - 2, color=INK)
    if now is not None:
        ax.scatter(
            [now[0]],
            [now[1]],
            s=90,
            marker="X",
            color=colours[1],
            linewidth=0,
            label="present rule",
            zorder=4,
        )
    tidy(ax, grid="both")
    ax.margins(0.06)
    ax.set_xlabel(axes[0], fontsize=SIZE - 0.5, color=MUTED)
    above(ax, axes[1])
    legend_above(figure, width)
    return figure


def _named(places: np.ndarray, labels: Sequence[str]) -> list[tuple[tuple[float, float], str]]:
    """Return where to write which label; those of points that lie too close to be told apart are joined."""
    span = np.ptp(places, axis=0)
    cell = np.where(span > 0, span / (50, 25), 1.0)
    groups: list[tuple[np.ndarray, list[str]]] = []
    for place, label in zip(places, labels, strict=True):
        near = next((names for at, names in groups if np.all(np.abs(at - place) < cell)), None)
        if near is None:
            groups.append((place, [label]))
        else:
            near.append(label)
    return [
        ((float(at[0]), float(at[1])), ", ".join(names[:3]) + (" ..." if len(names) > 3 else ""))
        for at, names in groups
    ]
