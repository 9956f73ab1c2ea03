"""What rules offer: how often a body acts against what its members have to bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, is_narrow, paper, tidy
from foedera.report.palette import INK, MUTED, RULE, scenario_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Point", "rule_frontier"]

_LINES = ("-", (0, (4, 2)))


class Point(NamedTuple):
    """A rule: its name, the family it is of ("variant" for a body that is compared), its chance to act, and overruling.

    Overruling is the expected loss beyond that under the status quo: the mean of members, and of who bears most.
    """

    label: str
    family: str
    act: float
    cost: float
    worst: float


def rule_frontier(
    points: Sequence[Point], *, titles: Mapping[str, str] | None = None, colours: Mapping[str, str] | None = None,
    ax: Axes | None = None, width: float = WIDE,
) -> Figure:  # fmt: skip
    """Draw chance to act against cost, each family of rules as a line and the bodies compared as marks.

    Parameters
    ----------
    points : rules
    titles, colours : by label of those whose family is "variant"
    ax : then only the mean cost is drawn on it
    """
    if not points:
        return blank(
            width, "Too few positions are known.", xlabel="cost to members", ylabel="chance to act", ax=ax
        )
    variants = [p.label for p in points if p.family == "variant"]
    colours = colours or scenario_colours(variants)
    panels = (("cost", "overruling, mean of members"), ("worst", "overruling of who bears most"))
    if ax is not None:
        figure, axes = ax.get_figure(root=True), [ax]
        assert figure is not None
    elif is_narrow(width):
        figure = paper(width, 6.4)
        axes = list(figure.subplots(2, 1))
    else:
        figure = paper(width, 3.9)
        axes = list(figure.subplots(1, 2, sharey=True))
    for one, (column, who) in zip(axes, panels, strict=False):
        _panel(one, points, column, titles or {}, colours)
        one.set_xlabel(who, fontsize=SIZE - 0.5, color=MUTED)
        above(one, "motions that pass the first ballot [%]")
    handles, labels = axes[0].get_legend_handles_labels()
    longest = max(map(len, labels))
    figure.legend(handles, labels, loc="outside upper left", frameon=False, fontsize=SIZE - 0.5, labelcolor=INK,
                  borderaxespad=0.1, ncols=max(1, min(len(labels), int(width / (0.075 * longest + 0.55)))))  # fmt: skip
    return figure


def _panel(
    ax: Axes, points: Sequence[Point], column: str, titles: Mapping[str, str], colours: Mapping[str, str]
) -> None:
    families = list(dict.fromkeys(p.family for p in points if p.family != "variant"))
    for k, family in enumerate(families):
        row = [p for p in points if p.family == family]
        x = [getattr(p, column) for p in row]
        ax.plot(x, [100 * p.act for p in row], color=RULE, linewidth=1.1, linestyle=_LINES[k % 2], marker="o",
                markersize=2.5, label=f"any {family}, baseline's members", zorder=2)  # fmt: skip
        if k == 0:
            for p in (row[0], row[len(row) // 3]):
                ax.annotate(p.label, (getattr(p, column), 100 * p.act), xytext=(6, -9), textcoords="offset points",
                            fontsize=SIZE - 2, color=MUTED)  # fmt: skip
    for k, p in enumerate(q for q in points if q.family == "variant"):
        ax.plot([getattr(p, column)], [100 * p.act], linestyle="", marker="osD^vPX"[k % 7],
                markersize=max(10.5 - 1.5 * k, 4.5), zorder=3, color=colours[p.label],
                markeredgecolor="white", label=titles.get(p.label, p.label))  # fmt: skip
    ax.margins(x=0.12, y=0.1)
    ax.set_ylim(bottom=min(0.0, -0.03 * max(100 * p.act for p in points)))
    tidy(ax, grid="both")
