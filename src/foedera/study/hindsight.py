"""Pacts as they stood on a day, for studies of the past that must not know what came after."""

from __future__ import annotations

from datetime import date

from foedera.pacts.schema import Member, Pact

__all__ = ["as_of"]


def as_of(pact: Pact, day: date) -> Pact:
    """Return a pact without what happened to it after a day.

    It has no end and nobody leaves. Who joins later stays listed and is not bound, because clauses and keys may name
    it. A pact that comes into force later does so on its day, as does the membership of its first members.

    Parameters
    ----------
    pact : as history has it; stays as it is
    day : first day of the study
    """
    known = max(day, pact.in_force or day)
    now = [m for m in pact.members if pact.spell(m)[0] <= known < pact.spell(m)[1]]
    settled = {m.state for m in now}
    before = [m for m in pact.members if pact.spell(m)[1] <= known]
    later: dict[str, Member] = {}
    for m in pact.members:
        if pact.spell(m)[0] > known and m.state not in settled:
            later.setdefault(m.state, m.model_copy(update={"role": "signatory"}))
    lasting = [m.model_copy(update={"to": None}) if m.to is not None else m for m in now]
    ended = pact.ended if pact.ended is not None and pact.ended <= day else None
    return pact.model_copy(update={"members": (*before, *lasting, *later.values()), "ended": ended})
