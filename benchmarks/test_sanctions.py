"""Sanctions: seconds and memory of an embargo by size of the economy, draws of elasticities, and gegravity."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cases import Rounds
from conftest import Tables
from foedera.core.errors import MissingDataError
from foedera.responses.sanctions.draws import draw_theta, solve_draws
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import solve
from foedera.responses.sanctions.welfare import welfare
from sanction_cases import SIZES, embargo, gravity_model, made, one_sector

TIME, GROWTH, DRAWS = "Sanctions: an embargo to 1e-10", "Sanctions: growth with states", "Sanctions: draws"
SIDE = "Sanctions: beside gegravity, one sector"
SHARED = Path(os.environ.get("FOEDERA_SHARED", Path(__file__).resolve().parents[2] / "shared"))

_CHILD = """
import json, sys
from foedera.responses.sanctions.equilibrium import solve
from sanction_cases import embargo, made
def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
economy = made(sys.argv[1])
before = peak()
solve(economy, embargo(economy))
print(json.dumps({"before_MiB": before, "peak_MiB": peak()}))
"""


@pytest.fixture(autouse=True)
def _data(monkeypatch: pytest.MonkeyPatch) -> None:
    if "FOEDERA_DATA_MIRROR" not in os.environ and (SHARED / "data").is_dir():
        monkeypatch.setenv("FOEDERA_DATA_MIRROR", str(SHARED / "data"))


def _economy(name: str) -> Economy:
    try:
        return made(name)
    except MissingDataError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", SIZES)
def test_embargo(benchmark: BenchmarkFixture, tables: Tables, name: str) -> None:
    """Ten states against one, in every sector, from scratch."""
    economy = _economy(name)
    shock, rounds = embargo(economy), Rounds()
    found = solve(economy, shock)
    benchmark.pedantic(rounds.measured(lambda: solve(economy, shock)), rounds=5)
    wall, cpu = rounds.best()
    run = subprocess.run(
        [sys.executable, "-c", _CHILD, name],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    tables.add(
        TIME, economy=name, wall_s=wall, cpu_s=cpu, iterations=len(found.history), sweeps=found.sweeps,
        residual=f"{max(found.residuals):.0e}", **json.loads(run.stdout),
    )  # fmt: skip


def test_growth(benchmark: BenchmarkFixture, tables: Tables) -> None:
    """Time by number of states at 30 sectors, and the exponent of a power law through it."""
    from foedera.study.economies.synthetic import synthetic

    counts, seconds = (20, 40, 80, 160), []
    for states in counts:
        economy, rounds = synthetic(states, 30), Rounds()
        shock = embargo(economy)
        work = rounds.measured(lambda e=economy, s=shock: solve(e, s))
        for _ in range(4):
            work()
        seconds.append(rounds.best()[1])
        tables.add(GROWTH, states=states, sectors=30, cpu_s=seconds[-1])
    slope = np.polyfit(np.log(counts), np.log(seconds), 1)[0]
    tables.add(GROWTH, states="exponent", sectors="", cpu_s=float(slope))
    benchmark.pedantic(lambda: None)


def test_draws(benchmark: BenchmarkFixture, tables: Tables) -> None:
    """A thousand draws of all elasticities on the 31 x 40 economy, each started from the point estimate."""
    economy = _economy("31 x 40, NAFTA")
    shock, rounds = embargo(economy), Rounds()
    theta = draw_theta(economy, 1000, seed=1)
    benchmark.pedantic(rounds.measured(lambda: solve_draws(economy, shock, theta)), rounds=1)
    wall, cpu = rounds.best()
    tables.add(DRAWS, economy="31 x 40, NAFTA", draws=1000, wall_s=wall, cpu_s=cpu)


@pytest.mark.parametrize("states", [20, 40, 80])
def test_side_by_side(benchmark: BenchmarkFixture, tables: Tables, states: int) -> None:
    """The same one-sector embargo here and in gegravity, in one run."""
    economy = one_sector(states)
    ours, theirs, out = Rounds(), Rounds(), []
    work = ours.measured(lambda: solve(economy, embargo(economy)))
    for _ in range(5):
        work()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = gravity_model(economy)
        theirs.measured(lambda: out.append(other()))()
    benchmark.pedantic(lambda: None)
    apart = float(np.abs(100 * (1 / out[0] - 1) - welfare(solve(economy, embargo(economy)))).max())
    tables.add(
        SIDE, states=states, gegravity_cpu_s=theirs.best()[1], ours_cpu_s=ours.best()[1],
        ratio=theirs.best()[1] / ours.best()[1], welfare_apart_pp=f"{apart:.2g}",
    )  # fmt: skip
