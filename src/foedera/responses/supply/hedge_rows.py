"""The rows of the linear program of :mod:`.hedge`.

Columns: contracts (M S), stocks (M), then per scenario deliveries (M S), drawn (M), missing (M), transfers (M M); with
risk aversion eta and one excess per scenario follow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from foedera.responses.supply.hedge_problem import HedgeProblem
from foedera.responses.supply.linear import Sparse

__all__ = ["Rows", "rows"]

Floats = NDArray[np.float64]


class Rows(NamedTuple):
    """A linear program: minimise price @ x with at_most @ x <= right, equal @ x = right and bounds (columns, 2).

    ``first_cost`` (M S + M,) and ``second_cost`` (block,) are the costs before and in one scenario.
    """

    price: Floats
    at_most: Sparse
    at_most_right: Floats
    equal: Sparse
    equal_right: Floats
    bounds: Floats
    first_cost: Floats
    second_cost: Floats
    block: int


def rows(problem: HedgeProblem, groups: Floats, kappa: Floats, aversion: float, beta: float) -> Rows:
    """Return the linear program.

    Parameters
    ----------
    problem : checked
    groups : shape (G, S), 1 for suppliers under the ceiling; kappa : shape (G,)
    aversion : lambda; beta : level of the CVaR
    """
    p, (m, s), w = problem.parameters, problem.price.shape, len(problem.probability)
    block, early = m * s + 2 * m + m * m, m * s + m
    first = np.concatenate([p.reservation * problem.price.ravel(), np.full(m, p.carrying)])
    second = np.concatenate(
        [problem.price.ravel(), np.full(m, p.release), np.full(m, p.lost_value), problem.transport.ravel()]
    )
    risk = 1 + w if aversion > 0 else 0
    later = (problem.probability[:, None] * second).ravel()
    price = np.concatenate([first, later, np.zeros(risk)])
    less, less_right = [_availability(problem, block, risk)], [np.zeros(w * early)]
    if len(groups):
        less.append(_ceilings(groups, kappa, m, price.size))
        less_right.append(np.zeros(m * len(groups)))
    if risk:
        price[-risk] = aversion
        price[-w:] = aversion * problem.probability / (1.0 - beta)
        less.append(_excess(first, second, w))
        less_right.append(np.zeros(w))
    balance = sparse.hstack(
        [sparse.csr_array((w * m, early)), sparse.kron(sparse.eye_array(w), _balance(m, s)),
         sparse.csr_array((w * m, risk))], format="csr",
    )  # fmt: skip
    return Rows(
        price, sparse.csr_array(sparse.vstack(less)), np.concatenate(less_right), sparse.csr_array(balance),
        np.tile(problem.demand, w), _bounds(problem, risk), first, second, block,
    )  # fmt: skip


def _balance(m: int, s: int) -> Sparse:
    """Deliveries, stock and shortage of each buyer, plus what comes in, less what goes out."""
    buyer = sparse.eye_array(m)
    comes = sparse.kron(np.ones((1, m)), buyer)  # transfers are listed from row to column
    goes = sparse.kron(buyer, np.ones((1, m)))
    delivered = sparse.kron(buyer, np.ones((1, s)))
    return sparse.csr_array(sparse.hstack([delivered, buyer, buyer, comes - goes]))


def _availability(problem: HedgeProblem, block: int, risk: int) -> Sparse:
    """u - a x <= 0 and d - S <= 0 in every scenario."""
    (m, s), w = problem.price.shape, len(problem.probability)
    early = m * s + m
    share = np.concatenate([problem.availability.reshape(w, m * s), np.ones((w, m))], axis=1)
    before = sparse.vstack([sparse.diags_array(-share[k]) for k in range(w)])
    used = sparse.hstack([sparse.eye_array(early), sparse.csr_array((early, block - early))])
    after = sparse.kron(sparse.eye_array(w), used)
    return sparse.csr_array(sparse.hstack([before, after, sparse.csr_array((w * early, risk))]))


def _ceilings(groups: Floats, kappa: Floats, m: int, columns: int) -> Sparse:
    """sum over the group - kappa sum over all <= 0, for each buyer."""
    row = sparse.kron(sparse.eye_array(m), groups - kappa[:, None])
    return sparse.csr_array(sparse.hstack([row, sparse.csr_array((row.shape[0], columns - row.shape[1]))]))


def _excess(first: Floats, second: Floats, w: int) -> Sparse:
    """cost of the scenario - eta - excess <= 0."""
    before = sparse.csr_array(np.tile(first, (w, 1)))
    after = sparse.kron(sparse.eye_array(w), second[None])
    eta = sparse.csr_array(-np.ones((w, 1)))
    return sparse.csr_array(sparse.hstack([before, after, eta, -sparse.eye_array(w)]))


def _bounds(problem: HedgeProblem, risk: int) -> Floats:
    (m, s), w = problem.price.shape, len(problem.probability)
    moved = np.where(np.eye(m, dtype=bool), 0.0, np.inf).ravel()
    after = np.concatenate([np.full(m * s + m, np.inf), problem.max_missing * problem.demand, moved])
    upper = np.concatenate(
        [problem.capacity.ravel(), problem.max_stock, np.tile(after, w), np.full(risk, np.inf)]
    )
    lower = np.zeros_like(upper)
    if risk:
        lower[-risk] = -np.inf
    return np.column_stack([lower, upper])
