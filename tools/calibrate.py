"""Calibrate the level of disputes: python tools/calibrate.py [--futures 256].

The onset model is estimated on what the world's dyads really went through: their peace years, rivalries and
alliances of the day. The simulator makes up that past itself, knows fewer rivalries and only the pacts of its
library, and so disputes less often than the same states did. One number per deterrence link is tuned for
that, ``sim.onset_shift`` and ``sim.onset_shift_game``, added to the intercept: the reference world of 2024, run for
ten years, shall dispute as often as its 81 states did in 1946-2010 (tests/tables/own_rates/rates.csv; statistical
link with the pooled prior). Nothing else is tuned. The wars that follow are a check, not a target.
"""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np
import polars as pl

from foedera.pacts import library
from foedera.sim.clock import Clock
from foedera.sim.parameters import ParameterSet
from foedera.sim.pipeline import PIPELINE
from foedera.sim.runner import Compiled
from foedera.sim.scenario import Experiment, Focus, Scenario
from foedera.world import World

TARGET = (
    10.11  # directed onsets a year, GML-MID, 81 states, politically relevant dyads, 1946-2010: 9.35 to 10.91
)
TOLERANCE = 0.02


def baseline(shift: float | None, futures: int, link: str) -> Experiment:
    """Return the reference world with the library's pacts for ten years; ``shift`` None leaves the shipped one."""
    name = "sim.onset_shift_game" if link == "game" else "sim.onset_shift"
    changes = {"sim.link": link} | ({} if shift is None else {name: shift})
    parameters = ParameterSet().replace(changes)
    scenario = Scenario("baseline", "", World.reference(), tuple(library().values()), parameters)
    return Experiment(
        Clock(date(2025, 1, 1), 120), 20240101, futures, (scenario,), Focus(("nato",), ("USA",))
    )


def rates(shift: float, futures: int, link: str) -> tuple[float, float]:
    """Return disputes and wars per year of the reference world at a shift of the intercept."""
    threats = [m for m in PIPELINE if m.name in ("budgets", "disputes", "wars")]
    compiled = Compiled(baseline(shift, futures, link), threats)
    found = [compiled.block(b)["baseline"].outcomes for b in range(compiled.experiment.blocks)]
    names = ("world_disputes_per_year", "world_wars_per_year")
    disputes, wars = (float(np.concatenate([f[n] for f in found]).mean()) for n in names)
    return disputes, wars


def check(futures: int, link: str) -> None:
    """Print what follows and was not tuned, at the shipped shift."""
    compiled = Compiled(baseline(None, futures, link))
    found = [compiled.block(b)["baseline"] for b in range(compiled.experiment.blocks)]
    out = {n: np.concatenate([f.outcomes[n] for f in found]) for n in found[0].outcomes}
    events = pl.concat([f.events.with_columns(pl.col("pact").cast(pl.String)) for f in found])
    duties = events.filter(pl.col("kind").is_in(["honoured", "reneged"]))
    acts = duties.unique(["replica", "crisis", "actor"])
    usa = out["joined"][:, World.reference().index("USA")]
    wars = events.filter((pl.col("kind") == "onset") & (pl.col("value") == 5)).height
    joined = events.filter(pl.col("kind") == "joined").height
    print(
        f"{link}, shipped: {out['world_disputes_per_year'].mean():.2f} disputes and "
        f"{out['world_wars_per_year'].mean():.3f} wars a year; {joined / wars:.2f} joiners a war; obligations honoured "
        f"{(acts['kind'] == 'honoured').mean():.3f} (of {acts.height}); wars that the United States joined per decade: "
        f"median {np.median(usa):.0f}, mean {usa.mean():.2f}"
    )


def main() -> None:
    """Solve for the shift by the secant method on the log of the rate and print the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=256)
    futures = parser.parse_args().futures
    print(f"target {TARGET} disputes a year, {futures} futures of ten years")
    for link in ("statistical", "game"):
        steps: list[tuple[float, float, float]] = []
        for shift in (0.0, 0.4):
            steps.append(_step(shift, futures, link))
        while abs(np.log(steps[-1][1] / TARGET)) > TOLERANCE and len(steps) < 8:
            (s0, d0, _), (s1, d1, _) = steps[-2:]
            slope = np.log(d1 / d0) / (s1 - s0)
            steps.append(_step(round(s1 + np.log(TARGET / d1) / slope, 3), futures, link))
    for link in ("statistical", "game"):
        check(futures, link)


def _step(shift: float, futures: int, link: str) -> tuple[float, float, float]:
    disputes, wars = rates(shift, futures, link)
    print(f"{link}, shift {shift:+.3f}: {disputes:.2f} disputes, {wars:.3f} wars a year")
    return shift, disputes, wars


if __name__ == "__main__":
    main()
