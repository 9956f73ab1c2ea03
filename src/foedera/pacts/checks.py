"""What must agree across the fields of a pact, beyond each field by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from foedera.core.errors import did_you_mean
from foedera.pacts.fields import Part
from foedera.pacts.rule_nodes import NotYesBelow, Reference, YesCount
from foedera.pacts.rules import named_in, nodes
from foedera.pacts.strict_yaml import Key, Problem

if TYPE_CHECKING:
    from foedera.pacts.schema import Clause, Member, Pact

__all__ = ["cycles", "problems", "rule_problems"]


def problems(pact: Pact) -> Iterator[Problem]:
    """Yield everything in the pact that contradicts something else in it; paths are relative to the pact."""
    yield from _dates(pact)
    yield from _spells(pact)
    yield from _repeated((c.id for c in pact.clauses), "clauses", "id", "clause id")
    for i, clause in enumerate(pact.clauses):
        yield from _clause(pact, clause, ("clauses", i))
    yield from _decision(pact)
    yield from _funding(pact)
    if len(set(pact.precedence)) < len(pact.precedence):
        yield Problem(
            ("precedence",), "precedence names a clause type twice", "keep each type once, strongest first"
        )


def _dates(pact: Pact) -> Iterator[Problem]:
    if pact.ended and pact.ended <= (pact.in_force or pact.signed):
        yield Problem(("ended",), f"ended on {pact.ended}, before it began", "correct one of the dates")
    sunset = pact.mandate.sunset if pact.mandate else None
    if sunset and sunset <= pact.signed:
        what = f"the mandate's sunset {sunset} is not after the signing on {pact.signed}"
        yield Problem(("mandate", "sunset"), what, "correct one of the dates")


def _spells(pact: Pact) -> Iterator[Problem]:
    """Yield overlapping spells of the same state."""
    for (_, a), (j, b) in combinations(enumerate(pact.members), 2):
        if a.state == b.state and _overlap(a, b):
            what = f"{b.state} is a member twice at the same time"
            yield Problem(
                ("members", j), what, "remove one, or end the first spell with 'to:' before the next begins"
            )


def _overlap(a: Member, b: Member) -> bool:
    a_before_b = a.to is not None and b.from_ is not None and a.to <= b.from_
    b_before_a = b.to is not None and a.from_ is not None and b.to <= a.from_
    return not (a_before_b or b_before_a)


def _repeated(names: Iterable[str], group: str, field: str, what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            yield Problem((group, i, field), f"{what} '{name}' is used twice", "give each its own")
        seen.add(name)


def _clause(pact: Pact, clause: Clause, path: tuple[Key, ...]) -> Iterator[Problem]:
    states = {m.state for m in pact.members}
    for i, code in enumerate(clause.binds or ()):
        if code not in states:
            yield _not_member(code, states, (*path, "binds", i), "binds")
    both = set(clause.conditions.adversaries) & set(clause.conditions.except_adversaries)
    if both:
        what = f"{', '.join(sorted(both))} is both in adversaries and in except_adversaries"
        yield Problem((*path, "conditions", "except_adversaries"), what, "remove it from one of the lists")
    named, needed = len(clause.conditions.adversaries), clause.conditions.min_attackers
    if 0 < named < needed:
        what = f"min_attackers is {needed}, but only {named} are named"
        yield Problem((*path, "conditions", "min_attackers"), what, "lower it or name more adversaries")


def _not_member(
    code: str, states: Iterable[str], path: tuple[Key, ...], role: str, body: str = "the pact"
) -> Problem:
    fix = did_you_mean(code, states) or "add it under 'members' or remove it here"
    is_key = path[-1] == code
    return Problem(path, f"'{code}' {role} but is not a member of {body}", fix, is_key)


def _decision(pact: Pact) -> Iterator[Problem]:
    states = {m.state for m in pact.members}
    voters = pact.decision.voters if pact.decision else None
    for i, code in enumerate(voters or ()):
        if code not in states:
            yield _not_member(code, states, ("decision", "voters", i), "votes")
    if pact.decision and pact.decision.rule:
        yield from rule_problems(
            pact.decision.rule, pact.rules, ("decision", "rule"), set(voters or states), "the pact"
        )
    if pact.decision and pact.decision.delegated_share is not None and pact.decision.rule is None:
        what = "an authority is given beforehand, but the body has no rule by which to give it"
        yield Problem(("decision", "delegated_share"), what, "state the rule, or remove the share")
    for name, rule in pact.rules.items():
        yield from rule_problems(rule, pact.rules, ("rules", name), states, "the pact")
    yield from cycles(pact.rules)


def rule_problems(
    rule: Part, named: Mapping[str, Part], path: tuple[Key, ...], voters: set[str], body: str
) -> Iterator[Problem]:
    """Yield what is wrong in a rule tree that stands at ``path`` and is voted on by the ``voters`` of a body."""
    for inner, node in nodes(rule):
        (key, content), *_ = ((f.alias or n, getattr(node, n)) for n, f in type(node).model_fields.items())
        here = (*path, *inner, key)
        if isinstance(node, Reference) and content not in named:
            fix = did_you_mean(content, named) or "name it under 'rules'"
            yield Problem(here, f"unknown rule name '{content}'", fix)
        if isinstance(node, YesCount) and content > len(voters):
            yield Problem(
                here, f"{content} must vote yes, but there are {len(voters)} members", "lower the count"
            )
        if isinstance(node, NotYesBelow) and content > len(voters):
            what = f"{content} are needed to block, but there are {len(voters)} members"
            yield Problem(here, what, "lower the count")
        for inside, code in named_in(content):
            if code not in voters:
                yield _not_member(code, voters, (*here, *inside), "is named in the rule", body)


def cycles(named: Mapping[str, Part]) -> Iterator[Problem]:
    """Yield one problem for each named rule that leads back to itself."""
    links = {
        name: [node.rule for _, node in nodes(rule) if isinstance(node, Reference)]
        for name, rule in named.items()
    }
    for name in links:
        chain = _way_back(name, links)
        if chain and min(chain) == name:
            what = f"rules refer to each other in a circle: {' -> '.join([*chain, name])}"
            yield Problem(("rules", name), what, "write one of them out without 'rule:'", key=True)


def _way_back(start: str, links: dict[str, list[str]]) -> list[str]:
    """Return the names of a path from ``start`` back to it, or an empty list."""
    ways, seen = [[start]], set[str]()
    while ways:
        way = ways.pop()
        for name in links.get(way[-1], []):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _funding(pact: Pact) -> Iterator[Problem]:
    key = pact.funding.key if pact.funding else None
    path: tuple[Key, ...] = ("funding", "key")
    if key is None:
        return
    if (key.shares is None) == (key.basis is None):
        yield Problem(path, "give either 'shares' or 'basis'", "remove one, or add one")
    if key.shares is None:
        return
    states = {m.state for m in pact.members}
    for code in key.shares:
        if code not in states:
            yield _not_member(code, states, (*path, "shares", code), "pays")
    total = sum(key.shares.values())
    complete = {m.state for m in pact.members if m.bound and m.to is None} <= set(key.shares)
    if total > 100.1 or (complete and total < 99.9):
        yield Problem(
            (*path, "shares"), f"the shares sum to {total:.4g} percent, not 100", "correct the shares"
        )
