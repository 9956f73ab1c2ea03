"""When does the next dispute of each directed dyad come: integrated hazards against unit-exponential clocks.

Each directed dyad d of each replica r owns a sequence of Exp(1) numbers. Its hazard accumulates from month to
month; when the sum passes the next number, a dispute begins (random time change; the same device as the
common-reaction-path coupling of Rathinam, Sheppard & Khammash 2010). Two worlds that share these numbers
differ only where their hazards differ, dyad by dyad, which is what makes a reform comparable to its baseline.

Hazards change in January and when the pacts in force change. In between nothing is done per dyad: the month
in which each dyad is due follows from its hazard, so that the work grows with the disputes there are.

:func:`refresh` is the Numba kernel, :func:`refresh_numpy` its plain twin.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]
NEVER = np.int32(2**30)


def month_due(clock: F64, threshold: F64, hazard: F64, month: int) -> NDArray[np.int32]:
    """Return the month in which the accumulated hazard passes the threshold.

    Parameters
    ----------
    clock, threshold, hazard : shape (...), accumulated hazard at the start of ``month``, the number to
        pass, and the hazard per month from then on [1/month]
    month : first month over which ``hazard`` applies

    Returns
    -------
    shape (...); at least ``month``; ``NEVER`` where the hazard is 0
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = np.ceil((threshold - clock) / hazard) - 1.0
    wait = np.where(np.isfinite(wait), np.maximum(wait, 0.0), np.inf)
    return np.minimum(month + wait, float(NEVER)).astype(np.int32)


def refresh_numpy(
    base: F64, capability: F64, effect: F64, quiet: F64, rival: NDArray[np.bool_], beta: F64,
    attacker: NDArray[np.int64], target: NDArray[np.int64], pair: NDArray[np.int64], clip: float,
    month: int, since: int, hazard: F64, clock: F64, threshold: F64, due: NDArray[np.int32],
) -> None:  # fmt: skip
    """Settle the clocks up to ``month`` and set new hazards (plain NumPy; see :func:`refresh`)."""
    clock += hazard * (month - since)
    ratio = capability[:, attacker] / (capability[:, attacker] + capability[:, target])
    t = np.minimum(quiet[:, pair], clip)
    eta = base + beta[:, 0:1] * ratio + beta[:, 1:2] * rival[:, pair]
    eta += beta[:, 2:3] * (t / 10.0) + beta[:, 3:4] * (t**2 / 1e3) + beta[:, 4:5] * (t**3 / 1e5)
    p = effect / (1.0 + np.exp(-eta))
    hazard[:] = -np.log1p(-np.minimum(p, 0.999999)) / 12.0
    due[:] = month_due(clock, threshold, hazard, month)


@njit(cache=True, nogil=True)
def refresh(
    base: F64, capability: F64, effect: F64, quiet: F64, rival: NDArray[np.bool_], beta: F64,
    attacker: NDArray[np.int64], target: NDArray[np.int64], pair: NDArray[np.int64], clip: float,
    month: int, since: int, hazard: F64, clock: F64, threshold: F64, due: NDArray[np.int32],
) -> None:  # fmt: skip
    """Settle the clocks up to ``month`` and set new hazards, in place.

    Parameters
    ----------
    base : shape (R, D), linear predictor without the terms below [logit]
    capability : shape (R, N) [share]
    effect : shape (R, D), factor on the annual probability (the deterrence game's pact effect, or 1)
    quiet : shape (R, U), years of peace of the undirected dyad [year]
    rival : shape (R, U)
    beta : shape (R, 5), coefficients of the capability ratio, rivalry and the three peace-years terms
    attacker, target, pair : shape (D,), indices into N, N and U
    clip : peace years beyond which the cubic is held [year]
    month, since : now, and the month of the last refresh
    hazard, clock, threshold : shape (R, D), changed in place (``threshold`` read only)
    due : shape (R, D), month of the next dispute, changed in place
    """
    replicas, dyads = base.shape
    for r in range(replicas):
        for d in range(dyads):
            a, b, u = attacker[d], target[d], pair[d]
            now = clock[r, d] + hazard[r, d] * (month - since)
            t = min(quiet[r, u], clip)
            eta = base[r, d] + beta[r, 0] * capability[r, a] / (capability[r, a] + capability[r, b])
            if rival[r, u]:
                eta += beta[r, 1]
            eta += t / 10.0 * beta[r, 2] + t * t / 1e3 * beta[r, 3] + t * t * t / 1e5 * beta[r, 4]
            p = min(effect[r, d] / (1.0 + np.exp(-eta)), 0.999999)
            h = -np.log1p(-p) / 12.0
            clock[r, d] = now
            hazard[r, d] = h
            wait = np.ceil((threshold[r, d] - now) / h) - 1.0 if h > 0.0 else np.inf
            wait = max(wait, 0.0)
            due[r, d] = NEVER if month + wait > NEVER else np.int32(month + wait)
