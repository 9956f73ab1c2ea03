"""``foedera power``: who holds power under a rule, and what a reform changes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, Parser, add_json, command, day, whole
from foedera.cli.pictures import add_figure, save_picture
from foedera.cli.printing import put, put_json, put_report_table, put_wrapped, say
from foedera.core.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from foedera.pacts.institutions import Body
    from foedera.study.institutions.power import Group, Weighed

__all__ = ["add", "add_bodies", "bodies", "record"]

_ALL = "all"


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Count who holds power under a body's rule, and what a reform of it changes."
    example = "foedera power unsc --reform g4\nfoedera power eu-council --variant 1958 --index banzhaf shapley_shubik"
    parser = command(commands, "power", purpose, example, work)
    add_bodies(parser)
    parser.add_argument(
        "--index", metavar="INDEX", nargs="+", action="extend",
        help="banzhaf, shapley_shubik (the default), banzhaf_absolute, coleman_prevent, coleman_initiate, "
        "johnston, "
        "deegan_packel, holler, ternary_banzhaf, ternary_banzhaf_absolute, owen, banzhaf_owen",
    )  # fmt: skip
    parser.add_argument(
        "--by",
        choices=("kind", "member"),
        default="kind",
        help="fold members of equal power (default), or not",
    )
    parser.add_argument(
        "--unions", metavar="NAME", nargs="+", action="extend",
        help="a-priori unions, for Owen's value: names of the body's own, 'all' of them, or a YAML file of "
        "lists",
    )  # fmt: skip
    parser.add_argument(
        "--sample", metavar="DRAWS", type=whole("--sample", 100, 10_000_000),
        help="estimate Banzhaf and Shapley-Shubik from random coalitions, where there are too many to count",
    )  # fmt: skip
    parser.add_argument("--seed", type=whole("--seed", 0), default=1, help="of the draws (default: 1)")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write power by member, index and variant")
    add_figure(parser, "the first index by kind of member")
    add_json(parser)


def add_bodies(parser: Parser) -> None:
    """Add the options that name a body and reforms of it."""
    parser.add_argument("body", metavar="BODY", help="an institution, a pact, or a YAML file of either")
    parser.add_argument("--variant", metavar="ID", help="the rule to begin with (default: its first)")
    parser.add_argument(
        "--reform", "--reforms", metavar="ID", nargs="+", action="extend", default=[], dest="reform",
        help="other variants of it, each compared with the first",
    )  # fmt: skip
    parser.add_argument("--day", type=day, metavar="DAY", help="members of which day (default: 2025-01-01)")


def bodies(args: argparse.Namespace) -> list[Body]:
    """Return the baseline and the reforms that are asked for."""
    from foedera.pacts.institutions import body_of

    found = [body_of(args.body, variant, args.day) for variant in (args.variant, *args.reform)]
    asked = [body.variant for body in found]
    twice = next((v for k, v in enumerate(asked) if v in asked[:k]), None)
    if twice is not None:
        raise InputError(f"'{twice}' is named twice", where="--reform", fix="name another variant")
    return found


def work(args: argparse.Namespace) -> None:
    """Print the rules and the power of every member."""
    from foedera.study.institutions.power import KINDS, UNION, groups, power_table, unions_of, weigh

    for kind in args.index or ():
        if kind not in KINDS:
            fix = did_you_mean(kind, KINDS) or "one of " + ", ".join(KINDS)
            raise InputError(f"there is no index '{kind}'", where="--index", fix=fix)
    chosen = bodies(args)
    if args.sample is not None:
        _sample(args, chosen)
        return
    unions = _unions(args.unions, chosen[0])
    kinds = list(dict.fromkeys(args.index or ("banzhaf", "shapley_shubik", *(UNION if unions else ()))))
    weighed = [weigh(body, kinds, None if unions is None else unions_of(body, unions)) for body in chosen]
    if args.csv:
        power_table(weighed).write_csv(args.csv)
        say(f"table: {args.csv}")
    found = groups(weighed, fold=args.by == "kind")
    if args.figure:
        _draw(found, weighed, args.figure)
    if args.json:
        put_json({"variants": [record(one) for one in weighed], "powers": power_table(weighed).to_dicts(),
                  "unions": unions})  # fmt: skip
        return
    for k, one in enumerate(weighed):
        if k:
            put()
        _put_rule(one)
    _put_powers(found, weighed)


def _sample(args: argparse.Namespace, chosen: list[Body]) -> None:
    """Print estimates; what only counting can give raises :class:`InputError`."""
    from foedera.cli.power_sample import put_sampled

    given = {"--index": args.index, "--unions": args.unions, "--csv": args.csv, "--figure": args.figure}
    for option, value in given.items():
        if value:
            fix = f"leave out {option}: Banzhaf and Shapley-Shubik are printed"
            raise InputError("is for counted power", where=f"{option} with --sample", fix=fix)
    put_sampled(chosen, args.sample, args.seed, as_json=args.json)


def _unions(words: Sequence[str] | None, body: Body) -> dict[str, tuple[str, ...]] | None:
    """Return the unions that are asked for, None if none are."""
    if not words:
        return None
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        if word.endswith((".yaml", ".yml")):
            found |= _unions_in(Path(word))
        elif word == _ALL and body.unions:
            found |= body.unions
        elif word in body.unions:
            found[word] = body.unions[word]
        else:
            known = [*body.unions, _ALL] if body.unions else []
            fix = did_you_mean(word, known) or (
                f"one of {', '.join(known)}, or a .yaml file" if known
                else f"{body.id} has none of its own: name a .yaml file such as 'bloc: [FRA, DEU]'"
            )  # fmt: skip
            raise InputError(f"there is no union '{word}'", where="--unions", fix=fix)
    return found


def _unions_in(path: Path) -> dict[str, tuple[str, ...]]:
    from foedera.pacts.strict_yaml import load

    data = load(path).data
    if not isinstance(data, dict) or not data:
        raise InputError("no unions in it", where=str(path), fix="write a line such as 'bloc: [FRA, DEU]'")
    for name, seats in data.items():
        if not isinstance(seats, list) or not seats or not all(isinstance(s, str) for s in seats):
            fix = f"write the codes of its members: '{name}: [FRA, DEU]'"
            raise InputError(f"union '{name}' is no list of members", where=str(path), fix=fix)
    return {str(name): tuple(seats) for name, seats in data.items()}


def record(one: Weighed) -> dict[str, Any]:
    """Return a weighed body for JSON, fractions as text and as numbers."""
    body = one.body
    return {
        "body": body.id, "variant": body.variant, "title": body.title, "rule": one.text, "members": list(body.members),
        "winning_coalitions": str(one.winning), "act": float(one.act), "act_exact": str(one.act),
        "ternary_act": one.ternary_act, "veto_players": one.veto_players, "null_players": one.null_players,
        "smallest_winning": one.smallest_winning, "smallest_blocking": one.smallest_blocking,
        "minimal_winning_coalitions": None if one.minimal is None else str(one.minimal), "status": body.status,
        "sources": body.sources, "notes": one.notes,
    }  # fmt: skip


def _put_rule(one: Weighed) -> None:
    from foedera.report.institution_tables import tiny

    body = one.body
    put_wrapped(f"{body.title} ({body.variant})")
    put_wrapped(f"It {one.text}.", first="  ", indent="  ")
    n = len(body.members)
    exact = f"{one.winning:,}" if one.winning < 10**15 else f"{one.winning:.3e}".replace("e+", " x 10^")
    put_wrapped(
        f"{exact} of 2^{n} coalitions win: {tiny(float(one.act))}, Coleman's power to act.",
        first="  ",
        indent="  ",
    )
    if one.ternary_act is not None:
        text = f"With abstention as likely as yes and no, {tiny(one.ternary_act)} of roll-calls adopt."
        put_wrapped(text, first="  ", indent="  ")
    put_wrapped(_coalitions(one), first="  ", indent="  ")
    for note in (*_vetoes(one), *one.notes):
        put_wrapped(note, first="  ", indent="  ")


def _coalitions(one: Weighed) -> str:
    win, block = len(one.smallest_winning), len(one.smallest_blocking)
    text = (
        f"The smallest coalition that wins has {win} of {len(one.body.members)} members, that blocks {block}"
    )
    if one.patterns and len(one.patterns) <= 2:
        text += f"; minimal to win: {' or '.join(p.text() for p in one.patterns)}"
    if one.minimal is not None:
        text += f" ({one.minimal:,} minimal winning coalitions)" if one.minimal < 10**15 else ""
    return text + "."


def _vetoes(one: Weighed) -> list[str]:
    found = []
    if one.veto_players:
        everybody = len(one.veto_players) == len(one.body.members)
        found.append(
            f"Without whom nothing passes: {'every member' if everybody else ', '.join(one.veto_players)}."
        )
    if one.null_players:
        found.append(f"Whose ballot never matters: {', '.join(one.null_players)}.")
    return found


def _put_powers(found: Sequence[Group], weighed: Sequence[Weighed]) -> None:
    from dataclasses import replace

    from foedera.report.institution_tables import powers_table

    kinds = list(weighed[0].indices)
    for part in [[k] for k in kinds] if len(weighed) > 1 else [kinds]:
        some = [replace(one, indices={k: one.indices[k] for k in part}) for one in weighed]
        put_report_table(powers_table(found, some))


def _draw(found: Sequence[Group], weighed: Sequence[Weighed], path: Path) -> None:
    from foedera.report.figures.power_bars import power_bars
    from foedera.report.institution_tables import INDEX_NAMES

    kind = next(iter(weighed[0].indices))
    powers = {one.body.variant: [g.powers[kind][k] for g in found] for k, one in enumerate(weighed)}
    figure = power_bars([g.label(2) for g in found], powers, index=f"{INDEX_NAMES[kind]} index")
    save_picture(figure, path)
    say(f"figure: {path}")
