r"""Who pays for a common good, and how pledges and assessed keys move it.

Pure public good (Olson and Zeckhauser 1966; Bergstrom, Blume and Varian 1986): a member has income w, pays
p g and enjoys Q = sum g + E with u = [(1 - a) y^r + a Q^r]^(1/r), y = w - p g (r = 0: (1 - a) ln y + a ln Q).
With k = (a / ((1 - a) p))^(1/(1-r)) the unique Nash equilibrium has g = max(0, (w - Q/k)/p); of the members
sorted by k w the first m pay and

    Q_m = (E + sum_{i<=m} w/p) / (1 + sum_{i<=m} 1/(p k)),      m = the largest with k_m w_m > Q_m.

Joint product (Murdoch and Sandler 1984): u = (1 - a - b) ln y + a ln Q + b ln(phi g). Given Q the first-order
condition is a quadratic in g with one positive root, falling in Q, so that Q - E = sum g(Q) has one solution.

Lindahl (r = 0): g = a w / p. Aggregators (Hirshleifer 1983; Cornes 1993): Q = (sum d g^rho)^(1/rho) with
costs c g^2 / 2 gives Q = [sum d (V d / c)^(rho/(2-rho))]^((2-rho)/rho), V the own benefit
(Nash) or everybody's.

Pledges: the gap to the target closes at a rate lambda a year, faster the more members have reached it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "BurdenParameters", "Provision", "airport_shares", "assessed_key", "best_shot", "ces_game",
    "compensation", "joint_product", "lindahl", "peacekeeping_key", "pledge_path", "pledge_step",
    "public_good_nash", "taste", "weakest_link",
]  # fmt: skip

Floats = NDArray[np.float64]


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


def taste(base: ArrayLike, threat: ArrayLike, scale: ArrayLike = 1.0) -> Floats:
    """Return a (1 + theta threat), the taste for the public good under threat, shape (...).

    Parameters
    ----------
    base : shape (...), in (0, 1)
    threat : shape (...), in [0, 1]
    scale : theta >= 0
    """
    a = np.asarray(base, dtype=float) * (
        1.0 + np.asarray(scale, dtype=float) * np.asarray(threat, dtype=float)
    )
    _check((a > 0) & (a < 1), "the taste must stay in (0, 1)", "taste(base, threat)")
    return np.asarray(a)


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
    w, s, p = _arrays(income, a, price)
    _check(p > 0, "the price must be above 0", "price")
    extra = _outside(spill_in, w)
    _check((s > 0) & (s < 1), "the taste must lie in (0, 1)", "public_good_nash(a)")
    _check(np.asarray(r < 1), "r must be below 1", "public_good_nash(r)")
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
    w, s, o, y, p = _arrays(income, a, b, phi, price)
    _check(p > 0, "the price must be above 0", "price")
    extra = _outside(spill_in, w)
    _check(
        (s >= 0) & (o >= 0) & (s + o > 0) & (s + o < 1), "a, b >= 0 and 0 < a + b < 1", "joint_product(a, b)"
    )
    _check(y > 0, "phi must be above 0", "joint_product(phi)")
    low, high = np.array(extra), extra + (w / p).sum(axis=-1)
    for _ in range(120):
        q = 0.5 * (low + high)
        short = extra + _best_reply(q, w, s, o, p).sum(axis=-1) > q
        low, high = np.where(short, q, low), np.where(short, high, q)
    q = 0.5 * (low + high)
    g = _best_reply(q, w, s, o, p)
    with np.errstate(divide="ignore"):
        own = np.where(o > 0, o * np.log(np.where(o > 0, y * g, 1.0)), 0.0)
    return Provision(g, q, (1.0 - s - o) * np.log(w - p * g) + s * np.log(q)[..., None] + own)


def _best_reply(q: Floats, w: Floats, a: Floats, b: Floats, p: Floats) -> Floats:
    """Return the positive root of a p g^2 + [(1 - a) p Q - a w] g - b Q w = 0."""
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
    w, s, p = _arrays(income, a, price)
    _check(p > 0, "the price must be above 0", "price")
    _check((s > 0) & (s < 1), "the taste must lie in (0, 1)", "lindahl(a)")
    g = s * w / p
    q = g.sum(axis=-1)
    return Provision(g, q, _utility(w - p * g, q, s, 0.0))


def compensation(
    cooperative: Provision, fallback: Provision, income: ArrayLike, a: ArrayLike, *, price: ArrayLike = 1.0
) -> Floats:
    """Return the side payment that makes each member as well off as in the fallback [busd], shape (..., n).

    Parameters
    ----------
    cooperative, fallback : Cobb-Douglas provisions, e.g. :func:`lindahl` and :func:`public_good_nash`
    income, a, price : as there

    Returns
    -------
    Positive for members that would refuse, negative for what they could pay to others and still gain
    """
    w, s, p = _arrays(income, a, price)
    _check(p > 0, "the price must be above 0", "price")
    needed = np.exp((fallback.u - s * np.log(cooperative.q)[..., None]) / (1.0 - s))
    return np.asarray(needed - (w - p * cooperative.g))


def ces_game(
    value: ArrayLike, cost: ArrayLike, weight: ArrayLike, rho: float, *, cooperative: bool = False
) -> tuple[Floats, Floats]:
    """Return efforts and output with a CES aggregator and quadratic costs.

    Parameters
    ----------
    value : shape (..., n), v > 0, benefit of a unit of output
    cost : shape (..., n), c > 0, of c g^2 / 2
    weight : shape (..., n), d > 0
    rho : <= 1, not 0; 1 is summation, very negative a weakest link
    cooperative : whether everybody's benefit counts

    Returns
    -------
    Efforts, shape (..., n); output, shape (...)
    """
    v, c, d = _arrays(value, cost, weight)
    _check((c > 0) & (d > 0), "costs and weights must be above 0", "ces_game(cost, weight)")
    _check(np.asarray(rho <= 1 and rho != 0), "rho must be at most 1 and not 0", "ces_game(rho)")
    benefit = v.sum(axis=-1, keepdims=True) if cooperative else v
    pull = (benefit * d / c) ** (1.0 / (2.0 - rho))
    q = (d * pull**rho).sum(axis=-1) ** ((2.0 - rho) / rho)
    return np.asarray(q[..., None] ** ((1.0 - rho) / (2.0 - rho)) * pull), np.asarray(q)


def weakest_link(value: ArrayLike, cost: ArrayLike, *, cooperative: bool = False) -> Floats:
    """Return the common effort where the least effort counts, shape (...); of the equilibria the best.

    Parameters
    ----------
    value, cost : shape (..., n), as in :func:`ces_game`
    cooperative : whether everybody's benefit counts
    """
    v, c = _arrays(value, cost)
    _check(c > 0, "costs must be above 0", "cost")
    return np.asarray(v.sum(axis=-1) / c.sum(axis=-1) if cooperative else (v / c).min(axis=-1))


def best_shot(
    value: ArrayLike, cost: ArrayLike, *, cooperative: bool = False
) -> tuple[NDArray[np.int64], Floats]:
    """Return who provides and how much where the largest effort counts, both of shape (...).

    Parameters
    ----------
    value, cost : shape (..., n), as in :func:`ces_game`
    cooperative : whether everybody's benefit counts
    """
    v, c = _arrays(value, cost)
    _check(c > 0, "costs must be above 0", "cost")
    gain = v.sum(axis=-1, keepdims=True) / c if cooperative else v / c
    return np.asarray(gain.argmax(axis=-1), dtype=np.int64), np.asarray(gain.max(axis=-1))


def airport_shares(cost: ArrayLike) -> Floats:
    """Return Shapley shares of a facility built for the greatest need, shape (..., n).

    Parameters
    ----------
    cost : shape (..., n), what would serve each member alone, >= 0 (Littlechild and Owen 1973)
    """
    c = np.asarray(cost, dtype=float)
    _check(c >= 0, "a cost is negative", "airport_shares(cost)")
    order = np.argsort(c, axis=-1, kind="stable")
    steps = np.diff(np.take_along_axis(c, order, -1), axis=-1, prepend=0.0)
    shares = np.cumsum(steps / np.arange(c.shape[-1], 0, -1), axis=-1)
    return np.take_along_axis(shares, np.argsort(order, axis=-1, kind="stable"), -1)


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
    _check((sd >= 0) & np.all(s >= 0), "shares and sd must not be negative", "pledge_step")
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
) -> Floats:
    """Return spending year by year, shape (T + 1, ..., n), the first being ``share`` [pct_gdp].

    Parameters
    ----------
    share, target, closing_rate, innovation_sd, peer_pressure : as in :func:`pledge_step`
    normals : shape (T, ..., n)
    """
    z = np.asarray(normals, dtype=float)
    path = [np.array(np.broadcast_to(np.asarray(share, dtype=float), z.shape[1:]))]
    for year in z:
        step = pledge_step(path[-1], target, closing_rate, innovation_sd, year, peer_pressure=peer_pressure)
        path.append(step)
    return np.stack(path)


def assessed_key(
    gni: ArrayLike, population: ArrayLike, relief: float, ceiling: float, floor: float
) -> Floats:
    """Return assessed shares of a budget in the manner of the United Nations.

    Parameters
    ----------
    gni : shape (..., n) [busd], > 0
    population : shape (..., n) [person], > 0
    relief : gradient in [0, 1]; a member with income per head x times the average, x < 1, is counted with
        1 - relief (1 - x) of its income, and the others bear the rest by income
    ceiling, floor : of a share

    Returns
    -------
    shape (..., n), sums to 1
    """
    y, n = _arrays(gni, population)
    _check(n > 0, "population must be above 0", "assessed_key(population)")
    size = y.shape[-1]
    _check(np.asarray(0 <= relief <= 1), "relief must lie in [0, 1]", "assessed_key(relief)")
    fits = np.asarray(floor * size <= 1 <= ceiling * size)
    _check(fits, "no shares fit between floor and ceiling", "assessed_key(ceiling, floor)")
    relative = y / n / (y.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True))
    counted = y * (1.0 - relief * np.clip(1.0 - relative, 0.0, 1.0))
    payers = np.where(relative >= 1.0, y, 0.0)
    paid = payers.sum(axis=-1, keepdims=True)
    lost = (y - counted).sum(axis=-1, keepdims=True)
    base = counted + np.where(paid > 0, payers * lost / np.where(paid > 0, paid, 1.0), 0.0)
    return _between(base / base.sum(axis=-1, keepdims=True), ceiling, floor)


def _between(share: Floats, ceiling: float, floor: float) -> Floats:
    """Scale shares by one factor, clip them, and let the unclipped bear what is left exactly."""
    low = np.zeros((*share.shape[:-1], 1))
    high = 1.0 / share.min(axis=-1, keepdims=True)
    for _ in range(100):
        factor = 0.5 * (low + high)
        over = np.clip(factor * share, floor, ceiling).sum(axis=-1, keepdims=True) > 1.0
        low, high = np.where(over, low, factor), np.where(over, factor, high)
    out = np.clip(high * share, floor, ceiling)
    free = (out > floor) & (out < ceiling)
    fixed = np.where(free, 0.0, out).sum(axis=-1, keepdims=True)
    movable = np.where(free, share, 0.0).sum(axis=-1, keepdims=True)
    return np.asarray(np.where(free, (1.0 - fixed) * share / np.where(movable > 0, movable, 1.0), out))


def peacekeeping_key(regular: ArrayLike, permanent: ArrayLike, discount: ArrayLike) -> Floats:
    """Return shares of the peacekeeping budget: the permanent members bear all discounts, by one premium.

    Parameters
    ----------
    regular : shape (..., n), shares of the regular budget
    permanent : shape (..., n), bool, at least one
    discount : shape (..., n), in [0, 1], of the other members
    """
    r, off = _arrays(regular, discount)
    big = np.broadcast_to(np.asarray(permanent, dtype=bool), r.shape)
    _check((off >= 0) & (off <= 1), "a discount must lie in [0, 1]", "peacekeeping_key(discount)")
    _check(np.asarray(big.any(axis=-1)), "no permanent member", "peacekeeping_key(permanent)")
    given = np.where(big, 0.0, off * r)
    premium = given.sum(axis=-1, keepdims=True) / np.where(big, r, 0.0).sum(axis=-1, keepdims=True)
    return np.where(big, r * (1.0 + premium), r - given)


def _utility(y: Floats, q: Floats, a: Floats, r: float) -> Floats:
    total = q[..., None]
    if r == 0:
        return np.asarray((1.0 - a) * np.log(y) + a * np.log(total))
    return np.asarray(((1.0 - a) * y**r + a * total**r) ** (1.0 / r))


def _arrays(first: ArrayLike, *others: ArrayLike) -> list[Floats]:
    values = [np.asarray(v, dtype=float) for v in (first, *others)]
    out = [np.asarray(x) for x in np.broadcast_arrays(*values)]
    _check(np.asarray(out[0].ndim > 0), "members are the last axis", "first argument")
    _check(out[0] > 0, "incomes, benefits and shares must be above 0", "first argument")
    return out


def _outside(spill_in: ArrayLike, w: Floats) -> Floats:
    extra = np.asarray(spill_in, dtype=float)
    _check(extra >= 0, "spill-in must not be negative", "spill_in")
    return np.array(np.broadcast_to(extra, w.shape[:-1]))


def _check(fine: NDArray[np.bool_], what: str, where: str) -> None:
    if not np.all(fine):
        raise ModelInputError(what, where=where)


CARD = Card(
    id="decisions.burden",
    title="Burden sharing: public good, joint product, pledges and assessed keys",
    cites=("olson1966", "bergstrom1986", "murdoch1984", "hirshleifer1983", "cornes1993", "littlechild1973",
           "nato2019", "unga2000"),
    valid="contributions in money; tastes are not identified from shares alone, only their ratio is",
    claims_not="that money is readiness",
)  # fmt: skip
