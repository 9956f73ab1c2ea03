r"""A fund year by year: contributions come in or do not, losses are paid, credit fills up, arrears suspend cover.

In a year the reserve earns its return, members pay, the fee of the credit line falls due, debt is paid back, and the
losses of covered members are paid: from the reserve, then from the credit line, alike in proportion where both run
out. A unit drawn is owed with the line's load. Then

    R_{t+1} = (1 + r) R_t + paid in - fee - repaid + drawn - paid out >= 0.

A member that has owed something for the full years of the clause is not covered until it has paid.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError
from foedera.responses.funds.parameters import FundParameters

__all__ = ["FundPath", "FundState", "fund_path", "fund_step", "open_fund"]

Floats = NDArray[np.float64]


class FundState(NamedTuple):
    """Where a fund stands at the start of a year.

    ``reserve`` and ``debt``, shape (...) [musd], the debt with its load; ``arrears``, shape (..., n) [musd]; and
    ``behind``, shape (..., n) [year], full years in which a member has owed something without a break.
    """

    reserve: Floats
    debt: Floats
    arrears: Floats
    behind: Floats


class FundPath(NamedTuple):
    """A fund over T years; money in [musd].

    ``state`` has a leading axis of T + 1, all else of T: ``paid_in``, ``paid_out``, ``unpaid`` (losses of members,
    covered or not, that the fund did not pay) and ``suspended``, shape (T, ..., n); ``fee``, ``drawn`` and
    ``repaid``, shape (T, ...).
    """

    state: FundState
    paid_in: Floats
    paid_out: Floats
    unpaid: Floats
    suspended: NDArray[np.bool_]
    fee: Floats
    drawn: Floats
    repaid: Floats


def open_fund(reserve: ArrayLike, n: int) -> FundState:
    """Return a fund of n members with a reserve, shape (...) [musd], and nothing owed."""
    start = not_negative(reserve, "open_fund(reserve)")
    if n < 1:
        raise ModelInputError(f"{n} members", where="open_fund(n)", fix="1 or more")
    zeros = np.zeros((*start.shape, n))
    return FundState(start, np.zeros(start.shape), zeros, zeros)


def fund_step(
    state: FundState,
    due: ArrayLike,
    compliance: ArrayLike,
    losses: ArrayLike,
    *,
    line: ArrayLike = 0.0,
    suspend: bool = True,
    parameters: FundParameters | None = None,
) -> FundPath:
    """Return one year of a fund, as a path with T = 1.

    Parameters
    ----------
    state : at the start of the year
    due : shape (..., n) [musd], contributions of the year, >= 0
    compliance : shape (..., n), share of them paid, >= 0; above 1 pays arrears back
    losses : shape (..., n) [musd], losses that the fund is to pay, >= 0
    line : shape (...) [musd], size of the credit line, >= 0
    suspend : whether the arrears clause is in force
    parameters : interest, fee and load of credit, and the arrears clause

    Raises
    ------
    ModelInputError : a negative number
    """
    p = parameters or FundParameters()
    owed, limit = not_negative(due, "due"), not_negative(line, "line")
    paid_in = owed * not_negative(compliance, "compliance")
    arrears = np.maximum(state.arrears + owed - paid_in, 0.0)
    arrears = np.where(arrears > 1e-9 * (owed + state.arrears), arrears, 0.0)
    behind = np.where(arrears > 0, state.behind + 1.0, 0.0)
    late = (state.behind >= np.asarray(p.arrears_years)[..., None]) & (state.behind > 0) & (arrears > 0)
    claims = not_negative(losses, "losses")
    suspended = np.broadcast_to(late & suspend, np.broadcast_shapes(late.shape, claims.shape))
    covered = np.where(suspended, 0.0, claims)

    load = 1.0 + np.asarray(p.credit_load, dtype=float)
    cash = state.reserve * (1.0 + np.asarray(p.interest, dtype=float)) + paid_in.sum(axis=-1)
    charge = np.asarray(p.credit_fee) * limit
    fee = np.minimum(charge, cash)
    debt = state.debt + charge - fee
    repaid = np.minimum(debt, cash - fee)
    cash, debt = cash - fee - repaid, debt - repaid
    asked = covered.sum(axis=-1)
    drawn = np.clip(asked - cash, 0.0, np.maximum(limit - debt / load, 0.0))
    paid = np.minimum(asked, cash + drawn)
    paid_out = covered * (paid / np.where(asked > 0, asked, 1.0))[..., None]
    after = FundState(cash + drawn - paid, debt + load * drawn, arrears, behind)
    shape = after.reserve.shape
    before = FundState(*(np.broadcast_to(b, a.shape) for b, a in zip(state, after)))
    path = FundState(*(np.stack([b, a]) for b, a in zip(before, after)))
    members = (*shape, covered.shape[-1])
    return FundPath(
        state=path,
        paid_in=np.broadcast_to(paid_in, members)[None],
        paid_out=np.broadcast_to(paid_out, members)[None],
        unpaid=np.broadcast_to(claims - paid_out, members)[None],
        suspended=np.broadcast_to(suspended, members)[None],
        fee=np.broadcast_to(fee, shape)[None],
        drawn=np.broadcast_to(drawn, shape)[None],
        repaid=np.broadcast_to(repaid, shape)[None],
    )


def fund_path(
    reserve: ArrayLike,
    due: ArrayLike,
    compliance: ArrayLike,
    losses: ArrayLike,
    *,
    line: ArrayLike = 0.0,
    suspend: bool = True,
    parameters: FundParameters | None = None,
) -> FundPath:
    """Return a fund over T years.

    Parameters
    ----------
    reserve : shape (...) [musd], at the start, >= 0
    due, compliance : broadcast to the shape of ``losses``
    losses : shape (T, ..., n) [musd], T >= 1
    line, suspend, parameters : as in :func:`fund_step`

    Raises
    ------
    ModelInputError : a negative number, or no year
    """
    x = not_negative(losses, "losses")
    if x.ndim < 2 or len(x) == 0:
        raise ModelInputError("at least one year of losses per member is needed", where="fund_path(losses)")
    owed, kept = (np.broadcast_to(np.asarray(v, dtype=float), x.shape) for v in (due, compliance))
    start = np.broadcast_to(
        np.asarray(reserve, dtype=float), np.broadcast_shapes(np.shape(reserve), x.shape[1:-1])
    )
    state = open_fund(start, x.shape[-1])
    years: list[FundPath] = []
    for year in range(len(x)):
        step = fund_step(
            state, owed[year], kept[year], x[year], line=line, suspend=suspend, parameters=parameters
        )
        state = FundState(*(part[-1] for part in step.state))
        years.append(step)
    states = FundState(
        *(
            np.concatenate([years[0].state[k], *(y.state[k][1:] for y in years[1:])])
            for k in range(len(state))
        )
    )
    return FundPath(
        state=states,
        paid_in=np.concatenate([y.paid_in for y in years]),
        paid_out=np.concatenate([y.paid_out for y in years]),
        unpaid=np.concatenate([y.unpaid for y in years]),
        suspended=np.concatenate([y.suspended for y in years]),
        fee=np.concatenate([y.fee for y in years]),
        drawn=np.concatenate([y.drawn for y in years]),
        repaid=np.concatenate([y.repaid for y in years]),
    )
