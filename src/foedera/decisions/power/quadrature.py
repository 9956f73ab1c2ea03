r"""Shapley-Shubik by integration, where coalitions cannot be counted by size.

phi_i is the integral over t in [0, 1] of B_i(t), the chance that member i decides if every other says yes with
chance t (Owen 1972). B_i is a polynomial of degree below n, so that Gauss-Legendre quadrature with n/2 nodes gives it
exactly but for rounding. At a node the weights of random coalitions lie in one table without sizes; a member is taken
out by the recursion C_i(b) = C(b) - r C_i(b - w), r = t / (1 - t), which is stable for r <= 1. Nodes above one half
are worked in the game of blocking, where the chance is 1 - t.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.power.game import Game
from foedera.decisions.power.tables import MAX_CELLS, Box, boxes

__all__ = ["able", "pivotal_at", "shapley_shubik", "work"]

_THREADS = 2


def able(game: Game) -> bool:
    """Return whether the weights of the game fit into tables without sizes."""
    return max(_cells(game), _cells(game.dual)) <= MAX_CELLS


def work(game: Game) -> float:
    """Return about how many additions :func:`shapley_shubik` would make, infinite where it cannot."""
    cells = 0.5 * (_cells(game) + _cells(game.dual)) if able(game) else np.inf
    return float((game.n // 2 + 1) * cells * game.n / 3.0)


def _cells(game: Game) -> float:
    found = 1.0
    for box in boxes(game):
        found = max(found, float(np.prod(box.below, dtype=float)) if len(box.forms) <= 2 else np.inf)
    return found


def shapley_shubik(game: Game) -> NDArray[np.float64]:
    """Return the Shapley-Shubik index, shape (n,), to about 1e-14.

    Raises
    ------
    ModelInputError : the weights need a table of more than ``MAX_CELLS``
    """
    nodes, weights = np.polynomial.legendre.leggauss(game.n // 2 + 1)
    chances = 0.5 * (nodes + 1.0)
    with ThreadPoolExecutor(_THREADS) as pool:
        rows = list(pool.map(lambda t: pivotal_at(game, float(t)), chances))
    return np.asarray(0.5 * weights @ np.stack(rows))


def pivotal_at(game: Game, t: float) -> NDArray[np.float64]:
    """Return the chance that each member decides if every other says yes with chance t, shape (n,).

    Raises
    ------
    ModelInputError : t is outside [0, 1], or the weights need a table of more than ``MAX_CELLS``
    """
    if not 0.0 <= t <= 1.0:
        raise ModelInputError(f"{t} is no chance", where="pivotal_at(t)", fix="a number from 0 to 1")
    if t > 0.5:
        return pivotal_at(game.dual, 1.0 - t)
    if not _cells(game) <= MAX_CELLS:
        raise ModelInputError(
            f"the weights need a table of {_cells(game):.2g} cells", where="pivotal_at",
            fix="divide the weights by a power of ten and round, or sample",
        )  # fmt: skip
    ratio, scale = t / (1.0 - t), (1.0 - t) ** (game.n - 1)
    found = np.zeros(game.n)
    groups: dict[tuple[int, ...], list[Box]] = {}
    for box in boxes(game):
        groups.setdefault(box.forms, []).append(box)
    for forms, here in groups.items():
        caps = np.max([b.below for b in here], axis=0)
        weights = np.zeros((2, game.n), dtype=np.int64)
        weights[2 - len(forms) :] = game.forms[list(forms)]
        order = np.argsort(weights.sum(axis=0), kind="stable")
        table = np.zeros((*([1] * (2 - len(forms))), *caps))
        table[0, 0] = 1.0
        _fill(table, np.ascontiguousarray(weights[:, order]), ratio)
        for box in here:
            below = np.array([1] * (2 - len(forms)) + list(box.below), dtype=np.int64)
            _read(table, weights, below, ratio, box.sign * scale, found)
    return found


@njit(cache=True, nogil=True)
def _fill(table, weights, ratio):  # type: ignore[no-untyped-def]
    """Weigh coalitions, each member counting ``ratio`` where it is in; then sum up to each weight."""
    caps1, caps2 = table.shape
    high1, high2 = 0, 0
    for i in range(weights.shape[1]):
        w1, w2 = weights[0, i], weights[1, i]
        high1, high2 = min(high1 + w1, caps1 - 1), min(high2 + w2, caps2 - 1)
        for x in range(high1, w1 - 1, -1):
            if w1 > 0:
                _add(table[x, w2 : high2 + 1], table[x - w1, : high2 + 1 - w2], ratio)
            elif w2 == 0:
                table[x] *= 1.0 + ratio
            else:
                end = high2 + 1
                while end > w2:
                    begin = max(end - w2, w2)
                    _add(table[x, begin:end], table[x, begin - w2 : end - w2], ratio)
                    end = begin
    for x in range(caps1):
        total, lost = 0.0, 0.0  # summed with its rounding errors, since millions of cells are
        for y in range(caps2):
            part = table[x, y] - lost
            new = total + part
            lost = (new - total) - part
            total = new
            table[x, y] = total
        if x > 0:
            table[x] += table[x - 1]


@njit(cache=True, nogil=True)
def _add(into, out, ratio):  # type: ignore[no-untyped-def]
    for y in range(len(into)):
        into[y] += ratio * out[y]


@njit(cache=True, nogil=True)
def _read(table, weights, below, ratio, factor, found):  # type: ignore[no-untyped-def]
    """Add what a member takes out of the box by joining, times the factor."""
    for i in range(weights.shape[1]):
        w1, w2 = weights[0, i], weights[1, i]
        if w1 == 0 and w2 == 0:
            continue
        steps = 1 << 62
        if w1 > 0:
            steps = min(steps, (below[0] - 1) // w1)
        if w2 > 0:
            steps = min(steps, (below[1] - 1) // w2)
        with_it, without = 0.0, 0.0
        for k in range(steps, -1, -1):
            with_it = without
            without = table[below[0] - 1 - k * w1, below[1] - 1 - k * w2] - ratio * with_it
        found[i] += factor * (without - with_it)
