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
            clauses = block.scene.treaties.of_type[kind]
            called = block.fired[:, clauses][c, :, k]
            block.willing[kind][c, k] = decide(block, month, kind, block.new[c], k, called)


def decide(
    block: Block, month: int, kind: str, rows: NDArray[np.int64], member: NDArray[np.int64],
    called: NDArray[np.bool_],
) -> NDArray[np.bool_]:  # fmt: skip
    """Draw whether each (crisis, member) honours, log it, and return it, shape (E,).

    One act answers every promise that was called up: it is logged under each clause, and a pact is judged by all
    that it promised, whatever else was promised besides.

    Parameters
    ----------
    kind : defence or offence
    rows, member : shape (E,), rows of the crisis table and states
    called : shape (E, k), which clauses of the kind bind the member in the crisis
    """
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
    kept = block.uniforms("honouring", crises.turn[rows], replica, address)[..., 0] < h
    e, at = np.nonzero(called)
    clause = scene.treaties.of_type[kind][at]
    for name, some in (("honoured", kept[e]), ("reneged", ~kept[e])):
        one, which = e[some], clause[some]
        block.log.add(
            name, month=month, replica=replica[one], crisis=crises.ordinal[rows[one]], actor=member[one],
            other=partner[one], pact=scene.table.pact[which], clause=which, value=h[one],
        )  # fmt: skip
    judged = (called & scene.is_judged[scene.table.pact[scene.treaties.of_type[kind]]]).any(axis=1)
    for prefix, counted in (("", np.ones_like(judged)), ("judged_", judged)):
        np.add.at(block.tally[f"{prefix}triggered"], (replica[counted], member[counted]), 1)
        both = counted & kept
        np.add.at(block.tally[f"{prefix}honoured"], (replica[both], member[both]), 1)
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
