"""Colours: one per scenario, the same in every figure and table, told apart by colour-blind readers too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap

__all__ = [
    "BENEFIT",
    "COST",
    "FAINT",
    "GRID",
    "INK",
    "MUTED",
    "RULE",
    "diverging",
    "scenario_colours",
    "sequential",
]

# Okabe and Ito's set, without the black and yellow that text and paper need
_OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")

_MORE = ("#6B3D12", "#8C8C8C")
"""A dark brown and a grey, apart from the six in lightness."""

INK, MUTED, RULE, GRID, FAINT = "#1a1a1a", "#555555", "#8a8a8a", "#e2e2e2", "#f4f4f1"
COST, BENEFIT = "#3b3b3b", "#b9b4a6"
"""Colours of what is not a scenario: dark for what is paid, light for what is gained."""


def scenario_colours(ids: Sequence[str]) -> dict[str, str]:
    """Return a colour per scenario, baseline first; the ninth takes the first colour again."""
    colours = _OKABE_ITO + _MORE
    return {name: colours[k % len(colours)] for k, name in enumerate(ids)}


def sequential() -> LinearSegmentedColormap:
    """Return a scale of tints from paper to the first colour."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("foedera", ["#f7f7f4", "#9cc4de", _OKABE_ITO[0], "#00395c"])


def diverging() -> LinearSegmentedColormap:
    """Return a scale of tints from the second colour (less) over paper to the first (more)."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(
        "foedera", [_OKABE_ITO[1], "#f0c3a3", "#f7f7f4", "#9cc4de", _OKABE_ITO[0]]
    )
