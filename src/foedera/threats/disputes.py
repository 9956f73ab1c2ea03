r"""Dispute onset: how likely a state starts a militarized dispute with another, and that it becomes war.

For the directed dyad (challenger i, target j) in year t, with covariates x and t years of peace,

    eta = b'x + b_t1 t/10 + b_t2 t^2/1000 + b_t3 t^3/10^5,    p = 1 / (1 + exp(-eta)),

p per year; per month p_m = 1 - (1 - p)^(1/12). A dispute becomes war with probability
1 / (1 + exp(-c'w)), w = (1, rival, both democracies, after 1945).

What a defence pact of the target does (the coefficient ``tdef``) is contested. It is never a silent
default: :data:`DETERRENCE_PRIORS` holds five named readings of the literature, and a study states which.
Pact, power, regime and rivalry covariates belong to the year before, contiguity, distance and years of
peace to the year itself.

A state's pacts are the promises it was given: a target is defended if somebody else has promised to defend it,
not if it has promised to defend others. This matters where a promise is one-sided (the USA defend Japan, Japan
does not defend the USA): counted the other way round, ``tdef`` 1946-2010 falls from .094 to -.024.

The coefficients are this package's own fits, in JSON files beside this one, read at first use:
``ONSET_1946_2010``, ``ONSET_1816_1944``, ``ONSET_WITHOUT_PACTS`` (without ``tdef``, for use beside the
deterrence game) and ``WAR_GIVEN_ONSET``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.core.estimates import Estimate
from foedera.core.parameters import Record, param

__all__ = [
    "DETERRENCE_PRIORS", "HOSTILITY", "ONSET_1816_1944", "ONSET_1946_2010", "ONSET_WITHOUT_PACTS",
    "STATIC_TERMS", "TERMS", "WAR_GIVEN_ONSET", "WAR_TERMS", "DeterrencePrior", "RivalryRule",
    "annual_probability", "check_dyads", "design", "draw_prior", "hostility_given_no_war", "king_zeng_shift",
    "linear_predictor", "monthly_hazard", "monthly_probability", "next_peace_years", "peace_terms",
    "peace_turning_point", "update_rivalry", "war_probability",
]  # fmt: skip

Floats = NDArray[np.float64]

STATIC_TERMS = (
    "const", "tdef", "coff", "cneu", "jdem", "landc", "seac", "lnd", "caprat", "S", "rival", "majc", "majt",
)  # fmt: skip
TERMS = (*STATIC_TERMS, "t1", "t2", "t3")
WAR_TERMS = ("const", "rival", "jdem", "post1945")
MONTHS = 12.0

HOSTILITY: Mapping[int, int] = MappingProxyType({2: 34, 3: 437, 4: 1104, 5: 53})
"""Highest hostility of the 1,628 disputes 1946-2010: threat 2, display 3, use of force 4, war 5."""

ONSET_1946_2010: Estimate
ONSET_1816_1944: Estimate
ONSET_WITHOUT_PACTS: Estimate
WAR_GIVEN_ONSET: Estimate

_FILES = {
    "ONSET_1946_2010": ("onset_1946_2010.json", TERMS),
    "ONSET_1816_1944": ("onset_1816_1944.json", TERMS),
    "ONSET_WITHOUT_PACTS": ("onset_1946_2010_without_pacts.json", tuple(t for t in TERMS if t != "tdef")),
    "WAR_GIVEN_ONSET": ("war_given_onset.json", WAR_TERMS),
}


@cache
def _estimate(name: str) -> Estimate:
    filename, terms = _FILES[name]
    found = Estimate.load("foedera.threats", filename)
    if found.terms != terms:
        raise ModelInputError(f"its terms are not {terms}", where=filename, fix="refit, keeping the order")
    return found


def __getattr__(name: str) -> Estimate:
    if name in _FILES:
        return _estimate(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@dataclass(frozen=True)
class DeterrencePrior:
    """A named reading of what a defence pact does to the log-odds of being challenged.

    Parameters
    ----------
    name : the name a study uses
    mean, sd : normal distribution of the coefficient ``tdef`` [logit]; sd 0 is a point
    source : where it is from
    """

    name: str
    mean: float
    sd: float
    source: str


DETERRENCE_PRIORS: Mapping[str, DeterrencePrior] = MappingProxyType(
    {
        p.name: p
        for p in (
            DeterrencePrior("own", 0.094, 0.103, "tdef of ONSET_1946_2010: own fit, lagged covariates"),
            DeterrencePrior("benson", float(np.log(0.82)), 0.0, "benson2011: conditional pacts, 18% lower"),
            DeterrencePrior("leeds", float(np.log(0.72)), 0.0, "leeds2003: 28% lower (unverified)"),
            DeterrencePrior("null", 0.0, 0.0, "kenwick2017: forming a pact often fails to deter"),
            DeterrencePrior(
                "pooled", -0.12, 0.12,
                "ASSUMPTION: a normal whose 95% range, -.36 to .12, spans the other four, leeds -.33 to own .094",
            ),
        )
    }
)  # fmt: skip


@dataclass(frozen=True)
class RivalryRule(Record):
    """When two states become rivals and when they cease to be."""

    disputes: float = param(
        3.0, unit="count", low=1, source="ASSUMPTION: as in dispute-density definitions of rivalry",
        meaning="disputes within the window that make two states rivals",
    )  # fmt: skip
    window_years: float = param(
        10.0, unit="year", low=1, source="ASSUMPTION: as above",
        meaning="window in which disputes are counted",
    )  # fmt: skip
    quiet_years: float = param(
        25.0, unit="year", low=1, source="ASSUMPTION: a generation",
        meaning="years without a dispute that end a rivalry",
    )  # fmt: skip


def draw_prior(name: str, normals: ArrayLike) -> Floats:
    """Return draws of the ``tdef`` coefficient under a named prior.

    Parameters
    ----------
    name : own, benson, leeds, null or pooled
    normals : shape (...), standard normal

    Returns
    -------
    shape (...) [logit]
    """
    if name not in DETERRENCE_PRIORS:
        hint = did_you_mean(name, DETERRENCE_PRIORS) or "one of " + ", ".join(DETERRENCE_PRIORS)
        raise ModelInputError(f"unknown prior {name!r}", where="deterrence_prior", fix=hint)
    prior = DETERRENCE_PRIORS[name]
    return prior.mean + prior.sd * _finite(normals, "normals")


def peace_terms(t: ArrayLike, clip: float | None = 48.0) -> Floats:
    """Return the cubic of the years of peace (Carter and Signorino 2010).

    Parameters
    ----------
    t : shape (...) [year], >= 0
    clip : years beyond which t counts as ``clip``; None for estimation. ASSUMPTION: the fitted cubics turn
        up after 48 years (:func:`peace_turning_point`), which is an artefact of the polynomial

    Returns
    -------
    shape (..., 3): t/10, t^2/1000, t^3/10^5
    """
    years = _finite(t, "t", low=0.0)
    if clip is not None:
        years = np.minimum(years, clip)
    return np.stack([years / 10.0, years**2 / 1e3, years**3 / 1e5], axis=-1)


def peace_turning_point(estimate: Estimate) -> float:
    """Return the years of peace at which the fitted cubic stops falling [year]; infinity if it never does."""
    b1, b2, b3 = (estimate[term] for term in ("t1", "t2", "t3"))
    roots = np.roots([3.0 * b3 / 1e5, 2.0 * b2 / 1e3, b1 / 10.0])
    real = roots.real[(abs(roots.imag) < 1e-9) & (roots.real > 0.0)]
    return float(real.min()) if real.size else float("inf")


def design(
    *, tdef: ArrayLike, coff: ArrayLike, cneu: ArrayLike, jdem: ArrayLike, landc: ArrayLike, seac: ArrayLike,
    lnd: ArrayLike, caprat: ArrayLike, S: ArrayLike, rival: ArrayLike, majc: ArrayLike, majt: ArrayLike,
) -> Floats:  # fmt: skip
    """Return the covariates that do not depend on the years of peace.

    Parameters
    ----------
    tdef : shape (...), 1 if a state other than the challenger has promised to defend the target
    coff, cneu : shape (...), 1 if a third state has promised the challenger to attack with it / to stay neutral
    jdem : shape (...), 1 if both are democracies (Polity2 >= 6)
    landc, seac : shape (...), 1 if they share a land border / are separated by at most 400 miles of water
    lnd : shape (...), log of the kilometres between capitals plus one, 0..10
    caprat : shape (...) [share], capability of the challenger over that of both
    S : shape (...), similarity of alliance portfolios, -1..1
    rival : shape (...), 1 if strategic rivals
    majc, majt : shape (...), 1 if the challenger / the target is a major power

    Returns
    -------
    shape (..., 13), columns :data:`STATIC_TERMS`
    """
    dummies = {
        "tdef": tdef, "coff": coff, "cneu": cneu, "jdem": jdem, "landc": landc, "seac": seac,
        "rival": rival, "majc": majc, "majt": majt,
    }  # fmt: skip
    columns = {name: _dummy(value, name) for name, value in dummies.items()}
    columns["lnd"] = _finite(lnd, "lnd", low=0.0, high=10.0)
    columns["caprat"] = _finite(caprat, "caprat", low=0.0, high=1.0)
    columns["S"] = _finite(S, "S", low=-1.0, high=1.0)
    columns["const"] = np.ones(())
    return np.stack(np.broadcast_arrays(*(columns[name] for name in STATIC_TERMS)), axis=-1)


def check_dyads(challenger: ArrayLike, target: ArrayLike, undirected: Mapping[str, ArrayLike]) -> None:
    """Raise if a state faces itself or an undirected covariate differs between i -> j and j -> i.

    Parameters
    ----------
    challenger, target : shape (n,), index or code of the state
    undirected : name -> shape (n,); jdem, landc, seac, lnd, S, rival
    """
    i, j = np.asarray(challenger), np.asarray(target)
    if np.any(i == j):
        row = int(np.argmax(i == j))
        raise ModelInputError(f"challenger and target are both {i[row]}", where=f"dyad {row}")
    low, high = np.minimum(i, j), np.maximum(i, j)
    order = np.lexsort((high, low))
    same = (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0)
    for name, values in undirected.items():
        v = np.asarray(values, dtype=float)[order]
        bad = same & (v[1:] != v[:-1])
        if np.any(bad):
            row = order[int(np.argmax(bad))]
            raise ModelInputError(
                f"{name} differs between {i[row]} -> {j[row]} and {j[row]} -> {i[row]}",
                where=name, fix="give both directions the same value",
            )  # fmt: skip


def linear_predictor(beta: ArrayLike, x: ArrayLike, t: ArrayLike, clip: float | None = 48.0) -> Floats:
    """Return the log-odds of onset.

    Parameters
    ----------
    beta : shape (..., 16) [logit], order :data:`TERMS`; one vector per replica goes in as (R, 1, 16)
    x : shape (..., 13), from :func:`design`
    t : shape (...) [year], >= 0
    clip : as in :func:`peace_terms`

    Returns
    -------
    shape (...) [logit], all leading axes broadcast
    """
    b, columns = _finite(beta, "beta"), np.asarray(x, dtype=float)
    n = len(STATIC_TERMS)
    if b.shape[-1:] != (len(TERMS),) or columns.shape[-1:] != (n,):
        shapes = f"beta {b.shape} and x {columns.shape}"
        raise ModelInputError(f"{shapes} do not end in 16 and 13", where="disputes.linear_predictor")
    static = np.einsum("...k,...k->...", columns, b[..., :n])
    return np.asarray(static + np.einsum("...k,...k->...", peace_terms(t, clip), b[..., n:]))


def annual_probability(eta: ArrayLike) -> Floats:
    """Return the probability of at least one onset in a year.

    Parameters
    ----------
    eta : shape (...) [logit]

    Returns
    -------
    shape (...) [probability]
    """
    return np.asarray(np.exp(-np.logaddexp(0.0, -_finite(eta, "eta"))))


def monthly_probability(p: ArrayLike) -> Floats:
    """Return 1 - (1 - p)^(1/12), the probability of an onset within one month.

    Parameters
    ----------
    p : shape (...) [probability per year], below 1
    """
    return np.asarray(-np.expm1(-monthly_hazard(p)))


def monthly_hazard(p: ArrayLike) -> Floats:
    """Return -log(1 - p) / 12, the rate of onset.

    Parameters
    ----------
    p : shape (...) [probability per year], below 1

    Returns
    -------
    shape (...) [1/month]; rates of several dyads add up, probabilities do not
    """
    annual = _finite(p, "p", low=0.0, high=1.0)
    if np.any(annual >= 1.0):
        raise ModelInputError("a probability of 1 has no finite rate", where="p", fix="check the log-odds")
    return np.asarray(-np.log1p(-annual) / MONTHS)


def war_probability(
    rival: ArrayLike, jdem: ArrayLike, post1945: ArrayLike, beta: ArrayLike | None = None
) -> Floats:
    """Return the probability that a dispute becomes war.

    Parameters
    ----------
    rival, jdem, post1945 : shape (...), 0 or 1
    beta : shape (..., 4) [logit], order :data:`WAR_TERMS`; default the values of ``WAR_GIVEN_ONSET``

    Returns
    -------
    shape (...) [probability]
    """
    b = _finite(_estimate("WAR_GIVEN_ONSET").values if beta is None else beta, "beta")
    r, d, p = _dummy(rival, "rival"), _dummy(jdem, "jdem"), _dummy(post1945, "post1945")
    return annual_probability(b[..., 0] + b[..., 1] * r + b[..., 2] * d + b[..., 3] * p)


def hostility_given_no_war(u: ArrayLike) -> NDArray[np.int64]:
    """Return the highest hostility of a dispute that does not become war.

    Parameters
    ----------
    u : shape (...), uniform on [0, 1)

    Returns
    -------
    shape (...), 2 threat, 3 display, 4 use of force, in the shares of :data:`HOSTILITY`
    """
    uniform = _finite(u, "u", low=0.0, high=1.0)
    counts = np.array([HOSTILITY[2], HOSTILITY[3], HOSTILITY[4]], dtype=float)
    edges = np.cumsum(counts)[:-1] / counts.sum()
    return np.asarray(2 + np.searchsorted(edges, uniform, side="right"), dtype=np.int64)


def next_peace_years(t: ArrayLike, disputed: ArrayLike, step_years: float = 1.0) -> Floats:
    """Return the years of peace one step on: 0 after a step with a dispute, else t + step.

    Parameters
    ----------
    t : shape (...) [year]
    disputed : shape (...), whether the two states had a dispute, in either direction
    step_years : length of the step [year]
    """
    return np.where(np.asarray(disputed, dtype=bool), 0.0, _finite(t, "t", low=0.0) + step_years)


def update_rivalry(
    recent_disputes: ArrayLike, quiet_years: ArrayLike, rival: ArrayLike, rule: RivalryRule | None = None
) -> NDArray[np.bool_]:
    """Return who are rivals now.

    Parameters
    ----------
    recent_disputes : shape (...) [count], disputes of the two states within ``rule.window_years``
    quiet_years : shape (...) [year], since their last dispute
    rival : shape (...), 0 or 1, before
    rule : the thresholds

    Returns
    -------
    shape (...), True for rivals. Enough disputes make rivals, enough quiet ends it, otherwise it lasts.
    """
    r = rule or RivalryRule()
    enough = _finite(recent_disputes, "recent_disputes", low=0.0) >= r.disputes
    quiet = _finite(quiet_years, "quiet_years", low=0.0) >= r.quiet_years
    return np.asarray(enough | ((_dummy(rival, "rival") > 0.0) & ~quiet))


def king_zeng_shift(tau: ArrayLike, ybar: ArrayLike) -> Floats:
    """Return what to add to the intercept of a fit on a sample chosen by outcome (King and Zeng 2001).

    Parameters
    ----------
    tau : shape (...) [share], share of events in the population, inside (0, 1)
    ybar : shape (...) [share], share of events in the sample, inside (0, 1)

    Returns
    -------
    shape (...) [logit], -log[((1 - tau) / tau) (ybar / (1 - ybar))]
    """
    t, y = _finite(tau, "tau", low=0.0, high=1.0), _finite(ybar, "ybar", low=0.0, high=1.0)
    if np.any((t <= 0) | (t >= 1) | (y <= 0) | (y >= 1)):
        raise ModelInputError("both shares must lie strictly between 0 and 1", where="tau, ybar")
    return np.asarray(-(np.log1p(-t) - np.log(t) + np.log(y) - np.log1p(-y)))


def _finite(value: ArrayLike, name: str, low: float | None = None, high: float | None = None) -> Floats:
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array)):
        raise ModelInputError("NaN or infinite", where=name, fix="drop or fill the missing rows first")
    if (low is not None and np.any(array < low)) or (high is not None and np.any(array > high)):
        worst = array.flat[np.argmax(np.abs(array - np.clip(array, low, high)))]
        bounds = f"{'' if low is None else low}..{'' if high is None else high}"
        raise ModelInputError(f"{worst:g} is outside {bounds}", where=name)
    return array


def _dummy(value: ArrayLike, name: str) -> Floats:
    array = _finite(value, name)
    if np.any((array != 0.0) & (array != 1.0)):
        worst = array[(array != 0.0) & (array != 1.0)].flat[0]
        raise ModelInputError(f"{worst:g} is neither 0 nor 1", where=name)
    return array


CARD = Card(
    id="threats.disputes",
    title="Onset of militarized disputes between directed pairs of states, and war given onset",
    cites=("gibler2016", "leeds2002", "carter2010", "king2001", "benson2011", "leeds2003", "kenwick2017"),
    valid="politically relevant directed dyads (contiguous, or one is a major power), fitted on 1816-2010",
    claims_not="that pacts cause peace or danger: they form where danger is, and add 0.3% of log score",
)
