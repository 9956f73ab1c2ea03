"""``foedera burden``: who pays for a common good, on the figures that ship."""

from __future__ import annotations

import argparse
from pathlib import Path

from foedera.cli.parsing import Commands, add_json, command, group, whole
from foedera.cli.printing import put, put_json, put_report_table, put_wrapped, say

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the group."""
    inner = group(commands, "burden", "Find out who pays for a common good.", "foedera burden nato")
    purpose = (
        "Ask who rides free in NATO, what a pact of Europeans would cost, and when budgets reach a target."
    )
    parser = command(inner, "nato", purpose, "foedera burden nato --target 3.5", nato)
    parser.add_argument(
        "--year", type=whole("--year", 1949), metavar="Y", help="year of the figures (default: latest)"
    )
    parser.add_argument(
        "--target", type=float, default=3.5, metavar="PCT", help="spending to reach, %% of GDP (default: 3.5)"
    )
    parser.add_argument("--european", action="store_true", help="shares and tests among the Europeans only")
    parser.add_argument("--figure", type=Path, metavar="FILE", help="write the figures: .png, .svg or .pdf")
    parser.add_argument(
        "--report", type=Path, metavar="FILE.html", help="write a page with figures and tables"
    )
    add_json(parser)


def nato(args: argparse.Namespace) -> None:
    """Print the answers and the tables."""
    from foedera.study.burden import nato_burden

    found = nato_burden(args.year, target=args.target, european=args.european)
    if args.figure:
        from foedera.report.nato import write_figure

        say(f"figures: {write_figure(found, args.figure)}")
    if args.report:
        from foedera.report.nato import write_page

        say(f"report: {write_page(found, args.report)}")
    if args.json:
        put_json(found.to_dict())
        return
    from foedera.report.nato import answers, tables

    for sentence in answers(found):
        put_wrapped(sentence)
    for table in tables(found):
        put_report_table(table)
    put()
    put("What this rests on:")
    for judgement in found.judgements:
        put_wrapped(judgement, first="- ", indent="  ")
