"""Foedera's disputes beside the same process in Mesa: first that they agree, then how fast each is.

Neither side's compilation of the world is timed. The Mesa model is handed its past; a row says where
Foedera's time includes drawing parameters and the past of forty years as well.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cases import DISPUTES, Rounds, Sides, baseline
from conftest import Tables
from foedera.sim.block import Block
from foedera.sim.mechanisms import disputes
from foedera.sim.runner import Compiled, cores, run
from foedera.sim.scenario import BLOCK
from foedera.sim.state import State
from foedera.sim.store import Store
from mesa_disputes import WAR, DisputeModel

TITLE = "The dispute process side by side"
MESA_FUTURES = 16
RUN_FUTURES = 1024
Report = Callable[[str, int], None]
CHECKED_BLOCKS, CHECKED_MODELS = 16, 96
STANDARD_ERRORS = 4.0


@pytest.fixture(scope="module")
def sides() -> Sides:
    """The world compiled for both sides, which are the same process."""
    built = Sides.build()
    _same_hazards(built)
    _same_means(built)
    return built


def _same_hazards(sides: Sides) -> None:
    """Assert that both start from the same monthly probability in every dyad of every future."""
    block = Block(sides.scene, 0, State(sides.scene, BLOCK, sides.past), sides.draw)
    disputes.start(block)
    disputes.step(block, 0)
    for replica in range(BLOCK):
        model = sides.mesa(replica, seed=replica)
        model.agents.do("reassess")
        mesa = np.array([dyad.probability for state in model.agents for dyad in state.dyads])
        np.testing.assert_allclose(mesa, -np.expm1(-block.clocks.hazard[replica]), rtol=1e-9)


def _same_means(sides: Sides) -> None:
    """Assert that disputes, wars, rivalries and years of peace agree within Monte-Carlo error."""
    years = sides.scene.clock.years
    ours = np.concatenate([_of_block(sides.foedera(luck)[0], years) for luck in range(1, CHECKED_BLOCKS + 1)])
    theirs = np.array([_of_model(_lived(sides, i % BLOCK, i), years) for i in range(CHECKED_MODELS)])
    names = ("disputes per year", "wars per year", "rivalries at the end", "mean years of peace at the end")
    for name, a, b in zip(names, ours.T, theirs.T, strict=True):
        error = np.hypot(a.std(ddof=1) / np.sqrt(len(a)), b.std(ddof=1) / np.sqrt(len(b)))
        line = f"{name}: Foedera {a.mean():.3f}, Mesa {b.mean():.3f}, standard error {error:.3f}"
        print(line)
        assert abs(a.mean() - b.mean()) < STANDARD_ERRORS * error, line


def _of_block(block: Block, years: float) -> np.ndarray:
    """Return the four measures of every future, shape (R, 4)."""
    crises, state = block.crises, block.state
    begun = ~crises.inherited
    disputes = np.bincount(crises.replica[begun], minlength=BLOCK)
    wars = np.bincount(crises.replica[begun & (crises.severity == WAR)], minlength=BLOCK)
    return np.stack(
        [disputes / years, wars / years, state.rival.sum(axis=1), state.quiet.mean(axis=1)], axis=1
    )


def _of_model(model: DisputeModel, years: float) -> tuple[float, float, float, float]:
    wars = sum(entry.severity == WAR for entry in model.log)
    pairs = model.pairs.values()
    quiet = sum(pair.quiet for pair in pairs) / len(pairs)
    return len(model.log) / years, wars / years, float(sum(pair.rival for pair in pairs)), quiet


def _lived(sides: Sides, replica: int, seed: int) -> DisputeModel:
    """Return a model that has run to the horizon."""
    model = sides.mesa(replica, seed)
    for _ in range(sides.scene.clock.months):
        model.step()
    return model


@pytest.fixture(scope="module")
def mesa_rate() -> dict[str, float]:
    """Dyad-months that Mesa does per wall and per processor second; filled by the first benchmark."""
    return {}


@pytest.fixture
def report(
    benchmark: BenchmarkFixture, tables: Tables, rounds: Rounds, mesa_rate: dict[str, float]
) -> Report:
    """Put rates, and their ratios to Mesa's on one core, into ``extra_info`` and the table."""

    def add(what: str, dyad_months: int) -> None:
        wall, cpu = rounds.best()
        rate = {"wall": dyad_months / wall, "cpu": dyad_months / cpu}
        for kind in rate:
            mesa_rate.setdefault(kind, rate[kind] if what.startswith("Mesa") else float("nan"))
        ratio = {kind: rate[kind] / mesa_rate[kind] for kind in rate}
        benchmark.extra_info.update(
            dyad_months=dyad_months, dyad_months_per_second=rate["wall"], dyad_months_per_cpu_second=rate["cpu"],
            ratio_to_mesa=ratio["wall"], ratio_to_mesa_cpu=ratio["cpu"],
        )  # fmt: skip
        tables.add(
            TITLE, what=what, million_dyad_months=dyad_months / 1e6, wall_s=wall, cpu_s=cpu,
            million_per_wall_s=rate["wall"] / 1e6, million_per_cpu_s=rate["cpu"] / 1e6,
            ratio_wall=ratio["wall"], ratio_cpu=ratio["cpu"],
        )  # fmt: skip

    return add


