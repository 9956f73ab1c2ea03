r"""How long a body takes to decide: the formal path from a crisis to a collective decision.

An agenda delay, then rounds of Gamma(shape 2, mean delta) days, each ending in a vote or a silence. Concessions
move every member by c logits a round: round k passes with p_k = P_adopt(v + c (k - 1)),

    f_k = p_k prod_{j<k} (1 - p_j),      P(deadlock) = prod_{k<=K} (1 - p_k),
    P(T <= t) = sum_k f_k F(t - (k - 1) H; Gamma(2k, mean k delta)),

H being lost in every silence that is broken. What follows a decision is in :mod:`foedera.decisions.approvals`,
the paths beside the formal one in :mod:`foedera.decisions.paths`, a proposal that gives way in
:mod:`foedera.decisions.compromise`, and what the size of a body does in :mod:`foedera.decisions.body_size`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.decisions.voting import NO, Rule, ballot_probabilities, draw_ballots, p_adopt

__all__ = [
    "CARD", "Decisions", "FormalLaw", "SpeedParameters", "agenda_days", "agenda_mean_days", "decision_cdf",
    "expected_rounds", "first_pass", "formal_law", "pass_probabilities", "round_days", "round_mean_days",
    "simulate_formal",
]  # fmt: skip

_AGENDA_NODES = 96


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
    compromise: float = param(
        0.0, unit="share", low=0.0, high=1.0, source="ASSUMPTION: the proposal stands",
        meaning="part of the way back to the status quo that the proposal gives up after each failed round",
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
    attribution_mean: float = param(
        20.0, unit="day", low=0.0, high=3650.0,
        source="ASSUMPTION: 12 September to 2 October 2001 (buckley2006)",
        meaning="mean wait for evidence of who attacked, where it is needed",
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


def round_mean_days(urgency: ArrayLike, parameters: SpeedParameters = _DEFAULT) -> NDArray[np.float64]:
    """Return the mean length of a round, base^(1 - U) [day], shape (...).

    Parameters
    ----------
    urgency : shape (...), in [0, 1]
    parameters : record
    """
    return np.asarray(
        np.asarray(parameters.round_base, dtype=float) ** (1.0 - unit_interval(urgency, "urgency"))
    )


def agenda_mean_days(urgency: ArrayLike, parameters: SpeedParameters = _DEFAULT) -> NDArray[np.float64]:
    """Return the mean delay until the body takes a crisis of this urgency up [day], shape (...)."""
    u = unit_interval(urgency, "urgency")
    return np.asarray(parameters.agenda_mean * np.exp(-parameters.agenda_urgency * u))


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
    mean = agenda_mean_days(urgency, parameters)
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
    moves: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Return the exact chance that each round passes if it is reached.

    Parameters
    ----------
    rule : over n members
    v : shape (..., n), utilities in the first round [logit]
    rounds : K >= 1
    concession : c >= 0 [logit per round], a number or shape (...)
    abstain_width, veto_inhibition : see :func:`foedera.decisions.voting.ballot_probabilities`
    moves : shape (..., K, n), what a changing proposal adds to v in each round [logit], as from
        :func:`foedera.decisions.compromise.compromise_moves`

    Returns
    -------
    shape (..., K)
    """
    if rounds < 1 or np.any(np.asarray(concession) < 0):
        raise ModelInputError("rounds >= 1 and concession >= 0 are needed", where="pass_probabilities")
    step = np.asarray(concession, dtype=float)[..., None, None]
    moved = np.asarray(v, dtype=float)[..., None, :] + step * np.arange(rounds)[:, None]
    moved = moved + np.asarray(moves, dtype=float)
    yes, no = ballot_probabilities(moved, abstain_width, veto_inhibition, rule.veto_holders)
    return p_adopt(rule, yes, no).p


