"""Years of peace before the run: the dispute process run for some decades on the baseline world.

No data set of past disputes ships with the package, so each future draws its own past from the same model:
the fitted onset hazards run yearly from twenty quiet years everywhere until the years of peace have forgotten
that start. Baseline and reforms share the past. Dyads in a war under way at the start have no quiet years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.sim.hazards import Clocks
from foedera.sim.onset import onset_odds
from foedera.sim.parameters import Draw
from foedera.sim.scene import Scene

__all__ = ["Past", "warm_up"]

QUIET_AT_FIRST = 20


@dataclass(frozen=True)
class Past:
    """Where the futures of a block begin.

    Parameters
    ----------
    quiet : shape (R, U), whole years since the last dispute [year]
    rival : shape (R, U), strategic rivalry under way
    recent : shape (window, R, U), disputes begun in each of the last years; year y stands at y modulo window
    hazard : shape (R, D), fitted hazards at the start, without the deterrence game [1/month]
    """

    quiet: NDArray[np.int16]
    rival: NDArray[np.bool_]
    recent: NDArray[np.int16]
    hazard: NDArray[np.float64]


def warm_up(scene: Scene, index: int, replicas: int, draw: Draw) -> Past:
    """Return the past of a block's futures, from the baseline's scene."""
    parameters, network = scene.parameters, scene.network(0)
    pairs, window = len(scene.pair_low), int(parameters.rivalry.window_years)
    quiet = np.full((replicas, pairs), QUIET_AT_FIRST, dtype=np.int16)
    rival = np.tile(scene.rival[scene.pair_low, scene.pair_high], (replicas, 1))
    recent = np.zeros((window, replicas, pairs), dtype=np.int16)
    first = -12 * int(parameters.sim.burn_in_years)
    clocks = Clocks(
        scene.experiment.seed, index, "history", scene.dyad_names, scene.pair, draw.onset_moving,
        draw.peace_clip, first,
    )  # fmt: skip
    clocks.odds = onset_odds(scene, network, draw)
    for month in range(first, 0, 12):
        clocks.refresh(month, month + 12, quiet, rival)
        _, replica, dyad, _ = clocks.take()
        disputes = np.zeros((replicas, pairs), dtype=np.int16)
        np.add.at(disputes, (replica, scene.pair[dyad]), 1)
        quiet = np.where(disputes > 0, 0, quiet + 1).astype(np.int16)
        recent[(scene.clock.start.year + month // 12) % window] = disputes
    recent[scene.clock.start.year % window] = 0  # the year that begins now
    for side_a, side_b, _ in scene.wars_under_way:
        pairs_at_war = scene.pair_of[np.ix_(side_a, side_b)].ravel()
        at_war = pairs_at_war[pairs_at_war >= 0]  # who may dispute with whom; others have no years of peace
        quiet[:, at_war] = 0
        rival[:, at_war] = True
    clocks.refresh(0, 12, quiet, rival)
    return Past(quiet, rival, recent, clocks.hazard)
