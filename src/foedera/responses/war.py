r"""War: the strength of a coalition and who prevails.

A member k with capability m_k, participation share phi_k and distance factor g_k brings x_k = phi_k m_k g_k.
Coalitions that train apart fight apart: with s_k = x_k / sum x and interoperability I,

    Ibar = sum_kl s_k s_l I_kl,        M = (sum_k x_k) (1 - lambda (1 - Ibar)).

The side A that attacks prevails over B with the probability of a ratio contest (Tullock 1980; Hirshleifer
1989),

    P = 1 / (1 + exp(-(delta + mu ln(M_A / M_B)))),

and a share of wars ends without a winner: a constant q0, or 4 q0 P (1 - P), largest at parity.

(delta, mu) are this package's own logit on the 77 interstate wars 1823-2003 that had a winner, read with
their covariance from the JSON files beside this one. delta holds the initiators' selection of fights they
expect to win; use ``delta = 0`` for a counterfactual attack.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.core.estimates import Estimate
from foedera.core.parameters import Record, param

__all__ = [
    "CARD", "ERAS", "RULES", "WarParameters", "check_interoperability", "check_sides", "coalition_strength",
    "contributions", "marginal_contributions", "mean_interoperability", "miles_per_day", "mobilisation",
    "outcome_estimate", "outcome_probabilities", "projection", "victory_probability",
]  # fmt: skip

Floats = NDArray[np.float64]

ERAS = ("all", "to_1945", "after_1945")
RULES = ("halving", "bdm", "none")
_FILES = {
    "all": "war_outcome.json",
    "to_1945": "war_outcome_to_1945.json",
    "after_1945": "war_outcome_after_1945.json",
}
_KM_PER_MILE = 1.609344


@cache
def outcome_estimate(era: str = "all") -> Estimate:
    """Return (delta, mu) with their covariance.

    Parameters
    ----------
    era : "all" wars 1823-2003, those that began "to_1945", or those "after_1945", where capability ratios
        say less about who wins (mu .21, standard error .18)
    """
    if era not in _FILES:
        raise ModelInputError(
            f"unknown era {era!r}", where="era", fix=did_you_mean(era, ERAS) or "|".join(ERAS)
        )
    return Estimate.load("foedera.responses", _FILES[era])


@dataclass(frozen=True)
class WarParameters(Record):
    """Parameters of coalition strength and victory; ``delta`` and ``mu`` belong to ``era``."""

    delta: float = param(
        0.5439935850, unit="logit", low=-5.0, high=5.0,
        source="own fit, 77 interstate wars with a winner (COW 4.0)",
        meaning="edge of the side that initiates, selection included",
    )  # fmt: skip
    mu: float = param(
        0.3761930181, unit="1", low=0.0, high=5.0,
        source="own fit, 77 interstate wars with a winner (COW 4.0)",
        meaning="decisiveness of the log capability ratio",
    )  # fmt: skip
    era: str = param(
        "all", unit="name", choices=ERAS, source="own fit, wars before and after 1945 apart",
        meaning="wars from which delta and mu are drawn",
    )  # fmt: skip
    draw_share: float = param(
        10.0 / 87.0, unit="probability", low=0.0, high=0.99, sd=0.034, spread="normal",
        source="COW Inter-State War 4.0: 10 stalemates or compromises of 87 wars with a stated outcome",
        meaning="wars that end without a winner",
    )  # fmt: skip
    draw_rule: str = param(
        "constant", unit="name", choices=("constant", "parity_draws"), source="ASSUMPTION: the simpler rule",
        meaning="whether draws are more likely at parity",
    )  # fmt: skip
    distance_rule: str = param(
        "halving", unit="name", choices=RULES, source="ASSUMPTION: halving; bdm is Bueno de Mesquita 1981",
        meaning="how distance lowers strength",
    )  # fmt: skip
    half_km: float = param(
        4000.0, unit="km", low=1.0, source="ASSUMPTION: half of the strength is lost over an ocean's width",
        meaning="distance over which strength halves",
    )  # fmt: skip
    interop_loss: float = param(
        0.3, unit="share", low=0.1, high=0.5, spread="uniform",
        source="ASSUMPTION: allies with nothing in common fight at 70 per cent",
        meaning="strength lost by a coalition without interoperability",
    )  # fmt: skip
    joiner_share: float = param(
        0.3, unit="share", low=0.0, high=1.0, source="ASSUMPTION: a joiner commits less than a principal (1)",
        meaning="share of its capability that a joiner commits",
    )  # fmt: skip
    ramp_months: float = param(
        3.0, unit="month", low=1.0, source="ASSUMPTION: reserves are mobilised within a quarter",
        meaning="months until a member's full share is in the field",
    )  # fmt: skip

    @classmethod
    def for_era(cls, era: str) -> Self:
        """Return the defaults with the ``delta`` and ``mu`` of an era."""
        fit = outcome_estimate(era)
        return cls(delta=fit["delta"], mu=fit["mu"], era=era)

    def draw(self, normals: Floats, uniforms: Floats) -> Self:
        """Return one value per replica; ``delta`` and ``mu`` drawn jointly, around the record's own."""
        drawn = super().draw(normals, uniforms)
        columns = [self.names().index("delta"), self.names().index("mu")]
        fit = outcome_estimate(self.era)
        shift = fit.draw(normals[:, columns]) - fit.values
        return drawn.replace(
            delta=np.clip(self.delta + shift[:, 0], -5.0, 5.0), mu=np.clip(self.mu + shift[:, 1], 0.0, 5.0)
        )


