r"""Three ways to act at once: the formal decision, an authority given beforehand, a coalition of the willing.

The formal path is that of :mod:`foedera.decisions.speed`. A mandate given beforehand covers the crisis with
probability q and is used after hours. Willing members (v > v_min) join an ad-hoc coalition at rates
lambda_0 exp(phi v) until their capability suffices. The first of the three acts, T* = min(T_formal, T_delegated,
T_adhoc). Where it is not known who attacked, all three wait for the evidence (ASSUMPTION: nobody acts before).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.decisions.approvals import approval_days, reachable, threshold_days
from foedera.decisions.speed import Decisions, SpeedParameters, simulate_formal
from foedera.decisions.voting import Rule

__all__ = [
    "CARD", "PATHS", "Luck", "Response", "WholeDecision", "adhoc_days", "adhoc_rates", "attribution_days",
    "delegated_days", "draw_luck", "first_path", "joining_days", "path_curves", "simulate",
]  # fmt: skip

PATHS = ("formal", "delegated", "adhoc", "none")

_DEFAULT = SpeedParameters()


def adhoc_rates(v: ArrayLike, parameters: SpeedParameters = _DEFAULT) -> NDArray[np.float64]:
    """Return the rates at which states join ad hoc [1/day], shape (...), from utilities v [logit]."""
    u = np.asarray(v, dtype=float)
    rate = parameters.join_rate * np.exp(parameters.join_slope * u)
    return np.where(u > parameters.join_floor, rate, 0.0)


def joining_days(
    v: ArrayLike, uniforms: ArrayLike, parameters: SpeedParameters = _DEFAULT
) -> NDArray[np.float64]:
    """Return when each state would join a coalition [day], infinite for who never does, shape (...).

    Parameters
    ----------
    v : shape (...) [logit]
    uniforms : shape (...), on [0, 1)
    parameters : record
    """
    rate = adhoc_rates(v, parameters)
    wait = -np.log1p(-np.asarray(uniforms, dtype=float))
    return np.where(rate > 0, wait / np.where(rate > 0, rate, 1.0), np.inf)


def adhoc_days(
    v: ArrayLike,
    weights: ArrayLike,
    required: ArrayLike,
    uniforms: ArrayLike,
    parameters: SpeedParameters = _DEFAULT,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return when a coalition of the willing suffices, and who is in it by then.

    Parameters
    ----------
    v : shape (..., n) [logit]
    weights : shape (..., n), capability
    required : shape (...), in the unit of the weights
    uniforms : shape (..., n), on [0, 1)
    parameters : record

    Returns
    -------
    Days, shape (...), infinite where the willing never suffice; members, shape (..., n)
    """
    joins = joining_days(v, uniforms, parameters)
    days = threshold_days(joins, weights, required)
    return days, np.isfinite(days)[..., None] & (joins <= days[..., None])


def delegated_days(
    uniforms: ArrayLike, share: ArrayLike | None = None, parameters: SpeedParameters = _DEFAULT
) -> NDArray[np.float64]:
    """Return when a decision delegated beforehand is taken [day], infinite where none was, shape (...).

    Parameters
    ----------
    uniforms : shape (..., 2): whether the mandate covers the crisis, and the time it takes
    share : shape (...), chance that it does; None takes the default
    parameters : record
    """
    u = np.asarray(uniforms, dtype=float)
    q = unit_interval(parameters.delegated_share if share is None else share, "share")
    time = -parameters.delegated_hours / 24.0 * np.log1p(-u[..., 1])
    return np.where(u[..., 0] < q, time, np.inf)


