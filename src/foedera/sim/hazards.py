"""When does the next dispute of each directed dyad come: integrated hazards against unit-exponential numbers.

Each directed dyad d of each replica r owns a sequence of Exp(1) numbers. Its hazard accumulates from month to
month; when the sum passes the next number, a dispute begins (random time change; the same device as the
common-reaction-path coupling of Rathinam, Sheppard & Khammash 2010). Two worlds that share these numbers
differ only where their hazards differ, dyad by dyad, which is what makes a reform comparable to its baseline.

Hazards change in January and when the pacts in force change, at months known beforehand: :meth:`Clocks.refresh`. In
between nothing is done per dyad, since it is known who is due before the next refresh; the work grows with the
disputes there are.
Within a refresh there is no exponential function either: exp(-eta) is a product of a factor that stays while the
pacts stay, one for the years of peace and one for rivalry.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from foedera.sim import luck
from foedera.threats.disputes import peace_terms

__all__ = ["Clocks", "refresh", "refresh_numpy"]

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_SMALL = 0.02


@njit(cache=True, nogil=True)
def refresh(
    odds: F64, effect: F64, peace: F64, rivalry: F64, quiet: NDArray[np.int16], rival: NDArray[np.bool_], pair: I64,
    elapsed: int, month: int, ahead: int, hazard: F64, clock: F64, threshold: F64, due: NDArray[np.int32],
) -> int:  # fmt: skip
    """Settle the clocks up to ``month``, set new hazards, and list who is due before ``month + ahead``.

    Parameters
    ----------
    odds : shape (R, D), exp(-eta) without the terms of peace years and rivalry
    effect : shape (R, D), factor on the annual probability (the deterrence game's, or 1)
    peace : shape (R, Y), exp(-cubic) by whole years of peace, held from Y - 1 on
    rivalry : shape (R,), exp(-coefficient of rivalry)
    quiet : shape (R, U) [year]
    rival : shape (R, U)
    pair : shape (D,), undirected dyad of each directed one
    elapsed, month, ahead : months since the last refresh, now, and until the next one
    hazard, clock : shape (R, D) [1/month] and accumulated, changed in place
    threshold : shape (R, D), the numbers to pass
    due : shape (R * D, 3), receives (month, replica, dyad)

    Returns
    -------
    how many rows of ``due`` were written, in (replica, dyad) order
    """
    replicas, dyads = odds.shape
    last = peace.shape[1] - 1
    count = 0
    for r in range(replicas):
        for d in range(dyads):
            u = pair[d]
            inverse = odds[r, d] * peace[r, min(quiet[r, u], last)]
            if rival[r, u]:
                inverse *= rivalry[r]
            p = min(effect[r, d] / (1.0 + inverse), 0.999999)
            if p < _SMALL:  # the series of -log(1 - p), to 1e-11
                h = p * (1.0 + p * (1 / 2 + p * (1 / 3 + p * (1 / 4 + p * (1 / 5 + p / 6))))) / 12.0
            else:
                h = -np.log1p(-p) / 12.0
            now = clock[r, d] + hazard[r, d] * elapsed
            clock[r, d], hazard[r, d] = now, h
            left = threshold[r, d] - now
            if left <= h * ahead:
                due[count, 0] = month + max(int(np.ceil(left / h)) - 1, 0)
                due[count, 1], due[count, 2] = r, d
                count += 1
    return count


def refresh_numpy(
    odds: F64, effect: F64, peace: F64, rivalry: F64, quiet: NDArray[np.int16], rival: NDArray[np.bool_], pair: I64,
    elapsed: int, month: int, ahead: int, hazard: F64, clock: F64, threshold: F64, due: NDArray[np.int32],
) -> int:  # fmt: skip
    """Plain NumPy twin of :func:`refresh`."""
    rows = np.arange(odds.shape[0])[:, None]
    inverse = odds * peace[rows, np.minimum(quiet[:, pair], peace.shape[1] - 1)]
    inverse = np.where(rival[:, pair], inverse * rivalry[:, None], inverse)
    clock += hazard * elapsed
    hazard[:] = -np.log1p(-np.minimum(effect / (1.0 + inverse), 0.999999)) / 12.0
    left = threshold - clock
    r, d = np.nonzero(left <= hazard * ahead)
    wait = np.maximum(np.ceil(left[r, d] / hazard[r, d]) - 1, 0)
    due[: r.size] = np.stack([month + wait, r, d], axis=1)
    return r.size


class Clocks:
    """Integrated hazards of a block's dyads: R replicas, D directed dyads.

    Parameters
    ----------
    seed, block, stream : whose random numbers
    names : shape (D,), what a dyad's numbers belong to, the same in every scenario
    pair : shape (D,), index of the undirected dyad
    beta : shape (R, 4), coefficients of rivalry and of the three peace-years terms [logit]
    peace_clip : years of peace beyond which the hazard is held [year]
    month : when the clocks start
    """

    def __init__(
        self,
        seed: int,
        block: int,
        stream: str,
        names: I64,
        pair: I64,
        beta: F64,
        peace_clip: int,
        month: int,
    ) -> None:
        shape = (beta.shape[0], len(names))
        self._address = (seed, block, stream)
        self.names, self.pair = names, pair
        cubic = (peace_terms(np.arange(peace_clip + 1), clip=None) * beta[:, None, 1:]).sum(axis=-1)
        self._peace, self._rivalry = np.exp(-cubic), np.exp(-beta[:, 0])
        self.hazard, self.clock = np.zeros(shape), np.zeros(shape)
        rows, columns = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
        self.turn = np.zeros(shape, dtype=np.int16)  # how many of its numbers a dyad has passed
        self.threshold = self._numbers(0, rows, columns).reshape(shape)
        self.odds, self.effect = np.ones(shape), np.ones(shape)
        self.refreshed, self._until = month, month
        self._room = np.empty((shape[0] * shape[1], 3), dtype=np.int32)
        self._pending = np.empty((0, 3), dtype=np.int32)

    def _numbers(self, turn: int | NDArray[np.int16], replica: I64, dyad: I64) -> F64:
        """Return the numbers that stand at a turn in the dyads' sequences, shape (E,)."""
        seed, block, stream = self._address
        return -np.log1p(-luck.uniforms(seed, block, stream, turn, replica, self.names[dyad])[..., 0])

    def refresh(self, month: int, until: int, quiet: NDArray[np.int16], rival: NDArray[np.bool_]) -> None:
        """Bring the hazards up to date in ``month``; nothing changes again before ``until``.

        Parameters
        ----------
        quiet : shape (R, U), whole years since the last dispute of the undirected dyad [year]
        rival : shape (R, U)
        """
        count = refresh(
            self.odds, self.effect, self._peace, self._rivalry, quiet, rival, self.pair,
            month - self.refreshed, month, until - month, self.hazard, self.clock, self.threshold, self._room,
        )  # fmt: skip
        self.refreshed, self._until = month, until
        self._pending = self._room[:count].copy()

    def take(self) -> tuple[I64, I64, I64, I64]:
        """Return every dispute due before the next refresh: month, replica, dyad and turn, sorted so.

        The turn counts the dyad's disputes from 0: what happens in the third dispute of a dyad has the same luck in
        every scenario, whenever it comes.

        Each gives its dyad the next number. A dyad that passes two of its numbers in one month has its second
        dispute the month after.
        """
        taken, before = [self._pending], self.turn.copy()
        while len(taken[-1]):
            taken.append(self._renewed(taken[-1]))
        self._pending = taken[-1]
        rows = np.concatenate(taken).astype(np.int64)
        turns = np.concatenate([np.full(len(part), k) for k, part in enumerate(taken)])
        turns += before[rows[:, 1], rows[:, 2]]
        order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
        rows = rows[order]
        return rows[:, 0], rows[:, 1], rows[:, 2], turns[order]

    def _renewed(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Give dyads their next numbers and return those due again before the next refresh."""
        month, r, d = (column.astype(np.int64) for column in rows.T)
        self.turn[r, d] += 1
        self.threshold[r, d] += self._numbers(self.turn[r, d], r, d)
        clock = self.clock[r, d] + self.hazard[r, d] * (month + 1 - self.refreshed)
        wait = np.maximum(np.ceil((self.threshold[r, d] - clock) / self.hazard[r, d]) - 1, 0)
        again = month + 1 + wait < self._until
        found = np.stack([month + 1 + wait, r, d], axis=1)[again]
        return np.asarray(found, dtype=np.int32).reshape(-1, 3)