def miles_per_day(year: int) -> float:
    """Return the marching speed of the "bdm" rule: 250 miles a day to 1918, 375 to 1945, 500 since."""
    return 250.0 if year <= 1918 else 375.0 if year <= 1945 else 500.0


def projection(
    distance_km: ArrayLike,
    rule: str = "halving",
    half_km: ArrayLike = 4000.0,
    *,
    capability: ArrayLike | None = None,
    miles_per_day: float | None = None,
    clamp: bool = True,
) -> Floats:
    """Return the factor g by which distance lowers capability.

    Parameters
    ----------
    distance_km : shape (...) [km], >= 0
    rule : "halving": g = 2^(-d/half); "bdm": m g = m^log10(d/mpd + 10 - e), d in miles; "none": g = 1
    half_km : distance that halves strength [km]
    capability : shape (...) [share of the system], m, for "bdm"
    miles_per_day : for "bdm", see :func:`miles_per_day`
    clamp : keep the "bdm" exponent at 1 or more. Unclamped, a state closer than e x mpd miles is stronger
        than its capability

    Returns
    -------
    shape (...) [share]
    """
    d = _numbers(distance_km, "distance_km", low=0.0)
    if rule == "halving":
        return np.asarray(np.exp2(-d / _numbers(half_km, "half_km", low=1e-9)))
    if rule == "none":
        return np.ones_like(d)
    if rule != "bdm":
        raise ModelInputError(f"unknown distance rule {rule!r}", where="rule", fix=did_you_mean(rule, RULES))
    if capability is None or miles_per_day is None:
        raise ModelInputError("'bdm' needs capability and miles_per_day", where="projection")
    m = _numbers(capability, "capability", low=0.0)
    exponent = np.log10(d / (_KM_PER_MILE * miles_per_day) + 10.0 - np.e)
    return np.asarray(m ** ((np.maximum(exponent, 1.0) if clamp else exponent) - 1.0))


def mobilisation(months: ArrayLike, ramp_months: ArrayLike = 3.0) -> Floats:
    """Return the share of its commitment that a member has in the field in its ``months``-th month (from 0).

    Returns
    -------
    shape (...) [share]: min(1, (months + 1) / ramp)
    """
    return np.asarray(np.minimum(1.0, (np.asarray(months) + 1.0) / np.asarray(ramp_months)))


