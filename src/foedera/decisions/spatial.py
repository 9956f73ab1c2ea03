r"""Decisions from ideal points: what a rule can change, who is pivotal, how often it acts.

A member prefers proposal b to the status quo s where b is nearer to its ideal point x_i. In one dimension a move
to the right is liked by those with x_i > (s + b)/2, so that for any rule in which a yes never hurts two members
say everything (Krehbiel 1998; Tsebelis 2002):

    right pivot  p_R = max{x_k : those with x_i >= x_k carry a vote}       q of n: the q-th from the right
    left pivot   p_L = min{x_k : those with x_i <= x_k carry a vote}       q of n: the q-th from the left
    gridlock     [p_R, p_L], the status quos that nothing beats; empty where p_R > p_L (q <= n/2)
    win set      from min(s, 2 p_L - s) to max(s, 2 p_R - s)

With noise in preferences the ballots are those of :mod:`foedera.decisions.voting`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.decisions.voting import (
    ABSTAIN,
    NO,
    YES,
    Rule,
    VotingParameters,
    ballot_probabilities,
    net_utility,
    p_adopt,
)  # fmt: skip

__all__ = [
    "CARD", "Gridlock", "Pivots", "Winset", "act_probability", "average", "expected_act", "finite",
    "gridlock_interval", "pivot_probability", "pivots", "sincere_ballots", "win_interval", "winset",
]  # fmt: skip

_TIE = 1e-12
"""Squared distances that differ by less, as a share, are equal."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]

_DEFAULT = VotingParameters()


class Pivots(NamedTuple):
    """Who must agree to a move.

    ``right`` and ``left`` are indices of members, shape (...), -1 where nobody is: no yes suffices, or none is
    needed; ``right_at`` and ``left_at`` are their ideal points. Where no yes suffices they are -inf and inf, where
    none is needed inf and -inf.
    """

    right: Index
    left: Index
    right_at: Floats
    left_at: Floats


class Gridlock(NamedTuple):
    """Status quos that no proposal beats, ``low`` to ``high``, shape (...); none at all where ``empty``."""

    low: Floats
    high: Floats
    empty: Flags


class Winset(NamedTuple):
    """Which proposals beat the status quo, shape (..., K), and their share, shape (...)."""

    beats: Flags
    share: Floats


def sincere_ballots(
    ideal: ArrayLike, status_quo: ArrayLike, proposal: ArrayLike, *, policy_axis: bool = False
) -> NDArray[np.int8]:
    """Return each member's ballot without noise: yes if nearer to the proposal, abstaining if indifferent.

    Parameters
    ----------
    ideal : shape (..., n), or (..., n, d) with ``policy_axis``
    status_quo, proposal : what broadcasts with ``ideal``; same unit

    Returns
    -------
    shape (..., n), codes YES, ABSTAIN, NO
    """
    gain, scale = _gain(ideal, status_quo, proposal, policy_axis)
    return np.where(gain > scale, YES, np.where(gain < -scale, NO, ABSTAIN)).astype(np.int8)


def winset(
    rule: Rule,
    ideal: ArrayLike,
    status_quo: ArrayLike,
    proposals: ArrayLike,
    *,
    policy_axis: bool = False,
    indifferent_yes: bool = False,
) -> Winset:
    """Return which of the proposals beat a status quo when everybody votes sincerely.

    Parameters
    ----------
    rule : over n members
    ideal : shape (..., n), or (..., n, d) with ``policy_axis``
    status_quo : shape (...), or (..., d)
    proposals : shape (K,), or (K, d); over an even grid the share is the length or area of the win set as a
        share of the grid's
    indifferent_yes : whether members who are indifferent say yes instead of abstaining

    Returns
    -------
    Winset
    """
    x, s, b = (np.asarray(a, dtype=float) for a in (ideal, status_quo, proposals))
    if b.ndim != 1 + policy_axis or not b.shape[0]:
        raise ModelInputError(
            f"proposals of shape {b.shape}", where="winset(proposals)", fix="(K,) or (K, d)"
        )
    if policy_axis:
        ballots = sincere_ballots(x[..., None, :, :], s[..., None, None, :], b[:, None, :], policy_axis=True)
    else:
        ballots = sincere_ballots(x[..., None, :], s[..., None, None], b[:, None])
    if indifferent_yes:
        ballots = np.where(ballots == ABSTAIN, YES, ballots).astype(np.int8)
    beats = rule.adopted(ballots)
    return Winset(beats, np.asarray(beats.mean(axis=-1)))


