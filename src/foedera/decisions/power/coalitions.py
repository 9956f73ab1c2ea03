"""Which coalitions win and block: the minimal ones listed, and what they say of members and of the rule.

A winning coalition is minimal if nobody can be missed in it; a coalition blocks if the others cannot win without it,
so that minimal blocking coalitions are the minimal winning ones of the dual game. They are listed one by one, shortest
first (:func:`minimal_winning`), or as patterns over members of equal weight (:func:`patterns`): "all of CHN, FRA, GBR,
RUS and USA, and 4 of the other 10" stands for 210. How many there are is known without a list
(:attr:`foedera.decisions.power.indices.Power.minimal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from math import comb, prod

import numpy as np

from foedera.core.errors import ModelInputError
from foedera.decisions.power.counting import MAX_VECTORS, count
from foedera.decisions.power.game import MAX_CONDITIONS, Game
from foedera.decisions.power.types import Types, vectors
from foedera.decisions.rule_tree import names

__all__ = [
    "Pattern", "dictator", "is_proper", "is_strong", "minimal_blocking", "minimal_winning", "null_players", "patterns",
    "veto_players",
]  # fmt: skip

_LISTED = 8
"""Equal members up to which a pattern names each."""

Weights = tuple[int, ...]  # of a member or coalition under each form


@dataclass(frozen=True)
class Pattern:
    """Coalitions that have so many members of each type.

    Parameters
    ----------
    parts : (members of a type, how many of them take part), of the types that do
    members : how many members the body has
    """

    parts: tuple[tuple[tuple[str, ...], int], ...]
    members: int

    @property
    def size(self) -> int:
        """Return the members of each coalition."""
        return sum(number for _, number in self.parts)

    @property
    def coalitions(self) -> int:
        """Return how many coalitions there are."""
        return prod(comb(len(group), number) for group, number in self.parts)

    def text(self) -> str:
        """Return the pattern in words: "all of FRA, GBR and USA, and 4 of the other 10"."""
        rest = self.members - sum(len(group) for group, _ in self.parts)
        ordered = sorted(self.parts, key=lambda part: (len(part[0]) > _LISTED, -part[1] / len(part[0])))
        long = sum(len(group) > _LISTED for group, _ in ordered)
        words = []
        for group, number in ordered:
            if len(group) == 1:
                who = group[0]
            elif len(group) <= _LISTED:
                who = ("all" if number == len(group) else str(number)) + f" of {names(group)}"
            elif rest == 0 and long == 1:
                of = f"{len(group)} members" if len(group) == self.members else f"other {len(group)}"
                who = f"{'all' if number == len(group) else number} of the {of}"
            else:
                few = ", ".join(group[:3])
                who = f"{number} of {len(group)} equal members ({few}, ...)"
            words.append(who)
        return words[0] if len(words) == 1 else ", ".join(words[:-1]) + ", and " + words[-1]


def patterns(game: Game) -> list[Pattern]:
    """Return the minimal winning coalitions of a game of few types as patterns, shortest first.

    Patterns of the same size stand in the order of their first coalition.

    Raises
    ------
    ModelInputError : the members are of too many types
    """
    types = Types(game)
    if types.vectors > MAX_VECTORS:
        raise ModelInputError(
            f"the members are of {len(types.many)} types, which allow {types.vectors:.2g} patterns", where="patterns",
            fix="list the shortest coalitions one by one with a limit: minimal_winning(game, limit=100)",
        )  # fmt: skip
    v = vectors(types.many)
    v = v[game.wins_at(v @ types.forms.T)]
    for t in range(len(types.many)):
        less = (v @ types.forms.T) - types.forms[:, t]
        v = v[(v[:, t] == 0) | ~game.wins_at(less)]
    groups = [np.flatnonzero(types.kind == t) for t in range(len(types.many))]

    def first(numbers: Sequence[int]) -> tuple[int, list[int]]:
        return sum(numbers), sorted(int(i) for g, k in zip(groups, numbers) for i in g[:k])

    found = []
    for numbers in sorted(v.tolist(), key=first):
        present = sorted((g.tolist(), k) for g, k in zip(groups, numbers) if k)
        parts = tuple((tuple(game.members[i] for i in g), int(k)) for g, k in present)
        found.append(Pattern(parts, game.n))
    return found


def minimal_winning(game: Game, limit: int | None = None) -> Iterator[tuple[int, ...]]:
    """Yield the minimal winning coalitions as places of members, in ascending order: by size, then by member.

    Parameters
    ----------
    game : simple game
    limit : how many at most; None yields all, which can be astronomically many

    Raises
    ------
    ModelInputError : the limit is not a whole number of 1 or more
    """
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise ModelInputError(f"limit {limit!r}", where="minimal_winning", fix="a whole number of 1 or more")
    return islice(_Search(game).all(), limit)


def minimal_blocking(game: Game, limit: int | None = None) -> Iterator[tuple[int, ...]]:
    """Yield the minimal blocking coalitions; see :func:`minimal_winning`."""
    return minimal_winning(game.dual, limit)


def veto_players(game: Game) -> tuple[str, ...]:
    """Return those without whom nothing passes."""
    won = game.wins_at(game.totals - game.forms.T)
    return tuple(m for m, passes in zip(game.members, won) if not passes)


def dictator(game: Game) -> str | None:
    """Return the member whose ballot alone is the outcome, None if there is none."""
    alone = game.wins_at(game.forms.T)
    found = [m for m, passes in zip(game.members, alone) if passes and m in veto_players(game)]
    return found[0] if found else None


def null_players(game: Game) -> tuple[str, ...]:
    """Return those whose ballot never matters."""
    swings = count(game, tally=np.zeros(game.n, dtype=np.int64)).swings_of
    return tuple(m for m, s in zip(game.members, swings) if s == 0)


def is_proper(game: Game) -> bool:
    """Return whether no two coalitions without common members both win."""
    return _wins(_winning_and_blocking(game)) == _wins(game)


def is_strong(game: Game) -> bool:
    """Return whether of a coalition and the others one always wins: the body is never deadlocked."""
    return _wins(_winning_and_blocking(game)) + _wins(game) == 1 << game.n


def _wins(game: Game) -> int:
    return count(game, tally=np.zeros(game.n, dtype=np.int64)).winning


def _winning_and_blocking(game: Game) -> Game:
    """Return the game won by the coalitions that win while the others lose."""
    conditions = list(game.conditions)
    place = []
    for c in game.dual.conditions:
        if c not in conditions:
            conditions.append(c)
        place.append(conditions.index(c))
    if len(conditions) > MAX_CONDITIONS:
        raise ModelInputError(
            f"{len(conditions)} distinct conditions to win and to block; {MAX_CONDITIONS} can be counted",
            where="is_proper", fix="split the rule",
        )  # fmt: skip
    rows = np.arange(2 ** len(conditions))
    blocks = sum(((rows >> at & 1) << bit for bit, at in enumerate(place)), np.zeros_like(rows))
    wins = game.wins[rows & (len(game.wins) - 1)] & game.dual.wins[blocks]
    return Game(game.members, game.forms, tuple(conditions), wins)


class _Search:
    """Coalitions tried member by member, given up once they cannot become minimal winning ones."""

    def __init__(self, game: Game) -> None:
        self.place = np.flatnonzero(game.forms.any(axis=0)).tolist()
        self.weight: list[Weights] = [tuple(game.forms[:, i].tolist()) for i in self.place]
        self.tests = [(c.form, c.cut, 1 << bit) for bit, c in enumerate(game.conditions)]
        self.table: list[bool] = game.wins.tolist()
        self.nothing: Weights = (0,) * len(game.forms)
        tails = [self.weight[j:] for j in range(len(self.weight) + 1)]
        self.heaviest = [
            self._sums(tail, heaviest=True) for tail in tails
        ]  # of k from member j on, at [j][k]
        self.lightest = [self._sums(tail, heaviest=False) for tail in tails]

    def _sums(self, tail: list[Weights], *, heaviest: bool) -> list[Weights]:
        ladders = [
            list(accumulate(sorted(column, reverse=heaviest), initial=0)) for column in zip(*tail)
        ] or [[0] for _ in self.nothing]
        return list(zip(*ladders))

    def wins(self, sums: Sequence[int]) -> bool:
        row = 0
        for form, cut, bit in self.tests:
            if sums[form] >= cut:
                row |= bit
        return self.table[row]

    def all(self) -> Iterator[tuple[int, ...]]:
        for size in range(1, len(self.weight) + 1):
            yield from self.descend(0, size, self.nothing, ())

    def descend(self, j: int, k: int, sums: Weights, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Yield the minimal winning coalitions of the chosen members and k more from place j on."""
        for i in range(j, len(self.weight) - k + 1):
            if not self.wins(_plus(sums, self.heaviest[i][k])):
                return
            now, inside = _plus(sums, self.weight[i]), (*chosen, i)
            least = _plus(now, self.lightest[i + 1][k - 1])
            if any(self.wins(_minus(least, self.weight[c])) for c in inside):
                continue
            if k == 1:
                if self.wins(now):
                    yield tuple(self.place[c] for c in inside)
            elif not self.wins(now):
                yield from self.descend(i + 1, k - 1, now, inside)


def _plus(a: Sequence[int], b: Sequence[int]) -> Weights:
    return tuple(x + y for x, y in zip(a, b))


def _minus(a: Sequence[int], b: Sequence[int]) -> Weights:
    return tuple(x - y for x, y in zip(a, b))