def first_path(
    formal: ArrayLike, delegated: ArrayLike, adhoc: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the first of the three times [day] and the index of its path in :data:`PATHS`, shape (...).

    Parameters
    ----------
    formal, delegated, adhoc : shape (...) [day], infinite for never; ties go to the earlier named
    """
    times = np.stack(np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (formal, delegated, adhoc))))
    first = times.min(axis=0)
    return first, np.where(np.isfinite(first), times.argmin(axis=0), PATHS.index("none"))


def attribution_days(
    uniforms: ArrayLike, needed: ArrayLike = True, parameters: SpeedParameters = _DEFAULT
) -> NDArray[np.float64]:
    """Return the wait for evidence of who attacked, exponential [day], shape (...); 0 where it is not needed.

    Parameters
    ----------
    uniforms : shape (...), on [0, 1)
    needed : shape (...), bool
    parameters : record
    """
    wait = -parameters.attribution_mean * np.log1p(-np.asarray(uniforms, dtype=float))
    return np.where(np.asarray(needed, dtype=bool), wait, 0.0)


@dataclass(frozen=True)
class Response:
    """What a response needs besides the decision.

    Parameters
    ----------
    weights : shape (n,), capability of each member; None where everybody whom the decision binds must be ready,
        as in the change of a treaty (then there is no coalition of the willing)
    required : capability that suffices, in the unit of the weights
    needs_approval : shape (n,) or a bool, whether a parliament must approve
    holdout_share : shape (n,) or a number, chance to hold out; 1 names a hold-out; None takes the default
    ready_days : shape (n,) or (R, n) or a number, from a member's approval to its force being ready [day]
    attribution : whether it is unknown who attacked
    delegated_share : chance that a mandate given beforehand covers the crisis; None takes the default
    deadline : a decision that comes later is none [day]
    allow_unreachable : let all members together fall short of what is required
    """

    weights: ArrayLike | None = None
    required: float | None = None
    needs_approval: ArrayLike = False
    holdout_share: ArrayLike | None = None
    ready_days: ArrayLike = 0.0
    attribution: bool = False
    delegated_share: float | None = None
    deadline: float = np.inf
    allow_unreachable: bool = False

    def __post_init__(self) -> None:
        if (self.weights is None) != (self.required is None):
            raise ModelInputError("weights and required go together", where="Response")
        if np.any(np.asarray(self.ready_days, dtype=float) < 0) or not self.deadline > 0:
            raise ModelInputError("ready_days >= 0 and deadline > 0 are needed", where="Response")
        if self.weights is not None and self.required is not None:
            w = np.asarray(self.weights, dtype=float)
            if w.ndim != 1 or np.any(w < 0) or not self.required > 0:
                raise ModelInputError("weights >= 0 and required > 0 are needed", where="Response")
            reachable(w, self.required, self.allow_unreachable, "Response(required)")


class WholeDecision(NamedTuple):
    """R simulated crises, from emergence to action.

    ``days`` (R,) to the first decision and its ``path`` (R,), an index into :data:`PATHS`; ``action`` (R,) days until
    the force suffices, by whichever path is first there, ``action_path`` (R,) and its ``members`` (R, n);
    ``decided`` and ``acted`` (3, R), the same days on each path by itself; ``votes``, what happened in the rounds of
    the formal one. Infinite is never.
    """

    days: NDArray[np.float64]
    path: NDArray[np.int64]
    action: NDArray[np.float64]
    action_path: NDArray[np.int64]
    members: NDArray[np.bool_]
    decided: NDArray[np.float64]
    acted: NDArray[np.float64]
    votes: Decisions


class Luck(NamedTuple):
    """Uniforms on [0, 1) behind R crises before n seats, for K rounds.

    ``agenda`` (R,), ``rounds`` (R, K, 2), ``ballots`` (R, K, n), ``approval`` (R, n), ``mandate`` (R, 2), ``joining``
    (R, n), ``evidence`` (R,).
    """

    agenda: NDArray[np.float64]
    rounds: NDArray[np.float64]
    ballots: NDArray[np.float64]
    approval: NDArray[np.float64]
    mandate: NDArray[np.float64]
    joining: NDArray[np.float64]
    evidence: NDArray[np.float64]


def draw_luck(rng: np.random.Generator | int, runs: int, rounds: int, seats: int) -> Luck:
    """Draw the luck of crises.

    Parameters
    ----------
    rng : seed or generator
    runs, rounds, seats : R, K and n
    """
    luck = np.random.default_rng(rng)
    return Luck(
        agenda=luck.random(runs), rounds=luck.random((runs, rounds, 2)),
        ballots=luck.random((runs, rounds, seats)), approval=luck.random((runs, seats)),
        mandate=luck.random((runs, 2)), joining=luck.random((runs, seats)), evidence=luck.random(runs),
    )  # fmt: skip


def simulate(
    rule: Rule,
    v: ArrayLike,
    urgency: ArrayLike,
    response: Response,
    rng: np.random.Generator | int | Luck,
    parameters: SpeedParameters = _DEFAULT,
    abstain_width: ArrayLike = 0.5,
    veto_inhibition: ArrayLike = 1.0,
    moves: ArrayLike = 0.0,
) -> WholeDecision:
    """Simulate crises from emergence to decision and action on all three paths.

    Parameters
    ----------
    rule : over n members
    v : shape (R, n), utilities in the first round [logit], one row per crisis; they may be random and share shocks
        (:func:`foedera.decisions.voting.common_shock`)
    urgency : shape (R,) or a number, in [0, 1]
    response : what is needed besides the decision
    rng : seed or generator; the same seed gives every rule and response the same luck, so that they can be
        compared crisis by crisis; or luck drawn beforehand, for bodies that share only some of their seats
    parameters : record; ``rounds`` K before the body gives up
    abstain_width, veto_inhibition, moves : see :func:`foedera.decisions.speed.simulate_formal`

    Returns
    -------
    WholeDecision. After a formal decision those bound by it follow, each after its parliament and its own
    readiness; forces under a mandate given beforehand need no new approval (ASSUMPTION); a coalition acts when
    enough of those who joined are ready. The formal decision's rounds hold R K n uniforms in memory.

    Raises
    ------
    ModelInputError : shapes that do not fit, a missing utility
    """
    start = np.asarray(v, dtype=float)
    if start.ndim != 2 or start.shape[1] != len(rule.members):
        what = f"v of shape {start.shape} for {len(rule.members)} members"
        raise ModelInputError(what, where="simulate(v)", fix="one row per crisis")
    runs, n = start.shape
    luck = rng if isinstance(rng, Luck) else draw_luck(rng, runs, int(parameters.rounds), n)
    votes = simulate_formal(
        rule, start, urgency, luck.agenda, luck.rounds, luck.ballots, parameters, abstain_width, veto_inhibition, moves
    )  # fmt: skip
    known = attribution_days(luck.evidence, response.attribution, parameters)
    ready = np.broadcast_to(np.asarray(response.ready_days, dtype=float), (runs, n))
    follows = ready + approval_days(
        luck.approval, response.needs_approval, response.holdout_share, parameters
    )

    joins = joining_days(start, luck.joining, parameters)
    adhoc = np.full(runs, np.inf) if response.weights is None else _enough(response, joins)
    ways = (
        np.stack([votes.days, delegated_days(luck.mandate, response.delegated_share, parameters), adhoc])
        + known
    )
    decided = np.where(ways <= response.deadline, ways, np.inf)
    bound = np.where(rule.binding(votes.ballots), 0.0, np.inf)
    each = np.stack([
        decided[0][:, None] + follows + bound,
        decided[1][:, None] + ready,
        np.where(np.isfinite(decided[2])[:, None], joins + known[:, None] + follows, np.inf),
    ])  # fmt: skip
    acted = _enough(response, each)
    days, path = first_path(*decided)
    action, action_path = first_path(*acted)
    own = np.choose(np.minimum(action_path, 2)[:, None], each)
    members = np.isfinite(action)[:, None] & (own <= action[:, None])
    return WholeDecision(days, path, action, action_path, members, decided, acted, votes)


def _enough(response: Response, days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return when enough are ready: the capability required, or everybody who is bound."""
    if response.weights is not None and response.required is not None:
        return threshold_days(days, response.weights, response.required)
    last = np.where(np.isfinite(days), days, -np.inf).max(axis=-1)
    return np.where(np.isfinite(last), last, np.inf)


def path_curves(days: ArrayLike, path: ArrayLike, times: ArrayLike) -> NDArray[np.float64]:
    """Return P(T* <= t and the path is first), shape (3, T): one row per path, together P(T* <= t).

    Parameters
    ----------
    days : shape (R,), to the first decision or action [day]
    path : shape (R,), index into :data:`PATHS`
    times : shape (T,) [day]
    """
    first, way = np.asarray(days, dtype=float), np.asarray(path)
    by = first[:, None] <= np.asarray(times, dtype=float)
    return np.stack([(by & (way == k)[:, None]).mean(axis=0) for k in range(len(PATHS) - 1)])


CARD = Card(
    id="decisions.paths",
    title="Formal decision, authority given beforehand, coalition of the willing: which acts first",
    cites=("hardt2014",),
    valid="paths run side by side and do not wait for each other; rates of joining are judgement",
    claims_not="that a coalition which is quicker is as legitimate or as broad",
)
