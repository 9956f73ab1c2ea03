"""``foedera panel``: make a panel from a specification or in one line, and say what it covers and whom to cite."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING

from foedera.cli.parsing import Commands, add_json, command
from foedera.cli.printing import put, put_json, put_table, put_wrapped, say
from foedera.core.errors import InputError

if TYPE_CHECKING:
    from foedera.panel import Panel, PanelFrame

__all__ = ["add"]

_EXAMPLE = """foedera panel panel.yaml -o panel.parquet
foedera panel dyad-years --years 1946 2010 --add gml.mid -o disputes.csv"""


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Make a panel of states, dyads, leaders or events from official data sets."
    parser = command(commands, "panel", purpose, _EXAMPLE, work)
    parser.add_argument(
        "spec", metavar="SPEC|UNIT", help="a YAML file, or a unit such as dyad-years or state-years"
    )
    parser.add_argument(
        "-o", "--out", metavar="FILE", type=Path, help="where to write it: .parquet, .csv or .dta"
    )
    parser.add_argument("--years", metavar="YEAR", type=int, nargs=2, help="first and last year")
    parser.add_argument(
        "--of", metavar="SET", help="the data set of dispute-years, alliance-member-years, events"
    )
    parser.add_argument("--system", choices=("cow", "gw"), help="whose list of states (default: cow)")
    parser.add_argument("--non-directed", action="store_true", help="one row for two states, not two")
    parser.add_argument(
        "--add", metavar="SET", nargs="+", default=[], help="data sets, such as cow.nmc or cow.nmc@6.0"
    )
    parser.add_argument("--where", metavar="CONDITION", action="append", default=[],
                        help="keep rows: politically_relevant, or SQL such as 'year > 1945'")  # fmt: skip
    parser.add_argument("--using", metavar="EDITION", help="edition to prefer")
    parser.add_argument("--coverage", action="store_true", help="print which years each column covers")
    parser.add_argument("--cite", action="store_true", help="print the bibliography and versions")
    parser.add_argument("--plan", action="store_true", help="print the plan and stop")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Make the panel and write it."""
    plan = _plan(args)
    if args.plan:
        put(plan.explain())
        return
    if args.out is not None:
        from foedera.panel.frame import known_ending

        known_ending(args.out)
    logging.basicConfig(format="%(message)s", level=logging.ERROR)
    made = plan.collect()
    if args.out is not None:
        made.write(args.out)
    if args.json:
        put_json({"rows": len(made), "columns": made.columns, "unit": made.provenance.unit, "written": args.out,
                  "coverage": made.coverage().to_dicts(), "notes": made.provenance.notes,
                  "sources": [s.__dict__ for s in made.provenance.sources]})  # fmt: skip
        return
    _tell(made, args)


def _plan(args: argparse.Namespace) -> Panel:
    from foedera import panel
    from foedera.cli.panel_spec import UNITS, condition, read_spec

    if args.spec not in UNITS:
        if not args.spec.endswith((".yaml", ".yml")) and not Path(args.spec).exists():
            fix = "name a .yaml file, or one of " + ", ".join(UNITS)
            raise InputError(f"there is no unit or file '{args.spec}'", where="foedera panel", fix=fix)
        if args.years or args.of or args.system or args.non_directed:
            fix = "write them in the file, under 'rows'"
            raise InputError("a specification has its own rows", where="foedera panel", fix=fix)
        plan = read_spec(args.spec)
    else:
        plan = _rows(args, getattr(panel, UNITS[args.spec]))
    if args.using:
        plan = plan.using(args.using)
    for name in args.add:
        plan = plan.add(name)
    for text in args.where:
        plan = plan.where(condition(text, "--where"))
    return plan


def _rows(args: argparse.Namespace, make: Callable[..., Panel]) -> Panel:
    """Return the rows that the options ask for; one that the unit has not, or lacks, is told."""
    first, last = args.years or (None, None)
    given = {"system": ("--system", args.system), "of": ("--of", args.of),
             "directed": ("--non-directed", False if args.non_directed else None)}  # fmt: skip
    known = signature(make).parameters
    options = {name: value for name, (_, value) in given.items() if value is not None}
    for name in options:
        if name not in known:
            what = f"{args.spec} have no {given[name][0]}"
            raise InputError(what, where="foedera panel", fix="leave it out")
    if "of" in known and known["of"].default is Parameter.empty and "of" not in options:
        what = f"{args.spec} of which data set?"
        raise InputError(what, where="foedera panel", fix="name it with --of, such as --of gsdb")
    return make(first=first, last=last, **options)


def _tell(made: PanelFrame, args: argparse.Namespace) -> None:
    for note in made.provenance.notes:
        say(note)
    if args.coverage:
        rows = [
            (r["column"], r["source"], r["edition"], f"{r['first'] or ''}-{r['last'] or ''}".strip("-"), r["kind"],
             "" if r["null_inside"] is None else f"{100 * r['null_inside']:.1f} %", f"{r['rows_outside']:,}", r["unit"])
            for r in made.coverage().iter_rows(named=True)
        ]  # fmt: skip
        heads = ("column", "source", "edition", "years", "kind", "null inside", "rows outside", "unit")
        put_table(heads, rows, numbers={5, 6}, title="What each column covers")
    if args.cite:
        for line in made.cite().splitlines():
            put_wrapped(line, indent="    ")
    if args.out is None and not (args.coverage or args.cite):
        put(str(made.data))
    height, columns = made.shape
    where = f", in {args.out}" if args.out else ""
    say(f"{height:,} rows, {columns} columns, one row per {made.provenance.unit}{where}")
