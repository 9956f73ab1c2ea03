"""What can be asked of a rule: its plain form without references, and the states that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from foedera.core.errors import InputError, did_you_mean
from foedera.pacts.fields import Part
from foedera.pacts.rule_nodes import AllOf, AnyOf, AtLeast, Not, Reference
from foedera.pacts.strict_yaml import Key

__all__ = ["members_named", "named_in", "nodes", "resolve"]


def resolve(rule: Part, named: Mapping[str, Part]) -> dict[str, Any]:
    """Return a rule as a plain nested mapping in which every ``rule: name`` is replaced by what it names.

    Parameters
    ----------
    rule :
        the rule, e.g. ``pact.decision.rule``
    named :
        the rules that references may name, e.g. ``pact.rules``

    Raises
    ------
    InputError
        if a reference names no rule, or rules refer to each other in a circle
    """
    return _resolved(rule, named, ())


def _resolved(rule: Part, named: Mapping[str, Part], within: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(rule, Reference):
        plain = rule.model_dump(by_alias=True, exclude_none=True, mode="json")
        for path, child in _children(rule):
            _put(plain, path, _resolved(child, named, within))
        return plain
    if rule.rule not in named:
        fix = did_you_mean(rule.rule, named) or "name it under 'rules'"
        raise InputError(f"unknown rule name '{rule.rule}'", where="rule", fix=fix)
    if rule.rule in within:
        chain = " -> ".join((*within, rule.rule))
        raise InputError(
            f"rules refer to each other in a circle: {chain}", where="rule", fix="write one of them out"
        )
    return _resolved(named[rule.rule], named, (*within, rule.rule))


def _put(plain: Any, path: tuple[Key, ...], value: Any) -> None:
    for step in path[:-1]:
        plain = plain[step]
    plain[path[-1]] = value


def _children(rule: Part) -> Iterator[tuple[tuple[Key, ...], Part]]:
    """Yield (path, rule) of the rules directly inside a node."""
    if isinstance(rule, Not):
        yield ("not",), rule.not_
    elif isinstance(rule, AtLeast):
        yield from ((("at_least", "of", i), child) for i, child in enumerate(rule.at_least.of))
    elif isinstance(rule, AllOf):
        yield from ((("all_of", i), child) for i, child in enumerate(rule.all_of))
    elif isinstance(rule, AnyOf):
        yield from ((("any_of", i), child) for i, child in enumerate(rule.any_of))


def nodes(rule: Part) -> Iterator[tuple[tuple[Key, ...], Part]]:
    """Yield (path, node) of a rule and of every rule inside it."""
    yield (), rule
    for path, child in _children(rule):
        yield from ((path + inner, node) for inner, node in nodes(child))


def members_named(rule: Part) -> list[str]:
    """Return the states that a rule names in weights, vetoes and lists; references are not followed."""
    names: set[str] = set()
    for _, node in nodes(rule):
        for value in node.__dict__.values():
            names |= {code for path, code in named_in(value)}
    return sorted(names)


def named_in(value: Any) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Yield (path, code) of the states that the content of one node names."""
    of, weights = getattr(value, "of", None), getattr(value, "weights", None)
    if isinstance(of, tuple):
        yield from ((("of", i), code) for i, code in enumerate(of) if isinstance(code, str))
    if weights:
        yield from ((("weights", code), code) for code in weights)
