r"""What a red line kept or dropped does to a sender's word.

Senders are resolved (share rho; they impose when defied but for a slip of chance e) or bluffers (impose with chance q).
By Bayes' rule the belief that a sender is resolved becomes

    rho (1 - e) / (rho (1 - e) + (1 - rho) q)    after imposing,
    rho e / (rho e + (1 - rho) (1 - q))          after backing down;

q makes the mean rate of imposing that of the record, and the next threat is played with a payoff of imposing moved by
omega times the change of belief since the start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param
from foedera.responses.sanctions.threat import Utilities

__all__ = ["RedLineParameters", "after_defiance", "bluff_rate", "with_reputation"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RedLineParameters(Record):
    """Two types of senders."""

    prior: float = param(
        0.5, unit="probability", low=0.001, high=0.999, source="ASSUMPTION: nothing known of a new sender",
        meaning="share of resolved senders",
    )  # fmt: skip
    slip: float = param(
        0.05, unit="probability", low=0.0, high=0.5, source="ASSUMPTION: one time in twenty",
        meaning="chance that a resolved sender does not impose",
    )  # fmt: skip
    imposing: float = param(
        349 / 489, unit="probability", low=0.0, high=1.0,
        source="morgan2014 as counted in crismancox2021: 349 impositions in 489 threats defied",
        meaning="mean chance of imposing when defied",
    )  # fmt: skip
    weight: float = param(
        1.0, unit="utility", low=0.0, high=10.0, source="ASSUMPTION: one standard deviation of the private shock",
        meaning="rise of the payoff of imposing per unit of belief",
    )  # fmt: skip


def bluff_rate(parameters: RedLineParameters | None = None) -> Floats:
    """Return the chance that a bluffer imposes, which makes the mean rate that of the parameters.

    Raises
    ------
    ModelInputError : no rate of bluffers in 0..1 gives that mean
    """
    p = parameters or RedLineParameters()
    prior = np.asarray(p.prior, dtype=float)
    rate = (p.imposing - prior * (1.0 - np.asarray(p.slip))) / (1.0 - prior)
    if not np.all((rate >= 0.0) & (rate <= 1.0)):
        raise ModelInputError("resolved senders alone impose too often, or all together too seldom, for that mean",
                              where="RedLineParameters.imposing", fix="another prior or slip")  # fmt: skip
    return rate


def after_defiance(
    belief: ArrayLike, imposed: ArrayLike, parameters: RedLineParameters | None = None
) -> Floats:
    """Return the belief that a sender is resolved after a target resisted its threat.

    Parameters
    ----------
    belief : any shape, before, in [0, 1]
    imposed : broadcast with it, whether the sender imposed or backed down
    parameters : types of senders

    Raises
    ------
    ModelInputError : a belief outside [0, 1], ``imposed`` not true or false, or what :func:`bluff_rate` raises
    """
    p = parameters or RedLineParameters()
    rho, did = unit_interval(belief, "after_defiance(belief)"), np.asarray(imposed)
    if did.dtype != np.bool_:
        raise ModelInputError("must be true or false", where="after_defiance(imposed)")
    bluff, slip = bluff_rate(p), np.asarray(p.slip, dtype=float)
    resolved = rho * np.where(did, 1.0 - slip, slip)
    either = resolved + (1.0 - rho) * np.where(did, bluff, 1.0 - bluff)
    return np.where(either > 0, resolved / np.where(either > 0, either, 1.0), rho)


def with_reputation(
    utilities: Utilities, belief: ArrayLike, parameters: RedLineParameters | None = None
) -> Utilities:
    """Return the payoffs of a sender's next threat: imposing is worth more to one believed resolved.

    Parameters
    ----------
    utilities : payoffs without any reputation
    belief : broadcast with them, in [0, 1]
    parameters : types of senders

    Raises
    ------
    ModelInputError : a belief outside [0, 1]
    """
    p = parameters or RedLineParameters()
    rho = unit_interval(belief, "with_reputation(belief)")
    return utilities._replace(w_a=np.asarray(utilities.w_a, dtype=float) + p.weight * (rho - p.prior))