def contributions(m: ArrayLike, share: ArrayLike, g: ArrayLike, members: ArrayLike | None = None) -> Floats:
    """Return x = phi m g, zero for states outside the mask.

    Parameters
    ----------
    m : shape (..., N) [share of the system], capability, >= 0 and > 0 for members
    share : shape (..., N) [share], participation phi
    g : shape (..., N) [share], distance factor
    members : shape (..., N), bool; None means all

    Returns
    -------
    shape (..., N)
    """
    cap, phi, near = (
        _numbers(m, "m", low=0.0),
        _numbers(share, "share", low=0.0, high=1.0),
        _numbers(g, "g", low=0.0),
    )
    inside = np.ones(cap.shape, dtype=bool) if members is None else np.asarray(members, dtype=bool)
    if np.any(inside & (cap <= 0.0)):
        raise ModelInputError("a member has no capability", where="m", fix="leave it out of the mask")
    return np.asarray(np.where(inside, cap * phi * near, 0.0))


def check_interoperability(interop: ArrayLike) -> Floats:
    """Return I as an array; raise unless it is symmetric, in [0, 1] and 1 on the diagonal.

    Parameters
    ----------
    interop : shape (..., N, N)
    """
    i = _numbers(interop, "interop", low=0.0, high=1.0)
    if i.ndim < 2 or i.shape[-1] != i.shape[-2] or not np.allclose(i, np.swapaxes(i, -1, -2), atol=1e-6):
        raise ModelInputError("interoperability must be a symmetric matrix", where="interop")
    if not np.allclose(np.diagonal(i, axis1=-2, axis2=-1), 1.0, atol=1e-6):
        raise ModelInputError("a state's interoperability with itself is 1", where="interop")
    return i


def _times(x: Floats, interop: Floats) -> Floats:
    if interop.ndim == 2:
        return np.asarray(
            np.einsum("...k,kl->...l", x, interop)
        )  # not BLAS, whose rounding depends on the other rows
    return np.asarray(np.matmul(interop, x[..., None])[..., 0])


def _totals(x: ArrayLike) -> tuple[Floats, Floats]:
    brought = _numbers(x, "x", low=0.0)
    total = brought.sum(axis=-1)
    if np.any(total <= 0.0):
        raise ModelInputError(
            "a side is empty", where="x", fix="give each side a member with capability and share > 0"
        )
    return brought, total


def mean_interoperability(x: ArrayLike, interop: ArrayLike) -> Floats:
    """Return Ibar, the interoperability of two units of strength picked at random.

    Parameters
    ----------
    x : shape (..., N), contributions
    interop : shape (N, N) or (..., N, N); not checked here, see :func:`check_interoperability`

    Returns
    -------
    shape (...) [share]
    """
    brought, total = _totals(x)
    return np.asarray((brought * _times(brought, np.asarray(interop, dtype=float))).sum(axis=-1) / total**2)


def coalition_strength(x: ArrayLike, interop: ArrayLike, interop_loss: ArrayLike = 0.3) -> Floats:
    """Return M = (sum x) (1 - lambda (1 - Ibar)).

    Parameters
    ----------
    x : shape (..., N), from :func:`contributions`
    interop : shape (N, N) or (..., N, N)
    interop_loss : shape (...) [share], lambda. Up to 1/2 a joiner never lowers M

    Returns
    -------
    shape (...)
    """
    loss = _numbers(interop_loss, "interop_loss", low=0.0, high=1.0)
    return np.asarray(np.asarray(x).sum(axis=-1) * (1.0 - loss * (1.0 - mean_interoperability(x, interop))))


