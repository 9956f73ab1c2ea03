"""Seats with positions that are known only so well, and the motions that bodies are tried on.

The position of a state is its ideal point in the General Assembly, drawn from a normal distribution that has the
published 5 and 95 per cent quantiles. A seat that is no state stands for several: where several seats stand for the
same states each is held by one of them, another in every draw; a seat that is alone with its states takes their mean.

Whoever has no position that is known sits with the median of the others (ASSUMPTION), and its loss is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.pacts.institutions import Body
from foedera.world import World

__all__ = ["DRAWS", "Motions", "Seats", "motions_of", "seats_of"]

DRAWS = 30
"""Draws of the positions of all states."""

_Z95 = 1.6448536269514722

Floats = NDArray[np.float64]


class Seats(NamedTuple):
    """Where the members of a body stand.

    Parameters
    ----------
    points : shape (R, n), a row per draw of what is uncertain; R = 1 where nothing is
    missing : seats that no state with a known position stands behind
    uncertain : whether the draws differ
    """

    points: Floats
    missing: tuple[str, ...]
    uncertain: bool


class Motions(NamedTuple):
    """What is put to a vote, each of shape (M,): the status quo and the proposal that would replace it."""

    status_quos: Floats
    proposals: Floats


def seats_of(body: Body, world: World, rng: np.random.Generator | int, draws: int = DRAWS) -> Seats:
    """Return the positions of the seats of a body, drawn.

    Parameters
    ----------
    body :
        the body
    world :
        with the columns ideal_point and, if there is uncertainty, ideal_p05 and ideal_p95
    rng :
        seed or generator; under the same seed every body sees a state at the same place in the same draw
    draws :
        R >= 1

    Raises
    ------
    InputError
        nobody's position is known
    """
    luck = np.random.default_rng(rng)
    middle, low, high = (world.array(c).astype(float) for c in ("ideal_point", "ideal_p05", "ideal_p95"))
    known = np.isfinite(middle)
    sd = np.where(np.isfinite(low) & np.isfinite(high), (high - low) / (2.0 * _Z95), 0.0)
    drawn = np.where(known, middle + sd * luck.standard_normal((draws, len(middle))), np.nan)
    lots = luck.random((draws, len(middle)))  # the lowest lots of a region have its seats in a draw
    place = {code: k for k, code in enumerate(world.iso3) if known[k]}
    behind = {s: [place[c] for c in _states(body, s) if c in place] for s in body.members}
    missing = tuple(s for s in body.members if not behind[s])
    if len(missing) == len(body.members):
        raise InputError(
            f"no position is known of any of {len(missing)} seats of {body.title}", where="seats_of",
            fix="give the seats states in 'stands_for', or a world with ideal points",
        )  # fmt: skip
    points = np.full((draws, len(body.members)), np.nan)
    for seats, states in _sharing(body, behind):
        if len(states) == 1 or len(seats) == 1:
            points[:, seats] = drawn[:, states].mean(axis=1, keepdims=True)
        else:
            ranked = np.argsort(lots[:, states], axis=1)
            picked = np.asarray(states)[ranked[:, np.arange(len(seats)) % len(states)]]
            points[:, seats] = np.take_along_axis(drawn, picked, axis=1)
    uncertain = bool(np.nanmax(points.max(axis=0) - points.min(axis=0)) > 0)
    points = points if uncertain else points[:1]
    return Seats(
        np.where(np.isnan(points), np.nanmedian(points, axis=1, keepdims=True), points), missing, uncertain
    )


def _states(body: Body, seat: str) -> tuple[str, ...]:
    """Return the states that may hold a seat: without those that have a seat of their own, if others are left."""
    behind = body.stands_for[seat]
    return tuple(c for c in behind if c not in body.members) or behind


def _sharing(body: Body, behind: dict[str, list[int]]) -> list[tuple[list[int], list[int]]]:
    """Return places of seats that stand for the same states, with the places of these states in the world."""
    found: dict[tuple[int, ...], list[int]] = {}
    for k, seat in enumerate(body.members):
        if behind[seat]:
            found.setdefault(tuple(behind[seat]), []).append(k)
    return [(seats, list(states)) for states, seats in found.items()]


def motions_of(seats: Seats, status_quos: int = 7, proposals: int = 5) -> Motions:
    """Return the motions that every body is tried on, so that they can be compared.

    Parameters
    ----------
    seats :
        of the baseline
    status_quos :
        how many, spread evenly over the range in which the members stand on average
    proposals :
        how many members, spread evenly from one end to the other, each propose their own position

    Returns
    -------
    Motions, every proposal against every status quo
    """
    middle = np.sort(seats.points.mean(axis=0))
    low, high = middle[0], middle[-1]
    quos = low + (high - low) * (np.arange(status_quos) + 0.5) / status_quos
    offers = np.quantile(middle, (np.arange(proposals) + 0.5) / proposals)
    s, b = np.meshgrid(quos, offers, indexing="ij")
    return Motions(s.reshape(-1), b.reshape(-1))
