"""A pact that decides as an institution of the library does: who takes the seats, and the rule in their names.

ASSUMPTION: a seat that stands for a region is filled from it. States of the region that sit in the pact now keep
sitting; as many more as there are seats are those whose ideal points are nearest to the mean of the region, and they
take the first seats, where the files put new permanent members.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np

from foedera.core.errors import InputError
from foedera.pacts.institution_schema import FromPact
from foedera.pacts.institutions import Body, body_of, institutions
from foedera.pacts.schema import Member, Pact
from foedera.world import World

__all__ = ["in_names_of", "installed", "seats_of"]


def installed(pact: Pact, institution: str, variant: str | None, world: World, day: date) -> dict[str, Any]:
    """Return the fields of a pact that change when it decides as an institution does, as plain data.

    Parameters
    ----------
    pact :
        whose decision is replaced
    institution, variant :
        of the library; a variant that takes its members from this very pact changes its rule alone
    world :
        states outside it get no seat
    day :
        from which the seats are taken, to the end of the run

    Raises
    ------
    InputError
        a seat that nobody can take
    """
    body, whole, old = body_of(institution, variant), institutions()[institution], pact.decision
    decision: dict[str, Any] = {"body": old.body if old else whole.name,
                                "max_rounds": body.max_rounds or (old.max_rounds if old else None)}  # fmt: skip
    source = whole.variants[body.variant].members
    if isinstance(source, FromPact) and source.pact == pact.id:
        return {"decision": decision | {"rule": body.rule, "voters": old.voters if old else None}}
    seats = seats_of(body, pact, world, day)
    rule = in_names_of(body.rule, seats, set(body.members) - set(seats))
    return {"decision": decision | {"rule": rule, "voters": tuple(sorted(seats.values()))},
            "members": _staying(pact, seats, day)}  # fmt: skip


def seats_of(body: Body, pact: Pact, world: World, day: date) -> dict[str, str]:
    """Return which state of the world takes each seat; states that the world does not have take none."""
    states = set(world.iso3)
    taken = {seat: seat for seat in body.members if body.stands_for[seat] == (seat,) and seat in states}
    regions: dict[tuple[str, ...], list[str]] = {}
    for seat in body.members:
        if body.stands_for[seat] != (seat,):
            regions.setdefault(body.stands_for[seat], []).append(seat)
    for region, seats in regions.items():
        order = _candidates(region, set(taken.values()), pact, world, day)
        if len(order) < len(seats):
            what = f"{len(seats)} seats for {len(order)} states of world '{world.name}': {', '.join(seats)}"
            fix = "choose another variant, or write the rule out with 'rule' and 'voters'"
            raise InputError(what, where=f"{body.id}, {body.variant}", fix=fix)
        chosen = order[: len(seats)]
        sitting = set(pact.members_on(day))
        chosen.sort(key=lambda state: state in sitting)
        taken |= dict(zip(seats, chosen, strict=True))
    return {seat: taken[seat] for seat in body.members if seat in taken}


def _candidates(region: tuple[str, ...], taken: set[str], pact: Pact, world: World, day: date) -> list[str]:
    """Return who may take a seat of a region: who sits in the pact now, then who is nearest to its middle."""
    ideal = dict(zip(world.iso3, world.array("ideal_point").astype(float), strict=True))
    here = [s for s in region if s in ideal and s not in taken]
    known = [ideal[s] for s in region if np.isfinite(ideal.get(s, np.nan))]
    middle = float(np.mean(known)) if known else 0.0
    sitting = set(pact.members_on(day))
    away = {s: abs(ideal[s] - middle) if np.isfinite(ideal[s]) else np.inf for s in here}
    return sorted(here, key=lambda s: (s not in sitting, away[s], s))


def in_names_of(rule: Any, seats: Mapping[str, str], empty: Collection[str] = ()) -> Any:
    """Return a plain rule with codes of seats replaced by the states that take them, without those left empty."""
    if isinstance(rule, Mapping):
        return {
            seats.get(k, k): in_names_of(inner, seats, empty) for k, inner in rule.items() if k not in empty
        }
    if isinstance(rule, list | tuple):
        kept = [inner for inner in rule if not (isinstance(inner, str) and inner in empty)]
        return [in_names_of(inner, seats, empty) for inner in kept]
    return seats.get(rule, rule) if isinstance(rule, str) else rule


def _staying(pact: Pact, seats: Mapping[str, str], day: date) -> tuple[Member, ...]:
    """Return the members: who has a seat is one from the day on for good, the others as before."""
    seated, sitting = set(seats.values()), set(pact.members_on(day))
    mine = [m for m in pact.members if m.state in seated]
    past = [m for m in mine if m.to is not None and m.to <= day]
    since = {m.state: m.from_ for m in reversed(mine) if m not in past and m.state in sitting}
    now = [Member.model_validate({"state": s, "from": since.get(s, day)}) for s in sorted(seated)]
    return (*(m for m in pact.members if m.state not in seated), *past, *now)
