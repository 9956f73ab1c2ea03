"""A linear program with sparse rows, solved by HiGHS."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from foedera.core.errors import ConvergenceError

__all__ = ["Solution", "Sparse", "minimise"]

Floats = NDArray[np.float64]
Sparse = sparse.csr_array[Any, tuple[int, int]]
_INFEASIBLE = 2


class Solution(NamedTuple):
    """Minimum, columns (n,), marginals of the upper bounds (n,) and of the equalities (rows,)."""

    value: float
    x: Floats
    upper: Floats
    equal: Floats


def minimise(
    price: Floats, bounds: Floats, equal: Sparse, equal_right: Floats, at_most: Sparse | None = None,
    at_most_right: Floats | None = None, *, where: str,
) -> Solution | None:  # fmt: skip
    """Return the minimum of price @ x, or None if nothing fits the rows.

    Parameters
    ----------
    price : shape (n,)
    bounds : shape (n, 2), lower and upper
    equal, equal_right : rows with equal @ x = equal_right, shape (e, n) and (e,)
    at_most, at_most_right : rows with at_most @ x <= at_most_right
    where : the function, for the message

    Raises
    ------
    ConvergenceError : the solver gave up
    """
    less: Any = at_most
    same: Any = equal
    limits: Any = bounds
    got: Any = linprog(
        price, A_ub=less, b_ub=at_most_right, A_eq=same, b_eq=equal_right, bounds=limits, method="highs"
    )
    if got.status == _INFEASIBLE:
        return None
    if got.status != 0:
        raise ConvergenceError(f"the linear program was not solved: {got.message}", where=where)
    return Solution(float(got.fun), np.asarray(got.x), got.upper.marginals, got.eqlin.marginals)
