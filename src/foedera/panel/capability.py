r"""A capability index in the manner of CINC, from figures that are public every year.

The Composite Index of National Capability (singer1972) gives equal weight to three components, each of two
indicators: military (expenditure, personnel), industrial (iron and steel, primary energy) and demographic
(total and urban population). This index keeps the three equal components and measures the industrial one by
the output of the whole economy at purchasing power, the demographic one by total population:

    c_i = 1/3 * (m_i + p_i) / 2 + 1/3 * g_i + 1/3 * n_i,

m, p, g, n the shares of state i in the set's military expenditure, active personnel, GDP at purchasing power
parity and population. Shares are of the set given, so c sums to 1 over it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError

__all__ = ["capability_index"]


def capability_index(
    milex: ArrayLike, personnel: ArrayLike, gdp_ppp: ArrayLike, population: ArrayLike
) -> NDArray[np.float64]:
    """Capability share of each state of a set.

    Parameters
    ----------
    milex : shape (..., N) [busd], >= 0
        military expenditure
    personnel : shape (..., N) [person], >= 0
        active forces
    gdp_ppp : shape (..., N) [busd], >= 0
        GDP at purchasing power parity
    population : shape (..., N) [person], >= 0
        inhabitants

    Returns
    -------
    shape (..., N) [share], sums to 1 over the last axis
    """
    military = (_share(milex, "milex") + _share(personnel, "personnel")) / 2
    return (military + _share(gdp_ppp, "gdp_ppp") + _share(population, "population")) / 3


def _share(values: ArrayLike, name: str) -> NDArray[np.float64]:
    x = np.asarray(values, dtype=float)
    total = x.sum(axis=-1, keepdims=True)
    if not (np.all(x >= 0) and np.all(total > 0)):
        raise ModelInputError(
            "figures must not be negative or missing, nor all zero",
            where=f"capability.capability_index({name})",
        )
    share: NDArray[np.float64] = x / total
    return share
