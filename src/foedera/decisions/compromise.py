r"""A proposal that gives way: after each failed round it moves part of the way back to the status quo.

    b_k = b_{k-1} + rho (s - b_{k-1}),   so that   b_k - s = beta_k (b_0 - s),   beta_k = (1 - rho)^k.

With v_i the gain of member i from the first proposal and S = |b_0 - s|^2 / sigma the stake, the gain from what
is left of it is, in any number of dimensions,

    v_i(beta) = beta v_i + beta (1 - beta) S,

and the dilution is |b_k - b_0| / |b_0 - s| = 1 - beta_k. A blocker with -S < v_i < 0 becomes indifferent at a
dilution of -v_i / S: the one closest to indifference is won first. Giving way has a price beyond dilution: at the
status quo nobody cares, and an indifferent member is no sure yes, so that too much of it loses friends.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError

__all__ = ["CARD", "Compromise", "compromise_moves"]


class Compromise(NamedTuple):
    """What a proposal that gives way changes.

    ``moves`` (..., K, n), added to the utilities of the first round in each round [logit]; ``dilution`` (K,), share
    of the change first proposed that is given up when the round is held.
    """

    moves: NDArray[np.float64]
    dilution: NDArray[np.float64]


def compromise_moves(v: ArrayLike, stake: ArrayLike, share: float, rounds: int) -> Compromise:
    """Return by how much members' utilities move as the proposal gives way, and how much of it is given up.

    Parameters
    ----------
    v : shape (..., n), gain from the first proposal over the status quo [logit]
    stake : shape (...), squared distance from status quo to first proposal over sigma [logit], > 0: the gain of a
        member who wants just that proposal
    share : rho in [0, 1], given up after each failed round; the record's ``compromise``
    rounds : K >= 1

    Returns
    -------
    Compromise; the first round is held on the first proposal

    Raises
    ------
    ModelInputError : stake <= 0, share outside [0, 1], rounds < 1
    """
    start, s = np.asarray(v, dtype=float), np.asarray(stake, dtype=float)
    if not np.all(s > 0) or rounds < 1:
        raise ModelInputError("stake > 0 and rounds >= 1 are needed", where="compromise_moves")
    beta = (1.0 - unit_interval(share, "compromise_moves(share)")) ** np.arange(rounds)
    left = beta[:, None]
    moves = (left - 1.0) * start[..., None, :] + left * (1.0 - left) * s[..., None, None]
    return Compromise(moves, 1.0 - beta)


CARD = Card(
    id="decisions.compromise",
    title="A proposal that gives way round by round",
    cites=("bailey2017",),
    valid="quadratic preferences; the draft can only move along the line to the status quo",
    claims_not="side payments: what a hold-out is given outside the text is not in it",
)
