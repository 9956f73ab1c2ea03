"""Effects: deaths, output and burdens; and what the uncertainty is made of."""

from __future__ import annotations

import numpy as np
import polars as pl

from foedera.data.codes import name_of
from foedera.report.blocks import Block, Cell, Chapter, Prose, Table
from foedera.report.brief import Brief
from foedera.report.chapters.picture import picture
from foedera.report.chapters.sanctions import income_lost
from foedera.report.figures.burden_bars import burden_bars
from foedera.report.figures.deaths_curve import deaths_curve
from foedera.report.figures.variance_bars import variance_bars
from foedera.report.numbers import number, percent
from foedera.report.tables import deaths_table

__all__ = ["effects", "uncertainty"]

_MOST = 12


def effects(brief: Brief) -> Chapter:
    """Return the chapter."""
    return Chapter(
        "effects", "Effects: lives, output and who pays",
        [_deaths(brief), deaths_table(brief), _output(brief), *income_lost(brief), _burden(brief)],
    )  # fmt: skip


def _deaths(brief: Brief) -> Block:
    deaths = {n: brief.outcomes["deaths"].sel(scenario=n).values for n in brief.ids}
    said = [f"{brief.titles[n]}: {percent(float((d > 1000).mean()))}" for n, d in deaths.items()]
    return picture(
        "fig-deaths",
        lambda w: deaths_curve(deaths, titles=brief.titles, colours=brief.colours, width=w),
        alt="Share of futures with more than 1,000 battle deaths of the focus states. "
        + ". ".join(said)
        + ".",
        caption="Share of futures in which the focus states lose more than so many soldiers over the whole "
        "run. "
        "The horizontal axis is logarithmic.",
    )


def _output(brief: Brief) -> Table:
    rows = []
    for option in brief.options:
        lost = brief.outcomes["output_loss_pct"].sel(scenario=option.id).values
        q = np.quantile(lost, [0.5, 0.9, 0.95, 0.99])
        cells = [number(float(x), 2) for x in (lost.mean(), *q)]
        rows.append(
            [Cell(option.title, colour=brief.colours[option.id]), *(Cell(c, number=True) for c in cells)]
        )
    heads = ["mean", "median", "90th percentile", "95th percentile", "99th percentile"]
    return Table(
        "Output lost to war by the focus states over the run, % of one year's GDP",
        [Cell("scenario"), *(Cell(h, number=True) for h in heads)], rows,
    )  # fmt: skip


def _burden(brief: Brief) -> Block:
    data = brief.outcomes.sel(scenario=brief.baseline)
    cost, benefit = (data[n].mean("replica").values for n in ("cost_share", "benefit_share"))
    inside = np.flatnonzero((cost > 0) | (benefit > 0))
    codes = [str(data["state"].values[k]) for k in inside]
    cost, benefit = cost[inside], benefit[inside]
    return picture(
        "fig-burden",
        lambda w: burden_bars(codes, cost, benefit, most=_MOST, width=w),
        alt=_burden_finding(codes, cost, benefit),
        caption="Share of the members' military expenditure beside the share of the pact's benefit (GDP, "
        "population and "
        "exposure weighed equally), at the horizon of the baseline; means over futures. Figures: cost | "
        "benefit.",
    )


def _burden_finding(codes: list[str], cost: np.ndarray, benefit: np.ndarray) -> str:
    if not codes:
        return "The judged pacts have no members, so nobody pays and nobody gains."
    pays, gains = int(np.argmax(cost - benefit)), int(np.argmax(benefit - cost))
    return (
        f"{name_of(codes[pays])} pays most beyond what it gains ({percent(float(cost[pays]))} of the cost, "
        f"{percent(float(benefit[pays]))} of the benefit); {name_of(codes[gains])} gains most beyond what "
        "it pays "
        f"({percent(float(benefit[gains]))} of the benefit, {percent(float(cost[gains]))} of the cost)."
    )


def uncertainty(brief: Brief) -> Chapter:
    """Return the chapter on what the spread over futures is made of."""
    labels = [s.label for s in brief.spreads]
    shares = [s.parameters.value for s in brief.spreads]
    text = Prose(
        [
            "Futures differ for two reasons: the models' parameters are known only within bounds, and "
            "chance decides what "
            "happens even if they were known. More research can shrink the first part; nothing can shrink "
            "the second. More "
            "futures only make the means surer.",
        ]
    )
    shown = picture(
        "fig-variance",
        lambda w: variance_bars(labels, shares, width=w),
        alt=_variance_finding(labels, shares),
        caption="Share of the variance of a single future, baseline, that is due to parameters (dark) and "
        "to chance "
        "(hatched), from pairs of futures that share their parameters.",
    )
    return Chapter("uncertainty", "What the uncertainty is made of", [text, shown])


def _variance_finding(labels: list[str], shares: list[float]) -> str:
    if not labels:
        return "There are too few futures to split the variance."
    most = int(np.argmax(shares))
    chance = sum(s < 0.5 for s in shares)
    return (
        f"Chance is the larger part of the variance for {chance} of {len(labels)} measures. Parameters "
        "matter most for "
        f"{labels[most].lower()} ({percent(shares[most])} of the variance)."
    )


def burdens_by_member(table: pl.DataFrame, brief: Brief) -> Table:
    """Return cost and benefit shares of every member in the baseline, with the interval of the gap."""
    rows = table.filter(pl.col("scenario") == brief.baseline).sort(
        ["cost_share", "member"], descending=[True, False]
    )
    body = [
        [Cell(name_of(r["member"])),
         *(Cell(percent(r[k], 1), number=True) for k in ("cost_share", "benefit_share", "gap")),
         Cell(number(r["milex_pct"], 2), number=True)]
        for r in rows.iter_rows(named=True)
    ]  # fmt: skip
    heads = ["cost share", "benefit share", "cost less benefit", "military expenditure, % of GDP"]
    return Table(
        "Burdens by member, baseline", [Cell("member"), *(Cell(h, number=True) for h in heads)], body
    )
