r"""Losses: battle deaths of a war, who bears them, and output lost.

War sizes have a heavy tail. With probability p_severe a war kills x_min or more, and then

    F(x) = [1 - (x / x_min)^(1 - alpha)] / [1 - (H / x_min)^(1 - alpha)],    x_min <= x <= H;

otherwise the size is lognormal, truncated to [x_lowest, x_min). With alpha < 2 the mean exists only because
of the bound H and grows with it (708 thousand at H = 10^8, 2.1 million at 10^9): report medians and
quantiles, never a mean alone. Whether the tail is a power law is contested, so ``tail="lognormal"`` gives
the other reading.

A member's share of the deaths is proportional to (x_k / M_own) (M_enemy / M_own)^e: within a side by what
each brings, between sides by strength. e = .193 (standard error .082) is this package's own regression of
the log ratio of both sides' deaths on the log ratio of their capabilities in 94 interstate wars: the weaker
side dies more, but much less than in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "TAILS", "LossParameters", "PowerTail", "death_shares", "deaths_bound", "deaths_from_uniforms",
    "fit_power_tail", "output_loss", "tail_distance", "tail_mean", "tail_quantile",
]  # fmt: skip

Floats = NDArray[np.float64]

TAILS = ("power", "lognormal")
_OWN = "own estimate, 95 interstate wars (COW 4.0)"


@dataclass(frozen=True)
class LossParameters(Record):
    """Parameters of battle deaths and output loss."""

    alpha: float = param(
        1.53, unit="1", low=1.2, high=2.5, sd=0.07, spread="normal",
        source="clauset2018; own fit of COW 4.0: 1.525 (.073), 51 wars", meaning="tail exponent of war sizes",
    )  # fmt: skip
    x_min: float = param(
        7061.0, unit="death", low=1001.0, source="clauset2018, reproduced with COW 4.0",
        meaning="size from which the tail is a power law",
    )  # fmt: skip
    p_severe: float = param(
        51.0 / 95.0, unit="probability", low=0.0, high=1.0, sd=0.051, spread="normal", source=_OWN,
        meaning="wars that reach x_min",
    )  # fmt: skip
    x_lowest: float = param(
        1000.0, unit="death", low=1.0, source="sarkees2010: the threshold of a war",
        meaning="smallest size of a war",
    )  # fmt: skip
    body_mean: float = param(
        7.661265, unit="1", source=f"{_OWN}, the 44 below x_min", meaning="mean of ln deaths, body"
    )
    body_sd: float = param(
        0.599049, unit="1", low=0.01, source=f"{_OWN}, the 44 below x_min", meaning="sd of ln deaths, body"
    )
    tail: str = param("power", unit="name", choices=TAILS, source="clauset2018", meaning="family of the tail")
    lognormal_mean: float = param(
        1.241610, unit="1", source=f"{_OWN}, maximum likelihood truncated at 1,000",
        meaning="mean parameter of ln deaths, lognormal tail",
    )  # fmt: skip
    lognormal_sd: float = param(
        4.891645, unit="1", low=0.01, source=f"{_OWN}, maximum likelihood truncated at 1,000",
        meaning="sd parameter of ln deaths, lognormal tail",
    )  # fmt: skip
    largest: float = param(
        1e8, unit="death", low=1e4, source="ASSUMPTION: six times the deadliest war on record",
        meaning="bound on deaths whoever fights",
    )  # fmt: skip
    largest_share: float = param(
        0.1, unit="share", low=0.0, high=1.0, source="ASSUMPTION: no war on record killed more in battle",
        meaning="bound on deaths as a share of the belligerents' people",
    )  # fmt: skip
    elasticity: float = param(
        0.193, unit="1", low=0.0, high=2.0, sd=0.082, spread="normal",
        source="own regression, 94 interstate wars (COW 4.0, NMC 6.0)",
        meaning="fall of a side's deaths with its relative strength, e",
    )  # fmt: skip
    loss_theatre: float = param(
        0.05, unit="share", low=0.0, high=1.0,
        source="ASSUMPTION: of the order of contractions seen in invaded economies",
        meaning="output lost per year of war on own soil",
    )  # fmt: skip
    loss_abroad: float = param(
        0.01, unit="share", low=0.0, high=1.0, source="ASSUMPTION: a fifth of the loss at home",
        meaning="output lost per year of war elsewhere",
    )  # fmt: skip


def deaths_bound(population: ArrayLike, p: LossParameters) -> Floats:
    """Return H, the bound on deaths.

    Parameters
    ----------
    population : shape (...) [person], of all belligerents together
    p : parameters

    Returns
    -------
    shape (...) [death], at least twice x_min so that the smallest states' wars stay defined
    """
    people = _positive(population, "population")
    return np.asarray(np.maximum(np.minimum(p.largest, p.largest_share * people), 2.0 * p.x_min))


def tail_quantile(u: ArrayLike, bound: ArrayLike, alpha: ArrayLike, x_min: ArrayLike) -> Floats:
    """Return the size below which a share u of the tail lies, power law truncated at ``bound``.

    Parameters
    ----------
    u : shape (...) in [0, 1]
    bound : shape (...) [death], H > x_min; ``inf`` for the untruncated law
    alpha : shape (...), > 1
    x_min : shape (...) [death]

    Returns
    -------
    shape (...) [death]
    """
    a, low, high, q = _tail(alpha, x_min, bound, u)
    return np.asarray(low * (1.0 - q * (1.0 - (high / low) ** (1.0 - a))) ** (1.0 / (1.0 - a)))


def tail_mean(bound: ArrayLike, alpha: ArrayLike, x_min: ArrayLike) -> Floats:
    """Return the mean of the truncated power law, shape (...) [death]; it grows with H if alpha < 2."""
    a, low, high, _ = _tail(alpha, x_min, bound, 0.0)
    if not np.all(np.isfinite(high)) or np.any(a == 2.0):
        raise ModelInputError("needs a finite bound and alpha other than 2", where="tail_mean")
    inside = 1.0 - (high / low) ** (1.0 - a)
    return np.asarray((a - 1.0) / (2.0 - a) * low * ((high / low) ** (2.0 - a) - 1.0) / inside)


def deaths_from_uniforms(
    u_severe: ArrayLike, u_size: ArrayLike, bound: ArrayLike, p: LossParameters
) -> Floats:
    """Return battle deaths of a whole war by the inverse distribution function.

    Parameters
    ----------
    u_severe : shape (...), uniform on [0, 1); below p_severe the war is in the tail
    u_size : shape (...), uniform on [0, 1)
    bound : shape (...) [death], H from :func:`deaths_bound`
    p : parameters; array fields broadcast

    Returns
    -------
    shape (...) [death], x_lowest <= deaths <= H
    """
    u, v = unit_interval(u_severe, "u_severe"), unit_interval(u_size, "u_size")
    if p.tail == "power":
        large = tail_quantile(v, bound, p.alpha, p.x_min)
    else:
        _, low, high, _ = _tail(2.0, p.x_min, bound, v)
        large = _truncated_lognormal(v, p.lognormal_mean, p.lognormal_sd, low, high)
    small = _truncated_lognormal(v, p.body_mean, p.body_sd, p.x_lowest, p.x_min)
    return np.asarray(np.where(u < p.p_severe, large, small))


def death_shares(x: ArrayLike, own: ArrayLike, enemy: ArrayLike, elasticity: ArrayLike = 0.193) -> Floats:
    """Return each belligerent's share of the deaths.

    Parameters
    ----------
    x : shape (..., N), what each state brings, both sides; 0 for bystanders
    own : shape (..., N), strength M of the side a state is on (any positive number for bystanders)
    enemy : shape (..., N), strength M of the side it fights
    elasticity : shape (...), e

    Returns
    -------
    shape (..., N) [share], sums to 1
    """
    brought = np.asarray(x, dtype=float)
    if not np.all(np.isfinite(brought) & (brought >= 0.0)) or np.any(brought.sum(axis=-1) <= 0.0):
        raise ModelInputError("contributions must be finite, not negative, and not all zero", where="x")
    m, n = _positive(own, "own"), _positive(enemy, "enemy")
    e = np.asarray(elasticity, dtype=float)[..., None]
    weight = brought / m * (n / m) ** e
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def output_loss(gdp: ArrayLike, years: ArrayLike, theatre: ArrayLike, p: LossParameters) -> Floats:
    """Return the output a fighting state loses.

    Parameters
    ----------
    gdp : shape (...) [busd], per year
    years : shape (...) [year], time at war
    theatre : shape (...), bool, whether the war is on its soil
    p : parameters

    Returns
    -------
    shape (...) [busd]
    """
    g, t = np.asarray(gdp, dtype=float), np.asarray(years, dtype=float)
    if not (np.all(g >= 0.0) and np.all(t >= 0.0)):
        raise ModelInputError("output and time at war are not negative", where="output_loss")
    return np.asarray(g * t * np.where(np.asarray(theatre, dtype=bool), p.loss_theatre, p.loss_abroad))


@dataclass(frozen=True)
class PowerTail:
    """A fitted tail: exponent alpha and its standard error, threshold x_min, n sizes in it, distance."""

    alpha: float
    se: float
    x_min: float
    n: int
    distance: float


def tail_distance(sizes: ArrayLike, x_min: float, alpha: float) -> float:
    """Return the largest distance between the fitted F and the empirical one below each size, (i - 1) / n.

    Parameters
    ----------
    sizes : shape (n,) [death]
    x_min, alpha : the fitted tail
    """
    tail = np.sort(np.asarray(sizes, dtype=float))
    tail = tail[tail >= x_min]
    fitted = 1.0 - (tail / x_min) ** (1.0 - alpha)
    return float(np.max(np.abs(fitted - np.arange(len(tail)) / len(tail))))


def fit_power_tail(sizes: ArrayLike, x_min: float | None = None) -> PowerTail:
    """Fit a power law to the tail by maximum likelihood (Clauset, Shalizi and Newman 2009).

    Parameters
    ----------
    sizes : shape (n,) [death], > 0
    x_min : threshold; None picks the observed size with the smallest :func:`tail_distance`

    Returns
    -------
    alpha = 1 + n / sum ln(x / x_min), standard error (alpha - 1) / sqrt(n)
    """
    x = _positive(sizes, "sizes")
    if x_min is None:
        candidates = np.unique(x)[:-1]
        return min((fit_power_tail(x, float(c)) for c in candidates), key=lambda fit: fit.distance)
    tail = x[x >= x_min]
    if len(tail) < 2 or tail.max() <= x_min:
        raise ModelInputError("fewer than two sizes in the tail", where="x_min", fix="lower the threshold")
    alpha = 1.0 + len(tail) / float(np.log(tail / x_min).sum())
    distance = tail_distance(x, x_min, alpha)
    return PowerTail(alpha, (alpha - 1.0) / np.sqrt(len(tail)), x_min, len(tail), distance)


def _truncated_lognormal(
    u: Floats, mean: ArrayLike, sd: ArrayLike, low: ArrayLike, high: ArrayLike
) -> Floats:
    """Inverse distribution function on [low, high], worked in the upper tail, where the mass may be small."""
    from scipy.special import ndtr, ndtri

    m, s = np.asarray(mean, dtype=float), np.asarray(sd, dtype=float)
    above_low, above_high = ndtr((m - np.log(low)) / s), ndtr((m - np.log(high)) / s)
    z = -ndtri(above_low - u * (above_low - above_high))
    return np.asarray(np.clip(np.exp(m + s * z), low, high))


def _tail(
    alpha: ArrayLike, x_min: ArrayLike, bound: ArrayLike, u: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    a, low, high = (np.asarray(v, dtype=float) for v in (alpha, x_min, bound))
    if not np.all(a > 1.0):
        raise ModelInputError("the exponent must exceed 1", where="alpha")
    if not np.all(high > low):
        raise ModelInputError("the bound must exceed the threshold", where="bound", fix="use deaths_bound()")
    return a, low, high, unit_interval(u, "u")


def _positive(value: ArrayLike, where: str) -> Floats:
    a = np.asarray(value, dtype=float)
    if not np.all((a > 0.0) & np.isfinite(a)):
        raise ModelInputError("must be positive", where=where)
    return a


CARD = Card(
    id="effects.losses",
    title="Battle deaths with a power-law tail, their incidence, and output lost",
    cites=("clauset2018", "clauset2009", "cederman2003", "sarkees2010"),
    valid="interstate wars of 1,000 battle deaths or more",
    claims_not="that a long or even war kills more: size does not depend on duration or strength here",
)
