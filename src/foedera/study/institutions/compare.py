"""Bodies beside each other: how decisive each is by its rule alone and with its members' preferences, and at what cost.

Every body is tried on the same motions (:mod:`.preferences`), the positions of the members drawn anew in every draw. A
member's utility is that of the simulator (:mod:`foedera.decisions.stakes`): noise is a share of the variance of
positions among all states of the world, so that a state is as predictable in one body as in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.decisions.agenda import setter_outcome
from foedera.decisions.delegation import loss
from foedera.decisions.fairness import gini
from foedera.decisions.spatial import gridlock_interval
from foedera.decisions.speed import (
    agenda_mean_days,
    decision_cdf,
    first_pass,
    pass_probabilities,
    round_mean_days,
)  # fmt: skip
from foedera.decisions.stakes import stake
from foedera.decisions.voting import Rule
from foedera.sim.parameters import ParameterSet
from foedera.study.institutions.bodies import placed
from foedera.study.institutions.power import Weighed
from foedera.study.institutions.preferences import DRAWS, Motions, Seats, motions_of, seats_of
from foedera.world import World

__all__ = ["URGENCY", "Comparison", "Estimate", "Judged", "Outcome", "Tried", "chances", "compare", "outcome"]

URGENCY = 0.6
"""Urgency of the motions, on [0, 1]."""

_ENOUGH = 0.5  # share of seats whose position must be known
_TIMES = np.geomspace(0.05, 3650.0, 160)  # days at which the distribution of decisions is read

Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A number averaged over draws of positions, and 5 and 95 per cent quantiles; nan where nothing is uncertain."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


class Tried(NamedTuple):
    """A body on trial: its rule, its seats in the world and the motions put to it."""

    rule: Rule
    seats: Seats
    motions: Motions


class Outcome(NamedTuple):
    """What motions lead to, shape (R, n) each, averaged over them.

    Parameters
    ----------
    loss : squared distance of the policy to each member's position, the proposer getting what the rule lets pass
    overruled : by how much that exceeds the member's loss under the status quo, counted where it does
    """

    loss: Floats
    overruled: Floats


@dataclass(frozen=True, eq=False)
class Judged:
    """A body beside others; estimates are None where too few positions are known.

    Parameters
    ----------
    weighed : its power
    gini : of the Banzhaf index, 0 where all are equal
    losses, overruling : by seat, shape (n,), nan where a position is missing
    missing : seats whose position is not known
    uncertain : whether draws of positions differ, so that there are intervals
    act : chance that a motion passes the first ballot
    gridlock : width of the range of status quos that nothing beats [policy unit]
    loss, worst_loss : expected squared distance to the policy, mean over members and of the member farthest off
    overruled, worst_overruled : expected loss beyond that under the status quo, the same
    median, p90 : days to a decision, infinite if so many are never reached
    never : share of motions on which the rounds are used up
    """

    weighed: Weighed
    gini: float
    losses: Floats
    overruling: Floats
    missing: tuple[str, ...]
    uncertain: bool = False
    act: Estimate | None = None
    gridlock: Estimate | None = None
    loss: Estimate | None = None
    worst_loss: Estimate | None = None
    overruled: Estimate | None = None
    worst_overruled: Estimate | None = None
    median: Estimate | None = None
    p90: Estimate | None = None
    never: Estimate | None = None

    @property
    def variant(self) -> str:
        """Id of the variant."""
        return self.weighed.body.variant


@dataclass(frozen=True, eq=False)
class Comparison:
    """Bodies beside each other, the baseline first.

    Parameters
    ----------
    judged : one per body
    tried : what they were tried on; None where too few positions are known
    parameters : of the models
    world : where the positions are from
    urgency, draws, seed : as asked for
    """

    judged: tuple[Judged, ...]
    tried: tuple[Tried | None, ...]
    parameters: ParameterSet
    world: World
    urgency: float
    draws: int
    seed: int


def compare(
    weighed: Sequence[Weighed], world: World, *,
    urgency: float = URGENCY, draws: int = DRAWS, seed: int = 1, parameters: ParameterSet | None = None,
) -> Comparison:  # fmt: skip
    """Return bodies beside each other.

    Parameters
    ----------
    weighed :
        from :func:`foedera.study.institutions.power.weigh` with the index ``banzhaf``, the baseline first; if the
        positions of fewer than half of the baseline's seats are known, nobody is tried
    world :
        where positions are from
    urgency :
        of the motions, on [0, 1]
    draws :
        of the positions
    seed :
        the same for all bodies, so that differences are not luck
    parameters :
        of the models; default the simulator's
    """
    p = parameters or ParameterSet()
    seats = [_seats(one, world, seed, draws) for one in weighed]
    motions = motions_of(seats[0]) if seats[0] is not None else None
    tried = tuple(
        Tried(one.rule, s, motions) if s is not None and motions is not None else None
        for one, s in zip(weighed, seats, strict=True)
    )
    usual = weighed[0].body.max_rounds or int(p.speed.rounds)
    judged = tuple(
        _judged(one, t, p, world, urgency, one.body.max_rounds or usual)
        for one, t in zip(weighed, tried, strict=True)
    )
    return Comparison(judged, tried, p, world, urgency, draws, seed)


def _seats(one: Weighed, world: World, seed: int, draws: int) -> Seats | None:
    known = len(one.body.members) - len(placed(one.body, world).missing)
    if known < _ENOUGH * len(one.body.members) or known < 2:
        return None
    return seats_of(one.body, world, seed, draws)


def chances(tried: Tried, p: ParameterSet, world: World, rounds: int = 1) -> Floats:
    """Return the chance that each motion passes each round if it is reached, shape (R, M, rounds).

    Parameters
    ----------
    tried :
        the body on trial
    p :
        parameters of the models
    world :
        whose states' variance of positions sets the scale of noise
    rounds :
        how many
    """
    sigma = p.voting.noise_ratio * float(np.nanvar(world.array("ideal_point").astype(float)))
    s, b = tried.motions
    v = stake(tried.seats.points[:, None, :], s, b, sigma, p.sim.utility_saturation)
    return pass_probabilities(
        tried.rule, v, rounds, p.speed.concession, p.voting.abstain_width, p.voting.veto_inhibition
    )


def outcome(tried: Tried) -> Outcome:
    """Return what the motions lead to for each member, the proposer getting what the rule lets pass."""
    x, (s, b) = tried.seats.points, tried.motions
    policy = setter_outcome(tried.rule, x[:, None, :], s, b).policy
    then, now = loss(x[:, None, :], s), loss(x[:, None, :], policy)
    return Outcome(now.mean(axis=1), np.maximum(now - then, 0.0).mean(axis=1))


def _judged(
    one: Weighed, tried: Tried | None, p: ParameterSet, world: World, urgency: float, rounds: int
) -> Judged:
    unequal = abs(float(gini(one.indices["banzhaf"])))  # rounding can make it -1e-17
    if tried is None:
        nothing = np.full(len(one.body.members), np.nan)
        return Judged(one, unequal, nothing, nothing, placed(one.body, world).missing)
    passes = chances(tried, p, world, rounds)
    f, deadlock = first_pass(passes)
    days = _percentiles(f.mean(axis=1), one.rule.hours, urgency, p)
    stuck = gridlock_interval(one.rule, tried.seats.points)
    known_seats = np.array([s not in tried.seats.missing for s in one.body.members])
    came = [np.where(known_seats, part, np.nan) for part in outcome(tried)]
    some = tried.seats.uncertain
    return Judged(
        one, unequal,
        act=_estimate(passes[..., 0].mean(axis=1), some),
        gridlock=_estimate(np.maximum(stuck.high - stuck.low, 0.0), some),
        loss=_estimate(np.nanmean(came[0], axis=1), some),
        worst_loss=_estimate(np.nanmax(came[0], axis=1), some),
        overruled=_estimate(np.nanmean(came[1], axis=1), some),
        worst_overruled=_estimate(np.nanmax(came[1], axis=1), some),
        median=days[0], p90=days[1], never=_estimate(deadlock.mean(axis=1), some),
        losses=came[0].mean(axis=0), overruling=came[1].mean(axis=0),
        missing=tried.seats.missing, uncertain=some,
    )  # fmt: skip


def _estimate(by_draw: Floats, uncertain: bool) -> Estimate:
    if not uncertain:
        return Estimate(float(by_draw[0]))
    low, high = np.quantile(by_draw, (0.05, 0.95))
    return Estimate(float(by_draw.mean()), float(low), float(high))


def _percentiles(f: Floats, hours: float, urgency: float, p: ParameterSet) -> tuple[Estimate, Estimate]:
    """Return the median and the 90th percentile of days over all motions, from the chances f_k by draw, shape (R, K).

    The law of the days is linear in f, so that motions and draws can be averaged before it is worked out.
    """
    rows = np.concatenate([f.mean(axis=0, keepdims=True), f])
    before = np.cumsum(rows, axis=1) - rows
    left = 1.0 - before
    passes = np.clip(np.where(left > 0, rows / np.where(left > 0, left, 1.0), 0.0), 0.0, 1.0)
    cdf = decision_cdf(
        passes, round_mean_days(urgency, p.speed), _TIMES, hours, agenda_mean_days(urgency, p.speed)
    )
    found = []
    for share in (0.5, 0.9):
        days = np.array([_reached(row, share) for row in cdf])
        low, high = (
            np.quantile(days[1:], (0.05, 0.95), method="inverted_cdf") if len(f) > 1 else (np.nan,) * 2
        )
        found.append(Estimate(float(days[0]), float(low), float(high)))
    return found[0], found[1]


def _reached(cdf: Floats, share: float) -> float:
    """Return the day by which a share is decided, infinite if it never is."""
    if cdf[-1] < share:
        return float("inf")
    return float(np.exp(np.interp(share, cdf, np.log(_TIMES))))
