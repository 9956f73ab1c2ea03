r"""War: how long it lasts and how it ends.

The time to the end is Weibull, S(t) = exp(-(t / scale)^k), t in months. In month t the cumulative hazard
grows by

    dH_t = ((t + 1) / scale)^k - (t / scale)^k,

of which a share nu leads to a victory and 1 - nu to a settlement or stalemate. A mandated peace operation or
mediation multiplies the second part by chi >= 1, so that the war ends in month t with probability
1 - exp(-dH_t (nu + (1 - nu) chi)), by victory with probability nu / (nu + (1 - nu) chi).

k and scale are this package's own fit to the 95 disputes of GML-MID 2.2.1 that reached war (k = .9755, close
to a constant hazard), read with covariance from ``war_duration.json``. The share of endings without a victor
is 33 of 95 there and 10 of 87 in COW's wars: a monthly run uses nu, a one-shot outcome uses
``war.WarParameters.draw_share``, never both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.estimates import Estimate
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "DurationParameters", "duration_estimate", "duration_from_uniform", "ending_hazards",
    "mean_duration", "median_duration", "monthly_end_hazard", "survival", "victory_share",
]  # fmt: skip

Floats = NDArray[np.float64]


@cache
def duration_estimate() -> Estimate:
    """Return (ln k, ln scale) with their covariance; scale in months."""
    return Estimate.load("foedera.responses", "war_duration.json")


@dataclass(frozen=True)
class DurationParameters(Record):
    """Parameters of the length and ending of a war."""

    shape: float = param(
        0.9755206528, unit="1", low=0.2, high=5.0, source="own fit, 95 disputes at war level (GML-MID 2.2.1)",
        meaning="Weibull shape k; below 1 the hazard of ending falls as a war goes on",
    )  # fmt: skip
    scale_months: float = param(
        25.38582796, unit="month", low=0.1, source="own fit, 95 disputes at war level (GML-MID 2.2.1)",
        meaning="Weibull scale",
    )  # fmt: skip
    victory_share: float = param(
        62.0 / 95.0, unit="probability", low=0.01, high=0.99, sd=0.049, spread="normal",
        source="GML-MID 2.2.1: 62 of 95 disputes at war level ended in victory",
        meaning="endings that have a victor, nu",
    )  # fmt: skip
    mediation: float = param(
        1.5, unit="1", low=1.0, high=10.0,
        source="ASSUMPTION: a mandated operation makes a settlement half as likely again",
        meaning="factor chi on the hazard of a settlement while a mandated operation or mediation is present",
    )  # fmt: skip

    def draw(self, normals: Floats, uniforms: Floats) -> Self:
        """Return one value per replica; shape and scale are drawn jointly, around the record's own values."""
        drawn = super().draw(normals, uniforms)
        columns = [self.names().index("shape"), self.names().index("scale_months")]
        fit = duration_estimate()
        factor = np.exp(fit.draw(normals[:, columns]) - fit.values)
        return drawn.replace(
            shape=np.clip(self.shape * factor[:, 0], 0.2, 5.0),
            scale_months=np.maximum(self.scale_months * factor[:, 1], 0.1),
        )


def survival(months: ArrayLike, shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    """Return the probability that a war lasts longer than ``months``.

    Parameters
    ----------
    months : shape (...) [month], >= 0
    shape, scale_months : shape (...), > 0

    Returns
    -------
    shape (...) [probability]
    """
    return np.asarray(np.exp(-_cumulative(months, shape, scale_months)))


def monthly_end_hazard(months: ArrayLike, shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    """Return the probability that a war which has lasted ``months`` ends within the next month.

    Returns
    -------
    shape (...) [probability]
    """
    return np.asarray(-np.expm1(-_increment(months, shape, scale_months)))


def ending_hazards(
    months: ArrayLike, shape: ArrayLike, scale_months: ArrayLike, nu: ArrayLike, chi: ArrayLike = 1.0
) -> Floats:
    """Return the monthly probabilities of an end by victory and by settlement or stalemate.

    Parameters
    ----------
    months : shape (...) [month], how long the war has lasted
    shape, scale_months : shape (...), Weibull parameters
    nu : shape (...) [probability], share of endings with a victor
    chi : shape (...), factor on settlements, >= 1; 1 where nobody mediates

    Returns
    -------
    shape (..., 2) [probability]
    """
    share = victory_share(nu, chi)
    factor = np.asarray(nu) + (1.0 - np.asarray(nu)) * np.asarray(chi)
    end = -np.expm1(-_increment(months, shape, scale_months) * factor)
    return np.stack(np.broadcast_arrays(end * share, end * (1.0 - share)), axis=-1)


def victory_share(nu: ArrayLike, chi: ArrayLike = 1.0) -> Floats:
    """Return the share of endings with a victor when settlements come chi times as fast.

    Returns
    -------
    shape (...) [probability]: nu / (nu + (1 - nu) chi)
    """
    n, c = np.asarray(nu, dtype=float), np.asarray(chi, dtype=float)
    if not np.all((n >= 0.0) & (n <= 1.0)):
        raise ModelInputError("the victory share is a probability", where="nu")
    if not np.all((c >= 1.0) & np.isfinite(c)):
        raise ModelInputError("mediation can only hasten settlements", where="chi", fix="chi >= 1")
    return np.asarray(n / (n + (1.0 - n) * c))


def duration_from_uniform(u: ArrayLike, shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    """Return the duration whose distribution function is u.

    Parameters
    ----------
    u : shape (...), uniform on [0, 1)
    shape, scale_months : shape (...), > 0

    Returns
    -------
    shape (...) [month]
    """
    p = np.asarray(u, dtype=float)
    if not np.all((p >= 0.0) & (p < 1.0)):
        raise ModelInputError("uniforms lie in [0, 1)", where="u")
    k, scale = _positive(shape, "shape"), _positive(scale_months, "scale_months")
    return np.asarray(scale * (-np.log1p(-p)) ** (1.0 / k))


def median_duration(shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    """Return the median duration, shape (...) [month]."""
    return duration_from_uniform(0.5, shape, scale_months)


def mean_duration(shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    """Return the mean duration scale Gamma(1 + 1/k), shape (...) [month]."""
    from scipy.special import gamma

    return np.asarray(_positive(scale_months, "scale_months") * gamma(1.0 + 1.0 / _positive(shape, "shape")))


def _cumulative(months: ArrayLike, shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    t = np.asarray(months, dtype=float)
    if not np.all((t >= 0.0) & np.isfinite(t)):
        raise ModelInputError("a war has lasted 0 months or more", where="months")
    return np.asarray((t / _positive(scale_months, "scale_months")) ** _positive(shape, "shape"))


def _increment(months: ArrayLike, shape: ArrayLike, scale_months: ArrayLike) -> Floats:
    later = _cumulative(np.asarray(months, dtype=float) + 1.0, shape, scale_months)
    return np.asarray(later - _cumulative(months, shape, scale_months))


def _positive(value: ArrayLike, where: str) -> Floats:
    a = np.asarray(value, dtype=float)
    if not np.all((a > 0.0) & np.isfinite(a)):
        raise ModelInputError("must be positive", where=where)
    return a


CARD = Card(
    id="responses.war_duration",
    title="Weibull duration of wars and how they end",
    cites=("bennett1996", "gibler2016", "slantchev2004"),
    valid="disputes at war level between states, 1816-2010",
    claims_not="that duration depends on the strength of the sides: here it does not",
)
