"""Years of peace before the run: the dispute process run for some decades on the baseline world.

No data set of past disputes ships with the package, so each future draws its own past from the same model:
the fitted onset hazards run yearly from twenty quiet years everywhere until the years of peace have forgotten
that start. Baseline and reforms share the past. Dyads in a war under way at the start have no quiet years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core import streams
from foedera.sim.hazards import refresh
from foedera.sim.onset import level, onset_base, pact_effect
from foedera.sim.parameters import Draw
from foedera.sim.scenario import BLOCK
from foedera.sim.scene import Scene

__all__ = ["Past", "warm_up"]

QUIET_AT_FIRST = 20.0


@dataclass(frozen=True)
class Past:
    """Where the futures of a block begin.

    Parameters
    ----------
    quiet : shape (R, U), years since the last dispute [year]
    rival : shape (R, U), strategic rivalry under way
    recent : shape (R, U, window), disputes begun in each of the last years
    level : shape (R, 1), factor on all hazards, see :func:`foedera.sim.onset.level`
    """

    quiet: NDArray[np.float64]
    rival: NDArray[np.bool_]
    recent: NDArray[np.int16]
    level: NDArray[np.float64]


def warm_up(scene: Scene, index: int, replicas: int, draw: Draw) -> Past:
    """Return the past of a block's futures, from the baseline's scene."""
    parameters = scene.parameters
    pairs, dyads = len(scene.pair_low), len(scene.attacker)
    quiet = np.full((replicas, pairs), QUIET_AT_FIRST)
    rival = np.tile(scene.rival[scene.pair_low, scene.pair_high], (replicas, 1))
    window = int(parameters.rivalry.window_years)
    recent = np.zeros((replicas, pairs, window), dtype=np.int16)
    capability = np.tile(scene.capability, (replicas, 1))
    network = scene.network(0)
    base = onset_base(scene, network, draw)
    free = np.ones((replicas, dyads))
    hazard, clock, threshold = (np.zeros((replicas, dyads)) for _ in range(3))
    due = np.zeros((replicas, dyads), dtype=np.int32)
    for year in range(-int(parameters.sim.burn_in_years), 0):
        refresh(base, capability, free, quiet, rival, draw.onset_moving, scene.attacker, scene.target,
                scene.pair, draw.peace_clip, 0, 0, hazard, clock, threshold, due)  # fmt: skip
        luck = streams.generator(scene.experiment.seed, index, "history", year).random((BLOCK, dyads))[
            :replicas
        ]
        onset = luck < -np.expm1(-12.0 * hazard)
        disputes = np.zeros((replicas, pairs), dtype=np.int16)
        rows, columns = np.nonzero(onset)
        np.add.at(disputes, (rows, scene.pair[columns]), 1)
        quiet = np.where(disputes > 0, 0.0, quiet + 1.0)
        recent = np.concatenate([recent[:, :, 1:], disputes[:, :, None]], axis=2)
    for a, b, _ in scene.wars_under_way:
        quiet[:, scene.pair_of[a, b]] = 0.0
        rival[:, scene.pair_of[a, b]] = True
    refresh(base, capability, free, quiet, rival, draw.onset_moving, scene.attacker, scene.target,
            scene.pair, draw.peace_clip, 0, 0, hazard, clock, threshold, due)  # fmt: skip
    return Past(quiet, rival, recent, level(hazard, pact_effect(scene, network, draw)))
