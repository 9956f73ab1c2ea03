"""What a disruption cost: days of GDP, days of final demand, the part of an economy that stopped."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.supply.network import Network

__all__ = ["days_of_gdp", "days_unserved", "members_of", "stopped_share"]

Floats = NDArray[np.float64]
_WITHIN = 90


def members_of(net: Network, member: ArrayLike | None) -> NDArray[np.int64]:
    """Return the member 0..C-1 of each industry, shape (I,); everybody is member 0 by default.

    Parameters
    ----------
    net : the economy
    member : shape (I,), whole numbers from 0

    Raises
    ------
    ModelInputError : another shape, or not whole numbers from 0
    """
    n = len(net.output)
    who = np.zeros(n, dtype=np.int64) if member is None else np.asarray(member)
    if who.shape != (n,) or not np.issubdtype(who.dtype, np.integer) or who.min() < 0:
        raise ModelInputError(
            f"must be {n} whole numbers from 0, the member of each industry", where="member"
        )
    return who.astype(np.int64)


def days_of_gdp(net: Network, output: ArrayLike, member: ArrayLike | None = None) -> Floats:
    """Return the value added lost over all days, in days of each member's own GDP, shape (..., C).

    Parameters
    ----------
    net : the economy
    output : shape (..., T, I), relative to the base
    member : shape (I,), the member 0..C-1 of each industry; one economy by default, C = 1
    """
    gone = 1.0 - _path(net, output)
    weight = _weights(net, member)
    return np.asarray((gone.sum(axis=-2) @ weight.T) / weight.sum(axis=1))


def stopped_share(
    net: Network, output: ArrayLike, member: ArrayLike | None = None, *, within: int = _WITHIN
) -> Floats:
    """Return the largest share of each member's value added that stood still on one day, shape (..., C).

    Parameters
    ----------
    net : the economy
    output : shape (..., T, I), relative to the base
    member : shape (I,), the member 0..C-1 of each industry; one economy by default
    within : days to look at, >= 1

    Raises
    ------
    ModelInputError : ``within`` is below 1
    """
    if within < 1:
        raise ModelInputError("must be at least 1 day", where="stopped_share(within)")
    weight = _weights(net, member)
    made = _path(net, output)[..., :within, :] @ weight.T / weight.sum(axis=1)
    return np.asarray(np.clip(1.0 - made.min(axis=-2), 0.0, 1.0))


def days_unserved(net: Network, unmet: ArrayLike) -> Floats:
    """Return final demand not served over all days, in days of all final demand, shape (...).

    Parameters
    ----------
    net : the economy
    unmet : shape (..., T, F) [busd a day]
    """
    return np.asarray(np.asarray(unmet, dtype=float).sum(axis=(-2, -1)) / net.y.sum())


def _weights(net: Network, member: ArrayLike | None) -> Floats:
    who = members_of(net, member)
    weight = (who == np.arange(who.max() + 1)[:, None]) * net.value_added
    if not weight.any(axis=1).all():
        raise ModelInputError("every member from 0 to the largest must have an industry", where="member")
    return np.asarray(weight)


def _path(net: Network, output: ArrayLike) -> Floats:
    path = np.asarray(output, dtype=float)
    if path.ndim < 2 or path.shape[-1] != len(net.output):
        raise ModelInputError(
            f"must have the shape (..., days, {len(net.output)} industries)", where="output"
        )
    return path
