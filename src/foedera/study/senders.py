"""Who imposes sanctions: states and groups by name, on a day, as far as an economy has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foedera.core.errors import InputError, did_you_mean
from foedera.data.codes import is_iso3, name_of, suggest
from foedera.pacts.institution_schema import DAY
from foedera.pacts.institutions import body_of, institutions
from foedera.pacts.loader import shipped_ids, shipped_pact

__all__ = ["Called", "called", "group_names", "state_name"]

_LEADS = {"g7": "g7-price-cap"}
"""Groups that are the states with the role of a lead in a pact."""


@dataclass(frozen=True)
class Called:
    """States that words stand for.

    Parameters
    ----------
    states : those that the economy has, each once, in the order in which they are named
    groups : the members of each group that was named, missing ones included
    missing : members of groups that the economy does not have
    """

    states: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


def group_names() -> list[str]:
    """Return every group that can be named: G7, pacts and institutions of the library."""
    return sorted({*_LEADS, *shipped_ids(), *institutions()})


def called(
    words: Sequence[str],
    known: Sequence[str],
    *,
    where: str,
    day: date | None = None,
    target: str | None = None,
) -> Called:
    """Return the states behind words.

    Parameters
    ----------
    words : ISO3 codes, or groups in letters of any size: G7, EU, NATO, an id of a pact or institution
    known : the states of the economy
    where : what to call the place in an error
    day : of membership (default: 2025-01-01)
    target : a state that may not be among them

    Raises
    ------
    InputError : an unknown word, a state that the economy does not have, a group without any, or the target
    """
    found: dict[str, None] = {}
    groups: dict[str, tuple[str, ...]] = {}
    missing: dict[str, None] = {}
    for word in words:
        code = next((w for w in (word, word.upper()) if w in known), None)
        if code is not None:
            members: tuple[str, ...] = (code,)
        else:
            members = groups[word] = _members(word, known, where, day or DAY)
            missing |= dict.fromkeys(s for s in members if s not in known)
        if target is not None and target in members:
            via, fix = "", "leave it out"
            if word in groups:
                via, fix = f", as a member of {word}", "name other states or groups"
            raise InputError(f"the target {target} is among the senders{via}", where=where, fix=fix)
        here = [s for s in members if s in known]
        if not here:
            raise InputError(f"this economy has no member of {word}", where=where, fix="use another --world")
        found |= dict.fromkeys(here)
    if not found:
        raise InputError("nobody is named", where=where, fix="name states or groups, such as G7,EU")
    return Called(tuple(found), groups, tuple(missing))


def _members(word: str, known: Sequence[str], where: str, day: date) -> tuple[str, ...]:
    group = word.lower()
    if group in _LEADS:
        pact = shipped_pact(_LEADS[group])
        leads = {m.state for m in pact.members if m.role == "lead"}
        members = tuple(s for s in pact.members_on(day) if s in leads)
    elif group in shipped_ids():
        members = tuple(shipped_pact(group).members_on(day))
    elif group in institutions():
        body = body_of(group, day=day)
        members = tuple(dict.fromkeys(s for seat in body.members for s in body.stands_for[seat]))
    else:
        raise _unknown(word, known, where)
    if not members:
        raise InputError(f"{word} has no members on {day}", where=where, fix="choose another --day")
    return members


def _unknown(word: str, known: Sequence[str], where: str) -> InputError:
    code = word.upper()
    if is_iso3(code):
        fix = f"it has {len(known)} states: {', '.join(known)}"
        return InputError(f"this economy has no {code} ({name_of(code)})", where=where, fix=fix)
    meant = suggest(word)
    near = f"did you mean '{meant}'?" if meant in known else did_you_mean(code, known)
    hint = did_you_mean(word.lower(), group_names()) or near
    fix = (
        hint or "an ISO3 code, or a group: G7, EU, NATO, QUAD, or another id that 'foedera pacts list' shows"
    )
    return InputError(f"there is no state or group '{word}'", where=where, fix=fix)


def state_name(code: str) -> str:
    """Return the name of a state of an economy; a code that is no state's is its own name."""
    return "rest of the world" if code == "ROW" else name_of(code) if is_iso3(code) else code
