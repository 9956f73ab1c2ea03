r"""Time from a crisis to a collective decision and to forces that may act.

Formal path: an agenda delay, then rounds of Gamma(shape 2, mean delta) days, each ending in a vote or a
silence. Concessions move every member by c logits a round: round k passes with p_k = P_adopt(v + c (k - 1)),

    f_k = p_k prod_{j<k} (1 - p_j),      P(deadlock) = prod_{k<=K} (1 - p_k),
    P(T <= t) = sum_k f_k F(t - (k - 1) H; Gamma(2k, mean k delta)),

H being lost in every silence that is broken. Where a parliament must approve, the member follows after

    F_n(t) = (1 - h) [1 - exp(-((t + .5)/lambda)^kappa)] + h (1 - exp(-t/mu)),

fitted to the ratifications of Finland's and Sweden's accession, 2022-24. Beside the formal path run a
delegated one (a mandate given beforehand) and an ad-hoc one: willing members (v > v_min) join at rates
lambda_0 exp(phi v) until their capability suffices. The first of the three acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.decisions.voting import NO, Rule, ballot_probabilities, compile_rule, draw_ballots, p_adopt

__all__ = [
    "CARD", "PATHS", "Decisions", "SpeedParameters", "adhoc_days", "adhoc_rates", "agenda_days",
    "approval_cdf", "approval_days", "decision_cdf", "delegated_days", "expected_kth_exponential",
    "expected_rounds", "first_pass", "first_path", "objection_probability", "pass_probabilities",
    "readiness_cdf", "round_days", "round_mean_days", "simulate_formal", "threshold_days",
]  # fmt: skip

PATHS = ("formal", "delegated", "adhoc", "none")


@dataclass(frozen=True)
class SpeedParameters(Record):
    """How long the steps of a decision take."""

    agenda_mean: float = param(
        7.0, unit="day", low=0.0, high=365.0, source="ASSUMPTION: a week to the agenda without urgency",
        meaning="mean days until the body takes the crisis up, urgency 0",
    )  # fmt: skip
    agenda_urgency: float = param(
        3.0, unit="1", low=0.0, high=10.0, source="ASSUMPTION: eight hours at full urgency",
        meaning="fall of the log of that mean per unit of urgency",
    )  # fmt: skip
    round_base: float = param(
        14.0, unit="day", low=1.0, high=365.0,
        source="ASSUMPTION: fortnightly meetings; one day at full urgency as in NATO on 11-12 September 2001",
        meaning="mean length of a round at urgency 0, its reciprocal power at urgency U",
    )  # fmt: skip
    concession: float = param(
        0.4, unit="logit", low=0.0, high=5.0,
        source="ASSUMPTION: 0.13 would give the EU's 188 days (hardt2014)",
        meaning="what every member gains per round of bargaining",
    )  # fmt: skip
    rounds: int = param(
        12, unit="count", low=1, high=200, source="ASSUMPTION: a pact may state its own",
        meaning="rounds before the body gives up",
    )  # fmt: skip
    approval_shape: float = param(
        0.779391, unit="1", low=0.1, high=5.0, source="own fit, 28 ratifications of 2022 (natopa2024)",
        meaning="Weibull shape of the delay of a national approval",
    )  # fmt: skip
    approval_scale: float = param(
        19.3678, unit="day", low=0.1, high=1000.0, source="own fit, as the shape (natopa2024)",
        meaning="Weibull scale of that delay",
    )  # fmt: skip
    holdout_share: float = param(
        2.0 / 30.0, unit="share", low=0.0, high=1.0, source="natopa2024: Hungary and Turkey of 30",
        meaning="chance that a member holds out; hold-outs are strategic, name them where they are known",
    )  # fmt: skip
    holdout_mean: float = param(
        425.25, unit="day", low=1.0, high=5000.0,
        source="natopa2024: 265, 268, 567 and 601 days, the last two recalled",
        meaning="mean delay of a hold-out",
    )  # fmt: skip
    delegated_share: float = param(
        0.0, unit="probability", low=0.0, high=1.0, source="ASSUMPTION: nothing is pre-delegated",
        meaning="chance that a mandate given beforehand covers the crisis",
    )  # fmt: skip
    delegated_hours: float = param(
        6.0, unit="hour", low=0.0, high=240.0, source="ASSUMPTION: one staff cycle",
        meaning="mean time of a delegated decision",
    )  # fmt: skip
    join_rate: float = param(
        0.05, unit="1", low=0.0, high=5.0, source="ASSUMPTION: an indifferent state takes three weeks",
        meaning="ad-hoc joining of an indifferent state, per day",
    )  # fmt: skip
    join_slope: float = param(
        0.8, unit="1", low=0.0, high=5.0, source="ASSUMPTION: the willing are quick",
        meaning="rise of the log joining rate per logit of utility",
    )  # fmt: skip
    join_floor: float = param(
        -1.0, unit="logit", low=-10.0, high=10.0, source="ASSUMPTION: opponents never join",
        meaning="utility below which a state never joins ad hoc",
    )  # fmt: skip


_DEFAULT = SpeedParameters()
_HALF_DAY = 0.5


def round_mean_days(urgency: ArrayLike, parameters: SpeedParameters = _DEFAULT) -> NDArray[np.float64]:
    """Return the mean length of a round, base^(1 - U) [day], shape (...).

    Parameters
    ----------
    urgency : shape (...), in [0, 1]
    parameters : record
    """
    return np.asarray(np.asarray(parameters.round_base, dtype=float) ** (1.0 - _share(urgency, "urgency")))


def agenda_days(
    urgency: ArrayLike, uniforms: ArrayLike, parameters: SpeedParameters = _DEFAULT
) -> NDArray[np.float64]:
    """Return the delay until the body takes the crisis up, exponential [day], shape (...).

    Parameters
    ----------
    urgency : shape (...), in [0, 1]
    uniforms : shape (...), on [0, 1)
    parameters : record
    """
    mean = parameters.agenda_mean * np.exp(-parameters.agenda_urgency * _share(urgency, "urgency"))
    return np.asarray(mean * -np.log1p(-np.asarray(uniforms, dtype=float)))


def round_days(uniforms: ArrayLike, mean: ArrayLike) -> NDArray[np.float64]:
    """Return lengths of rounds, Gamma(shape 2) as the sum of two exponentials [day].

    Parameters
    ----------
    uniforms : shape (..., 2), on [0, 1)
    mean : shape (...) [day], > 0

    Returns
    -------
    shape (...)
    """
    m = np.asarray(mean, dtype=float)
    if not np.all(m > 0):
        raise ModelInputError("the mean length of a round must be above 0", where="round_days(mean)")
    return np.asarray(-0.5 * m * np.log1p(-np.asarray(uniforms, dtype=float)).sum(axis=-1))


def pass_probabilities(
    rule: Rule,
    v: ArrayLike,
    rounds: int,
    concession: ArrayLike,
    abstain_width: ArrayLike = 0.5,
    veto_inhibition: ArrayLike = 1.0,
) -> NDArray[np.float64]:
    """Return the exact chance that each round passes if it is reached.

    Parameters
    ----------
    rule : over n members
    v : shape (..., n), utilities in the first round [logit]
    rounds : K >= 1
    concession : c >= 0 [logit per round]
    abstain_width, veto_inhibition : see :func:`foedera.decisions.voting.ballot_probabilities`

    Returns
    -------
    shape (..., K)
    """
    if rounds < 1 or np.any(np.asarray(concession) < 0):
        raise ModelInputError("rounds >= 1 and concession >= 0 are needed", where="pass_probabilities")
    step = np.asarray(concession, dtype=float)
    moved = np.asarray(v, dtype=float)[..., None, :] + step * np.arange(rounds)[:, None]
    yes, no = ballot_probabilities(moved, abstain_width, veto_inhibition, rule.veto_holders)
    return p_adopt(rule, yes, no).p


def first_pass(p: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return f_k, the chance that round k is the first to pass, shape (..., K), and P(deadlock), shape (...).

    Parameters
    ----------
    p : shape (..., K), from :func:`pass_probabilities`
    """
    chance = _share(p, "p")
    left = np.cumprod(1.0 - chance, axis=-1)
    reached = np.concatenate([np.ones_like(left[..., :1]), left[..., :-1]], axis=-1)
    return np.asarray(chance * reached), np.asarray(left[..., -1])


