"""An economy of industries that supply each other, and how its stocks are kept.

Each industry sells one product; several industries (the same sector in several countries) may sell the same one, and a
user does not care which. Flows are of one day: z[s, i] from industry s to industry i, y[s, f] to final user f. Base
output is what an industry sells, x0 = sum_i z + sum_f y, and its value added x0 - sum_s z must be above 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = ["Network", "StockParameters", "network", "outage"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class StockParameters(Record):
    """Stocks and spare capacity of industries. Every field but the days of stock may hold one value per run."""

    pbl_stock_days: float = param(
        30.0, unit="day", low=1.0, high=3650.0, source="ASSUMPTION: inputs of a production line",
        meaning="stock of each input that an industry aims at, rule 'pbl'",
    )  # fmt: skip
    ario_stock_days: float = param(
        90.0, unit="day", low=1.0, high=3650.0, source="juhel2025: default of BoARIO 0.6.3 (main_inv_dur)",
        meaning="stock of each input that an industry aims at, rule 'ario'",
    )  # fmt: skip
    pbl_restoration_days: float = param(
        10.0, unit="day", low=1.0, high=3650.0, source="ASSUMPTION: a production line mends its stocks in ten days",
        meaning="time in which a gap in stocks is ordered back, rule 'pbl'",
    )  # fmt: skip
    ario_restoration_days: float = param(
        60.0, unit="day", low=1.0, high=3650.0, source="juhel2025: default of BoARIO 0.6.3 (inventory_restoration_tau)",
        meaning="time in which a gap in stocks is ordered back, rule 'ario'",
    )  # fmt: skip
    psi: float = param(
        0.80, unit="1", low=1e-6, high=1.0, source="juhel2025: default of BoARIO 0.6.3 (psi_param)",
        meaning="share of the aimed-at stock below which production is held back, rule 'ario'",
    )  # fmt: skip
    overcapacity: float = param(
        1.25, unit="1", low=1.0, high=10.0, source="juhel2025: default of BoARIO 0.6.3 (alpha_max)",
        meaning="largest output relative to the base, reached when demand stays unmet",
    )  # fmt: skip
    overcapacity_days: float = param(
        365.0, unit="day", low=1.0, high=36500.0, source="juhel2025: default of BoARIO 0.6.3 (alpha_tau)",
        meaning="time in which capacity moves towards its largest or back",
    )  # fmt: skip


class Network(NamedTuple):
    """A checked economy; build it with :func:`network`.

    Parameters
    ----------
    z : shape (I, I) [busd a day], row industry supplies column industry
    y : shape (I, F) [busd a day], to final users
    product : shape (I,), the product 0..K-1 that an industry sells
    output : shape (I,) [busd a day], base output
    inputs : shape (K, I) [busd a day], base use of each product by each industry
    value_added : shape (I,) [busd a day]
    """

    z: Floats
    y: Floats
    product: Places
    output: Floats
    inputs: Floats
    value_added: Floats


def network(
    z: ArrayLike, y: ArrayLike, product: ArrayLike | None = None, *, names: Sequence[str] | None = None
) -> Network:
    """Check an input-output table of one day and return the economy it describes.

    Parameters
    ----------
    z : shape (I, I) [busd a day], >= 0, row industry supplies column industry
    y : shape (I,) or (I, F) [busd a day], >= 0, to final users
    product : shape (I,), whole numbers 0..K-1, the product of each industry; every industry its own by default
    names : shape (I,), how messages call the industries

    Raises
    ------
    ModelInputError : shapes disagree, a flow is negative, an industry sells nothing or adds no value
    """
    flows, final = not_negative(z, "network(z)"), not_negative(y, "network(y)")
    n = len(flows)
    final = final[:, None] if final.ndim == 1 else final
    if flows.ndim != 2 or flows.shape[1] != n or n == 0:
        raise ModelInputError("must be square, suppliers by users", where="network(z)")
    if final.ndim != 2 or len(final) != n:
        raise ModelInputError(f"must have a row for each of the {n} industries", where="network(y)")
    if names is not None and len(names) != n:
        raise ModelInputError(f"must name each of the {n} industries", where="network(names)")
    output = flows.sum(axis=1) + final.sum(axis=1)
    added = output - flows.sum(axis=0)
    for bad, what, fix in (
        (output <= 0, "sells nothing", "leave it out of the table"),
        (
            added <= 0,
            "buys as much as it sells or more, so that it adds no value",
            "check its row and column",
        ),
    ):
        if bad.any():
            worst = int(np.argmax(bad))
            name = f"'{names[worst]}'" if names is not None else str(worst)
            raise ModelInputError(f"industry {name} {what}", where="network(z, y)", fix=fix)
    sold = _products(product, n)
    inputs = np.zeros((int(sold.max()) + 1, n))
    np.add.at(inputs, sold, flows)
    return Network(flows, final, sold, output, inputs, added)


def _products(product: ArrayLike | None, n: int) -> Places:
    if product is None:
        return np.arange(n, dtype=np.int64)
    given = np.asarray(product)
    if given.shape != (n,) or not np.issubdtype(given.dtype, np.integer) or given.min() < 0:
        raise ModelInputError(
            f"must be {n} whole numbers from 0, the product of each industry", where="network(product)"
        )
    if np.setdiff1d(np.arange(given.max() + 1), given).size:
        raise ModelInputError("every product must have an industry that sells it", where="network(product)")
    return given.astype(np.int64)


def outage(net: Network, industry: int | Sequence[int], depth: ArrayLike, days: int, horizon: int) -> Floats:
    """Return a loss of capacity from day 0 on, shape (..., horizon, I) [share of capacity lost].

    Parameters
    ----------
    net : the economy
    industry : one or several industries hit
    depth : shape (...), in [0, 1], share of capacity lost
    days : how long it lasts, 0..horizon
    horizon : days to look at, >= 1

    Raises
    ------
    ModelInputError : an industry that does not exist, or days beyond the horizon
    """
    hit, lost = np.atleast_1d(np.asarray(industry)), np.asarray(depth, dtype=float)
    n = len(net.output)
    if not np.issubdtype(hit.dtype, np.integer) or np.any((hit < 0) | (hit >= n)):
        raise ModelInputError(f"must be whole numbers in 0..{n - 1}", where="outage(industry)")
    if not 0 <= days <= horizon or horizon < 1:
        raise ModelInputError("must lie in 0..horizon, with a horizon of at least 1", where="outage(days)")
    shock = np.zeros((*lost.shape, horizon, n))
    shock[..., :days, hit] = lost[..., None, None]
    return shock
