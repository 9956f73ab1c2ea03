"""Coalitions of senders against one target: what each costs whom, solved once and kept.

The outcome of a coalition is kept under the hash of everything it depends on, in a table that belongs to the object
(or to whoever passes one in); each new coalition starts from the nearest one solved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Equilibrium, Start, solve
from foedera.responses.sanctions.measures import Measure, places, sanction
from foedera.responses.sanctions.transfers import equal_losses, paid
from foedera.responses.sanctions.welfare import welfare

__all__ = ["Coalitions", "Marginal", "Outcome", "fingerprint", "marginal_values"]

Floats = NDArray[np.float64]


def fingerprint(economy: Economy) -> str:
    """Return a hash of an economy's names and numbers."""
    found = hashlib.sha256(repr((economy.states, economy.sectors)).encode())
    for a in (economy.flows, economy.tariffs, economy.value_added_share, economy.input_share, economy.theta):
        found.update(np.ascontiguousarray(a, dtype=float).tobytes())
    if economy.wanted is not None:
        found.update(np.ascontiguousarray(economy.wanted, dtype=float).tobytes())
    return found.hexdigest()


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a coalition does.

    Parameters
    ----------
    senders : its members, in the economy's order
    target : against whom
    welfare : shape (N,), change of real income in percent, transfers included
    transfers : shape (N,), received [money]
    target_loss : of the target, in percent of its income
    own_cost : of all senders together, in percent of their income; below 0 if they gain
    wage, price, spending : of the equilibrium, to start from
    residual : the largest residual of the equilibrium, relative
    """

    senders: tuple[str, ...]
    target: str
    welfare: Floats
    transfers: Floats
    target_loss: float
    own_cost: float
    wage: Floats
    price: Floats
    spending: Floats
    residual: float

    @property
    def ratio(self) -> float:
        """Return the target's loss per unit of own cost; infinite if the senders lose nothing, 0 without any."""
        if self.target_loss <= 0 or not self.senders:
            return 0.0
        return self.target_loss / self.own_cost if self.own_cost > 0 else float("inf")


class Coalitions:
    """All coalitions against one target with one measure.

    Parameters
    ----------
    economy : calibrated, its table an equilibrium
    target : the state against which
    sectors : in which; None is all
    measure : what every sender does
    retaliation : as of :func:`~.measures.sanction`
    pooled : whether the senders share losses by transfers (:func:`~.transfers.equal_losses`)
    tolerance : of every equilibrium
    kept : outcomes by hash, shared between objects if given
    """

    def __init__(
        self,
        economy: Economy,
        target: str,
        sectors: Sequence[str] | None = None,
        measure: Measure | None = None,
        *,
        retaliation: bool | Sequence[str] = False,
        pooled: bool = False,
        tolerance: float = 1e-10,
        kept: dict[str, Outcome] | None = None,
    ) -> None:
        self.economy, self.target, self.measure = economy, target, measure or Measure()
        self.sectors = None if sectors is None else tuple(sectors)
        self.retaliation, self.pooled, self.tolerance = retaliation, pooled, tolerance
        self.kept = {} if kept is None else kept
        economy.index(target)
        sanction(economy, [], target, sectors, self.measure)  # unknown sectors are refused here
        self._world = fingerprint(economy)
        self._near: dict[frozenset[int], Outcome] = {}

    def outcome(self, senders: Iterable[str]) -> Outcome:
        """Return what a coalition does, from the table if it was solved before.

        Raises
        ------
        what :func:`~.measures.sanction`, :func:`~.equilibrium.solve` and :func:`~.transfers.equal_losses` raise
        """
        by, _ = places(self.economy, tuple(senders), self.target)
        members = tuple(self.economy.states[k] for k in sorted(by))
        key = self._key(members)
        found = self.kept.get(key)
        if found is None:
            found = self._outcome(members, self.equilibrium(members))
            self.kept[key] = found
        self._near[frozenset(by)] = found
        return found

    def equilibrium(self, senders: Sequence[str]) -> Equilibrium:
        """Return the whole equilibrium of a coalition, started from the nearest outcome known."""
        by, _ = places(self.economy, senders, self.target)
        shock = sanction(
            self.economy, senders, self.target, self.sectors, self.measure, retaliation=self.retaliation
        )
        start = self._start(frozenset(by))
        if self.pooled and senders:
            return equal_losses(self.economy, shock, senders, start=start, tolerance=self.tolerance)
        return solve(self.economy, shock, start=start, tolerance=self.tolerance)

    def like(
        self,
        *,
        sectors: Sequence[str] | None = None,
        measure: Measure | None = None,
        retaliation: bool | Sequence[str] | None = None,
        pooled: bool | None = None,
    ) -> Coalitions:
        """Return the same question with something changed, sharing the table of outcomes."""
        return Coalitions(
            self.economy,
            self.target,
            self.sectors if sectors is None else sectors,
            measure or self.measure,
            retaliation=self.retaliation if retaliation is None else retaliation,
            pooled=self.pooled if pooled is None else pooled,
            tolerance=self.tolerance,
            kept=self.kept,
        )

    def _key(self, members: tuple[str, ...]) -> str:
        answer = self.retaliation if isinstance(self.retaliation, bool) else tuple(self.retaliation)
        asked = (
            self._world,
            members,
            self.target,
            self.sectors,
            self.measure,
            answer,
            self.pooled,
            self.tolerance,
        )
        return hashlib.sha256(repr(asked).encode()).hexdigest()

    def _start(self, by: frozenset[int]) -> Start | None:
        if not self._near:
            return None
        return self._near[min(self._near, key=lambda known: len(known ^ by))]

    def _outcome(self, members: tuple[str, ...], q: Equilibrium) -> Outcome:
        e = self.economy
        change = welfare(q)
        inside = [e.index(m) for m in members]
        weight = e.income[inside]
        own = -float((weight * change[inside]).sum() / weight.sum()) if members else 0.0
        return Outcome(
            members, self.target, change, paid(q), -float(change[e.index(self.target)]), own,
            q.wage, q.price, q.spending, max(q.residuals),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Marginal:
    """What each member adds to a coalition, in percent of the income of whom it is about.

    Parameters
    ----------
    members : names
    target_loss : shape (members,), the target's loss with all less that without the member
    own_cost : shape (members,), what taking part costs the member: its welfare as bystander less as member
    others : shape (members,), change of the other members' common welfare by its joining
    ratio : shape (members,), the target's loss added per unit of the member's own cost; infinite where it has none
    """

    members: tuple[str, ...]
    target_loss: Floats
    own_cost: Floats
    others: Floats
    ratio: Floats


def marginal_values(coalitions: Coalitions, senders: Sequence[str]) -> Marginal:
    """Return what each member adds: the coalition with it and without it."""
    e = coalitions.economy
    whole = coalitions.outcome(senders)
    loss, cost, others = [], [], []
    for member in whole.senders:
        rest = tuple(s for s in whole.senders if s != member)
        without = coalitions.outcome(rest)
        loss.append(whole.target_loss - without.target_loss)
        k = e.index(member)
        cost.append(without.welfare[k] - whole.welfare[k])
        inside = [e.index(s) for s in rest]
        gain = (e.income[inside] * (whole.welfare - without.welfare)[inside]).sum()
        others.append(gain / e.income[inside].sum() if rest else 0.0)
    lost, own = np.array(loss), np.array(cost)
    ratio = np.where(own > 0, lost / np.where(own > 0, own, 1.0), np.where(lost > 0, np.inf, 0.0))
    return Marginal(whole.senders, lost, own, np.array(others), ratio)
