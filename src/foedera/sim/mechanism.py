"""The shape of a mechanism: which stage, what it reads and writes, which model it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedera.core.cards import Card

if TYPE_CHECKING:
    from foedera.sim.block import Block

__all__ = ["STAGES", "Mechanism"]

STAGES = ("threats", "pacts", "decisions", "responses", "effects")


@dataclass(frozen=True)
class Mechanism:
    """One entry of the pipeline.

    Parameters
    ----------
    name : short name; also the name of its random stream
    stage : one of ``STAGES``
    does : one sentence in the present tense
    reads, writes : names of state arrays, crisis columns ("crisis.side") or event kinds ("event.onset")
    cards : the models it calls
    step : called once a month with the block and the month
    start, finish : called before the first and after the last month
    """

    name: str
    stage: str
    does: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    cards: tuple[Card, ...]
    step: Callable[[Block, int], None]
    start: Callable[[Block], None] | None = None
    finish: Callable[[Block, int], None] | None = None
