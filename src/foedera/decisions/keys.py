r"""Assessed keys: what each member pays of a common budget by a written rule.

United Nations (General Assembly resolution 55/5 B): by national income, with relief for income per head below the
average, borne by the others, then a ceiling and a floor. Peacekeeping: discounts that the permanent members bear.
Common funding of an alliance: by national income under a ceiling.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from foedera.core.cards import Card
from foedera.decisions.members import Floats, by_member, require

__all__ = ["CARD", "assessed_key", "common_funding_key", "peacekeeping_key"]


def assessed_key(
    gni: ArrayLike, population: ArrayLike, relief: float, ceiling: float, floor: float
) -> Floats:
    """Return assessed shares of a budget in the manner of the United Nations.

    Parameters
    ----------
    gni : shape (..., n) [busd], > 0
    population : shape (..., n) [person], > 0
    relief : gradient in [0, 1]; a member with income per head x times the average, x < 1, is counted with
        1 - relief (1 - x) of its income, and the others bear the rest by income
    ceiling, floor : of a share

    Returns
    -------
    shape (..., n), sums to 1
    """
    y, n = by_member(gni, population)
    require(n > 0, "population must be above 0", "assessed_key(population)")
    size = y.shape[-1]
    require(np.asarray(0 <= relief <= 1), "relief must lie in [0, 1]", "assessed_key(relief)")
    fits = np.asarray(floor * size <= 1 <= ceiling * size)
    require(fits, "no shares fit between floor and ceiling", "assessed_key(ceiling, floor)")
    relative = y / n / (y.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True))
    counted = y * (1.0 - relief * np.clip(1.0 - relative, 0.0, 1.0))
    payers = np.where(relative >= 1.0, y, 0.0)
    paid = payers.sum(axis=-1, keepdims=True)
    lost = (y - counted).sum(axis=-1, keepdims=True)
    base = counted + np.where(paid > 0, payers * lost / np.where(paid > 0, paid, 1.0), 0.0)
    return _between(base / base.sum(axis=-1, keepdims=True), ceiling, floor)


def common_funding_key(gni: ArrayLike, ceiling: float = 1.0) -> Floats:
    """Return shares of a common budget by national income, none above a ceiling.

    NATO's shares are agreed by its members; since 2021 the two largest pay alike, as members do that the ceiling
    holds.

    Parameters
    ----------
    gni : shape (..., n) [busd], > 0
    ceiling : of a share, in (0, 1]

    Returns
    -------
    shape (..., n), sums to 1
    """
    (y,) = by_member(gni)
    fits = np.asarray(0 < ceiling <= 1 <= ceiling * y.shape[-1])
    require(fits, "the ceiling leaves part of the budget unpaid", "common_funding_key(ceiling)")
    return _between(y / y.sum(axis=-1, keepdims=True), ceiling, 0.0)


def _between(share: Floats, ceiling: float, floor: float) -> Floats:
    """Scale shares by one factor, clip them, and let the unclipped bear what is left exactly."""
    low = np.zeros((*share.shape[:-1], 1))
    high = 1.0 / share.min(axis=-1, keepdims=True)
    for _ in range(100):
        factor = 0.5 * (low + high)
        over = np.clip(factor * share, floor, ceiling).sum(axis=-1, keepdims=True) > 1.0
        low, high = np.where(over, low, factor), np.where(over, factor, high)
    out = np.clip(high * share, floor, ceiling)
    free = (out > floor) & (out < ceiling)
    fixed = np.where(free, 0.0, out).sum(axis=-1, keepdims=True)
    movable = np.where(free, share, 0.0).sum(axis=-1, keepdims=True)
    return np.asarray(np.where(free, (1.0 - fixed) * share / np.where(movable > 0, movable, 1.0), out))


def peacekeeping_key(regular: ArrayLike, permanent: ArrayLike, discount: ArrayLike) -> Floats:
    """Return shares of the peacekeeping budget: the permanent members bear all discounts, by one premium.

    Parameters
    ----------
    regular : shape (..., n), shares of the regular budget
    permanent : shape (..., n), bool, at least one
    discount : shape (..., n), in [0, 1], of the other members
    """
    r, off = by_member(regular, discount)
    big = np.broadcast_to(np.asarray(permanent, dtype=bool), r.shape)
    require((off >= 0) & (off <= 1), "a discount must lie in [0, 1]", "peacekeeping_key(discount)")
    require(np.asarray(big.any(axis=-1)), "no permanent member", "peacekeeping_key(permanent)")
    given = np.where(big, 0.0, off * r)
    premium = given.sum(axis=-1, keepdims=True) / np.where(big, r, 0.0).sum(axis=-1, keepdims=True)
    return np.where(big, r * (1.0 + premium), r - given)


CARD = Card(
    id="decisions.keys",
    title="Assessed keys of common budgets",
    cites=("unga2000",),
    valid="income of one base period; the real scale averages two base periods and takes off debt",
    claims_not="that members pay what they are assessed",
)
