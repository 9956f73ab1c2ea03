"""What the engines count of a game, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Counts", "Integers", "sizes"]

Integers = NDArray[Any]
"""An array of Python integers (dtype object): counts of coalitions pass 2^63 from 63 members on."""


@dataclass(frozen=True)
class Counts:
    """Coalitions of a game by tally; the tally of a coalition is the sum of its members', by default its size.

    Parameters
    ----------
    wins : shape (K,), winning coalitions of each tally
    swings : shape (n, K), those of them that lose if the member leaves
    critical : shape (n, K, n + 1), the swings by how many members are critical together; None from an engine that
        does not look at coalitions one by one
    engine : which engine counted
    """

    wins: Integers
    swings: Integers
    critical: Integers | None
    engine: str

    @property
    def winning(self) -> int:
        """Return the number of winning coalitions."""
        return int(self.wins.sum())

    @property
    def swings_of(self) -> list[int]:
        """Return the swings of each member."""
        return [int(s) for s in self.swings.sum(axis=1)]


def sizes(n: int, tally: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return each member's tally, shape (n,): 1 where none is given, so that a tally is a size."""
    return np.ones(n, dtype=np.int64) if tally is None else np.asarray(tally, dtype=np.int64)
