"""Responses: who joins, and how wars end; and one crisis told from beginning to end."""

from __future__ import annotations

import polars as pl

from foedera.data.codes import name_of
from foedera.report.blocks import Block, Cell, Chapter, Prose, Table
from foedera.report.brief import Brief
from foedera.report.chapters.picture import picture
from foedera.report.chapters.sanctions import sanctions_imposed
from foedera.report.crisis import Words, moments, pick_crisis, tell
from foedera.report.figures.crisis_timeline import crisis_timeline
from foedera.report.numbers import count, number, percent
from foedera.sim.clock import DAYS_PER_MONTH

__all__ = ["responses", "story"]

_ENDS = {1: "attacker prevails", 2: "defender prevails", 3: "settled"}
_MOST = 12


def responses(brief: Brief) -> Chapter:
    """Return the chapter."""
    return Chapter(
        "responses",
        "Responses: who joins, and how wars end",
        [_ends(brief), _joiners(brief), *sanctions_imposed(brief)],
    )


def _wars(brief: Brief) -> pl.DataFrame:
    """Return the wars begun against focus states: scenario, replica, crisis."""
    focus = brief.focus
    rows = brief.events.with_columns(pl.col("actor", "other", "kind").cast(pl.String)).filter(
        (pl.col("kind") == "onset") & (pl.col("value") == 5) & pl.col("other").is_in(list(focus.states))
    )
    hostile = (
        pl.col("actor").is_in(list(focus.adversaries))
        if focus.adversaries
        else ~pl.col("actor").is_in(list(focus.states))
    )
    return rows.filter(hostile).select("scenario", "replica", "crisis").collect()


def _ends(brief: Brief) -> Table:
    wars = _wars(brief)
    ended = brief.events.filter(pl.col("kind").cast(pl.String) == "ended").select(
        "scenario", "replica", "crisis", how="value", lasted="days"
    )
    found = wars.join(ended.collect(), on=["scenario", "replica", "crisis"], how="left")
    rows = []
    for option in brief.options:
        some = found.filter(pl.col("scenario") == option.id)
        shares = [some.filter(pl.col("how") == k).height for k in _ENDS] + [some["how"].null_count()]
        lasted = some["lasted"].drop_nulls()
        cells = [count(some.height), *(percent(n / some.height) if some.height else "n/a" for n in shares)]
        cells.append(number(float(lasted.median()) / DAYS_PER_MONTH, 1) if lasted.len() else "n/a")  # type: ignore[arg-type]
        rows.append(
            [Cell(option.title, colour=brief.colours[option.id]), *(Cell(c, number=True) for c in cells)]
        )
    heads = ["wars in all futures", *_ENDS.values(), "still under way", "median months"]
    return Table(
        "Wars begun against the focus states, and how they end",
        [Cell("scenario"), *(Cell(h, number=True) for h in heads)], rows,
        "Months are of the wars that ended within the run.",
    )  # fmt: skip


def _joiners(brief: Brief) -> Table:
    """Return who joins the focus states' side how often, by scenario."""
    wars = _wars(brief)
    joined = brief.events.with_columns(pl.col("actor", "kind").cast(pl.String)).filter(
        (pl.col("kind") == "joined") & (pl.col("value") == -1)
    )
    rows = joined.select("scenario", "replica", "crisis", "actor", "days").collect()
    rows = rows.join(wars, on=["scenario", "replica", "crisis"], how="semi")
    total = {n: max(wars.filter(pl.col("scenario") == n).height, 1) for n in brief.ids}
    base = rows.filter(pl.col("scenario") == brief.baseline)
    order = (
        base.group_by("actor")
        .agg(pl.len(), pl.col("days").median())
        .sort(["len", "actor"], descending=[True, False])
    )
    times = {(s, a): n for s, a, n in rows.group_by("scenario", "actor").len().iter_rows()}
    body = [
        [Cell(name_of(a)), *(Cell(percent(times.get((n, a), 0) / total[n]), number=True) for n in brief.ids),
         Cell(number(days, 0), number=True)]
        for a, _, days in order.head(_MOST).iter_rows()
    ]  # fmt: skip
    heads = [Cell("state"), *(Cell(o.title, number=True, colour=brief.colours[o.id]) for o in brief.options),
             Cell("median days to first contribution", number=True)]  # fmt: skip
    note = (
        "Share of the wars against focus states that the state decides to join on their side, and the median of "
        "days from onset to its first contribution in the baseline."
    )
    if order.height > _MOST:
        note += f" The {_MOST} most frequent of {order.height}."
    return Table("Who comes to the focus states' side", heads, body, note)


def story(brief: Brief) -> Chapter | None:
    """Return the chapter that tells one crisis of the baseline, or None where there is none to tell."""
    picked = pick_crisis(brief.events, brief.focus.states, scenario=brief.baseline)
    if picked is None:
        return None
    words = Words(brief.pacts, brief.start)
    told = tell(brief.events, *picked, scenario=brief.baseline, words=words)
    marks = moments(brief.events, *picked, scenario=brief.baseline, words=words)
    blocks: list[Block] = [
        Prose(
            [f"This is one of the futures of the baseline, crisis {picked[1]} of future {picked[0]}, chosen because "
             "much happens in it. It is an illustration and not a forecast; most crises are shorter."]
        ),
        Prose(told, "story"),
        picture("fig-crisis", lambda w: crisis_timeline(marks, width=w), alt=" ".join(told),
                caption="The same crisis from left to right, a lane for each stage of its life."),
    ]  # fmt: skip
    return Chapter("crisis", "One crisis, told", blocks)
