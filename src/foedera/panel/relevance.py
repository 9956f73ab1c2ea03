"""Which dyads could fight at all, and how strong each side is.

Politically relevant dyads are those that touch or that have a major power in them (maoz1993; lemke2001
show that they hold most disputes). Most pairs of states are neither and almost never quarrel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = ["capability_ratio", "politically_relevant"]


def politically_relevant(contiguous: ArrayLike, major: ArrayLike) -> NDArray[np.bool_]:
    """Politically relevant dyads.

    Parameters
    ----------
    contiguous : shape (..., N, N) [bool]
        whether two states touch by land or sea
    major : shape (..., N) [bool]
        whether a state is a major power

    Returns
    -------
    shape (..., N, N) [bool], the diagonal False
    """
    touch, power = np.asarray(contiguous, dtype=bool), np.asarray(major, dtype=bool)
    if touch.ndim < 2 or touch.shape[-1] != touch.shape[-2] or power.shape[-1:] != touch.shape[-1:]:
        raise ModelInputError(
            f"contiguous has shape {touch.shape}, major {power.shape}; wanted (..., N, N) and (..., N)",
            where="relevance.politically_relevant",
        )
    relevant: NDArray[np.bool_] = touch | power[..., :, None] | power[..., None, :]
    return np.logical_and(relevant, ~np.eye(touch.shape[-1], dtype=bool))


def capability_ratio(capability: ArrayLike) -> NDArray[np.float64]:
    """Share of the row state in the capabilities of the two.

    Parameters
    ----------
    capability : shape (..., N) [share], >= 0
        capabilities in any unit

    Returns
    -------
    shape (..., N, N) [share]: c_i / (c_i + c_j); 0.5 where both are 0, and on the diagonal
    """
    c = np.asarray(capability, dtype=float)
    if not np.all(c >= 0):
        raise ModelInputError("a capability is negative or not a number", where="relevance.capability_ratio")
    total = c[..., :, None] + c[..., None, :]
    own = np.broadcast_to(c[..., :, None], total.shape)
    ratio: NDArray[np.float64] = np.divide(own, total, out=np.full(total.shape, 0.5), where=total > 0)
    return ratio
