"""Whether the members who are left can still reach what a rule of decision asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from foedera.pacts.rules import resolve
from foedera.pacts.schema import Pact

__all__ = ["out_of_reach"]

_SLACK = 1e-9


def out_of_reach(pact: Pact, days: Iterable[date], states: Sequence[str]) -> str | None:
    """Return the first thing that a pact's rule asks for and its members cannot give, in words, or None.

    Parameters
    ----------
    pact :
        with its rule
    days :
        days to look at
    states :
        ISO3 codes of the world; members outside it have no seat
    """
    if pact.decision is None or pact.decision.rule is None:
        return None
    rule = resolve(pact.decision.rule, pact.rules)
    for day in days:
        voters = pact.decision.voters
        seats = [s for s in pact.members_on(day) if s in states and (voters is None or s in voters)]
        for problem in _problems(rule, seats):
            return f"from {day} on {pact.id} cannot decide: {problem}"
    return None


def _problems(rule: Any, seats: list[str]) -> Iterator[str]:
    """Yield what the seats cannot give, anywhere in the tree of a rule."""
    if isinstance(rule, list):
        for part in rule:
            yield from _problems(part, seats)
    elif isinstance(rule, dict):
        for key, body in rule.items():
            yield from _leaf(key, body, seats)
            yield from _problems(body, seats)


def _leaf(key: str, body: Any, seats: list[str]) -> Iterator[str]:
    if key in ("yes_weight", "no_weight_below"):
        total = sum(body["weights"].get(s, 0.0) for s in seats)
        if body["quota"] > total * (1 + _SLACK):
            yield f"the quota {body['quota']:g} is above the total weight {total:g} of its members"
    wanted = body if key == "yes_count" else body.get("minimum", 1) if key == "opt_in" else 0
    if wanted > len(seats):
        yield f"{wanted} must agree, but there are {len(seats)} members"
