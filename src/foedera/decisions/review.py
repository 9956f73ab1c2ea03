r"""Keeping a mandate in hand: review, sunset, accountability, and scope that creeps.

Ideal points drift as random walks (variance s^2 per year) while terms stay fixed, so that misfit, the mean squared
distance since the last review, grows as s^2 t. Misfit costs b a year, a review k_R.

    calendar     c(t) = b s^2 t / 2 + k_R / t             t* = sqrt(2 k_R / (b s^2)),   c* = s sqrt(2 b k_R)
    trigger m    mean misfit  m n / (2 (n + 2)),  expected interval m / s^2
                 c(m) = b m n / (2 (n + 2)) + k_R s^2 / m   m* = s sqrt(2 k_R (n + 2) / (b n)),
                                                            c* = s sqrt(2 b k_R n / (n + 2))

The trigger is a review as soon as misfit, averaged over n members, reaches m. Its mean follows from the first
exit of an n-dimensional Brownian motion from a ball: E of the integral of r^2 is R^4 / (2 s^2 (n + 2)) and E of the
exit time R^2 / (n s^2), R^2 = n m. It saves 1 - sqrt(n / (n + 2)) over the calendar: 42 per cent for one member,
7 per cent for twelve, because a sum over many members is hardly less regular than a clock. Uncertainty shortens the
interval, which is why it brings finite durations and renegotiation (Koremenos 2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "ITEMS", "Calendar", "ReviewParameters", "ReviewRun", "Trigger", "accountability", "calendar_cost",
    "mission_creep", "review_opt", "simulate_review", "sunset_life", "termination_value", "trigger_cost",
    "trigger_opt",
]  # fmt: skip

ITEMS = ("transparency", "parliaments", "independent review", "civil society", "review clause")
"""What accountability is made of (after Grant and Keohane 2005): votes and minutes made public; scrutiny by
parliaments; courts or independent review; access for civil society; a review or sunset clause with criteria that
can be verified."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReviewParameters(Record):
    """What drift and review cost."""

    drift: float = param(
        0.1, unit="1", low=0.0, source="ASSUMPTION: until estimated from yearly changes of ideal points",
        meaning="s, standard deviation of a year's change of an ideal point [policy unit/sqrt(year)]",
    )  # fmt: skip
    misfit_weight: float = param(
        1.0, unit="1", low=1e-9, source="ASSUMPTION: sets the scale of utility",
        meaning="b, cost of a unit of squared misfit [utility/policy unit^2/year]",
    )  # fmt: skip
    review_cost: float = param(
        0.05, unit="1", low=1e-9, source="ASSUMPTION: five years of the misfit of one year's drift",
        meaning="k_R, cost of a review [utility]",
    )  # fmt: skip


class Calendar(NamedTuple):
    """The best regular review: interval [year] and cost [utility/year]."""

    interval: Floats
    cost: Floats


class Trigger(NamedTuple):
    """The best triggered review: misfit that sets it off, expected interval [year], cost [utility/year]."""

    misfit: Floats
    interval: Floats
    cost: Floats


class ReviewRun(NamedTuple):
    """What a simulation found, each of shape (R,): cost [utility/year], mean misfit, reviews held."""

    cost: Floats
    misfit: Floats
    reviews: NDArray[np.int64]


def calendar_cost(
    interval: ArrayLike, drift: ArrayLike, misfit_weight: ArrayLike, review_cost: ArrayLike
) -> Floats:
    """Return c(t), the yearly cost of a review every ``interval`` years [utility/year].

    Parameters
    ----------
    interval : t > 0 [year]
    drift : s >= 0 [policy unit/sqrt(year)]
    misfit_weight : b > 0 [utility/policy unit squared/year]
    review_cost : k_R > 0 [utility]
    """
    s, b, k = _prices(drift, misfit_weight, review_cost, "calendar_cost")
    t = positive(interval, "calendar_cost(interval)")
    return np.asarray(b * s**2 * t / 2.0 + k / t)


