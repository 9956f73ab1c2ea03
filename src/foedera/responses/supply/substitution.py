r"""What an economy loses where one input is cut and the others stay: an aggregate with constant elasticity.

Output relative to the base, with a the input's share of spending, e what is left of it and sigma the elasticity of
substitution between it and all other inputs (Bachmann et al. 2024, for energy):

    Y = [1 - a + a e^((sigma - 1) / sigma)]^(sigma / (sigma - 1)),    e^a at sigma = 1,    min(1, e) at sigma = 0;

its price moves as its marginal product, (Y / e)^(1 / sigma), up to 1 / a at sigma = 0, where the other inputs are in
abundance and the one that is short takes all income. To second order in d = ln e,

    ln Y = a d + 1/2 a (1 - a) (1 - 1 / sigma) d^2,

which at a small sigma makes half of the loss disappear. Prices and shares are those of a market that clears.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, unit_interval
from foedera.core.errors import ModelInputError

__all__ = ["Cut", "cut", "second_order"]

Floats = NDArray[np.float64]

_ONE = 1e-6  # elasticities nearer to 1 are taken as 1, where the general form loses its digits


class Cut(NamedTuple):
    """An economy with less of an input, each shape (...).

    Parameters
    ----------
    output : change, as a share; below 0 for a loss
    price : the input's price over that before, relative to the price of output
    share : the input's new share of spending
    """

    output: Floats
    price: Floats
    share: Floats


def cut(share: ArrayLike, sigma: ArrayLike, lost: ArrayLike) -> Cut:
    """Return what an economy becomes when it loses a part of an input.

    Parameters
    ----------
    share : of spending before, in (0, 1)
    sigma : elasticity of substitution, >= 0
    lost : of the input, as a share in [0, 1)

    Raises
    ------
    ModelInputError : arguments outside these ranges
    """
    a, s, loss = _checked(share, sigma, lost)
    left = np.log1p(-loss)
    fixed, cobb = s == 0, np.abs(s - 1.0) < _ONE
    power = np.where(fixed | cobb, 1.0, (s - 1.0) / np.where(fixed, 1.0, s))
    whole = np.logaddexp(np.log1p(-a), np.log(a) + power * left)
    out = np.where(fixed, left, np.where(cobb, a * left, whole / power))
    new = np.where(fixed, loss > 0, np.where(cobb, a, a * np.exp(power * left - whole)))
    new = np.where(loss > 0, new, a)
    return Cut(np.expm1(out), new / a * np.exp(out - left), new)


def second_order(share: ArrayLike, sigma: ArrayLike, change: ArrayLike) -> Floats:
    """Return the change of log output to second order, shape (...).

    Parameters
    ----------
    share : of spending before, in (0, 1)
    sigma : elasticity of substitution, > 0
    change : of the log of the input

    Raises
    ------
    ModelInputError : arguments outside these ranges
    """
    a, s, _ = _checked(share, sigma, 0.0)
    if np.any(s == 0):
        raise ModelInputError("must be above 0", where="sigma", fix="cut(), which is exact")
    d = np.asarray(change, dtype=float)
    return np.asarray(a * d + 0.5 * a * (1.0 - a) * (1.0 - 1.0 / s) * d**2)


def _checked(share: ArrayLike, sigma: ArrayLike, lost: ArrayLike) -> tuple[Floats, Floats, Floats]:
    a, loss = unit_interval(share, "share"), unit_interval(lost, "lost")
    if not np.all((a > 0) & (a < 1)):
        raise ModelInputError("must lie between 0 and 1", where="share")
    if np.any(loss == 1):
        raise ModelInputError("something of the input must be left", where="lost", fix="a share below 1")
    s = not_negative(sigma, "sigma")
    x, y, z = np.broadcast_arrays(a, s, loss)
    return x, y, z
