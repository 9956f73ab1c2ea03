r"""What a member gains when its body acts against an aggressor, from ideal points.

The status quo s is that the aggressor has its way, the proposal b is the body's line. The spatial gain of
:func:`foedera.decisions.voting.net_utility` is held within a saturation S, so that no distance makes a vote certain:

    v_i = S tanh( (|x_i - s|^2 - |x_i - b|^2) / (sigma S) ).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.decisions.voting import net_utility

__all__ = ["AGAINST", "CARD", "stake"]

AGAINST = -50.0
"""Utility of a member that is itself the aggressor [logit]: it never agrees."""


def stake(
    ideal: ArrayLike, aggressor: ArrayLike, line: ArrayLike, sigma: ArrayLike, saturation: ArrayLike
) -> NDArray[np.float64]:
    """Return each member's gain from acting, shape (..., n) [logit].

    Parameters
    ----------
    ideal : shape (..., n) [policy scale]
    aggressor, line : shape (...), the aggressor's ideal point and the body's line
    sigma : shape (...) or a number, preference noise [policy scale squared], > 0
    saturation : S > 0 [logit], the largest gain or loss

    Raises
    ------
    ModelInputError : a position is missing, sigma or saturation is not above 0
    """
    most = np.asarray(saturation, dtype=float)
    if not np.all(most > 0):
        raise ModelInputError("saturation must be above 0", where="stake(saturation)")
    s, b, noise = (np.asarray(a, dtype=float)[..., None] for a in (aggressor, line, sigma))
    gain = net_utility(ideal, s, b, noise)
    return np.asarray(most * np.tanh(gain / most))


CARD = Card(
    id="decisions.stakes",
    title="What members gain by acting against an aggressor",
    cites=("bailey2017",),
    valid="one dimension of conflict, that of the votes in the United Nations General Assembly",
    claims_not="that a vote follows from ideal points alone: duty, and what only the member knows, are added to it",
)
