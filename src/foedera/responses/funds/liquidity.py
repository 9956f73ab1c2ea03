"""Money by day: what is there when, what is still missing, and what being early is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import not_negative
from foedera.core.errors import ModelInputError
from foedera.responses.funds.parameters import FundParameters

__all__ = ["liquidity_gap", "money_by_day", "speed_value"]

Floats = NDArray[np.float64]


def money_by_day(day: ArrayLike, cash: ArrayLike, delay: ArrayLike) -> Floats:
    """Return the money that has arrived by each day, shape (..., d) [musd].

    Parameters
    ----------
    day : shape (d,), days since the event, >= 0
    cash : shape (..., k) [musd], >= 0, what each pocket will pay
    delay : shape (..., k) [day], >= 0, after how many days

    Raises
    ------
    ModelInputError : a negative number
    """
    t, money = not_negative(day, "day"), not_negative(cash, "cash")
    late = not_negative(delay, "delay")
    if t.ndim != 1 or money.ndim == 0 or late.ndim == 0:
        raise ModelInputError("a row of days and a row of pockets are needed", where="money_by_day")
    arrived = t[:, None] >= late[..., None, :]
    return np.asarray((money[..., None, :] * arrived).sum(axis=-1))


def liquidity_gap(day: ArrayLike, needs: ArrayLike, cash: ArrayLike, delay: ArrayLike) -> Floats:
    """Return needs less the money that has arrived, shape (..., d) [musd]; negative where money is left.

    Parameters
    ----------
    day, cash, delay : as in :func:`money_by_day`
    needs : shape (..., d) [musd], cumulative, >= 0
    """
    return np.asarray(not_negative(needs, "needs") - money_by_day(day, cash, delay))


def speed_value(amount: ArrayLike, delay: ArrayLike, parameters: FundParameters | None = None) -> Floats:
    """Return what it is worth that money comes before an ad-hoc appeal would bring it [musd], broadcast.

    Parameters
    ----------
    amount : loss that the money meets [musd], >= 0
    delay : [day], >= 0; beyond the appeal's the value is negative
    parameters : cost of a day, and days of an appeal
    """
    p = parameters or FundParameters()
    early = np.asarray(p.appeal_days, dtype=float) - not_negative(delay, "speed_value(delay)")
    return np.asarray(
        np.asarray(p.delay_cost, dtype=float) * not_negative(amount, "speed_value(amount)") * early
    )
