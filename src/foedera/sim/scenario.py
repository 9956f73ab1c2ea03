"""What a run is made of: scenarios that share a clock, a seed and a question."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from foedera.core.errors import InputError, did_you_mean
from foedera.pacts.schema import Pact
from foedera.responses.sanctions.economy import Economy
from foedera.sim.clock import Clock
from foedera.sim.parameters import ParameterSet
from foedera.world import World

__all__ = ["BLOCK", "Experiment", "Focus", "Scenario"]

BLOCK = 100
"""Futures per block: the unit of work, of checkpointing and of randomness. Changing it changes the numbers."""


@dataclass(frozen=True)
class Focus:
    """Whom the question is about; fixed over scenarios so that differences compare like with like.

    Parameters
    ----------
    pacts : ids of the pacts that are judged
    states : ISO3 codes of the states whose security is judged
    adversaries : attackers that are counted; empty means any state outside ``states``
    """

    pacts: tuple[str, ...]
    states: tuple[str, ...]
    adversaries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """One world with its pacts: the baseline, or the baseline with a reform's patch applied.

    Parameters
    ----------
    id, title : short name and heading
    world : the international system at the start
    pacts : treaties in force or to come into force
    parameters : the records that the mechanisms read
    economy : what sanctions are reckoned in; needed where ``sanctions.after`` is not "never"
    """

    id: str
    title: str
    world: World
    pacts: tuple[Pact, ...]
    parameters: ParameterSet = field(default_factory=ParameterSet)
    economy: Economy | None = None


@dataclass(frozen=True)
class Experiment:
    """Scenarios run side by side on common random numbers.

    Parameters
    ----------
    clock, seed : when, and which luck
    replicas : number of futures, >= 1; the first 100 of 1,000 are the futures of a run of 100
    scenarios : baseline first
    focus : whom the question is about
    """

    clock: Clock
    seed: int
    replicas: int
    scenarios: tuple[Scenario, ...]
    focus: Focus

    def __post_init__(self) -> None:
        if self.replicas < 1:
            raise InputError(f"{self.replicas} futures", where="replicas", fix="simulate at least one")
        states = {tuple(s.world.iso3) for s in self.scenarios}
        if len(states) != 1:
            raise InputError("the scenarios' worlds have different states", where="scenarios",
                             fix="a reform may change figures of states but not the list of states")  # fmt: skip
        known = self.scenarios[0].world.iso3
        for code in (*self.focus.states, *self.focus.adversaries):
            if code not in known:
                raise InputError(f"state '{code}' is not in the world", where="focus",
                                 fix=did_you_mean(code, known))  # fmt: skip

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return -(-self.replicas // BLOCK)

    def block_size(self, block: int) -> int:
        """Return the number of futures of a block; only the last may be smaller than ``BLOCK``."""
        return min(BLOCK, self.replicas - block * BLOCK)

    def focus_index(self) -> np.ndarray:
        """Return the indices of the focus states, shape (F,)."""
        return np.array([self.scenarios[0].world.index(s) for s in self.focus.states], dtype=np.int64)
