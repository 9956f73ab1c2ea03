"""The table of concerns on a terminal, in a pipe, and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.printing import put, put_table, put_wrapped, width

if TYPE_CHECKING:
    from foedera.report.blocks import Table
    from foedera.study import Run

__all__ = ["data", "open_run", "put_concerns", "report_path"]

_LABEL = 44
"""Characters that the names of the measures want."""


def open_run(folder: str | Path) -> Run:
    """Return the finished run in a folder."""
    from foedera.study import Run

    return Run.open(folder)


def report_path(run: Run) -> Path:
    """Return where the page of a run is, or would be."""
    return run.folder / "report.html"


def data(run: Run) -> dict[str, Any]:
    """Return what a run says, for machines."""
    known = run.provenance
    return {
        "study": run.study.study, "title": run.study.title, "question": run.study.question,
        "folder": str(run.folder), "report": str(report_path(run)) if report_path(run).exists() else None,
        "replicas": known["replicas"], "seed": known["seed"], "start": known["start"], "months": known["months"],
        "scenarios": run.scenarios, "concerns": run.concerns.to_dicts(),
        "priors": None if run.priors is None else run.priors.to_dicts(),
    }  # fmt: skip


def put_concerns(run: Run) -> None:
    """Print baseline, reforms and paired differences; one table if it fits, else one for each reform."""
    from foedera.report.gather import brief_of
    from foedera.report.tables import concerns_table

    table = concerns_table(brief_of(run))
    all_columns = list(range(len(table.head)))
    put(f"{run.study.title}: {run.provenance['replicas']:,} futures, seed {run.provenance['seed']}")
    if len(all_columns) < 3 or _fits(table, all_columns, _LABEL):
        parts = [all_columns]
    else:
        parts = [[0, 1, i, i + 1] for i in range(2, len(all_columns), 2)]
    for part in parts:
        put()
        _put_part(table, part)
    put()
    put_wrapped("In brackets 95 % intervals. Differences are paired: the same luck in both scenarios.")


def _put_part(table: Table, columns: list[int]) -> None:
    """Print some columns; where they are too wide, intervals stand under their numbers."""
    break_ = " " if _fits(table, columns, _LABEL) else "\n"
    roomy = _fits(table, columns, max(len(f"{row[0].text} {row[0].small}") + 2 for row in table.rows))
    rows: list[list[str]] = []
    strong: set[tuple[int, int]] = set()
    for row in table.rows:
        cells = [row[c] for c in columns]
        if all(c.text == "n/a" for c in cells[1:]):
            continue
        strong |= {(len(rows), k) for k, c in enumerate(cells) if c.strong}
        label = cells[0].text + (f" [{unit}]" if (unit := _unit(cells[0].small, roomy)) else "")
        rows.append([label, *(f"{c.text}{break_}{c.small}".rstrip() for c in cells[1:])])
    heads = [table.head[c].text for c in columns]
    put_table(heads, rows, numbers=set(range(1, len(columns))), strong=strong)


def _unit(small: str, roomy: bool) -> str:
    """Return unit and sense of a measure, the sense only where there is room."""
    parts = small.split(", ")
    return small if roomy else ", ".join(p for p in parts if not p.endswith(" is better"))


def _fits(table: Table, columns: list[int], label: int) -> bool:
    """Return whether columns fit side by side, with so many for the label; in a pipe they always do."""
    available = width()
    if available is None:
        return True
    widest = [max(len(f"{row[c].text} {row[c].small}") for row in table.rows) for c in columns[1:]]
    needed: int = sum(widest) + 2 * len(widest) + label
    return needed <= available
