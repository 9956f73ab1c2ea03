"""Tune the level of disputes of a study of the past: python tools/past_rates.py july-1914 1894 1913.

Counts how often members of the state system began disputes and wars with each other in a span of years before the
study (GML-MID, directed onsets between originators on opposite sides, politically relevant dyads), and looks for the
shifts of the onset intercept, one for each deterrence link, at which the study's baseline disputes as often. The data
sets must be at hand (FOEDERA_CACHE, FOEDERA_DATA_MIRROR). Wars, and attacks on the states in focus, are a check.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import polars as pl

from foedera import panel
from foedera.data.identity import convert
from foedera.sim.pipeline import PIPELINE
from foedera.sim.runner import Compiled
from foedera.sim.scenario import Experiment
from foedera.study import load_study

DYAD = ["ccode1", "ccode2", "year"]
NAMES = {"statistical": "sim.onset_shift", "game": "sim.onset_shift_game"}
FORCE, WAR = 4, 5


def record(first: int, last: int) -> pl.DataFrame:
    """Return the onsets between originators of relevant dyads: ccode1, ccode2, year, dispnum, hostlev."""
    relevant = panel.dyad_years(first, last).where(panel.politically_relevant).collect().data
    rows = panel.dispute_years("gml.mid", first, last).collect().data
    rows = rows.rename(
        {n: n.removeprefix("gml_").replace("_1", "1").replace("_2", "2") for n in rows.columns}
    )
    began = rows.filter(onset=1, orig1=1, orig2=1, sidea1=1, sidea2=0)
    return began.join(relevant.select(DYAD), on=DYAD)


def rates(whole: Experiment, link: str, shift: float) -> dict[str, float]:
    """Return what the baseline does at a shift of the intercept: disputes, wars a year; attacks per decade."""
    base = whole.scenarios[0]
    parameters = base.parameters.replace({"sim.link": link, NAMES[link]: shift})
    threats = [m for m in PIPELINE if m.name in ("budgets", "disputes", "wars")]
    compiled = Compiled(replace(whole, scenarios=(replace(base, parameters=parameters),)), threats)
    found = [compiled.block(b)["baseline"].outcomes for b in range(whole.blocks)]
    names = ("world_disputes_per_year", "world_wars_per_year", "attacks_per_decade")
    return {n: float(np.concatenate([f[n] for f in found]).mean()) for n in names}


def main() -> None:
    """Count, then solve by the secant method on the log of the rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study")
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--futures", type=int, default=200)
    args = parser.parse_args()
    study = load_study(args.study)
    whole, years = study.with_replicas(args.futures).experiment(), args.last - args.first + 1
    rows, on = record(args.first, args.last), study.start
    sides = whole.focus.adversaries, whole.focus.states
    hostile, focus = (convert(list(side), "cow", "iso3", on, strict=True).values for side in sides)
    aimed = rows.filter(pl.col("ccode1").is_in(hostile), pl.col("ccode2").is_in(focus))
    target = rows.select(DYAD).n_unique() / years
    wars = rows.filter(hostlev=WAR).select(DYAD).n_unique() / years
    attacks = 10 * aimed.filter(pl.col("hostlev") >= FORCE).select(DYAD).n_unique() / years
    print(f"record {args.first}-{args.last}: {target:.2f} disputes and {wars:.2f} wars a year; {attacks:.1f} attacks "
          f"on the states in focus per decade")  # fmt: skip
    for link, name in NAMES.items():
        steps = [(s, np.log(rates(whole, link, s)["world_disputes_per_year"] / target)) for s in (0.3, -0.7)]
        for _ in range(4):
            (a, fa), (b, fb) = steps[-2:]
            steps.append((c := b - fb * (b - a) / (fb - fa), np.log(
                (found := rates(whole, link, c))["world_disputes_per_year"] / target)))  # fmt: skip
            if abs(steps[-1][1]) < 0.02:
                break
        print(f"{name}: {c:.3f}", {n: round(v, 2) for n, v in found.items()})


if __name__ == "__main__":
    main()
