r"""Dependence on suppliers before anything happens.

With sigma the share of supplier s in what member c needs of input m, and every index a share:

    HHI = sum sigma^2                                        concentration (Hirschman 1945)
    HHI_WGI = sum sigma^2 WGI t                              weighted by governance and trade restrictions
    GR = NIR sum sigma rho                                   what comes from the politically distant
    SR = [HHI_WGI(world) IR/2 + HHI_WGI(own sourcing) (1 - IR/2)] (1 - EoL) SI       supply risk of the EU method
    C = GR x share of output that stops within 90 days       criticality to a member

WGI is 0 for the best and 1 for the worst governed supplier, t the trade-restriction factor (below 1 under a free-trade
agreement, above 1 under export taxes and quotas), EoL the share of recycled end-of-life material in inputs, SI the
substitution index (1: no substitute).
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError

__all__ = [
    "Indices", "concentration", "criticality", "geopolitical_distance", "geopolitical_risk", "indices",
    "net_import_reliance", "supplier_shares", "supply_risk",
]  # fmt: skip

Floats = NDArray[np.float64]
_TOLERANCE, _COVERED = 1e-6, 0.95


class Indices(NamedTuple):
    """Concentration ``hhi``, weighted concentration ``hhi_wgi``, supply risk ``sr``, exposure ``gr``, all (...)."""

    hhi: Floats
    hhi_wgi: Floats
    sr: Floats
    gr: Floats


def supplier_shares(value: ArrayLike, total: ArrayLike | None = None) -> Floats:
    """Return the share of each supplier in what is known, shape (..., S).

    Parameters
    ----------
    value : shape (..., S), >= 0, trade or production by supplier; NaN where it is not known
    total : shape (...), what all suppliers deliver together; the sum of what is known by default

    Raises
    ------
    ModelInputError : a negative value, nothing known, or a total below the sum of what is known

    Warns
    -----
    UserWarning : more than 5 % of the total is not attributed to a supplier
    """
    v = np.asarray(value, dtype=float)
    known = not_negative(np.where(np.isnan(v), 0.0, v), "supplier_shares(value)")
    found = known.sum(axis=-1)
    if np.any(found <= 0):
        raise ModelInputError("no supplier is known", where="supplier_shares(value)")
    if total is not None:
        whole = positive(total, "supplier_shares(total)")
        if np.any(found > whole * (1.0 + _TOLERANCE)):
            raise ModelInputError("is below the sum of its suppliers", where="supplier_shares(total)")
        if np.any(found < _COVERED * whole):
            worst = float(np.max(1.0 - found / whole))
            warnings.warn(f"{worst:.0%} of the value has no known supplier", UserWarning, stacklevel=2)
    return np.asarray(known / found[..., None])


def net_import_reliance(
    imports: ArrayLike, exports: ArrayLike, stock_release: ArrayLike, consumption: ArrayLike
) -> Floats:
    """Return (M - X + stock release) / consumption, shape (...), at most 1; below 0 for a net exporter.

    Parameters
    ----------
    imports, exports : shape (...), >= 0
    stock_release : shape (...), what stocks gave; negative if they were filled
    consumption : shape (...), > 0, apparent consumption in the same unit

    Raises
    ------
    ModelInputError : net imports exceed consumption, so that the accounts do not close
    """
    m, x = not_negative(imports, "net_import_reliance(imports)"), not_negative(exports, "(exports)")
    net = m - x + np.asarray(stock_release, dtype=float)
    reliance = net / positive(consumption, "net_import_reliance(consumption)")
    if not np.all(reliance <= 1.0 + _TOLERANCE):
        raise ModelInputError(
            "is above consumption", where="net_import_reliance(imports)",
            fix="consumption is own production + imports - exports + what stocks gave",
        )  # fmt: skip
    return np.asarray(np.minimum(reliance, 1.0))


def geopolitical_distance(gap: ArrayLike, ally: ArrayLike, largest: ArrayLike) -> Floats:
    """Return clip(gap / largest, 0, 1) (1 - ally), shape (...), in [0, 1].

    Parameters
    ----------
    gap : shape (...), >= 0, distance of ideal points (Bailey, Strezhnev and Voeten 2017)
    ally : shape (...), 1 for allies and for oneself, else 0
    largest : shape (...), > 0, the distance that counts as full; the 99th percentile of a sample (ASSUMPTION)
    """
    far = not_negative(gap, "geopolitical_distance(gap)") / positive(
        largest, "geopolitical_distance(largest)"
    )
    friend = unit_interval(ally, "geopolitical_distance(ally)")
    return np.asarray(np.clip(far, 0.0, 1.0) * (1.0 - friend))


def concentration(shares: ArrayLike, governance: ArrayLike = 1.0, trade: ArrayLike = 1.0) -> Floats:
    """Return sum sigma^2 WGI t over suppliers, shape (...): the Herfindahl-Hirschman index without weights.

    Parameters
    ----------
    shares : shape (..., S), in [0, 1], summing to 1
    governance : shape (..., S), in [0, 1], 0 the best
    trade : shape (..., S), >= 0.8, trade-restriction factor

    Raises
    ------
    ModelInputError : shares do not sum to 1 within 1e-6, or a weight is out of range
    """
    s, w = _simplex(shares, "shares"), unit_interval(governance, "governance")
    t = positive(trade, "trade")
    if np.any(t < 0.8):
        raise ModelInputError("must be at least 0.8", where="trade")
    return np.asarray((s * s * w * t).sum(axis=-1))


def geopolitical_risk(reliance: ArrayLike, shares: ArrayLike, distance: ArrayLike) -> Floats:
    """Return GR = NIR sum sigma rho, shape (...), in [0, 1]; 0 for a net exporter.

    Parameters
    ----------
    reliance : shape (...), net import reliance, <= 1
    shares : shape (..., S), in [0, 1], summing to 1
    distance : shape (..., S), in [0, 1], of :func:`geopolitical_distance`

    Warns
    -----
    UserWarning : a net exporter (reliance below 0), whose exposure is set to 0
    """
    nir = np.asarray(reliance, dtype=float)
    if not np.all(nir <= 1.0):
        raise ModelInputError("must be at most 1", where="reliance")
    if np.any(nir < 0):
        warnings.warn("a net exporter (reliance below 0) has no exposure", UserWarning, stacklevel=2)
    far = (_simplex(shares, "shares") * unit_interval(distance, "distance")).sum(axis=-1)
    return np.asarray(np.maximum(nir, 0.0) * far)


def supply_risk(
    world: ArrayLike, sourcing: ArrayLike, reliance: ArrayLike, recycled: ArrayLike, substitution: ArrayLike
) -> Floats:
    """Return SR of the EU's list of critical raw materials (EC 2017; Blengini et al. 2017), shape (...).

    Parameters
    ----------
    world, sourcing : shape (...), >= 0, weighted :func:`concentration` of world supply and of the member's own sourcing
    reliance : shape (...), import reliance; cut to [0, 1]
    recycled : shape (...), in [0, 1], end-of-life recycling input rate
    substitution : shape (...), in [0, 1], 1 without a substitute
    """
    half = np.clip(np.asarray(reliance, dtype=float), 0.0, 1.0) / 2.0
    mixed = not_negative(world, "world") * half + not_negative(sourcing, "sourcing") * (1.0 - half)
    return np.asarray(
        mixed * (1.0 - unit_interval(recycled, "recycled")) * unit_interval(substitution, "substitution")
    )


def criticality(risk: ArrayLike, stopped: ArrayLike) -> Floats:
    """Return C = GR x share of output that stops within 90 days, shape (...), in [0, 1].

    Parameters
    ----------
    risk : shape (...), in [0, 1], of :func:`geopolitical_risk`
    stopped : shape (...), in [0, 1], of :func:`.losses.stopped_share` after a cut of the input
    """
    return np.asarray(unit_interval(risk, "risk") * unit_interval(stopped, "stopped"))


def indices(
    shares: ArrayLike, sourcing: ArrayLike, reliance: ArrayLike, governance: ArrayLike, distance: ArrayLike, *,
    trade: ArrayLike = 1.0, recycled: ArrayLike = 0.0, substitution: ArrayLike = 1.0,
) -> Indices:  # fmt: skip
    """Return every index of members' dependence at once; leading axes are members, inputs or runs.

    Parameters
    ----------
    shares : shape (..., S), suppliers of the world
    sourcing : shape (..., S), suppliers of the member itself
    reliance : shape (...), net import reliance, <= 1
    governance, distance, trade : shape (..., S)
    recycled, substitution : shape (...)
    """
    world = concentration(shares, governance, trade)
    own = concentration(sourcing, governance, trade)
    return Indices(
        concentration(shares),
        world,
        supply_risk(world, own, reliance, recycled, substitution),
        geopolitical_risk(reliance, shares, distance),
    )


def _simplex(shares: ArrayLike, where: str) -> Floats:
    s = unit_interval(shares, where)
    if s.ndim == 0 or np.any(np.abs(s.sum(axis=-1) - 1.0) > _TOLERANCE):
        raise ModelInputError("must sum to 1 over suppliers (within 1e-6)", where=where)
    return s
