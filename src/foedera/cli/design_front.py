"""``foedera design front``: designs of a rule that no other betters, and where the present rule stands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.body_option import add_body, asked
from foedera.cli.parsing import Commands, add_json, command, whole
from foedera.cli.pictures import add_figure, save_picture
from foedera.cli.printing import put, put_json, put_table, put_wrapped, say
from foedera.core.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from foedera.pacts.institutions import Body
    from foedera.study.institutions.design import Front

__all__ = ["add"]

_GOALS = ("decisiveness", "passage", "equality", "protection", "overruled", "speed")


def add(inner: Commands) -> None:
    """Add the command."""
    purpose = "Lay designs of a rule side by side and keep those that no other betters in all goals."
    example = "foedera design front unsc --goals decisiveness protection speed"
    laid = command(inner, "front", purpose, example, _work)
    add_body(laid)
    laid.add_argument("--goals", metavar="GOAL", nargs="+", required=True, help=", ".join(_GOALS))
    laid.add_argument(
        "--quotas", metavar="SHARE", nargs="+", type=float, help="of the votes (default: 0.51 to 1)"
    )
    laid.add_argument(
        "--states", metavar="SHARE", nargs="+", type=float, default=[], help="of members who must say yes too"
    )
    laid.add_argument(
        "--veto", metavar="SEAT", nargs="+", default=[], help="try a veto of these, beside none"
    )
    laid.add_argument("--blocking", metavar="N", nargs="+", type=whole("--blocking", 1), default=[],
                      help="try a least size of a blocking minority, beside none")  # fmt: skip
    laid.add_argument(
        "--minority", metavar="SEAT", nargs="+", default=[], help="whom the goal 'overruled' protects"
    )
    laid.add_argument("--most", metavar="N", type=whole("--most", 1), default=25, help="designs printed (25)")
    add_figure(laid, "the designs by the first two goals")
    add_json(laid)


def _work(args: argparse.Namespace) -> None:
    """Print the designs that no other betters, and where the present rule stands."""
    from foedera.study.institutions.design import QUOTAS
    from foedera.study.institutions.design import front as lay
    from foedera.world import World

    body = asked(args)
    found = lay(
        body, args.goals, World.reference(), quotas=args.quotas or QUOTAS, states=(None, *args.states),
        vetoes=((), args.veto) if args.veto else ((),), blocking=(None, *args.blocking), minority=args.minority,
        has_rule=args.members is None,
    )  # fmt: skip
    if args.json:
        put_json(_record(body, found))
    else:
        _put_front(body, found, args.most)
    if args.figure:
        _draw(found, args.figure)


def _record(body: Body, found: Front) -> dict[str, Any]:
    goals = found.best.goals
    on_it = [{"rule": d.text, "expression": d.expression, "votes_by": d.scheme,
              **dict(zip(goals, map(float, v), strict=True))}
             for d, v in zip(found.best.designs, found.best.values, strict=True)]  # fmt: skip
    above = None if found.above is None else [d.text for d in found.above.designs]
    now = None if found.now is None else dict(zip(goals, map(float, found.now), strict=True))
    return {"body": body.id, "variant": body.variant, "goals": goals, "looked_at": len(found.all.designs),
            "front": on_it, "present_rule": now, "betters_present_rule": above,
            "without_ideal_point": found.unplaced}  # fmt: skip


def _put_front(body: Body, found: Front, most: int) -> None:
    from foedera.decisions.design.goals import GOALS
    from foedera.study.institutions.bodies import compiled

    goals, best = found.best.goals, found.best
    put_wrapped(
        f"{body.title}: {len(found.all.designs)} designs looked at, {len(best.designs)} that no other betters."
    )
    for goal in goals:
        side = "more" if GOALS[goal].maximise else "less"
        put_wrapped(f"{goal}: {GOALS[goal].meaning} ({side} is better)", first="  ", indent="      ")
    put()
    order, better_ones = _ranked(found), _bettering(found)
    rows = [
        [str(number), *_values(best.values[k], goals), best.designs[k].scheme, best.designs[k].text]
        for number, k in enumerate(order, 1)
        if number <= most or k in better_ones
    ]  # fmt: skip
    if found.now is not None:
        rows.append(["now", *_values(found.now, goals), "as it is", compiled(body).text()])
    put_table(["", *goals, "votes by", "rule"], rows, numbers=set(range(1, len(goals) + 1)))
    if len(order) > most:
        put(f"of {len(order)} the first {most} (--most {len(order)} prints all; --json with their votes)")
    put()
    if found.above is not None:
        put_wrapped(_stands(found, order))
    if "speed" in goals or "passage" in goals:
        put_wrapped(
            "Motions: status quos over the whole range of ideal points, each member in turn proposing its own."
        )
    if found.unplaced:
        say(f"no ideal point known for {', '.join(found.unplaced)}: counted in the middle of the others")


def _ranked(found: Front) -> list[int]:
    """Return the designs on the front by their first goal, best first."""
    first = found.best.values[:, 0] * (-1.0 if found.best.maximise[0] else 1.0)
    return sorted(range(len(first)), key=lambda k: (float(first[k]), k))


def _values(values: np.ndarray, goals: Sequence[str]) -> list[str]:
    from foedera.decisions.design.goals import GOALS

    return [_value(float(v), GOALS[g].unit) for v, g in zip(values, goals, strict=True)]


def _value(value: float, unit: str) -> str:
    if unit == "members":
        return f"{value:.0f}"
    if unit == "rounds":
        return f"{value:.2f}"
    return f"{100 * value:.1f} %" if value >= 0.0005 or value == 0 else f"{100 * value:.1g} %"


def _bettering(found: Front) -> set[int]:
    """Return the designs on the front that better the present rule."""
    above = set() if found.above is None else {id(d) for d in found.above.designs}
    return {k for k, design in enumerate(found.best.designs) if id(design) in above}


def _stands(found: Front, order: Sequence[int]) -> str:
    """Return whether the present rule is bettered, and by which designs on the front."""
    assert found.above is not None
    many = len(found.above.designs)
    if not many:
        return "No design looked at is nowhere worse than the present rule and better in some goal."
    by = [str(n) for n, k in enumerate(order, 1) if k in _bettering(found)]
    said = f"{many} designs are" if many > 1 else "1 design is"
    return f"The present rule is dominated: {said} nowhere worse and somewhere better (on the front {', '.join(by)})."


def _draw(found: Front, path: Path) -> None:
    import numpy as np

    from foedera.decisions.design.goals import GOALS
    from foedera.report.figures.design_front import design_front

    goals = found.best.goals
    if len(goals) < 2:
        raise InputError("a figure needs two goals", where="--figure", fix="name one more with --goals")
    percent = [GOALS[g].unit in ("probability", "share") for g in goals[:2]]
    scale = np.where(percent, 100.0, 1.0)
    axes = [
        f"{g}: {GOALS[g].meaning} [{'%' if p else GOALS[g].unit}]"
        for g, p in zip(goals[:2], percent, strict=True)
    ]
    kept = {id(d) for d in found.best.designs}
    on_front = np.array([id(d) in kept for d in found.all.designs])
    number = {id(found.best.designs[k]): str(n) for n, k in enumerate(_ranked(found), 1)}
    labels = [number[id(d)] for d in found.all.designs if id(d) in kept]
    now = None if found.now is None else (found.now[:2] * scale).tolist()
    figure = design_front(found.all.values[:, :2] * scale, on_front, labels, now=now, axes=(axes[0], axes[1]))
    save_picture(figure, path)
    say(f"figure: {path}")
