"""``foedera speed``: how long a body takes to decide and to act, and what a reform of its rule would change."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, add_json, command, day, whole
from foedera.cli.pictures import add_figure, save_picture
from foedera.cli.printing import put, put_json, put_table, put_wrapped, say
from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.decisions.speed_cases import Comparison
    from foedera.sim.parameters import ParameterSet
    from foedera.study.institutions.speed import Emergency, Paired, Timing

__all__ = ["add"]

_OPTIONS = {
    "urgency": "--urgency", "against": "--against", "target": "--target", "dispersion": "--dispersion",
    "duty": "--duty", "required": "--required", "delegated_share": "--delegated", "deadline": "--deadline",
}  # fmt: skip


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = (
        "Find out how long a body takes to decide and to act, and what a reform of its rule would change."
    )
    example = (
        "foedera speed nato --reform two-thirds --against RUS\n"
        "foedera speed unsc --reform no-veto g4 --against IRN --draws 2000\nfoedera speed --cases"
    )
    parser = command(commands, "speed", purpose, example, work)
    parser.add_argument(
        "body", metavar="BODY", nargs="?", help="an institution, a pact, or a YAML file of either"
    )
    parser.add_argument("--variant", metavar="ID", help="the rule to begin with (default: its first)")
    parser.add_argument("--reform", metavar="ID", nargs="+", default=[], help="other rules, on the same luck")
    parser.add_argument("--against", metavar="ISO3", help="who attacks: preferences follow from ideal points")
    parser.add_argument(
        "--target", metavar="ISO3", help="whom: its position is the body's line (default: the median)"
    )
    parser.add_argument(
        "--dispersion", metavar="SD", type=float, help="spread of drawn utilities in logits (default: 1)"
    )
    parser.add_argument(
        "--mean", metavar="V", type=float, help="mean of drawn utilities in logits (default: 1)"
    )
    parser.add_argument(
        "--urgency", metavar="U", type=float, default=0.6, help="from 0 to 1 (default: 0.6, use of force)"
    )
    parser.add_argument(
        "--concession", metavar="C", type=float, help="what a round of bargaining gains, in logits"
    )
    parser.add_argument(
        "--duty", metavar="S", type=float, default=0.0, help="strength of the members' own duty, 0 to 1"
    )
    parser.add_argument(
        "--required",
        metavar="SHARE",
        type=float,
        default=0.5,
        help="of the members' capability, to act (default: 0.5)",
    )
    parser.add_argument(
        "--delegated", metavar="P", type=float, default=0.0, help="chance of a mandate given beforehand"
    )
    parser.add_argument(
        "--approval", action="store_true", help="each parliament must approve before its state acts"
    )
    parser.add_argument("--attribution", action="store_true", help="it is not known who attacked")
    parser.add_argument(
        "--deadline", metavar="DAYS", type=float, default=math.inf, help="later decisions are none"
    )
    parser.add_argument("--day", type=day, metavar="DAY", help="members of which day (default: 2025-01-01)")
    parser.add_argument(
        "--draws", metavar="N", type=whole("--draws", 100, 1_000_000), default=10_000, help="crises (10000)"
    )
    parser.add_argument(
        "--seed", metavar="N", type=whole("--seed", 0), default=1, help="which luck (default: 1)"
    )
    parser.add_argument("--cases", action="store_true", help="put the model beside dated cases of history")
    add_figure(parser, "days to decision and which path acts first")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Print the days to decision and to action, and the historical cases if they are asked for."""
    if args.body is None and not args.cases:
        raise InputError("name a body", where="foedera speed", fix="or ask for the dated cases with --cases")
    found: dict[str, Any] = {}
    if args.body is not None:
        emergency, parameters = _emergency(args), _parameters(args)
        timings = _timings(args, emergency, parameters)
        found |= {"emergency": vars(emergency), "draws": args.draws, "seed": args.seed,
                  "rules": [_record(t, timings[0]) for t in timings]}  # fmt: skip
        if not args.json:
            _put_timings(timings, emergency, args)
        if args.figure:
            _draw(timings, args.figure)
    if args.cases:
        cases = _cases(args)
        found["cases"] = [_case(c) for c in cases]
        if not args.json:
            _put_cases(cases)
    if args.json:
        put_json(found)


