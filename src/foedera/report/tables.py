"""Tables of the report, as rows that a page or a terminal can print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from foedera.core.parameters import ParameterRow
from foedera.core.references import bibliography
from foedera.data.codes import name_of
from foedera.pacts.schema import Pact
from foedera.report.blocks import Cell, Table
from foedera.report.brief import Brief, Concern
from foedera.report.figures.priors_forest import Reading
from foedera.report.numbers import Span, count, number, percent, shared_decimals, signed, spread

__all__ = [
    "clauses_table", "concerns_table", "counted_table", "deaths_table", "options_table", "parameters_table",
    "provenance_table",     "readings_table", "recalled_table",
]  # fmt: skip

_QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99)
_NONE = Span(float("nan"))


def _heads(*texts: str) -> list[Cell]:
    return [Cell(t) for t in texts]


def _numbers(texts: Iterable[str]) -> list[Cell]:
    return [Cell(t, number=True) for t in texts]


def scenario_heads(brief: Brief, *, differences: bool = False) -> list[Cell]:
    """Return a head per scenario with its colour, each reform followed by its difference if wanted."""
    heads = []
    for option in brief.options:
        heads.append(Cell(option.title, number=True, colour=brief.colours[option.id]))
        if differences and option.id != brief.baseline:
            heads.append(Cell("difference", number=True))
    return heads


def concerns_table(brief: Brief) -> Table:
    """Return the table of concerns: baseline, each scenario, and its paired difference, with 95 % intervals."""
    heads = [Cell("concern"), *scenario_heads(brief, differences=True)]
    rows = []
    for concern in brief.concerns:
        name = Cell(concern.label, href=f"#counted-{concern.id}", small=_unit(concern))
        rows.append([name, *_levels(brief, concern)])
    note = (
        "In brackets the 95 % interval of the estimate over futures; parameters are drawn anew for every "
        "pair of "
        "futures. Differences are paired: the same luck in both scenarios. Bold: the interval leaves out "
        "zero. "
        "The name of each line leads to the rows of the event log that it was counted from."
    )
    if _members_differ(brief):
        note += (
            " Members differ between scenarios; burden figures, and the dispersion of preferences, are those of "
            "whoever is a member."
        )
    return Table("The concerns: baseline, reforms and paired differences", heads, rows, note)


def _members_differ(brief: Brief) -> bool:
    """Return whether two scenarios have different members; one without the pact has none and does not count."""
    share = brief.outcomes["benefit_share"].sel(scenario=brief.ids).values
    members = np.any(share > 0, axis=1)
    return len({row.tobytes() for row in np.asarray(members) if row.any()}) > 1


def _unit(concern: Concern) -> str:
    unit = "%" if concern.share else concern.unit if concern.unit not in concern.label.lower() else ""
    sense = {1: "more is better", -1: "less is better", 0: ""}[concern.better]
    return ", ".join(x for x in (unit, sense) if x)


def _levels(brief: Brief, concern: Concern) -> list[Cell]:
    k, href = concern.scale, f"#counted-{concern.id}"
    known = [k * s.value for s in concern.levels.values()]
    digits = shared_decimals(*known)
    cells = []
    for option in brief.options:
        span = concern.levels.get(option.id, _NONE)
        cells.append(_span(span, k, digits, href))
        if option.id != brief.baseline:
            gap = concern.differences.get(option.id, _NONE)
            finer = min(shared_decimals(k * gap.value, k * gap.low, k * gap.high), digits + 1)
            cells.append(_span(gap, k, finer, href, sign=True))
    return cells


def _span(span: Span, scale: float, digits: int, href: str, *, sign: bool = False) -> Cell:
    if not span.known:
        return Cell("n/a", href=href, number=True)
    show = signed if sign else number
    ends = spread(scale * span.low, scale * span.high, digits, sign=sign)
    return Cell(
        show(scale * span.value, digits), href=href, number=True, strong=sign and span.clear,
        small="" if ends == "n/a" else f"({ends})",
    )  # fmt: skip


def counted_table(brief: Brief) -> Table:
    """Return where each line of the table of concerns was counted from, with anchors ``counted-<id>``."""
    rows = [
        [Cell(c.label), Cell(c.counted.text), Cell(_rows_phrase(brief, c)), Cell("", keys=c.counted.cites)]
        for c in brief.concerns
    ]
    return Table(
        "Counted from", _heads("measure", "rows of events.parquet", "how many, and the first", "papers"), rows,
        "The column row of events.parquet names each event.", [f"counted-{c.id}" for c in brief.concerns],
    )  # fmt: skip


def _rows_phrase(brief: Brief, concern: Concern) -> str:
    if not concern.counted.rows:
        return "no events" if "kind " in concern.counted.text else ""
    parts = []
    for name in brief.ids:
        n, first = concern.counted.rows.get(name, (0, []))
        more = f" (rows {', '.join(map(str, first))}{', …' if n > len(first) else ''})" if n else ""
        parts.append(f"{name}: {count(n)}{more}")
    return "; ".join(parts)


def readings_table(brief: Brief, readings: Sequence[Reading]) -> Table:
    """Return attacks per decade under every reading of the literature."""
    rows = []
    for reading in readings:
        spans = [reading.levels.get(n, _NONE) for n in brief.ids]
        digits = shared_decimals(*(s.value for s in spans))
        cells = []
        for name, span in zip(brief.ids, spans):
            cells.append(_span(span, 1.0, digits, ""))
            if name != brief.baseline:
                gap = reading.differences.get(name, _NONE)
                found = _span(gap, 1.0, shared_decimals(gap.value, gap.low, gap.high), "", sign=True)
                cells.append(
                    Cell("0,", number=True, small="by construction") if reading.unmoved(name) else found
                )
        rows.append([Cell(reading.label + (" *" if reading.chosen else "")), *cells])
    return Table(
        "Attacks on the focus states per decade under every reading",
        [Cell("reading"), *scenario_heads(brief, differences=True)], rows,
        f"{count(brief.reading_replicas)} futures per reading; * marks the reading that the rest of the "
        "report uses. Zero by construction: the reading does not look at what the reform changes, and every "
        "future has just as many attacks as in the baseline.",
    )  # fmt: skip


def deaths_table(brief: Brief) -> Table:
    """Return quantiles of battle deaths over futures, and how often there are any."""
    rows = []
    for option in brief.options:
        deaths = brief.outcomes["deaths"].sel(scenario=option.id).values
        q = np.quantile(deaths, _QUANTILES)
        rows.append(
            [Cell(option.title, colour=brief.colours[option.id]),
             Cell(percent(float((deaths >= 1).mean())), number=True),
             *_numbers(count(float(x)) for x in (*q, deaths.max()))]
        )  # fmt: skip
    heads = [
        "futures with any",
        "median",
        *(f"{100 * q:.0f}th percentile" for q in _QUANTILES[1:]),
        "worst future",
    ]
    return Table(
        "Battle deaths of the focus states over the run", [Cell("scenario"), *_numbers(heads)], rows,
        "The tail is heavy by nature: war sizes follow a power law, so means over futures are unstable and "
        "the worst "
        "future of a larger sample would be worse.",
    )  # fmt: skip


def clauses_table(pact: Pact) -> Table:
    """Return the articles of a pact that the simulation knows."""
    rows = [
        [Cell(c.article), Cell(c.type), Cell(c.duty.replace("_", " ")),
         Cell(f"{c.trigger.act.replace('_', ' ')}, {c.trigger.severity}"), Cell(c.summary or "")]
        for c in pact.clauses
    ]  # fmt: skip
    note = f"Sources: {', '.join(pact.sources)}." if pact.sources else ""
    return Table(pact.name, _heads("article", "promise", "duty", "invoked by", "in our words"), rows, note)


def parameters_table(rows: Sequence[ParameterRow]) -> Table:
    """Return every parameter with its unit and source; judgement is marked."""
    body = [
        [
            Cell(r.record),
            Cell(r.name),
            Cell(_value(r.value), number=True),
            Cell(r.unit),
            Cell(r.meaning),
            _source(r),
        ]
        for r in rows
    ]
    return Table("Parameters", _heads("record", "parameter", "value", "unit", "meaning", "source"), body)


def _source(row: ParameterRow) -> Cell:
    if row.source in bibliography():
        return Cell("", keys=(row.source,))
    return Cell(row.source, strong=row.assumed)


def _value(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:.6g}".replace("-", "\u2212")


def recalled_table(facts: pl.DataFrame) -> Table:
    """Return the figures that rest on memory."""
    rows = [
        [Cell(name_of(s) if len(s) == 3 else s), Cell(v), Cell(x, number=True), Cell(u), Cell(y)]
        for s, v, x, u, y in facts.select("iso3", "variable", "value", "unit", "year").iter_rows()
    ]
    return Table("Figures still to be confirmed", _heads("state", "variable", "value", "unit", "year"), rows)


def provenance_table(brief: Brief) -> Table:
    """Return what is needed to make the numbers again."""
    known, flat = brief.provenance, []
    for key in ("command", "foedera", "seed", "replicas", "blocks", "created", "study", "world", "pacts"):
        if key in known:
            flat.append((key, str(known[key])))
    flat += [(f"version of {k}", str(v)) for k, v in dict(known.get("versions", {})).items()]
    return Table("Provenance", _heads("what", "value"), [[Cell(k), Cell(v)] for k, v in flat],
                 "study, world and pacts are SHA-256 digests of what was run.")  # fmt: skip


def options_table(brief: Brief) -> Table:
    """Return the scenarios that are compared, with their colours."""
    rows = [
        [Cell(o.title, colour=brief.colours[o.id]), Cell(o.why or _plain_why(o.id, brief))]
        for o in brief.options
    ]
    return Table("What is compared", _heads("scenario", "why"), rows)


def _plain_why(name: str, brief: Brief) -> str:
    if name == brief.baseline:
        return "what the others are compared with"
    return "the world without the judged pacts, for the deterrence dividend" if name == "without" else ""
