"""Counting by types: members with equal weights are told apart by number only.

The fifteen of the Security Council are two types, so 2^15 coalitions are 66 pairs (permanent, elected); a
hundred and ninety-three equal votes are one type. Each vector of numbers stands for as many coalitions as the
product of its binomial coefficients.
"""

from __future__ import annotations

from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from foedera.decisions.power.counts import Counts, sizes
from foedera.decisions.power.game import Game

__all__ = ["Types", "count", "types_of", "vectors"]


class Types:
    """The types of a game.

    Parameters
    ----------
    game : simple game
    tally : shape (n,), whole numbers; members of different tally are of different types
    """

    def __init__(self, game: Game, tally: NDArray[np.int64] | None = None) -> None:
        self.tally_of_member = sizes(game.n, tally)
        columns = np.concatenate([game.forms, self.tally_of_member[None]]).T
        found, kind = np.unique(columns, axis=0, return_inverse=True)
        self.kind: NDArray[np.intp] = kind.reshape(-1)
        self.forms = found[:, :-1].T  # (F, T)
        self.tally = found[:, -1]
        self.many = np.bincount(self.kind)  # members of each type

    @property
    def vectors(self) -> int:
        """Return how many vectors of numbers there are."""
        return prod(int(m) + 1 for m in self.many)


def types_of(game: Game, tally: NDArray[np.int64] | None = None) -> int:
    """Return how many vectors of numbers the types of a game have."""
    return Types(game, tally).vectors


def vectors(many: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return every vector of numbers 0 .. many, shape (V, T), the last type fastest."""
    grids = np.indices(tuple(int(m) + 1 for m in many), dtype=np.int64)
    return grids.reshape(len(many), -1).T


def count(game: Game, tally: NDArray[np.int64] | None = None) -> Counts:
    """Return the exact counts of a game with few types.

    Parameters
    ----------
    game : simple game
    tally : shape (n,), whole numbers >= 0; None counts by size, and then who is critical together as well
    """
    types = Types(game, tally)
    v = vectors(types.many)
    win = game.wins_at(v @ types.forms.T)
    v = v[win]
    row = {tuple(key): None for key in v.tolist()}
    pick = [[comb(int(m), k) for k in range(int(m) + 1)] for m in types.many]
    width = int((types.tally * types.many).sum()) + 1
    one_less = v[:, None, :] - np.eye(len(types.many), dtype=np.int64)
    loses = np.array([[tuple(u) not in row for u in rows] for rows in one_less.tolist()]).reshape(v.shape)
    swing = loses & (v > 0)
    critical_members = (v * swing).sum(axis=1)
    wins = np.full(width, 0, dtype=object)
    swings = np.full((len(types.many), width), 0, dtype=object)
    critical = np.full((len(types.many), width, game.n + 1), 0, dtype=object) if tally is None else None
    for numbers, tips, k in zip(v.tolist(), swing.tolist(), critical_members.tolist(), strict=True):
        coalitions = prod(pick[t][x] for t, x in enumerate(numbers))
        at = sum(x * int(d) for x, d in zip(numbers, types.tally, strict=True))
        wins[at] += coalitions
        for t, tip in enumerate(tips):
            if tip:
                with_one = coalitions * numbers[t] // int(types.many[t])
                swings[t, at] += with_one
                if critical is not None:
                    critical[t, at, k] += with_one
    together = None if critical is None else critical[types.kind]
    return Counts(wins, swings[types.kind], together, "types")
