"""From military spending to capability: shared by the yearly budgets and by the deterrence game's outlook."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.decisions import pledges
from foedera.sim.scene import Scene

__all__ = ["capability_from", "expected_capability", "pledged"]

F64 = NDArray[np.float64]


def pledged(scene: Scene, month: int) -> F64:
    """Return the strongest pledge that binds each state in a month [% of GDP], shape (N,); 0 where there is none."""
    member = scene.network(month).member
    return np.asarray(np.where(member, scene.pledge(month)[:, None], 0.0).max(axis=0, initial=0.0))


def capability_from(scene: Scene, milex_pct: F64) -> F64:
    """Return capability for spending shares, GDP, personnel and population being those of the start.

    Parameters
    ----------
    milex_pct : shape (..., N) [% of GDP]

    Returns
    -------
    shape (..., N) [share], sums to 1
    """
    spent = scene.milex_pct > 0
    ratio = np.where(spent, milex_pct / np.where(spent, scene.milex_pct, 1.0), 1.0)
    spending = scene.milex_busd * ratio
    share = spending / spending.sum(axis=-1, keepdims=True)
    moved = scene.capability + scene.parameters.sim.milex_weight * (
        share - scene.milex_busd / scene.milex_busd.sum()
    )
    return np.asarray(np.maximum(moved, 1e-9))


def expected_capability(scene: Scene, month: int) -> F64:
    """Return capability in a month if spending follows the pledges without chance, shape (N,) [share].

    It is what an attacker can foresee, and it does not depend on how many futures are run.
    """
    p, rate = scene.parameters.burden, scene.milex_pct.copy()
    for m in range(1, month + 1):
        if scene.clock.day(m).month == 1:
            rate = pledges.pledge_step(rate, pledged(scene, m), p.closing_rate, 0.0, np.zeros(scene.n))
    return capability_from(scene, rate)
