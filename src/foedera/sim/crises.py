"""The crisis table: every crisis of a block as one row of a struct of arrays.

Rows of all replicas stand together, so that the work of a month grows with the crises there are and
not with replicas x states. A crisis keeps its row for the whole run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NONE", "OUTCOMES", "SEVERITY", "CrisisTable"]

SEVERITY = {"threat": 2, "show": 3, "force": 4, "war": 5}
"""Highest hostility reached, on the scale of the Correlates of War project."""

OUTCOMES = {"under way": 0, "initiator prevails": 1, "target prevails": 2, "settlement": 3, "no war": 4}

NONE = -1

_COLUMNS: dict[str, tuple[type, float]] = {
    "replica": (np.int32, NONE),
    "ordinal": (np.int32, NONE),  # 0, 1, 2 ... within the replica: the crisis's name in the event log
    "dyad": (np.int64, NONE),  # initiator * N + target
    "initiator": (np.int16, NONE),
    "target": (np.int16, NONE),
    "month": (np.int32, NONE),
    "turn": (
        np.int32,
        0,
    ),  # which of the dyad's disputes this is, from 0: with the dyad the address of its luck
    "severity": (np.int8, 0),
    "outcome": (np.int8, OUTCOMES["no war"]),
    "ended": (np.int32, NONE),
    "decided": (np.float64, np.inf),  # days until a judged pact's or the universal body decided to act
    "inherited": (np.bool_, False),  # a war that was already under way when the run began
}

_MATRICES: dict[str, tuple[type, float]] = {
    "side": (np.int8, 0),  # +1 with the initiator, -1 with the target
    "joined": (np.int32, np.iinfo(np.int32).max),  # month of the first contribution
    "days": (np.float64, np.nan),  # days from onset to the first contribution
    "cost": (np.float64, 0.0),  # output lost by the state to this war so far [busd]
}


class CrisisTable:
    """Crises of one block.

    Parameters
    ----------
    replicas : number of futures in the block, R
    states : number of states, N
    """

    def __init__(self, replicas: int, states: int) -> None:
        self.size = 0
        self.per_replica = np.zeros(replicas, dtype=np.int32)
        self._columns: dict[str, NDArray[Any]] = {
            name: np.full(64, fill, dtype=kind) for name, (kind, fill) in _COLUMNS.items()
        }
        self._matrices: dict[str, NDArray[Any]] = {
            name: np.full((64, states), fill, dtype=kind) for name, (kind, fill) in _MATRICES.items()
        }

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._columns:
            return self._columns[name][: self.size]
        if name in self._matrices:
            return self._matrices[name][: self.size]
        raise AttributeError(name)

    def append(self, **columns: NDArray[Any]) -> NDArray[np.int64]:
        """Add rows, in (replica, dyad) order as given; return their row numbers, shape (C,)."""
        count = len(columns["replica"])
        self._grow(self.size + count)
        rows = np.arange(self.size, self.size + count)
        self.size += count
        for name, values in columns.items():
            self._columns[name][rows] = values
        replica = self._columns["replica"][rows]
        order = np.argsort(replica, kind="stable")
        new = np.bincount(replica, minlength=len(self.per_replica))
        before = np.arange(count) - np.repeat(np.cumsum(new) - new, new)  # place among the replica's new rows
        self._columns["ordinal"][rows[order]] = self.per_replica[replica[order]] + before
        self.per_replica += new.astype(np.int32)
        return rows

    def _grow(self, need: int) -> None:
        have = len(self._columns["replica"])
        if need <= have:
            return
        room = max(need, 4 * have)
        for name, (kind, fill) in _COLUMNS.items():
            bigger: NDArray[Any] = np.full(room, fill, dtype=kind)
            bigger[:have] = self._columns[name]
            self._columns[name] = bigger
        for name, old in self._matrices.items():
            wider: NDArray[Any] = np.full((room, old.shape[1]), _MATRICES[name][1], dtype=old.dtype)
            wider[:have] = old
            self._matrices[name] = wider

    def wars(self) -> NDArray[np.int64]:
        """Return the rows of wars under way."""
        return np.flatnonzero(self.outcome == OUTCOMES["under way"])
