"""How long a body takes to decide and to act, under its rule and under reforms of it, on the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.codes import suggest
from foedera.decisions import stakes
from foedera.decisions.paths import PATHS, Luck, Response, WholeDecision, simulate
from foedera.pacts.institutions import Body
from foedera.sim.parameters import ParameterSet
from foedera.study.institutions.bodies import compiled, placed
from foedera.world import World

__all__ = ["WITHIN", "Emergency", "Paired", "Summary", "Timing", "paired", "summary", "timings"]

WITHIN = (7, 30, 90)
"""Days by which shares are told."""

_LOW, _HIGH = 5.0, 95.0

_SEATS, _SHARED = 0, 1  # streams of random numbers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Emergency:
    """What a body is faced with, and what is known of its members.

    Parameters
    ----------
    urgency : on [0, 1]
    against : state whose way is the status quo; None draws preferences instead
    target : state whose position is the body's line; None takes the median of the seats
    mean, dispersion : of the members' utilities where ``against`` is None [logit]
    duty : strength of the members' own duty to defend the target, on [0, 1]
    required : share of the members' capability that suffices to act, in (0, 1]
    approval : whether each member's parliament must approve before it acts
    attribution : whether it is unknown who attacked
    delegated_share : chance that a mandate given beforehand covers it
    deadline : decisions that come later are none [day]
    """

    urgency: float = 0.6
    against: str | None = None
    target: str | None = None
    mean: float = 1.0
    dispersion: float = 1.0
    duty: float = 0.0
    required: float = 0.5
    approval: bool = False
    attribution: bool = False
    delegated_share: float = 0.0
    deadline: float = np.inf

    def __post_init__(self) -> None:
        for name in ("urgency", "duty", "delegated_share"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise InputError(f"{getattr(self, name):g} is outside 0 to 1", where=name)
        if not 0.0 < self.required <= 1.0:
            fix = "a share of the members' capability, such as 0.5"
            raise InputError(f"{self.required:g} is outside 0 to 1", where="required", fix=fix)
        if not 0.0 <= self.dispersion < np.inf or not np.isfinite(self.mean):
            raise InputError("a spread of at least 0 and a mean are needed", where="dispersion")
        if not self.deadline > 0:
            raise InputError("the deadline must be above 0 days", where="deadline")
        if self.target is not None and self.against is None:
            fix = "say with 'against' who attacks, or leave the target out"
            raise InputError("a target needs an aggressor", where="target", fix=fix)


@dataclass(frozen=True)
class Timing:
    """One body in the simulated crises.

    Parameters
    ----------
    body : with its rule
    whole : what came of each crisis
    unplaced : seats without an ideal point, put in the middle of the others
    weightless : seats whose capability is not known, taken as none
    """

    body: Body
    whole: WholeDecision
    unplaced: tuple[str, ...]
    weightless: tuple[str, ...]

    @property
    def decided(self) -> Floats:
        """Days to the formal decision, shape (R,), infinite for never."""
        return np.asarray(self.whole.decided[PATHS.index("formal")])

    @property
    def acted(self) -> Floats:
        """Days to action by whichever path is first, shape (R,), infinite for never."""
        return self.whole.action

    @property
    def ways(self) -> dict[str, float]:
        """Share of crises in which each path is the first to act, by name."""
        return {name: float((self.whole.action_path == k).mean()) for k, name in enumerate(PATHS)}

    @property
    def objectors(self) -> dict[str, float]:
        """Share of rounds in which each seat said no, the most frequent first."""
        share = self.whole.votes.blocking()
        order = np.argsort(-share, kind="stable")
        return {self.body.members[k]: float(share[k]) for k in order if share[k] > 0}


@dataclass(frozen=True)
class Summary:
    """A distribution of days.

    Parameters
    ----------
    median, low, high : percentiles 50, 5 and 95 of those that come to it, nan if none does
    within : share of all that come to it, by day
    never : share that never does
    """

    median: float
    low: float
    high: float
    within: dict[int, float]
    never: float


@dataclass(frozen=True)
class Paired:
    """A reform beside the baseline, crisis by crisis: shares that come sooner, later, and at the same time."""

    sooner: float
    later: float
    same: float


def timings(
    bodies: Sequence[Body],
    emergency: Emergency,
    world: World,
    *,
    parameters: ParameterSet | None = None,
    draws: int = 10_000,
    seed: int = 1,
) -> list[Timing]:
    """Simulate the same crises before several bodies.

    Parameters
    ----------
    bodies :
        the baseline first; seats with the same code have the same preferences and luck in all of them, and a
        reform that says nothing of the number of rounds keeps that of the baseline
    emergency :
        what they are faced with
    world :
        where ideal points and capability are from
    parameters :
        of the models; default the simulator's
    draws :
        number of crises
    seed :
        of the random numbers

    Raises
    ------
    InputError
        a state that the world does not have or has no ideal point for; nobody whose position or capability is known
    """
    p = parameters or ParameterSet()
    usual = bodies[0].max_rounds or int(p.speed.rounds)
    most = [body.max_rounds or usual for body in bodies]
    codes = {code for body in bodies for code in body.members}
    seats = {code: _seat(code, draws, max(most), seed) for code in codes}
    shared = _shared(draws, max(most), seed)
    return [
        _timing(body, emergency, world, p, [seats[code] for code in body.members], shared, rounds)
        for body, rounds in zip(bodies, most, strict=True)
    ]


class _Seat(NamedTuple):
    """Luck of one seat, the same in whatever body and however many rounds: (R,) each, ballots (K, R)."""

    view: Floats
    approval: Floats
    joining: Floats
    ballots: Floats


def _seat(code: str, draws: int, rounds: int, seed: int) -> _Seat:
    rng = np.random.default_rng([seed, _SEATS, crc32(code.encode())])
    return _Seat(
        rng.standard_normal(draws), rng.random(draws), rng.random(draws), rng.random((rounds, draws))
    )


def _shared(draws: int, rounds: int, seed: int) -> Luck:
    """Return the luck that all seats share; what belongs to seats is left out."""
    rng, nobody = np.random.default_rng([seed, _SHARED]), np.empty((draws, 0))
    return Luck(
        agenda=rng.random(draws), mandate=rng.random((draws, 2)), evidence=rng.random(draws),
        rounds=rng.random((rounds, draws, 2)).swapaxes(0, 1), ballots=nobody, approval=nobody, joining=nobody,
    )  # fmt: skip


def _luck(seats: Sequence[_Seat], shared: Luck, rounds: int) -> Luck:
    """Return the luck of a body of these seats."""
    return shared._replace(
        rounds=shared.rounds[:, :rounds],
        ballots=np.stack([seat.ballots[:rounds].T for seat in seats], axis=-1),
        approval=np.stack([seat.approval for seat in seats], axis=-1),
        joining=np.stack([seat.joining for seat in seats], axis=-1),
    )


def _timing(
    body: Body, emergency: Emergency, world: World, p: ParameterSet, seats: Sequence[_Seat], shared: Luck, rounds: int
) -> Timing:  # fmt: skip
    normals = np.stack([seat.view for seat in seats], axis=-1)
    unplaced: tuple[str, ...] = ()
    weightless: tuple[str, ...] = ()
    if emergency.against is None:
        v = emergency.mean + emergency.dispersion * normals + p.sim.obligation_utility * emergency.duty
        weights = np.ones(len(body.members))
    else:
        v, unplaced = _utilities(body, emergency, world, p)
        capability = placed(body, world, "capability", shared=True)
        weights, weightless = np.nan_to_num(capability.values), capability.missing
        party = np.array([body.stands_for[code] == (emergency.against,) for code in body.members])
        v = np.where(party, stakes.AGAINST, v + p.sim.idiosyncratic_sd * normals)
        weights = np.where(party, 0.0, weights)
    if not weights.sum() > 0:
        fix = "leave 'against' out: then all count alike"
        raise InputError(
            f"nobody's capability is known in {body.title}", where=f"world '{world.name}'", fix=fix
        )
    response = Response(
        weights=weights, required=emergency.required * float(weights.sum()), needs_approval=emergency.approval,
        attribution=emergency.attribution, delegated_share=emergency.delegated_share, deadline=emergency.deadline,
    )  # fmt: skip
    whole = simulate(
        compiled(body), v, emergency.urgency, response, _luck(seats, shared, rounds), p.speed.replace(rounds=rounds),
        p.voting.abstain_width, p.voting.veto_inhibition,
    )  # fmt: skip
    return Timing(body, whole, unplaced, weightless)


def _utilities(
    body: Body, emergency: Emergency, world: World, p: ParameterSet
) -> tuple[Floats, tuple[str, ...]]:
    """Return what each seat gains from acting, shape (n,) [logit], and whose position is not known."""
    ideal, unplaced = placed(body, world)
    if len(unplaced) == len(body.members):
        fix = "leave 'against' out and say how far preferences are spread"
        raise InputError(
            f"nobody's position is known in {body.title}", where=f"world '{world.name}'", fix=fix
        )
    middle = float(np.nanmedian(ideal))
    known = world.array("ideal_point").astype(float)
    sigma = p.voting.noise_ratio * float(np.nanvar(known))
    line = middle if emergency.target is None else _position(emergency.target, world, "target")
    aggressor = _position(str(emergency.against), world, "against")
    ideal = np.where(np.isfinite(ideal), ideal, middle)
    held = stakes.stake(ideal, aggressor, line, sigma, p.sim.utility_saturation)
    return held + p.sim.obligation_utility * emergency.duty, unplaced


def _position(state: str, world: World, where: str) -> float:
    """Return a state's ideal point, or say why there is none."""
    if state not in world.iso3:
        near = suggest(state)
        fix = f"did you mean '{near}'?" if near in world.iso3 else did_you_mean(state, world.iso3)
        fix = fix or "foedera world show lists its states"
        raise InputError(f"'{state}' is no state of world '{world.name}'", where=where, fix=fix)
    position = float(world.array("ideal_point")[world.index(state)])
    if not np.isfinite(position):
        fix = "name another state, or leave it out and say how far preferences are spread"
        raise InputError(f"{state} has no ideal point in world '{world.name}'", where=where, fix=fix)
    return position


def summary(days: Floats, within: Iterable[int] = WITHIN) -> Summary:
    """Return the distribution of days, shape (R,), infinite for never."""
    came = days[np.isfinite(days)]
    low, median, high = np.percentile(came, [_LOW, 50.0, _HIGH]) if came.size else (np.nan,) * 3
    by: Mapping[int, float] = {t: float((days <= t).mean()) for t in within}
    return Summary(float(median), float(low), float(high), dict(by), 1.0 - came.size / days.size)


def paired(base: Floats, reform: Floats) -> Paired:
    """Return how a reform compares with the baseline crisis by crisis; never is later than any day."""
    sooner, later = float((reform < base).mean()), float((reform > base).mean())
    return Paired(sooner, later, 1.0 - sooner - later)
