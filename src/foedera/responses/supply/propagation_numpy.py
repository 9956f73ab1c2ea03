"""The days of :mod:`.propagation` in NumPy, all runs side by side: the oracle of the compiled kernel, and slower."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["days"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


def days(
    z: Floats, z_cut: Floats, y: Floats, y_cut: Floats, product: Places, first: Flags, necessity: Floats,
    stock_days: Floats, shock: Floats, cut: Flags, psi: Floats, top: Floats, rise: Floats, tau: Floats,
    ario: bool, switching: bool, output: Floats, unmet: Floats, path: Floats, stock: Floats,
    binding_day: Places, binding_input: Places,
) -> None:  # fmt: skip
    """Do what :func:`.propagation_kernel.days` does, with the same arguments, to rounding."""
    runs, horizon, n = output.shape
    sells = (product == np.arange(len(stock_days))[:, None]).astype(float)  # (K, I)
    base, use = z.sum(1) + y.sum(1), sells @ z
    target = stock_days * use
    used_at_all = use > 0
    safe = np.where(used_at_all, use, 1.0)
    stock[:], binding_day[:], binding_input[:] = target, -1, -1
    orders, alpha, weight = np.broadcast_to(use, stock.shape).copy(), np.ones((runs, n)), np.ones((runs, n))
    tau, psi = tau[:, None, None], psi[:, None, None]
    for t in range(horizon):
        now = cut[:, t, None, None]
        zt, yt = np.where(now, z_cut, z), np.where(now, y_cut, y)  # (R, I, I), (R, I, F)
        reach = sells @ (zt * weight[:, :, None]) if switching else np.broadcast_to(use, orders.shape)
        share = np.where(reach > 0, orders / np.where(reach > 0, reach, 1.0), 0.0)
        asked = np.concatenate([zt * share[:, product] * weight[:, :, None], yt], axis=2)  # (R, I, I + F)
        demand, early = asked.sum(2), asked[:, :, first].sum(2)
        want, capacity = demand / base, alpha * (1.0 - shock[:, t])
        wished = np.minimum(want, capacity)

        cover = stock / safe
        if ario:
            limits = np.minimum(cover, stock / (psi * np.where(used_at_all, target, 1.0)))
        else:
            half = 0.5 * (cover + capacity[:, None, :])
            limits = np.where(necessity == 1.0, cover, np.where(necessity == 0.5, half, np.inf))
        limits = np.where(used_at_all, limits, np.inf)
        made = np.minimum(wished, limits.min(1))
        held_back = (binding_day < 0) & (limits.min(1) < wished * (1.0 - 1e-9))
        binding_day[held_back], binding_input[held_back] = t, limits.argmin(1)[held_back]

        have, rest = made * base, demand - early
        sooner = np.where(early > 0, np.minimum(1.0, have / np.where(early > 0, early, 1.0)), 1.0)
        left = np.maximum(have - early, 0.0)
        later = np.where(rest > 0, np.minimum(1.0, left / np.where(rest > 0, rest, 1.0)), 1.0)
        part = np.where(first, sooner[:, :, None], later[:, :, None])  # (R, I, I + F)
        unmet[:, t] = (y - yt * part[:, :, n:]).sum(1)
        arrived = share * (sells @ (zt * weight[:, :, None] * part[:, :, :n]))

        used = use * made[:, None, :]
        stock[:] = np.maximum(0.0, stock + (arrived - used))
        if ario:
            orders = np.maximum(0.0, target * wished[:, None, :] - stock) / tau + used
        else:
            orders = np.maximum(0.0, use * want[:, None, :] + (target - stock) / tau)
        scarcity = np.where(want > 0, (want - made) / np.where(want > 0, want, 1.0), 0.0)
        up, down = (top[:, None] - alpha) * scarcity, 1.0 - alpha
        alpha = alpha + np.where(scarcity > 1e-9, up, down) / rise[:, None]
        weight = np.maximum(made, 1e-6) if switching else weight
        output[:, t] = made
        if path.shape[1]:
            path[:, t] = stock
