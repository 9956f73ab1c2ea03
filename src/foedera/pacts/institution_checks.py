"""What must agree across the fields of an institution, beyond each field by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedera.core.errors import did_you_mean
from foedera.pacts.checks import cycles, rule_problems
from foedera.pacts.fields import Part
from foedera.pacts.institution_schema import FromTable, PactRule
from foedera.pacts.rule_nodes import Reference
from foedera.pacts.rules import nodes
from foedera.pacts.strict_yaml import Key, Problem

if TYPE_CHECKING:
    from foedera.pacts.institution_schema import Institution, Variant

__all__ = ["problems"]


def problems(body: Institution) -> Iterator[Problem]:
    """Yield everything in the institution that contradicts something else in it."""
    yield from cycles(body.rules)
    used: set[str] = set()
    for name, variant in body.variants.items():
        path: tuple[Key, ...] = ("variants", name)
        if isinstance(variant.members, FromTable) and variant.members.weights not in body.weights:
            given = variant.members.weights
            fix = did_you_mean(given, body.weights) or "name it under 'weights'"
            yield Problem((*path, "members", "weights"), f"unknown table of weights '{given}'", fix)
            continue
        members = body.members_of(name)
        used |= set(members)
        yield from _seats(members, path)
        yield from _rules(body, variant, path, members)
        yield from _unions(variant, path, members)
    for code, seat in body.seats.items():
        if code not in used:
            yield Problem(("seats", code), f"seat '{code}' is in no variant", "use it or remove it", True)
        for i, state in enumerate(seat.stands_for):
            if state in body.seats:
                what = f"seat '{code}' stands for another seat, '{state}'"
                yield Problem(("seats", code, "stands_for", i), what, "name states")


def _seats(members: tuple[str, ...], path: tuple[Key, ...]) -> Iterator[Problem]:
    for i, code in enumerate(members):
        if code in members[:i]:
            yield Problem((*path, "members", i), f"'{code}' sits twice", "keep one")


def _rules(
    body: Institution, variant: Variant, path: tuple[Key, ...], members: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield what is wrong in a variant's rule and in the named rules that it leads to."""
    if isinstance(variant.rule, PactRule):
        return
    todo: list[tuple[tuple[Key, ...], Part]] = [((*path, "rule"), variant.rule)]
    seen: set[str] = set()
    while todo:
        here, rule = todo.pop()
        yield from rule_problems(rule, body.rules, here, set(members), f"variant '{path[-1]}'")
        yield from _unweighted(rule, here, members)
        for _, node in nodes(rule):
            if isinstance(node, Reference) and node.rule in body.rules and node.rule not in seen:
                seen.add(node.rule)
                todo.append((("rules", node.rule), body.rules[node.rule]))


def _unweighted(rule: Part, path: tuple[Key, ...], members: tuple[str, ...]) -> Iterator[Problem]:
    """Yield one problem for each node with weights that forgets a member."""
    for inner, node in nodes(rule):
        for name, content in node.__dict__.items():
            weights = getattr(content, "weights", None)
            missing = [code for code in members if code not in weights] if weights else []
            if missing:
                more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
                what = f"no weight for {', '.join(missing[:3])}{more}"
                yield Problem((*path, *inner, name, "weights"), what, "add them; 0 gives no voting weight")


def _unions(variant: Variant, path: tuple[Key, ...], members: tuple[str, ...]) -> Iterator[Problem]:
    in_unions = Counter(code for union in variant.unions.values() for code in union)
    for name, union in variant.unions.items():
        for i, code in enumerate(union):
            here = (*path, "unions", name, i)
            if code not in members:
                fix = did_you_mean(code, members) or "remove it, or seat it under 'members'"
                yield Problem(here, f"'{code}' is in a union but is not a member", fix)
            elif in_unions[code] > 1:
                yield Problem(here, f"'{code}' is in a union twice", "unions may not overlap")
