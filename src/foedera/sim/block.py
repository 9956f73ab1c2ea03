"""One block: up to ``BLOCK`` futures of one scenario, run month by month through the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from foedera.sim import luck
from foedera.sim.crises import OUTCOMES, SEVERITY, CrisisTable
from foedera.sim.duties import Duties
from foedera.sim.events import EventLog
from foedera.sim.hazards import Clocks
from foedera.sim.mechanism import Mechanism
from foedera.sim.network import Network
from foedera.sim.outcomes import measure
from foedera.sim.parameters import Draw
from foedera.sim.regimes import Regimes
from foedera.sim.scenario import BLOCK
from foedera.sim.scene import Scene
from foedera.sim.state import State

__all__ = ["Block", "BlockResult", "run_block"]


@dataclass(frozen=True)
class BlockResult:
    """What a block leaves behind.

    Parameters
    ----------
    outcomes : measures, leading axis replica (see :mod:`foedera.sim.outcomes`)
    events : the event log
    """

    outcomes: dict[str, NDArray[np.float64]]
    events: pl.DataFrame


class Block:
    """The working memory that mechanisms share within a block.

    Parameters
    ----------
    scene : the compiled scenario
    index : number of the block in the run
    state : the arrays at the start
    draw : the block's parameters
    level : shape (R, 1), factor that keeps the baseline's disputes at the fitted level under the deterrence game
    """

    def __init__(
        self, scene: Scene, index: int, state: State, draw: Draw, level: NDArray[np.float64] | float = 1.0
    ) -> None:
        self.scene, self.index, self.replicas = scene, index, draw.replicas
        self.seed = scene.experiment.seed
        self.state, self.draw, self.level = state, draw, level
        self.crises = CrisisTable(self.replicas, scene.n)
        self.log = EventLog(index * BLOCK, scene.states, scene.pact_ids, scene.clause_ids)
        self.network: Network = scene.network(0)
        counts = ("triggered", "honoured", "breached", "judged_triggered", "judged_honoured", "joined")
        self.tally = {name: np.zeros((self.replicas, scene.n)) for name in counts}
        self.seen = {
            name: np.zeros((self.replicas, scene.n)) for name in ("triggered", "honoured", "breached")
        }
        # what this month's mechanisms have worked out about this month's crises, handed on from stage to stage
        self.new: NDArray[np.int64] = np.empty(0, dtype=np.int64)  # their rows, shape (C,)
        self.fired = np.zeros((0, len(scene.clause_ids), scene.n), dtype=bool)  # clauses invoked, (C, K, N)
        self.defence, self.offence = Duties.none(scene.n), Duties.none(scene.n)
        self.decided_days = np.zeros((0, len(scene.pact_ids)))  # days until each pact's body decides, (C, P)
        self.willing: dict[str, NDArray[np.bool_]] = {}  # who honours, by kind of duty, (C, N)
        self.clocks: Clocks  # set by the mechanism that begins disputes, and what is due before they change
        self.due: Any
        self.regimes = Regimes(scene.n)  # sanctions
        self.agenda: dict[tuple[int, int], Any] = {}  # lesser crises waiting for a council, by (pact, month)
        self._inherit()

    def _inherit(self) -> None:
        """Put the wars that are under way at the start into every future's crisis table."""
        for side_a, side_b, began in self.scene.wars_under_way:
            a, b = side_a[0], side_b[0]
            rows = self.crises.append(
                replica=np.arange(self.replicas), dyad=np.full(self.replicas, a * self.scene.n + b),
                initiator=np.full(self.replicas, a), target=np.full(self.replicas, b),
                month=np.full(self.replicas, began), severity=np.full(self.replicas, SEVERITY["war"]),
                outcome=np.full(self.replicas, OUTCOMES["under way"]), inherited=np.ones(self.replicas, dtype=bool),
            )  # fmt: skip
            for states, sign in ((side_a, 1), (side_b, -1)):
                for state in states:
                    self.crises.side[rows, state], self.crises.joined[rows, state] = sign, began
            if (pair := self.scene.pair_of[a, b]) >= 0:
                self.state.fighting[:, pair] = True

    def on_focus(self, rows: NDArray[np.int64] | slice) -> NDArray[np.bool_]:
        """Return which crises are attacks on the focus states by an adversary, shape (C,)."""
        initiator, target = self.crises.initiator[rows], self.crises.target[rows]
        return np.asarray(self.scene.is_focus[target] & self.scene.is_adversary[initiator])

    def uniforms(
        self, mechanism: str, month: ArrayLike, replica: ArrayLike, item: ArrayLike
    ) -> NDArray[np.float64]:
        """Return four uniforms for each address, shape (..., 4)."""
        return luck.uniforms(self.seed, self.index, mechanism, month, replica, item)

    def normals(
        self, mechanism: str, month: ArrayLike, replica: ArrayLike, item: ArrayLike
    ) -> NDArray[np.float64]:
        """Return four standard normals for each address, shape (..., 4)."""
        return luck.normals(self.seed, self.index, mechanism, month, replica, item)


def run_block(scene: Scene, pipeline: Sequence[Mechanism], block: Block) -> BlockResult:
    """Run every month of a block and measure it.

    Returns
    -------
    Identical bits for the same (seed, scenario, block), whoever runs it and however many futures follow.
    """
    for mechanism in pipeline:
        if mechanism.start is not None:
            mechanism.start(block)
    for month in range(scene.clock.months):
        block.network = scene.network(month)
        for mechanism in pipeline:
            mechanism.step(block, month)
        block.state.record(month)
    for mechanism in pipeline:
        if mechanism.finish is not None:
            mechanism.finish(block, scene.clock.months)
    return BlockResult(measure(block), block.log.frame())
