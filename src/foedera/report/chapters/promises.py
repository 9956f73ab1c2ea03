"""Pacts: who is bound to whom, and which promises are called in."""

from __future__ import annotations

import numpy as np
import polars as pl

from foedera.data.codes import name_of
from foedera.report.blocks import Block, Cell, Chapter, Table
from foedera.report.brief import Brief
from foedera.report.chapters.picture import picture
from foedera.report.figures.member_map import member_map
from foedera.report.numbers import number, percent

__all__ = ["pacts"]

_MOST = 12


def pacts(brief: Brief) -> Chapter:
    """Return the chapter."""
    return Chapter("pacts", "Pacts: which promises are called in", [_map(brief), _clauses(brief)])


def _baseline(brief: Brief) -> pl.LazyFrame:
    return brief.events.filter(pl.col("scenario") == brief.baseline).with_columns(
        pl.col("actor", "other", "pact", "clause", "kind").cast(pl.String)
    )


def _kept(brief: Brief) -> dict[str, float]:
    """Return the share of obligations honoured by state, of the judged pacts, in the baseline."""
    rows = _baseline(brief).filter(
        pl.col("kind").is_in(["honoured", "reneged"]) & pl.col("pact").is_in(list(brief.focus.pacts))
    )
    share = rows.group_by("actor").agg((pl.col("kind") == "honoured").mean().alias("share")).collect()
    return {str(a): float(s) for a, s in share.iter_rows()}


def _edges(brief: Brief) -> pl.DataFrame:
    """Return how often each member was called to help each focus state, per decade."""
    rows = _baseline(brief).filter(
        (pl.col("kind") == "invoked") & pl.col("pact").is_in(list(brief.focus.pacts))
        & pl.col("other").is_in(list(brief.focus.states))
    )  # fmt: skip
    decades = brief.replicas * brief.clock.years / 10.0
    return (
        rows.group_by("actor", "other")
        .agg((pl.len() / decades).alias("weight"))
        .sort("actor", "other")
        .collect()
    )


def _map(brief: Brief) -> Block:
    world, kept, edges = brief.world, _kept(brief), _edges(brief)
    members = {m for p in brief.judged for m in p.members_on(brief.start)} & set(world.iso3)
    hostile = _adversaries(brief) - members
    border = world.array("land_border")
    at = [world.index(s) for s in (*brief.focus.states, *hostile) if s in world.iso3]
    near = {world.iso3[k] for k in np.flatnonzero(border[at].any(axis=0))} if at else set()
    shown = members | hostile | near | set(brief.focus.states)
    states = world.states.filter(pl.col("iso3").is_in(list(shown))).select(
        "iso3", "lat", "lon",
        role=pl.col("iso3").map_elements(lambda s: _role(s, members, hostile), return_dtype=pl.String),
        honoured=pl.col("iso3").replace_strict(kept, default=None, return_dtype=pl.Float64),
    )  # fmt: skip
    pairs = [(world.iso3[i], world.iso3[j]) for i, j in zip(*np.nonzero(np.triu(border)))]
    anchor = [s for s in states["iso3"] if s in members or s in hostile or s in brief.focus.states]
    return picture(
        "fig-map",
        lambda w: member_map(states, edges, pairs, anchor=anchor, width=w),
        alt=_map_finding(edges, kept, len(members), brief),
        caption="Capitals in their places, pushed apart where they would cover each other; states far from "
        "the rest sit "
        "at the edge with a dashed rim. Circles: members and neighbours, coloured by the share of their "
        "obligations that "
        "they honour, white where none fell due. Squares: adversaries. Pale lines: land borders. Curves: "
        "obligations "
        "invoked for an attacked state, the wider the more often. Baseline.",
    )


def _role(state: str, members: set[str], hostile: set[str]) -> str:
    return "adversary" if state in hostile else "member" if state in members else "other"


def _adversaries(brief: Brief) -> set[str]:
    """Return the adversaries of the study, or those who attacked most if it names none."""
    if brief.focus.adversaries:
        return set(brief.focus.adversaries)
    rows = _baseline(brief).filter(
        (pl.col("kind") == "onset") & (pl.col("value") >= 4) & pl.col("other").is_in(list(brief.focus.states))
        & ~pl.col("actor").is_in(list(brief.focus.states))
    )  # fmt: skip
    top = rows.group_by("actor").len().sort(["len", "actor"], descending=[True, False]).head(4).collect()
    return set(top["actor"])


def _map_finding(edges: pl.DataFrame, kept: dict[str, float], members: int, brief: Brief) -> str:
    if edges.is_empty():
        return f"Map of the {members} members. No obligation to help a focus state was invoked in any future."
    called = (
        edges.group_by("other")
        .agg(pl.col("weight").max())
        .sort(["weight", "other"], descending=[True, False])
    )
    most = f"{name_of(called['other'][0])} is defended most often, {number(called['weight'][0])} times per decade"
    if not kept:
        return f"Map of the {members} members. {most}."
    low = min(kept, key=lambda s: (kept[s], s))
    least = f"Least often honoured: the obligations of {name_of(low)} ({percent(kept[low])})."
    return f"Map of the {members} members. {most}. {least}"


def _clauses(brief: Brief) -> Table:
    """Return how often each clause was called up, by scenario."""
    rows = brief.events.filter(pl.col("kind").cast(pl.String).is_in(["invoked", "convened"])).with_columns(
        pl.col("clause", "pact").cast(pl.String)
    )
    once = (
        rows.unique(["scenario", "replica", "crisis", "clause"])
        .group_by("scenario", "clause")
        .len()
        .collect()
    )
    times = {(s, c): n for s, c, n in once.iter_rows()}
    judged = [(p, f"{p.id}/{c.id}", c.article) for p in brief.judged for c in p.clauses]
    decades = brief.replicas * brief.clock.years / 10.0
    body = [
        [
            Cell(f"{article} ({pact.id})"),
            *(Cell(number(times.get((n, clause), 0) / decades), number=True) for n in brief.ids),
        ]
        for pact, clause, article in judged
        if any((n, clause) in times for n in brief.ids)
    ]
    heads = [Cell("clause"), *(Cell(o.title, number=True, colour=brief.colours[o.id]) for o in brief.options)]
    note = "A crisis counts once for each clause that it calls up, however many members are bound."
    return Table("Crises that call up a clause, per decade", heads, body[:_MOST], note)
