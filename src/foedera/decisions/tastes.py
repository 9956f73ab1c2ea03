r"""Tastes for a common good: under threat, and those under which a game explains what an alliance spends.

Threat: a = a0 (1 + theta threat). What is spent names two numbers of the joint product (Murdoch and Sandler
1984) with tastes a0 m and b: the sum of contributions, and the contribution of the largest payer. With its odds
o = g/(w - g) and its share s = g/Q of the output, its first-order condition gives

    b = [o - a0 m (s + o)] / (1 + o),

and a0 follows from sum g(Q; a0 m, b) = Q, one equation in one unknown. The pure public good (b = 0) has one
taste, and explains the sum alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError
from foedera.decisions.burden import joint_reply, public_good_nash
from foedera.decisions.members import Floats, by_member, require

__all__ = ["CARD", "JointTastes", "fit_joint_product", "fit_public_good", "taste"]


def taste(base: ArrayLike, threat: ArrayLike, scale: ArrayLike = 1.0) -> Floats:
    """Return a (1 + theta threat), the taste for the public good under threat, shape (...).

    Parameters
    ----------
    base : shape (...), in (0, 1)
    threat : shape (...), in [0, 1]
    scale : theta >= 0
    """
    a = np.asarray(base, dtype=float) * (
        1.0 + np.asarray(scale, dtype=float) * np.asarray(threat, dtype=float)
    )
    require((a > 0) & (a < 1), "the taste must stay in (0, 1)", "taste(base, threat)")
    return np.asarray(a)


class JointTastes(NamedTuple):
    """Tastes of a joint product: ``a`` for the common good before threat, ``b`` for the own product."""

    a: float
    b: float


def fit_public_good(income: ArrayLike, spending: ArrayLike, relative: ArrayLike = 1.0) -> float:
    """Return the taste a0 under which the pure public good is supplied as much as it is.

    Parameters
    ----------
    income : shape (n,) [busd], > 0
    spending : shape (n,) [busd], >= 0, not all 0; only the sum counts
    relative : m, shape (n,), > 0, tastes relative to each other

    Returns
    -------
    a0 with Nash output under tastes a0 m equal to the sum of spending

    Raises
    ------
    ModelInputError : no taste below 1 makes the members spend so much
    """
    from scipy.optimize import brentq

    w, g, m = _one_alliance(income, spending, relative, "fit_public_good")
    total, top = g.sum(), (1.0 - 1e-9) / m.max()

    def gap(a0: float) -> float:
        return float(public_good_nash(w, a0 * m).q - total)

    if gap(top) < 0:
        raise ModelInputError("no taste below 1 explains such spending", where="fit_public_good(spending)")
    return float(brentq(gap, 1e-12 / m.max(), top, xtol=1e-15, rtol=1e-14))


def fit_joint_product(income: ArrayLike, spending: ArrayLike, relative: ArrayLike = 1.0) -> JointTastes:
    """Return the tastes under which the joint product explains the sum of spending and the largest payer's.

    Parameters
    ----------
    income : shape (n,) [busd], > 0
    spending : shape (n,) [busd], >= 0, not all 0
    relative : m, shape (n,), > 0, tastes for the common good relative to each other

    Raises
    ------
    ModelInputError : the largest payer bears no more than the others, so that no common good is needed to
        explain it, or it alone would pay everything
    """
    from scipy.optimize import brentq

    w, g, m = _one_alliance(income, spending, relative, "fit_joint_product")
    total, big = g.sum(), int(np.argmax(g))
    odds, share = g[big] / (w[big] - g[big]), g[big] / total
    top = odds / (m[big] * (share + odds))

    def own(a0: float) -> float:
        return float((odds - a0 * m[big] * (share + odds)) / (1.0 + odds))

    def gap(a0: float) -> float:
        b = np.full_like(w, max(own(a0), 0.0))
        return float(joint_reply(total, w, a0 * m, b, np.ones_like(w)).sum() - total)

    if not gap(0.0) > 0 > gap(top):
        raise ModelInputError(
            "the joint product explains only alliances whose largest payer bears more than the others and does "
            "not pay alone", where="fit_joint_product(spending)",
        )  # fmt: skip
    a0 = float(brentq(gap, 0.0, top, xtol=1e-15, rtol=1e-14))
    return JointTastes(a0, own(a0))


def _one_alliance(
    income: ArrayLike, spending: ArrayLike, relative: ArrayLike, where: str
) -> tuple[Floats, Floats, Floats]:
    w, g, m = by_member(income, spending, relative)
    require(np.asarray(w.ndim == 1), "one alliance at a time", f"{where}(income)")
    fits = (g >= 0) & (g < w) & (g.sum() > 0)
    require(fits, "spending must be at least 0, below income, and not all 0", f"{where}(spending)")
    require((m > 0) & np.isfinite(m), "relative tastes must be above 0", f"{where}(relative)")
    return w, g, m


CARD = Card(
    id="decisions.tastes",
    title="Tastes for a common good, under threat and as spending reveals them",
    cites=("olson1966", "murdoch1984"),
    valid="one alliance in one year; as many tastes as figures, so that nothing is left to test the game by",
    claims_not="that governments choose by this game, or that the taste is the same under another treaty",
)
