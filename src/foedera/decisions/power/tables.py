r"""Counting by dynamic programming over the weights that losing coalitions can have.

The losing coalitions of a game are a signed sum of boxes "lighter than b_1, ..., b_d" (inclusion and exclusion over
its conditions). For each box a table counts coalitions by tally and weights; with C(b) the coalitions lighter than b
and C_i(b) those of them without member i, of weight w,

    C(b) = C_i(b) + C_i(b - w),      hence      C_i(b - w) = C(b - w) - C(b - 2w) + C(b - 3w) - ...

so that no member is ever taken out of the table. Counts are kept modulo primes below 2^63, as many as 2^n needs, and
put together by the Chinese remainder theorem: exact for any number of members. The game of blocking is counted
instead where its tables are smaller (a quota of 85 per cent is blocked by 15).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import comb, prod

import numpy as np
from numba import njit
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.power.counts import Counts, Integers, sizes
from foedera.decisions.power.game import Game

__all__ = ["MAX_CELLS", "Box", "boxes", "cells", "count", "work"]

MAX_CELLS = 2**28
"""Cells of one table, eight bytes each: two gibibytes."""

_PRIMES = (
    9223372036854775783, 9223372036854775643, 9223372036854775549, 9223372036854775507,
    9223372036854775433, 9223372036854775421, 9223372036854775417, 9223372036854775399,
)  # fmt: skip
_THREADS = 2


@dataclass(frozen=True)
class Box:
    """Coalitions lighter than ``below`` under the forms ``forms``, with their sign among the losing ones."""

    sign: int
    forms: tuple[int, ...]
    below: tuple[int, ...]


def boxes(game: Game) -> list[Box]:
    """Return boxes whose signed sum are the losing coalitions of a game."""
    many = len(game.conditions)
    value = (~game.wins[::-1]).astype(np.int64)  # by which conditions are missed
    for bit in range(many):
        cube = value.reshape(-1, 2, 1 << bit)
        cube[:, 1] -= cube[:, 0]
    found: dict[tuple[tuple[int, int], ...], int] = {}
    for missed in np.flatnonzero(value):
        lowest: dict[int, int] = {}
        for bit, c in enumerate(game.conditions):
            if missed >> bit & 1:
                lowest[c.form] = min(c.cut, lowest.get(c.form, c.cut))
        key = tuple(sorted(lowest.items()))
        found[key] = found.get(key, 0) + int(value[missed])
    return [
        Box(sign, tuple(f for f, _ in key), tuple(b for _, b in key)) for key, sign in found.items() if sign
    ]


@dataclass(frozen=True)
class _Plan:
    """The boxes of a game (or of its dual), sorted by the table that they need."""

    game: Game
    turned: bool
    tally: NDArray[np.int64]
    groups: dict[tuple[int, ...], list[Box]]
    counted: int | None  # the form that is the tally

    @property
    def shapes(self) -> dict[tuple[int, ...], tuple[int, ...]]:
        """Return (tallies, weights of one form, weights of the other) of each table."""
        return {forms: self._shape(forms) for forms in self.groups}

    @property
    def largest(self) -> int:
        """Return the cells of the largest table."""
        return max(map(prod, self.shapes.values()), default=1)

    def _shape(self, forms: tuple[int, ...]) -> tuple[int, ...]:
        width, caps = int(self.tally.sum()) + 1, [1] * len(forms)
        rows = 1
        for box in self.groups[forms]:
            rows = max(rows, min(width, self.rows(box, width)))
            caps = [max(c, b) for c, b in zip(caps, self.bars(box))]
        return rows, *([1] * (2 - len(caps))), *caps

    def rows(self, box: Box, width: int) -> int:
        """Return the tallies that a box reaches, exclusive."""
        for form, below in zip(box.forms, box.below):
            if form == self.counted:
                return below
        return width

    def bars(self, box: Box) -> list[int]:
        """Return the bounds of a box under the forms that are not the tally."""
        return [b for f, b in zip(box.forms, box.below) if f != self.counted]


def _plan(game: Game, turned: bool, tally: NDArray[np.int64]) -> _Plan:
    played = game.dual if turned else game
    counted = next((f for f, row in enumerate(game.forms) if np.array_equal(row, tally)), None)
    groups: dict[tuple[int, ...], list[Box]] = {}
    for box in boxes(played):
        groups.setdefault(tuple(f for f in box.forms if f != counted), []).append(box)
    return _Plan(played, turned, tally, groups, counted)


def _better(game: Game, tally: NDArray[np.int64]) -> _Plan | None:
    """Return the plan with fewer cells, or None where a box has more than two weights."""
    plans = [_plan(game, turned, tally) for turned in (False, True)]
    able = [p for p in plans if all(len(f) <= 2 for f in p.groups)]
    return min(able, key=lambda p: sum(map(prod, p.shapes.values())), default=None)


def cells(game: Game, tally: NDArray[np.int64] | None = None) -> float:
    """Return the cells of the largest table that :func:`count` would need, infinite where it cannot count."""
    plan = _better(game, sizes(game.n, tally))
    return plan.largest if plan else float("inf")


def work(game: Game, tally: NDArray[np.int64] | None = None) -> float:
    """Return about how many additions :func:`count` would make, infinite where it cannot count."""
    plan = _better(game, sizes(game.n, tally))
    if plan is None:
        return float("inf")
    return float(sum(map(prod, plan.shapes.values()))) * game.n * len(_moduli(plan.tally)) / 3.0


def _moduli(tally: NDArray[np.int64]) -> Sequence[int]:
    """Return primes whose product passes every count; 0 stands for none where 64 bits are enough."""
    largest = 2 ** len(tally)
    if np.all(tally == 1):
        largest = comb(len(tally), len(tally) // 2)  # no count by size is larger
    if largest < 2**63:
        return (0,)
    for needed in range(1, len(_PRIMES) + 1):
        if prod(_PRIMES[:needed]) > largest:
            return _PRIMES[:needed]
    raise ModelInputError(
        f"{len(tally)} members; exact tables serve up to {63 * len(_PRIMES) - 1}", where="count"
    )


def count(game: Game, tally: NDArray[np.int64] | None = None) -> Counts:
    """Return the exact counts of a game by tables.

    Parameters
    ----------
    game : simple game whose boxes have at most two weights besides the tally
    tally : shape (n,), whole numbers >= 0, what counts are sorted by; None sorts by size. All zeros give the
        smallest tables and serve every index that does not ask for sizes.

    Raises
    ------
    ModelInputError : a table would have more than ``MAX_CELLS`` cells, or a box more than two weights
    """
    step = sizes(game.n, tally)
    plan = _better(game, step)
    if plan is None or plan.largest > MAX_CELLS:
        what = (
            f"a table of {plan.largest:.2g} cells"
            if plan
            else "conditions on more than two kinds of weights at once"
        )
        raise ModelInputError(
            f"{what}; exact counting takes up to {MAX_CELLS:.2g}", where="count",
            fix="divide the weights by a power of ten and round (the power hardly changes), or sample",
        )  # fmt: skip
    width = int(step.sum()) + 1
    moduli = _moduli(step)
    if len(moduli) == 1:
        parts = [_losing(plan, width, moduli[0])]
    else:
        with ThreadPoolExecutor(_THREADS if 2 * plan.largest <= MAX_CELLS else 1) as pool:
            parts = list(pool.map(lambda p: _losing(plan, width, p), moduli))
    lost, lost_with = (_joined([p[k] for p in parts], moduli) for k in (0, 1))
    all_, all_with = _everybody(step, width)
    if plan.turned:  # what does not block leaves its complement winning
        back, back_with = lost[::-1], (lost[None] - lost_with)[:, ::-1]
        lost, lost_with = all_ - back, all_with - back_with
    wins, wins_with = all_ - lost, all_with - lost_with
    swings = np.full((game.n, width), 0, dtype=object)
    for i in range(game.n):
        without = wins - wins_with[i]
        d = int(step[i])
        swings[i] = wins_with[i] - np.concatenate([np.full(d, 0, dtype=object), without[: width - d]])
    return Counts(wins, swings, None, "tables")


def _everybody(step: NDArray[np.int64], width: int) -> tuple[Integers, Integers]:
    """Return all coalitions by tally, and those with each member."""

    def total(of: NDArray[np.int64]) -> Integers:
        out = np.full(width, 0, dtype=object)
        out[0] = 1
        for d, many in zip(*np.unique(of, return_counts=True)):
            old, out = out, np.full(width, 0, dtype=object)
            for k in range(int(many) + 1):
                shift = k * int(d)
                out[shift:] += old[: width - shift] * comb(int(many), k)
        return out

    of_step = {}
    for d in np.unique(step):
        rest = np.delete(step, np.flatnonzero(step == d)[0])
        part = total(rest)
        of_step[int(d)] = np.concatenate([np.full(int(d), 0, dtype=object), part[: width - int(d)]])
    return total(step), np.stack([of_step[int(d)] for d in step])


def _joined(parts: list[NDArray[np.uint64]], moduli: Sequence[int]) -> Integers:
    """Return the integers in [0, product) with these remainders."""
    if moduli[0] == 0:
        return np.asarray(parts[0].astype(object))
    whole = prod(moduli)
    total = np.full(parts[0].shape, 0, dtype=object)
    for part, p in zip(parts, moduli):
        rest = whole // p
        total = total + part.astype(object) * (rest * pow(rest, -1, p))
    return np.asarray(total % whole)


def _losing(plan: _Plan, width: int, p: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return losing coalitions by tally, shape (K,), and those with each member, shape (n, K), modulo p."""
    n = plan.game.n
    lost, lost_with = np.zeros(width, dtype=np.uint64), np.zeros((n, width), dtype=np.uint64)
    modulus = np.uint64(p)
    for forms, shape in plan.shapes.items():
        weights = np.zeros((2, n), dtype=np.int64)
        for k, form in enumerate(forms):
            weights[2 - len(forms) + k] = plan.game.forms[form]
        order = np.argsort(weights.sum(axis=0), kind="stable")
        table = np.zeros(shape, dtype=np.uint64)
        table[0, 0, 0] = 1
        _fill(table, np.ascontiguousarray(weights[:, order]), plan.tally[order], modulus)
        _accumulate(table, modulus)
        for box in plan.groups[forms]:
            bars = plan.bars(box)
            below = np.array([1] * (2 - len(bars)) + bars, dtype=np.int64)
            rows = min(plan.rows(box, width), width)
            _read(table, weights, plan.tally, below, rows, box.sign, modulus, lost, lost_with)
    return lost, lost_with


