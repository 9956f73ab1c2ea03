"""How much of its potential a coalition of senders reaches (Chowdhry, Hinz, Kamin and Wanner 2024).

Its measure is set beside the same measure of all states, beside its own complete embargo, and beside autarky, which is
everybody's complete embargo; and what its members do together beside what each would do alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.coalitions import Coalitions
from foedera.responses.sanctions.measures import Measure
from foedera.responses.sanctions.welfare import autarky

__all__ = ["Potential", "Together", "change", "potential", "together"]


@dataclass(frozen=True)
class Potential:
    """The target's loss in per cent of its income.

    Parameters
    ----------
    actual : the coalition's measure in the sectors of the question
    everyone : the same, all states but the target taking part
    embargo : the coalition's complete embargo, all sectors, both ways
    autarky : the target trading with nobody
    """

    actual: float
    everyone: float
    embargo: float
    autarky: float

    @property
    def of_everyone(self) -> float:
        """Return the actual loss as a share of that with all states in the coalition."""
        return self.actual / self.everyone

    @property
    def of_embargo(self) -> float:
        """Return the actual loss as a share of that of the coalition's complete embargo."""
        return self.actual / self.embargo

    @property
    def of_autarky(self) -> float:
        """Return the actual loss as a share of that of autarky."""
        return self.actual / self.autarky


def potential(coalitions: Coalitions, senders: Sequence[str]) -> Potential:
    """Return a coalition's punishment and three yardsticks of it.

    Raises
    ------
    NoSupplierError : the target, or a state, cannot do without trade in some sector
    """
    e, target = coalitions.economy, coalitions.target
    rest = [s for s in e.states if s != target]
    whole = Coalitions(e, target, None, Measure(), pooled=coalitions.pooled, tolerance=coalitions.tolerance,
                       kept=coalitions.kept)  # fmt: skip
    return Potential(
        actual=coalitions.outcome(senders).target_loss,
        everyone=coalitions.outcome(rest).target_loss,
        embargo=whole.outcome(senders).target_loss,
        autarky=-float(autarky(e).welfare[e.index(target)]),
    )


@dataclass(frozen=True)
class Together:
    """Means over a coalition's members, per cent of income.

    Parameters
    ----------
    imposed_alone : the target's loss to one member's sanctions alone
    imposed_jointly : the target's loss to the coalition, per member
    incurred_alone : a member's own loss where it acts alone
    incurred_jointly : a member's own loss in the coalition
    """

    imposed_alone: float
    imposed_jointly: float
    incurred_alone: float
    incurred_jointly: float

    @property
    def imposed_more(self) -> float:
        """Return the rise of the loss imposed by acting together, as a share."""
        return change(self.imposed_alone, self.imposed_jointly)

    @property
    def incurred_more(self) -> float:
        """Return the rise of the members' own loss by acting together, as a share; below 0 if it is cheaper."""
        return change(self.incurred_alone, self.incurred_jointly)


def together(coalitions: Coalitions, senders: Sequence[str]) -> Together:
    """Return what members impose and incur alone and together, each member counting the same.

    Raises
    ------
    ModelInputError : no senders
    """
    e, whole = coalitions.economy, coalitions.outcome(senders)
    if not whole.senders:
        raise ModelInputError("no senders", where="together(senders)", fix="at least one")
    alone = [coalitions.outcome([m]) for m in whole.senders]
    return Together(
        imposed_alone=float(np.mean([o.target_loss for o in alone])),
        imposed_jointly=whole.target_loss / len(alone),
        incurred_alone=float(np.mean([o.own_cost for o in alone])),
        incurred_jointly=-float(whole.welfare[[e.index(m) for m in whole.senders]].mean()),
    )


def change(before: float, after: float) -> float:
    """Return a relative change; NaN where there was nothing before."""
    return after / before - 1.0 if before != 0 else float("nan")
