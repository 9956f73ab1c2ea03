"""The pacts of a scenario compiled over time; scenarios with the same pacts share them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from foedera.pacts.clause_table import TYPE_CODES, ClauseTable, active, compile_clauses, membership
from foedera.pacts.schema import Pact
from foedera.sim.clock import Clock
from foedera.sim.network import Network

__all__ = ["Treaties"]


class Treaties:
    """Clauses and membership month by month: P pacts, K clauses, N states, T months.

    Parameters
    ----------
    pacts : treaties in force or to come into force
    states : ISO3 codes in the order of the state axis
    clock : the months
    """

    def __init__(self, pacts: Sequence[Pact], states: Sequence[str], clock: Clock) -> None:
        self.pacts = tuple(pacts)
        self.pact_ids = [p.id for p in pacts]
        whole = compile_clauses(pacts, states)
        days = clock.days()
        in_force = active(pacts, days)
        # Crises are attacks by one state on another: clauses on other acts, or never in force, cannot be invoked.
        useful = whole.attack & (whole.min_attackers == 1) & in_force.any(axis=0)
        self.table: ClauseTable = whole.select(useful)
        self.clause_ids = [f"{self.pact_ids[p]}/{c}" for p, c in zip(self.table.pact, self.table.ids)]
        self.of_type = {name: np.flatnonzero(self.table.is_type(name)) for name in TYPE_CODES}
        self.membership = membership(pacts, states, days)  # (T, P, N)
        self.active = in_force[:, useful]  # (T, K)
        self.networks: dict[int, Network] = {}  # by first month of a segment, filled by the scenes

    @cached_property
    def segments(self) -> list[int]:
        """Months in which membership or the clauses in force change; the first is 0."""
        same = np.all(self.membership[1:] == self.membership[:-1], axis=(1, 2))
        same &= np.all(self.active[1:] == self.active[:-1], axis=1)
        return [0, *(int(m) + 1 for m in np.flatnonzero(~same))]

    def segment(self, month: int) -> int:
        """Return the first month of the segment that ``month`` belongs to; months before the run count as 0."""
        return max(m for m in self.segments if m <= max(month, 0))
