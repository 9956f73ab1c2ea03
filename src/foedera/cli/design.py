"""``foedera design``: weights by the square-root law or for a target, and rules that no other betters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from foedera.cli import design_front
from foedera.cli.body_option import add_body, asked
from foedera.cli.parsing import Commands, add_json, command, group, whole
from foedera.cli.printing import put, put_json, put_table, put_wrapped
from foedera.core.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from foedera.decisions.design.change import Change
    from foedera.decisions.design.inverse import Found
    from foedera.pacts.institutions import Body

__all__ = ["add"]

_INDICES = ("banzhaf", "shapley_shubik")


def add(commands: Commands) -> None:
    """Add the group."""
    purpose = "Design the rule of a body, by a target of power or by what is wanted of it."
    example = (
        "foedera design penrose eu-council\nfoedera design front unsc --goals decisiveness protection speed"
    )
    inner = group(commands, "design", purpose, example)
    purpose = "Weigh a body by the square-root law, with the quota that gives all citizens the same say."
    square = command(inner, "penrose", purpose, "foedera design penrose eu-council", penrose)
    add_body(square)
    square.add_argument(
        "--votes",
        metavar="N",
        type=whole("--votes", 1, 10**6),
        default=10_000,
        help="votes shared out (10000)",
    )
    add_json(square)
    purpose = (
        "Find the weights whose power comes closest to a target, or the smallest change that reaches it."
    )
    example = "foedera design weights eu-council --variant 1958 --target equal --change"
    aimed = command(inner, "weights", purpose, example, weights)
    add_body(aimed)
    aimed.add_argument("--target", metavar="NAME", required=True, help="population, square-root, equal, or a CSV file "
                       "with 'member' and 'amount'")  # fmt: skip
    aimed.add_argument("--index", choices=_INDICES, default="banzhaf", help="which power (default: banzhaf)")
    aimed.add_argument(
        "--quota", metavar="SHARE", help="votes needed, as 0.7 or 2/3 (default: it is found too)"
    )
    aimed.add_argument("--votes", metavar="N", type=whole("--votes", 1, 10**6), help="votes shared out")
    aimed.add_argument(
        "--change", action="store_true", help="change the present weights as little as possible"
    )
    aimed.add_argument(
        "--tolerance", metavar="X", type=float, default=0.01, help="with --change: deviation allowed (0.01)"
    )
    add_json(aimed)
    design_front.add(inner)


def penrose(args: argparse.Namespace) -> None:
    """Print square-root weights, their quota, and the power they give."""
    from foedera.study.institutions.design import penrose as weigh
    from foedera.world import World

    body = asked(args)
    found = weigh(body, World.reference(), args.votes)
    now = found.now if args.members is None else None
    apart = float(abs(found.powers - found.wanted).max())
    if args.json:
        put_json({
            "body": body.id, "variant": body.variant, "quota": found.quota, "votes_in_all": args.votes,
            "quota_share": found.quota / args.votes, "largest_deviation": apart,
            "members": [_row(body, k, votes=int(v), wanted=float(found.wanted[k]), power=float(found.powers[k]),
                             power_now=None if now is None else float(now[k])) for k, v in enumerate(found.votes)],
        })  # fmt: skip
        return
    put_wrapped(f"{body.title}: votes by the square root of the population.")
    share = f"{found.quota:,} of {args.votes:,} votes ({100 * found.quota / args.votes:.2f} %)"
    near = f"power is nearly proportional to them, {100 * apart:.3f} per cent of all power at most apart"
    put_wrapped(f"Quota: {share}; {near}.")
    put()
    heads = ["seat", "votes", "wanted", "power", *([] if now is None else ["power now", "now over wanted"])]
    rows = [
        [code, f"{found.votes[k]:,}", _share(found.wanted[k]), _share(found.powers[k]),
         *([] if now is None else [_share(now[k]), f"{now[k] / found.wanted[k]:.2f}"])]
        for k, code in enumerate(body.members)
    ]  # fmt: skip
    put_table(heads, rows, numbers=set(range(1, len(heads))))
    put()
    put_wrapped(
        "wanted: the share of Banzhaf power that gives every citizen the same say. Populations: reference world."
    )


def _row(body: Body, k: int, **values: Any) -> dict[str, Any]:
    return {"seat": body.members[k], "name": body.names[body.members[k]], **values}


def _share(value: float) -> str:
    return f"{100 * value:.2f} %"


def weights(args: argparse.Namespace) -> None:
    """Print the weights that come closest to a target, or the smallest change of the present ones."""
    from foedera.study.institutions.design import changed, target_of, wanted
    from foedera.world import World

    body = asked(args)
    target = target_of(body, args.target, World.reference())
    aim = target / target.sum()
    if not args.change:
        found = wanted(target, args.index, args.quota, args.votes)
        _put_weights(args, body, found, aim, None)
        return
    if args.quota is not None or args.votes is not None or args.members is not None:
        fix = "leave out --quota, --votes and --members"
        raise InputError("the present weights have their quota and number", where="--change", fix=fix)
    old, change = changed(body, target, args.index, args.tolerance)
    _put_weights(args, body, change, aim, old)


def _put_weights(
    args: argparse.Namespace, body: Body, found: Found | Change, aim: np.ndarray, old: np.ndarray | None
) -> None:
    total = int(found.weights.sum())
    if args.json:
        extra = {n: v for n, v in vars(found).items() if n not in ("weights", "powers", "quota")}
        seats = [_row(body, k, votes=int(w), target=float(aim[k]), power=float(found.powers[k]),
                      votes_now=None if old is None else int(old[k])) for k, w in enumerate(found.weights)]  # fmt: skip
        put_json({"body": body.id, "variant": body.variant, "index": args.index, "quota": found.quota, **extra,
                  "members": seats})  # fmt: skip
        return
    put_wrapped(f"{body.title}: {_certified(found, args.tolerance)}")
    put_wrapped(f"Quota: {found.quota:,} of {total:,} votes ({100 * found.quota / total:.2f} %). Index: {args.index}. "
                f"The largest deviation of a member is {100 * found.largest:.3f} per cent of all power.")  # fmt: skip
    put()
    heads = ["seat", *([] if old is None else ["votes now"]), "votes", "target", "power"]
    rows = [
        [code, *([] if old is None else [f"{old[k]:,}"]), f"{found.weights[k]:,}", _share(aim[k]),
         _share(found.powers[k])]
        for k, code in enumerate(body.members)
    ]  # fmt: skip
    put_table(heads, rows, numbers=set(range(1, len(heads))))


def _certified(found: Found | Change, tolerance: float) -> str:
    """Return in words how good weights are known to be."""
    from foedera.decisions.design.inverse import Found

    if isinstance(found, Found):
        proven = {"global": "no weights come closer", "local": "no small change of them comes closer",
                  "none": "whether others come closer was not looked into"}[found.optimum]  # fmt: skip
        return f"the weights that come closest to the target; {proven}."
    if not found.reached:
        never = "no weights at all come" if found.impossible else "none was found that comes"
        return f"{never} within {100 * tolerance:g} per cent of the target; these are the closest found."
    if found.change == 0:
        return "the present weights are within the tolerance already."
    if found.exact:
        return f"the smallest change that serves moves {found.change} votes; that is proven."
    return f"a change of {found.change} votes serves; fewer than {found.bound} are proven not to."
