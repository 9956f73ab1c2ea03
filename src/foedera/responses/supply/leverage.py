r"""Who can squeeze whom by cutting off supplies (Hirschman 1945).

A cut by sender s of target c stops every flow from industries of s to industries and final users of c. It costs the
target L_c and the sender, who loses sales and what comes back to it, L_s, both in per cent of own GDP over the horizon:

    Lambda = L_c - L_s,            usable if L_s is below what s tolerates.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError
from foedera.responses.supply.losses import days_of_gdp, members_of
from foedera.responses.supply.network import Network
from foedera.responses.supply.propagation import propagate

__all__ = ["CutLosses", "cut_between", "cut_losses", "leverage", "usable"]

Floats = NDArray[np.float64]


class CutLosses(NamedTuple):
    """Loss of the ``target``, of the ``sender`` and of every member (C,) [% of own GDP over the horizon]."""

    target: float
    sender: float
    members: Floats


def leverage(loss_target: ArrayLike, loss_sender: ArrayLike) -> Floats:
    """Return Lambda = L_c - L_s, shape (...) [% of GDP over the horizon].

    Parameters
    ----------
    loss_target, loss_sender : shape (...), losses from the same cut; below 0 for a gain
    """
    c, s = np.asarray(loss_target, dtype=float), np.asarray(loss_sender, dtype=float)
    if not (np.all(np.isfinite(c)) and np.all(np.isfinite(s))):
        raise ModelInputError("must be finite", where="leverage(loss_target, loss_sender)")
    return np.asarray(c - s)


def usable(loss_sender: ArrayLike, tolerance: ArrayLike) -> NDArray[np.bool_]:
    """Return whether a sender would bear its own loss, L_s < tolerance, shape (...).

    Parameters
    ----------
    loss_sender : shape (...) [% of GDP]
    tolerance : shape (...) [% of GDP], >= 0
    """
    return np.asarray(np.asarray(loss_sender, dtype=float) < not_negative(tolerance, "usable(tolerance)"))


def cut_between(
    net: Network, member: ArrayLike, sender: int, target: int, final_member: ArrayLike | None = None
) -> Floats:
    """Return the flows that a cut stops, shape (I, I + F), for :func:`.propagation.propagate`.

    Parameters
    ----------
    net : the economy
    member : shape (I,), the member 0..C-1 of each industry
    sender, target : two different members
    final_member : shape (F,), the member of each final user; the cut leaves final users alone by default

    Raises
    ------
    ModelInputError : sender and target are the same or have no industry
    """
    who, f_n = members_of(net, member), net.y.shape[1]
    if sender == target:
        raise ModelInputError("must differ from the sender", where="cut_between(target)")
    for name, one in (("sender", sender), ("target", target)):
        if not np.any(who == one):
            raise ModelInputError(f"member {one} has no industry", where=f"cut_between({name})")
    final = np.full(f_n, -1) if final_member is None else np.asarray(final_member)
    if final.shape != (f_n,) or not np.issubdtype(final.dtype, np.integer):
        raise ModelInputError(f"must be {f_n} whole numbers", where="cut_between(final_member)")
    users = np.concatenate([who, final])
    return np.asarray(np.outer(who == sender, users == target).astype(float))


def cut_losses(
    net: Network, member: ArrayLike, sender: int, target: int, *, days: int, horizon: int,
    final_member: ArrayLike | None = None, **how: Any,
) -> CutLosses:  # fmt: skip
    """Return what a cut of ``days`` days costs over ``horizon`` days.

    Parameters
    ----------
    net, member, sender, target, final_member : as in :func:`cut_between`
    days : length of the cut, 0..horizon
    horizon : days to look at, >= 1
    how : rule, necessity, stock_days, first, switching, parameters of :func:`.propagation.propagate`
    """
    if not 0 <= days <= horizon or horizon < 1:
        raise ModelInputError(
            "must lie in 0..horizon, with a horizon of at least 1", where="cut_losses(days)"
        )
    cut = cut_between(net, member, sender, target, final_member)
    path = propagate(
        net, np.zeros((horizon, len(net.output))), cut=cut, cut_days=np.arange(horizon) < days, **how
    )
    lost = 100.0 * days_of_gdp(net, path.output, member) / horizon
    return CutLosses(float(lost[target]), float(lost[sender]), lost)
