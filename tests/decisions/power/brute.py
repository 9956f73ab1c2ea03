"""The oracle: every coalition looked at in plain NumPy, straight from the rule and its ballots."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np

from foedera.decisions.voting import NO, YES, Rule


class Brute:
    """All coalitions of a rule with few members.

    ``inside`` (2^n, n) who is in each, ``wins`` (2^n,), ``critical`` (2^n, n) who is in and breaks it by leaving.
    """

    def __init__(self, rule: Rule) -> None:
        n = len(rule.members)
        self.n = n
        self.inside = (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(bool)
        self.wins = rule.adopted(np.where(self.inside, YES, NO))
        without = np.arange(2**n)[:, None] & ~(1 << np.arange(n))
        self.critical = self.wins[:, None] & self.inside & ~self.wins[without]
        self.size = self.inside.sum(axis=1)

    @property
    def winning(self) -> int:
        return int(self.wins.sum())

    @property
    def swings(self) -> list[int]:
        return self.critical.sum(axis=0).tolist()

    @property
    def shapley_shubik(self) -> list[Fraction]:
        n = self.n
        return [
            sum(
                (Fraction(factorial(int(s) - 1) * factorial(n - int(s)), factorial(n)) for s in self.size[c]),
                Fraction(0),
            )
            for c in self.critical.T
        ]

    def _shares(self, weight: np.ndarray, who: np.ndarray) -> list[Fraction]:
        parts = [sum((Fraction(1, int(w)) for w in weight[c]), Fraction(0)) for c in who.T]
        return [p / sum(parts) for p in parts]

    @property
    def johnston(self) -> list[Fraction]:
        return self._shares(self.critical.sum(axis=1), self.critical)

    @property
    def minimal(self) -> np.ndarray:
        return self.wins & (self.critical == self.inside).all(axis=1)

    @property
    def deegan_packel(self) -> list[Fraction]:
        return self._shares(self.size, self.inside & self.minimal[:, None])

    @property
    def holler(self) -> list[Fraction]:
        return self._shares(np.ones_like(self.size), self.inside & self.minimal[:, None])
