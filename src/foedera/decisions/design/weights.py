r"""The square-root law: weights that give every citizen the same say in a body of states.

A citizen of a state with N people decides the state's vote with chance about sqrt(2 / (pi N)) (random, independent
votes), and the state decides in the body with chance beta'. All citizens have the same indirect power if beta' is
proportional to sqrt(N) (Penrose 1946). Weights w proportional to sqrt(N) give that, nearly, at the quota

    q / sum w = 1/2 (1 + sqrt(sum w^2) / sum w),

one standard deviation of random votes above one half (Slomczynski and Zyczkowski 2007, the "Jagiellonian
Compromise"); for states of random size it is about 1/2 + 1 / sqrt(pi n).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError

__all__ = ["CARD", "indirect_power", "optimal_quota", "penrose_weights", "typical_quota", "whole_votes"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MAX_VOTES = 10**9
"""Votes that :func:`whole_votes` hands out at most: far below what a table of weights can count."""


def penrose_weights(population: ArrayLike) -> Floats:
    """Return weights by the square-root law, as shares, shape (..., n).

    Parameters
    ----------
    population : shape (..., n) [persons, in any unit], > 0
    """
    root = np.sqrt(positive(population, "penrose_weights(population)"))
    _listed(root, "penrose_weights(population)")
    return np.asarray(root / root.sum(axis=-1, keepdims=True))


def optimal_quota(weights: ArrayLike) -> Floats:
    """Return the quota at which Banzhaf power is nearly proportional to these weights, shape (...) [share].

    Parameters
    ----------
    weights : shape (..., n), >= 0, not all 0
    """
    w = not_negative(weights, "optimal_quota(weights)")
    _listed(w, "optimal_quota(weights)")
    total = w.sum(axis=-1)
    if not np.all(total > 0):
        raise ModelInputError("all weights are 0", where="optimal_quota(weights)")
    return np.asarray(0.5 * (1.0 + np.sqrt((w**2).sum(axis=-1)) / total))


def typical_quota(members: int) -> float:
    """Return the optimal quota of a body of that many members of random size [share], >= 1."""
    if members < 1:
        raise ModelInputError(f"{members} members", where="typical_quota(members)", fix="1 or more")
    return float(min(1.0, 0.5 + 1.0 / np.sqrt(np.pi * members)))


def indirect_power(banzhaf_absolute: ArrayLike, population: ArrayLike) -> Floats:
    """Return the chance that a citizen decides, through the vote of its state, shape (..., n).

    Parameters
    ----------
    banzhaf_absolute : shape (..., n), chance that each state decides, in [0, 1]
    population : shape (..., n) [persons], >= 1, of which sqrt(2 / (pi N)) is the large-N limit of the chance to
        decide within the state (8 per cent too low for 3 people, 0.25 for 101)
    """
    beta = unit_interval(banzhaf_absolute, "indirect_power(banzhaf_absolute)")
    people = positive(population, "indirect_power(population)")
    if not np.all(people >= 1):
        raise ModelInputError(
            "fewer than one person", where="indirect_power(population)", fix="count persons"
        )
    return np.asarray(beta * np.sqrt(2.0 / (np.pi * people)))


def whole_votes(weights: ArrayLike, votes: int) -> Integers:
    """Return whole votes in proportion to weights, by largest remainders, shape (n,).

    Parameters
    ----------
    weights : shape (n,), >= 0, not all 0
    votes : to be handed out, 1 to ``MAX_VOTES``; of equal remainders the first in the order gets the vote
    """
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or not w.size or not (np.all(w >= 0) and np.all(np.isfinite(w)) and w.sum() > 0):
        raise ModelInputError(
            "weights must be a list of numbers >= 0, not all 0", where="whole_votes(weights)"
        )
    if not 1 <= votes <= MAX_VOTES:
        raise ModelInputError(f"{votes} votes", where="whole_votes(votes)", fix=f"1 to {MAX_VOTES}")
    exact = w / w.sum() * votes
    whole = np.floor(exact + 1e-9).astype(np.int64)
    missing = votes - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:missing]] += 1
    return np.asarray(whole)


def _listed(values: Floats, where: str) -> None:
    if values.ndim == 0 or not values.shape[-1]:
        raise ModelInputError("one number per member is needed", where=where)


CARD = Card(
    id="decisions.weights",
    title="Square-root weights and the quota that goes with them",
    cites=("penrose1946", "felsenthal1998", "slomczynski2006", "slomczynski2007", "zyczkowski2014"),
    valid="many members, none of them as heavy as all the others; citizens who vote independently",
    claims_not="that citizens of one state do vote independently: where they are of one mind, equal say needs "
    "weights nearer to the populations themselves",
)
