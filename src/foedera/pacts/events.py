"""What happened, and what it calls for: the words that triggers are put and answered in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.pacts.fields import SEVERITY, Act, Duty, Type
from foedera.pacts.places import home, place, places

__all__ = ["SEVERITY_WORDS", "Event", "Invocation", "NotInvoked"]

SEVERITY_WORDS = {level: word for word, level in SEVERITY.items()}
"""Correlates of War hostility level -> word."""


@dataclass(frozen=True)
class Event:
    """One thing done by states to states, at a place, on a day.

    Parameters
    ----------
    initiators : ISO3 codes of the attackers; may be empty where an act other than attack has no known author
    targets : ISO3 codes of the attacked
    place : a place of the gazetteer; None: the home territory of the first target
    severity : threat, show, force or war, or the hostility level 2 to 5
    day : when
    provoked : whether the targets provoked it
    requested : whether the targets ask for help
    act : the kind of event, as in a clause's trigger
    """

    initiators: Sequence[str]
    targets: Sequence[str]
    place: str | None
    severity: str | int
    day: date
    provoked: bool = False
    requested: bool = True
    act: Act = "attack"
    level: int = field(init=False)

    def __post_init__(self) -> None:
        for name in ("initiators", "targets"):
            given = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))
        problems = list(_problems(self))
        if problems:
            raise InputErrors(problems)
        if self.place is None:
            object.__setattr__(self, "place", home(self.targets[0]).id)
        object.__setattr__(self, "level", SEVERITY.get(str(self.severity), self.severity))

    def __str__(self) -> str:
        who = ", ".join(self.initiators) or "unknown authors"
        whom, where = ", ".join(self.targets), place(str(self.place)).name
        word = SEVERITY_WORDS[self.level]
        return f"{self.act.replace('_', ' ')} by {who} on {whom} at {where} on {self.day} ({word})"


def _problems(event: Event) -> Iterator[InputError]:
    from foedera.data.codes import is_iso3, suggest

    for name in ("initiators", "targets"):
        for code in getattr(event, name):
            if not is_iso3(code):
                near = suggest(code)
                fix = f"did you mean '{near}'?" if near else "write three letters as in 'NOR'"
                yield InputError(f"'{code}' is not an ISO3 code", where=f"Event.{name}", fix=fix)
    if not event.targets:
        yield InputError("nobody is attacked", where="Event.targets", fix="name at least one state")
    if not event.initiators and event.act == "attack":
        yield InputError(
            "an attack needs an attacker", where="Event.initiators", fix="name at least one state"
        )
    both = sorted(set(event.initiators) & set(event.targets))
    if both:
        what = f"{', '.join(both)} attacks itself"
        yield InputError(what, where="Event.targets", fix="remove it from initiators or targets")
    if event.place is not None and event.place not in places():
        fix = did_you_mean(event.place, places()) or "the places are listed in pacts/places.csv"
        yield InputError(f"unknown place '{event.place}'", where="Event.place", fix=fix)
    if event.severity not in SEVERITY and event.severity not in SEVERITY_WORDS:
        fix = did_you_mean(str(event.severity), SEVERITY) or "one of " + ", ".join(SEVERITY)
        yield InputError(f"unknown severity {event.severity!r}", where="Event.severity", fix=fix)
    if event.act not in get_args(Act):
        fix = did_you_mean(str(event.act), get_args(Act)) or "one of " + ", ".join(get_args(Act))
        yield InputError(f"unknown act {event.act!r}", where="Event.act", fix=fix)


@dataclass(frozen=True)
class Invocation:
    """One member's duty under one clause, called up by an event.

    Parameters
    ----------
    pact, clause, article : the promise: ids and where the text stands
    member : who is bound
    type : obligation type; neutrality and nonaggression are prohibitions
    duty : how far the member is free to judge what it must do
    strength : obligation strength of the duty, 0 to 1
    reason : one sentence for the record
    breach : whether the event itself breaks the promise
    towards : the states that the duty is owed to
    against : the states on the other side
    precedence : clause types as the pact ranks them, strongest first
    """

    pact: str
    clause: str
    article: str
    member: str
    type: Type
    duty: Duty
    strength: float
    reason: str
    breach: bool = False
    towards: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    precedence: tuple[Type, ...] = ()


@dataclass(frozen=True)
class NotInvoked:
    """A clause that an event does not call up, and why."""

    pact: str
    clause: str
    article: str
    reason: str
