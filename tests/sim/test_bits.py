"""Same seed, same bits: on one worker or two, in a short run or a long one, undisturbed or killed and resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr
from polars.testing import assert_frame_equal

from foedera.pacts import library
from foedera.sim.clock import Clock
from foedera.sim.parameters import ParameterSet
from foedera.sim.runner import run
from foedera.sim.scenario import BLOCK, Experiment, Focus, Scenario
from foedera.sim.store import Store
from foedera.world import World

KEYS = ("study", "foedera", "world", "pacts")
YEARS = 2


def experiment(replicas: int, *, seed: int = 11, link: str = "statistical") -> Experiment:
    """A world with two alliances, and the same without one of them."""
    world, known = World.reference(), library()
    records = ParameterSet().replace({"sim.link": link})
    with_, without = (known["nato"], known["csto"]), (known["csto"],)
    scenarios = (
        Scenario("baseline", "As it is", world, with_, records),
        Scenario("without", "Without", world, without, records),
    )
    focus = Focus(("nato",), ("EST", "LVA", "LTU", "POL"), ("RUS",))
    return Experiment(Clock(date(2025, 1, 1), 12 * YEARS), seed, replicas, scenarios, focus)


def simulated(whole: Experiment, folder: Path, workers: int = 1) -> tuple[xr.Dataset, pl.DataFrame]:
    store = Store(folder)
    store.begin("study", dict.fromkeys(KEYS, "x") | {"blocks": whole.blocks}, resume=False)
    run(whole, store, workers=workers)
    return store.outcomes(), store.events().collect()


def assert_same_bits(a: xr.Dataset, b: xr.Dataset) -> None:
    assert set(a) == set(b)
    for name in a:
        assert a[name].dims == b[name].dims
        assert a[name].values.tobytes() == b[name].values.tobytes(), name
    xr.testing.assert_identical(a, b)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[xr.Dataset, pl.DataFrame]:
    """Two blocks, the second not full, simulated by this process."""
    return simulated(experiment(BLOCK + 30), tmp_path_factory.mktemp("alone") / "run")


def test_something_happens(alone: tuple[xr.Dataset, pl.DataFrame]) -> None:
    outcomes, events = alone
    assert events.filter(kind="onset").height > 1000
    assert float(outcomes["attacks_per_decade"].max()) > 0
    assert len(np.unique(outcomes["milex_pct"].sel(scenario="baseline"))) > BLOCK


def test_two_workers_are_one(alone: tuple[xr.Dataset, pl.DataFrame], tmp_path: Path) -> None:
    outcomes, events = simulated(experiment(BLOCK + 30), tmp_path / "run", workers=2)
    assert_same_bits(outcomes, alone[0])
    assert_frame_equal(events, alone[1])


@pytest.mark.parametrize(("few", "many"), [(40, 70), (70, BLOCK + 30), (BLOCK, BLOCK + 30)])
def test_a_short_run_begins_a_long_one(
    few: int, many: int, alone: tuple[xr.Dataset, pl.DataFrame], tmp_path: Path
) -> None:
    long = alone if many == BLOCK + 30 else simulated(experiment(many), tmp_path / "long")
    short = simulated(experiment(few), tmp_path / "short")
    assert_same_bits(short[0], long[0].isel(replica=slice(few)))
    assert_frame_equal(short[1].drop("row"), long[1].filter(pl.col("replica") < few).drop("row"))


def test_another_seed_is_another_luck(tmp_path: Path) -> None:
    one, two = (simulated(experiment(8, seed=s), tmp_path / str(s)) for s in (11, 12))
    assert not one[1].drop("row").equals(two[1].drop("row"))


def test_a_scenario_does_not_depend_on_its_company(tmp_path: Path) -> None:
    """The world without the pact has the same futures whether or not the baseline is run beside it first."""
    whole = experiment(12)
    alone = replace(whole, scenarios=whole.scenarios[:1])
    together, single = simulated(whole, tmp_path / "a"), simulated(alone, tmp_path / "b")
    assert_same_bits(single[0], together[0].sel(scenario=["baseline"]))


@pytest.mark.slow
def test_the_game_is_bit_for_bit_too(tmp_path: Path) -> None:
    few = experiment(BLOCK + 4, link="game")
    one, two = (simulated(few, tmp_path / str(w), workers=w) for w in (1, 2))
    assert_same_bits(one[0], two[0])
    assert_frame_equal(one[1], two[1])


STUDY = """\
study: killed
title: Killed and resumed
question: Are the bits the same?
start: 2025-01
years: 1
replicas: {replicas}
pacts: [nato, csto]
focus: {{pacts: [nato], states: [EST, LVA, LTU], adversaries: [RUS]}}
deterrence: {{link: statistical}}
priors: {{replicas: 60}}
"""


def command(study: Path, out: Path, *options: str, workers: int = 2) -> list[str]:
    code = "import sys; from foedera.cli.main import main; sys.exit(main())"
    words = ["run", str(study), "--out", str(out), "--no-report", "--workers", str(workers), *options]
    return [sys.executable, "-c", code, *words]


def killed(words: list[str], when: Path) -> None:
    """Start a run and kill its whole process group the moment a path appears."""
    running = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while not when.exists() and running.poll() is None:
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_and_resumed_bit_for_bit(tmp_path: Path) -> None:
    """Killed four times, wherever that may be: at the start, in a block, at a block, in the run of the priors."""
    study = tmp_path / "killed.yaml"
    study.write_text(STUDY.format(replicas=3 * BLOCK + 10))
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    subprocess.run(command(study, calm), check=True, capture_output=True)
    killed(command(study, rough), rough / "provenance.json")
    for when in ("blocks/00000", "blocks/00001", "priors/provenance.json"):
        killed(command(study, rough, "--resume"), rough / when)
        assert not (rough / "priors" / "outcomes.nc").exists()
    subprocess.run(command(study, rough, "--resume"), check=True, capture_output=True)
    for part in (".", "priors"):
        assert_same_bits(Store(calm / part).outcomes(), Store(rough / part).outcomes())
        assert_frame_equal(Store(calm / part).events().collect(), Store(rough / part).events().collect())
        assert (calm / part / "events.parquet").read_bytes() == (rough / part / "events.parquet").read_bytes()
        assert not (rough / part / "blocks").exists()
    assert not list(rough.rglob("*.partial"))


def test_killed_once_and_resumed(tmp_path: Path) -> None:
    study = tmp_path / "killed.yaml"
    study.write_text(STUDY.format(replicas=BLOCK + 4).replace("priors: {replicas: 60}", "priors: null"))
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    subprocess.run(command(study, calm, workers=1), check=True, capture_output=True)
    killed(command(study, rough, workers=1), rough / "blocks" / "00000")
    subprocess.run(command(study, rough, "--resume", workers=1), check=True, capture_output=True)
    assert_same_bits(Store(calm).outcomes(), Store(rough).outcomes())
    assert_frame_equal(Store(calm).events().collect(), Store(rough).events().collect())
    assert (calm / "events.parquet").read_bytes() == (rough / "events.parquet").read_bytes()
