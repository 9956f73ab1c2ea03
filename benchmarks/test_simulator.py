"""The whole simulator on the baseline of the shipped study: speed, growth with futures and states, memory."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cases import STUDY, Rounds, baseline
from conftest import Tables
from foedera.sim.runner import Compiled
from foedera.sim.scenario import BLOCK, Experiment
from foedera.world import World

FUTURES, STATES, MEMORY = "Time by futures, one core", "Time by states, one core", "Peak memory, one process"

_CHILD = """
import sys
from cases import baseline
from foedera.sim.runner import Compiled
futures = int(sys.argv[1])
if futures:
    compiled = Compiled(baseline(futures))
    kept = [compiled.block(b) for b in range(compiled.experiment.blocks)]
with open("/proc/self/status") as file:
    print(next(line.split()[1] for line in file if line.startswith("VmHWM")))
"""
"""Holds every block's results, as joining them at the end of a run does; 0 futures is what imports cost."""


def _measure(
    benchmark: BenchmarkFixture, rounds: Rounds, experiment: Experiment, repeats: int
) -> dict[str, float]:
    """Time all blocks of the experiment on this core, its scenes being compiled; return the table's cells."""
    compiled = Compiled(experiment)
    compiled.block(0)  # loads the compiled kernels

    def work() -> None:
        for block in range(experiment.blocks):
            compiled.block(block)

    benchmark.pedantic(rounds.measured(work), rounds=repeats)
    wall, cpu = rounds.best()
    state_months = experiment.replicas * compiled.scenes[0].n * experiment.clock.months
    cells = {
        "wall_s": wall, "cpu_s": cpu, "ms_per_future": 1e3 * wall / experiment.replicas,
        "state_months_per_wall_s": state_months / wall, "state_months_per_cpu_s": state_months / cpu,
    }  # fmt: skip
    benchmark.extra_info.update(cells, futures=experiment.replicas, states=compiled.scenes[0].n)
    return cells


@pytest.mark.parametrize("futures", [64, 128, 256])
def test_futures(benchmark: BenchmarkFixture, tables: Tables, rounds: Rounds, futures: int) -> None:
    """Futures times states times months per second of the full pipeline: 64 is the small case, 256 the large."""
    cells = _measure(benchmark, rounds, baseline(futures), repeats=4 if futures == 64 else 2)
    tables.add(FUTURES, futures=futures, **cells)


@pytest.mark.parametrize("states", [20, 40, 81])
def test_states(benchmark: BenchmarkFixture, tables: Tables, rounds: Rounds, states: int) -> None:
    """The same question in smaller worlds: the focus, its adversary and the most capable others."""
    experiment = _smaller(baseline(BLOCK), states)
    cells = _measure(benchmark, rounds, experiment, repeats=4)
    tables.add(STATES, states=states, dyads=len(Compiled(experiment).scenes[0].attacker), **cells)


def _smaller(experiment: Experiment, states: int) -> Experiment:
    """Return the experiment in a world of its focus and of the most capable other states."""
    scenario, focus = experiment.scenarios[0], experiment.focus
    world = scenario.world
    needed = [*focus.states, *focus.adversaries]
    by_power = world.states.sort("capability", descending=True)["iso3"].to_list()
    kept = sorted([*needed, *(code for code in by_power if code not in needed)][:states])
    chosen = world.states.filter(pl.col("iso3").is_in(kept))
    smaller = World(
        name=f"{STUDY}, {states} states",
        year=world.year,
        states=chosen.with_columns(pl.col("capability") / pl.col("capability").sum()),
        dyads=world.dyads.sel(from_state=kept, to_state=kept),
        facts=world.facts,
        wars=world.wars.filter(pl.col("side_a").is_in(kept) & pl.col("side_b").is_in(kept)),
        sources=world.sources,
    )
    return dataclasses.replace(experiment, scenarios=(dataclasses.replace(scenario, world=smaller),))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("futures", [0, 64, 256])
def test_memory(benchmark: BenchmarkFixture, tables: Tables, futures: int) -> None:
    """Largest resident set of a fresh process that holds the results of all its blocks."""
    command = [sys.executable, "-c", _CHILD, str(futures)]
    peak: list[float] = []

    def work() -> None:
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
        peak.append(int(done.stdout) / 1024)

    benchmark.pedantic(work, rounds=1)
    benchmark.extra_info.update(futures=futures, peak_mib=peak[-1])
    tables.add(MEMORY, futures=futures, peak_MiB=peak[-1])
