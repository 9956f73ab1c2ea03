r"""Who takes part in sanctions: what a state gains by acting, what its body has decided, and what it would cost.

State k takes part if

    v_k + b d_k - c L_k > 0,

v_k its net utility of acting [logit] (:mod:`foedera.decisions.stakes`, duty and private view included), d_k whether a
body on which it sits has decided to act, L_k the real income that it expects to lose [percent]: its own loss, or, where
losses are shared, the mean over those who would share them, weighted by income.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.core.parameters import Record, param

__all__ = ["CARD", "SanctioningParameters", "expected_loss", "takes_part"]


@dataclass(frozen=True)
class SanctioningParameters(Record):
    """What a government weighs before it sanctions."""

    decided: float = param(
        1.247, unit="logit", low=0.0, meaning="pull of a decision of one's own body, b",
        source="tomz2023: the pull of a treaty duty; ASSUMPTION that a decision pulls as much",
    )  # fmt: skip
    cost: float = param(
        2.0, unit="logit", low=0.0, meaning="weight of one per cent of real income lost, c",
        source="ASSUMPTION: two per cent of income outweigh any preference (utility_saturation 3) or nearly so",
    )  # fmt: skip


def takes_part(
    utility: ArrayLike,
    decided: ArrayLike,
    loss_pct: ArrayLike,
    parameters: SanctioningParameters | None = None,
) -> NDArray[np.bool_]:
    """Return who takes part, shape (..., N).

    Parameters
    ----------
    utility : shape (..., N) [logit], net utility of acting
    decided : shape (..., N), whether a body of the state's has decided to act
    loss_pct : shape (..., N) [percent of income], expected loss; below 0 for a gain
    parameters : see :class:`SanctioningParameters`

    Raises
    ------
    ModelInputError : a utility or a loss is not a number
    """
    p = parameters or SanctioningParameters()
    v, lost = np.asarray(utility, dtype=float), np.asarray(loss_pct, dtype=float)
    if np.isnan(v).any() or np.isnan(lost).any():
        raise ModelInputError("a utility or a loss is not a number", where="takes_part")
    return np.asarray(v + p.decided * np.asarray(decided, dtype=bool) - p.cost * lost > 0)


def expected_loss(own_pct: ArrayLike, income: ArrayLike, sharing: ArrayLike) -> NDArray[np.float64]:
    """Return what each state expects to lose where some share their losses, shape (..., N) [percent].

    Parameters
    ----------
    own_pct : shape (..., N) [percent of income], loss without sharing
    income : shape (N,) [money], > 0
    sharing : shape (..., N), who would share; the others keep their own loss

    Raises
    ------
    ModelInputError : an income is not above 0
    """
    own, money, inside = (
        np.asarray(own_pct, dtype=float), np.asarray(income, dtype=float), np.asarray(sharing, dtype=bool)
    )  # fmt: skip
    if not np.all(money > 0):
        raise ModelInputError("an income is not above 0", where="expected_loss(income)")
    weight = np.where(inside, money, 0.0)
    total = weight.sum(axis=-1, keepdims=True)
    mean = (weight * own).sum(axis=-1, keepdims=True) / np.where(total > 0, total, 1.0)
    return np.where(inside, mean, own)


CARD = Card(
    id="decisions.sanctioning",
    title="Who takes part in sanctions",
    cites=("bailey2017", "tomz2023", "chowdhry2024"),
    valid="governments that know about what sanctions cost them before they decide",
    claims_not="lobbies, elections or side payments other than the sharing of losses",
)