def review_opt(drift: ArrayLike, misfit_weight: ArrayLike, review_cost: ArrayLike) -> Calendar:
    """Return the best regular review; without drift never, at no cost.

    Parameters
    ----------
    drift, misfit_weight, review_cost : see :func:`calendar_cost`
    """
    s, b, k = _prices(drift, misfit_weight, review_cost, "review_opt")
    moving = s > 0
    interval = np.sqrt(2.0 * k / b) / np.where(moving, s, 1.0)
    return Calendar(np.where(moving, interval, np.inf), np.asarray(s * np.sqrt(2.0 * b * k)))


def trigger_cost(
    misfit: ArrayLike,
    drift: ArrayLike,
    misfit_weight: ArrayLike,
    review_cost: ArrayLike,
    *,
    members: ArrayLike = 1,
) -> Floats:
    """Return c(m), the yearly cost of a review whenever misfit reaches m [utility/year].

    Parameters
    ----------
    misfit : m > 0 [policy unit squared]
    drift, misfit_weight, review_cost : see :func:`calendar_cost`
    members : n >= 1 whose ideal points drift independently
    """
    s, b, k = _prices(drift, misfit_weight, review_cost, "trigger_cost")
    m, n = positive(misfit, "trigger_cost(misfit)"), _members(members, "trigger_cost(members)")
    return np.asarray(b * m * n / (2.0 * (n + 2.0)) + k * s**2 / m)


def trigger_opt(
    drift: ArrayLike, misfit_weight: ArrayLike, review_cost: ArrayLike, *, members: ArrayLike = 1
) -> Trigger:
    """Return the best triggered review; without drift it never comes, at no cost.

    Parameters
    ----------
    drift, misfit_weight, review_cost : see :func:`calendar_cost`
    members : n >= 1 whose ideal points drift independently
    """
    s, b, k = _prices(drift, misfit_weight, review_cost, "trigger_opt")
    n = _members(members, "trigger_opt(members)")
    misfit = s * np.sqrt(2.0 * k * (n + 2.0) / (b * n))
    interval = np.where(s > 0, misfit / np.where(s > 0, s, 1.0) ** 2, np.inf)
    return Trigger(np.asarray(misfit), interval, np.asarray(s * np.sqrt(2.0 * b * k * n / (n + 2.0))))


def simulate_review(
    drift: ArrayLike,
    misfit_weight: float,
    review_cost: float,
    rng: np.random.Generator,
    *,
    members: int,
    runs: int,
    years: float,
    step: float,
    interval: float | None = None,
    misfit: float | None = None,
) -> ReviewRun:
    """Return what reviews cost in simulated drift, by calendar or by trigger.

    Memory is of the order runs x members whatever the length. Misfit is looked at once per step, so that a trigger
    overshoots: its interval is too long by about the square root of the step.

    Parameters
    ----------
    drift : s, a number or shape (members,), >= 0 [policy unit/sqrt(year)]
    misfit_weight, review_cost : b and k_R
    rng : draws ``runs`` x ``members`` normals per step
    members, runs : n and R, at least 1
    years, step : length and time step, 0 < step <= years [year]
    interval, misfit : one of the two: years between reviews, or the mean squared misfit that sets one off

    Returns
    -------
    ReviewRun
    """
    b, k = (float(positive(v, "simulate_review")) for v in (misfit_weight, review_cost))
    given = [v for v in (interval, misfit) if v is not None]
    if len(given) != 1:
        raise ModelInputError("either interval or misfit is needed", where="simulate_review", fix="give one")
    limit = float(positive(given[0], "simulate_review(interval, misfit)"))
    if members < 1 or runs < 1 or not 0 < step <= years < np.inf:
        raise ModelInputError("members, runs >= 1 and 0 < step <= years are needed", where="simulate_review")
    spread = not_negative(drift, "simulate_review(drift)") * np.sqrt(step)
    if spread.shape not in ((), (members,)):
        raise ModelInputError(f"drift of shape {spread.shape} for {members} members", where="simulate_review")
    steps, every = round(years / step), max(1, round(limit / step))
    away, total, reviews = np.zeros((runs, members)), np.zeros(runs), np.zeros(runs, dtype=np.int64)
    for t in range(1, steps + 1):
        away += spread * rng.standard_normal((runs, members))
        now = (away**2).mean(axis=-1)
        total += now
        due = now >= limit if interval is None else np.full(runs, t % every == 0)
        away[due] = 0.0
        reviews += due
    mean = total / steps
    return ReviewRun(b * mean + k * reviews / (steps * step), mean, reviews)


