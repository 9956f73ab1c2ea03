"""Pacts: which clauses the new crises invoke, and for whom."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.pacts.clause_table import triggered
from foedera.sim.block import Block
from foedera.sim.crises import SEVERITY
from foedera.sim.duties import duties
from foedera.sim.mechanism import Mechanism

CARD = Card(
    id="pacts.triggers",
    title="Casus foederis: which clause an event invokes, for which member",
    cites=("leeds2002",),
    valid="single initiator and target, at the target's home territory; provocation unknown",
)


def step(block: Block, month: int) -> None:
    """Invoke clauses for this month's crises and log them."""
    scene, crises, rows = block.scene, block.crises, block.new
    if rows.size == 0:
        return
    table, of_type = scene.table, scene.treaties.of_type
    block.fired = triggered(
        table, block.network.member, block.network.active,
        crises.initiator[rows].astype(np.int64), crises.target[rows].astype(np.int64), crises.severity[rows],
    )  # fmt: skip
    block.defence = duties(block.fired, of_type["defence"], table)
    block.offence = duties(block.fired, of_type["offence"], table)
    for kind, found in (("defence", block.defence), ("offence", block.offence)):
        bound = np.flatnonzero((found.clause >= 0).any(axis=1))
        c, at, k = np.nonzero(block.fired[bound][:, of_type[kind]])
        clause = of_type[kind][at]
        _log(block, "invoked", month, rows[bound[c]], actor=k, clause=clause, value=table.strength[clause])
    _breaches(block, month)
    called = np.count_nonzero(block.fired[:, of_type["consultation"]], axis=2)
    c, at = np.nonzero(called)
    _log(block, "convened", month, rows[c], actor=-1, clause=of_type["consultation"][at], value=called[c, at])


def _breaches(block: Block, month: int) -> None:
    """Log attacks on partners; a war among them costs the attacker its name, lesser quarrels do not."""
    crises, rows, promises = block.crises, block.new, block.scene.treaties.of_type["nonaggression"]
    attacker = crises.initiator[rows].astype(np.int64)
    broken = block.fired[
        np.arange(rows.size)[:, None], promises, attacker[:, None]
    ]  # nobody else can break them
    c, at = np.nonzero(broken)
    _log(block, "breached", month, rows[c], actor=attacker[c], clause=promises[at], value=np.nan)
    war = broken.any(axis=1) & (crises.severity[rows] == SEVERITY["war"])
    np.add.at(block.tally["breached"], (crises.replica[rows[war]], attacker[war]), 1)


def _log(
    block: Block, kind: str, month: int, rows: NDArray[np.int64], *,
    actor: ArrayLike, clause: NDArray[np.int64], value: ArrayLike,
) -> None:  # fmt: skip
    crises, table = block.crises, block.scene.table
    block.log.add(
        kind, month=month, replica=crises.replica[rows], crisis=crises.ordinal[rows], actor=actor,
        other=crises.target[rows], pact=table.pact[clause], clause=clause, value=value,
    )  # fmt: skip


MECHANISM = Mechanism(
    name="clauses",
    stage="pacts",
    does="Each crisis invokes the clauses whose trigger, area and conditions it meets, for the members they bind.",
    reads=("event.onset",),
    writes=("event.invoked", "event.breached", "event.convened"),
    cards=(CARD,),
    step=step,
)