def _emergency(args: argparse.Namespace) -> Emergency:
    from foedera.study.institutions.speed import Emergency

    if args.against is not None and (args.mean is not None or args.dispersion is not None):
        fix = "leave out --against, or --mean and --dispersion"
        raise InputError("preferences are given twice", where="--against", fix=fix)
    drawn = {k: v for k, v in (("mean", args.mean), ("dispersion", args.dispersion)) if v is not None}
    try:
        return Emergency(
            urgency=args.urgency, against=args.against, target=args.target, duty=args.duty, required=args.required,
            approval=args.approval, attribution=args.attribution, delegated_share=args.delegated,
            deadline=args.deadline, **drawn,
        )  # fmt: skip
    except InputError as error:
        raise _located(error) from None


def _located(error: InputError) -> InputError:
    return InputError(error.what, where=_OPTIONS.get(error.where or "", error.where), fix=error.fix)


def _parameters(args: argparse.Namespace) -> ParameterSet:
    from foedera.sim.parameters import ParameterSet

    given = {} if args.concession is None else {"speed.concession": args.concession}
    return ParameterSet().replace(given)


def _timings(args: argparse.Namespace, emergency: Emergency, parameters: ParameterSet) -> list[Timing]:
    from foedera.pacts.institutions import body_of
    from foedera.study.institutions.speed import timings
    from foedera.world import World

    bodies = [body_of(args.body, variant, args.day) for variant in (args.variant, *args.reform)]
    try:
        return timings(
            bodies, emergency, World.reference(), parameters=parameters, draws=args.draws, seed=args.seed
        )
    except InputError as error:
        raise _located(error) from None


def _record(timing: Timing, base: Timing) -> dict[str, Any]:
    from foedera.study.institutions.speed import summary

    return {
        "body": timing.body.id, "variant": timing.body.variant, "title": timing.body.title,
        "members": len(timing.body.members), "decision": vars(summary(timing.decided)),
        "action": vars(summary(timing.acted)), "first_to_act": timing.ways, "objectors": timing.objectors,
        "beside_the_first": vars(_beside(timing, base)), "without_ideal_point": timing.unplaced,
        "without_capability": timing.weightless,
    }  # fmt: skip


def _beside(timing: Timing, base: Timing) -> Paired:
    from foedera.study.institutions.speed import paired

    return paired(base.decided, timing.decided)


def _put_timings(timings: Sequence[Timing], emergency: Emergency, args: argparse.Namespace) -> None:
    from foedera.study.institutions.speed import WITHIN, summary

    put_wrapped(
        f"{timings[0].body.title}. {_faced(emergency)}; {args.draws:,} crises, the same for every rule."
    )
    within = [f"by day {t}" for t in WITHIN]
    beside = ["sooner", "later"] if len(timings) > 1 else []
    rows, acts = [], []
    for k, timing in enumerate(timings):
        name = timing.body.variant
        pair = _beside(timing, timings[0])
        compared = [_percent(pair.sooner), _percent(pair.later)] if k else ["", ""]
        rows.append([name, *_cells(summary(timing.decided)), *(compared if beside else [])])
        acts.append(
            [name, *_cells(summary(timing.acted)), *(_percent(timing.ways[w]) for w in ("formal", "adhoc"))]
        )
        if emergency.delegated_share:
            acts[-1].append(_percent(timing.ways["delegated"]))
    heads = ["rule", "median", "5-95 %", *within, "never"]
    put()
    put_table([*heads, *beside], rows, numbers=set(range(1, 9)), title="Days to the formal decision")
    put()
    first = ["formal first", "coalition first", *(["mandate first"] if emergency.delegated_share else [])]
    title = f"Days to action, by {_percent(emergency.required)} of the members' capability"
    put_table([*heads, *first], acts, numbers=set(range(1, 10)), title=title)
    put()
    put_wrapped("Days are from the onset, those of crises that come to it; shares are of all crises.")
    for timing in timings:
        often = ", ".join(f"{code} ({_percent(share)})" for code, share in list(timing.objectors.items())[:5])
        put_wrapped(f"{timing.body.variant}: no is said most often by {often or 'nobody'}", indent="    ")
    for line in _unknown(timings):
        say(line)


