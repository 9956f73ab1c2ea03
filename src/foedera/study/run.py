"""Running a study: the store begun with its provenance, the main experiment, and the run of the priors."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from foedera.core.errors import InputError
from foedera.core.version import VERSION
from foedera.sim.mechanism import Mechanism
from foedera.sim.pipeline import PIPELINE, needed
from foedera.sim.runner import run
from foedera.sim.scenario import Experiment
from foedera.sim.store import Store
from foedera.study.compile import own_world
from foedera.study.concerns import CONCERNS
from foedera.study.resolved import pacts_digest, resolved_yaml, sha256
from foedera.study.results import PRIORS_FOLDER, Run
from foedera.study.schema import Study
from foedera.world import World
from foedera.world.called import REFERENCE

__all__ = ["THREATS", "citations", "run_study"]

THREATS = ("budgets", "disputes", "wars")
"""Mechanisms of the run of the priors: what decides how often a state is attacked."""

_PACKAGES = ("numpy", "numba", "scipy", "polars", "xarray", "pydantic")

Progress = Callable[[int, int], None]


def run_study(
    study: Study,
    out: str | Path,
    workers: int | None = None,
    resume: bool = False,
    replicas: int | None = None,
    on_block: Progress | None = None,
    *,
    command: str | None = None,
    scheduler: str | None = None,
) -> Run:
    """Run a study into a folder and return the results.

    Parameters
    ----------
    study :
        the question
    out :
        a new or empty folder; with ``resume`` one that holds an unfinished run of the same study
    workers :
        processes; None for all cores
    resume :
        take up where an earlier run stopped
    replicas :
        another number of futures than the study's
    on_block :
        called as ``on_block(done, total)``, the run of the priors included
    command :
        what the user typed, for the record
    scheduler :
        address of a Dask scheduler, to run there instead

    Raises
    ------
    InputErrors : the study does not hold together
    InputError : the folder is not empty, or holds another study
    StoreError : the disk is full or a worker died
    """
    study = study if replicas is None else study.with_replicas(replicas)
    main, priors = study.experiment(), study.priors_experiment()
    text, store = resolved_yaml(study), Store(Path(out))
    command = command or f"run_study(load_study({study.study!r}), {str(out)!r})"
    total = main.blocks + (priors.blocks if priors else 0)
    whole = needed(main)
    store.begin(text, _provenance(main, text, whole, command), resume=resume)
    if study.world != REFERENCE and not (store.folder / "world").exists():
        own_world(study).to_folder(store.folder / "world", format="parquet")
    step = _shifted(on_block, 0, total)
    run(main, store, workers=workers, scheduler=scheduler, pipeline=whole, on_block=step)
    if priors is not None:
        threats = tuple(m for m in PIPELINE if m.name in THREATS)
        inner = Store(store.folder / PRIORS_FOLDER)
        resume = resume and _can_resume(inner)
        inner.begin(text, _provenance(priors, text, threats, command), resume=resume)
        step = _shifted(on_block, main.blocks, total)
        run(priors, inner, workers=workers, scheduler=scheduler, pipeline=threats, on_block=step)
    return Run.open(store.folder)


def _can_resume(store: Store) -> bool:
    """Return whether a run was begun there; what a kill left before that is swept away."""
    try:
        store.provenance()
    except InputError:
        shutil.rmtree(store.folder, ignore_errors=True)
        return False
    return True


def _shifted(on_block: Progress | None, before: int, total: int) -> Progress | None:
    if on_block is None:
        return None
    return lambda done, _: on_block(before + done, total)


def citations(pipeline: Sequence[Mechanism] = PIPELINE) -> list[str]:
    """Return the keys of the papers behind a study's run: its mechanisms and its measures."""
    cited = {key for m in pipeline for card in m.cards for key in card.cites}
    names = {"", *(m.name for m in pipeline)}
    return sorted(cited | {key for m in CONCERNS if m.mechanism in names for key in m.cites})


def _provenance(
    experiment: Experiment, text: str, pipeline: Sequence[Mechanism], command: str
) -> dict[str, Any]:
    world: World = experiment.scenarios[0].world
    return {
        "study": sha256(text),
        "foedera": VERSION,
        "blocks": experiment.blocks,
        "world": world.digest(),
        "world_name": f"{world.name} {world.year}",
        "world_sources": world.sources.to_dicts(),
        "pacts": pacts_digest(experiment),
        "seed": experiment.seed,
        "replicas": experiment.replicas,
        "months": experiment.clock.months,
        "start": str(experiment.clock.start),
        "scenarios": [{"id": s.id, "title": s.title} for s in experiment.scenarios],
        "mechanisms": [m.name for m in pipeline],
        "citations": citations(pipeline),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
    }