def pivots(rule: Rule, ideal: ArrayLike) -> Pivots:
    """Return who is pivotal for moves to the right and to the left in one dimension.

    Parameters
    ----------
    rule : over n members
    ideal : shape (..., n)

    Raises
    ------
    ModelInputError : a position is missing, or a yes can hurt under this rule, so that no one is pivotal
    """
    x = _points(ideal, len(rule.members), "pivots(ideal)")
    right, right_at = _pivot(rule, x)
    left, left_at = _pivot(rule, -x)
    return Pivots(right, left, right_at, -left_at)


def gridlock_interval(rule: Rule, ideal: ArrayLike) -> Gridlock:
    """Return the status quos that no proposal beats in one dimension, exactly.

    Parameters
    ----------
    rule : over n members, one in which a yes never hurts
    ideal : shape (..., n)

    Returns
    -------
    Gridlock. From -inf to inf where no yes suffices; ``empty`` where a minority may decide, so that anything can be
    replaced: then ``low`` > ``high``
    """
    p = pivots(rule, ideal)
    return Gridlock(p.right_at, p.left_at, np.asarray(p.right_at > p.left_at))


def win_interval(rule: Rule, ideal: ArrayLike, status_quo: ArrayLike) -> tuple[Floats, Floats]:
    """Return the ends of what can replace a status quo in one dimension, each of shape (...).

    Between the ends everything but the status quo is adopted; at an end a pivot is indifferent. Both ends are the
    status quo where nothing beats it.

    Parameters
    ----------
    rule, ideal : see :func:`pivots`
    status_quo : shape (...)
    """
    p, s = pivots(rule, ideal), finite(status_quo, "win_interval(status_quo)")
    return np.minimum(s, 2.0 * p.left_at - s), np.maximum(s, 2.0 * p.right_at - s)


def act_probability(
    rule: Rule,
    ideal: ArrayLike,
    status_quo: ArrayLike,
    proposal: ArrayLike,
    parameters: VotingParameters = _DEFAULT,
    *,
    policy_axis: bool = False,
) -> Floats:
    """Return the chance that a proposal is adopted, given ideal points and noise, exactly.

    Parameters
    ----------
    rule : over n members
    ideal : shape (..., n), not all alike, or (..., n, d) with ``policy_axis``
    status_quo, proposal : s and b, shape (...), or (..., d)
    parameters : noise (as a share of the variance of the ideal points), width of abstention, veto inhibition

    Returns
    -------
    shape (...)
    """
    x, s, b = (np.asarray(v, dtype=float) for v in (ideal, status_quo, proposal))
    axis = -2 if policy_axis else -1
    variance = x.var(axis=axis)
    total = variance.sum(axis=-1) if policy_axis else variance
    if not np.all(total > 0):
        raise ModelInputError(
            "the ideal points do not differ, so that noise has no scale",
            where="act_probability(ideal)",
            fix="voting.net_utility takes sigma itself",
        )
    member = (..., None, slice(None)) if policy_axis else (..., None)
    sigma = np.asarray(parameters.noise_ratio * total)[..., None]
    v = net_utility(x, s[member], b[member], sigma, policy_axis=policy_axis)
    yes, no = ballot_probabilities(v, parameters.abstain_width, parameters.veto_inhibition, rule.veto_holders)
    return p_adopt(rule, yes, no).p


def expected_act(
    rule: Rule,
    ideal: ArrayLike,
    status_quos: ArrayLike,
    proposals: ArrayLike,
    parameters: VotingParameters = _DEFAULT,
    *,
    weights: ArrayLike | None = None,
) -> Floats:
    """Return the chance of adoption averaged over pairs of status quo and proposal: decisiveness under preferences.

    Parameters
    ----------
    rule : over n members
    ideal : shape (..., n)
    status_quos, proposals : shape (M,) or (..., M), e.g. draws from the range of the ideal points
    weights : shape (M,), >= 0, e.g. of a quadrature; None counts all pairs alike

    Returns
    -------
    shape (...)
    """
    x = _points(ideal, len(rule.members), "expected_act(ideal)")
    p = act_probability(rule, x[..., None, :], status_quos, proposals, parameters)
    return average(p, weights, "expected_act(weights)")


