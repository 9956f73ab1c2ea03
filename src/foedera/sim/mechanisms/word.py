"""Effects: what others believe of a state's word."""

from __future__ import annotations

import numpy as np

from foedera.effects import reputation
from foedera.sim.block import Block
from foedera.sim.mechanism import Mechanism


def step(block: Block, month: int) -> None:
    """Let memories fade by a month and add what was seen in it: promises kept, broken, and breaches."""
    state, p = block.state, block.scene.parameters.reputation
    state.reputation = reputation.forget(state.reputation, 1.0 / 12.0, p.retention)
    due, kept, breached = (block.tally[n] - block.seen[n] for n in ("triggered", "honoured", "breached"))
    replica, member = np.nonzero(due + breached)
    if replica.size == 0:
        return
    state.reputation = reputation.observe(state.reputation, kept, due - kept, breached, p.breach_weight)
    block.seen = {name: block.tally[name].copy() for name in block.seen}
    block.log.add("belief", month=month, replica=replica, crisis=-1, actor=member,
                  value=state.belief()[replica, member])  # fmt: skip


MECHANISM = Mechanism(
    name="word",
    stage="effects",
    does="Kept and broken promises move the belief in a state's word, and fade with the years.",
    reads=("event.honoured", "event.reneged", "event.breached"),
    writes=("reputation", "event.belief"),
    cards=(reputation.CARD,),
    step=step,
)
