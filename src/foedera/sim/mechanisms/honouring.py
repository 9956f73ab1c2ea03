"""Decisions: does each member that is bound keep its promise?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.decisions import honouring
from foedera.sim.block import Block
from foedera.sim.crises import SEVERITY
from foedera.sim.mechanism import Mechanism

_OFFSET = {"defence": 0, "offence": 1}


def step(block: Block, month: int) -> None:
    """Decide defence and offence obligations of this month's wars; log who honoured and who reneged."""
    shape = (block.new.size, block.scene.n)
    block.willing = {kind: np.zeros(shape, dtype=bool) for kind in _OFFSET}
    if block.new.size == 0:
        return
    war = block.crises.severity[block.new] == SEVERITY["war"]
    for kind, found in (("defence", block.defence), ("offence", block.offence)):
        c, k = np.nonzero((found.clause >= 0) & war[:, None])
        if c.size:
            block.willing[kind][c, k] = decide(block, month, kind, block.new[c], k, found.clause[c, k])


def decide(
    block: Block, month: int, kind: str, rows: NDArray[np.int64], member: NDArray[np.int64],
    clause: NDArray[np.int64],
) -> NDArray[np.bool_]:  # fmt: skip
    """Draw whether each (crisis, member) honours, log it, and return it, shape (E,)."""
    scene, crises = block.scene, block.crises
    replica = crises.replica[rows]
    partner = crises.target[rows] if kind == "defence" else crises.initiator[rows]
    h = honouring.honour_probability(
        kind, scene.parameters.sim.era, base=block.draw.honour_rate[kind][replica],
        democracy=scene.democracy[member], major=scene.major[member],
        interop=block.network.interoperability[member, partner],
        parameters=block.draw.record("honouring", replica),
    )  # fmt: skip
    address = (crises.dyad[rows] * scene.n + member) * len(_OFFSET) + _OFFSET[kind]
    kept = block.uniforms("honouring", month, replica, address)[..., 0] < h
    pact = scene.table.pact[clause]
    for name, some in (("honoured", kept), ("reneged", ~kept)):
        block.log.add(
            name, month=month, replica=replica[some], crisis=crises.ordinal[rows[some]], actor=member[some],
            other=partner[some], pact=pact[some], clause=clause[some], value=h[some],
        )  # fmt: skip
    np.add.at(block.tally["triggered"], (replica, member), 1)
    np.add.at(block.tally["honoured"], (replica[kept], member[kept]), 1)
    judged = np.isin(pact, scene.judged)
    np.add.at(block.tally["judged_triggered"], (replica[judged], member[judged]), 1)
    np.add.at(block.tally["judged_honoured"], (replica[kept & judged], member[kept & judged]), 1)
    return kept


MECHANISM = Mechanism(
    name="honouring",
    stage="decisions",
    does="Each member bound by an invoked defence or offence clause honours it with its own probability.",
    reads=("event.invoked",),
    writes=("event.honoured", "event.reneged"),
    cards=(honouring.CARD,),
    step=step,
)
