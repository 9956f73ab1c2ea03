r"""Does a member keep its promise once the promise is due?

    logit h = a_type + d_era + g_power z_power + g_domestic z_domestic + g_democracy z_democracy
              + g_major z_major + g_interop I,          d_era = logit pi_era

Base rates by type and era are the published shares of commitments kept in war, 1816-2003 (Berkemeier and
Fuhrmann 2018). The two margins are joined by assuming that era and type add up on the logit scale: a_type
solves

    w L(a + d_pre) + (1 - w) L(a + d_post) = pi_type,     w = (pi_all - pi_post) / (pi_pre - pi_post),

a quadratic in exp(a). Signs of the shifts: Leeds 2003 (power or domestic change since signing lowers,
democracy raises, being a major power lowers); sizes are judgement.

The rates are conditional on attack. If reliability h ~ Beta(a, b) over pacts and attackers pick by
p(attack | h) ~ exp(-lam h) (Smith 1995; Fearon 2002), then

    E[h | attack] = a/(a+b) 1F1(a+1; a+b+1; -lam) / 1F1(a; a+b; -lam).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "ERAS", "KINDS", "OBLIGATION_STRENGTH", "HonouringParameters", "base_rates", "draw_rates",
    "era_of", "ex_ante_rate", "honour_probability", "intercepts", "selection_mean",
]  # fmt: skip

KINDS = ("defence", "offence", "neutrality", "nonaggression")
"""Obligations that are kept or broken in war; consultation only opens a decision."""

ERAS = ("to_1945", "since_1945")

OBLIGATION_STRENGTH: Mapping[str, float] = MappingProxyType(
    {"none": 0.0, "consult": 0.25, "as_deemed_necessary": 0.6, "automatic": 1.0}
)
"""How strongly a duty binds, from the automaticity of its wording (ASSUMPTION)."""

_RATES: dict[str, Any] = {"source": "berkemeier2018", "unit": "probability", "low": 0.001, "high": 0.999}
_SIGN = "; sign leeds2003"


@dataclass(frozen=True)
class HonouringParameters(Record):
    """Published rates of commitments kept, and what shifts them."""

    defence: float = param(0.41, meaning="share of defence commitments kept, 1816-2003", **_RATES)
    offence: float = param(0.74, meaning="share of offence commitments kept", **_RATES)
    neutrality: float = param(0.78, meaning="share of neutrality commitments kept", **_RATES)
    nonaggression: float = param(0.37, meaning="share of nonaggression commitments kept", **_RATES)
    all_kinds: float = param(0.50, meaning="share of all commitments kept, 1816-2003", **_RATES)
    to_1945: float = param(0.66, meaning="share kept, 1816-1944", **_RATES)
    since_1945: float = param(0.22, meaning="share kept, 1945-2003", **_RATES)
    power_change: float = param(
        -0.5, unit="logit", low=-3.0, high=0.0, source="ASSUMPTION: size" + _SIGN,
        meaning="shift if the member's power changed much since signing",
    )  # fmt: skip
    domestic_change: float = param(
        -0.5, unit="logit", low=-3.0, high=0.0, source="ASSUMPTION: size" + _SIGN,
        meaning="shift if its domestic institutions or ruling coalition changed",
    )  # fmt: skip
    democracy: float = param(
        0.5, unit="logit", low=0.0, high=3.0, source="ASSUMPTION: size" + _SIGN,
        meaning="shift if it is a democracy",
    )  # fmt: skip
    major_power: float = param(
        -0.5, unit="logit", low=-3.0, high=0.0, source="ASSUMPTION: size" + _SIGN,
        meaning="shift if it is a major power",
    )  # fmt: skip
    interoperability: float = param(
        0.5, unit="logit", low=0.0, high=3.0, source="ASSUMPTION: common staffs and exercises raise the odds",
        meaning="shift per unit of interoperability or consultation",
    )  # fmt: skip
    n_eff: float = param(
        40.0, unit="1", low=1.0, high=1000.0, source="ASSUMPTION: counts by type and era were not published",
        meaning="effective number of cases behind a rate of one type and era",
    )  # fmt: skip
    attack_sensitivity: float = param(
        3.0, unit="1", low=0.0, high=50.0, source="ASSUMPTION: how strongly attackers avoid reliable pacts",
        meaning="lam, fall of the log chance of attack per unit of reliability",
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        early, late, mean = (np.asarray(x) for x in (self.to_1945, self.since_1945, self.all_kinds))
        if np.any((mean - late) * (early - mean) < 0) or np.any(early == late):
            where = "HonouringParameters.all_kinds"
            raise ModelInputError("the rate of all kinds must lie between the two eras' rates", where=where)


def era_of(year: ArrayLike) -> NDArray[np.int64]:
    """Return the index into :data:`ERAS` of each year; the second begins with 1945."""
    return (np.asarray(year) >= 1945).astype(np.int64)


def intercepts(parameters: HonouringParameters | None = None) -> NDArray[np.float64]:
    """Return a_type in the order of :data:`KINDS`, shape (4, ...) [logit].

    Parameters
    ----------
    parameters : rates; fields may be arrays that broadcast with each other
    """
    p = parameters or HonouringParameters()
    early, late, mean = (np.asarray(x, dtype=float) for x in (p.to_1945, p.since_1945, p.all_kinds))
    w = (mean - late) / (early - late)
    e1, e2 = early / (1 - early), late / (1 - late)
    out = []
    for kind in KINDS:
        rate = np.asarray(getattr(p, kind), dtype=float)
        square, linear = e1 * e2 * (1 - rate), w * e1 + (1 - w) * e2 - rate * (e1 + e2)
        root = np.sqrt(linear**2 + 4 * square * rate)
        out.append(np.log(np.where(linear > 0, 2 * rate / (linear + root), (root - linear) / (2 * square))))
    return np.stack(np.broadcast_arrays(*out))


def base_rates(parameters: HonouringParameters | None = None) -> NDArray[np.float64]:
    """Return the rate of each kind in each era before any shift, shape (4, 2, ...), KINDS x ERAS."""
    p = parameters or HonouringParameters()
    a = intercepts(p)
    shifts = [_logit(np.asarray(getattr(p, era), dtype=float)) for era in ERAS]
    return np.stack([_logistic(a + shift) for shift in shifts], axis=1)


def honour_probability(
    kind: str | ArrayLike,
    era: str | ArrayLike,
    *,
    power_change: ArrayLike = 0.0,
    domestic_change: ArrayLike = 0.0,
    democracy: ArrayLike = 0.0,
    major: ArrayLike = 0.0,
    interop: ArrayLike = 0.0,
    base: ArrayLike | None = None,
    parameters: HonouringParameters | None = None,
) -> NDArray[np.float64]:
    """Return the probability that a member honours a commitment that has fallen due.

    Parameters
    ----------
    kind : a name of :data:`KINDS` or indices into it, shape (...)
    era : a name of :data:`ERAS` or indices into it, shape (...)
    power_change, domestic_change, democracy, major : shape (...), 0 or 1, or a degree in between
    interop : shape (...), interoperability with the protected member, in [0, 1]
    base : shape (...), rates that replace the published ones of kind and era, e.g. from :func:`draw_rates`
    parameters : record; its shifts may be arrays that broadcast with the arguments

    Returns
    -------
    shape (...), in (0, 1)
    """
    p = parameters or HonouringParameters()
    if base is None:
        rate = base_rates(p)[_index(kind, KINDS, "kind"), _index(era, ERAS, "era")]
    else:
        rate = np.asarray(base, dtype=float)
        _unit(rate, "base", open_ends=True)
    traits = {"power_change": power_change, "domestic_change": domestic_change, "democracy": democracy,
              "major_power": major, "interoperability": interop}  # fmt: skip
    eta = _logit(rate)
    for name, value in traits.items():
        degree = np.asarray(value, dtype=float)
        _unit(degree, name)
        eta = eta + np.asarray(getattr(p, name), dtype=float) * degree
    return _logistic(eta)


def draw_rates(
    era: str | ArrayLike, uniforms: ArrayLike, parameters: HonouringParameters | None = None
) -> NDArray[np.float64]:
    """Return drawn rates of every kind, h ~ Beta(n_eff pi, n_eff (1 - pi)).

    Parameters
    ----------
    era : a name of :data:`ERAS` or one index per replica, shape (...)
    uniforms : shape (..., 4), one per kind in the order of :data:`KINDS`, on [0, 1)
    parameters : rates and n_eff, numbers

    Returns
    -------
    shape (..., 4), inside (0, 1)
    """
    from scipy.special import betaincinv

    p = parameters or HonouringParameters()
    mean = base_rates(p)[:, _index(era, ERAS, "era")]
    pi = np.moveaxis(mean, 0, -1)
    drawn = betaincinv(p.n_eff * pi, p.n_eff * (1 - pi), np.asarray(uniforms, dtype=float))
    return np.asarray(np.clip(drawn, 1e-12, 1 - 1e-12))


def selection_mean(a: ArrayLike, b: ArrayLike, lam: ArrayLike) -> NDArray[np.float64]:
    """Return E[h | attack] where h ~ Beta(a, b) and the chance of attack falls as exp(-lam h).

    Parameters
    ----------
    a, b : shape (...), > 0
    lam : shape (...), 0 to 600

    Returns
    -------
    shape (...); computed as 1F1(b; a+b+1; lam) / 1F1(b; a+b; lam), Kummer's transform of the ratio above,
    whose terms are all positive
    """
    from scipy.special import hyp1f1

    x, y, s = (np.asarray(v, dtype=float) for v in (a, b, lam))
    if not (np.all(x > 0) and np.all(y > 0)):
        raise ModelInputError("a and b must be above 0", where="selection_mean(a, b)")
    if not (np.all(s >= 0) and np.all(s <= 600)):
        raise ModelInputError("lam must be in 0..600", where="selection_mean(lam)")
    return np.asarray(x / (x + y) * hyp1f1(y, x + y + 1, s) / hyp1f1(y, x + y, s))


def ex_ante_rate(rate: ArrayLike, n_eff: ArrayLike, lam: ArrayLike) -> NDArray[np.float64]:
    """Return the mean reliability before selection that gives ``rate`` among the attacked.

    Parameters
    ----------
    rate : shape (...), E[h | attack], in (0, 1)
    n_eff : shape (...), a + b of the Beta distribution, > 0
    lam : shape (...), >= 0

    Returns
    -------
    shape (...), >= rate; the belief an attacker should hold, where ``rate`` is what is seen after attacks
    """
    target, size, s = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (rate, n_eff, lam)))
    _unit(target, "rate", open_ends=True)
    low, high = np.array(target), np.full(target.shape, 1.0 - 1e-12)
    for _ in range(60):
        middle = 0.5 * (low + high)
        short = selection_mean(middle * size, (1 - middle) * size, s) < target
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray(0.5 * (low + high))


def _index(value: str | ArrayLike, known: tuple[str, ...], where: str) -> NDArray[np.int64]:
    if isinstance(value, str):
        if value not in known:
            hint = did_you_mean(value, known) or "one of " + ", ".join(known)
            raise ModelInputError(f"unknown name {value!r}", where=where, fix=hint)
        return np.asarray(known.index(value))
    index = np.asarray(value)
    if not np.issubdtype(index.dtype, np.integer) or np.any(index < 0) or np.any(index >= len(known)):
        raise ModelInputError(f"indices must be 0..{len(known) - 1}", where=where, fix=", ".join(known))
    return index.astype(np.int64)


def _unit(x: NDArray[np.float64], where: str, *, open_ends: bool = False) -> None:
    inside = (x > 0) & (x < 1) if open_ends else (x >= 0) & (x <= 1)
    if not np.all(inside):
        raise ModelInputError(f"must lie in {'(0, 1)' if open_ends else '[0, 1]'}", where=where)


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(p) - np.log1p(-p))


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


CARD = Card(
    id="decisions.honouring",
    title="Whether a commitment that has fallen due is kept",
    cites=("berkemeier2018", "leeds2003", "smith1995", "fearon2002"),
    valid="interstate wars; rates conditional on an attack having occurred",
    claims_not="that pacts are unreliable: wars start where reneging was expected, which biases rates down",
)
