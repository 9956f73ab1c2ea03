"""From a run to what its page is made from; the only place that knows how floor 7 hands over its results."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from foedera.report.brief import Brief, Concern, Counted, Option, Spread
from foedera.report.figures.priors_forest import Reading
from foedera.report.numbers import Span
from foedera.sim.pipeline import PIPELINE
from foedera.study.concerns import CONCERNS, Measure

if TYPE_CHECKING:
    from foedera.sim.scenario import Focus
    from foedera.study.results import Run

__all__ = ["brief_of", "papers"]

_UNITS = {"day": "days", "death": "deaths", "count": "", "share": "", "Gini": "", "Spearman's rho": ""}
_SENSE = {"higher": 1, "lower": -1, "none": 0}
_FIRST = 5
_NAN = float("nan")

_Found = tuple[dict[str, tuple[int, list[int]]], list[str]]


def brief_of(run: Run) -> Brief:
    """Gather everything that the page says from a finished run."""
    study, whole = run.study, run.study.experiment()
    base = whole.scenarios[0]
    why = {r.id: r.why or "" for r in study.reforms}
    options = tuple(Option(s.id, s.title, why.get(s.id, "")) for s in whole.scenarios)
    reading = "game" if study.deterrence.link == "game" else study.deterrence.prior
    priors = run.priors
    return Brief(
        title=study.title, question=study.question, options=options, focus=whole.focus, clock=whole.clock,
        replicas=int(run.outcomes.sizes["replica"]), world=base.world, pacts=base.pacts,
        concerns=tuple(_concerns(run, whole.focus)), outcomes=run.outcomes,
        events=run.events.with_columns(pl.col("scenario").cast(pl.String)),
        readings=tuple(_readings(priors, reading)) if priors is not None else (),
        reading_replicas=study.priors.replicas if study.priors else 0, reading=reading,
        spreads=tuple(_spreads(run, options[0].id)), parameters=tuple(base.parameters.rows()),
        provenance=run.provenance,
    )  # fmt: skip


def _span(row: dict[str, Any], value: str, low: str, high: str) -> Span:
    return Span(*(_NAN if row[name] is None else float(row[name]) for name in (value, low, high)))


def _concerns(run: Run, focus: Focus) -> Iterable[Concern]:
    table, found = run.concerns, dict[str, _Found]()
    for m in CONCERNS:
        rows = {r["scenario"]: r for r in table.filter(measure=m.id).iter_rows(named=True)}
        levels = {name: _span(r, "value", "low", "high") for name, r in rows.items()}
        if not any(s.known for s in levels.values()):
            continue
        gaps = {n: _span(r, "difference", "difference_low", "difference_high") for n, r in rows.items()}
        gaps.pop(next(iter(rows)))
        yield Concern(
            id=m.id, concern=m.concern, label=m.label[0].upper() + m.label[1:], unit=_unit(m), better=_SENSE[m.better],
            levels=levels, differences=gaps, counted=_counted(run, m, focus, found), share=m.unit == "share",
        )  # fmt: skip


def _unit(m: Measure) -> str:
    return _UNITS.get(m.unit, m.unit)


def _counted(run: Run, m: Measure, focus: Focus, found: dict[str, _Found]) -> Counted:
    """Return the condition, the papers and the rows; ``found`` remembers what measures have in common."""
    if not m.counts:
        keys = m.cites or (papers((), ("budgets",)) if m.concern == "burden" else ())
        return Counted(f"no events: {' and '.join(m.of)} of outcomes.nc, at the horizon", {}, keys)
    if m.counts not in found:
        found[m.counts] = _first_rows(run, m)
    rows, kinds = found[m.counts]
    return Counted(_condition(m.counts, focus), rows, m.cites or papers(kinds))


def _first_rows(run: Run, m: Measure) -> _Found:
    """Return by scenario how many rows meet the measure's condition and the first ones, and their kinds."""
    some = run.rows(m.id).select(pl.col("scenario").cast(pl.String), "row", pl.col("kind").cast(pl.String))
    grouped = some.group_by("scenario").agg(
        pl.len().alias("n"), pl.col("row").sort().head(_FIRST), pl.col("kind").unique().alias("kinds")
    )
    table = grouped.collect()
    kinds = sorted(table["kinds"].explode().drop_nulls().unique())
    return {s: (n, list(first)) for s, n, first in table.select("scenario", "n", "row").iter_rows()}, kinds


def _condition(counts: str, focus: Focus) -> str:
    text = counts.replace("AND", "and").replace("'", "")
    if not focus.adversaries:
        text = text.replace("actor IN {adversaries}", "actor outside the focus states")
    named = {"states": focus.states, "adversaries": focus.adversaries, "pacts": focus.pacts}
    return (
        text.format(**{n: _list(codes) for n, codes in named.items()})
        .replace(" IN ", " in ")
        .replace(">=", "≥")
    )


def _list(codes: tuple[str, ...]) -> str:
    return (
        f"({', '.join(codes)})" if len(codes) <= 8 else f"({', '.join(codes[:6])} and {len(codes) - 6} more)"
    )


def papers(kinds: Iterable[str], also: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the papers behind the mechanisms that write these kinds of events, or have these names."""
    wanted, names = {f"event.{k}" for k in kinds}, set(also)
    found = [m for m in PIPELINE if wanted & set(m.writes) or m.name in names]
    return tuple(dict.fromkeys(key for m in found for card in m.cards for key in card.cites))


def _readings(priors: pl.DataFrame, chosen: str) -> Iterable[Reading]:
    for name, rows in priors.group_by("prior", maintain_order=True):
        table = {r["scenario"]: r for r in rows.iter_rows(named=True)}
        levels = {s: _span(r, "attacks", "low", "high") for s, r in table.items()}
        gaps = {s: _span(r, "difference", "difference_low", "difference_high") for s, r in table.items()}
        gaps.pop(next(iter(table)))
        yield Reading(str(name[0]), levels, gaps, str(name[0]) == chosen)


def _spreads(run: Run, baseline: str) -> Iterable[Spread]:
    labels = {m.id: m.label[0].upper() + m.label[1:] for m in CONCERNS}
    table = run.variance.filter((pl.col("of") == "level") & (pl.col("scenario") == baseline))
    for row in table.iter_rows(named=True):
        span = _span(row, "share", "low", "high")
        if math.isfinite(span.value):
            yield Spread(labels[row["measure"]], span)
