"""Checks of arguments whose last axis is the members."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = ["Floats", "by_member", "require"]

Floats = NDArray[np.float64]


def by_member(first: ArrayLike, *others: ArrayLike) -> list[Floats]:
    """Return arguments broadcast against each other, each of shape (..., n).

    Parameters
    ----------
    first : shape (..., n), > 0, what every member has: income, benefit or share
    others : arrays that broadcast against it

    Raises
    ------
    ModelInputError : the first has no last axis, or is not above 0 and finite everywhere
    """
    values = [np.asarray(v, dtype=float) for v in (first, *others)]
    out = [np.asarray(x) for x in np.broadcast_arrays(*values)]
    require(np.asarray(out[0].ndim > 0), "members are the last axis", "first argument")
    fine = (out[0] > 0) & np.isfinite(out[0])
    require(fine, "incomes, benefits and shares must be above 0", "first argument")
    return out


def require(fine: NDArray[np.bool_], what: str, where: str) -> None:
    """Raise :class:`ModelInputError` unless everything is fine.

    Parameters
    ----------
    fine : any shape
    what : what is demanded, one sentence
    where : the argument it is about
    """
    if not np.all(fine):
        raise ModelInputError(what, where=where)
