"""Counting one by one: every coalition of up to 28 members, in two halves, in compiled code.

The weights of the coalitions of either half are tabulated once; a coalition's weights are then one addition.
Coalitions that differ in the lightest members only are judged together where their fate is the same: all lose, or
all win even without the heaviest member, so that nobody is critical.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.power.counts import Counts, sizes
from foedera.decisions.power.game import Game

__all__ = ["MAX_MEMBERS", "count"]

MAX_MEMBERS = 28
"""Members up to which every coalition is looked at; 2^28 take about five seconds on two cores."""

_THREADS = 2
_PIECES = 32


def count(game: Game, tally: NDArray[np.int64] | None = None) -> Counts:
    """Return the exact counts of a game by looking at each coalition.

    Parameters
    ----------
    game : simple game of at most ``MAX_MEMBERS``
    tally : shape (n,), whole numbers >= 0; None counts by size

    Raises
    ------
    ModelInputError : the game has too many members
    """
    if game.n > MAX_MEMBERS:
        raise ModelInputError(
            f"{game.n} members; coalitions are looked at one by one up to {MAX_MEMBERS}", where="count"
        )
    step = sizes(game.n, tally)
    width = int(step.sum()) + 1
    order = np.argsort((game.forms / game.totals[:, None]).sum(axis=0), kind="stable")
    forms = np.ascontiguousarray(game.forms[:, order])
    low = (game.n + 1) // 2
    form_of = np.array([c.form for c in game.conditions])
    cut = np.array([c.cut for c in game.conditions])
    sums = [_half(forms[:, :low], step[order][:low]), _half(forms[:, low:], step[order][low:])]
    ladders, heavier = _ladders(forms)
    many = len(sums[1][0])
    edges = np.linspace(0, many, min(_PIECES, many) + 1).astype(np.int64)

    def piece(k: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        wins = np.zeros(width, dtype=np.int64)
        critical = np.zeros((width, game.n + 1, game.n), dtype=np.int64)
        _scan(
            edges[k],
            edges[k + 1],
            low,
            *sums[0],
            *sums[1],
            ladders,
            heavier,
            form_of,
            cut,
            game.wins,
            wins,
            critical,
        )
        return wins, critical

    with ThreadPoolExecutor(_THREADS) as pool:
        parts = list(pool.map(piece, range(len(edges) - 1)))
    wins = sum(p[0] for p in parts)
    critical = sum(p[1] for p in parts)
    back = np.argsort(order)
    exact = np.asarray(critical).transpose(2, 0, 1)[back].astype(object)
    return Counts(np.asarray(wins).astype(object), exact.sum(axis=2), exact, "enumeration")


def _half(forms: NDArray[np.int64], tally: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return weights, shape (2^m, F), and tallies, shape (2^m,), of the coalitions of one half."""
    m = forms.shape[1]
    inside = (np.arange(2**m)[:, None] >> np.arange(m)) & 1
    return np.ascontiguousarray(inside @ forms.T), np.ascontiguousarray(inside @ tally)


def _ladders(forms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each form's weights in ascending order, filled up to 32, and who weighs more than the first r of them.

    Shapes (F, 32) and (F, 33); members are bits of a whole number.
    """
    count, n = forms.shape
    ladders = np.full((count, 32), np.iinfo(np.int64).max)
    heavier = np.zeros((count, 33), dtype=np.int64)
    for f in range(count):
        order = np.argsort(forms[f], kind="stable")
        ladders[f, :n] = forms[f, order]
        for r in range(n):
            heavier[f, r] = sum(1 << int(i) for i in order[r:])
    return ladders, heavier


@njit(cache=True, nogil=True)
def _scan(  # type: ignore[no-untyped-def]
    first, last, low, low_sums, low_tally, high_sums, high_tally, ladders, heavier, form_of, cut, wins_at, wins,
    critical,
):  # fmt: skip
    conditions, many, rows, members = len(cut), low_sums.shape[0], len(wins_at), critical.shape[2]
    block = min(many, 128)
    lightest = low_sums[block - 1]  # what a block's members weigh together
    heaviest = np.zeros(ladders.shape[0], dtype=np.int64)
    for f in range(len(heaviest)):
        heaviest[f] = ladders[f, members - 1]
    bare = np.empty(conditions, dtype=np.int64)
    slack = np.empty(conditions, dtype=np.int64)
    fails = np.empty(conditions, dtype=np.int64)  # whose leaving fails each condition, as bits
    for high in range(first, last):
        for start in range(0, many, block):
            best, worst = 0, 0
            for c in range(conditions):
                f = form_of[c]
                bare[c] = high_sums[high, f] + low_sums[start, f] - cut[c]
                if bare[c] + lightest[f] >= 0:
                    best |= 1 << c
                if bare[c] >= heaviest[f]:
                    worst |= 1 << c
            if not wins_at[best]:
                continue
            tally = high_tally[high] + low_tally[start]
            if wins_at[worst]:
                for small in range(block):
                    wins[tally + low_tally[small]] += 1
                continue
            for small in range(block):
                row, safe = 0, 0
                for c in range(conditions):
                    f = form_of[c]
                    slack[c] = bare[c] + low_sums[small, f]
                    if slack[c] >= 0:
                        row |= 1 << c
                        if slack[c] >= heaviest[f]:
                            safe |= 1 << c
                if not wins_at[row]:
                    continue
                t = tally + low_tally[small]
                wins[t] += 1
                if wins_at[safe]:
                    continue
                inside, outcome = (high << low) | start | small, 0
                for c in range(conditions):
                    fails[c] = heavier[form_of[c], _rank(ladders[form_of[c]], slack[c])]
                for r in range(rows):
                    if not wins_at[r]:
                        here = inside
                        for c in range(conditions):
                            here &= ~fails[c] if (r >> c) & 1 else fails[c]
                        outcome |= here
                into = critical[t, _bits(outcome)]
                for i in range(members):
                    into[i] += (outcome >> i) & 1


@njit(cache=True, nogil=True)
def _bits(x):  # type: ignore[no-untyped-def]
    """Return how many bits of a number below 2^32 are set."""
    x = x - ((x >> 1) & 0x55555555)
    x = (x & 0x33333333) + ((x >> 2) & 0x33333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F
    return ((x * 0x01010101) & 0xFFFFFFFF) >> 24


@njit(cache=True, nogil=True)
def _rank(ladder, value):  # type: ignore[no-untyped-def]
    """Return how many of 32 ascending numbers are at most a value."""
    at = 0
    for step in (16, 8, 4, 2, 1):
        if ladder[at + step - 1] <= value:
            at += step
    return at + 1 if ladder[at] <= value else at
