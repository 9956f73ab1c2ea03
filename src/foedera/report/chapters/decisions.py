"""Decisions: how long councils take, and who keeps its word."""

from __future__ import annotations

import numpy as np
import polars as pl

from foedera.data.codes import name_of
from foedera.report.blocks import Block, Chapter, Prose
from foedera.report.brief import Brief
from foedera.report.chapters.picture import picture
from foedera.report.figures.decision_days import decision_days
from foedera.report.figures.reliability_bars import reliability_bars
from foedera.report.numbers import Span, listed, number, percent

__all__ = ["decisions"]

_MOST = 10


def decisions(brief: Brief, reliability: pl.DataFrame) -> Chapter:
    """Return the chapter; ``reliability`` is the table of floor 7 by member."""
    blocks: list[Block] = [_days(brief), *_reliability(brief, reliability)]
    bodies = [f"the {p.decision.body} ({p.id})" for p in brief.judged if p.decision]
    if bodies:
        blocks.insert(
            0,
            Prose([f"The question is decided by {listed(bodies)}. Time runs from the onset of the crisis."]),
        )
    return Chapter("decisions", "Decisions: how fast, and who keeps its word", blocks)


def _days(brief: Brief) -> Block:
    rows = (
        brief.events.filter(
            pl.col("kind").cast(pl.String).is_in(["adopted", "deadlock"])
            & pl.col("pact").cast(pl.String).is_in(list(brief.focus.pacts))
        )
        .select("scenario", pl.col("days").fill_null(np.inf))
        .collect()
    )
    days = {n: rows.filter(pl.col("scenario") == n)["days"].to_numpy() for n in brief.ids}
    days = {n: d for n, d in days.items() if d.size}
    said = ". ".join(_said(brief.titles[n], d) for n, d in days.items())
    return picture(
        "fig-days",
        lambda w: decision_days(days, titles=brief.titles, colours=brief.colours, width=w),
        alt=f"Time from onset to decision. {said or 'None came up'}.",
        caption="Share of the crises before the pact's body that were decided by each day. A curve that "
        "levels off below "
        "100 % leaves crises that are never decided.",
    )  # fmt: skip


def _said(title: str, days: np.ndarray) -> str:
    done = days[np.isfinite(days)]
    if not done.size:
        return f"{title}: never decided"
    never = 1 - done.size / days.size
    middle = number(float(np.median(done)), 0)
    return f"{title}: median {middle} days where it is decided, never decided {percent(never)}"


def _reliability(brief: Brief, table: pl.DataFrame) -> list[Block]:
    base = table.filter(pl.col("scenario") == brief.baseline).sort(
        ["obligations", "member"], descending=[True, False]
    )
    members = sorted(base["member"].head(_MOST).to_list()) or []
    scenarios = [n for n in brief.ids if table.filter(pl.col("scenario") == n).height] or [brief.baseline]
    spans: dict[str, list[Span]] = {}
    due: dict[str, list[float]] = {}
    for name in scenarios:
        rows = {r["member"]: r for r in table.filter(pl.col("scenario") == name).iter_rows(named=True)}
        spans[name] = [_share(rows.get(m)) for m in members]
        due[name] = [rows[m]["obligations"] if m in rows else 0 for m in members]
    shown = picture(
        "fig-reliability",
        lambda w: reliability_bars(members, spans, due, titles=brief.titles, colours=brief.colours, width=w),
        alt=_finding(members, spans[scenarios[0]]),
        caption="Share of the defence and offence obligations under the judged pacts that each member "
        "honoured, over all "
        f"futures, with 95 % intervals; at most {_MOST} members, those most often called. In brackets: "
        "obligations that "
        "fell due in the baseline.",
    )
    return [shown]


def _share(row: dict[str, float] | None) -> Span:
    if row is None or row["share"] is None:
        return Span(float("nan"))
    return Span(row["share"], *(float("nan") if row[k] is None else row[k] for k in ("low", "high")))


def _finding(members: list[str], spans: list[Span]) -> str:
    known = sorted((s.value, m) for m, s in zip(members, spans) if s.known)
    if not known:
        return "No obligation under the judged pacts fell due."
    (low, last), (high, first) = known[0], known[-1]
    return (
        f"Obligations honoured in the baseline range from {percent(low)} ({name_of(last)}) "
        f"to {percent(high)} ({name_of(first)}) among the members most often called."
    )
