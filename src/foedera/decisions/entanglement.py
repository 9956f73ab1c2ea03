r"""Who is drawn in: joining a war, the cascade of joiners, and the war risk a member owes to its pacts.

Joining: a logit over third states, with covariates of a war's first year. The coefficients are this package's own
fit, in ``joining.json`` beside this file, read at first use: ``JOINING``. The sample is the 86 interstate wars with
one state against the initiator on the first day, 7,069 state-war rows, and whoever entered on the target's side
within 12 months: 52 states in 14 wars, 40 of them in the two World Wars, Korea and the Gulf War of 1990-91. It is
not a sample of free decisions: some of the 52 were attacked rather than joining, such as Belgium in 1914 and Norway
in 1940. The wars are not independent rows, so the covariance is clustered by war; the term of a defence pact rests on
three joiners. The wars with one target over the whole first calendar year, the sample of earlier work, would be
selected on the outcome: a war that somebody joined in that year is not among them.

On the initiator's side there are no coefficients, only two rates, counted over the same rows without the 22 of states
that had promised the initiator to attack with it: see :class:`EntanglementParameters`.

Cascade (independent cascade, Kempe, Kleinberg and Tardos 2003): whoever newly fights tries each other state
once,

    q_uv = P(v joins u's side | u fights) = trigger h + (1 - trigger) b.

Expected joins are at most the seed's row of (I - Q)^-1 - I where the spectral radius of Q is below 1.

Entanglement of a member over a year, with p_j the chance that partner j is at war:

    Ent = [1 - prod_j (1 - p_j (tau_j h_j + (1 - tau_j) b_j))] - [1 - prod_j (1 - p_j b_j)].
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.estimates import Estimate
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "JOINING", "Entanglement", "EntanglementParameters", "Participants", "cascade", "chain_gang",
    "entanglement_index", "entrapment_share", "join_probability", "linear_bound", "pair_probability",
    "spectral_radius", "two_sided_cascade",
]  # fmt: skip

_TERMS = ("const", "defence_with_target_only", "any_with_initiator", "major", "neighbour", "ln_cinc")

_COUNTS = "own count: {}; python tools/fit_joining.py DATA (first-day sample; error clustered by war)"

JOINING: Estimate


@cache
def _joining() -> Estimate:
    found = Estimate.load("foedera.decisions", "joining.json")
    if found.terms != _TERMS:
        raise ModelInputError(
            f"its terms are not {_TERMS}", where="joining.json", fix="refit, keeping the order"
        )
    return found


def __getattr__(name: str) -> Estimate:
    if name == "JOINING":
        return _joining()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@dataclass(frozen=True)
class EntanglementParameters(Record):
    """Moral hazard, what counts as entrapment, and how often states join an initiator unasked."""

    moral_hazard: float = param(
        1.0, unit="1", low=0.0, high=10.0,
        source="benson2011; johnson2011: a conditional defence pact does not embolden",
        meaning="ratio on the protected member's chance of starting a war, ordinary defence pact",
    )  # fmt: skip
    moral_hazard_unconditional: float = param(
        3.49, unit="1", low=0.0, high=10.0, source="benson2011",
        meaning="the same for an unconditional compellent pact (+249 %)",
    )  # fmt: skip
    stake: float = param(
        0.05, unit="utility", low=0.0, high=1.0,
        source="ASSUMPTION: a twentieth of what is at stake between attacker and target",
        meaning="direct stake below which a war joined counts as entrapment",
    )  # fmt: skip
    initiator_side_tied: float = param(
        22.0 / 1459.0, unit="probability", low=0.0, high=1.0, sd=0.004787, spread="normal",
        source=_COUNTS.format("22 of 1,459 rows, in 11 wars"),
        meaning="chance that an ally of the initiator, a land neighbour of either side or a major power joins it",
    )  # fmt: skip
    initiator_side_rest: float = param(
        4.0 / 5588.0, unit="probability", low=0.0, high=1.0, sd=0.000349, spread="normal",
        source=_COUNTS.format("4 of 5,588 rows, in 4 wars"),
        meaning="chance that any other state joins the initiator",
    )  # fmt: skip


def join_probability(
    defence_with_target: ArrayLike,
    any_with_initiator: ArrayLike,
    major: ArrayLike,
    neighbour: ArrayLike,
    ln_capability: ArrayLike,
    beta: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Return the probability that a third state joins the target within twelve months.

    Parameters
    ----------
    defence_with_target : shape (...), 0/1; counts only where there is no pact with the initiator
    any_with_initiator : shape (...), 0/1, a pact of any type with the initiator
    major : shape (...), 0/1
    neighbour : shape (...), 0/1, land border with either side
    ln_capability : shape (...), natural log of the capability share
    beta : shape (6,) or (R, 6) in the order of ``JOINING.terms``; the replica axis meets the first axis of
        the regressors. None takes the point estimate

    Returns
    -------
    shape (...). A pact with the initiator does not lower joining on the target's side in this sample: its
    coefficient is positive with an error larger than itself. Seven of the eleven joiners with one are members of
    the Gulf War coalition allied with both Iraq and Kuwait; it marks a neighbourhood, not a promise
    """
    flags = [np.asarray(x, dtype=float) for x in (defence_with_target, any_with_initiator, major, neighbour)]
    for name, flag in zip(("defence_with_target", "any_with_initiator", "major", "neighbour"), flags):
        if not np.all((flag >= 0) & (flag <= 1)):
            raise ModelInputError("must be 0 or 1", where=f"join_probability({name})")
    x = [np.ones(()), flags[0] * (1.0 - flags[1]), *flags[1:], np.asarray(ln_capability, dtype=float)]
    terms = np.stack(np.broadcast_arrays(*x), axis=-1)
    b = np.asarray(_joining().values if beta is None else beta, dtype=float)
    if b.shape[-1:] != (len(_TERMS),):
        raise ModelInputError(f"{len(_TERMS)} coefficients are needed", where="join_probability(beta)")
    b = b.reshape(b.shape[:-1] + (1,) * (terms.ndim - b.ndim) + b.shape[-1:])
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * (terms * b).sum(axis=-1))))