def expected_rounds(p: ArrayLike) -> NDArray[np.float64]:
    """Return the mean number of rounds of decisions that are reached, shape (...); nan if none can be."""
    f, _ = first_pass(p)
    total = f.sum(axis=-1)
    mean = (f * np.arange(1, f.shape[-1] + 1)).sum(axis=-1) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, np.nan)


def decision_cdf(
    p: ArrayLike, mean: ArrayLike, times: ArrayLike, silence_hours: float = 0.0
) -> NDArray[np.float64]:
    """Return P(T <= t) of the formal decision, counted from the first round.

    Parameters
    ----------
    p : shape (..., K), chance that each round passes
    mean : shape (...), mean length of a round [day], > 0
    times : shape (T,) [day]
    silence_hours : lost in each round whose silence is broken [hour]

    Returns
    -------
    shape (..., T); its limit is 1 - P(deadlock)
    """
    from scipy.special import gammainc

    delta = np.asarray(mean, dtype=float)
    if not np.all(delta > 0):
        raise ModelInputError("the mean length of a round must be above 0", where="decision_cdf(mean)")
    f, _ = first_pass(p)
    k = np.arange(1, f.shape[-1] + 1)
    left = np.asarray(times, dtype=float)[:, None] - (k - 1) * silence_hours / 24.0
    law = gammainc(2.0 * k, 2.0 * np.maximum(left, 0.0) / delta[..., None, None])
    return np.asarray((f[..., None, :] * law).sum(axis=-1))


