"""``foedera pacts invoke``: which clauses an event calls up, for whom, and why others stay silent."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, add_json, command, day
from foedera.cli.printing import put, put_json, put_wrapped
from foedera.core.errors import InputError, InputErrors, PactConflictError

if TYPE_CHECKING:
    from foedera.pacts import Event, Invocation, Pact
    from foedera.pacts.events import NotInvoked

__all__ = ["add", "path_of"]

_OPTIONS = {
    "Event.initiators": "--attacker", "Event.targets": "--target", "Event.place": "--place", "place": "--place",
    "Event.severity": "--severity", "Event.act": "--act",
}  # fmt: skip


def add(commands: Commands, today: date) -> None:
    """Add the command."""
    purpose = "Ask which clauses an event invokes, for whom and why, and why the others stay silent."
    parser = command(
        commands, "invoke", purpose, "foedera pacts invoke --attacker RUS --target EST --severity war", work
    )
    parser.add_argument("--attacker", metavar="ISO3", nargs="+", default=[], help="who did it")
    parser.add_argument("--target", metavar="ISO3", nargs="+", required=True, help="to whom")
    parser.add_argument("--place", metavar="ID", help="where (default: at the first target's home)")
    parser.add_argument(
        "--severity", metavar="LEVEL", default="war", help="threat, show, force or war (default)"
    )
    parser.add_argument(
        "--act", metavar="ACT", default="attack", help="attack (default), cyber_attack, terrorism, ..."
    )
    parser.add_argument("--day", metavar="DAY", type=day, default=today, help=f"when (default: {today})")
    parser.add_argument("--provoked", action="store_true", help="the target provoked it")
    parser.add_argument(
        "--pact", metavar="ID", nargs="+", help="only these: pacts of the library, or YAML files"
    )
    add_json(parser)


def path_of(name: str) -> Path:
    """Return the file of a pact of the library, or one's own as it is named."""
    from foedera.pacts.loader import library_path

    own = name.endswith((".yaml", ".yml")) or "/" in name or Path(name).exists()
    return Path(name) if own else library_path(name)


def work(args: argparse.Namespace) -> None:
    """Print the clauses that answer, then those of the parties that do not."""
    from foedera.pacts import invoked, library, load_pact, not_invoked

    pacts = [load_pact(path_of(name)) for name in args.pact] if args.pact else list(library().values())
    event = _event(args)
    calls, silent = invoked(event, pacts), not_invoked(event, pacts)
    conflict = _conflict(event, calls, pacts)
    if args.json:
        put_json({"event": str(event), "invoked": [_call(c) for c in calls], "not_invoked": [vars(s) for s in silent],
                  "conflict": conflict})  # fmt: skip
        return
    put_wrapped(f"{str(event)[0].upper()}{str(event)[1:]}.")
    _put_calls(calls, pacts, event)
    if conflict:
        put()
        put_wrapped(f"Contradictory duties: {conflict}")
    _put_silent(silent, pacts, event)


def _event(args: argparse.Namespace) -> Event:
    from foedera.pacts import Event

    try:
        return Event(
            args.attacker, args.target, args.place, args.severity, args.day, args.provoked, act=args.act
        )
    except InputErrors as errors:
        raise InputErrors(
            InputError(p.what, where=_OPTIONS.get(p.where or "", p.where), fix=p.fix) for p in errors.problems
        ) from None


def _conflict(event: Event, calls: list[Invocation], pacts: list[Pact]) -> str | None:
    from foedera.pacts import strongest
    from foedera.pacts.conflicts import restraints

    try:
        strongest([*calls, *restraints(event, calls, pacts)])
    except PactConflictError as error:
        return str(error)
    return None


def _call(call: Invocation) -> dict[str, Any]:
    names = (
        "pact",
        "clause",
        "article",
        "member",
        "type",
        "duty",
        "strength",
        "reason",
        "breach",
        "towards",
        "against",
    )
    return {name: getattr(call, name) for name in names}


def _put_calls(calls: Iterable[Invocation], pacts: Iterable[Pact], event: Event) -> None:
    known = {p.id: p for p in pacts}
    grouped: dict[tuple[str, str, bool], list[Invocation]] = {}
    for call in calls:
        grouped.setdefault((call.pact, call.clause, call.breach), []).append(call)
    put()
    put("Invoked:" if grouped else "Nothing is invoked.")
    for (pact, _, breach), some in grouped.items():
        first = some[0]
        verb = (
            "is broken by"
            if breach
            else "forbids"
            if first.type in ("neutrality", "nonaggression")
            else "binds"
        )
        duty = f", duty {first.duty.replace('_', ' ')} (strength {first.strength:g})"
        put_wrapped(f"{known[pact].name}, {first.article}: {first.type}{duty}", first="  ", indent="      ")
        for line in (
            f"{verb} {', '.join(dict.fromkeys(c.member for c in some))}",
            *_why(some, known[pact], event),
        ):
            put_wrapped(line, first="      ", indent="      ")


def _why(calls: list[Invocation], pact: Pact, event: Event) -> Iterator[str]:
    """Yield what makes a clause answer an event, and what it says."""
    from foedera.pacts.events import SEVERITY_WORDS
    from foedera.pacts.places import place

    clause = next(c for c in pact.clauses if c.id == calls[0].clause)
    act, place_name = clause.trigger.act.replace("_", " "), place(str(event.place)).name
    owed = ", ".join(sorted({s for c in calls for s in c.towards if c.member != s}))
    yield (
        f"why: it answers {act} from level {clause.trigger.severity} up, this is {SEVERITY_WORDS[event.level]}; "
        f"{place_name} is in its area; it is owed to {owed}"
    )
    if clause.summary:
        yield f"text: {clause.summary}"


def _put_silent(silent: Iterable[NotInvoked], pacts: Iterable[Pact], event: Event) -> None:
    """Print the defence clauses that do not answer, of pacts that a party belongs to; count the others."""
    parties = {*event.initiators, *event.targets}
    near = {
        p.id for p in pacts
        if parties & ({m.state for m in p.members} | {s for c in p.clauses for s in c.protects or ()})
    }  # fmt: skip
    told = [s for s in silent if s.pact in near]
    if told:
        put()
        put("Not invoked, of the defence clauses of pacts that concern a party:")
    for one in told:
        put_wrapped(one.reason, first="  ", indent="      ")
    others = len(list(silent)) - len(told)
    if others:
        put()
        put(f"{others} defence clauses of pacts that concern none of them stay silent as well.")
