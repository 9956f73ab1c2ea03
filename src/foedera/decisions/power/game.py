"""A decision rule as a simple game: which coalitions can carry a decision if everybody else says no.

Every leaf of a rule becomes a condition "the members of S weigh at least so much" on a linear form with whole,
non-negative weights; a truth table over the conditions says which combinations win. A rule that asks for nine of
fifteen and no veto has two forms, one that weighs states and populations two more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, lcm

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError, did_you_mean
from foedera.decisions.voting import Rule, compile_rule

__all__ = ["MAX_CONDITIONS", "Condition", "Game", "simple_game", "weighted_game"]

MAX_CONDITIONS = 12
"""Distinct conditions a game may have; its truth table has two to the power of that many rows."""

MAX_TOTAL = 2**53
"""The largest sum of weights, beyond which they could not be told apart as floating-point numbers."""


@dataclass(frozen=True)
class Condition:
    """The members of a coalition weigh at least ``cut`` under form ``form``."""

    form: int
    cut: int


@dataclass(frozen=True, eq=False)
class Game:
    """A simple game; make it with :func:`simple_game` or :func:`weighted_game`.

    Parameters
    ----------
    members : names, in the order of every result
    forms : shape (F, n), whole weights >= 0 without a common divisor, each form once
    conditions : L of them, each reachable and none met by the empty coalition
    wins : shape (2^L,), bool; bit l of the row says that condition l is met
    """

    members: tuple[str, ...]
    forms: NDArray[np.int64]
    conditions: tuple[Condition, ...]
    wins: NDArray[np.bool_]

    @property
    def n(self) -> int:
        """Number of members."""
        return len(self.members)

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """Return the weight of all members under each form, shape (F,)."""
        return np.asarray(self.forms.sum(axis=1))

    @cached_property
    def kinds(self) -> NDArray[np.intp]:
        """Return a number for each member, the same for members with the same weights everywhere, shape (n,)."""
        _, kind = np.unique(self.forms.T, axis=0, return_inverse=True)
        return np.asarray(kind.reshape(-1))

    def winning(self, coalitions: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which coalitions win, shape (...), from shape (..., n) of who is in."""
        inside = np.asarray(coalitions, dtype=np.int64)
        return self.wins_at(inside @ self.forms.T)

    def wins_at(self, sums: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether coalitions of these weights win, shape (...), from shape (..., F)."""
        row = np.zeros(sums.shape[:-1], dtype=np.intp)
        for bit, condition in enumerate(self.conditions):
            row |= (sums[..., condition.form] >= condition.cut).astype(np.intp) << bit
        return np.asarray(self.wins[row])

    @cached_property
    def dual(self) -> Game:
        """Return the game of blocking: S wins in it if the others alone cannot win here."""
        turned = tuple(Condition(c.form, int(self.totals[c.form]) - c.cut + 1) for c in self.conditions)
        return Game(self.members, self.forms, turned, ~self.wins[::-1])

    def merged(self, groups: Iterable[Iterable[int]], names: Iterable[str]) -> Game:
        """Return the game in which each group of members acts as one.

        Parameters
        ----------
        groups : places of the members of each new member, together all of them, each once
        names : of the new members
        """
        columns = [self.forms[:, list(g)].sum(axis=1) for g in groups]
        return Game(tuple(names), np.stack(columns, axis=1), self.conditions, self.wins)


def simple_game(rule: Rule) -> Game:
    """Return the simple game of a rule: everybody says yes or no.

    Raises
    ------
    ModelInputError : the rule can never pass, or passes although all say no, or a yes more can undo it, or it
        has weights with too many digits, or more than ``MAX_CONDITIONS`` distinct conditions
    """
    forms: list[tuple[int, ...]] = []
    conditions: list[Condition] = []
    leaves: list[bool | int] = []  # of each leaf the place of its condition, or its truth where it has none
    for leaf in rule.leaves:
        weights, scale = _whole(leaf.yes - leaf.no, rule.members, leaf.text)
        cut = ceil((Fraction(float(leaf.cut)) - _exact_sum(leaf.no)) * scale)
        if cut <= 0 or cut > sum(weights):
            leaves.append(cut <= 0)
            continue
        if weights not in forms:
            forms.append(weights)
        condition = Condition(forms.index(weights), cut)
        if condition not in conditions:
            conditions.append(condition)
        leaves.append(conditions.index(condition))
    if len(conditions) > MAX_CONDITIONS:
        raise ModelInputError(
            f"{len(conditions)} distinct conditions; {MAX_CONDITIONS} can be counted", where="simple_game",
            fix="use sampling, or split the rule",
        )  # fmt: skip
    wins = _truth(rule, conditions, leaves)
    table = np.array(forms, dtype=np.int64).reshape(len(forms), len(rule.members))
    return Game(rule.members, table, tuple(conditions), wins)


def weighted_game(quota: float, weights: Mapping[str, float]) -> Game:
    """Return the game in which members pass what weighs at least the quota.

    Parameters
    ----------
    quota : in (0, sum of the weights]
    weights : of each member, >= 0
    """
    rule = {"yes_weight": {"quota": quota, "weights": dict(weights)}}
    return simple_game(compile_rule(rule, list(weights)))


def places(game: Game, names: Iterable[str], where: str) -> list[int]:
    """Return the places of members by name; an unknown one raises :class:`ModelInputError`."""
    found = []
    for name in names:
        if name not in game.members:
            fix = did_you_mean(name, game.members) or "one of " + ", ".join(game.members)
            raise ModelInputError(f"'{name}' is not a member", where=where, fix=fix)
        found.append(game.members.index(name))
    return found


def _exact_sum(values: NDArray[np.float64]) -> Fraction:
    return sum((_decimal(v) for v in values), Fraction(0))


def _decimal(value: float) -> Fraction:
    """Return the fraction that a decimal such as 18.49 means."""
    return Fraction(repr(float(value)))


def _whole(
    values: NDArray[np.float64], members: tuple[str, ...], text: str
) -> tuple[tuple[int, ...], Fraction]:
    """Return whole weights without common divisor, and their ratio to the values."""
    exact = [_decimal(v) for v in values]
    below = [m for m, v in zip(members, exact) if v < 0]
    if below:
        raise ModelInputError(
            f"a yes of {below[0]} counts against '{text}'", where="simple_game",
            fix="power needs a rule that more support never defeats",
        )  # fmt: skip
    denominator = lcm(*(v.denominator for v in exact))
    weights = [int(v * denominator) for v in exact]
    divisor = gcd(*weights) or 1
    if sum(weights) // divisor >= MAX_TOTAL:
        raise ModelInputError(
            f"the weights of '{text}' have too many digits to be told apart", where="simple_game",
            fix="write them with fewer digits: divided by a thousand and rounded they give nearly the same power",
        )  # fmt: skip
    return tuple(w // divisor for w in weights), Fraction(denominator, divisor)


def _truth(rule: Rule, conditions: list[Condition], leaves: list[bool | int]) -> NDArray[np.bool_]:
    rows = np.arange(2 ** len(conditions))
    met = [(rows >> bit & 1).astype(bool) for bit in range(len(conditions))]
    for a, low in enumerate(conditions):  # who meets a higher bar of a form meets the lower ones
        for b, high in enumerate(conditions):
            if low.form == high.form and low.cut < high.cut:
                met[a] = met[a] | met[b]
    truth = [np.full(len(rows), leaf) if isinstance(leaf, bool) else met[leaf] for leaf in leaves]
    wins = np.asarray(rule.root.holds(np.stack(truth, axis=-1)))
    if not wins[-1]:
        raise ModelInputError(
            "the rule cannot pass even if all say yes", where="simple_game", fix="lower a quota"
        )
    if wins[0]:
        raise ModelInputError("the rule passes even if all say no", where="simple_game", fix="raise a quota")
    for bit in range(len(conditions)):
        if np.any(wins[rows & ~(1 << bit)] & ~wins[rows | (1 << bit)]):
            raise ModelInputError(
                "one more yes can defeat a proposal under this rule", where="simple_game",
                fix="power is defined for rules that more support never defeats; take out 'not'",
            )  # fmt: skip
    return wins
