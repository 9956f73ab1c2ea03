"""``foedera sanction``: who pays for sanctions, what they do to the target, and which coalition is best."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, add_json, command, day, whole
from foedera.cli.pictures import add_figure, save_picture
from foedera.cli.printing import put, put_json, put_report_table, put_wrapped, say
from foedera.core.errors import InputError, InputErrors

if TYPE_CHECKING:
    from foedera.responses.sanctions.measures import Measure

__all__ = ["add"]

_WORLDS = "reference (default), onesector2023, wiod2011, cp-nafta, ..., or a folder"


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Find out who pays for sanctions, what they do to the target, and who would leave."
    example = "foedera sanction --senders G7,EU --target RUS --draws 50 --transfers"
    parser = command(commands, "sanction", purpose, example, work)
    parser.add_argument("--senders", metavar="WHO", type=names, required=True,
                        help="states and groups: G7, EU, NATO, QUAD, ISO3 codes, a pact's id")  # fmt: skip
    parser.add_argument("--target", metavar="ISO3", required=True, help="against whom")
    parser.add_argument(
        "--sectors", metavar="NAMES", type=names, help="sectors or groups such as energy (default: all)"
    )
    parser.add_argument("--world", metavar="NAME", default="reference", help=_WORLDS)
    measure = parser.add_argument_group("what the senders do (default: a complete embargo)")
    measure.add_argument(
        "--enforcement", metavar="SHARE", type=float, help="part of a flow that is cut, 0 to 1"
    )
    measure.add_argument(
        "--tariff", metavar="PP", type=float, help="a tariff instead: percentage points added"
    )
    measure.add_argument("--barrier", metavar="F", type=float, help="a barrier instead: factor on trade cost")
    measure.add_argument(
        "--evasion", metavar="SHARE", type=float, default=0.0, help="part of trade that gets past"
    )
    measure.add_argument(
        "--direction",
        choices=("both", "imports", "exports"),
        default="both",
        help="of the senders (default: both)",
    )
    measure.add_argument("--retaliation", metavar="NAMES", type=names, nargs="?", const=True, default=False,
                         help="the target answers: in the same sectors or in those named")  # fmt: skip
    measure.add_argument("--transfers", action="store_true", help="senders share losses equally")
    more = parser.add_argument_group("further questions")
    more.add_argument(
        "--third", metavar="WHO", type=names, default=(), help="what if these joined, e.g. CHN,IND"
    )
    more.add_argument("--marginal", action="store_true", help="what each sender adds, and who would leave")
    more.add_argument("--stake", metavar="PCT", type=float, default=0.0,
                      help="what taking part is worth to a sender, %% of income (default: 0)")  # fmt: skip
    more.add_argument("--frontier", action="store_true", help="punishment and own cost over coalitions")
    more.add_argument("--best", metavar="K", type=whole("--best", 1), help="the best coalition of K senders")
    more.add_argument("--rank", action="store_true", help="every sector alone")
    parser.add_argument("--draws", metavar="N", type=whole("--draws", 0), default=200,
                        help="draws of the elasticities for intervals (default: 200)")  # fmt: skip
    parser.add_argument(
        "--seed", metavar="N", type=whole("--seed", 0), default=0, help="of the draws (default: 0)"
    )
    parser.add_argument("--balanced", action="store_true", help="take trade deficits out first")
    parser.add_argument(
        "--day", metavar="DAY", type=day, help="members of groups on that day (default: 2025-01-01)"
    )
    add_figure(parser, "map, burden and frontier")
    parser.add_argument(
        "--report", metavar="FILE.html", type=Path, help="write a page with figures and tables"
    )
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write the table of all states")
    add_json(parser)


def names(text: str) -> tuple[str, ...]:
    """Return the names in a list with commas."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


def work(args: argparse.Namespace) -> None:
    """Print the answers and the tables."""
    from foedera.study.sanctions import sanctions

    found = sanctions(
        args.senders, args.target, sectors=args.sectors, world=args.world, measure=measure_of(args),
        retaliation=args.retaliation, transfers=args.transfers, third=args.third, draws=args.draws,
        seed=args.seed, marginal=args.marginal, frontier=args.frontier, best=args.best, rank=args.rank,
        stake=args.stake, balanced=args.balanced, day=args.day, tell=say,
    )  # fmt: skip
    if args.csv:
        found.states.write_csv(args.csv)
        say(f"table: {args.csv}")
    if args.figure:
        from foedera.report.sanctions import sheet

        save_picture(sheet(found), args.figure)
        say(f"figures: {args.figure}")
    if args.report:
        from foedera.report.sanctions import write_page

        say(f"report: {write_page(found, args.report)}")
    if args.json:
        put_json(found.to_dict())
        return
    from foedera.report.sanction_tables import answers, rests_on, tables

    for sentence in answers(found):
        put_wrapped(sentence)
    for table in tables(found):
        put_report_table(table)
    put()
    put("What this rests on:")
    for line in rests_on(found):
        put_wrapped(line, first="- ", indent="  ")


def measure_of(args: argparse.Namespace) -> Measure:
    """Return the measure that the options describe; two kinds at once raise :class:`InputError`."""
    from foedera.responses.sanctions.measures import Measure

    asked = [name for name in ("enforcement", "tariff", "barrier") if getattr(args, name) is not None]
    if len(asked) > 1:
        raise InputError(f"--{asked[0]} and --{asked[1]} are of two measures", where="foedera sanction",
                         fix="--enforcement is of an embargo; leave one out")  # fmt: skip
    given: dict[str, Any] = {"direction": args.direction, "evasion": args.evasion}
    if args.tariff is not None:
        given |= {"kind": "tariff", "tariff": args.tariff / 100.0}
    elif args.barrier is not None:
        given |= {"kind": "barrier", "barrier": args.barrier}
    elif args.enforcement is not None:
        given["enforcement"] = args.enforcement
    try:
        return Measure(**given)
    except InputErrors as errors:
        raise InputErrors(
            InputError(p.what, where=(p.where or "").replace("Measure.", "--"), fix=p.fix)
            for p in errors.problems
        ) from None
