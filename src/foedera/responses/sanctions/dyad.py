"""Payoffs of a threat of sanctions from what is known of sender and target.

The coefficients are estimated by nested pseudo-likelihood on 418 dyad-decades 1970-2000 (49,704 observations, by
their number dyad-months; Crisman-Cox and Gibilisco 2021, from the threats and sanctions of Morgan, Bapat and
Kobayashi 2014): 144 threats met a concession, 349 ended in sanctions, 140 in backing down. A stronger sender meets
more resistance in these data, an oddity known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.responses.sanctions.threat import Utilities

__all__ = ["Dyad", "DyadParameters", "cost_level", "utilities"]

_FIT = (
    "own fit by nested pseudo-likelihood to the 418 dyad-decades of crismancox2021, log-likelihood -3932.4474"
)


def _fitted(value: float, meaning: str) -> float:
    found: float = param(value, unit="utility", low=-20.0, high=20.0, source=_FIT, meaning=meaning)
    return found


@dataclass(frozen=True)
class DyadParameters(Record):
    """Coefficients of the payoffs, in standard deviations of the players' private shocks; edges of cost levels."""

    s_a_dependence: float = _fitted(-0.218076, "status quo to the sender: root of the sender's dependence")
    s_a_democracy: float = _fitted(0.034070, "status quo to the sender: the sender's democracy")
    s_a_contiguity: float = _fitted(0.054686, "status quo to the sender: contiguity")
    s_a_ally: float = _fitted(-0.170238, "status quo to the sender: allied")
    v_a: float = _fitted(1.602845, "concession to the sender: constant")
    v_a_cost: float = _fitted(-0.048140, "concession to the sender: the sender's cost")
    c_b: float = _fitted(-2.136771, "concession to the target: constant")
    c_b_dependence: float = _fitted(2.335138, "concession to the target: root of the target's dependence")
    c_b_cost: float = _fitted(0.117180, "concession to the target: the target's cost")
    c_b_contiguity: float = _fitted(0.121508, "concession to the target: contiguity")
    c_b_ally: float = _fitted(-0.025529, "concession to the target: allied")
    w_a: float = _fitted(-2.418381, "sanctions to the sender: constant")
    w_a_dependence: float = _fitted(0.014077, "sanctions to the sender: root of the sender's dependence")
    w_a_democracy: float = _fitted(0.035258, "sanctions to the sender: the sender's democracy")
    w_a_capability: float = _fitted(0.026497, "sanctions to the sender: log ratio of capabilities")
    w_b: float = _fitted(-0.908378, "sanctions to the target: constant")
    w_b_democracy: float = _fitted(-0.002638, "sanctions to the target: the target's democracy")
    w_b_capability: float = _fitted(0.119932, "sanctions to the target: log ratio of capabilities")
    a: float = _fitted(-2.638156, "backing down to the sender: constant")
    a_democracy: float = _fitted(0.020077, "backing down to the sender: the sender's democracy")
    major_loss: float = param(
        0.5, unit="1", low=0.0, high=100.0, source="ASSUMPTION: half a per cent of real income",
        meaning="loss in per cent from which a cost counts as 2 of 3",
    )  # fmt: skip
    severe_loss: float = param(
        2.0, unit="1", low=0.0, high=100.0, source="ASSUMPTION: two per cent of real income",
        meaning="loss in per cent from which a cost counts as 3 of 3",
    )  # fmt: skip


class Dyad(NamedTuple):
    """Who threatens whom, each any shape, broadcast together.

    Parameters
    ----------
    sender_dependence, target_dependence : trade between them over the state's GDP per head, as coded by
        Crisman-Cox and Gibilisco (2021), >= 0
    sender_democracy, target_democracy : Polity score, -10..10
    contiguity : Correlates of War level, 1 (land border) .. 6 (none)
    ally : 0..1
    sender_cost, target_cost : expected cost of sanctions, 0..3; see :func:`cost_level`
    ln_capability : log of the sender's over the target's capabilities
    """

    sender_dependence: ArrayLike
    target_dependence: ArrayLike
    sender_democracy: ArrayLike
    target_democracy: ArrayLike
    contiguity: ArrayLike
    ally: ArrayLike
    sender_cost: ArrayLike
    target_cost: ArrayLike
    ln_capability: ArrayLike


_RANGES = {
    "sender_dependence": (0.0, np.inf), "target_dependence": (0.0, np.inf), "sender_democracy": (-10.0, 10.0),
    "target_democracy": (-10.0, 10.0), "contiguity": (1.0, 6.0), "ally": (0.0, 1.0), "sender_cost": (0.0, 3.0),
    "target_cost": (0.0, 3.0), "ln_capability": (-np.inf, np.inf),
}  # fmt: skip


def utilities(dyad: Dyad, parameters: DyadParameters | None = None) -> Utilities:
    """Return the payoffs of the threat game, each of the dyads' shape.

    Parameters
    ----------
    dyad : covariates
    parameters : coefficients, each one number or broadcast with the dyads

    Raises
    ------
    ModelInputError : a covariate outside its range
    """
    p = parameters or DyadParameters()
    x = {name: np.asarray(value, dtype=float) for name, value in dyad._asdict().items()}
    for name, (low, high) in _RANGES.items():
        if not np.all(np.isfinite(x[name]) & (x[name] >= low) & (x[name] <= high)):
            raise ModelInputError(f"must be finite and lie in {low:g}..{high:g}", where=f"Dyad.{name}")
    own, other = np.sqrt(x["sender_dependence"]), np.sqrt(x["target_dependence"])
    dem, near, ally, ln = x["sender_democracy"], x["contiguity"], x["ally"], x["ln_capability"]
    return Utilities(
        s_a=p.s_a_dependence * own + p.s_a_democracy * dem + p.s_a_contiguity * near + p.s_a_ally * ally,
        v_a=p.v_a + p.v_a_cost * x["sender_cost"],
        c_b=p.c_b + p.c_b_dependence * other + p.c_b_cost * x["target_cost"]
        + p.c_b_contiguity * near + p.c_b_ally * ally,
        w_a=p.w_a + p.w_a_dependence * own + p.w_a_democracy * dem + p.w_a_capability * ln,
        w_b=p.w_b + p.w_b_democracy * x["target_democracy"] + p.w_b_capability * ln,
        a=p.a + p.a_democracy * dem,
    )  # fmt: skip


def cost_level(loss: ArrayLike, parameters: DyadParameters | None = None) -> NDArray[np.float64]:
    """Return a loss of real income as the level 1, 2 or 3 at which the threat data code expected costs.

    Parameters
    ----------
    loss : any shape, per cent of real income, below 0 for a gain; evasion taken off already
    parameters : the edges

    Raises
    ------
    ModelInputError : a loss that is not a number, or edges that do not rise
    """
    p, x = parameters or DyadParameters(), np.asarray(loss, dtype=float)
    not_negative(np.abs(x), "cost_level(loss)")
    if np.any(np.asarray(p.severe_loss) < p.major_loss):
        raise ModelInputError(
            "a severe loss must not be below a major one", where="DyadParameters.severe_loss"
        )
    return np.asarray(1.0 + (x >= p.major_loss) + (x >= p.severe_loss), dtype=float)
