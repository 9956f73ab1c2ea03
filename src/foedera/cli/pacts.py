"""``foedera pacts``: the library of real pacts, and checks of one's own."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from foedera.cli import invoke
from foedera.cli.filecheck import check_files
from foedera.cli.parsing import Commands, add_json, command, day, group
from foedera.cli.printing import put, put_json, put_table, put_wrapped, width

if TYPE_CHECKING:
    from foedera.pacts import Pact

__all__ = ["add"]

_WIDE = 110
"""Columns from which the list of pacts has room for everything."""

TODAY = date(2025, 1, 1)
"""Day that members are listed for unless --day says another: where the reference world stands."""


def add(commands: Commands) -> None:
    """Add the group."""
    purpose = "Look at treaties, check one's own, and ask which clauses an event invokes."
    example = "foedera pacts list\nfoedera pacts invoke --attacker RUS --target EST"
    inner = group(commands, "pacts", purpose, example)
    listed = command(inner, "list", "List the pacts of the library.", "foedera pacts list", list_)
    listed.add_argument(
        "--historical", action="store_true", help="those of the past, for studies of the past"
    )
    shown = command(
        inner, "show", "Show a pact: members, promises, decisions, money.", "foedera pacts show nato", show
    )
    shown.add_argument("pact", metavar="ID", help="a pact of the library, or a YAML file")
    shown.add_argument(
        "--yaml", action="store_true", help="print its file, to write a pact of your own from it"
    )
    for one in (listed, shown):
        one.add_argument(
            "--day", type=day, default=TODAY, metavar="DAY", help=f"members of which day (default: {TODAY})"
        )
        add_json(one)
    purpose = "Check pact files and point at everything that is wrong in them."
    example = "foedera pacts show nato --yaml > my-nato.yaml\nfoedera pacts check my-nato.yaml"
    checked = command(inner, "check", purpose, example, check)
    checked.add_argument("files", metavar="FILE", nargs="+", help="a YAML file")
    add_json(checked)
    invoke.add(inner, TODAY)


def list_(args: argparse.Namespace) -> None:
    """Print one line per pact."""
    from foedera.pacts import historical, library

    pacts = historical() if args.historical else library()
    found: list[dict[str, Any]] = [
        {"id": p.id, "name": p.name, "kind": p.kind, "in_force": p.in_force_on(args.day),
         "members": p.members_on(args.day), "clauses": [c.id for c in p.clauses]}
        for p in pacts.values()
    ]  # fmt: skip
    if args.json:
        put_json(found)
        return
    heads = ["id", "name", "kind", "in force", "members", "clauses"]
    rows = [
        [p["id"], p["name"], p["kind"].replace("_", " "), "yes" if p["in_force"] else "no", str(len(p["members"])),
         str(len(p["clauses"]))]
        for p in found
    ]  # fmt: skip
    if (width() or _WIDE) < _WIDE:  # names rather than kinds where there is no room for both
        heads, rows = [heads[0], heads[1], *heads[3:]], [[r[0], r[1], *r[3:]] for r in rows]
    put_table(heads, rows, numbers={len(heads) - 2, len(heads) - 1})


def show(args: argparse.Namespace) -> None:
    """Print a pact."""
    from foedera.pacts import load_pact

    path = invoke.path_of(args.pact)
    pact = load_pact(path)
    if args.yaml:
        print(path.read_text(encoding="utf-8"), end="")
        return
    if args.json:
        put_json(pact.model_dump(mode="json", by_alias=True, exclude_unset=True))
        return
    _put_head(pact, args.day)
    rows = [
        (c.article, c.type, c.duty.replace("_", " "), f"{c.trigger.act.replace('_', ' ')}, {c.trigger.severity}",
         c.summary or "")
        for c in pact.clauses
    ]  # fmt: skip
    if rows:
        put()
        put_table(("article", "promise", "duty", "invoked by", "in our words"), rows)
    put()
    for name, text in _rest(pact).items():
        if text:
            put_wrapped(f"{name}: {text}", indent="    ")


def _put_head(pact: Pact, when: date) -> None:
    put_wrapped(f"{pact.name} ({pact.id}), {pact.kind.replace('_', ' ')}")
    force = f"in force since {pact.in_force}" if pact.in_force else "not in force"
    put_wrapped(f"signed {pact.signed}, {force}" + (f", ended {pact.ended}" if pact.ended else ""))
    members = pact.members_on(when)
    put_wrapped(f"{len(members)} members bound on {when}: {', '.join(members) or 'none'}", indent="    ")


def _rest(pact: Pact) -> dict[str, str]:
    """Return what else the pact says, in words, by heading."""
    decision, funding, leaving, mandate = pact.decision, pact.funding, pact.exit, pact.mandate
    found = {"interoperability": f"{pact.interoperability:g}"}
    if decision is not None:
        found["decided by"] = decision.body
        found["rule"] = (
            _inline(decision.rule.model_dump(by_alias=True, exclude_none=True)) if decision.rule else ""
        )
    if funding is not None and funding.pledge is not None:
        by = f" by {funding.pledge.by}" if funding.pledge.by else ""
        found["pledge"] = f"{funding.pledge.milex_share:.1%} of GDP{by}"
    if funding is not None and funding.key is not None:
        shares = funding.key.shares or {}
        found["common budget"] = ", ".join(f"{s} {v:g} %" for s, v in shares.items()) or str(
            funding.key.basis or ""
        )
    if leaving is not None and leaving.notice_months is not None:
        found["exit"] = f"{leaving.notice_months:g} months' notice" + (
            f" ({leaving.article})" if leaving.article else ""
        )
    if mandate is not None:
        found["mandate"] = "; ".join(mandate.objectives) + (
            f" until {mandate.sunset}" if mandate.sunset else ""
        )
    return found | {"sources": ", ".join(pact.sources), "notes": pact.notes or ""}


def _inline(node: Any) -> str:
    """Return plain data as YAML would have it on one line."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{k}: {_inline(v)}" for k, v in node.items()) + "}"
    if isinstance(node, list | tuple):
        return "[" + ", ".join(map(_inline, node)) + "]"
    return node if isinstance(node, str) else json.dumps(node)


def check(args: argparse.Namespace) -> None:
    """Print what is right and raise what is wrong, all files together."""
    check_files(args.files, _checked, as_json=args.json)


def _checked(file: str) -> str:
    from foedera.pacts import load_pact

    pact = load_pact(file)
    return f"{pact.name}, {len(pact.members)} spells of membership, {len(pact.clauses)} clauses"
