r"""Indices of a-priori voting power, from the counts of a game.

With omega winning coalitions of n members, eta_i of them swings of member i (they lose without it), eta_i(s) of
size s and eta_i(s, k) of size s with k members critical:

    Penrose-Banzhaf    beta'_i = eta_i / 2^(n-1)          (normalised: shares of all swings)
    Shapley-Shubik     phi_i   = sum_s (s-1)! (n-s)! / n!  eta_i(s)
    Coleman            act A = omega / 2^n,  prevent eta_i / omega,  initiate eta_i / (2^n - omega)
    Johnston           J_i  ~  sum_k eta_i(k) / k
    Deegan-Packel      DP_i ~  sum_s m_i(s) / s,           m_i(s) = eta_i(s, s): minimal winning coalitions
    Holler             h_i  ~  sum_s m_i(s)

Exact fractions throughout, so that nothing overflows or rounds to zero: one of 190 members under unanimity has
Banzhaf power 2^-189.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import factorial

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError, did_you_mean
from foedera.decisions.power import minimal, quadrature, tables
from foedera.decisions.power.counting import count, countable
from foedera.decisions.power.counts import Counts
from foedera.decisions.power.game import Game, simple_game
from foedera.decisions.voting import Rule

__all__ = ["INDICES", "Power", "Shares", "power"]

INDICES = (
    "banzhaf", "banzhaf_absolute", "shapley_shubik", "coleman_prevent", "coleman_initiate", "johnston",
    "deegan_packel", "holler",
)  # fmt: skip
"""Names of the indices, attributes of :class:`Power`."""

_QUICK = 4e9  # additions that take about four seconds

Shares = tuple[Fraction, ...]
"""An index, one fraction per member."""


class Power:
    """The power indices of one game; what an index needs is counted when it is first asked for.

    Parameters
    ----------
    game : simple game
    engine : see :func:`foedera.decisions.power.counting.count`
    """

    def __init__(self, game: Game, engine: str = "auto") -> None:
        self.game, self.members, self.n = game, game.members, game.n
        self._engine = engine

    @cached_property
    def by_size(self) -> Counts:
        """Return the counts by size of coalition."""
        return self._full if "_full" in self.__dict__ else count(self.game, engine=self._engine)

    @cached_property
    def _full(self) -> Counts:
        """Return counts that know which members are critical together."""
        if "by_size" in self.__dict__ and self.by_size.critical is not None:
            return self.by_size
        return count(self.game, one_by_one=True, engine="auto" if self._engine == "tables" else self._engine)

    @cached_property
    def totals(self) -> Counts:
        """Return counts whose sums over sizes are right, whatever they are sorted by: the cheapest."""
        if "by_size" in self.__dict__ or "_full" in self.__dict__ or self._engine != "auto":
            return self.by_size
        if countable(self.game) and self.n <= 62:
            return self.by_size
        return count(self.game, tally=np.zeros(self.n, dtype=np.int64))

    @property
    def winning(self) -> int:
        """Return omega, the number of winning coalitions."""
        return self.totals.winning

    @property
    def swings(self) -> tuple[int, ...]:
        """Return eta, the swings of each member."""
        return tuple(self.totals.swings_of)

    @property
    def act(self) -> Fraction:
        """Return Coleman's power of the body to act, the chance that random ballots pass."""
        return Fraction(self.winning, 2**self.n)

    @property
    def banzhaf_absolute(self) -> Shares:
        """Return the Penrose-Banzhaf index: the chance that random ballots of the others leave it to the member."""
        return tuple(Fraction(s, 2 ** (self.n - 1)) for s in self.swings)

    @property
    def banzhaf(self) -> Shares:
        """Return the normalised Banzhaf index, which sums to 1."""
        return _normalised([Fraction(s) for s in self.swings])

    @property
    def coleman_prevent(self) -> Shares:
        """Return the share of winning coalitions that each member can break."""
        return tuple(Fraction(s, self.winning) for s in self.swings)

    @property
    def coleman_initiate(self) -> Shares:
        """Return the share of losing coalitions that each member can make win by joining."""
        return tuple(Fraction(s, 2**self.n - self.winning) for s in self.swings)

    @cached_property
    def shapley_shubik(self) -> Shares:
        """Return the Shapley-Shubik index: how often each member is the one that decides, over all orders.

        Exact where the game can be counted by size. Otherwise an integral by Gauss-Legendre quadrature, exact in
        principle for its polynomial, in double precision (about 1e-14), and ``shapley_exact`` is False.
        """
        if not self.shapley_exact:
            return tuple(Fraction(float(x)) for x in quadrature.shapley_shubik(self.game))
        n, swings = self.n, self.by_size.swings
        weight = [0] + [factorial(s - 1) * factorial(n - s) for s in range(1, n + 1)]
        whole = factorial(n)
        return tuple(Fraction(int(sum(w * int(x) for w, x in zip(weight, row))), whole) for row in swings)

    @cached_property
    def shapley_exact(self) -> bool:
        """Whether the Shapley-Shubik index is an exact fraction: it is unless that would take far longer."""
        if self._engine != "auto" or "by_size" in self.__dict__ or "_full" in self.__dict__:
            return True
        if not quadrature.able(self.game):
            return True
        return countable(self.game) and tables.work(self.game) <= max(_QUICK, quadrature.work(self.game) / 2)

    @property
    def minimal_by_size(self) -> tuple[int, ...]:
        """Return the minimal winning coalitions of each size 0 .. n: those in which every member is critical."""
        per_member = self._minimal_with
        return tuple(sum(row[s] for row in per_member) // s if s else 0 for s in range(self.n + 1))

    @cached_property
    def _minimal_with(self) -> list[list[int]]:
        """Return the minimal winning coalitions with each member, by size."""
        if self._engine == "auto" and "_full" not in self.__dict__ and minimal.quickest(self.game):
            return minimal.count_minimal(self.game)
        critical = self._full.critical
        assert critical is not None  # _full asks for it
        return [[int(critical[i, s, s]) for s in range(self.n + 1)] for i in range(self.n)]

    @property
    def minimal(self) -> int:
        """Return the number of minimal winning coalitions."""
        return sum(self.minimal_by_size)

    @property
    def johnston(self) -> Shares:
        """Return Johnston's index: each coalition that can be broken is shared among those who can break it."""
        critical = self._full.critical
        assert critical is not None  # _full asks for it
        by_many = critical.sum(axis=1)  # (n, k)
        return _normalised(
            [sum((Fraction(int(x), k) for k, x in enumerate(row) if k), Fraction(0)) for row in by_many]
        )

    @property
    def deegan_packel(self) -> Shares:
        """Return the Deegan-Packel index: each minimal winning coalition is shared equally in it."""
        return _normalised(
            [sum((Fraction(x, s) for s, x in enumerate(row) if s), Fraction(0)) for row in self._minimal_with]
        )

    @property
    def holler(self) -> Shares:
        """Return Holler's public good index: in how many minimal winning coalitions each member is."""
        return _normalised([Fraction(sum(row)) for row in self._minimal_with])

    def index(self, kind: str) -> Shares:
        """Return an index by name, one of ``INDICES``; another name raises :class:`ModelInputError`."""
        if kind not in INDICES:
            fix = did_you_mean(kind, INDICES) or "one of " + ", ".join(INDICES)
            raise ModelInputError(f"there is no index '{kind}'", where="power", fix=fix)
        found: Shares = getattr(self, kind)
        return found

    def floats(self, kind: str) -> NDArray[np.float64]:
        """Return an index as numbers, shape (n,)."""
        return np.array([float(x) for x in self.index(kind)])


def power(body: Rule | Game, engine: str = "auto") -> Power:
    """Return the power indices of a rule or a game.

    Parameters
    ----------
    body : what :func:`foedera.decisions.voting.compile_rule` gives, or a simple game
    engine : "auto", or one of :data:`foedera.decisions.power.counting.ENGINES`
    """
    return Power(body if isinstance(body, Game) else simple_game(body), engine)


def _normalised(parts: Sequence[Fraction]) -> Shares:
    total = sum(parts, Fraction(0))
    return tuple(p / total for p in parts)
