"""Compiled days of :mod:`.propagation`: one run after the other, the interpreter lock released, one thread.

Outputs are kept relative to the base and stocks beside their targets, so that without a shock every step multiplies by
1 and adds 0: the base is a fixed point to the last bit. Numba caches the kernel by the date of this file alone, so
every constant is a literal here.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["days"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def _use(z: Floats, product: Places) -> Floats:
    use = np.zeros((product.max() + 1, len(z)))
    for s in range(len(z)):
        for i in range(len(z)):
            use[product[s], i] += z[s, i]
    return use


@njit(cache=True, nogil=True)
def _ask(
    z: Floats, y: Floats, product: Places, first: Flags, weight: Floats, share: Floats, demand: Floats,
    early: Floats,
) -> None:  # fmt: skip
    n = len(z)
    for s in range(n):
        everybody, privileged = 0.0, 0.0
        for i in range(n):
            asked = z[s, i] * share[product[s], i] * weight[s]
            everybody += asked
            if first[i]:
                privileged += asked
        for f in range(y.shape[1]):
            everybody += y[s, f]
            if first[n + f]:
                privileged += y[s, f]
        demand[s], early[s] = everybody, privileged


@njit(cache=True, nogil=True)
def _limit(
    held: Floats, use: Floats, target: Floats, necessity: Floats, psi: float, ario: bool, capacity: float, i: int
) -> tuple[float, int]:  # fmt: skip
    lowest, tight = np.inf, -1
    for k in range(len(use)):
        if use[k, i] == 0.0 or (not ario and necessity[k, i] == 0.0):
            continue
        limit = held[k, i] / use[k, i]
        if ario:
            limit = min(limit, held[k, i] / (psi * target[k, i]))
        elif necessity[k, i] < 1.0:
            limit = 0.5 * (limit + capacity)
        if limit < lowest:
            lowest, tight = limit, k
    return lowest, tight


@njit(cache=True, nogil=True)
def _served(have: float, demand: float, early: float) -> tuple[float, float]:
    rest = demand - early
    sooner = min(1.0, have / early) if early > 0.0 else 1.0
    later = min(1.0, max(have - early, 0.0) / rest) if rest > 0.0 else 1.0
    return sooner, later


@njit(cache=True, nogil=True)
def _reach(z: Floats, product: Places, first: Flags, sooner: Floats, later: Floats, out: Floats) -> None:
    out[:] = 0.0
    for s in range(len(z)):
        for i in range(len(z)):
            out[product[s], i] += z[s, i] * (sooner[s] if first[i] else later[s])


@njit(cache=True, nogil=True)
def _restock(
    held: Floats, orders: Floats, arrived: Floats, use: Floats, target: Floats, want: Floats, wished: Floats,
    made: Floats, tau: float, ario: bool,
) -> None:  # fmt: skip
    for k in range(len(use)):
        for i in range(use.shape[1]):
            used = use[k, i] * made[i]
            held[k, i] = max(0.0, held[k, i] + (arrived[k, i] - used))
            if ario:
                orders[k, i] = max(0.0, target[k, i] * wished[i] - held[k, i]) / tau + used
            else:
                orders[k, i] = max(0.0, use[k, i] * want[i] + (target[k, i] - held[k, i]) / tau)


@njit(cache=True, nogil=True)
def days(
    z: Floats, z_cut: Floats, y: Floats, y_cut: Floats, product: Places, first: Flags, necessity: Floats,
    stock_days: Floats, shock: Floats, cut: Flags, psi: Floats, top: Floats, rise: Floats, tau: Floats,
    ario: bool, switching: bool, output: Floats, unmet: Floats, path: Floats, stock: Floats,
    binding_day: Places, binding_input: Places,
) -> None:  # fmt: skip
    """Run every replica through its days; nothing is checked, the results are written into the last six arguments.

    Parameters
    ----------
    z, z_cut : shape (I, I), flows of the base and what is left of them on days of a cut
    y, y_cut : shape (I, F), likewise to final users
    product : shape (I,)
    first : shape (I + F,), users that are served first
    necessity, stock_days : shape (K, I)
    shock : shape (R, T, I); cut : shape (R, T)
    psi, top, rise, tau : shape (R,), the fields psi, overcapacity, overcapacity_days and restoration days
    ario, switching : the rules
    output : shape (R, T, I); unmet : shape (R, T, F); path : shape (R, T or 0, K, I); stock : shape (R, K, I)
    binding_day, binding_input : shape (R, I)
    """
    runs, horizon, n = output.shape
    use = _use(z, product)
    target = stock_days * use
    reach, share = np.empty(use.shape), np.ones(use.shape)
    base, demand, early, sooner, later = np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    _ask(z, y, product, first, np.ones(n), share, base, early)
    want, wished = np.empty(n), np.empty(n)
    for r in range(runs):
        held, orders = stock[r], use.copy()
        held[:] = target
        weight, alpha = np.ones(n), np.ones(n)
        binding_day[r], binding_input[r] = -1, -1
        for t in range(horizon):
            zt, yt = (z_cut, y_cut) if cut[r, t] else (z, y)
            if switching:
                _reach(zt, product, first, weight, weight, reach)
            else:
                reach[:] = use
            for k in range(len(use)):
                for i in range(n):
                    share[k, i] = orders[k, i] / reach[k, i] if reach[k, i] > 0.0 else 0.0
            _ask(zt, yt, product, first, weight, share, demand, early)
            for i in range(n):
                want[i] = demand[i] / base[i]
                capacity = alpha[i] * (1.0 - shock[r, t, i])
                wished[i] = min(want[i], capacity)
                limit, tight = _limit(held, use, target, necessity, psi[r], ario, capacity, i)
                output[r, t, i] = min(wished[i], limit)
                if binding_day[r, i] < 0 and limit < wished[i] * (1.0 - 1e-9):
                    binding_day[r, i], binding_input[r, i] = t, tight
                sooner[i], later[i] = _served(output[r, t, i] * base[i], demand[i], early[i])
            for f in range(y.shape[1]):
                unmet[r, t, f] = 0.0
                for s in range(n):
                    unmet[r, t, f] += y[s, f] - yt[s, f] * (sooner[s] if first[n + f] else later[s])
            for s in range(n):
                sooner[s] *= weight[s]
                later[s] *= weight[s]
            _reach(zt, product, first, sooner, later, reach)
            for k in range(len(use)):
                for i in range(n):
                    reach[k, i] *= share[k, i]
            _restock(held, orders, reach, use, target, want, wished, output[r, t], tau[r], ario)
            for i in range(n):
                scarcity = (want[i] - output[r, t, i]) / want[i] if want[i] > 0.0 else 0.0
                goal, pace = (top[r], scarcity) if scarcity > 1e-9 else (1.0, 1.0)
                alpha[i] += (goal - alpha[i]) * pace / rise[r]
                if switching:
                    weight[i] = max(output[r, t, i], 1e-6)
            if path.shape[1] > 0:
                path[r, t] = held
