"""Sanctions of one block: each regime against one target in one future as a row of a struct of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedera.sim.clock import DAYS_PER_MONTH

__all__ = ["NEVER", "Regimes"]

NEVER = int(np.iinfo(np.int32).max)

_COLUMNS: dict[str, tuple[type, float]] = {
    "row": (np.int64, -1),  # of the crisis that it began with
    "replica": (np.int64, -1),
    "target": (np.int64, -1),
    "began": (np.int32, NEVER),  # month in which the first member takes part
    "ended": (np.int32, NEVER),
}

_MATRICES: dict[str, tuple[type, float]] = {
    "joined": (np.int32, NEVER),  # month from which a state takes part
    "days": (np.float64, np.nan),  # days from the onset that moved it until then
    "by_body": (np.bool_, False),  # a body of its own had decided
    "change": (np.float64, 0.0),  # real income [percent], before compensation
    "received": (np.float64, 0.0),  # in compensation [busd a year]
    "loss": (np.float64, 0.0),  # so far [busd]
    "paid": (np.float64, 0.0),  # received in compensation so far [busd]
}


class Regimes:
    """Sanctions imposed so far; a regime keeps its row for the whole run.

    Parameters
    ----------
    states : number of states, N
    """

    def __init__(self, states: int) -> None:
        self.row: NDArray[np.int64]
        self.replica: NDArray[np.int64]
        self.target: NDArray[np.int64]
        self.began: NDArray[np.int32]
        self.ended: NDArray[np.int32]
        self.joined: NDArray[np.int32]
        self.days: NDArray[np.float64]
        self.by_body: NDArray[np.bool_]
        self.change: NDArray[np.float64]
        self.received: NDArray[np.float64]
        self.loss: NDArray[np.float64]
        self.paid: NDArray[np.float64]
        self._states = states
        self._standing: dict[tuple[int, int], int] = {}  # the last regime of each (future, target)
        for name, (kind, _) in _COLUMNS.items():
            setattr(self, name, np.empty(0, dtype=kind))
        for name, (kind, _) in _MATRICES.items():
            setattr(self, name, np.empty((0, states), dtype=kind))

    def impose(
        self, rows: NDArray[np.int64], replica: NDArray[Any], target: NDArray[np.int64], month: int,
        days: NDArray[np.float64], by_body: NDArray[np.bool_],
    ) -> None:  # fmt: skip
        """Impose sanctions for crises; where the target is under sanctions, the new members join those.

        Parameters
        ----------
        rows, replica, target : shape (C,), crises, their futures and whom to sanction
        month : of the onset
        days : shape (C, N), days until a state takes part, infinite if never
        by_body : shape (C, N), whether a body of its own has decided
        """
        place = np.array([self._open(*c) for c in zip(rows, replica, target)], dtype=np.int64)
        later = np.floor(np.where(np.isfinite(days), days, 0.0) / DAYS_PER_MONTH)
        joined = np.where(np.isfinite(days), month + later, NEVER).astype(np.int32)
        for g, when, after, body in zip(place, joined, days, by_body):  # two crises may lead to one regime
            sooner = when < self.joined[g]
            self.joined[g, sooner] = when[sooner]
            self.days[g, sooner] = after[sooner]
            self.by_body[g, sooner] = body[sooner]

    def _open(self, row: int, replica: int, target: int) -> int:
        """Return the regime against a target in a future, a new one where none is in force."""
        known = self._standing.get((int(replica), int(target)))
        if known is not None and self.ended[known] == NEVER:
            return known
        for name, (kind, fill) in _COLUMNS.items():
            setattr(self, name, np.append(getattr(self, name), np.array([fill], dtype=kind)))
        for name, (kind, fill) in _MATRICES.items():
            more: NDArray[Any] = np.full((1, self._states), fill, dtype=kind)
            setattr(self, name, np.concatenate([getattr(self, name), more]))
        last = len(self.row) - 1
        self.row[last], self.replica[last], self.target[last] = row, replica, target
        self._standing[int(replica), int(target)] = last
        return last
