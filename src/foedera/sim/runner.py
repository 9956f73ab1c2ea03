"""Runs the blocks of an experiment, here or on all cores; who computes a block does not change its bits."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread, current_thread, main_thread
from typing import Any

import numpy as np

from foedera.core.errors import InputError, StoreError
from foedera.sim import cluster
from foedera.sim.block import Block, BlockResult, run_block
from foedera.sim.history import warm_up
from foedera.sim.mechanism import Mechanism
from foedera.sim.onset import expected_onsets, level, pact_effect
from foedera.sim.parameters import draw_parameters
from foedera.sim.pipeline import PIPELINE, check
from foedera.sim.scenario import BLOCK, Experiment
from foedera.sim.scene import Scene
from foedera.sim.state import State
from foedera.sim.store import Store
from foedera.sim.treaties import Treaties

__all__ = ["Compiled", "cores", "run"]

Progress = Callable[[int, int], None]


class Compiled:
    """An experiment with its scenes compiled, ready to run any of its blocks.

    Parameters
    ----------
    experiment : what to run
    pipeline : the mechanisms, in order; the whole life of a crisis unless the question needs only its beginning
    """

    def __init__(self, experiment: Experiment, pipeline: Sequence[Mechanism] = PIPELINE) -> None:
        check(pipeline)
        self.experiment, self.pipeline = experiment, tuple(pipeline)
        self.scenes = _scenes(experiment)
        first = self.scenes[0]
        for scene in self.scenes:
            scene.portfolios, scene.solved = first.network(0), first.solved
        often = np.argsort(-expected_onsets(first, first.network(0)), kind="stable")
        for scene in self.scenes:  # the same dyads in every scenario, or the reforms would not be comparable
            scene.played[often[: int(scene.parameters.sim.game_dyads)]] = True

    def block(self, index: int) -> dict[str, BlockResult]:
        """Run one block of every scenario on the same random numbers; baseline and reforms share the past."""
        experiment, first = self.experiment, self.scenes[0]
        replicas, seed = experiment.block_size(index), experiment.seed
        draws = [draw_parameters(s.parameters, seed, index, replicas, BLOCK) for s in self.scenes]
        past = warm_up(first, index, replicas, draws[0])
        results, levels = {}, {}
        for scene, draw in zip(self.scenes, draws, strict=True):
            link = scene.parameters.sim.link
            if link not in levels:  # the first scenario under each link is its baseline
                levels[link] = level(past.hazard, pact_effect(scene, scene.network(0), draw))
            block = Block(scene, index, State(scene, replicas, past), draw, levels[link])
            results[scene.scenario.id] = run_block(scene, self.pipeline, block)
        return results


def _scenes(experiment: Experiment) -> list[Scene]:
    """Compile the scenarios; those with the same pacts, and parameters that networks depend on, share treaties."""
    shared: dict[tuple[object, ...], Treaties] = {}
    scenes = []
    for scenario in experiment.scenarios:
        sim = scenario.parameters.sim
        key = (*(id(p) for p in scenario.pacts), sim.interoperability_without_pact, sim.system_size)
        if key not in shared:
            shared[key] = Treaties(scenario.pacts, scenario.world.iso3, experiment.clock)
        scenes.append(Scene(experiment, scenario, shared[key]))
    return scenes


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    experiment: Experiment, store: Store, *, workers: int | None = None, scheduler: str | None = None,
    pipeline: Sequence[Mechanism] = PIPELINE, on_block: Progress | None = None,
) -> None:  # fmt: skip
    """Run the blocks that the store does not have yet, then join them.

    Parameters
    ----------
    experiment, pipeline : what to run
    store : a begun store
    workers : processes; None for all cores
    scheduler : address of a Dask scheduler, to run there instead
    on_block : called as ``on_block(done, total)``

    Raises
    ------
    InputError : workers < 1
    StoreError : the disk is full or a worker died; finished blocks stay, ``--resume`` takes up from there
    """
    workers = cores() if workers is None else workers
    if workers < 1:
        raise InputError(f"{workers} workers", where="--workers", fix="use at least one")
    todo = [b for b in range(experiment.blocks) if not store.has_block(b)]
    done = experiment.blocks - len(todo)
    if not store.done:
        mechanisms = tuple(pipeline)
        source = (
            _results(experiment, mechanisms, todo, min(workers, max(len(todo), 1)), store)
            if scheduler is None
            else cluster.results(experiment, mechanisms, todo, scheduler)
        )
        with closing(source):
            for index, results in source:
                store.write_block(index, results)
                done += 1
                if on_block is not None:
                    on_block(done, experiment.blocks)
        scenarios = [s.id for s in experiment.scenarios]
        coordinates: dict[str, list[Any]] = {
            "state": experiment.scenarios[0].world.iso3, "year": experiment.clock.calendar_years(),
        }  # fmt: skip
        store.finish(experiment.blocks, scenarios, coordinates)


@contextmanager
def _main_module_hidden() -> Iterator[None]:
    """Start workers without the caller's script: they need this module only.

    Otherwise each worker would import the script again, which runs it again unless it is guarded, and cannot
    be done at all for one read from standard input.
    """
    main = sys.modules["__main__"]
    file, spec = getattr(main, "__file__", None), getattr(main, "__spec__", None)
    try:
        main.__file__, main.__spec__ = None, None
        yield
    finally:
        main.__file__, main.__spec__ = file, spec


_compiled: Compiled | None = None


def _prepare(experiment: Experiment, mechanisms: tuple[Mechanism, ...]) -> None:
    global _compiled
    _compiled = Compiled(experiment, mechanisms)


def _prepare_from(file: Path, mechanisms: tuple[Mechanism, ...]) -> None:
    """Prepare a worker: read from a file, as what is handed over at its start holds up the next one's."""
    Thread(target=_leave_with_parent, daemon=True).start()
    _prepare(pickle.loads(file.read_bytes()), mechanisms)


