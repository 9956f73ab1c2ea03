"""What must be made, in all stages, for a final demand (Leontief; Miller and Blair 2009, chapter 2).

With A the input of good i per unit of good j, output x = A x + f has the one solution x = (I - A)^-1 f. It is not
negative for every demand if and only if the largest eigenvalue of A is below 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError

__all__ = ["gross_output", "total_requirements"]

Floats = NDArray[np.float64]


def total_requirements(inputs: ArrayLike) -> Floats:
    """Return the output of good i that a unit of final demand for good j needs in all, shape (..., I, I).

    Parameters
    ----------
    inputs : shape (..., I, I), >= 0, direct use of good i per unit of good j

    Raises
    ------
    ModelInputError : no square of numbers, or an economy that uses up as much as it makes
    """
    a = not_negative(inputs, "total_requirements(inputs)")
    if a.ndim < 2 or a.shape[-1] != a.shape[-2] or a.shape[-1] == 0:
        raise ModelInputError("must be square, goods used by goods made", where="total_requirements(inputs)")
    if np.abs(np.linalg.eigvals(a)).max(initial=0.0) >= 1.0:
        raise ModelInputError("the economy uses up as much as it makes, or more",
                              where="total_requirements(inputs)", fix="inputs per unit of output")  # fmt: skip
    return np.asarray(np.linalg.inv(np.eye(a.shape[-1]) - a), dtype=float)


def gross_output(inputs: ArrayLike, final: ArrayLike) -> Floats:
    """Return the output that serves a final demand, shape (..., I).

    Parameters
    ----------
    inputs : shape (..., I, I), as of :func:`total_requirements`
    final : shape (..., I), >= 0, final demand

    Raises
    ------
    ModelInputError : what :func:`total_requirements` raises, or a final demand that does not fit
    """
    need, f = total_requirements(inputs), not_negative(final, "gross_output(final)")
    if f.ndim == 0 or f.shape[-1] != need.shape[-1]:
        raise ModelInputError(
            f"must have one number for each of {need.shape[-1]} goods", where="gross_output(final)"
        )
    return np.asarray((need @ f[..., None])[..., 0])