@njit(cache=True, nogil=True)
def _plus(a, b, p):  # type: ignore[no-untyped-def]
    s = a + b
    return min(s, s - p)


@njit(cache=True, nogil=True)
def _fill(table, weights, tally, p):  # type: ignore[no-untyped-def]
    """Count coalitions by tally and weights, the members joining one by one from the lightest."""
    rows, caps1, caps2 = table.shape
    top, high1, high2 = 0, 0, 0
    for i in range(weights.shape[1]):
        d, w1, w2 = tally[i], weights[0, i], weights[1, i]
        top, high1, high2 = min(top + d, rows - 1), min(high1 + w1, caps1 - 1), min(high2 + w2, caps2 - 1)
        for s in range(top, d - 1, -1):
            for x in range(high1, w1 - 1, -1):
                if d > 0 or w1 > 0:
                    into, out = table[s, x], table[s - d, x - w1]
                    for y in range(w2, high2 + 1):
                        into[y] = _plus(into[y], out[y - w2], p)
                else:
                    _shift(table[s, x], w2, high2, p)


@njit(cache=True, nogil=True)
def _shift(line, w, high, p):  # type: ignore[no-untyped-def]
    """Add a line to itself, shifted; in pieces no longer than the shift, from the far end."""
    if w == 0:
        for y in range(high + 1):
            line[y] = _plus(line[y], line[y], p)
        return
    end = high + 1
    while end > w:
        begin = max(end - w, w)
        into, out = line[begin:end], line[begin - w : end - w]
        for y in range(end - begin):
            into[y] = _plus(into[y], out[y], p)
        end = begin


