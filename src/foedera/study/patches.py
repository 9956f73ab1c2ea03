"""Carrying out the changes of a reform on pacts, world and parameters, without touching the baseline.

Every function returns a new object. What does not fit, such as a member that leaves a pact it is not in,
raises :class:`InputError` at the line of the study that asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from pydantic import ValidationError

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.pacts.fields import Part
from foedera.pacts.schema import Clause, Decision, Funding, Member, Pact, Pledge, Scope
from foedera.pacts.wording import problems_of
from foedera.sim.parameters import ParameterSet
from foedera.study.changes import Decide, PactSource, Promise, Reword, changed_fields
from foedera.study.decisions import out_of_reach
from foedera.study.figures import with_figures
from foedera.study.institutions.seating import installed
from foedera.world import World

__all__ = ["At", "Context", "Setting", "add_member", "apply", "change_clause", "find", "rebuilt",
           "remove_member", "replace_decision", "set_pledge"]  # fmt: skip

At = Callable[..., str]
"""Says where a piece of the change stands: ``at("state")`` is "baltic.yaml:31:40"."""


@dataclass(frozen=True)
class Setting:
    """What changes are made to."""

    world: World
    pacts: tuple[Pact, ...]
    parameters: ParameterSet


@dataclass(frozen=True)
class Context:
    """What a change needs to know of its study.

    Parameters
    ----------
    start, end : first day of the run and the first day after it
    read : returns the pact that a source names; called with the source and the path to it in the change
    at : says where a piece of the change stands
    """

    start: date
    end: date
    read: Callable[[PactSource], Pact]
    at: At


def apply(change: Part, setting: Setting, context: Context) -> Setting:
    """Return the setting with one change made.

    Raises
    ------
    InputError : the change does not fit the pacts or the world
    """
    ((kind, spec),) = ((name, getattr(change, name)) for name in type(change).model_fields)
    at = context.at
    if kind == "set_parameter":
        return replace(setting, parameters=setting.parameters.replace(spec))
    if kind == "set_state":
        _in_world(spec.state, setting.world, at)
        return replace(setting, world=with_figures(setting.world, spec, at))
    if kind == "add_pact":
        return replace(setting, pacts=_with(setting.pacts, context.read(spec), at))
    if kind == "remove_pact":
        gone = find(setting.pacts, spec, at())
        return replace(setting, pacts=tuple(p for p in setting.pacts if p is not gone))
    old = find(setting.pacts, spec.pact, at("pact"))
    new = _changed(kind, old, spec, setting, context)
    return replace(setting, pacts=tuple(new if p is old else p for p in setting.pacts))


def _changed(kind: str, pact: Pact, spec: Any, setting: Setting, context: Context) -> Pact:
    at = context.at
    if kind in ("remove_member", "add_member"):
        day = _day(spec.date, context)
        if kind == "remove_member":
            return remove_member(pact, spec.state, day, at)
        _in_world(spec.state, setting.world, at)
        return add_member(pact, spec.state, day, at)
    if kind == "replace_decision":
        new = replace_decision(pact, spec, at)
        if spec.institution is not None:
            new = _install(new, spec, setting.world, context)
        problem = out_of_reach(new, _days(new, context), setting.world.iso3)
        if problem:
            where = at("rule" if spec.institution is None else "institution")
            raise InputError(problem, where=where, fix="lower it or correct the weights")
        return new
    if kind == "change_clause":
        return change_clause(pact, spec, at)
    if kind == "set_pledge":
        return set_pledge(pact, spec, at)
    return rebuilt(pact, at, interoperability=spec.value)


def remove_member(pact: Pact, state: str, day: date, at: At) -> Pact:
    """Return the pact without a state from ``day`` on; later spells of it fall away as well."""
    if not any(m.state == state and _covers(pact, m, day) for m in pact.members):
        who = ", ".join(sorted({m.state for m in pact.members if _covers(pact, m, day)})) or "nobody"
        what = f"{state} is not a member of {pact.id} on {day}"
        raise InputError(what, where=at("state"), fix=f"its members then: {who}")
    kept = [m for m in pact.members if m.state != state or _start(pact, m) < day]
    members = [
        m.model_copy(update={"to": day}) if m.state == state and _covers(pact, m, day) else m for m in kept
    ]
    return rebuilt(pact, at, members=tuple(members))


def add_member(pact: Pact, state: str, day: date, at: At) -> Pact:
    """Return the pact with a state as a full member from ``day`` on; one that left that very day stays."""
    for m in pact.members:
        if m.state == state and m.bound and _covers(pact, m, day):
            since = _start(pact, m)
            fix = "remove the change, or name another state or an earlier date"
            raise InputError(f"{state} is a member of {pact.id} since {since}", where=at("state"), fix=fix)
    members, back = [], False
    for m in pact.members:
        if m.state != state or (m.to is not None and m.to < day):
            members.append(m)
        elif m.bound and m.to == day:
            members.append(m.model_copy(update={"to": None}))
            back = True
        elif _start(pact, m) < day:  # an observer until now
            members.append(m.model_copy(update={"to": day}))
    if not back:
        members.append(Member.model_validate({"state": state, "from": day}))
    return rebuilt(pact, at, members=tuple(members))


def replace_decision(pact: Pact, spec: Decide, at: At) -> Pact:
    """Return the pact with another way of deciding; what the change does not give stays."""
    old = pact.decision or Decision(body=spec.body or pact.name)
    own = changed_fields(spec, "pact", "institution", "variant")
    given = {n: getattr(spec, n) for n in own if n != "body" or spec.body}
    return rebuilt(pact, at, decision=old.model_copy(update=given))


def _install(pact: Pact, spec: Decide, world: World, context: Context) -> Pact:
    """Return the pact with seats and rule of an institution from the first day on."""
    try:
        changes = installed(pact, str(spec.institution), spec.variant, world, context.start)
    except InputError as error:
        raise InputError(error.what, where=context.at("variant"), fix=error.fix) from None
    if spec.max_rounds is not None:
        changes["decision"]["max_rounds"] = spec.max_rounds
    return rebuilt(pact, context.at, **changes)


def change_clause(pact: Pact, spec: Reword, at: At) -> Pact:
    """Return the pact with a clause reworded; what the change does not give stays."""
    known = [c.id for c in pact.clauses]
    if spec.clause not in known:
        fix = did_you_mean(spec.clause, known) or "its clauses: " + (", ".join(known) or "none")
        raise InputError(f"{pact.id} has no clause '{spec.clause}'", where=at("clause"), fix=fix)
    given = {n: getattr(spec, n) for n in changed_fields(spec, "pact", "clause")}
    if given.get("scope", 0) is None:
        given["scope"] = Scope()
    if given.get("conditions", 0) is None:
        given["conditions"] = Clause.model_fields["conditions"].default
    clauses = []
    for clause in pact.clauses:
        if clause.id == spec.clause:
            update = dict(given)
            if "severity" in update:
                update["trigger"] = clause.trigger.model_copy(update={"severity": update.pop("severity")})
            clause = clause.model_copy(update=update)
        clauses.append(clause)
    return rebuilt(pact, at, clauses=tuple(clauses))


def set_pledge(pact: Pact, spec: Promise, at: At) -> Pact:
    """Return the pact with another spending pledge."""
    funding = pact.funding or Funding()
    pledge = Pledge(milex_share=spec.milex_share, by=spec.by, note="set by a reform of the study")
    return rebuilt(pact, at, funding=funding.model_copy(update={"pledge": pledge}))


def rebuilt(pact: Pact, at: At, **changes: Any) -> Pact:
    """Return the pact with fields replaced, checked as if it had been read from a file."""
    data = {name: getattr(pact, name) for name in Pact.model_fields} | changes
    try:
        return Pact.model_validate(data)
    except ValidationError as error:
        raise InputErrors(
            InputError(f"after this change {pact.id} does not hold together: {p.what}", where=at(), fix=p.fix)
            for p in problems_of(error, data, Pact)
        ) from None


def find(pacts: tuple[Pact, ...], name: str, where: str) -> Pact:
    """Return the pact with an id; an unknown one raises :class:`InputError`."""
    known = {p.id: p for p in pacts}
    if name not in known:
        fix = did_you_mean(name, known) or "the study's pacts: " + ", ".join(known)
        raise InputError(f"there is no pact '{name}' in this scenario", where=where, fix=fix)
    return known[name]


def touched(change: Part) -> str | None:
    """Return the id of the pact whose decisions a change may put out of reach, or None."""
    spec = getattr(change, "remove_member", None) or getattr(change, "add_member", None)
    return cast("str | None", spec and spec.pact)


def unreachable(pacts: tuple[Pact, ...], name: str, context: Context, states: list[str]) -> str | None:
    """Return why a pact's rule can no longer be met on some day of the run, or None."""
    pact = next((p for p in pacts if p.id == name), None)
    return None if pact is None else out_of_reach(pact, _days(pact, context), states)


