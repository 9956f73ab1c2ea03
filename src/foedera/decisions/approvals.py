r"""What follows a decision: national approvals, and when the force that was promised suffices.

Where a parliament must approve, the member follows after

    F_n(t) = (1 - h) [1 - exp(-((t + .5)/lambda)^kappa)] + h (1 - exp(-t/mu)),

fitted to the ratifications of Finland's and Sweden's accession, 2022-24. An expedition is operative when the
capability of those ready reaches what is required, a treaty when everybody has ratified, prod_i F_n,i(t).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError
from foedera.decisions.speed import SpeedParameters
from foedera.decisions.voting import compile_rule, p_adopt

__all__ = [
    "CARD", "all_operative_cdf", "approval_cdf", "approval_days", "in_sequence", "operative_cdf",
    "reachable", "threshold_days",
]  # fmt: skip

_DEFAULT = SpeedParameters()
_HALF_DAY = 0.5


def approval_days(
    uniforms: ArrayLike,
    needed: ArrayLike = True,
    holdout_share: ArrayLike | None = None,
    parameters: SpeedParameters = _DEFAULT,
) -> NDArray[np.float64]:
    """Return the delay of national approvals [day], shape (...).

    Parameters
    ----------
    uniforms : shape (...), on [0, 1); those below the hold-out share hold out
    needed : shape (...), bool, whether a parliament must approve; 0 days where not
    holdout_share : shape (...), 1 for a member named as hold-out, 0 for one that is none; None takes the
        default
    parameters : record
    """
    u = np.asarray(uniforms, dtype=float)
    h = unit_interval(parameters.holdout_share if holdout_share is None else holdout_share, "holdout_share")
    with np.errstate(divide="ignore", invalid="ignore"):
        stubborn = -parameters.holdout_mean * np.log1p(-np.where(u < h, u / h, 0.0))
        rest = np.where(u < h, 0.0, (u - h) / (1.0 - h))
    body = parameters.approval_scale * (-np.log1p(-rest)) ** (1.0 / parameters.approval_shape) - _HALF_DAY
    return np.where(np.asarray(needed, dtype=bool), np.where(u < h, stubborn, np.maximum(body, 0.0)), 0.0)


def approval_cdf(
    times: ArrayLike,
    needed: ArrayLike = True,
    holdout_share: ArrayLike | None = None,
    parameters: SpeedParameters = _DEFAULT,
) -> NDArray[np.float64]:
    """Return P(approval within t days), what :func:`approval_days` draws from, shape (...).

    Parameters
    ----------
    times : shape (...) [day]
    needed : shape (...), bool
    holdout_share : shape (...); None takes the default
    parameters : record
    """
    t = np.asarray(times, dtype=float)
    h = unit_interval(parameters.holdout_share if holdout_share is None else holdout_share, "holdout_share")
    late = np.maximum(t, 0.0)
    body = -np.expm1(-(((late + _HALF_DAY) / parameters.approval_scale) ** parameters.approval_shape))
    mixed = (1.0 - h) * body - h * np.expm1(-late / parameters.holdout_mean)
    return np.where(t < 0, 0.0, np.where(np.asarray(needed, dtype=bool), mixed, 1.0))


def threshold_days(days: ArrayLike, weights: ArrayLike, required: ArrayLike) -> NDArray[np.float64]:
    """Return when the capability of those ready reaches what is required.

    Parameters
    ----------
    days : shape (..., n), when each member is ready, infinite for never [day]
    weights : shape (..., n), capability, >= 0
    required : shape (...), > 0, in the unit of the weights

    Returns
    -------
    shape (...) [day], infinite where it is never reached
    """
    t, w = np.broadcast_arrays(np.asarray(days, dtype=float), np.asarray(weights, dtype=float))
    need = np.asarray(required, dtype=float)
    if np.any(w < 0) or not np.all(need > 0):
        raise ModelInputError("weights >= 0 and required > 0 are needed", where="threshold_days")
    order = np.argsort(t, axis=-1, kind="stable")
    ready, sums = np.take_along_axis(t, order, -1), np.cumsum(np.take_along_axis(w, order, -1), axis=-1)
    enough = sums >= (need * (1 - 1e-12))[..., None]
    at = np.take_along_axis(ready, enough.argmax(axis=-1)[..., None], -1)[..., 0]
    return np.where(enough.any(axis=-1), at, np.inf)


def operative_cdf(
    ready: ArrayLike, weights: ArrayLike, required: float, *, allow_unreachable: bool = False
) -> NDArray[np.float64]:
    """Return the exact chance that the capability of those ready reaches what is required, shape (...).

    Parameters
    ----------
    ready : shape (..., n), chance that each member is ready by then, independent: F_n(t), one row per time
    weights : shape (n,), capability, >= 0
    required : > 0, in the unit of the weights
    allow_unreachable : return 0 where all together do not suffice, instead of refusing

    Raises
    ------
    ModelInputError : required above the sum of the weights, or so many different sums of weights that an exact
        answer is out of reach (round the weights, or use :func:`threshold_days` on draws)
    """
    w = np.asarray(weights, dtype=float)
    p = unit_interval(ready, "operative_cdf(ready)")
    if w.ndim != 1 or p.shape[-1:] != w.shape or np.any(w < 0) or not required > 0:
        what = f"weights of shape {w.shape}, all >= 0, and required > 0 must fit ready of shape {p.shape}"
        raise ModelInputError(what, where="operative_cdf")
    if reachable(w, required, allow_unreachable, "operative_cdf(required)"):
        members = [str(i) for i in range(len(w))]
        table = dict(zip(members, w.tolist()))
        rule = compile_rule({"yes_weight": {"quota": float(required), "weights": table}}, members)
        return p_adopt(rule, p, 1.0 - p).p
    return np.zeros(p.shape[:-1])


def reachable(weights: NDArray[np.float64], required: float, allow_unreachable: bool, where: str) -> bool:
    """Return whether all together suffice; refuse if not, unless that is allowed."""
    enough = bool(weights.sum() >= required * (1 - 1e-12))
    if not enough and not allow_unreachable:
        what = f"{required:g} is required and all together have {weights.sum():g}"
        raise ModelInputError(what, where=where, fix="lower it, or say allow_unreachable=True")
    return enough


def all_operative_cdf(ready: ArrayLike) -> NDArray[np.float64]:
    """Return the chance that every member is ready, prod_i F_n,i(t), shape (...): accession, treaty change.

    Parameters
    ----------
    ready : shape (..., n), chance that each member is ready by then, independent
    """
    return np.asarray(unit_interval(ready, "all_operative_cdf(ready)").prod(axis=-1))


def in_sequence(first: ArrayLike, second: ArrayLike) -> NDArray[np.float64]:
    """Return P(T_1 + T_2 <= t) of two independent delays, from their distribution functions on one even grid.

    Parameters
    ----------
    first, second : shape (..., T), at times 0, step, 2 step ... from 0 on; the first may fall short of 1 in the
        limit (a deadlock)

    Returns
    -------
    shape (..., T). Within a step the first delay is taken as evenly spread: the error is of the order of step^2
    """
    f = unit_interval(first, "in_sequence(first)")
    g = unit_interval(second, "in_sequence(second)")
    if f.shape[-1:] != g.shape[-1:]:
        raise ModelInputError(f"grids of {f.shape[-1]} and {g.shape[-1]} times", where="in_sequence")
    mass = np.diff(f, axis=-1)
    middle = 0.5 * (g[..., 1:] + g[..., :-1])  # the second delay, averaged over a step
    out = f[..., :1] * g
    for j in range(1, f.shape[-1]):
        out[..., j] += (mass[..., :j] * middle[..., j - 1 :: -1][..., :j]).sum(axis=-1)
    return np.asarray(out)


CARD = Card(
    id="decisions.approvals",
    title="National approvals and readiness after a collective decision",
    cites=("natopa2024",),
    valid="approvals independent given who holds out; capability adds up",
    claims_not="how long a named hold-out will hold out: those are strategic, state them",
)
