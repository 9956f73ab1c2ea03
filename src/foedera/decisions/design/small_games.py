"""Many weighted games of few members at once, and all of them up to six members.

One table of 2^n coalitions serves every game of n members: a game's winning coalitions times a matrix are its power.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.power.game import Condition, Game
from foedera.decisions.power.indices import power

__all__ = ["CATALOGUED", "KINDS", "MAX_TOGETHER", "Catalogue", "catalogue", "powers", "winners"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS = ("banzhaf", "shapley_shubik")
"""Indices that can be aimed at."""

MAX_TOGETHER = 16
"""Members up to which games are counted together."""

CATALOGUED = 6
"""Members up to which every weighted game is listed."""

_HEAVIEST = (1, 1, 2, 3, 5, 9)
"""Largest weight that weighted games of 1 to 6 members need (Muroga, Tsuboi and Baugh 1970)."""

_CELLS = 2**22


class Catalogue(NamedTuple):
    """Every weighted game of n members, once, members by falling weight.

    ``weights`` (K, n) and ``quota`` (K,), whole numbers with the smallest sum; ``wins`` (K, 2^n), bit i of a
    coalition's place says that member i is in.
    """

    weights: Integers
    quota: Integers
    wins: Flags


def powers(weights: NDArray[np.integer], quotas: NDArray[np.integer], index: str) -> Floats:
    """Return the power in each of B weighted games, shape (B, n), sums 1.

    Parameters
    ----------
    weights : shape (B, n), whole numbers >= 0
    quotas : shape (B,), each in 1 .. sum of its weights
    index : one of ``KINDS``

    Notes
    -----
    Counts are exact (for Shapley-Shubik sums of fractions, to about 1e-15). Up to ``MAX_TOGETHER`` members the
    games are counted together, beyond one by one by :func:`foedera.decisions.power.indices.power`.
    """
    if index not in KINDS:
        raise ModelInputError(f"no aim for index '{index}'", where="index", fix="one of " + ", ".join(KINDS))
    n = weights.shape[-1]
    if n > MAX_TOGETHER:
        names = tuple(str(i) for i in range(n))
        games = [_game(names, w, int(q)) for w, q in zip(weights, quotas)]
        return np.array([power(game).floats(index) for game in games]).reshape(-1, n)
    share, rows = _shares(n, index), max(1, _CELLS >> n)
    parts = []
    for at in range(0, len(weights), rows):
        wins = winners(weights[at : at + rows], quotas[at : at + rows])
        parts.append(wins.astype(float) @ share)
    found = np.concatenate(parts) if parts else np.zeros((0, n))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def winners(weights: NDArray[np.integer], quotas: NDArray[np.integer]) -> Flags:
    """Return which coalitions win, shape (B, 2^n), from weights (B, n) and quotas (B,)."""
    sums = weights.astype(float) @ _inside(weights.shape[-1]).T  # exact: whole numbers far below 2^53
    return np.asarray(sums >= quotas[:, None])


@cache
def catalogue(members: int) -> Catalogue:
    """Return every weighted game of 1 to ``CATALOGUED`` members up to a renaming of the members.

    There are 1, 3, 8, 25, 117 and 1,111 of them.
    """
    if not 1 <= members <= CATALOGUED:
        raise ModelInputError(f"{members} members", where="catalogue", fix=f"1 to {CATALOGUED}")
    rising = list(combinations_with_replacement(range(_HEAVIEST[members - 1] + 1), members))
    table = np.array([w[::-1] for w in sorted(rising, key=lambda w: (sum(w), w)) if w[-1]], dtype=np.int64)
    total = table.sum(axis=1)
    row = np.repeat(np.arange(len(table)), total)
    quota = np.concatenate([np.arange(1, t + 1) for t in total])
    packed = np.packbits(winners(table[row], quota), axis=1)
    _, first = np.unique(packed, axis=0, return_index=True)
    first = np.sort(first)
    weights, quotas = table[row[first]], quota[first]
    return Catalogue(weights, quotas, winners(weights, quotas))


def _game(names: tuple[str, ...], weights: NDArray[np.integer], quota: int) -> Game:
    divisor = int(np.gcd.reduce(weights))
    forms = (weights // divisor).astype(np.int64)[None]
    return Game(names, forms, (Condition(0, -(-quota // divisor)),), np.array([False, True]))


@cache
def _inside(n: int) -> Floats:
    """Return who is in each coalition, shape (2^n, n)."""
    return ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(float)


@cache
def _shares(n: int, index: str) -> Floats:
    """Return what a winning coalition adds to each member's power, shape (2^n, n); a loss counts as the negative."""
    inside = _inside(n)
    if index == "banzhaf":
        return np.asarray(2.0 * inside - 1.0)
    size = inside.sum(axis=1).astype(int)
    term = [0.0] + [factorial(s - 1) * factorial(n - s) / factorial(n) for s in range(1, n + 1)] + [0.0]
    came, left = np.array(term)[size], np.array(term)[size + 1]
    return np.asarray(np.where(inside > 0, came[:, None], -left[:, None]))
