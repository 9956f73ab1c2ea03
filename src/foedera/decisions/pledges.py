r"""How spending follows a pledge, and how many years it takes to arrive.

    s' = s + lambda (1 + psi f) (tau - s)+ + push + sd z,

tau the pledged share of GDP, f the share of members already there. Rate and spread are fitted to the
27 allies other than the United States of 2014-18 (NATO 2019).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from foedera.core.cards import Card
from foedera.decisions.members import Floats, require

__all__ = ["CARD", "pledge_path", "pledge_step", "years_to_target"]


def pledge_step(
    share: ArrayLike,
    target: ArrayLike,
    closing_rate: ArrayLike,
    innovation_sd: ArrayLike,
    normals: ArrayLike,
    *,
    peer_pressure: ArrayLike = 0.0,
    push: ArrayLike = 0.0,
) -> Floats:
    """Return next year's spending, s + lambda (1 + psi f) (tau - s)+ + push + sd z, never below 0.

    Parameters
    ----------
    share : shape (..., n) [pct_gdp]
    target : tau, broadcasts [pct_gdp]
    closing_rate : lambda, broadcasts [1/year]
    innovation_sd : broadcasts [pp/year]
    normals : shape (..., n)
    peer_pressure : psi; f is the share of members at the target
    push : what threat adds and fiscal stress takes, e.g. 0.5 x rise of threat - 0.1 x stress [pct_gdp]

    Returns
    -------
    shape (..., n) [pct_gdp]
    """
    s, tau = np.asarray(share, dtype=float), np.asarray(target, dtype=float)
    rate, sd, psi = (np.asarray(x, dtype=float) for x in (closing_rate, innovation_sd, peer_pressure))
    require((sd >= 0) & np.all(s >= 0), "shares and sd must not be negative", "pledge_step")
    arrived = (s >= tau).mean(axis=-1, keepdims=True)
    pull = rate * (1.0 + psi * arrived) * np.maximum(tau - s, 0.0)
    shock = np.asarray(push, dtype=float) + sd * np.asarray(normals, dtype=float)
    return np.asarray(np.maximum(0.0, s + pull + shock))


def pledge_path(
    share: ArrayLike,
    target: ArrayLike,
    closing_rate: ArrayLike,
    innovation_sd: ArrayLike,
    normals: ArrayLike,
    *,
    peer_pressure: ArrayLike = 0.0,
    push: ArrayLike = 0.0,
) -> Floats:
    """Return spending year by year, shape (T + 1, ..., n), the first being ``share`` [pct_gdp].

    Parameters
    ----------
    share, target, closing_rate, innovation_sd, peer_pressure : as in :func:`pledge_step`
    normals : shape (T, ..., n)
    push : broadcasts against (T, ..., n), what each year's threat adds and fiscal stress takes [pct_gdp]
    """
    z = np.asarray(normals, dtype=float)
    pushes = np.broadcast_to(np.asarray(push, dtype=float), z.shape)
    path = [np.array(np.broadcast_to(np.asarray(share, dtype=float), z.shape[1:]))]
    for year, pushed in zip(z, pushes):
        step = pledge_step(
            path[-1], target, closing_rate, innovation_sd, year, peer_pressure=peer_pressure, push=pushed
        )
        path.append(step)
    return np.stack(path)


def years_to_target(path: ArrayLike, target: ArrayLike) -> Floats:
    """Return the years until each member first reaches the target, shape (..., n); inf where it never does.

    Parameters
    ----------
    path : shape (T + 1, ..., n) [pct_gdp], from :func:`pledge_path`
    target : broadcasts against (..., n) [pct_gdp]
    """
    there = np.asarray(path, dtype=float) >= np.asarray(target, dtype=float)
    require(np.asarray(there.ndim >= 2), "years come first, members last", "years_to_target(path)")
    return np.where(there.any(axis=0), there.argmax(axis=0).astype(float), np.inf)


CARD = Card(
    id="decisions.pledges",
    title="Pledges: the gap to the target closes year by year",
    cites=("nato2019",),
    valid="the Wales pledge in its first years; another pledge or another decade may close faster or slower",
    claims_not="that governments keep the pledge, or why they move",
)
