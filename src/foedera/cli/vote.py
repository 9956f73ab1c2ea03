"""``foedera vote``: what a recorded vote comes to under a body's rule."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, add_json, command, day
from foedera.cli.printing import put, put_json, put_table, put_wrapped
from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.pacts.institutions import Body
    from foedera.study.institutions.vote import Verdict

__all__ = ["add"]

_WORDS = {
    "yes": "who says yes", "no": "who says no", "abstain": "who abstains", "absent": "who is absent or takes no part",
    "opt-out": "who lets it pass without being bound (constructive abstention)",
    "party": "who is a party to the dispute: its vote is withheld",
}  # fmt: skip
_REST = ("yes", "abstain", "no", "absent")


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Adjudicate a recorded vote: adopted or not, by what margin, whom it binds and who blocks it."
    example = "foedera vote unsc --no RUS --abstain CHN --rest yes\nfoedera vote nato --no HUN --rest yes"
    parser = command(commands, "vote", purpose, example, work)
    parser.add_argument("body", metavar="BODY", help="an institution, a pact, or a YAML file of either")
    parser.add_argument("--variant", metavar="ID", help="which rule of the body (default: its first)")
    for word, text in _WORDS.items():
        parser.add_argument(f"--{word}", metavar="MEMBER", nargs="+", action="extend", default=[], help=text)
    parser.add_argument("--rest", choices=_REST, help="what the members did who are not named")
    parser.add_argument(
        "--file", metavar="FILE",
        help="many votes at once: a CSV file with 'item' and a column per member, or 'item', 'member', 'ballot'",
    )  # fmt: skip
    parser.add_argument("--day", type=day, metavar="DAY", help="members of which day (default: 2025-01-01)")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Print the verdict, or a table of verdicts for a file."""
    from foedera.pacts.institutions import body_of
    from foedera.study.institutions.roll_calls import read_votes
    from foedera.study.institutions.vote import adjudicate, cast

    named = {word: getattr(args, word.replace("-", "_")) for word in _WORDS}
    body = body_of(args.body, args.variant, args.day)
    if args.file is None:
        where = {word: f"--{word}" for word in _WORDS}
        verdict = adjudicate(body, cast(body, named, args.rest, where=where))
        if args.json:
            put_json(_head(body) | _record(verdict))
            return
        _put_verdict(body, verdict)
        return
    if any(named.values()):
        raise InputError("ballots are given twice", where="--file", fix="name members in the file or here")
    verdicts = [adjudicate(body, ballots, item) for item, ballots in read_votes(args.file, body, args.rest)]
    if args.json:
        put_json(_head(body) | {"votes": [_record(v) for v in verdicts]})
        return
    _put_verdicts(body, verdicts)


def _head(body: Body) -> dict[str, Any]:
    return {"body": body.id, "variant": body.variant, "title": body.title, "rule": _rule(body)}


def _rule(body: Body) -> str:
    from foedera.study.institutions.bodies import compiled

    return compiled(body).text()


def _record(verdict: Verdict) -> dict[str, Any]:
    return {"item": verdict.item, "adopted": verdict.adopted, "ballots": verdict.ballots,
            "conditions": [vars(c) for c in verdict.conditions], "binds": verdict.binds,
            "blockers": verdict.blockers, "alone": verdict.alone, "no_yes_could_help": verdict.helpless,
            "fragile": verdict.fragile}  # fmt: skip


def _put_verdict(body: Body, verdict: Verdict) -> None:
    put_wrapped(body.title)
    put_wrapped(f"It {_rule(body)}.")
    put()
    put_wrapped(f"{'Adopted' if verdict.adopted else 'Not adopted'}: {_tally(verdict)}.")
    for condition in verdict.conditions:
        mark = "met   " if condition.met else "missed"
        put_wrapped(f"{condition.text}: {condition.margin}", first=f"  {mark}  ", indent=" " * 12)
    put()
    put_wrapped(_bound(verdict) if verdict.adopted else _blocked(verdict))
    if verdict.adopted:
        put_wrapped(_fragility(verdict))


def _tally(verdict: Verdict) -> str:
    found = [
        f"{verdict.count('yes')} yes", f"{verdict.count('no')} no", f"{verdict.count('abstain')} abstaining",
    ]  # fmt: skip
    for word, text in (("absent", "absent"), ("opt-out", "opting out")):
        if verdict.count(word):
            found.append(f"{verdict.count(word)} {text}")
    parties = [code for code, ballot in verdict.ballots.items() if ballot == "party"]
    if parties:
        found.append(f"the vote of {_listed(parties)} withheld")
    return ", ".join(found)


def _bound(verdict: Verdict) -> str:
    free = [code for code in verdict.ballots if code not in verdict.binds]
    if not free:
        return f"Binds all {len(verdict.binds)} members."
    if not verdict.binds:
        return "Binds nobody."
    return f"Binds {len(verdict.binds)} members: {', '.join(verdict.binds)}. Not bound: {', '.join(free)}."


def _blocked(verdict: Verdict) -> str:
    if verdict.helpless:
        return "No change of ballots to yes would have it adopted."
    if len(verdict.alone) == 1:
        return f"Blocked by {verdict.alone[0]}: with its yes it would be adopted."
    if verdict.alone:
        return f"One yes more would have it adopted, from any of {_few(verdict.alone, 20)}."
    few = f"{len(verdict.blockers)} would have to say yes instead; a smallest set is {_few(verdict.blockers, 20)}"
    return f"To adopt it {few}."


def _fragility(verdict: Verdict) -> str:
    if not verdict.fragile:
        return "No single change to no would defeat it."
    if set(verdict.fragile) == set(verdict.ballots):
        return "A no of any member would defeat it."
    any_of = "any one of " if len(verdict.fragile) > 1 else ""
    return f"A no of {any_of}{_few(verdict.fragile, 20)} would defeat it."


def _put_verdicts(body: Body, verdicts: list[Verdict]) -> None:
    put_wrapped(body.title)
    put_wrapped(f"It {_rule(body)}.")
    put()
    heads = ("item", "outcome", "yes", "no", "abstain", "others", "lacks the yes of", "falls with a no of")
    rows = [
        (v.item, "adopted" if v.adopted else "not adopted", *(str(v.count(w)) for w in ("yes", "no", "abstain")),
         str(sum(v.count(w) for w in ("absent", "opt-out", "party"))), _lacking(v), _few(v.fragile))
        for v in verdicts
    ]  # fmt: skip
    put_table(heads, rows, numbers={2, 3, 4, 5})
    put()
    put(f"{sum(v.adopted for v in verdicts)} of {len(verdicts)} adopted.")


def _lacking(verdict: Verdict) -> str:
    """Return whose yes would adopt it, for a cell."""
    if verdict.helpless:
        return "no yes could help"
    return " or ".join(verdict.alone) if 0 < len(verdict.alone) <= 3 else _few(verdict.blockers)


def _few(codes: tuple[str, ...], most: int = 6) -> str:
    """Return codes, no more than ``most``; the others are counted."""
    more = len(codes) - most
    return ", ".join(codes) if more <= 0 else f"{', '.join(codes[:most])} and {more} more"


def _listed(codes: tuple[str, ...] | list[str]) -> str:
    return codes[0] if len(codes) == 1 else ", ".join(codes[:-1]) + " and " + codes[-1]
