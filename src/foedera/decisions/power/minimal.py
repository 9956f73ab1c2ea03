r"""Minimal winning coalitions of a weighted game, counted by dynamic programming.

If the members join from the heaviest to the lightest, a coalition that weighs the quota is minimal exactly when its
last member carried it over: to lose the lightest is to lose least. With A_j(s, x) the coalitions of s of the first j
members that weigh x, those that end with the next member, of weight w, number

    sum over x from q - w to q - 1 of A_j(s - 1, x);

those of them with an earlier member i follow from the same table by taking i out (see :mod:`.tables`).
"""

from __future__ import annotations

import numpy as np

from foedera.core.errors import ModelInputError
from foedera.decisions.power import enumeration
from foedera.decisions.power.counts import Integers
from foedera.decisions.power.game import Game

__all__ = ["able", "count_minimal", "quickest"]

_SMALL = 62  # members of whom coalitions are counted in 64 bits
_MOST = {True: 2e9, False: 1e8}  # additions, in 64 bits and in Python integers: some ten seconds


def able(game: Game) -> bool:
    """Return whether :func:`count_minimal` takes the game: one condition, and a table that can be filled."""
    return len(game.conditions) == 1 and _work(game) <= _MOST[game.n <= _SMALL]


def quickest(game: Game) -> bool:
    """Return whether it does so in fewer steps than looking at each coalition would take, where that is possible."""
    return able(game) and (game.n > enumeration.MAX_MEMBERS or _work(game) < 2.0**game.n)


def _work(game: Game) -> float:
    return float(game.n) * _largest(game) * game.conditions[0].cut


def _largest(game: Game) -> int:
    """Return the size that no minimal winning coalition passes: so many of the lightest weigh the quota."""
    weights = np.sort(game.forms[0][game.forms[0] > 0])
    return int(np.searchsorted(np.cumsum(weights), game.conditions[0].cut)) + 1


def count_minimal(game: Game) -> list[list[int]]:
    """Return the minimal winning coalitions with each member by size, shape (n, n + 1).

    Parameters
    ----------
    game : simple game of one condition

    Raises
    ------
    ModelInputError : the game has several conditions, or weights too large for a table
    """
    if not able(game):
        raise ModelInputError(
            "minimal winning coalitions of this game cannot be counted by weight", where="count_minimal",
            fix="one weighted quota with weights of few digits",
        )  # fmt: skip
    quota, weights = game.conditions[0].cut, game.forms[0]
    rows = _largest(game) + 1
    kind = np.dtype(np.int64 if game.n <= _SMALL else object)
    found = np.zeros((game.n, game.n + 1), dtype=kind)
    table = np.zeros((rows, quota), dtype=kind)  # (size, weight)
    table[0, 0] = 1
    joined: list[int] = []
    for j in np.argsort(-weights, kind="stable"):
        w = min(int(weights[j]), quota)
        if w == 0:
            break
        lighter = np.zeros((rows, quota + 1), dtype=kind)  # than b, at [:, b]
        np.cumsum(table, axis=1, out=lighter[:, 1:])
        found[j, 1:rows] += (lighter[:, quota] - lighter[:, quota - w])[:-1]
        known: dict[int, Integers] = {}
        for i in joined:
            v = int(weights[i])
            if v not in known:
                known[v] = _with(lighter, v, quota) - _with(lighter, v, quota - w)
            found[i, 1:rows] += known[v][:-1]
        joined.append(int(j))
        table[1:, w:] += table[:-1, : quota - w].copy()
    return [[int(x) for x in row] for row in found]


def _with(lighter: Integers, v: int, below: int) -> Integers:
    """Return the coalitions lighter than ``below`` with a certain member of weight v, by size, shape (S,)."""
    out = np.zeros(len(lighter), dtype=lighter.dtype)
    for k in range(1, min(len(lighter) - 1, below // v) + 1):
        part = lighter[:-k, below - k * v]
        out[k:] += part if k % 2 else -part
    return out
