"""Threats: attacks over time, and what every reading of the literature makes of them."""

from __future__ import annotations

import numpy as np

from foedera.report.blocks import Block, Chapter, Prose
from foedera.report.brief import Brief
from foedera.report.chapters.picture import picture
from foedera.report.figures.fan_chart import fan_chart
from foedera.report.figures.priors_forest import priors_forest
from foedera.report.numbers import number
from foedera.report.sentences import readings_finding
from foedera.report.tables import readings_table

__all__ = ["READINGS", "threats"]

READINGS = {
    "own": "own: this package's fit on 1946–2010, close to nothing",
    "benson": "benson: conditional defence pacts lower the odds of a challenge by 18 % (Benson 2011)",
    "leeds": "leeds: defence pacts lower it by 28 % (Leeds 2003)",
    "null": "null: no effect; forming a pact often fails to deter (Kenwick and Vasquez 2017)",
    "pooled": "pooled: a normal distribution wide enough to span the other four (judgement)",
    "game": "game: no coefficient; the attacker looks ahead at the reply (strategic deterrence)",
}


def threats(brief: Brief) -> Chapter:
    """Return the chapter."""
    blocks: list[Block] = [_fan(brief)]
    if brief.readings:
        blocks += [
            Prose(
                [
                    "Whether a defence pact deters is disputed in the literature, and one number cannot "
                    "settle it. So "
                    f"the question was put under each reading. "
                    f"{readings_finding(brief.readings, brief.titles)}"
                ]
            ),
            Prose([READINGS[r.label] for r in brief.readings if r.label in READINGS], "list"),
            _forest(brief),
            readings_table(brief, brief.readings),
        ]
    return Chapter("threats", "Threats: how often the focus states are attacked", blocks)


def _fan(brief: Brief) -> Block:
    series = brief.outcomes["yearly_attacks"]
    paths = {name: series.sel(scenario=name).values for name in brief.ids}
    ends = [
        f"{brief.titles[n]}: mean {number(float(np.nanmean(p[:, -1])))}, 90 % of futures between "
        f"{number(float(np.nanquantile(p[:, -1], 0.05)), 0)} and "
        f"{number(float(np.nanquantile(p[:, -1], 0.95)), 0)}"
        for n, p in paths.items()
    ]
    years = series["year"].values
    return picture(
        "fig-attacks",
        lambda w: fan_chart(
            years, paths, unit="attacks so far [count]", titles=brief.titles, colours=brief.colours, width=w
        ),
        alt=f"Attacks on the focus states since the start, by the end of {years[-1]}. "
        + ". ".join(ends)
        + ".",
        caption="Uses of force and wars begun against the focus states since the start, counted at the end "
        "of each year. "
        "Bands hold 50 % and 90 % of the futures; the solid line is the median, the dashed line the mean.",
    )


def _forest(brief: Brief) -> Block:
    return picture(
        "fig-readings",
        lambda w: priors_forest(brief.readings, titles=brief.titles, colours=brief.colours, width=w),
        alt="Attacks per decade under each reading of the literature. "
        + readings_finding(brief.readings, brief.titles),
        caption="Attacks on the focus states per decade under each reading, and the paired differences to "
        "the baseline, "
        "with 95 % intervals. The asterisk marks the reading that the rest of the report uses.",
    )