def _faced(emergency: Emergency) -> str:
    if emergency.against is None:
        drawn = f"utilities of mean {emergency.mean:g} and spread {emergency.dispersion:g} logits"
        return f"Urgency {emergency.urgency:g}, {drawn}"
    line = f"the position of {emergency.target}" if emergency.target else "its median"
    return f"{emergency.against} attacks, urgency {emergency.urgency:g}; the body's line is {line}"


def _cells(found: Any) -> list[str]:
    days = [_days(found.median), f"{_days(found.low)} to {_days(found.high)}" if found.never < 1 else "-"]
    return [*days, *map(_percent, found.within.values()), _percent(found.never)]


def _days(days: float) -> str:
    return "-" if math.isnan(days) else f"{days:.1f}" if days < 10 else f"{days:.0f}"


def _percent(share: float) -> str:
    return (
        f"{100 * share:.0f} %" if share in (0.0, 1.0) or 0.005 <= share <= 0.995 else f"{100 * share:.1f} %"
    )


def _unknown(timings: Sequence[Timing]) -> list[str]:
    """Return what the world does not know of the seats, in sentences."""
    said = []
    for what, then, names in (
        ("ideal point", "in the middle of the others", [t.unplaced for t in timings]),
        ("capability", "with none", [t.weightless for t in timings]),
    ):
        seats = sorted({code for some in names for code in some})
        if seats:
            said.append(f"no {what} known for {', '.join(seats)}: counted {then}")
    return said


def _draw(timings: Sequence[Timing], path: Path) -> None:
    from foedera.report.figures.canvas import WIDE, paper
    from foedera.report.figures.decision_days import decision_days
    from foedera.report.figures.decision_paths import decision_paths

    figure = paper(WIDE, 4.4 + 0.34 * len(timings))
    above, below = figure.subplots(2, 1, height_ratios=[3.1, 0.5 + 0.34 * len(timings)])
    names = [f"{t.body.variant}" for t in timings]
    decision_days(dict(zip(names, (t.decided for t in timings), strict=True)), ax=above)
    decision_paths(dict(zip(names, (t.ways for t in timings), strict=True)), ax=below)
    save_picture(figure, path)
    say(f"figure: {path}")


def _cases(args: argparse.Namespace) -> list[Comparison]:
    from foedera.decisions.speed_cases import compare_cases

    return compare_cases(max(args.draws, 1000), args.seed, _parameters(args).speed)


def _case(found: Comparison) -> dict[str, Any]:
    return {"id": found.case.id, "title": found.case.title, "clock": found.case.clock,
            "observed_days": found.case.observed_days, "operations": found.case.operations, "median": found.median,
            "low": found.low, "high": found.high, "reached": found.reached, "inside": found.inside,
            "fitted": found.case.fitted, "status": found.case.status, "source": found.case.source,
            "note": found.case.note}  # fmt: skip


def _put_cases(cases: Sequence[Comparison]) -> None:
    from foedera.decisions.speed_cases import CLOCKS

    put()
    rows = [
        [c.case.title, c.case.clock, _days(c.case.observed_days), _days(c.median), f"{_days(c.low)} to {_days(c.high)}",
         _percent(c.reached), ("yes" if c.inside else "no") + (", fitted" if c.case.fitted else "")]
        for c in cases
    ]  # fmt: skip
    heads = ("case", "clock", "observed", "median", "5-95 %", "comes to it", "inside")
    put_table(heads, rows, numbers={2, 3, 4, 5}, title="Dated cases, in days, and the model beside them")
    put()
    for clock in dict.fromkeys(c.case.clock for c in cases):
        put_wrapped(f"{clock}: {CLOCKS[clock]}", indent="    ")
    put_wrapped(
        "Preferences are assumed by one convention, not measured; 'fitted' cases set a default of the model."
    )
