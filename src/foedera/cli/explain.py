"""``foedera explain``: what the simulator does each month, in order, and with which parameters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, add_json, command
from foedera.cli.printing import put, put_json, put_table, put_wrapped, width
from foedera.core.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from foedera.core.parameters import ParameterRow
    from foedera.sim.mechanism import Mechanism
    from foedera.sim.parameters import ParameterSet

__all__ = ["add"]

_WIDE = 130
"""Columns from which a table of parameters can be read."""


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = (
        "Print the pipeline, mechanism by mechanism with its papers, and every parameter with its source."
    )
    parser = command(commands, "explain", purpose, "foedera explain --parameters reputation", work)
    parser.add_argument(
        "study", metavar="STUDY", nargs="?", help="take the parameters of this study's baseline"
    )
    parser.add_argument("--parameters", metavar="RECORD", help="print the parameters of one record only")
    add_json(parser)


def work(args: argparse.Namespace) -> None:
    """Print the pipeline and the parameters."""
    from foedera.sim.parameters import ParameterSet
    from foedera.sim.pipeline import PIPELINE

    values = _of_study(args.study) if args.study else ParameterSet()
    if args.parameters is not None and args.parameters not in values.records():
        fix = did_you_mean(args.parameters, values.records()) or "one of " + ", ".join(values.records())
        raise InputError(f"there is no record '{args.parameters}'", where="--parameters", fix=fix)
    rows = [r for r in values.rows() if args.parameters in (None, r.record)]
    usual = {(r.record, r.name): r.value for r in ParameterSet().rows()}
    if args.json:
        steps = [] if args.parameters else [_step(m) for m in PIPELINE]
        put_json({"pipeline": steps, "parameters": [_parameter(r, usual) for r in rows]})
        return
    if args.parameters is None:
        _put_pipeline(PIPELINE)
    _put_parameters(rows, usual)


def _of_study(name: str) -> ParameterSet:
    from foedera.study import load_study

    return load_study(name).experiment().scenarios[0].parameters


def _step(mechanism: Mechanism) -> dict[str, Any]:
    cards = [{"id": c.id, "title": c.title, "cites": c.cites, "valid": c.valid, "claims_not": c.claims_not}
             for c in mechanism.cards]  # fmt: skip
    return {"stage": mechanism.stage, "mechanism": mechanism.name, "does": mechanism.does, "reads": mechanism.reads,
            "writes": mechanism.writes, "models": cards}  # fmt: skip


def _put_pipeline(pipeline: Sequence[Mechanism]) -> None:
    from foedera.cli.models import short
    from foedera.core.references import cite

    put("Every month of every future, in this order:")
    for k, mechanism in enumerate(pipeline, 1):
        put()
        put_wrapped(f"{mechanism.stage}: {mechanism.name}", first=f"{k}. ")
        put_wrapped(mechanism.does, first="   ", indent="   ")
        put_wrapped(", ".join(mechanism.reads), first="   reads   ", indent=" " * 11)
        put_wrapped(", ".join(mechanism.writes), first="   writes  ", indent=" " * 11)
        for card in mechanism.cards:
            put_wrapped(f"{card.id}: {card.title}", first="   model   ", indent=" " * 11)
            put_wrapped("; ".join(short(r) for r in cite(card.cites)), first="           ", indent=" " * 11)
    put()
    put_wrapped("'foedera cite NAME' gives the papers in full, by mechanism or model.")
    put()


def _parameter(row: ParameterRow, usual: dict[tuple[str, str], Any]) -> dict[str, Any]:
    return {"record": row.record, "name": row.name, "value": row.value, "unit": row.unit, "low": row.low,
            "high": row.high, "source": row.source, "meaning": row.meaning, "assumption": row.assumed,
            "set_by_study": row.value != usual[row.record, row.name]}  # fmt: skip


def _put_parameters(rows: Sequence[ParameterRow], usual: dict[tuple[str, str], Any]) -> None:
    cells = []
    for row in rows:
        changed = row.value != usual[row.record, row.name]
        value = f"{row.value:.6g}" if isinstance(row.value, int | float) else str(row.value)
        source = f"set by the study (else {usual[row.record, row.name]})" if changed else row.source
        cells.append((f"{row.record}.{row.name}", value, row.unit, _range(row), row.meaning, source))
    judged = {(k, 5) for k, row in enumerate(rows) if row.assumed}
    columns = width()
    if columns is None or columns >= _WIDE:
        heads = ("parameter", "value", "unit", "range", "meaning", "source")
        put_table(heads, cells, numbers={1}, strong=judged, title="Parameters")
    else:
        for name, value, unit, ends, meaning, source in cells:
            put_wrapped(f"{name} = {value} {unit}" + (f" in {ends}" if ends else ""))
            put_wrapped(meaning, first="    ", indent="    ")
            put_wrapped(source, first="    ", indent="    ")
    put()
    put_wrapped(f"{len(rows)} parameters, {len(judged)} of them judgement, marked ASSUMPTION.")


def _range(row: ParameterRow) -> str:
    ends = ["" if v is None else f"{v:g}" for v in (row.low, row.high)]
    return "" if ends == ["", ""] else f"{ends[0]}..{ends[1]}"
