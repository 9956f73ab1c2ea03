r"""Reputation: what others believe a state's word is worth.

The belief that state k honours its next obligation is Beta(a_k, b_k). It starts at the base rate with the
weight of ``strength`` observations, counts what is seen, and forgets:

    a <- a + honoured,    b <- b + broken + w breaches,
    (a, b) <- (a0, b0) + r^years ((a, b) - (a0, b0)),

with r the share of a memory that is kept per year. A breach is an act against a standing promise (attacking a
partner in neutrality or non-aggression), worth w broken promises. This is the Beta reputation system of
Josang and Ismail (2002); that states do hold broken promises against each other is argued by Gibler (2008)
and Crescenzi et al. (2012).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = ["CARD", "Reputation", "ReputationParameters", "belief", "belief_sd", "forget", "observe", "start"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReputationParameters(Record):
    """Parameters of the belief in a state's word."""

    base_rate: float = param(
        0.5, unit="probability", low=0.01, high=0.99,
        source="berkemeier2018: half of the obligations invoked in war were honoured",
        meaning="belief in a state of which nothing is known",
    )  # fmt: skip
    strength: float = param(
        40.0, unit="count", low=1.0, high=1000.0,
        source="ASSUMPTION: observers weigh the base rate as 40 observed cases",
        meaning="weight of the base rate, in observations",
    )  # fmt: skip
    retention: float = param(
        0.93, unit="share", low=0.0, high=1.0, source="ASSUMPTION: memory of an act halves in ten years",
        meaning="share of a memory kept per year, r",
    )  # fmt: skip
    breach_weight: float = param(
        2.0, unit="count", low=0.0, high=100.0,
        source="ASSUMPTION: an attack on a partner counts as two broken promises",
        meaning="broken promises a breach counts for, w",
    )  # fmt: skip


@dataclass(frozen=True)
class Reputation:
    """Beliefs about states: a, b of shape (..., N), and the prior a0, b0 that forgetting returns to."""

    a: Floats
    b: Floats
    a0: Floats
    b0: Floats


def start(base_rate: ArrayLike, strength: ArrayLike) -> Reputation:
    """Return the beliefs before anything is observed.

    Parameters
    ----------
    base_rate : shape (..., N) [probability], in (0, 1)
    strength : shape (..., N) [count], > 0, broadcasts against ``base_rate``
    """
    rate, n = np.broadcast_arrays(np.asarray(base_rate, dtype=float), np.asarray(strength, dtype=float))
    if not np.all((rate > 0.0) & (rate < 1.0)):
        raise ModelInputError("a base rate lies strictly between 0 and 1", where="base_rate")
    if not np.all((n > 0.0) & np.isfinite(n)):
        raise ModelInputError("the prior needs a positive weight", where="strength")
    a, b = rate * n, (1.0 - rate) * n
    return Reputation(a, b, a, b)


def observe(
    r: Reputation,
    honoured: ArrayLike,
    broken: ArrayLike,
    breaches: ArrayLike = 0.0,
    breach_weight: ArrayLike = 2.0,
) -> Reputation:
    """Return the beliefs after a month's acts; their order does not matter.

    Parameters
    ----------
    r : beliefs
    honoured, broken : shape (..., N) [count], obligations that fell due and were kept or not
    breaches : shape (..., N) [count], acts against a standing promise
    breach_weight : shape (...) [count]
    """
    good, bad, worse = (
        _counts(v, w) for v, w in ((honoured, "honoured"), (broken, "broken"), (breaches, "breaches"))
    )
    weight = _counts(breach_weight, "breach_weight")
    return Reputation(r.a + good, r.b + bad + weight * worse, r.a0, r.b0)


def forget(r: Reputation, years: ArrayLike, retention: ArrayLike) -> Reputation:
    """Return the beliefs after ``years`` in which nothing was seen.

    Parameters
    ----------
    r : beliefs
    years : shape (...) [year], >= 0; 1/12 for a month
    retention : shape (...) [share per year]
    """
    t, keep = _counts(years, "years"), np.asarray(retention, dtype=float)
    if not np.all((keep >= 0.0) & (keep <= 1.0)):
        raise ModelInputError("retention is a share", where="retention")
    kept = keep**t
    return Reputation(r.a0 + kept * (r.a - r.a0), r.b0 + kept * (r.b - r.b0), r.a0, r.b0)


def belief(r: Reputation) -> Floats:
    """Return the believed probability that a state honours its next obligation, shape (..., N)."""
    return np.asarray(r.a / (r.a + r.b))


def belief_sd(r: Reputation) -> Floats:
    """Return the standard deviation of the belief, shape (..., N)."""
    n = r.a + r.b
    return np.asarray(np.sqrt(r.a * r.b / (n**2 * (n + 1.0))))


def _counts(value: ArrayLike, where: str) -> Floats:
    a = np.asarray(value, dtype=float)
    if not np.all((a >= 0.0) & np.isfinite(a)):
        raise ModelInputError("must be finite and not negative", where=where)
    return a


CARD = Card(
    id="effects.reputation",
    title="Belief in a state's word, updated by what it does",
    cites=("josang2002", "gibler2008", "crescenzi2012", "berkemeier2018"),
    valid="beliefs shared by all observers",
    claims_not="a measured speed of learning: prior weight, forgetting and breach weight are assumptions",
)
