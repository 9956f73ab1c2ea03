r"""Power of members who act in a-priori unions, such as the states of a bloc that agree before they vote.

The unions partition the n members into m, of whom u has p_u. Owen's value counts the orders of members in which every
union stays together, each equally likely; the Banzhaf-Owen value counts coalitions of whole other unions with any
members of one's own. For member i of union u, with eta_i(h, t) the swings in coalitions of h whole other unions and
t members of u, i among them,

    Owen            Ow_i   = sum_h,t  h! (m-h-1)! / m!  (t-1)! (p_u-t)! / p_u!  eta_i(h, t)
    Banzhaf-Owen    beta_i = sum_h,t  eta_i(h, t) / (2^(m-1) 2^(p_u-1))

They are counted exactly in the game in which every other union is one member, Owen's by a tally that adds p_u + 1 for
such a union and 1 for each member of u. Owen's value of a union's members sums to the Shapley-Shubik index of the
union in the quotient game, whose members are the unions; the Banzhaf-Owen value has no such property.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from math import factorial

import numpy as np

from foedera.core.errors import ModelInputError
from foedera.decisions.power.counting import count
from foedera.decisions.power.game import Game, places, simple_game
from foedera.decisions.power.indices import Power, Shares
from foedera.decisions.voting import Rule

__all__ = ["UnionPower", "union_power"]


class UnionPower:
    """Power with a-priori unions; make it with :func:`union_power`.

    Parameters
    ----------
    game : simple game of all members
    unions : places of the members of each union by its name, together all members, each once
    """

    def __init__(self, game: Game, unions: Mapping[str, tuple[int, ...]]) -> None:
        self.game, self.members = game, game.members
        self.unions = {name: tuple(game.members[i] for i in group) for name, group in unions.items()}
        self._groups = list(unions.values())

    @cached_property
    def quotient(self) -> Power:
        """Return the power of the unions, each acting as one; its ``members`` are their names."""
        return Power(self.game.merged(self._groups, self.unions))

    @cached_property
    def owen(self) -> Shares:
        """Return Owen's value, one fraction per member; it sums to 1."""
        m, found = len(self._groups), [Fraction(0)] * self.game.n
        for u, group in enumerate(self._groups):
            p = len(group)
            if p == 1:
                found[group[0]] = self.quotient.shapley_shubik[u]
                continue
            tally = np.array([1] * p + [p + 1] * (m - 1), dtype=np.int64)
            whole = factorial(m) * factorial(p)
            for i, row in zip(group, count(self._opened(u), tally=tally).swings):
                parts = (_orders(m, p, at) * int(x) for at, x in enumerate(row) if x)
                found[i] = Fraction(sum(parts), whole)
        return tuple(found)

    @cached_property
    def banzhaf_owen(self) -> Shares:
        """Return the (absolute) Banzhaf-Owen value, one fraction per member."""
        found = [Fraction(0)] * self.game.n
        for u, group in enumerate(self._groups):
            if len(group) == 1:
                found[group[0]] = self.quotient.banzhaf_absolute[u]
                continue
            for i, value in zip(group, Power(self._opened(u)).banzhaf_absolute):
                found[i] = value
        return tuple(found)

    def _opened(self, u: int) -> Game:
        """Return the game of the members of one union, first, and the other unions as one member each."""
        group = self._groups[u]
        others = [g for k, g in enumerate(self._groups) if k != u]
        names = [self.members[i] for i in group] + [f"union {k}" for k in range(len(others))]
        return self.game.merged([*((i,) for i in group), *others], names)


def union_power(body: Rule | Game, unions: Mapping[str, Iterable[str]]) -> UnionPower:
    """Return the power of members who act in a-priori unions.

    Parameters
    ----------
    body : what :func:`foedera.decisions.voting.compile_rule` gives, or a simple game
    unions : members of each union by its name; a member of none is a union of its own, under its own name

    Raises
    ------
    ModelInputError : a union is empty, names one who is no member or one who is in another union, or bears the name
        of a member who is outside
    """
    game = body if isinstance(body, Game) else simple_game(body)
    found: dict[str, tuple[int, ...]] = {}
    union_of: dict[int, str] = {}
    for name, group in unions.items():
        where = f"unions['{name}']"
        if isinstance(group, str):
            raise ModelInputError(f"'{group}' is not a list of members", where=where, fix=f"['{group}']")
        listed = places(game, group, where)
        if not listed:
            raise ModelInputError("a union without members", where=where, fix="leave it out")
        for i in listed:
            if i in union_of:
                fix = "each member acts in one union"
                twice = f"'{game.members[i]}' is in '{union_of[i]}' and again in '{name}'"
                raise ModelInputError(twice, where=where, fix=fix)
            union_of[i] = name
        found[name] = tuple(sorted(listed))
    for i, member in enumerate(game.members):
        if i not in union_of:
            if member in found:
                raise ModelInputError(
                    f"the union '{member}' bears the name of a member outside it",
                    where="unions",
                    fix="rename it",
                )
            found[member] = (i,)
    return UnionPower(game, found)


def _orders(m: int, p: int, tally: int) -> int:
    """Return the orders, of m! p!, in which a member is the last of a coalition of this tally."""
    h, t = divmod(tally, p + 1)
    return factorial(h) * factorial(m - h - 1) * factorial(t - 1) * factorial(p - t)
