r"""Shares of the cost of a facility that is built for the greatest need: an airport, a port, a radar.

The Shapley value, a member's addition to the cost averaged over the orders of joining, has the closed form of
Littlechild and Owen (1973),

    x_i = sum_{k<=i} (c_k - c_{k-1}) / (n - k + 1),      c sorted.

For other cost games it is counted over all coalitions or sampled, in :mod:`foedera.core.cost_games`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from foedera.core.cards import Card
from foedera.decisions.members import Floats, require

__all__ = ["CARD", "airport_shares"]


def airport_shares(cost: ArrayLike) -> Floats:
    """Return Shapley shares of a facility built for the greatest need, shape (..., n).

    Parameters
    ----------
    cost : shape (..., n), what would serve each member alone, >= 0 (Littlechild and Owen 1973)
    """
    c = np.asarray(cost, dtype=float)
    require(c >= 0, "a cost is negative", "airport_shares(cost)")
    order = np.argsort(c, axis=-1, kind="stable")
    steps = np.diff(np.take_along_axis(c, order, -1), axis=-1, prepend=0.0)
    shares = np.cumsum(steps / np.arange(c.shape[-1], 0, -1), axis=-1)
    return np.take_along_axis(shares, np.argsort(order, axis=-1, kind="stable"), -1)


CARD = Card(
    id="decisions.cost_shares",
    title="Shapley shares of a facility for the greatest need",
    cites=("littlechild1973",),
    valid="costs that only the greatest need among the users decides",
    claims_not="that members agree on their needs",
)
