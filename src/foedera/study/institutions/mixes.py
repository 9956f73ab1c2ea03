"""How a rule treats yes, abstention and no: the chance of passing over every mix of ballots."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.voting import Rule, p_adopt

__all__ = ["Mixes", "mixes"]


class Mixes(NamedTuple):
    """Mixes of ballots, each of shape (K,).

    Parameters
    ----------
    p_yes, p_no : chance that each member says yes, says no; the rest abstains
    passing : chance that the motion passes, exact
    """

    p_yes: NDArray[np.float64]
    p_no: NDArray[np.float64]
    passing: NDArray[np.float64]


def mixes(rule: Rule, steps: int = 30) -> Mixes | None:
    """Return the chance of passing where all members vote alike by chance, over an even grid of mixes.

    Parameters
    ----------
    rule :
        over any members
    steps :
        per side of the triangle of mixes

    Returns
    -------
    Mixes, None where the members are of too many different weights for exact chances
    """
    grid = [(y, x) for y in range(steps + 1) for x in range(steps + 1 - y)]
    yes, no = (np.array(column) / steps for column in zip(*grid, strict=True))
    each = (len(grid), len(rule.members))
    try:
        chance = p_adopt(rule, np.broadcast_to(yes[:, None], each), np.broadcast_to(no[:, None], each)).p
    except (
        ModelInputError
    ):  # the rule compiled and the chances are chances: too many joint counts is all it can be
        return None
    return Mixes(yes, no, chance)