class Decisions(NamedTuple):
    """Formal decisions of C crises.

    ``days`` (C,) from emergence, infinite in deadlock; ``rounds`` (C,) used; ``adopted`` (C,); ``ballots``
    (C, n) of the last round held; ``objections`` (C, n), how often each member said no.
    """

    days: NDArray[np.float64]
    rounds: NDArray[np.int64]
    adopted: NDArray[np.bool_]
    ballots: NDArray[np.int8]
    objections: NDArray[np.int64]


def simulate_formal(
    rule: Rule,
    v: ArrayLike,
    urgency: ArrayLike,
    agenda_uniforms: ArrayLike,
    round_uniforms: ArrayLike,
    ballot_uniforms: ArrayLike,
    parameters: SpeedParameters = _DEFAULT,
    abstain_width: ArrayLike = 0.5,
    veto_inhibition: ArrayLike = 1.0,
) -> Decisions:
    """Simulate the formal path with given random numbers.

    Parameters
    ----------
    rule : over n members; its silence is lost whenever it is broken
    v : shape (C, n), utilities in the first round [logit]
    urgency : shape (C,) or a number, in [0, 1]
    agenda_uniforms : shape (C,)
    round_uniforms : shape (C, K, 2); K is the number of rounds before the body gives up
    ballot_uniforms : shape (C, K, n)
    parameters : record; its ``rounds`` is for whoever draws the numbers
    abstain_width, veto_inhibition : see :func:`foedera.decisions.voting.ballot_probabilities`

    Returns
    -------
    Decisions
    """
    u, start = np.asarray(ballot_uniforms, dtype=float), np.asarray(v, dtype=float)
    if u.ndim != 3 or u.shape[1] < 1 or start.shape != (u.shape[0], u.shape[2]):
        what = f"v of shape {start.shape} does not fit ballot_uniforms of shape {u.shape}"
        raise ModelInputError(what, where="simulate_formal", fix="(C, n) and (C, K, n), K >= 1")
    crises, rounds, n = u.shape
    urgent = np.broadcast_to(np.asarray(urgency, dtype=float), (crises,))
    lengths = round_days(round_uniforms, round_mean_days(urgent, parameters)[:, None])
    days = np.array(agenda_days(urgent, agenda_uniforms, parameters))
    used, adopted = np.zeros(crises, dtype=np.int64), np.zeros(crises, dtype=bool)
    ballots, objections = np.zeros((crises, n), dtype=np.int8), np.zeros((crises, n), dtype=np.int64)
    for k in range(rounds):
        at = np.flatnonzero(~adopted)
        shift = np.asarray(parameters.concession) * k
        p_yes, p_no = ballot_probabilities(
            start[at] + shift, abstain_width, veto_inhibition, rule.veto_holders
        )
        cast = draw_ballots(p_yes, p_no, u[at, k])
        ballots[at], used[at] = cast, k + 1
        objections[at] += cast == NO
        adopted[at] = rule.adopted(cast)
        days[at] += lengths[at, k] + np.where(adopted[at], 0.0, rule.hours / 24.0)
    return Decisions(np.where(adopted, days, np.inf), used, adopted, ballots, objections)