def first_pass(p: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return f_k, the chance that round k is the first to pass, shape (..., K), and P(deadlock), shape (...).

    Parameters
    ----------
    p : shape (..., K), from :func:`pass_probabilities`
    """
    chance = unit_interval(p, "p")
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
    p: ArrayLike, mean: ArrayLike, times: ArrayLike, silence_hours: float = 0.0, agenda: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Return P(T <= t) of the formal decision.

    Parameters
    ----------
    p : shape (..., K), chance that each round passes
    mean : shape (...), mean length of a round [day], > 0
    times : shape (T,) [day]
    silence_hours : lost in each round whose silence is broken [hour]
    agenda : shape (...), mean of the exponential delay before the first round [day]; 0 counts from that round

    Returns
    -------
    shape (..., T); its limit is 1 - P(deadlock)

    Notes
    -----
    The agenda delay is integrated by Gauss-Legendre quadrature over its own distribution function.
    """
    from scipy.special import gammainc

    delta, wait = np.asarray(mean, dtype=float), np.asarray(agenda, dtype=float)
    if not (np.all(delta > 0) and np.all(wait >= 0)):
        what = "the mean length of a round must be above 0 and that of the agenda delay not negative"
        raise ModelInputError(what, where="decision_cdf(mean, agenda)")
    f, _ = first_pass(p)
    k = np.arange(1, f.shape[-1] + 1)
    t = np.maximum(np.asarray(times, dtype=float), 0.0)
    nodes, weights = np.polynomial.legendre.leggauss(_AGENDA_NODES if np.any(wait > 0) else 1)
    a = wait[..., None]
    begun = np.where(a > 0, -np.expm1(-t / np.where(a > 0, a, 1.0)), 1.0)  # (..., T): P(on the agenda by t)
    delay = -a[..., None] * np.log1p(-begun[..., None] * (nodes + 1) / 2)
    left = (t[:, None] - delay)[..., None] - (k - 1) * silence_hours / 24.0  # (..., T, J, K)
    law = gammainc(2.0 * k, 2.0 * np.maximum(left, 0.0) / delta[..., None, None, None])
    return np.asarray(begun * ((f[..., None, None, :] * law).sum(axis=-1) @ (weights / 2)))


class FormalLaw(NamedTuple):
    """The law of a formal decision, exact.

    ``passes`` (..., K), chance that each round passes if it is reached; ``cdf`` (..., T) at the times asked for,
    from emergence; ``rounds`` (...), mean number of rounds of decisions reached; ``deadlock`` (...), chance that
    the rounds are used up; ``stuck`` (...), whether that is more likely than not.
    """

    passes: NDArray[np.float64]
    cdf: NDArray[np.float64]
    rounds: NDArray[np.float64]
    deadlock: NDArray[np.float64]
    stuck: NDArray[np.bool_]


def formal_law(
    rule: Rule,
    v: ArrayLike,
    urgency: ArrayLike,
    times: ArrayLike,
    parameters: SpeedParameters = _DEFAULT,
    abstain_width: ArrayLike = 0.5,
    veto_inhibition: ArrayLike = 1.0,
    moves: ArrayLike = 0.0,
) -> FormalLaw:
    """Return the exact law of the days to a formal decision, agenda delay included.

    Parameters
    ----------
    rule : over n members
    v : shape (..., n), utilities in the first round [logit]
    urgency : shape (...), in [0, 1]
    times : shape (T,) [day]
    parameters : record
    abstain_width, veto_inhibition, moves : see :func:`pass_probabilities`

    Notes
    -----
    Where utilities are uncertain, give draws of them and average the result: the law at the mean of v is not
    the mean of the laws, and decides too fast.
    """
    p = pass_probabilities(
        rule, v, int(parameters.rounds), parameters.concession, abstain_width, veto_inhibition, moves
    )
    mean, agenda = round_mean_days(urgency, parameters), agenda_mean_days(urgency, parameters)
    deadlock = first_pass(p)[1]
    cdf = decision_cdf(p, mean, times, rule.hours, agenda)
    return FormalLaw(p, cdf, expected_rounds(p), deadlock, np.asarray(deadlock > 0.5))


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

    def blocking(self) -> NDArray[np.float64]:
        """Return the share of all rounds held in which each member said no, shape (n,): who blocks, how often."""
        return np.asarray(self.objections.sum(axis=0) / max(int(self.rounds.sum()), 1))


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
    moves: ArrayLike = 0.0,
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
    moves : what broadcasts to (C, K, n), see :func:`pass_probabilities`

    Returns
    -------
    Decisions
    """
    u, start = np.asarray(ballot_uniforms, dtype=float), np.asarray(v, dtype=float)
    if u.ndim != 3 or u.shape[1] < 1 or start.shape != (u.shape[0], u.shape[2]):
        what = f"v of shape {start.shape} does not fit ballot_uniforms of shape {u.shape}"
        raise ModelInputError(what, where="simulate_formal", fix="(C, n) and (C, K, n), K >= 1")
    crises, rounds, n = u.shape
    moved = np.broadcast_to(np.asarray(moves, dtype=float), u.shape)
    urgent = np.broadcast_to(np.asarray(urgency, dtype=float), (crises,))
    lengths = round_days(round_uniforms, round_mean_days(urgent, parameters)[:, None])
    days = np.array(agenda_days(urgent, agenda_uniforms, parameters))
    used, adopted = np.zeros(crises, dtype=np.int64), np.zeros(crises, dtype=bool)
    ballots, objections = np.zeros((crises, n), dtype=np.int8), np.zeros((crises, n), dtype=np.int64)
    for k in range(rounds):
        at = np.flatnonzero(~adopted)
        shift = np.asarray(parameters.concession) * k
        p_yes, p_no = ballot_probabilities(
            start[at] + shift + moved[at, k], abstain_width, veto_inhibition, rule.veto_holders
        )
        cast = draw_ballots(p_yes, p_no, u[at, k])
        ballots[at], used[at] = cast, k + 1
        objections[at] += cast == NO
        adopted[at] = rule.adopted(cast)
        days[at] += lengths[at, k] + np.where(adopted[at], 0.0, rule.hours / 24.0)
    return Decisions(np.where(adopted, days, np.inf), used, adopted, ballots, objections)


CARD = Card(
    id="decisions.speed",
    title="Time from a crisis to a collective decision",
    cites=("hardt2014", "golub2007", "binder2020", "buckley2006"),
    valid="bodies that meet in rounds; ballots of different rounds are independent given the utilities",
    claims_not="when a body takes a crisis up beyond its urgency: what slows agendas is contested",
)
