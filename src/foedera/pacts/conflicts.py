"""One duty per member where an event calls up several, and what to do when they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from foedera.core.errors import PactConflictError
from foedera.pacts.events import Event, Invocation
from foedera.pacts.fields import TYPES
from foedera.pacts.schema import Clause, Pact
from foedera.pacts.triggers import in_scope, protected

__all__ = ["restraints", "strongest"]

_ACTS = ("defence", "offence")


def restraints(event: Event, calls: Iterable[Invocation], pacts: Iterable[Pact]) -> list[Invocation]:
    """Return the non-aggression promises that members would break by fighting as they are called to.

    A clause with ``unprovoked_only`` does not shield a state that attacked unprovoked: that is the right of
    collective self-defence (Art. 51 of the Charter). Pass the result to :func:`strongest` beside the calls to
    have such contradictions found.
    """
    clauses = [
        (pact, clause)
        for pact in pacts if pact.in_force_on(event.day)
        for clause in pact.clauses if clause.type == "nonaggression"
    ]  # fmt: skip
    fights = [call for call in calls if call.type in _ACTS]
    return [
        found
        for call in fights
        for pact, clause in clauses
        for found in _restraint(event, call, pact, clause)
    ]


def _restraint(event: Event, call: Invocation, pact: Pact, clause: Clause) -> Iterator[Invocation]:
    shielded = [s for s in call.against if s in protected(pact, clause, event.day) and s != call.member]
    bound = call.member in pact.members_on(event.day) and (not clause.binds or call.member in clause.binds)
    aggressor = call.type == "defence" and not event.provoked and clause.conditions.unprovoked_only
    if bound and shielded and not aggressor and in_scope(clause, str(event.place)):
        reason = f"{pact.name}, {clause.article}, forbids {call.member} to attack {', '.join(shielded)}."
        yield Invocation(
            pact.id, clause.id, clause.article, call.member, clause.type, clause.duty, clause.strength,
            reason, towards=tuple(shielded), precedence=pact.precedence,
        )  # fmt: skip


def strongest(calls: Iterable[Invocation]) -> dict[str, Invocation]:
    """Return the duty that prevails for each member: a call to fight before others, then by strength.

    Raises
    ------
    PactConflictError
        if a member must both fight a state and spare or help it, and neither strength nor ``precedence`` says
        which duty gives way
    """
    by_member: dict[str, list[Invocation]] = {}
    for call in calls:
        by_member.setdefault(call.member, []).append(call)
    return {member: max(_consistent(own), key=_rank) for member, own in sorted(by_member.items())}


def _rank(call: Invocation) -> tuple[bool, float, int]:
    return call.type in _ACTS, call.strength, -TYPES.index(call.type)


def _consistent(calls: list[Invocation]) -> list[Invocation]:
    """Return the calls without those that give way to a contradictory one."""
    beaten = {id(_loser(a, b)) for a, b in combinations(calls, 2) if _contradict(a, b) or _contradict(b, a)}
    return [call for call in calls if id(call) not in beaten]


def _contradict(fight: Invocation, other: Invocation) -> bool:
    """Return whether ``fight`` is a call to fight a state that ``other`` binds the same member to."""
    owes = not other.breach and other.type != "consultation"
    return fight.type in _ACTS and owes and not set(fight.against).isdisjoint(other.towards)


def _loser(a: Invocation, b: Invocation) -> Invocation:
    if a.type in _ACTS and b.type in _ACTS and a.strength != b.strength:
        return a if a.strength < b.strength else b
    ranked = {_first(a, b, listing) for listing in (a.precedence, b.precedence)} - {None}
    if len(ranked) == 1:
        return b if ranked == {a.type} else a
    sides = [f"{c.pact} ({c.article}: {c.type}, {', '.join(c.towards)})" for c in (a, b)]
    what = f"{a.member} is bound to contradictory acts by {' and '.join(sides)}"
    if a.type == b.type:
        fix = f"give one of the clauses {a.pact}/{a.clause} and {b.pact}/{b.clause} a weaker duty"
    else:
        fix = (
            f"add 'precedence: [{a.type}, {b.type}]' or the reverse to {a.pact} or {b.pact}, the same in both"
        )
    raise PactConflictError(what, where=f"{a.pact}, {b.pact}", fix=fix)


def _first(a: Invocation, b: Invocation, listing: tuple[str, ...]) -> str | None:
    """Return which of the two types a pact ranks higher, None if it does not say."""
    if a.type == b.type or a.type not in listing or b.type not in listing:
        return None
    return min((a.type, b.type), key=listing.index)