def _leave_with_parent() -> None:
    """End this worker when the process that started it is killed, or it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(index: int) -> tuple[int, dict[str, BlockResult]]:
    assert _compiled is not None
    return index, _compiled.block(index)


def _results(
    experiment: Experiment, mechanisms: tuple[Mechanism, ...], todo: list[int], workers: int, store: Store
) -> Generator[tuple[int, dict[str, BlockResult]], None, None]:
    if workers == 1:
        _prepare(experiment, mechanisms)
        for index in todo:
            yield _work(index)
        return
    with TemporaryDirectory(dir=store.folder, prefix="workers-", suffix=".partial") as shared:
        file = Path(shared) / "experiment.pickle"
        with store.writing("the experiment"):
            file.write_bytes(pickle.dumps(experiment))
        yield from _of_workers(file, mechanisms, todo, workers)


def _of_workers(
    file: Path, mechanisms: tuple[Mechanism, ...], todo: list[int], workers: int
) -> Generator[tuple[int, dict[str, BlockResult]], None, None]:
    others, whole = set(active_children()), False
    pool = ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_prepare_from,
        initargs=(file.absolute(), mechanisms),
    )
    try:
        with _interrupt_held_back(), _main_module_hidden():
            futures = [pool.submit(_work, index) for index in todo]
        for future in as_completed(futures):
            futures.remove(future)  # or every block's results would stay in memory
            yield future.result()
        whole = True
    except BrokenProcessPool as error:
        raise StoreError(
            "a worker process died", where="run", fix="run again with --resume, perhaps with fewer --workers"
        ) from error
    finally:
        if not whole:  # interrupted, or a full disk: nobody waits for half a block
            for worker in set(active_children()) - others:
                worker.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Let Ctrl-C wait until workers are started; they never see it, it is this process's business.

    The mask is what workers inherit. It does not keep the signal from this process, where any thread of a
    library may take it, so the handler notes it meanwhile.
    """
    if not hasattr(signal, "pthread_sigmask") or current_thread() is not main_thread():
        yield
        return
    came: list[bool] = []
    handler = signal.signal(signal.SIGINT, lambda *_: came.append(True))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt
