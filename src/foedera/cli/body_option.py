"""The options that say which body a design is for."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foedera.cli.parsing import Parser, day
from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.pacts.institutions import Body

__all__ = ["add_body", "asked"]


def add_body(parser: Parser) -> None:
    """Add the options that name a body, or states without one."""
    parser.add_argument(
        "body", metavar="BODY", nargs="?", help="an institution, a pact, or a YAML file of either"
    )
    parser.add_argument(
        "--members", metavar="ISO3", nargs="+", help="states instead of a body, with no rule yet"
    )
    parser.add_argument("--variant", metavar="ID", help="which rule of the body (default: its first)")
    parser.add_argument("--day", type=day, metavar="DAY", help="members of which day (default: 2025-01-01)")


def asked(args: argparse.Namespace) -> Body:
    """Return the body that the options name."""
    from foedera.pacts.institutions import body_of
    from foedera.study.institutions.design import body_of_states

    if (args.body is None) == (args.members is None):
        what = "name a body or its members" if args.body is None else "a body and members are named"
        raise InputError(
            what, where="foedera design", fix="an institution, or --members and states; one of both"
        )
    return (
        body_of(args.body, args.variant, args.day) if args.members is None else body_of_states(args.members)
    )
