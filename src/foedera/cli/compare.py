"""``foedera compare`` and ``foedera report``: finished runs beside each other, and as a page."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foedera.cli.parsing import Commands, add_json, command
from foedera.cli.printing import put, put_json, put_table, put_wrapped, say, width

if TYPE_CHECKING:
    from foedera.report.numbers import Span

__all__ = ["add"]

_WIDE = 110
"""Columns from which intervals stand beside their numbers and not under them."""

_UNITS = {"share": "%", "count": "", "day": "", "Gini": "", "Spearman's rho": "", "death": ""}
"""Units that are printed otherwise, or are clear from the label."""


def add(commands: Commands) -> None:
    """Add both commands."""
    purpose = "Put two finished runs side by side, scenario by scenario, with differences where they are comparable."
    parser = command(commands, "compare", purpose, "foedera compare runs/baltic runs/korea", work)
    parser.add_argument("first", metavar="RUN", help="a run folder")
    parser.add_argument("second", metavar="RUN", help="another run folder")
    add_json(parser)
    purpose = "Write the page of a finished run anew, into the run's folder."
    parser = command(commands, "report", purpose, "foedera report runs/baltic", report)
    parser.add_argument("run", metavar="RUN", help="a run folder")


def work(args: argparse.Namespace) -> None:
    """Print the comparison."""
    from foedera.cli.results import open_run
    from foedera.cli.side_by_side import caveats, side_by_side

    runs = open_run(args.first), open_run(args.second)
    table, remarks = side_by_side(*runs), caveats(*runs)
    if args.json:
        put_json({"first": str(runs[0].folder), "second": str(runs[1].folder), "remarks": remarks,
                  "rows": table.to_dicts()})  # fmt: skip
        return
    put(f"first:  {runs[0].study.title} ({runs[0].folder})")
    put(f"second: {runs[1].study.title} ({runs[1].folder})")
    for remark in remarks:
        put_wrapped(remark)
    for (scenario,), rows in table.group_by("scenario", maintain_order=True):
        cells, strong = _cells(rows.to_dicts())
        put()
        heads = ("concern", "first", "second", "difference")
        put_table(heads, cells, numbers={1, 2, 3}, strong=strong, title=str(scenario))


def _cells(rows: list[dict[str, object]]) -> tuple[list[list[str]], set[tuple[int, int]]]:
    from foedera.report.numbers import Span

    cells: list[list[str]] = []
    strong: set[tuple[int, int]] = set()
    for row in rows:
        scale = 100.0 if row["unit"] == "share" else 1.0
        spans = [
            Span(*(float("nan") if (v := row[f"{name}{end}"]) is None else scale * float(v)  # type: ignore[arg-type]
                   for end in ("", "_low", "_high")))
            for name in ("first", "second", "difference")
        ]  # fmt: skip
        if not any(s.known for s in spans):
            continue
        if spans[2].clear:
            strong.add((len(cells), 3))
        unit = _UNITS.get(str(row["unit"]), row["unit"])
        cells.append([f"{row['label']} [{unit}]" if unit else str(row["label"]), *_texts(spans)])
    return cells, strong


def _texts(spans: list[Span]) -> list[str]:
    from foedera.report.numbers import number, shared_decimals, signed, spread

    level, gap = shared_decimals(spans[0].value, spans[1].value), shared_decimals(spans[2].value)
    texts, between = [], "\n" if (width() or _WIDE) < _WIDE else " "
    for span, digits, sign in ((spans[0], level, False), (spans[1], level, False), (spans[2], gap, True)):
        show = signed if sign else number
        ends = spread(span.low, span.high, digits, sign=sign)
        texts.append(show(span.value, digits) + (f"{between}({ends})" if ends != "n/a" else ""))
    return texts


def report(args: argparse.Namespace) -> None:
    """Write the page and print its path."""
    from foedera.cli.results import open_run, report_path
    from foedera.report.page import write_report

    run = open_run(args.run)
    say(f"{run.study.title}: {run.provenance['replicas']:,} futures")
    put(str(write_report(run, report_path(run))))
