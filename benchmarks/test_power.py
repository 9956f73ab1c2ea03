"""Voting power: time and memory of every index, and other Python packages on the games they can express."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cases import Rounds
from conftest import Tables
from foedera.core.errors import ModelInputError
from foedera.decisions.power.indices import power
from power_cases import GAMES, PEERS, SHARED, TOO_LONG, Weighted

TIME, SIDE, MEMORY = "Power: seconds", "Power: beside other packages", "Power: peak memory, one process"
INDICES = ("banzhaf", "shapley_shubik", "johnston", "deegan_packel", "holler")

_CHILD = """
import json, sys
from power_cases import GAMES
from foedera.decisions.power.indices import power
def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
game, before = GAMES[sys.argv[1]](), peak()
found = power(game)
found.banzhaf, found.shapley_shubik
print(json.dumps({"imports_MiB": before, "peak_MiB": peak()}))
"""

in_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("name", GAMES)
def test_time(benchmark: BenchmarkFixture, tables: Tables, name: str, index: str) -> None:
    """One index of one game, counted anew each time."""
    game, rounds = GAMES[name](), Rounds()
    try:
        found = power(game)
        values = found.index(index)  # compiles
    except ModelInputError as error:
        pytest.skip(str(error))
    engine = "quadrature" if index == "shapley_shubik" and not found.shapley_exact else _engine(found, index)
    benchmark.pedantic(rounds.measured(lambda: power(game).index(index)), rounds=3)
    wall, cpu = rounds.best()
    tables.add(
        TIME, game=name, index=index, wall_s=wall, cpu_s=cpu, engine=engine,
        off_one=f"{abs(float(sum(values)) - 1):.1e}",
    )  # fmt: skip


def _engine(found, index):
    whole = {"banzhaf": "totals", "shapley_shubik": "by_size"}.get(index, "_full")
    if whole not in found.__dict__:
        return "minimal ones only"  # coalitions from the heaviest member down, of one weighted quota
    return getattr(found, whole).engine


@pytest.mark.parametrize("name", SHARED)
def test_side_by_side(benchmark: BenchmarkFixture, tables: Tables, name: str) -> None:
    """The same index of the same game in every package, in one run; the least of a few rounds each."""
    game = SHARED[name]()
    weighted = Weighted.of(game)
    for index in ("banzhaf", "shapley_shubik"):
        exact = power(game).floats(index)
        ours = Rounds()
        work = ours.measured(lambda i=index: power(game).floats(i))
        for _ in range(5):
            work()
        for peer in PEERS:
            if peer.index != index or not peer.can(weighted):
                continue
            if (name, peer.name, index) in TOO_LONG:
                tables.add(SIDE, game=name, index=index, package=peer.name, cpu_s="> 90", ours_s=ours.best()[1],
                           ratio="", error="not waited for")  # fmt: skip
                continue
            theirs, values = Rounds(), []
            with np.errstate(over="ignore"):
                theirs.measured(lambda p=peer, v=values: v.append(p.work(weighted)))()
            error = float(np.abs(np.array(values[0], dtype=float) - exact).max())
            right, their_cpu, our_cpu = error < 1e-9, theirs.best()[1], ours.best()[1]
            tables.add(
                SIDE, game=name, index=index, package=peer.name, cpu_s=their_cpu, ours_s=our_cpu,
                ratio=their_cpu / our_cpu if right else "wrong", error=f"{error:.1e}",
            )  # fmt: skip
    benchmark.pedantic(lambda: power(game).floats("banzhaf"), rounds=3)


@in_proc
@pytest.mark.parametrize("name", GAMES)
def test_memory(benchmark: BenchmarkFixture, tables: Tables, name: str) -> None:
    """Peak memory of a process that computes Banzhaf and Shapley-Shubik."""
    command = [sys.executable, "-c", _CHILD, name]
    here = Path(__file__).parent
    out = subprocess.run(command, cwd=here, capture_output=True, text=True, check=True).stdout
    benchmark.pedantic(lambda: None)  # the time is in the other tables
    tables.add(MEMORY, game=name, **json.loads(out))