def pair_probability(trigger: ArrayLike, honour: ArrayLike, baseline: ArrayLike) -> NDArray[np.float64]:
    """Return q = trigger h + (1 - trigger) b, the chance that v joins the side of u.

    Parameters
    ----------
    trigger : shape (...), 0/1 or a probability: is an obligation of v towards u due?
    honour : shape (...), probability that it is kept
    baseline : shape (...), probability of joining without obligation

    Returns
    -------
    shape (...)
    """
    t, h, b = (
        unit_interval(x, n) for x, n in ((trigger, "trigger"), (honour, "honour"), (baseline, "baseline"))
    )
    return np.asarray(t * h + (1.0 - t) * b)


def cascade(q: ArrayLike, seed: ArrayLike, uniforms: ArrayLike) -> NDArray[np.int64]:
    """Run the independent cascade on one side, in rounds.

    Parameters
    ----------
    q : shape (..., N, N), q[u, v] = P(v joins | u fights)
    seed : shape (..., N), bool, who fights at first
    uniforms : shape (..., N, N) on [0, 1); edge u -> v works where the number is below q[u, v], so that
        raising q never loses a participant

    Returns
    -------
    shape (..., N), the round in which each state joins: 0 for seeds, -1 never
    """
    works = np.asarray(uniforms, dtype=float) < unit_interval(q, "q")
    start = np.asarray(seed, dtype=bool)
    shape = np.broadcast_shapes(works.shape[:-1], start.shape)
    rounds = np.where(np.broadcast_to(start, shape), 0, -1).astype(np.int64)
    new, k = rounds == 0, 0
    while new.any():
        k += 1
        new = (new[..., :, None] & works).any(axis=-2) & (rounds < 0)
        rounds[new] = k
    return rounds


class Participants(NamedTuple):
    """Who fights where: ``side`` 0 or 1, -1 for neither; ``round`` of entry, 0 for seeds, -1 never."""

    side: NDArray[np.int64]
    round: NDArray[np.int64]


def two_sided_cascade(
    q: ArrayLike, seeds: ArrayLike, uniforms: ArrayLike, strength: ArrayLike
) -> Participants:
    """Run the cascade on both sides at once; nobody who fights changes sides.

    Parameters
    ----------
    q : shape (..., 2, N, N), per side; q[s, u, v] = P(v joins side s | u fights on s)
    seeds : shape (..., 2, N), bool; the two sides must not overlap
    uniforms : shape (..., 2, N, N) on [0, 1)
    strength : shape (..., 2, N, N), strength of v's obligation towards u on that side, 0 without one

    Returns
    -------
    Participants, shape (..., N). Whom both sides draw in the same round follows the stronger obligation;
    where the two are equal it stays out for good
    """
    works = np.asarray(uniforms, dtype=float) < unit_interval(q, "q")
    start, force = np.asarray(seeds, dtype=bool), np.asarray(strength, dtype=float)
    if np.any(start.all(axis=-2)):
        raise ModelInputError("a state is on both sides", where="two_sided_cascade(seeds)")
    shape = np.broadcast_shapes(works.shape[:-1], start.shape, force.shape[:-1])
    new = np.array(np.broadcast_to(start, shape))
    side = np.where(new[..., 0, :], 0, np.where(new[..., 1, :], 1, -1)).astype(np.int64)
    rounds, torn, k = np.where(side >= 0, 0, -1).astype(np.int64), np.zeros(side.shape, dtype=bool), 0
    while new.any():
        k += 1
        tries = new[..., :, None] & works
        pull = np.where(tries, force, -1.0).max(axis=-2)
        free = (side < 0) & ~torn & (pull >= 0).any(axis=-2)
        first, second = pull[..., 0, :], pull[..., 1, :]
        torn |= free & (first == second)
        new = np.stack([free & (first > second), free & (second > first)], axis=-2)
        side = np.where(new[..., 0, :], 0, np.where(new[..., 1, :], 1, side))
        rounds = np.where(new.any(axis=-2), k, rounds)
    return Participants(side, rounds)


