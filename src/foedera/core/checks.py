"""Checks of arguments that models share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = ["not_negative", "positive", "unit_interval"]


def not_negative(x: ArrayLike, where: str) -> NDArray[np.float64]:
    """Return numbers as an array; :class:`ModelInputError` unless all are finite and at least 0.

    Parameters
    ----------
    x : any shape
    where : the argument, for the message
    """
    v = np.asarray(x, dtype=float)
    if not np.all((v >= 0.0) & np.isfinite(v)):
        raise ModelInputError("must be finite and at least 0", where=where)
    return v


def positive(x: ArrayLike, where: str) -> NDArray[np.float64]:
    """Return numbers as an array; :class:`ModelInputError` unless all are finite and above 0.

    Parameters
    ----------
    x : any shape
    where : the argument, for the message
    """
    v = np.asarray(x, dtype=float)
    if not np.all((v > 0.0) & np.isfinite(v)):
        raise ModelInputError("must be finite and above 0", where=where)
    return v


def unit_interval(x: ArrayLike, where: str) -> NDArray[np.float64]:
    """Return shares or probabilities as an array; :class:`ModelInputError` unless all lie in [0, 1].

    Parameters
    ----------
    x : any shape
    where : the argument, for the message
    """
    p = np.asarray(x, dtype=float)
    if not np.all((p >= 0.0) & (p <= 1.0)):
        raise ModelInputError("must lie in [0, 1]", where=where)
    return p
