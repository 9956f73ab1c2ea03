r"""What an agenda setter gets under a decision rule.

A setter with ideal point a makes one offer against the status quo s and nobody may amend it (closed rule; Romer and
Rosenthal 1978). In one dimension the answer is a itself, moved into the win set of :mod:`foedera.decisions.spatial`:

    y = min(max(a, min(s, 2 p_L - s)), max(s, 2 p_R - s)),     q of n: p_R = x_(n-q+1), p_L = x_(q).

In several the win set is a union of intersections of balls, with neither a closed form nor one piece (McKelvey 1976
shows how wild the set of what majorities may replace can be), so that the nearest point is searched for: first over
the whole ball about the setter that holds the status quo, then ever closer about the best found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.decisions.spatial import finite, sincere_ballots, win_interval
from foedera.decisions.voting import ABSTAIN, YES, Rule

__all__ = ["CARD", "Outcome", "setter", "setter_outcome"]

FAR = 5.0
"""Standard deviations from the members' mean beyond which a status quo is called far."""

POINTS = 10_000
"""Candidate points of the search in several dimensions."""

_CLOSER = 3
"""How often the search starts again, closer."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Outcome(NamedTuple):
    """What a setter gets.

    Parameters
    ----------
    policy : shape (...), or (..., d)
    tied : shape (...), another acceptable point as near to the setter was found elsewhere; never in one dimension
    far : shape (...), the status quo lies more than ``FAR`` standard deviations from the mean ideal point
    """

    policy: Floats
    tied: Flags
    far: Flags


def setter(
    ideal: ArrayLike, q: int, status_quo: ArrayLike, agenda: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return the policy under q of n with a closed rule, and the ends of the gridlock interval.

    A setter with ideal point a offers one proposal, which passes if at least q members like it no less than
    the status quo (Romer and Rosenthal 1978).

    Parameters
    ----------
    ideal : shape (..., n)
    q : votes needed, 1 to n
    status_quo, agenda : s and a, shape (...); same unit

    Returns
    -------
    Policy y, x_(n-q+1) and x_(q), each of shape (...); for q <= n/2 the second exceeds the third and no status quo
    is safe

    Raises
    ------
    ModelInputError : q outside 1..n, or a position is missing
    """
    x = finite(ideal, "setter(ideal)")
    n = x.shape[-1] if x.ndim else 0
    if isinstance(q, bool) or not isinstance(q, int | np.integer) or not 1 <= q <= n:
        raise ModelInputError(f"q = {q!r} of {n} members", where="setter(q)", fix=f"1 to {n}")
    ordered = np.sort(x, axis=-1)
    right, left = ordered[..., n - q], ordered[..., q - 1]
    s = finite(status_quo, "setter(status_quo)")
    low, high = np.minimum(s, 2.0 * left - s), np.maximum(s, 2.0 * right - s)
    y, right, left = np.broadcast_arrays(np.clip(finite(agenda, "setter(agenda)"), low, high), right, left)
    return y, right, left


def setter_outcome(
    rule: Rule,
    ideal: ArrayLike,
    status_quo: ArrayLike,
    agenda: ArrayLike,
    *,
    policy_axis: bool = False,
    points: int = POINTS,
) -> Outcome:
    """Return what a setter gets under any rule: the acceptable policy nearest to its ideal point.

    Members who are indifferent say yes: the setter could give them a hair more. In one dimension the answer is
    exact. In several it is searched for within the ball about the setter that holds the status quo: the setter's
    own point, for each member the nearest point that it accepts, and ``points`` points spread evenly, then as many
    again three times, ever closer about the best found. What is
    returned is acceptable; a part of the win set narrower than the distance between the points may be missed.

    Parameters
    ----------
    rule : over n members; in one dimension one in which a yes never hurts
    ideal : shape (..., n), or (..., n, d) with ``policy_axis``
    status_quo, agenda : s and a, shape (...), or (..., d)
    points : candidate points per search, at least 1
    """
    where = "setter_outcome"
    s, a = finite(status_quo, f"{where}(status_quo)"), finite(agenda, f"{where}(agenda)")
    if not policy_axis:
        x = finite(ideal, f"{where}(ideal)")
        low, high = win_interval(rule, x, s)
        y = np.asarray(np.clip(a, low, high))
        return Outcome(y, np.zeros(y.shape, dtype=bool), _far(x[..., None], s[..., None], y.shape))
    x = finite(ideal, f"{where}(ideal)")
    if x.ndim < 2 or x.shape[-2] != len(rule.members) or points < 1:
        raise ModelInputError(
            f"ideal points of shape {x.shape} for {len(rule.members)} members, {points} points", where=where
        )
    lead = np.broadcast_shapes(x.shape[:-2], s.shape[:-1], a.shape[:-1])
    d = x.shape[-1]
    rows_x = np.broadcast_to(x, (*lead, *x.shape[-2:])).reshape(-1, *x.shape[-2:])
    rows_s, rows_a = (np.broadcast_to(v, (*lead, d)).reshape(-1, d) for v in (s, a))
    cube = _spread(points, d)
    found = [_search(rule, *row, cube) for row in zip(rows_x, rows_s, rows_a)]
    y = np.array([policy for policy, _ in found]).reshape(*lead, d)
    tied = np.array([tie for _, tie in found], dtype=bool).reshape(lead)
    return Outcome(y, tied, _far(x, s, lead))


