"""Responses: who enters a war that began as somebody else's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.decisions import approvals, entanglement, paths
from foedera.pacts.clause_table import triggered
from foedera.sim.block import Block
from foedera.sim.clock import DAYS_PER_MONTH
from foedera.sim.crises import SEVERITY
from foedera.sim.mechanism import Mechanism
from foedera.sim.mechanisms.honouring import decide

INITIATOR, TARGET = 1, -1


def step(block: Block, month: int) -> None:
    """Let states join this month's wars: those who honour, anyone at the base rate, and allies of joiners."""
    rows = block.new[block.crises.severity[block.new] == SEVERITY["war"]]
    if rows.size == 0:
        return
    new = np.flatnonzero(block.crises.severity[block.new] == SEVERITY["war"])
    honoured = np.zeros((rows.size, block.scene.n), dtype=np.int8)
    honoured[block.willing["offence"][new]] = INITIATOR
    honoured[block.willing["defence"][new]] = TARGET  # a state bound to both sides stands by the victim
    side = np.where(block.crises.side[rows] == 0, honoured, block.crises.side[rows])
    side = np.where(side == 0, _unbound(block, month, rows, new), side)
    side = _chain(block, month, rows, new, side)
    _enter(block, month, rows, new, side)


def _unbound(block: Block, month: int, rows: NDArray[np.int64], new: NDArray[np.int64]) -> NDArray[np.int8]:
    """Draw who joins without a duty, shape (C, N).

    The target's side follows the join model, except that defence allies of the initiator do not turn against it
    (ASSUMPTION). The initiator's side has two counted rates: one for its defence allies, land neighbours of
    either side and major powers, one for everybody else.
    """
    scene, crises, network = block.scene, block.crises, block.network
    a, b = crises.initiator[rows].astype(int), crises.target[rows].astype(int)
    replica = crises.replica[rows]
    neighbour = (scene.land[a] | scene.land[b]).astype(float)
    common = {
        "major": np.broadcast_to(scene.major.astype(float), neighbour.shape), "neighbour": neighbour,
        "ln_capability": np.log(block.state.capability[replica]), "beta": block.draw.join[replica],
    }  # fmt: skip
    none = np.zeros_like(neighbour)
    ally = network.defence_tie[a]
    with_target = entanglement.join_probability(none, network.tie[a].astype(float), **common) * ~ally
    likely = scene.major | (neighbour > 0) | ally
    tied, rest = (
        block.draw.field("entanglement", f"initiator_side_{group}")[replica][:, None]
        for group in ("tied", "rest")
    )
    with_initiator = np.where(likely, tied, rest)
    address = crises.dyad[rows][:, None] * scene.n + np.arange(scene.n)
    luck = block.uniforms("joining", crises.turn[rows][:, None], replica[:, None], address)
    bound = (block.defence.clause[new] >= 0) | (block.offence.clause[new] >= 0)
    free = ~bound & (crises.side[rows] == 0)
    joins = np.where(
        luck[..., 0] < with_target, TARGET, np.where(luck[..., 1] < with_initiator, INITIATOR, 0)
    )
    return np.where(free, joins, 0).astype(np.int8)


def _chain(
    block: Block, month: int, rows: NDArray[np.int64], new: NDArray[np.int64], side: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Ask the allies of those who joined on the target's side, round by round, until nobody new comes.

    A joiner is not the victim at home: its allies are bound only by clauses whose area covers the theatre.
    """
    crises, table = block.crises, block.scene.table
    clauses = block.scene.treaties.of_type["defence"]
    theatre = crises.target[rows].astype(np.int64)
    asked = (block.defence.clause[new] >= 0) | (block.offence.clause[new] >= 0)
    fresh = (side == TARGET) & (np.arange(side.shape[1]) != theatre[:, None])
    while fresh.any():
        c, joiner = np.nonzero(fresh)
        fired = triggered(
            table, block.network.member, block.network.active, crises.initiator[rows[c]].astype(np.int64), joiner,
            np.full(c.size, SEVERITY["war"]), provoked=True, place=theatre[c],
        )  # fmt: skip
        called = fired[:, clauses]
        pairs, member = np.nonzero(called.any(axis=1) & (side[c] == 0) & ~asked[c])
        war = c[pairs]
        _, once = np.unique(war * side.shape[1] + member, return_index=True)
        pairs, war, member = pairs[once], war[once], member[once]
        fresh = np.zeros_like(fresh)
        if war.size:
            asked[war, member] = True
            kept = decide(block, month, "defence", rows[war], member, called[pairs, :, member])
            side[war[kept], member[kept]] = TARGET
            fresh[war[kept], member[kept]] = True
    return side


def _enter(
    block: Block, month: int, rows: NDArray[np.int64], new: NDArray[np.int64], side: NDArray[np.int8]
) -> None:
    """Write into the crisis table who means to join, and when its first contribution will arrive."""
    scene, crises = block.scene, block.crises
    c, k = np.nonzero((side != 0) & (crises.side[rows] == 0))
    replica, row = crises.replica[rows[c]], rows[c]
    address = crises.dyad[row] * scene.n + k
    luck = block.uniforms("approval", crises.turn[row], replica, address)
    decided = np.where(side[c, k] == TARGET, _decision_days(block, new)[c, k], np.inf)
    p = scene.parameters.speed
    duty = np.maximum(block.defence.strength[new][c, k], block.offence.strength[new][c, k])
    alone = paths.joining_days(scene.parameters.sim.obligation_utility * duty, luck[:, 0], p)
    days = np.minimum(decided, alone) + approvals.approval_days(luck[:, 1], scene.democracy[k], parameters=p)
    crises.side[row, k] = side[c, k]
    crises.joined[row, k] = month + np.floor(days / DAYS_PER_MONTH).astype(np.int32)
    crises.days[row, k] = days


def _decision_days(block: Block, new: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the day on which a body that a state sits on decided to act, shape (C, N); inf if none did."""
    days = block.decided_days[new]  # (C, P)
    seat = block.network.member  # (P, N)
    return np.asarray(np.where(seat[None], days[:, :, None], np.inf).min(axis=1, initial=np.inf))


MECHANISM = Mechanism(
    name="joining",
    stage="responses",
    does="Members who honour join the war, others at the historical base rate; allies of joiners are asked.",
    reads=("event.honoured", "event.adopted", "capability", "crisis.side"),
    writes=("crisis.side", "crisis.joined"),
    cards=(entanglement.CARD, paths.CARD, approvals.CARD),
    step=step,
)
