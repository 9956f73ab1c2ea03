"""Compiled deterrence game with many allies, for every dyad and replica.

The equations, the grid and its accuracy are those of :mod:`foedera.threats.deterrence_grid`. The kernels
release the interpreter lock and use one thread. Numba caches them by the date of this file alone, so every
constant they use is a literal here.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from foedera.threats.deterrence import DeterrenceParameters
from foedera.threats.deterrence_grid import Flags, Floats, Places, check_dyads

__all__ = ["attack_probability", "pact_effect_matrix"]

EXACT, NODES, HEADROOM = 5, 16, 3.0
_HALF_ROOT = math.sqrt(0.5)
_ORDER = (
    "mu", "delta", "sigma", "interop_loss", "defeat_loss", "war_cost", "cost_slope", "response_cost",
    "target_stake", "target_war_cost", "audience_cost", "punishment", "reneging_cost", "tripwire",
    "ally_stake", "ally_war_cost",
)  # fmt: skip
_MU, _DELTA, _SIGMA, _LOSS, _DEFEAT, _WAR, _SLOPE, _RESPONSE = range(8)
_TARGET_STAKE, _TARGET_WAR, _AUDIENCE, _PUNISH, _RENEGE, _TRIPWIRE, _ALLY_STAKE, _ALLY_WAR = range(8, 16)


@njit(cache=True, nogil=True)
def _phi(z: float) -> float:
    return 0.5 * math.erfc(-z * _HALF_ROOT)


@njit(cache=True, nogil=True)
def _coalitions(h: Floats, n: int, out: Floats) -> None:
    out[0] = 1.0
    for k in range(n):
        bit = 1 << k
        for s in range(bit):
            out[s | bit] = out[s] * h[k]
            out[s] *= 1.0 - h[k]


@njit(cache=True, nogil=True)
def _transitions(m_d: float, x: Floats, n: int, grid: Floats, index: Places, weights: Floats) -> None:
    step = math.log1p(max(HEADROOM * x[:n].sum() / m_d, 1e-9)) / (NODES - 1)
    for g in range(NODES):
        grid[g] = m_d * math.exp(step * g)
    for k in range(n):
        for g in range(NODES):
            place = min(math.log((grid[g] + x[k]) / m_d) / step, NODES - 1.0)
            first = min(max(int(place) - 1, 0), NODES - 4)
            t = place - first
            index[k, g] = first
            weights[k, g, 0] = -(t - 1.0) * (t - 2.0) * (t - 3.0) / 6.0
            weights[k, g, 1] = t * (t - 2.0) * (t - 3.0) / 2.0
            weights[k, g, 2] = -t * (t - 1.0) * (t - 3.0) / 2.0
            weights[k, g, 3] = t * (t - 1.0) * (t - 2.0) / 6.0


@njit(cache=True, nogil=True)
def _forward(mass: Floats, spare: Floats, h: float, index: Places, weights: Floats) -> None:
    for g in range(NODES):
        spare[g] = h * mass[g]
        mass[g] *= 1.0 - h
    for g in range(NODES):
        first, moved = index[g], spare[g]
        for q in range(4):
            mass[first + q] += moved * weights[g, q]


@njit(cache=True, nogil=True)
def _gains_on_grid(w: Floats, h: Floats, n: int, index: Places, weights: Floats, out: Floats) -> None:
    rise, value = np.empty((n, NODES)), w.copy()
    for k in range(n - 1, -1, -1):
        for g in range(NODES):
            first, there = index[k, g], 0.0
            for q in range(4):
                there += value[first + q] * weights[k, g, q]
            rise[k, g] = there - value[g]
        for g in range(NODES):
            value[g] += h[k] * rise[k, g]
    mass, spare = np.zeros(NODES), np.empty(NODES)
    mass[0] = 1.0
    for k in range(n):
        out[k] = 0.0
        for g in range(NODES):
            out[k] += mass[g] * rise[k, g]
        _forward(mass, spare, h[k], index[k], weights[k])


@njit(cache=True, nogil=True)
def _gains_exactly(w: Floats, h: Floats, n: int, out: Floats) -> None:
    coalition = np.empty(1 << n)
    _coalitions(h, n, coalition)
    for k in range(n):
        bit, out[k] = 1 << k, 0.0
        for s in range(1 << n):
            if s & bit == 0:
                out[k] += (coalition[s] + coalition[s | bit]) * (w[s | bit] - w[s])


@njit(cache=True, nogil=True)
def attack_probability(
    m_a: float, m_d: float, x: Floats, v: Floats, c: Floats, rho: Floats, psi: Floats, tau: Floats,
    h0: Floats, n_allies: int, mu: float, delta: float, defeat_loss: float, war_cost: float,
    cost_slope: float, response_cost: float, target_stake: float, target_war_cost: float,
    audience_cost: float, sigma: float,
) -> float:  # fmt: skip
    """Return p_A for one game; nothing is checked.

    Parameters
    ----------
    m_a, m_d : strengths of attacker and target at the target > 0
    x, v, c, rho, psi, tau, h0 : shape (>= n_allies,), per ally as in ``deterrence.Allies``
    n_allies : how many entries count
    mu, delta, defeat_loss, war_cost, cost_slope, response_cost : as in ``DeterrenceParameters``
    target_stake, target_war_cost, audience_cost, sigma : as in ``DeterrenceParameters``

    Returns
    -------
    p_A [probability], given a crisis
    """
    n, exact, noise = n_allies, n_allies <= EXACT, sigma / _HALF_ROOT
    size = 1 << n if exact else NODES
    strength, w, mass, honour = np.empty(size), np.empty(size), np.zeros(size), np.empty(n)
    index = np.empty((0 if exact else n, NODES), dtype=np.int64)
    weights = np.empty((index.shape[0], NODES, 4))
    if exact:
        strength[0] = m_d
        for k in range(n):
            for s in range(1 << k):
                strength[s | (1 << k)] = strength[s] + x[k]
    else:
        _transitions(m_d, x, n, strength, index, weights)
    for s in range(size):
        w[s] = 1.0 / (1.0 + math.exp(delta + mu * math.log(m_a / strength[s])))
    if exact:
        _gains_exactly(w, h0, n, honour)
    else:
        _gains_on_grid(w, h0, n, index, weights, honour)
    punished = 0.0
    for k in range(n):
        honour[k] = _phi((v[k] * honour[k] + rho[k] + tau[k] - c[k]) / noise)
        punished += honour[k] * psi[k]
    if exact:
        _coalitions(honour, n, mass)
    else:
        mass[0], spare = 1.0, np.empty(NODES)
        for k in range(n):
            _forward(mass, spare, honour[k], index[k], weights[k])
    ew, share = 0.0, 0.0
    for s in range(size):
        ew += mass[s] * w[s]
        share += mass[s] * strength[s] / (m_a + strength[s])
    resist = _phi((ew * target_stake + audience_cost - target_war_cost) / noise)
    payoff = (1.0 - ew) - ew * defeat_loss - war_cost - cost_slope * share - punished
    return _phi(((1.0 - resist) + resist * payoff - response_cost) / noise)


@njit(cache=True, nogil=True)
def _matrix(
    attacker: Places, target: Places, allies: Flags, projected: Floats,
    home: Floats, interop: Floats, nuclear: Flags, obligation: Floats, belief: Floats,
    sizes: Floats, troops: Flags, credit: Floats,
) -> Floats:  # fmt: skip
    replicas, dyads, states = belief.shape[0], attacker.size, home.size
    out = np.ones((replicas, dyads))
    x, rho, psi, tau = np.empty(states), np.empty(states), np.empty(states), np.empty(states)
    h0, v, c = np.empty(states), np.empty(states), np.empty(states)
    for r in range(replicas):
        p = sizes[r]
        v[:], c[:] = p[_ALLY_STAKE], p[_ALLY_WAR]
        for d in range(dyads):
            i, j, n = attacker[d], target[d], 0
            for k in range(states):
                if allies[d, k] and k != i and k != j:
                    x[n] = projected[k, j] * (1.0 - p[_LOSS] * (1.0 - interop[k, j]))
                    rho[n] = p[_RENEGE] * obligation[d, k] * credit[r, k]
                    psi[n] = p[_PUNISH] if nuclear[k] else 0.0
                    tau[n] = p[_TRIPWIRE] if troops[k, j] else 0.0
                    h0[n] = belief[r, k]
                    n += 1
            if n == 0:
                continue
            chance = np.empty(2)
            for side in range(2):
                chance[side] = attack_probability(
                    projected[i, j], home[j], x, v, c, rho, psi, tau, h0, n * side, p[_MU], p[_DELTA],
                    p[_DEFEAT], p[_WAR], p[_SLOPE], p[_RESPONSE], p[_TARGET_STAKE], p[_TARGET_WAR],
                    p[_AUDIENCE], p[_SIGMA],
                )  # fmt: skip
            if chance[0] > 0.0:
                out[r, d] = chance[1] / chance[0]
    return out


def pact_effect_matrix(
    attacker: ArrayLike, target: ArrayLike, allies: ArrayLike, *, projected: ArrayLike, home: ArrayLike,
    interop: ArrayLike, nuclear: ArrayLike, obligation: ArrayLike, belief: ArrayLike,
    parameters: DeterrenceParameters, troops: ArrayLike | None = None, credit: ArrayLike | None = None,
) -> Floats:  # fmt: skip
    """Return q = p_A with the pact / p_A without allies for many directed dyads and replicas.

    Parameters
    ----------
    attacker, target : shape (D,), index of the state
    allies : shape (D, N), whether a state has a pact with the target; the two states themselves are skipped
    projected : shape (N, N), capability of the row state at the column state, forward forces included
    home : shape (N,), capability at home
    interop : shape (N, N) [share], interoperability
    nuclear : shape (N,), whether nuclear-armed
    obligation : shape (D, N), o_k in 0..1
    belief : shape (R, N), prior probability that a state honours, inside (0, 1)
    parameters : fields scalar, or shape (R,)
    troops : shape (N, N), whether the row state has ground troops in the column state; default none
    credit : shape (R, N), factor on what breaking its word costs the state, >= 0; default 1

    Returns
    -------
    shape (R, D); 1 without allies (or where no attack is conceivable, p_A = 0), above 1 where allies
    embolden the attacker; not clipped
    """
    i, j, mask, reach, at_home, common, bombs, duty, trust, sizes, troop, weight = check_dyads(
        attacker,
        target,
        allies,
        projected,
        home,
        interop,
        nuclear,
        obligation,
        belief,
        parameters,
        troops,
        credit,
    )
    columns = [parameters.names().index(name) for name in _ORDER]
    ordered = np.ascontiguousarray(sizes[:, columns])
    found = _matrix(i, j, mask, reach, at_home, common, bombs, duty, trust, ordered, troop, weight)
    return np.asarray(found)