def spectral_radius(q: ArrayLike) -> NDArray[np.float64]:
    """Return the spectral radius of Q, shape (...), from shape (..., N, N); below 1 cascades stay small."""
    return np.asarray(np.abs(np.linalg.eigvals(unit_interval(q, "q"))).max(axis=-1))


def linear_bound(q: ArrayLike, seed: ArrayLike) -> NDArray[np.float64]:
    """Return an upper bound on each state's chance of taking part, seed (I - Q)^-1.

    Parameters
    ----------
    q : shape (..., N, N)
    seed : shape (..., N), bool

    Returns
    -------
    shape (..., N), at least 1 for the seeds; infinite where Q is not subcritical
    """
    matrix, start = unit_interval(q, "q"), np.asarray(seed, dtype=float)
    small = spectral_radius(matrix) < 1.0
    safe = np.where(small[..., None, None], matrix, 0.0)
    bound = np.linalg.solve(np.swapaxes(np.eye(matrix.shape[-1]) - safe, -1, -2), start[..., None])[..., 0]
    return np.where(small[..., None], bound, np.inf)


def chain_gang(
    q_pacts: ArrayLike, q_none: ArrayLike, seed: ArrayLike, uniforms: ArrayLike
) -> NDArray[np.int64]:
    """Return how many more states fight because of the pacts, with the same luck, shape (...).

    Parameters
    ----------
    q_pacts, q_none : shape (..., N, N), with the pacts and without
    seed : shape (..., N)
    uniforms : shape (..., N, N)
    """
    with_pacts, without = (cascade(q, seed, uniforms) for q in (q_pacts, q_none))
    return np.asarray((with_pacts >= 0).sum(axis=-1) - (without >= 0).sum(axis=-1))


class Entanglement(NamedTuple):
    """A member's yearly war risk through others: with its pacts, without, and the difference."""

    with_pacts: NDArray[np.float64]
    without: NDArray[np.float64]
    added: NDArray[np.float64]


def entanglement_index(
    onset: ArrayLike, trigger: ArrayLike, honour: ArrayLike, baseline: ArrayLike
) -> Entanglement:
    """Return what a member's pacts add to its chance of war in a year.

    Parameters
    ----------
    onset : shape (..., J), chance that partner j is at war, moral hazard included
    trigger : shape (..., J), chance that the obligation towards j falls due
    honour : shape (..., J), chance that it is kept, in (0, 1)
    baseline : shape (..., J), chance of joining without it

    Returns
    -------
    Entanglement, shape (...)
    """
    h = np.asarray(honour, dtype=float)
    if not np.all((h > 0) & (h < 1)):
        raise ModelInputError("must lie in (0, 1)", where="entanglement_index(honour)")
    p, b = unit_interval(onset, "onset"), unit_interval(baseline, "baseline")
    risk = 1.0 - np.prod(1.0 - p * pair_probability(trigger, h, b), axis=-1)
    alone = 1.0 - np.prod(1.0 - p * b, axis=-1)
    return Entanglement(risk, alone, risk - alone)


def entrapment_share(
    joined: ArrayLike, stake: ArrayLike, threshold: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return the share of each member's wars in which it had next to no stake of its own.

    Parameters
    ----------
    joined : shape (W, ..., N), bool, wars first
    stake : shape (W, ..., N), the member's direct stake in each war [utility]
    threshold : stake below which the war counts; None takes the default of the record

    Returns
    -------
    shape (..., N), nan for members that joined no war
    """
    limit = EntanglementParameters().stake if threshold is None else threshold
    wars = np.asarray(joined, dtype=bool)
    total = wars.sum(axis=0)
    trapped = (wars & (np.asarray(stake, dtype=float) < limit)).sum(axis=0)
    return np.where(total > 0, trapped / np.maximum(total, 1), np.nan)


CARD = Card(
    id="decisions.entanglement",
    title="War joining, cascades of joiners and the war risk owed to pacts",
    cites=("kempe2003", "siverson1991", "snyder1984", "benson2011", "johnson2011", "beckley2015"),
    valid="interstate wars; joining means fighting within a year, not aid",
    claims_not="a precise effect of pacts on joining: 52 joiners in 14 wars stand behind the estimate, some of them "
    "attacked rather than joining",
)
