r"""Who pays for a common good: the game of contributions, with and without a product of one's own.

Pure public good (Olson and Zeckhauser 1966; Bergstrom, Blume and Varian 1986): a member has income w, pays
p g and enjoys Q = sum g + E with u = [(1 - a) y^r + a Q^r]^(1/r), y = w - p g (r = 0: (1 - a) ln y + a ln Q).
With k = (a / ((1 - a) p))^(1/(1-r)) the unique Nash equilibrium has g = max(0, (w - Q/k)/p); of the members
sorted by k w the first m pay and

    Q_m = (E + sum_{i<=m} w/p) / (1 + sum_{i<=m} 1/(p k)),      m = the largest with k_m w_m > Q_m.

Joint product (Murdoch and Sandler 1984): u = (1 - a - b) ln y + a ln Q + b ln(phi g). Given Q the first-order
condition is a quadratic in g with one positive root, falling in Q, so that Q - E = sum g(Q) has one solution.

Lindahl (r = 0): g = a w / p.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from foedera.core.cards import Card
from foedera.core.parameters import Record, param
from foedera.decisions.members import Floats, by_member, require

__all__ = [
    "CARD", "BurdenParameters", "Provision", "joint_product", "joint_reply", "lindahl", "public_good_nash",
]  # fmt: skip


@dataclass(frozen=True)
class BurdenParameters(Record):
    """Tastes, pledges and the assessed key."""

    taste: float = param(
        0.05, unit="share", low=1e-6, high=0.5, source="ASSUMPTION: a state alone would spend 5 % of income",
        meaning="Cobb-Douglas share of the public good",
    )  # fmt: skip
    threat_scale: float = param(
        1.0, unit="1", low=0.0, high=10.0, source="ASSUMPTION: full threat doubles the taste",
        meaning="rise of the taste per unit of threat",
    )  # fmt: skip
    private: float = param(
        0.02, unit="share", low=0.0, high=0.5, source="ASSUMPTION: coast guard, interior, prestige",
        meaning="Cobb-Douglas share of the nation's own product of its effort",
    )  # fmt: skip
    target: float = param(
        2.0, unit="pct_gdp", low=0.0, high=20.0,
        source="nato2019: Wales pledge of 2014; a pact may state its own",
        meaning="pledged share of GDP",
    )  # fmt: skip
    closing_rate: float = param(
        0.062, unit="1/year", low=-0.05, high=1.0, sd=0.013, spread="normal",
        source="own fit, 27 allies 2014-18, 135 rows (nato2019); before the pledge -0.028 (0.016)",
        meaning="share of the gap to the target closed in a year",
    )  # fmt: skip
    innovation_sd: float = param(
        0.117, unit="pp/year", low=0.0, high=2.0, source="own fit, same regression (nato2019)",
        meaning="standard deviation of the yearly change around it",
    )  # fmt: skip
    peer_pressure: float = param(
        1.0, unit="1", low=0.0, high=5.0,
        source="ASSUMPTION: the rate doubles once everybody else has arrived",
        meaning="rise of the closing rate per share of members at the target",
    )  # fmt: skip
    threat_response: float = param(
        0.5, unit="pct_gdp", low=0.0, high=5.0, source="ASSUMPTION: half a point for a full rise of threat",
        meaning="rise of the share per unit rise of threat",
    )  # fmt: skip
    fiscal_response: float = param(
        0.1, unit="pct_gdp", low=0.0, high=5.0, source="ASSUMPTION: a tenth of a point in full fiscal stress",
        meaning="fall of the share per unit of fiscal stress",
    )  # fmt: skip
    relief: float = param(
        0.8, unit="share", low=0.0, high=1.0, source="unga2000",
        meaning="gradient of the relief for low income per head in the assessed key",
    )  # fmt: skip
    ceiling: float = param(
        0.22, unit="share", low=0.0, high=1.0,
        source="unga2000", meaning="largest share of the regular budget",
    )  # fmt: skip
    floor: float = param(
        0.00001, unit="share", low=0.0, high=1.0,
        source="unga2000", meaning="smallest share of the regular budget",
    )  # fmt: skip


class Provision(NamedTuple):
    """Contributions ``g`` (..., n), collective output ``q`` (...) [busd] and utilities ``u`` (..., n)."""

    g: Floats
    q: Floats
    u: Floats


def public_good_nash(
    income: ArrayLike, a: ArrayLike, *, price: ArrayLike = 1.0, r: float = 0.0, spill_in: ArrayLike = 0.0
) -> Provision:
    """Return the Nash equilibrium of the pure public good, in closed form.

    Parameters
    ----------
    income : shape (..., n) [busd], > 0
    a : shape (..., n), taste, in (0, 1)
    price : shape (..., n), > 0, of a unit of the good
    r : substitution parameter of utility, < 1
    spill_in : shape (...) [busd], >= 0, provided from outside

    Returns
    -------
    Provision; utility in logs for r = 0
    """
    w, s, p = by_member(income, a, price)
    require(p > 0, "the price must be above 0", "price")
    extra = _outside(spill_in, w)
    require((s > 0) & (s < 1), "the taste must lie in (0, 1)", "public_good_nash(a)")
    require(np.asarray(r < 1), "r must be below 1", "public_good_nash(r)")
    k = (s / ((1.0 - s) * p)) ** (1.0 / (1.0 - r))
    order = np.argsort(-k * w, axis=-1, kind="stable")
    ws, ks, ps = (np.take_along_axis(x, order, -1) for x in (w, k, p))
    totals = (extra[..., None] + np.cumsum(ws / ps, -1)) / (1.0 + np.cumsum(1.0 / (ps * ks), -1))
    pays = ks * ws > totals
    last = np.where(pays, np.arange(w.shape[-1]), -1).max(axis=-1)
    at = np.take_along_axis(totals, np.maximum(last, 0)[..., None], -1)[..., 0]
    q = np.where(last >= 0, at, extra)
    g = np.maximum(0.0, (w - q[..., None] / k) / p)
    return Provision(g, q, _utility(w - p * g, q, s, r))


def joint_product(
    income: ArrayLike,
    a: ArrayLike,
    b: ArrayLike,
    *,
    phi: ArrayLike = 1.0,
    price: ArrayLike = 1.0,
    spill_in: ArrayLike = 0.0,
) -> Provision:
    """Return the Nash equilibrium where effort also has a product of the nation's own.

    Parameters
    ----------
    income : shape (..., n) [busd], > 0
    a, b : shape (..., n), tastes for the public and the own product, >= 0, a + b in (0, 1)
    phi : shape (..., n), > 0, own product of a unit; it moves utility but no choice
    price : shape (..., n), > 0
    spill_in : shape (...) [busd], >= 0

    Returns
    -------
    Provision; with b = 0 the corner solutions of :func:`public_good_nash`
    """
    w, s, o, y, p = by_member(income, a, b, phi, price)
    require(p > 0, "the price must be above 0", "price")
    extra = _outside(spill_in, w)
    require(
        (s >= 0) & (o >= 0) & (s + o > 0) & (s + o < 1), "a, b >= 0 and 0 < a + b < 1", "joint_product(a, b)"
    )
    require(y > 0, "phi must be above 0", "joint_product(phi)")
    low, high = np.array(extra), extra + (w / p).sum(axis=-1)
    for _ in range(120):
        q = 0.5 * (low + high)
        short = extra + joint_reply(q, w, s, o, p).sum(axis=-1) > q
        low, high = np.where(short, q, low), np.where(short, high, q)
    q = 0.5 * (low + high)
    g = joint_reply(q, w, s, o, p)
    with np.errstate(divide="ignore"):
        own = np.where(o > 0, o * np.log(np.where(o > 0, y * g, 1.0)), 0.0)
    return Provision(g, q, (1.0 - s - o) * np.log(w - p * g) + s * np.log(q)[..., None] + own)


def joint_reply(q: Floats, w: Floats, a: Floats, b: Floats, p: Floats) -> Floats:
    """Return the best contribution of each member where the joint output is known, shape (..., n).

    It is the positive root of a p g^2 + [(1 - a) p Q - a w] g - b Q w = 0.

    Parameters
    ----------
    q : shape (...) [busd], > 0
    w, a, b, p : shape (..., n), incomes, tastes and prices as in :func:`joint_product`
    """
    total = q[..., None]
    linear, last = (1.0 - a) * p * total - a * w, b * total * w
    root = np.sqrt(linear**2 + 4.0 * a * p * last)
    below = np.where(linear > 0, linear + root, 1.0)
    above = np.where(a > 0, 2.0 * a * p, 1.0)
    return np.where(linear > 0, 2.0 * last / below, (root - linear) / above)


def lindahl(income: ArrayLike, a: ArrayLike, *, price: ArrayLike = 1.0) -> Provision:
    """Return the cooperative provision in which each pays by its own valuation (Cobb-Douglas).

    Parameters
    ----------
    income : shape (..., n) [busd], > 0
    a : shape (..., n), in (0, 1)
    price : shape (..., n), > 0
    """
    w, s, p = by_member(income, a, price)
    require(p > 0, "the price must be above 0", "price")
    require((s > 0) & (s < 1), "the taste must lie in (0, 1)", "lindahl(a)")
    g = s * w / p
    q = g.sum(axis=-1)
    return Provision(g, q, _utility(w - p * g, q, s, 0.0))


def _utility(y: Floats, q: Floats, a: Floats, r: float) -> Floats:
    total = q[..., None]
    if r == 0:
        return np.asarray((1.0 - a) * np.log(y) + a * np.log(total))
    return np.asarray(((1.0 - a) * y**r + a * total**r) ** (1.0 / r))


def _outside(spill_in: ArrayLike, w: Floats) -> Floats:
    extra = np.asarray(spill_in, dtype=float)
    require(extra >= 0, "spill-in must not be negative", "spill_in")
    return np.array(np.broadcast_to(extra, w.shape[:-1]))


CARD = Card(
    id="decisions.burden",
    title="Burden sharing: the pure public good, the joint product, Lindahl shares",
    cites=("olson1966", "bergstrom1986", "murdoch1984", "warr1983"),
    valid="contributions in money; tastes are not identified from shares alone, only their ratio is",
    claims_not="that money is readiness",
)