def _far(x: Floats, s: Floats, shape: tuple[int, ...]) -> Flags:
    away = np.sqrt(((s - x.mean(axis=-2)) ** 2).sum(axis=-1))
    sd = np.sqrt(x.var(axis=-2).sum(axis=-1))
    return np.array(np.broadcast_to((away > FAR * sd) & (sd > 0), shape))


def _search(rule: Rule, x: Floats, s: Floats, a: Floats, cube: Floats) -> tuple[Floats, bool]:
    def accepts(points: Floats) -> Flags:
        ballots = sincere_ballots(x, s, points[:, None, :], policy_axis=True)
        return rule.adopted(np.where(ballots == ABSTAIN, YES, ballots))

    reach, away = np.linalg.norm(x - s, axis=-1), np.linalg.norm(x - a, axis=-1)
    ratio = np.minimum(reach / np.where(away > 0, away, 1.0), 1.0)
    return _nearest(accepts, a, s, x + (a - x) * ratio[:, None], cube)


def _spread(points: int, dimensions: int) -> Floats:
    """Return points spread evenly over the unit cube, shape (points, dimensions), the same at every call.

    Multiples, modulo 1, of the powers of 1/g with g the positive root of g^(d+1) = g + 1, the golden ratio for
    one dimension.
    """
    g = 1.5
    for _ in range(60):
        g = (1.0 + g) ** (1.0 / (dimensions + 1))
    step = g ** -np.arange(1.0, dimensions + 1)
    return np.asarray((0.5 + np.arange(1, points + 1)[:, None] * step) % 1.0)


def _nearest(
    accepts: Callable[[Floats], Flags], setter: Floats, status_quo: Floats, tries: Floats, cube: Floats
) -> tuple[Floats, bool]:
    """Return the acceptable point nearest to the setter, and whether another as near lies elsewhere.

    Parameters
    ----------
    accepts : whether points, shape (K, d), are acceptable; the status quo is
    setter, status_quo : shape (d,)
    tries : shape (T, d), points worth trying first
    cube : shape (K, d), points of the unit cube, see :func:`_spread`

    Returns
    -------
    The point, shape (d,), and the flag: some acceptable candidate is as near to the setter, up to the distance
    between candidates, and too far from the point to belong to the same stretch of boundary
    """
    radius = float(np.linalg.norm(status_quo - setter))
    if radius == 0.0 or accepts(setter[None])[0]:
        return setter.copy(), False
    gap = min(2.0 * len(cube) ** (-1.0 / cube.shape[1]), 0.5)
    wide = np.concatenate([status_quo[None], tries, setter + radius * (2.0 * cube - 1.0)])
    wide = wide[_distance(wide, setter) <= radius * (1.0 + 1e-12)]
    fine = accepts(wide)
    fine[0] = True
    wide = wide[fine]
    away = _distance(wide, setter)
    best = wide[np.argmin(away)]
    half = radius
    for _ in range(_CLOSER):
        half *= gap
        close = best + half * (2.0 * cube - 1.0)
        close = close[_distance(close, setter) < _distance(best[None], setter)]
        close = close[accepts(close)]
        if len(close):
            best = close[np.argmin(_distance(close, setter))]
    as_near = away <= _distance(best[None], setter) + radius * gap
    elsewhere = _distance(wide, best) > 1.5 * radius * np.sqrt(2.0 * gap)
    return best, bool((as_near & elsewhere).any())


def _distance(points: Floats, to: Floats) -> Floats:
    return np.asarray(np.linalg.norm(points - to, axis=-1))


CARD = Card(
    id="decisions.agenda",
    title="What an agenda setter gets",
    cites=("romer1978", "mckelvey1976"),
    valid="one offer, no amendment, positions known; in one dimension rules in which a yes never hurts",
    claims_not="that the setter is free: who may propose, and what, is often decided before",
)
