"""Decisions: once a year governments set military spending, pulled towards the pledges they have made."""

from __future__ import annotations

import numpy as np

from foedera.decisions import burden
from foedera.sim.block import Block
from foedera.sim.mechanism import Mechanism


def step(block: Block, month: int) -> None:
    """Move spending shares by one year and let capabilities follow."""
    scene, state, p = block.scene, block.state, block.scene.parameters.burden
    if month == 0 or scene.clock.day(month).month != 1:
        return
    pledged = np.where(block.network.member, scene.pledge[:, None], 0.0).max(axis=0, initial=0.0)
    luck = block.normals("budgets", month, np.arange(block.replicas)[:, None], np.arange(scene.n))[..., 0]
    rate = block.draw.field("burden", "closing_rate")[:, None]
    state.milex_pct = burden.pledge_step(state.milex_pct, pledged, rate, p.innovation_sd, luck)
    ratio = state.milex_pct / np.where(scene.milex_pct > 0, scene.milex_pct, 1.0)
    spending = scene.milex_busd * np.where(scene.milex_pct > 0, ratio, 1.0)
    share = spending / spending.sum(axis=1, keepdims=True)
    start = scene.milex_busd / scene.milex_busd.sum()
    state.capability = np.maximum(scene.capability + scene.milex_component * (share - start), 1e-9)


MECHANISM = Mechanism(
    name="budgets",
    stage="decisions",
    does="Each January military spending closes part of the gap to the strongest pledge and moves by chance.",
    reads=("milex_pct",),
    writes=("milex_pct", "capability"),
    cards=(burden.CARD,),
    step=step,
)
