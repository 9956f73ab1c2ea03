"""Decisions: once a year governments set military spending, pulled towards the pledges they have made."""

from __future__ import annotations

import numpy as np

from foedera.decisions import pledges
from foedera.sim.block import Block
from foedera.sim.mechanism import Mechanism
from foedera.sim.spending import capability_from, pledged


def step(block: Block, month: int) -> None:
    """Move spending shares by one year and let capabilities follow."""
    scene, state = block.scene, block.state
    if month == 0 or scene.clock.day(month).month != 1:
        return
    luck = block.normals("budgets", month, np.arange(block.replicas)[:, None], np.arange(scene.n))[..., 0]
    rate = block.draw.field("burden", "closing_rate")[:, None]
    sd = scene.parameters.burden.innovation_sd
    state.milex_pct = pledges.pledge_step(state.milex_pct, pledged(scene, month), rate, sd, luck)
    state.capability = capability_from(scene, state.milex_pct)


MECHANISM = Mechanism(
    name="budgets",
    stage="decisions",
    does="Each January military spending closes part of the gap to the strongest pledge and moves by chance.",
    reads=("milex_pct",),
    writes=("milex_pct", "capability"),
    cards=(pledges.CARD,),
    step=step,
)
