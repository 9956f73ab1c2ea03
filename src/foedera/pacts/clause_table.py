"""Clauses as arrays, for the simulator: K clauses of P pacts against N states.

:func:`triggered` answers for many events at once what :func:`foedera.pacts.triggers.invoked` answers
for one: attacks by one state on another at the target's home territory, with help asked for. A test holds the
two equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import InputError, ModelInputError
from foedera.pacts.fields import TYPES
from foedera.pacts.places import home
from foedera.pacts.schema import Clause, Pact
from foedera.pacts.triggers import in_scope

__all__ = ["TYPE_CODES", "ClauseTable", "active", "compile_clauses", "membership", "triggered"]

Bools = NDArray[np.bool_]

TYPE_CODES: dict[str, int] = {name: code for code, name in enumerate(TYPES)}
"""Obligation type -> code in ``ClauseTable.type_code``."""


@dataclass(frozen=True)
class ClauseTable:
    """The clauses of several pacts as arrays; K clauses, N states.

    Parameters
    ----------
    pact_ids : id of each pact, in the order of the pact axis
    states : ISO3 codes in the order of the state axis
    ids, articles : names of the clauses and where their texts stand
    pact : shape (K,), index of the pact
    type_code : shape (K,), see TYPE_CODES
    duty : the duty of each clause
    strength : shape (K,), obligation strength [1]
    severity : shape (K,), lowest hostility level that invokes the clause
    attack : shape (K,), the clause answers armed attack and not some other act
    min_attackers : shape (K,), adversaries that must attack together
    within_pact, unprovoked_only, request_needed : shape (K,)
    home_of_members : shape (K,), the place must be administered by a member or a state the clause protects
    home_of_protected : shape (K,), the place must be administered by a state the clause protects
    protects_members : shape (K,), owed to the members
    protects_also : shape (K, N), owed to these states besides
    place_ok : shape (K, N), the home territory of the state lies in the scope
    adversary_ok : shape (K, N), the state is an adversary in the clause's sense
    binds_only : shape (K, N), the clause binds the state if it is a member
    """

    pact_ids: tuple[str, ...]
    states: tuple[str, ...]
    ids: tuple[str, ...]
    articles: tuple[str, ...]
    pact: NDArray[np.int_]
    type_code: NDArray[np.int8]
    duty: tuple[str, ...]
    strength: NDArray[np.float64]
    severity: NDArray[np.int8]
    attack: Bools
    min_attackers: NDArray[np.int8]
    within_pact: Bools
    unprovoked_only: Bools
    request_needed: Bools
    home_of_members: Bools
    home_of_protected: Bools
    protects_members: Bools
    protects_also: Bools
    place_ok: Bools
    adversary_ok: Bools
    binds_only: Bools

    def is_type(self, name: str) -> Bools:
        """Return which clauses have the obligation type called ``name``, shape (K,)."""
        return np.asarray(self.type_code == TYPE_CODES[name])

    def select(self, keep: Bools) -> ClauseTable:
        """Return the table of some clauses only; ``keep`` has shape (K,)."""
        chosen: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name in ("ids", "articles", "duty"):
                chosen[item.name] = tuple(v for v, k in zip(value, keep) if k)
            elif item.name not in ("pact_ids", "states"):
                chosen[item.name] = value[keep]
        return replace(self, **chosen)


def compile_clauses(pacts: Sequence[Pact], states: Sequence[str]) -> ClauseTable:
    """Return the clauses of ``pacts`` as arrays over ``states``; names outside ``states`` are left out.

    Raises
    ------
    InputError
        if a pact id or a state is given twice, or a state has no home territory in the gazetteer
    """
    for what, names in (("pact", [p.id for p in pacts]), ("state", list(states))):
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise InputError(
                f"{what} '{twice[0]}' is given twice", where="compile_clauses", fix="give each once"
            )
    pairs = [(p, clause) for p, pact in enumerate(pacts) for clause in pact.clauses]
    clauses = [clause for _, clause in pairs]
    homes = [home(state).id for state in states]

    def flags(rows: list[Any]) -> Bools:
        return np.array(rows, dtype=bool)

    def over_states(rows: list[list[bool]]) -> Bools:
        return np.array(rows, dtype=bool).reshape(len(clauses), len(states))

    return ClauseTable(
        pact_ids=tuple(pact.id for pact in pacts),
        states=tuple(states),
        ids=tuple(clause.id for clause in clauses),
        articles=tuple(clause.article for clause in clauses),
        pact=np.array([p for p, _ in pairs], dtype=np.int_),
        type_code=np.array([TYPE_CODES[c.type] for c in clauses], dtype=np.int8),
        duty=tuple(clause.duty for clause in clauses),
        strength=np.array([c.strength for c in clauses], dtype=float),
        severity=np.array([c.severity for c in clauses], dtype=np.int8),
        attack=flags([c.trigger.act == "attack" for c in clauses]),
        min_attackers=np.array([c.conditions.min_attackers for c in clauses], dtype=np.int8),
        within_pact=flags([c.within_pact for c in clauses]),
        unprovoked_only=flags([c.conditions.unprovoked_only for c in clauses]),
        request_needed=flags([c.conditions.request_needed for c in clauses]),
        home_of_members=flags([c.scope.territory_of == "members" for c in clauses]),
        home_of_protected=flags([c.scope.territory_of == "protected" for c in clauses]),
        protects_members=flags([c.protects is None for c in clauses]),
        protects_also=over_states([[s in (c.protects or ()) for s in states] for c in clauses]),
        place_ok=over_states([[_home_covered(c, h) for h in homes] for c in clauses]),
        adversary_ok=over_states([[_adversary(c, s) for s in states] for c in clauses]),
        binds_only=over_states([[c.binds is None or s in c.binds for s in states] for c in clauses]),
    )


def _home_covered(clause: Clause, name: str) -> bool:
    holders = clause.scope.territory_of
    listed = home(name).administered_by in holders if isinstance(holders, tuple) else True
    return listed and in_scope(clause, name)


def _adversary(clause: Clause, state: str) -> bool:
    asked = clause.conditions
    return (not asked.adversaries or state in asked.adversaries) and state not in asked.except_adversaries


def membership(pacts: Sequence[Pact], states: Sequence[str], days: Sequence[date]) -> Bools:
    """Return who is a bound member of which pact on which day, shape (T, P, N)."""
    index = {state: n for n, state in enumerate(states)}
    found = np.zeros((len(days), len(pacts), len(states)), dtype=bool)
    ordinal = np.array([day.toordinal() for day in days])
    for p, pact in enumerate(pacts):
        for member in pact.members:
            if member.bound and member.state in index:
                start, end = (day.toordinal() for day in pact.spell(member))
                found[(start <= ordinal) & (ordinal < end), p, index[member.state]] = True
    return found


def active(pacts: Sequence[Pact], days: Sequence[date]) -> Bools:
    """Return whether the pact of each clause is in force and its mandate runs, shape (T, K)."""
    rows = [[pact.in_force_on(day) for pact in pacts for _ in pact.clauses] for day in days]
    return np.array(rows, dtype=bool).reshape(len(days), sum(len(pact.clauses) for pact in pacts))


def triggered(
    table: ClauseTable,
    members: Bools,
    active: Bools,
    initiator: ArrayLike,
    target: ArrayLike,
    severity: ArrayLike,
    provoked: ArrayLike = False,
    place: ArrayLike | None = None,
) -> Bools:
    """Return which clauses attacks call up for which members.

    Parameters
    ----------
    table :
        the clauses
    members :
        shape (P, N), who is a bound member of which pact
    active :
        shape (K,), whether the clause's pact is in force
    initiator, target :
        shape (C,), indices of states; the attack is on the target's home territory
    severity :
        shape (C,), hostility level 2 to 5
    provoked :
        shape (C,), whether the target provoked it
    place :
        shape (C,), index of the state on whose home territory it happens; None for the target's

    Returns
    -------
    shape (C, K, N)
    """
    i, j = np.atleast_1d(np.asarray(initiator)), np.atleast_1d(np.asarray(target))
    if np.any(i == j):
        raise ModelInputError("a state attacks itself", where="triggered(target)", fix="let the two differ")
    member = members[table.pact]
    owed = (table.protects_members[:, None] & member) | table.protects_also
    where = j if place is None else np.atleast_1d(np.asarray(place))
    common = _common(table, active, member | owed, owed, where, np.asarray(severity))
    shielded = common & ~(table.unprovoked_only & np.asarray(provoked)[..., None])
    bound = member & table.binds_only
    fired = np.zeros((i.size, *bound.shape), dtype=bool)
    _defence(table, shielded, member, owed, bound, i, j, fired)
    _fighting(table, shielded, owed, bound, i, j, fired)
    return fired


def _common(
    table: ClauseTable, active: Bools, near: Bools, owed: Bools, where: NDArray[Any], severity: NDArray[Any]
) -> Bools:
    """Return the conditions that all types share, shape (C, K)."""
    fixed = active & table.attack & (table.min_attackers == 1)
    place = (
        table.place_ok & (near | ~table.home_of_members[:, None]) & (owed | ~table.home_of_protected[:, None])
    )
    grave = severity[..., None] >= table.severity
    return np.asarray(fixed & grave & place.T[where])


def _defence(
    table: ClauseTable, shielded: Bools, member: Bools, owed: Bools, bound: Bools,
    i: NDArray[Any], j: NDArray[Any], fired: Bools,
) -> None:  # fmt: skip
    """Write the calls of defence, offence and consultation into ``fired``, shape (C, K, N)."""
    states = np.arange(bound.shape[1])
    answer = shielded & owed.T[j] & table.adversary_ok.T[i] & (table.within_pact | ~member.T[i])
    join = shielded & owed.T[i] & table.adversary_ok.T[j] & (table.within_pact | ~member.T[j])
    third = ((states != i[:, None]) & (states != j[:, None]))[:, None]
    for name, called in (("defence", answer), ("offence", join)):
        some = np.flatnonzero(table.is_type(name))
        fired[:, some] = called[:, some, None] & bound[some] & third
    some = np.flatnonzero(table.is_type("consultation"))
    fired[:, some] = answer[:, some, None] & bound[some]


def _fighting(
    table: ClauseTable, shielded: Bools, owed: Bools, bound: Bools,
    i: NDArray[Any], j: NDArray[Any], fired: Bools,
) -> None:  # fmt: skip
    """Write the prohibitions into ``fired``: breaches of non-aggression, and neutrality."""
    attacked = shielded & owed.T[j] & table.adversary_ok.T[i]
    some = np.flatnonzero(table.is_type("nonaggression"))
    fired[np.arange(i.size)[:, None], some, i[:, None]] = attacked[:, some] & bound[some][:, i].T
    some = np.flatnonzero(table.is_type("neutrality"))
    if some.size:
        states = np.arange(bound.shape[1])
        attacking = shielded & owed.T[i] & table.adversary_ok.T[j] & ~table.unprovoked_only
        is_i, is_j = (states == i[:, None])[:, None], (states == j[:, None])[:, None]
        neutral = (attacked[:, some, None] & ~is_j) | (attacking[:, some, None] & ~is_i & ~is_j)
        fired[:, some] = neutral & bound[some]
