r"""Who would refuse a common scheme, what would keep them, and what is lost without it.

A member takes part if its utility under the scheme is at least that of the fallback. With Cobb-Douglas utility
(1 - a) ln y + a ln Q the side payment t that makes it as well off as in the fallback is

    t = exp[(u_fallback - a ln Q)/(1 - a)] - (w - p g),

positive for those who would refuse. The others can spare -t each. With equal tastes every small free rider
loses from Lindahl shares and has to be kept by payments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.decisions.burden import Provision
from foedera.decisions.members import Floats, by_member, require

__all__ = ["CARD", "SidePayments", "compensation", "refusers", "side_payments", "suboptimality"]


def refusers(scheme: Provision, fallback: Provision) -> NDArray[np.bool_]:
    """Return who is worse off in a scheme than in its fallback, shape (..., n).

    Parameters
    ----------
    scheme, fallback : provisions of the same members with utilities of the same game
    """
    return np.asarray(scheme.u < fallback.u - 1e-12 * np.abs(fallback.u))


def compensation(
    cooperative: Provision, fallback: Provision, income: ArrayLike, a: ArrayLike, *, price: ArrayLike = 1.0
) -> Floats:
    """Return the side payment that makes each member as well off as in the fallback [busd], shape (..., n).

    Parameters
    ----------
    cooperative, fallback : Cobb-Douglas provisions, e.g. :func:`lindahl` and :func:`public_good_nash`
    income, a, price : as there

    Returns
    -------
    Positive for members that would refuse, negative for what they could pay to others and still gain
    """
    w, s, p = by_member(income, a, price)
    require(p > 0, "the price must be above 0", "price")
    needed = np.exp((fallback.u - s * np.log(cooperative.q)[..., None]) / (1.0 - s))
    return np.asarray(needed - (w - p * cooperative.g))


class SidePayments(NamedTuple):
    """Payments ``paid`` [busd], shape (..., n), below 0 for those who give, and whether they suffice, shape (...)."""

    paid: Floats
    enough: NDArray[np.bool_]


def side_payments(needed: ArrayLike) -> SidePayments:
    """Return payments that sum to 0 and keep everybody, or as much of them as the others can spare.

    Parameters
    ----------
    needed : shape (..., n) [busd], from :func:`compensation`

    Returns
    -------
    SidePayments; those who gain give in proportion to what they can spare. Where that is not enough the
    refusers get it in proportion to what they need, and ``enough`` is False
    """
    t = np.asarray(needed, dtype=float)
    require(np.isfinite(t) & (t.ndim > 0), "needs must be finite, members last", "side_payments(needed)")
    want, spare = np.maximum(t, 0.0), np.maximum(-t, 0.0)
    wanted, spared = want.sum(axis=-1, keepdims=True), spare.sum(axis=-1, keepdims=True)
    moved = np.minimum(wanted, spared)
    got = want * moved / np.where(wanted > 0, wanted, 1.0)
    given = spare * moved / np.where(spared > 0, spared, 1.0)
    return SidePayments(got - given, np.asarray((wanted <= spared)[..., 0]))


def suboptimality(alone: Provision, together: Provision) -> Floats:
    """Return 1 - Q_alone / Q_together, shape (...): the part of the best output that is not supplied.

    Parameters
    ----------
    alone, together : e.g. :func:`~foedera.decisions.burden.public_good_nash` and
        :func:`~foedera.decisions.burden.lindahl`
    """
    require(together.q > 0, "the common output must be above 0", "suboptimality(together)")
    return np.asarray(1.0 - alone.q / together.q)


CARD = Card(
    id="decisions.participation",
    title="Participation in a common scheme: refusers, side payments, suboptimality",
    cites=("olson1966", "bergstrom1986"),
    valid="Cobb-Douglas utility, money that can change hands",
    claims_not="that a refuser would carry out its threat, or that payments are politically possible",
)
