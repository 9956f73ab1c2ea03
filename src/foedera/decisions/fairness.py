"""Measures of how a burden is shared, and the rank test of exploitation.

The exploitation hypothesis (Olson and Zeckhauser 1966): the larger the member, the larger its share of income
spent on the common good. Tested by rank correlation of size and burden. All measures take members on the last
axis; leading axes are runs.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError

__all__ = [
    "CARD", "RankTest", "benefit_share", "correlation", "gini", "herfindahl", "mismatch", "rank_correlation",
    "rank_test", "shares", "theil", "under_contribution",
]  # fmt: skip

EXACT_MEMBERS = 9
"""Up to this many members p-values come from all permutations."""

Floats = NDArray[np.float64]


def shares(x: ArrayLike) -> Floats:
    """Return each member's share of the total, shape (..., n), from amounts >= 0."""
    a = _amounts(x, "shares(x)")
    return np.asarray(a / a.sum(axis=-1, keepdims=True))


def benefit_share(*bases: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Return benefit shares as a weighted mean of shares of GDP, population, exposure or threat.

    Parameters
    ----------
    bases : arrays of shape (..., n), amounts >= 0
    weights : one per base, >= 0; None counts them alike (ASSUMPTION)

    Returns
    -------
    shape (..., n), sums to 1
    """
    w = np.ones(len(bases)) if weights is None else np.asarray(weights, dtype=float)
    if not bases or w.shape != (len(bases),) or np.any(w < 0) or w.sum() <= 0:
        raise ModelInputError("one weight >= 0 per base is needed", where="benefit_share(weights)")
    return np.asarray(sum(k * shares(b) for k, b in zip(w / w.sum(), bases)))


def under_contribution(contribution: ArrayLike, ability: ArrayLike) -> Floats:
    """Return 1 - (share of contributions) / (share of ability): above 0 for free riders, at most 1.

    Parameters
    ----------
    contribution, ability : shape (..., n), amounts >= 0, ability > 0
    """
    able = shares(ability)
    if not np.all(able > 0):
        raise ModelInputError("ability must be above 0", where="under_contribution(ability)")
    return np.asarray(1.0 - shares(contribution) / able)


def mismatch(contribution: ArrayLike, ability: ArrayLike) -> Floats:
    """Return half the sum of absolute differences of shares, shape (...): what would have to change hands."""
    return np.asarray(0.5 * np.abs(shares(contribution) - shares(ability)).sum(axis=-1))


def herfindahl(x: ArrayLike) -> Floats:
    """Return the sum of squared shares, shape (...): 1/n if alike, 1 if one member bears everything."""
    return np.asarray((shares(x) ** 2).sum(axis=-1))


def gini(x: ArrayLike) -> Floats:
    """Return the Gini coefficient, shape (...), from amounts >= 0: 0 if alike, (n - 1)/n at most."""
    a = np.sort(shares(x), axis=-1)
    n = a.shape[-1]
    return np.asarray(((2.0 * np.arange(1, n + 1) - n - 1) * a).sum(axis=-1) / n)


def theil(x: ArrayLike) -> Floats:
    """Return Theil's index, shape (...), from amounts >= 0: 0 if alike, ln n at most."""
    s = shares(x)
    return np.asarray((s * np.log(np.where(s > 0, s * s.shape[-1], 1.0))).sum(axis=-1))


class RankTest(NamedTuple):
    """Spearman's rho and Kendall's tau-b with their p-values, each of shape (...)."""

    rho: Floats
    rho_p: Floats
    tau: Floats
    tau_p: Floats


def rank_correlation(x: ArrayLike, y: ArrayLike) -> Floats:
    """Return Spearman's rho of x and y, shape (..., n) to (...); nan where one of them does not vary."""
    a, b = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    return correlation(_ranks(a), _ranks(b))


def rank_test(x: ArrayLike, y: ArrayLike, *, alternative: str = "two-sided") -> RankTest:
    """Test whether burdens rise with size.

    Parameters
    ----------
    x, y : shape (..., n), n >= 3, e.g. GDP and the share of it that is spent
    alternative : "two-sided", or "greater" for a rise only

    Returns
    -------
    RankTest. Exact over all permutations up to ``EXACT_MEMBERS`` members; beyond, rho by Student's t and tau
    by the normal law with ties corrected. nan where all values of one variable are alike
    """
    a, b = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    if a.ndim == 0 or a.shape[-1] < 3 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ModelInputError("at least 3 members with known values are needed", where="rank_test")
    if alternative not in ("two-sided", "greater"):
        raise ModelInputError(
            f"unknown alternative {alternative!r}", where="rank_test", fix="two-sided or greater"
        )
    ra, rb = _ranks(a), _ranks(b)
    rho, tau = correlation(ra, rb), _tau(ra, rb)
    p_rho, p_tau = (_exact if a.shape[-1] <= EXACT_MEMBERS else _asymptotic)(ra, rb, rho, tau, alternative)
    known = np.isfinite(rho)
    return RankTest(rho, np.where(known, p_rho, np.nan), tau, np.where(known, p_tau, np.nan))


def _amounts(x: ArrayLike, where: str) -> Floats:
    a = np.asarray(x, dtype=float)
    if a.ndim == 0 or not np.all(a >= 0) or not np.all(a.sum(axis=-1) > 0):
        raise ModelInputError("amounts must be >= 0 and not all 0", where=where)
    return a


def _ranks(a: Floats) -> Floats:
    below = (a[..., None, :] < a[..., :, None]).sum(axis=-1)
    alike = (a[..., None, :] == a[..., :, None]).sum(axis=-1)
    return np.asarray(below + 0.5 * (alike + 1))


def correlation(a: Floats, b: Floats) -> Floats:
    """Return Pearson's correlation, shape (..., n) to (...); nan where one of the two does not vary."""
    da, db = a - a.mean(axis=-1, keepdims=True), b - b.mean(axis=-1, keepdims=True)
    size = np.sqrt((da**2).sum(axis=-1) * (db**2).sum(axis=-1))
    return np.where(size > 0, (da * db).sum(axis=-1) / np.where(size > 0, size, 1.0), np.nan)


def _signs(a: Floats) -> Floats:
    i, j = np.triu_indices(a.shape[-1], 1)
    return np.sign(a[..., j] - a[..., i])


def _tau(a: Floats, b: Floats) -> Floats:
    sa, sb = _signs(a), _signs(b)
    size = np.sqrt((sa**2).sum(axis=-1) * (sb**2).sum(axis=-1))
    return np.where(size > 0, (sa * sb).sum(axis=-1) / np.where(size > 0, size, 1.0), np.nan)


@cache
def _orders(n: int) -> NDArray[np.int8]:
    return np.array(list(permutations(range(n))), dtype=np.int8)


def _exact(a: Floats, b: Floats, rho: Floats, tau: Floats, alternative: str) -> tuple[Floats, Floats]:
    orders = _orders(a.shape[-1])
    out = np.empty((2, rho.size))
    rows = zip(a.reshape(-1, a.shape[-1]), b.reshape(-1, a.shape[-1]))
    for k, (ra, rb) in enumerate(rows):
        shuffled = rb[orders]
        for m, (null, seen) in enumerate(
            ((correlation(ra, shuffled), rho.flat[k]), (_tau(ra, shuffled), tau.flat[k]))
        ):
            null, seen = (null, seen) if alternative == "greater" else (np.abs(null), abs(seen))
            out[m, k] = (null >= seen - 1e-9).mean()
    return out[0].reshape(rho.shape), out[1].reshape(rho.shape)


def _asymptotic(a: Floats, b: Floats, rho: Floats, tau: Floats, alternative: str) -> tuple[Floats, Floats]:
    from scipy.special import ndtr, stdtr

    n = a.shape[-1]
    t = np.nan_to_num(rho) * np.sqrt((n - 2) / np.maximum(1.0 - np.nan_to_num(rho) ** 2, 1e-300))
    s, variance = (_signs(a) * _signs(b)).sum(axis=-1), _tau_variance(a, b)
    z = s / np.sqrt(np.where(variance > 0, variance, 1.0))
    if alternative == "greater":
        return np.asarray(stdtr(n - 2, -t)), np.asarray(ndtr(-z))
    return np.asarray(2.0 * stdtr(n - 2, -np.abs(t))), np.asarray(2.0 * ndtr(-np.abs(z)))


def _tau_variance(a: Floats, b: Floats) -> Floats:
    """Return the null variance of concordant minus discordant pairs, ties corrected (Kendall 1970)."""
    n = a.shape[-1]
    ta, tb = ((x[..., None, :] == x[..., :, None]).sum(axis=-1) for x in (a, b))
    crowd = [((t - 1) * (2 * t + 5)).sum(axis=-1) for t in (ta, tb)]
    pairs = (ta - 1).sum(axis=-1) * (tb - 1).sum(axis=-1)
    triples = ((ta - 1) * (ta - 2)).sum(axis=-1) * ((tb - 1) * (tb - 2)).sum(axis=-1)
    plain = (n * (n - 1) * (2 * n + 5) - crowd[0] - crowd[1]) / 18.0
    return np.asarray(plain + pairs / (2.0 * n * (n - 1)) + triples / (9.0 * n * (n - 1) * (n - 2)))


CARD = Card(
    id="decisions.fairness",
    title="How a burden is shared",
    cites=("olson1966", "sandler1980", "kendall1970"),
    valid="at least three members for the rank test",
    claims_not="that equal shares are just ones",
)