def marginal_contributions(x: ArrayLike, interop: ArrayLike, interop_loss: ArrayLike = 0.3) -> Floats:
    """Return M with all members minus M without k, for every k.

    Returns
    -------
    shape (..., N); 0 for states that bring nothing
    """
    brought, total = _totals(x)
    i = np.asarray(interop, dtype=float)
    loss = _numbers(interop_loss, "interop_loss", low=0.0, high=1.0)[..., None]
    linked = _times(brought, i)
    quad = (brought * linked).sum(axis=-1, keepdims=True)
    own = np.diagonal(i, axis1=-2, axis2=-1)
    total_without = total[..., None] - brought
    quad_without = quad - 2.0 * brought * linked + brought**2 * own
    alone = total_without <= 1e-12 * total[..., None]
    mean_without = np.where(alone, 0.0, quad_without / np.where(alone, 1.0, total_without))
    without = np.where(alone, 0.0, (1.0 - loss) * total_without + loss * mean_without)
    whole = (1.0 - loss) * total[..., None] + loss * quad / total[..., None]
    return np.asarray(np.where(brought > 0.0, whole - without, 0.0))


def victory_probability(m_a: ArrayLike, m_b: ArrayLike, delta: ArrayLike, mu: ArrayLike) -> Floats:
    """Return the probability that A, who initiated, prevails over B, given that somebody does.

    Parameters
    ----------
    m_a, m_b : shape (...), strengths > 0
    delta : shape (...) [logit], initiator's edge; 0 for a counterfactual attack
    mu : shape (...), decisiveness >= 0

    Returns
    -------
    shape (...) [probability]
    """
    a, b = _numbers(m_a, "m_a", low=0.0), _numbers(m_b, "m_b", low=0.0)
    if np.any(a <= 0.0) or np.any(b <= 0.0):
        raise ModelInputError("strength must be positive", where="victory_probability")
    eta = _numbers(delta, "delta") + _numbers(mu, "mu", low=0.0) * (np.log(a) - np.log(b))
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * eta)))


def outcome_probabilities(p: ArrayLike, draw_share: ArrayLike, rule: str = "constant") -> Floats:
    """Return the probabilities that the initiator wins, nobody does, the defender does.

    Parameters
    ----------
    p : shape (...) [probability], from :func:`victory_probability`
    draw_share : shape (...) [probability], q0
    rule : "constant": draw = q0; "parity_draws": draw = 4 q0 P (1 - P)

    Returns
    -------
    shape (..., 3) [probability], sums to 1
    """
    win, q0 = _numbers(p, "p", low=0.0, high=1.0), _numbers(draw_share, "draw_share", low=0.0, high=1.0)
    if rule not in ("constant", "parity_draws"):
        raise ModelInputError(f"unknown draw rule {rule!r}", where="rule", fix="constant or parity_draws")
    draw = (
        q0 * (4.0 * win * (1.0 - win))
        if rule == "parity_draws"
        else np.broadcast_to(q0, np.broadcast(win, q0).shape)
    )
    return np.stack([(1.0 - draw) * win, draw, (1.0 - draw) * (1.0 - win)], axis=-1)


def check_sides(side_a: ArrayLike, side_b: ArrayLike) -> None:
    """Raise if a side is empty or a state fights on both.

    Parameters
    ----------
    side_a, side_b : shape (..., N), bool
    """
    a, b = np.asarray(side_a, dtype=bool), np.asarray(side_b, dtype=bool)
    if not (np.all(a.any(axis=-1)) and np.all(b.any(axis=-1))):
        raise ModelInputError("a side is empty", where="check_sides")
    if np.any(a & b):
        raise ModelInputError(
            "a state is on both sides", where="check_sides", fix="let it join one side or stay out"
        )


def _numbers(value: ArrayLike, where: str, *, low: float = -np.inf, high: float = np.inf) -> Floats:
    a = np.asarray(value, dtype=float)
    if not np.all((a >= low) & (a <= high)):
        raise ModelInputError(f"values must be finite and in {low:g}..{high:g}", where=where)
    return a


CARD = Card(
    id="responses.war",
    title="Coalition strength and victory as a ratio contest",
    cites=("tullock1980", "hirshleifer1989", "buenodemesquita1981", "carroll2019", "sarkees2010"),
    valid="interstate wars between coalitions that keep their members; capability shares of the system",
    claims_not="that capability decides wars: the ratio improves the log loss of 77 wars by 5 to 6 per cent",
)
