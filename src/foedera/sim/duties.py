"""The strongest duty of each state among the clauses that a set of crises invokes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.pacts.clause_table import ClauseTable

__all__ = ["Duties", "duties"]


@dataclass(frozen=True)
class Duties:
    """What crises ask of states under one type of clause.

    Parameters
    ----------
    strength : shape (C, N), strongest duty, 0 where there is none
    clause : shape (C, N), the clause it stems from, -1 where there is none
    """

    strength: NDArray[np.float64]
    clause: NDArray[np.int64]

    @classmethod
    def none(cls, states: int, crises: int = 0) -> Duties:
        """Return no duties at all."""
        return cls(np.zeros((crises, states)), np.full((crises, states), -1, dtype=np.int64))


def duties(fired: NDArray[np.bool_], clauses: NDArray[np.int64], table: ClauseTable) -> Duties:
    """Return the strongest duty among the clauses of one type.

    Parameters
    ----------
    fired : shape (C, K, N), which clause is invoked for whom
    clauses : shape (k,), those of the type in question
    table : the clauses; of two equally strong ones the first wins
    """
    if clauses.size == 0 or fired.shape[0] == 0:
        return Duties.none(fired.shape[2], fired.shape[0])
    weight = np.where(fired[:, clauses], table.strength[clauses][None, :, None], -1.0)
    best = weight.argmax(axis=1)
    top = np.take_along_axis(weight, best[:, None, :], axis=1)[:, 0]
    return Duties(np.maximum(top, 0.0), np.where(top >= 0.0, clauses[best], -1))