def sunset_life(interval: ArrayLike, renewal: ArrayLike) -> Floats:
    """Return the expected life of a pact that lapses unless renewed, t / (1 - r) [year]; inf if always renewed.

    Parameters
    ----------
    interval : t > 0 [year]
    renewal : r, chance of each renewal, on [0, 1], independent
    """
    t, r = positive(interval, "sunset_life(interval)"), unit_interval(renewal, "sunset_life(renewal)")
    return np.where(r < 1, t / np.where(r < 1, 1.0 - r, 1.0), np.inf)


def termination_value(utilities: ArrayLike, outside: ArrayLike = 0.0) -> Floats:
    """Return what the right to leave at renewal is worth: E max(U, o) - E U over draws [utility].

    Parameters
    ----------
    utilities : shape (..., M), utility of staying at renewal, as it may turn out
    outside : o, shape (...)
    """
    u, o = np.asarray(utilities, dtype=float), np.asarray(outside, dtype=float)
    if u.ndim == 0 or not u.shape[-1] or not (np.isfinite(u).all() and np.isfinite(o).all()):
        raise ModelInputError("utilities must be finite, at least one draw", where="termination_value")
    return np.asarray(np.maximum(o[..., None] - u, 0.0).mean(axis=-1))


def accountability(items: ArrayLike) -> Floats:
    """Return K, the mean of the five ``ITEMS``, shape (...).

    Parameters
    ----------
    items : shape (..., 5), each 0, 1/2 or 1; equal weights are an ASSUMPTION
    """
    a = np.asarray(items, dtype=float)
    if a.ndim == 0 or a.shape[-1] != len(ITEMS) or not np.isin(a, (0.0, 0.5, 1.0)).all():
        raise ModelInputError(
            "five items of 0, 1/2 or 1 are needed", where="accountability(items)", fix=", ".join(ITEMS)
        )
    return np.asarray(a.mean(axis=-1))


def mission_creep(
    growth: ArrayLike, years: ArrayLike, autonomy: ArrayLike, losses: ArrayLike, review: ArrayLike = np.inf
) -> Floats:
    """Return the cost of a mandate whose scope grows between reviews: k l (1 + g)^(years since the last one).

    Parameters
    ----------
    growth : g >= 0, growth of scope [1/year]; compounding is an ASSUMPTION
    years : since the start, >= 0
    autonomy, losses : k and l, >= 0
    review : years between reviews or sunsets with objective criteria, which reset the scope to 1; inf for none

    Returns
    -------
    What the arguments broadcast to [utility]
    """
    g, t, k, cost = (not_negative(v, "mission_creep") for v in (growth, years, autonomy, losses))
    every = np.asarray(review, dtype=float)
    if not np.all(every > 0):
        raise ModelInputError("review must be above 0 years", where="mission_creep(review)")
    return np.asarray(k * cost * (1.0 + g) ** np.fmod(t, every))


def _members(members: ArrayLike, where: str) -> Floats:
    n = np.asarray(members, dtype=float)
    if not np.all(n >= 1):
        raise ModelInputError("at least one member is needed", where=where)
    return n


def _prices(
    drift: ArrayLike, misfit_weight: ArrayLike, review_cost: ArrayLike, where: str
) -> tuple[Floats, Floats, Floats]:
    s = not_negative(drift, f"{where}(drift)")
    return (
        s,
        positive(misfit_weight, f"{where}(misfit_weight)"),
        positive(review_cost, f"{where}(review_cost)"),
    )


CARD = Card(
    id="decisions.review",
    title="Review, sunset, accountability and mission creep",
    cites=("koremenos2005", "grant2005"),
    valid="independent random-walk drift, terms fixed between reviews, a review that restores the fit fully",
    claims_not="that reviews succeed: a review may be blocked by those whom the old terms suit",
)