def _with(pacts: tuple[Pact, ...], new: Pact, at: At) -> tuple[Pact, ...]:
    if any(p.id == new.id for p in pacts):
        fix = "remove the old one first (remove_pact), or give the new one its own id"
        raise InputError(f"there is a pact '{new.id}' already", where=at(), fix=fix)
    return (*pacts, new)


def _in_world(state: str, world: World, at: At) -> None:
    if state not in world.iso3:
        fix = "name one of its states, or study a world that has it"
        raise InputError(f"{state} is not in world '{world.name}'", where=at("state"), fix=fix)


def _day(day: date | None, context: Context) -> date:
    day = day or context.start
    if not context.start <= day < context.end:
        what = f"{day} is outside the run, which goes from {context.start} until {context.end}"
        raise InputError(what, where=context.at("date"), fix="correct the date, or 'start' and 'years'")
    return day


def _days(pact: Pact, context: Context) -> Iterator[date]:
    """Yield the days of the run on which the membership is another than before."""
    bounds = {d for m in pact.members for d in (_start(pact, m), m.to) if d is not None}
    yield context.start
    yield from sorted(d for d in bounds if context.start < d < context.end)


def _start(pact: Pact, member: Member) -> date:
    return member.from_ or pact.in_force or pact.signed


def _covers(pact: Pact, member: Member, day: date) -> bool:
    return _start(pact, member) <= day and (member.to is None or day < member.to)
