r"""How the size of a body bears on its speed: closed forms for members who are alike.

With v_i ~ N(mu, H^2), drawn anew in each round, a member objects with probability pi = E L(-a - v) and a body of n
passes a silence with (1 - pi)^n. Without concessions that takes (1 - pi)^-n rounds on average. Where the views
stay as they are from round to round it takes longer, by Jensen's inequality: the same member objects again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError

__all__ = ["CARD", "consensus_rounds", "expected_kth_exponential", "objection_probability"]


def consensus_rounds(members: ArrayLike, objection: ArrayLike) -> NDArray[np.float64]:
    """Return the mean number of rounds until nobody objects, (1 - pi)^-n, shape (...).

    Parameters
    ----------
    members : shape (...), n >= 1
    objection : shape (...), pi in [0, 1), chance that a member objects in a round, the same in all rounds
    """
    n, pi = np.asarray(members, dtype=float), np.asarray(objection, dtype=float)
    if not (np.all(n >= 1) and np.all((pi >= 0) & (pi < 1))):
        raise ModelInputError("members >= 1 and an objection in [0, 1) are needed", where="consensus_rounds")
    return np.asarray((1.0 - pi) ** -n)


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


CARD = Card(
    id="decisions.body_size",
    title="The size of a body and its speed",
    cites=("mackay1992",),
    valid="members alike and independent, their views drawn anew in each round",
    claims_not="that a named large body is slow: who sits in it matters more than how many",
)