def test_mesa(benchmark: BenchmarkFixture, rounds: Rounds, report: Report, sides: Sides) -> None:
    """Mesa, one core: futures built and run month by month."""

    def work() -> None:
        for i in range(MESA_FUTURES):
            _lived(sides, i, seed=i)

    benchmark.pedantic(rounds.measured(work), rounds=7, warmup_rounds=1)
    report("Mesa, one core", MESA_FUTURES * sides.dyad_months)


def test_foedera_block(benchmark: BenchmarkFixture, rounds: Rounds, report: Report, sides: Sides) -> None:
    """Foedera, one core, from the same past: the like of what Mesa does, plus measures and the event log."""
    benchmark.pedantic(rounds.measured(lambda: sides.foedera(0)), rounds=15, warmup_rounds=1)
    report("Foedera, one core", BLOCK * sides.dyad_months)


def test_foedera_with_past(benchmark: BenchmarkFixture, rounds: Rounds, report: Report, sides: Sides) -> None:
    """Foedera, one core, with the draws of parameters and of each future's own past."""
    compiled = Compiled(baseline(BLOCK, link="statistical"), DISPUTES)
    benchmark.pedantic(rounds.measured(lambda: compiled.block(0)), rounds=15, warmup_rounds=1)
    report("Foedera, one core, with draws and past", BLOCK * sides.dyad_months)


@pytest.mark.parametrize("workers", [1, None], ids=["one-core", "all-cores"])
def test_foedera_run(
    benchmark: BenchmarkFixture, rounds: Rounds, report: Report, sides: Sides, workers: int | None, tmp_path: Path
) -> None:  # fmt: skip
    """Foedera as a user runs it: processes started, world compiled, blocks checkpointed, results joined."""
    experiment = baseline(RUN_FUTURES, link="statistical")
    fresh = iter(range(100))

    def work() -> None:
        store = _begun(tmp_path / str(next(fresh)), experiment.blocks)
        run(experiment, store, workers=workers, pipeline=DISPUTES)

    benchmark.pedantic(rounds.measured(work), rounds=2)
    name = "Foedera, whole run, " + ("one core" if workers == 1 else f"all {cores()} cores")
    report(name, RUN_FUTURES * sides.dyad_months)


def _begun(folder: Path, blocks: int) -> Store:
    store = Store(folder)
    provenance = {"study": "", "foedera": "", "blocks": blocks, "world": "", "pacts": ""}
    store.begin("benchmark: disputes\n", provenance, resume=False)
    return store
