"""Whether sanctions move the target: from what they cost to the chance that it concedes, and when.

The equilibrium says what a coalition's measure costs; :func:`with_costs` puts the costs into the threat game
(:mod:`.dyad`, :mod:`.threat`), :func:`imposed_by` into the risks of sanctions in force (:mod:`.imposed`). Those
that are imposed are the ones whose target has resisted already, so that success rates of imposed cases say little of
threats (Drezner 2003; Morgan, Bapat and Kobayashi 2014): :func:`prospects` gives three numbers and never one
for another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.parameters import Record, param
from foedera.responses.sanctions.coalitions import Coalitions, Outcome
from foedera.responses.sanctions.dyad import Dyad, DyadParameters, cost_level
from foedera.responses.sanctions.equilibrium import Equilibrium
from foedera.responses.sanctions.imposed import Hazards, Imposed, hazards, success_by
from foedera.responses.sanctions.leaving import Worth
from foedera.responses.sanctions.measures import places
from foedera.responses.sanctions.threat import Threat

__all__ = [
    "PoliticsParameters", "Prospects", "black_knight", "imposed_by", "prospects", "stake", "success_chance",
    "with_costs",
]  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PoliticsParameters(Record):
    """Horizon of success, and what counts as a replacement of trade."""

    horizon: float = param(
        10.0, unit="year", low=1.0, high=100.0, source="ASSUMPTION: two mean durations",
        meaning="years within which imposed sanctions are to succeed",
    )  # fmt: skip
    mark_up: float = param(
        0.10, unit="share", low=0.0, high=10.0, source="ASSUMPTION: dearer supply is no rescue",
        meaning="rise of a third state's price up to which it replaces what was cut",
    )  # fmt: skip


class Prospects(NamedTuple):
    """Chances of a concession, each shape (..., K), one per equilibrium of the threat game; NaN beyond their number.

    Parameters
    ----------
    threat : to the threat itself
    imposed : within the horizon, once sanctions are in force
    overall : either, given a threat
    """

    threat: Floats
    imposed: Floats
    overall: Floats


def prospects(threat: Threat, rates: Hazards, parameters: PoliticsParameters | None = None) -> Prospects:
    """Return the three chances of a concession.

    Parameters
    ----------
    threat : equilibria, shape (..., K)
    rates : yearly chances of sanctions in force, shape (...)
    parameters : the horizon

    Raises
    ------
    what :func:`~.imposed.success_by` raises
    """
    p = parameters or PoliticsParameters()
    later = np.asarray(success_by(rates, p.horizon))[..., None]
    later = np.where(np.isnan(threat.resist), np.nan, later)
    return Prospects(threat.concede, later, threat.concede + threat.impose * later)


def with_costs(dyad: Dyad, outcome: Outcome, parameters: DyadParameters | None = None) -> Dyad:
    """Return the dyad with the costs that a coalition's sanctions have, the senders' together for the sender's."""
    return dyad._replace(
        sender_cost=cost_level(outcome.own_cost, parameters), target_cost=cost_level(outcome.target_loss, parameters)
    )  # fmt: skip


def imposed_by(
    coalitions: Coalitions,
    outcome: Outcome,
    *,
    institution: ArrayLike = 0.0,
    black_knight: ArrayLike = 0.0,
    salience: ArrayLike = 0.5,
) -> Imposed:
    """Return the sanctions of a coalition as they enter the yearly risks, once in force.

    Parameters
    ----------
    coalitions : the question
    outcome : of one coalition of it; the mean of the members' losses and their spread weigh them by income
    institution, black_knight, salience : as of :class:`~.imposed.Imposed`
    """
    e = coalitions.economy
    inside = [e.index(m) for m in outcome.senders]
    loss, weight = -outcome.welfare[inside], e.income[inside]
    spread = float(np.sqrt(np.average((loss - outcome.own_cost) ** 2, weights=weight))) if inside else 0.0
    return Imposed(outcome.target_loss, outcome.own_cost, spread, institution, black_knight, salience)


def black_knight(
    equilibrium: Equilibrium, senders: Sequence[str], target: str, parameters: PoliticsParameters | None = None
) -> float:  # fmt: skip
    """Return the share of the target's lost imports that third states replace without charging much more, 0..1.

    Imports are free on board at the suppliers' old costs; a third state counts in a sector where its cost, barriers and
    tariffs of the target have risen by the mark-up at most. Where the senders' imports did not fall it is 0.

    Parameters
    ----------
    equilibrium : under the sanctions
    senders, target : who and against whom
    parameters : the mark-up

    Raises
    ------
    ModelInputError : an unknown state, or the target among the senders
    """
    p, e, shock = parameters or PoliticsParameters(), equilibrium.economy, equilibrium.shock
    by, to = places(e, senders, target)
    dearer = equilibrium.cost.T * (equilibrium.tariffs / e.tariffs)[:, to]
    if shock.barriers is not None:
        dearer = dearer * np.broadcast_to(np.asarray(shock.barriers, dtype=float), e.flows.shape)[:, to]
    change = equilibrium.flows[:, to] / equilibrium.cost.T - e.flows[:, to]
    third = np.ones(e.n, dtype=bool)
    third[[*by, to]] = False
    lost = np.maximum(-change[:, by], 0.0).sum()
    gained = np.where(third & (dearer <= 1.0 + p.mark_up), np.maximum(change, 0.0), 0.0).sum()
    return float(min(gained / lost, 1.0)) if lost > 0 else 0.0


def success_chance(
    coalitions: Coalitions,
    *,
    institution: float = 0.0,
    black_knight: float = 0.0,
    salience: float = 0.5,
    years: float = np.inf,
) -> Callable[[Outcome], float]:
    """Return what gives a coalition's chance of success once its sanctions are in force, ever or within some years."""

    def chance(outcome: Outcome) -> float:
        case = imposed_by(
            coalitions, outcome, institution=institution, black_knight=black_knight, salience=salience
        )
        return float(success_by(hazards(case), years))

    return chance


def stake(value: Worth, chance: Callable[[Outcome], float]) -> Callable[[Outcome], Worth]:
    """Return what taking part is worth to members of a coalition: their value of success times its chance.

    For :func:`~.leaving.stable_coalition`, where each round's coalition has a chance of its own.

    Parameters
    ----------
    value : of success, per cent of income, one for all or by member
    chance : of an outcome, such as :func:`success_chance`
    """

    def worth(outcome: Outcome) -> Worth:
        p = chance(outcome)
        return {m: v * p for m, v in value.items()} if isinstance(value, Mapping) else value * p

    return worth
