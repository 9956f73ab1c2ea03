"""What the simulator has to choose about sanctions, and the response surfaces that say what they cost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.core.parameters import Record, param
from foedera.responses.sanctions.coalitions import fingerprint
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.measures import Measure
from foedera.responses.sanctions.surface import Surface, response_surface

__all__ = ["SanctionChoices", "Surfaces"]

Kept = dict[str, Surface]


@dataclass(frozen=True)
class SanctionChoices(Record):
    """When sanctions follow, who may join, how strong they are and who bears the cost."""

    after: str = param(
        "never", unit="name", choices=("never", "war", "force"), source="the study must choose; off by default",
        meaning="least attack of an adversary on a state in focus that is answered by sanctions",
    )  # fmt: skip
    third_parties: str = param(
        "none", unit="name", choices=("none", "willing"), source="ASSUMPTION: only members of the judged pacts",
        meaning="whether states outside the judged pacts may join",
    )  # fmt: skip
    transfers: str = param(
        "none", unit="name", choices=("none", "equal"), source="ASSUMPTION: costs lie where they fall",
        meaning="whether the senders share their losses equally (chowdhry2024)",
    )  # fmt: skip
    enforcement: float = param(
        0.9, unit="share", low=0.0, high=1.0, source="ASSUMPTION: nearly all trade between sender and target",
        meaning="share of the strength of trade with the target that a sender cuts",
    )  # fmt: skip
    alone_days: float = param(
        30.0, unit="day", low=0.0, source="ASSUMPTION: a month to write the measures",
        meaning="days from onset until those act for whom no body has decided",
    )  # fmt: skip

    @property
    def on(self) -> bool:
        """Whether there are sanctions at all."""
        return self.after != "never"


class Surfaces:
    """Response surfaces of the targets of one world, each solved when it is first asked for.

    Parameters
    ----------
    economy : in which they are solved; may have more states than the world
    states : the world's states, in its order
    measure : what every sender does
    kept : surfaces by the hash of everything they depend on; shared between scenarios
    """

    def __init__(self, economy: Economy, states: Sequence[str], measure: Measure, kept: Kept) -> None:
        missing = [s for s in states if s not in economy.states]
        if missing:
            raise InputError(
                f"{', '.join(missing[:6])} {'is' if len(missing) == 1 else 'are'} not in the economy",
                where="sanctions", fix="study the reference world, or leave sanctions.after at 'never'",
            )  # fmt: skip
        self._economy, self._states, self._measure, self._kept = economy, tuple(states), measure, kept
        self._place = np.array([economy.index(s) for s in states])
        self._world = fingerprint(economy)

    def surface(self, target: int) -> Surface:
        """Return the surface of a target, every other state of the world being a possible sender."""
        name = self._states[target]
        key = hashlib.sha256(repr((self._world, self._states, name, self._measure)).encode()).hexdigest()
        if key not in self._kept:
            others = [s for s in self._states if s != name]
            self._kept[key] = response_surface(self._economy, name, others, self._measure)
        return self._kept[key]

    def alone(self, target: int) -> NDArray[np.float64]:
        """Return what acting alone would change for each state itself, shape (N,) [percent]; 0 for the target."""
        own = np.zeros(len(self._states))
        sender = self._others(target)
        own[sender] = self.surface(target).alone[np.arange(len(sender)), self._place[sender]]
        return own

    def welfare(self, target: int, members: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return what a coalition changes for every state of the world, shape (N,) [percent].

        Parameters
        ----------
        target : index of the target
        members : shape (N,), who takes part; the target's entry does not count
        """
        return np.asarray(self.surface(target).welfare(members[self._others(target)])[self._place])

    def _others(self, target: int) -> NDArray[np.int64]:
        return np.delete(np.arange(len(self._states)), target)