def approval_days(
    uniforms: ArrayLike,
    needed: ArrayLike = True,
    holdout_share: ArrayLike | None = None,
    parameters: SpeedParameters = _DEFAULT,
) -> NDArray[np.float64]:
    """Return the delay of national approvals [day], shape (...).

    Parameters
    ----------
    uniforms : shape (...), on [0, 1); those below the hold-out share hold out
    needed : shape (...), bool, whether a parliament must approve; 0 days where not
    holdout_share : shape (...), 1 for a member named as hold-out, 0 for one that is none; None takes the
        default
    parameters : record
    """
    u = np.asarray(uniforms, dtype=float)
    h = _share(parameters.holdout_share if holdout_share is None else holdout_share, "holdout_share")
    with np.errstate(divide="ignore", invalid="ignore"):
        stubborn = -parameters.holdout_mean * np.log1p(-np.where(u < h, u / h, 0.0))
        rest = np.where(u < h, 0.0, (u - h) / (1.0 - h))
    body = parameters.approval_scale * (-np.log1p(-rest)) ** (1.0 / parameters.approval_shape) - _HALF_DAY
    return np.where(np.asarray(needed, dtype=bool), np.where(u < h, stubborn, np.maximum(body, 0.0)), 0.0)


def approval_cdf(
    times: ArrayLike,
    needed: ArrayLike = True,
    holdout_share: ArrayLike | None = None,
    parameters: SpeedParameters = _DEFAULT,
) -> NDArray[np.float64]:
    """Return P(approval within t days), what :func:`approval_days` draws from, shape (...).

    Parameters
    ----------
    times : shape (...) [day]
    needed : shape (...), bool
    holdout_share : shape (...); None takes the default
    parameters : record
    """
    t = np.asarray(times, dtype=float)
    h = _share(parameters.holdout_share if holdout_share is None else holdout_share, "holdout_share")
    late = np.maximum(t, 0.0)
    body = -np.expm1(-(((late + _HALF_DAY) / parameters.approval_scale) ** parameters.approval_shape))
    mixed = (1.0 - h) * body - h * np.expm1(-late / parameters.holdout_mean)
    return np.where(t < 0, 0.0, np.where(np.asarray(needed, dtype=bool), mixed, 1.0))


def threshold_days(days: ArrayLike, weights: ArrayLike, required: ArrayLike) -> NDArray[np.float64]:
    """Return when the capability of those ready reaches what is required.

    Parameters
    ----------
    days : shape (..., n), when each member is ready, infinite for never [day]
    weights : shape (..., n), capability, >= 0
    required : shape (...), > 0, in the unit of the weights

    Returns
    -------
    shape (...) [day], infinite where it is never reached
    """
    t, w = np.broadcast_arrays(np.asarray(days, dtype=float), np.asarray(weights, dtype=float))
    need = np.asarray(required, dtype=float)
    if np.any(w < 0) or not np.all(need > 0):
        raise ModelInputError("weights >= 0 and required > 0 are needed", where="threshold_days")
    order = np.argsort(t, axis=-1, kind="stable")
    ready, sums = np.take_along_axis(t, order, -1), np.cumsum(np.take_along_axis(w, order, -1), axis=-1)
    enough = sums >= (need * (1 - 1e-12))[..., None]
    at = np.take_along_axis(ready, enough.argmax(axis=-1)[..., None], -1)[..., 0]
    return np.where(enough.any(axis=-1), at, np.inf)


