"""One crisis from left to right, through the stages of its life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedera.report.figures.canvas import SIZE, WIDE, above, blank, days_scale, is_narrow, paper, tidy
from foedera.report.figures.placing import clusters, sublanes
from foedera.report.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["STAGES", "Moment", "crisis_timeline"]

STAGES = ("threats", "pacts", "decisions", "responses", "effects")
_COLOUR = {
    "threats": "#D55E00",
    "pacts": "#0072B2",
    "decisions": "#7a5c99",
    "responses": "#009E73",
    "effects": "#333333",
}

_LETTER = 0.067
"""Width of a letter [inch]."""


@dataclass(frozen=True)
class Moment:
    """Something that happened.

    Parameters
    ----------
    stage : one of ``STAGES``
    day : days since onset
    label : a few words
    short : a state code, say, to be put together with others of the same ``group`` that happen about the same time
    group : what such moments have in common, in words
    """

    stage: str
    day: float
    label: str
    short: str = ""
    group: str = ""


def crisis_timeline(moments: Sequence[Moment], *, width: float = WIDE) -> Figure:
    """Draw a lane per stage with a mark for everything that happened and words beside it.

    Parameters
    ----------
    moments : in any order; those of a group that lie close together share their words
    width : of the figure [inch]
    """
    if not moments:
        return blank(width, "No crisis to tell.", xlabel="time from onset", ylabel="stage")
    longest = max(m.day for m in moments)
    room = width - (0.85 if is_narrow(width) else 1.0)
    per_inch = float(np.log1p(max(longest, 30.0) * 1.05)) / room
    lanes = {stage: _entries([m for m in moments if m.stage == stage], room, per_inch) for stage in STAGES}
    figure = paper(width, 0.2 * sum(_height(e) for e in lanes.values()) + 0.9)
    ax = figure.add_subplot()
    top, ticks = 0.0, []
    for k, stage in enumerate(STAGES):
        high = _height(lanes[stage])
        ax.axhspan(top, top + high, color="#f4f4f1" if k % 2 else "white", zorder=0)
        for entry in lanes[stage]:
            _mark(ax, entry, top, _COLOUR[stage])
        ticks.append(top + high / 2)
        top += high
    days_scale(ax, longest, short=is_narrow(width))
    ax.set_xlim(-0.1, ax.get_xlim()[1])
    ax.set_ylim(top, 0)
    ax.set_yticks(ticks, labels=STAGES)
    tidy(ax, grid="x", left=False)
    ax.tick_params(axis="y", labelsize=SIZE - (1.5 if is_narrow(width) else 0))
    ax.set_xlabel("time from onset (logarithmic)", fontsize=SIZE - 0.5, color=MUTED)
    above(ax, "stage")
    return figure


@dataclass(frozen=True)
class _Entry:
    """Marks that share their words: where on the line of time, which line of the lane, and where the words stand."""

    days: list[float]
    text: str
    line: float
    place: str  # "right" or "left" of the marks, or "over" them


def _height(entries: list[_Entry]) -> float:
    return max((e.line for e in entries), default=0.3) + 0.7


def _entries(moments: list[Moment], room: float, per_inch: float) -> list[_Entry]:
    """Give marks and words their line; words that fit neither right nor left of their marks stand over them."""
    stretches, over = [], []
    for days, text in sorted(_said(moments, 0.9 * per_inch, int(room / _LETTER)), key=lambda s: s[0][0]):
        first, last = (float(np.log1p(d)) / per_inch for d in (days[0], days[-1]))
        words = _LETTER * len(text) + 0.16
        if last + words <= room:
            stretches.append((first, last + words, days, text, "right"))
        elif first - words >= 0:
            stretches.append((first - words, last, days, text, "left"))
        else:
            over.append((days, text))
    stretches.sort(key=lambda s: s[0])
    lines = sublanes([s[0] for s in stretches], [s[1] for s in stretches])
    found = [_Entry(s[2], s[3], line + 0.7, s[4]) for s, line in zip(stretches, lines)]
    used = max(lines, default=-1) + 1
    return found + [_Entry(days, text, used + 1.5 + 1.8 * k, "over") for k, (days, text) in enumerate(over)]


def _said(moments: list[Moment], reach: float, longest: int) -> list[tuple[list[float], str]]:
    out = [([m.day], m.label) for m in moments if not m.group]
    for group in dict.fromkeys(m.group for m in moments if m.group):
        some = [m for m in moments if m.group == group]
        for together in clusters([float(np.log1p(m.day)) for m in some], reach):
            names = list(dict.fromkeys(some[k].short for k in together))
            out.append((sorted(some[k].day for k in together), _listed(group, names, longest)))
    return [
        (days, text if len(text) <= longest else text[: longest - 1].rstrip() + "…") for days, text in out
    ]


def _listed(group: str, names: list[str], longest: int) -> str:
    """Return "honours: EST, FIN and 12 more", as many names as there is room for."""
    for shown in range(len(names), 1, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        text = f"{group}: {', '.join(names[:shown])}{more}"
        if len(text) <= longest:
            return text
    return f"{group}: {len(names)} states" if len(names) > 1 else f"{group}: {names[0]}"


def _mark(ax: Axes, entry: _Entry, top: float, colour: str) -> None:
    days, y = entry.days, top + entry.line - 0.15
    if days[-1] > days[0]:
        ax.plot([days[0], days[-1]], [y, y], color=colour, linewidth=1.0, zorder=2)
    ax.plot(days, [y] * len(days), "o", color=colour, markersize=4.6, zorder=3, clip_on=False)
    style: dict[str, Any] = {
        "textcoords": "offset points",
        "va": "center",
        "fontsize": SIZE - 1,
        "color": INK,
    }
    if entry.place == "over":
        left = days[0] < 5
        words = ax.annotate(entry.text, (0.0 if left else 1.0, y), xycoords=("axes fraction", "data"),
                            xytext=(6 if left else 0, 10.5), ha="left" if left else "right", **style)  # fmt: skip
    elif entry.place == "right":
        words = ax.annotate(entry.text, (days[-1], y), xytext=(6, 0), ha="left", **style)
    else:
        words = ax.annotate(entry.text, (days[0], y), xytext=(-6, 0), ha="right", **style)
    words.set_in_layout(False)