@njit(cache=True, nogil=True)
def _accumulate(table, p):  # type: ignore[no-untyped-def]
    """Turn counts at given weights into counts at these weights or less."""
    rows, caps1, caps2 = table.shape
    for s in range(rows):
        for x in range(caps1):
            for y in range(1, caps2):
                table[s, x, y] = _plus(table[s, x, y], table[s, x, y - 1], p)
            if x > 0:
                for y in range(caps2):
                    table[s, x, y] = _plus(table[s, x, y], table[s, x - 1, y], p)


@njit(cache=True, nogil=True)
def _read(table, weights, tally, below, rows, sign, p, lost, lost_with):  # type: ignore[no-untyped-def]
    """Add a box's coalitions, and those with each member, by tally."""
    zero = np.uint64(0)
    for s in range(rows):
        here = table[s, below[0] - 1, below[1] - 1]
        for _ in range(abs(sign)):
            lost[s] = _plus(lost[s], here if sign > 0 else (p - here), p)
    for i in range(weights.shape[1]):
        d, w1, w2 = tally[i], weights[0, i], weights[1, i]
        if d == 0 and w1 == 0 and w2 == 0:
            _halves(table, below, rows, sign, p, lost_with[i])
            continue
        for s in range(d, rows):
            total, minus = zero, False
            k, x, y = s - d, below[0] - w1, below[1] - w2
            while k >= 0 and x > 0 and y > 0:
                here = table[k, x - 1, y - 1]
                total = _plus(total, p - here if minus else here, p)
                k, x, y, minus = k - d, x - w1, y - w2, not minus
            for _ in range(abs(sign)):
                lost_with[i, s] = _plus(lost_with[i, s], total if sign > 0 else p - total, p)


@njit(cache=True, nogil=True)
def _halves(table, below, rows, sign, p, into):  # type: ignore[no-untyped-def]
    """Add half of a box: its coalitions with a member that changes neither weight nor tally."""
    for s in range(rows):
        here = table[s, below[0] - 1, below[1] - 1]
        half = (
            here // np.uint64(2)
            if here % np.uint64(2) == 0
            else (here // np.uint64(2)) + (p // np.uint64(2)) + np.uint64(1)
        )
        for _ in range(abs(sign)):
            into[s] = _plus(into[s], half if sign > 0 else p - half, p)
