"""Casus foederis: which clauses an event calls up, for whom, and why the others stay silent.

For a member k, initiators A, targets B, and the protected states P (the members, or those the clause names):

- defence: some j in B and P other than k; no member in A unless ``within_pact``; binds k.
- offence: some i in A and P other than k; no member in B unless ``within_pact``; binds the members not in A.
- consultation: as defence, with its own severity; binds every member, the attacked one too.
- nonaggression: a prohibition, broken by a member in A that attacks some other j in B and P.
- neutrality: a prohibition on joining the other side against some j in P that fights, broken by a member in A
  that attacks such a j; a member whom j itself attacks is free.

In each case the pact is in force on the day, the act is the clause's, severity reaches its level, the place
lies in its scope, enough of the other side are adversaries in its sense, and provocation and request are as
it asks (leeds2002). Every condition narrows: adding one never adds an invocation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from foedera.pacts.events import SEVERITY_WORDS, Event, Invocation, NotInvoked
from foedera.pacts.places import place
from foedera.pacts.schema import Clause, Pact

__all__ = ["in_scope", "invoked", "not_invoked", "protected"]


class _Side(NamedTuple):
    """The fighting states that a promise may be owed to, and those opposite."""

    own: tuple[str, ...]
    other: tuple[str, ...]
    attacked: bool


class _Question(NamedTuple):
    """Whether an event calls up one clause; members and the states it is owed to are those of the day."""

    pact: Pact
    clause: Clause
    event: Event
    members: list[str]
    owed: frozenset[str]


def invoked(event: Event, pacts: Iterable[Pact]) -> list[Invocation]:
    """Return the duties that an event calls up, by pact, clause and member.

    A neutrality clause gives a member two entries where states on both sides are owed it.
    """
    return [call for pact in pacts for question in _questions(pact, event) for call in _calls(question)]


def not_invoked(event: Event, pacts: Iterable[Pact]) -> list[NotInvoked]:
    """Return every defence clause that an event calls up for nobody, with the reasons."""
    silent = []
    for question in (q for pact in pacts for q in _questions(pact, event) if q.clause.type == "defence"):
        if not list(_calls(question)):
            pact, clause, reasons = question.pact, question.clause, "; ".join(_all_obstacles(question))
            why = f"{pact.name}, {clause.article}: {reasons}."
            silent.append(NotInvoked(pact.id, clause.id, clause.article, why))
    return silent


def _questions(pact: Pact, event: Event) -> Iterator[_Question]:
    members = pact.members_on(event.day)
    for clause in pact.clauses:
        owed = frozenset(members if clause.protects is None else clause.protects)
        yield _Question(pact, clause, event, members, owed)


def protected(pact: Pact, clause: Clause, day: date) -> frozenset[str]:
    """Return the states that a clause is owed to on a day."""
    return frozenset(clause.protects if clause.protects is not None else pact.members_on(day))


def in_scope(clause: Clause, name: str) -> bool:
    """Return whether a place lies in the areas and places of a clause, whoever administers it."""
    scope, areas = clause.scope, place(name).areas
    if name in scope.except_places:
        return False
    anywhere = not scope.areas and not scope.places
    return anywhere or name in scope.places or not areas.isdisjoint(scope.areas)


def _sides(q: _Question) -> list[_Side]:
    initiators, targets = tuple(q.event.initiators), tuple(q.event.targets)
    attacked, attacking = _Side(targets, initiators, True), _Side(initiators, targets, False)
    return {"offence": [attacking], "neutrality": [attacked, attacking]}.get(q.clause.type, [attacked])


def _calls(q: _Question) -> Iterator[Invocation]:
    for side in _sides(q):
        if not any(_obstacles(q, side)):
            yield from _bound(q, side)


def _bound(q: _Question, side: _Side) -> Iterator[Invocation]:
    """Yield the duty of each bound member, where no condition stands in the way."""
    pact, clause, happened = q.pact, q.clause, str(q.event)
    for member in q.members:
        if clause.binds is not None and member not in clause.binds:
            continue
        includes_itself = clause.type == "consultation"
        towards = tuple(s for s in side.own if s in q.owed and (s != member or includes_itself))
        if not towards or not _has_duty(clause, member, side):
            continue
        breach = clause.type in ("nonaggression", "neutrality") and member in side.other
        said = _said(clause, member, towards, side.other, breach)
        reason = f"{pact.name}, {clause.article}, {said}: {happened}; duty {clause.duty.replace('_', ' ')}."
        yield Invocation(
            pact.id, clause.id, clause.article, member, clause.type, clause.duty, clause.strength,
            reason, breach, towards, side.other, pact.precedence,
        )  # fmt: skip


def _has_duty(clause: Clause, member: str, side: _Side) -> bool:
    """Return whether the clause asks something of a member that stands where it stands in the fight."""
    if clause.type == "defence":
        return member not in side.other
    if clause.type == "offence":
        return member not in side.own and member not in side.other
    if clause.type == "nonaggression":
        return member in side.other
    if clause.type == "neutrality":
        return member not in side.own and (side.attacked or member not in side.other)
    return True


def _said(
    clause: Clause, member: str, towards: tuple[str, ...], against: tuple[str, ...], breach: bool
) -> str:
    """Return what the clause says to a member, as the middle of a sentence."""
    whom, foes = ", ".join(towards), ", ".join(against) or "whoever did it"
    if breach:
        return f"is broken by {member}, which owes {clause.type.replace('nona', 'non-a')} to {whom}"
    return {
        "defence": f"binds {member} to help {whom} against {foes}",
        "offence": f"binds {member} to join {whom} against {foes}",
        "neutrality": f"forbids {member} to join in against {whom}",
        "consultation": f"binds {member} to consult over {whom}",
    }[clause.type]


def _all_obstacles(q: _Question) -> list[str]:
    """Return what keeps a defence clause silent, in the order a lawyer asks."""
    found = [why for side in _sides(q) for why in _obstacles(q, side)]
    return found or ["nobody but the states that fight is bound by it"]


def _obstacles(q: _Question, side: _Side) -> Iterator[str]:
    pact, clause, event = q.pact, q.clause, q.event
    if not pact.in_force_on(event.day):
        yield _not_in_force(pact, event.day)
        return
    if clause.trigger.act != event.act:
        yield f"it answers {clause.trigger.act.replace('_', ' ')}, not {event.act.replace('_', ' ')}"
    if q.owed.isdisjoint(side.own):
        yield (
            "; ".join(_not_owed(pact, clause, state, event.day) for state in side.own) or "nobody known acts"
        )
    inside = [s for s in side.other if s in q.members]
    if inside and not clause.within_pact and clause.type not in ("nonaggression", "neutrality"):
        role = "the attacker" if side.attacked else "the attacked"
        yield f"{', '.join(inside)}, {role}, is a member, and the clause does not reach within the pact"
    if event.level < clause.severity:
        yield f"{SEVERITY_WORDS[event.level]} is below {clause.trigger.severity}, which it takes to invoke it"
    yield from _place_obstacles(q)
    yield from _condition_obstacles(clause, event, side)


def _not_in_force(pact: Pact, day: date) -> str:
    if pact.in_force is None or day < pact.in_force:
        return f"the pact is not in force on {day}" + (
            f", only from {pact.in_force}" if pact.in_force else ""
        )
    if pact.ended is not None and day >= pact.ended:
        return f"the pact ended on {pact.ended}"
    return f"the mandate ran out on {pact.mandate.sunset if pact.mandate else day}"


def _not_owed(pact: Pact, clause: Clause, state: str, day: date) -> str:
    """Return why a state has no claim under a clause on a day."""
    if clause.protects is not None:
        return f"{state} is not among the states it protects"
    spells = [m for m in pact.members if m.state == state]
    joins = sorted(m.from_ for m in spells if m.from_ and m.from_ > day)
    if joins:
        return f"{state} is not a member on {day}, only from {joins[0]}"
    left = sorted(m.to for m in spells if m.to and m.to <= day)
    if left:
        return f"{state} is not a member on {day}, it left on {left[-1]}"
    return f"{state} is a member without claims ({spells[0].role})" if spells else f"{state} is not a member"


def _place_obstacles(q: _Question) -> Iterator[str]:
    where, asked = place(str(q.event.place)), q.clause.scope.territory_of
    if not in_scope(q.clause, where.id):
        yield f"{where.name} lies outside the area of {q.clause.article}"
    if asked is None:
        return
    holders = (
        q.owed.union(q.members) if asked == "members" else q.owed if asked == "protected" else set(asked)
    )
    if where.administered_by not in holders:
        who = where.administered_by or "nobody"
        yield f"{where.name} is administered by {who}, not by a state whose territory it covers"


def _condition_obstacles(clause: Clause, event: Event, side: _Side) -> Iterator[str]:
    asked = clause.conditions
    listed = [s for s in side.other if not asked.adversaries or s in asked.adversaries]
    foes = [s for s in listed if s not in asked.except_adversaries]
    if asked.adversaries and not listed:
        who = ", ".join(side.other) or "nobody known"
        yield f"{who} is not among its adversaries ({', '.join(asked.adversaries)})"
    elif listed and not foes:
        yield f"{', '.join(listed)} is excepted as an adversary"
    elif len(foes) < asked.min_attackers and (side.other or asked.min_attackers > 1):
        yield f"it takes {asked.min_attackers} adversaries together, here {len(foes)}"
    if asked.unprovoked_only and event.provoked:
        yield "the attack was provoked"
    if asked.unprovoked_only and not side.attacked and clause.type == "neutrality":
        yield f"{', '.join(side.own)} attacked first"
    if asked.request_needed and not event.requested:
        yield "nobody asked for help"