def pivot_probability(rule: Rule, p_yes: ArrayLike, p_no: ArrayLike) -> Floats:
    """Return the chance that each member's ballot decides: P(adopt | it says yes) - P(adopt | it says no).

    With P(yes) = P(no) = 1/2 this is the absolute Banzhaf index.

    Parameters
    ----------
    rule : over n members
    p_yes, p_no : shape (..., n); the rest abstains

    Returns
    -------
    shape (..., n), exact
    """
    yes, no = np.broadcast_arrays(np.asarray(p_yes, dtype=float), np.asarray(p_no, dtype=float))
    if yes.ndim == 0 or yes.shape[-1] != len(rule.members):
        raise ModelInputError(f"shape {yes.shape} for {len(rule.members)} members", where="pivot_probability")
    if not (np.all(yes >= 0) and np.all(no >= 0) and np.all(yes + no <= 1 + 1e-12)):
        raise ModelInputError("P(yes) and P(no) must be >= 0 and sum to at most 1", where="pivot_probability")
    n = yes.shape[-1]
    return rule.diagram.pivots(yes.reshape(-1, n), no.reshape(-1, n)).reshape(yes.shape)


def average(values: Floats, weights: ArrayLike | None, where: str) -> Floats:
    """Return the weighted mean over the last axis; None counts all alike."""
    if weights is None:
        return np.asarray(values.mean(axis=-1))
    w = np.asarray(weights, dtype=float)
    if w.shape != values.shape[-1:] or not np.all(w >= 0) or not w.sum() > 0:
        raise ModelInputError("one weight >= 0 per draw is needed", where=where)
    return np.asarray(values @ (w / w.sum()))


def _gain(ideal: ArrayLike, status_quo: ArrayLike, proposal: ArrayLike, axis: bool) -> tuple[Floats, Floats]:
    """Return the gain in squared distance and the size below which it is none."""
    x, s, b = (np.asarray(v, dtype=float) for v in (ideal, status_quo, proposal))
    if not (np.isfinite(x).all() and np.isfinite(s).all() and np.isfinite(b).all()):
        raise ModelInputError("a position is missing or not finite", where="sincere_ballots")
    now, then = (x - s) ** 2, (x - b) ** 2
    if axis:
        now, then = now.sum(axis=-1), then.sum(axis=-1)
    return np.asarray(now - then), np.asarray(_TIE * np.maximum(now, then))


def finite(values: ArrayLike, where: str) -> Floats:
    """Return positions as floats; raise :class:`ModelInputError` if one is missing or infinite."""
    v = np.asarray(values, dtype=float)
    if not np.isfinite(v).all():
        raise ModelInputError("a position is missing or not finite", where=where, fix="drop or impute it")
    return v


def _points(ideal: ArrayLike, members: int, where: str) -> Floats:
    x = finite(ideal, where)
    if x.ndim == 0 or x.shape[-1] != members:
        raise ModelInputError(f"ideal points of shape {x.shape} for {members} members", where=where)
    return x


def _pivot(rule: Rule, x: Floats) -> tuple[Index, Floats]:
    """Return the pivot of moves to the right and its ideal point, shape (...)."""
    order = np.argsort(-x, axis=-1, kind="stable")
    ballots = np.full(x.shape, NO, dtype=np.int8)
    won = [rule.adopted(ballots)]
    for k in range(x.shape[-1]):
        np.put_along_axis(ballots, order[..., k : k + 1], np.int8(YES), axis=-1)
        won.append(rule.adopted(ballots))
    carried = np.stack(won)
    if np.any(carried[:-1] & ~carried[1:]):
        raise ModelInputError(
            "a yes can hurt under this rule, so that it has no pivot",
            where="pivots(rule)",
            fix="winset takes any rule",
        )
    needed = np.where(carried.any(axis=0), carried.argmax(axis=0), x.shape[-1] + 1)
    last = np.clip(needed - 1, 0, x.shape[-1] - 1)[..., None]
    member = np.take_along_axis(order, last, axis=-1)[..., 0]
    at = np.take_along_axis(x, member[..., None], axis=-1)[..., 0]
    free, never = needed == 0, needed > x.shape[-1]
    return np.where(free | never, -1, member), np.where(free, np.inf, np.where(never, -np.inf, at))


CARD = Card(
    id="decisions.spatial",
    title="What a rule can change, who is pivotal and how often it acts",
    cites=("krehbiel1998", "tsebelis2002", "bailey2017"),
    valid="single-peaked symmetric preferences; pivots and gridlock for rules in which a yes never hurts",
    claims_not="that members vote by position alone: without noise nobody trades votes, waits or is bought",
)