def readiness_cdf(p_ready: ArrayLike, weights: ArrayLike, required: float) -> NDArray[np.float64]:
    """Return the exact chance that the capability of those ready reaches what is required, shape (...).

    Parameters
    ----------
    p_ready : shape (..., n), chance that each member is ready, independent
    weights : shape (n,), capability
    required : in (0, sum of the weights]
    """
    w = np.asarray(weights, dtype=float)
    p = _share(p_ready, "p_ready")
    members = [str(i) for i in range(len(w))]
    table = dict(zip(members, w.tolist()))
    rule = compile_rule({"yes_weight": {"quota": float(required), "weights": table}}, members)
    return p_adopt(rule, p, 1.0 - p).p


def adhoc_rates(v: ArrayLike, parameters: SpeedParameters = _DEFAULT) -> NDArray[np.float64]:
    """Return the rates at which states join ad hoc [1/day], shape (...), from utilities v [logit]."""
    u = np.asarray(v, dtype=float)
    rate = parameters.join_rate * np.exp(parameters.join_slope * u)
    return np.where(u > parameters.join_floor, rate, 0.0)


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
    rate = adhoc_rates(v, parameters)
    wait = -np.log1p(-np.asarray(uniforms, dtype=float))
    joins = np.where(rate > 0, wait / np.where(rate > 0, rate, 1.0), np.inf)
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
    q = _share(parameters.delegated_share if share is None else share, "share")
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


def expected_kth_exponential(k: int, n: int, rate: float = 1.0) -> float:
    """Return the mean time of the k-th of n independent exponential approvals, (H_n - H_{n-k}) / rate."""
    if not 1 <= k <= n or rate <= 0:
        raise ModelInputError(f"k = {k} of n = {n} at rate {rate:g}", where="expected_kth_exponential")
    return float((1.0 / np.arange(n - k + 1, n + 1)).sum() / rate)


def objection_probability(
    mean: ArrayLike, sd: ArrayLike, abstain_width: ArrayLike = 0.5, nodes: int = 64
) -> NDArray[np.float64]:
    """Return E L(-a - v) for v ~ N(mean, sd^2), shape (...), by Gauss-Hermite quadrature.

    Parameters
    ----------
    mean, sd : of the members' utilities [logit]
    abstain_width : a >= 0 [logit]
    nodes : of the quadrature

    Notes
    -----
    L(-(a + mean) / sqrt(1 + pi sd^2 / 8)) is MacKay's quick approximation (1992), right to about 0.01.
    """
    m, s, a = (np.asarray(x, dtype=float)[..., None] for x in (mean, sd, abstain_width))
    if np.any(s < 0) or np.any(a < 0):
        raise ModelInputError("sd and width must not be negative", where="objection_probability")
    z, weight = np.polynomial.hermite_e.hermegauss(nodes)
    says_no = 0.5 * (1.0 - np.tanh(0.5 * (a + m + s * z)))
    return np.asarray(says_no @ weight / weight.sum())


def _share(x: ArrayLike, where: str) -> NDArray[np.float64]:
    p = np.asarray(x, dtype=float)
    if not np.all((p >= 0) & (p <= 1)):
        raise ModelInputError("must lie in [0, 1]", where=where)
    return p


CARD = Card(
    id="decisions.speed",
    title="Time from a crisis to a collective decision",
    cites=("hardt2014", "golub2007", "binder2020", "natopa2024", "mackay1992"),
    valid="bodies that meet in rounds; ballots of different rounds are independent given the utilities",
    claims_not="how long a named hold-out will hold out: those are strategic, state them",
)
