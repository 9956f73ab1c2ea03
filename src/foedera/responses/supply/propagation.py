r"""How a lost capacity or an embargo runs through an economy, day by day, while stocks last.

On day t industry i faces the demand D = sum of orders + final demand and has the capacity alpha (1 - shock) x0. Without
shortage it would make x_o = min(D, capacity). With S the stock of an input, A x0 its use at base output and n the days
of stock that the industry aims at, it makes

- rule "pbl", partially binding Leontief (Pichler et al. 2022): the least of x_o, S / A for each critical input, and
  (S / A + capacity) / 2 for each important one; orders A D + (n A x0 - S) / tau, not below 0;
- rule "ario" (Hallegatte 2008, 2014; Henriet et al. 2012): x_o min(1, S / (psi n A x_o)), capped by S / A; orders
  A x + (n A x_o - S)+ / tau. (Hallegatte's target follows x_o, so that orders follow production down: with stocks of
  less than about 30 days the economy may starve itself and not recover.)

Output that falls short of demand is shared among users in proportion to their orders, or those who are first are served
first. Stocks move by deliveries less use; tomorrow's orders are placed when the day is over. Where demand stays unmet
capacity grows, alpha += (top - alpha) (D - x) / D / days, and goes back to 1 otherwise. With ``switching``
(Guan et al. 2020) users split an order over the sellers of a product by base flow times the seller's output of the
day before; without, by base flow alone, and an order to a seller who is cut off is lost. An input that is neither
critical nor important is done without when its stock is empty.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.checks import unit_interval
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.responses.supply.network import Network, StockParameters

__all__ = ["Path", "propagate"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
_SHORT_STOCK = 30.0


class Path(NamedTuple):
    """What happened; T days, K products, I industries, F final users.

    Parameters
    ----------
    output : shape (..., T, I), relative to the base
    unmet : shape (..., T, F) [busd a day], final demand not served
    stocks : shape (..., T, K, I) [busd], on every evening; T = 0 unless asked for
    stock : shape (..., K, I) [busd], on the evening of the last day
    binding_day : shape (..., I), first day on which an input held the industry back, -1 if none did
    binding_input : shape (..., I), the product that did, -1 if none
    """

    output: Floats
    unmet: Floats
    stocks: Floats
    stock: Floats
    binding_day: Places
    binding_input: Places


def propagate(
    net: Network, shock: ArrayLike, *, rule: str = "pbl", necessity: ArrayLike | None = None,
    stock_days: ArrayLike | None = None, cut: ArrayLike | None = None, cut_days: ArrayLike | None = None,
    first: ArrayLike | None = None, switching: bool = False, parameters: StockParameters | None = None,
    keep_stocks: bool = False,
) -> Path:  # fmt: skip
    """Run the economy through a shock.

    Parameters
    ----------
    net : the economy
    shock : shape (..., T, I), in [0, 1], share of capacity lost; leading axes are runs
    rule : "pbl" or "ario"
    necessity : shape (K, I) of 1 (critical), 0.5 (important) or 0 (done without); all critical by default; "pbl" only
    stock_days : shape (K, I) or a number [day], >= 1, stock aimed at and held on day 0; the rule's by default
    cut : shape (I, I + F), in [0, 1], share of each flow that is stopped on the days of ``cut_days``
    cut_days : shape (..., T) of bool, the days of the cut; all by default
    first : shape (I + F,) of bool, industries and final users that are served before the others; nobody by default
    switching : whether orders move to sellers of the same product who still produce
    parameters : stocks and spare capacity; a field may hold one value per run
    keep_stocks : whether to return the stocks of every day

    Raises
    ------
    ModelInputError : shapes disagree or a number is outside its range

    Warns
    -----
    UserWarning : stocks below 30 days under "ario"
    """
    from foedera.responses.supply.propagation_kernel import days  # numba loads on use

    p = parameters or StockParameters()
    if rule not in ("pbl", "ario"):
        raise ModelInputError(
            f"unknown rule {rule!r}",
            where="propagate(rule)",
            fix=did_you_mean(rule, ("pbl", "ario")) or "pbl or ario",
        )
    lost, off, lead = _when(net, shock, cut_days)
    z_cut, y_cut = _what_is_left(net, cut)
    tau = p.ario_restoration_days if rule == "ario" else p.pbl_restoration_days
    runs, (horizon, n) = len(lost), lost.shape[1:]
    path = Path(
        np.empty((runs, horizon, n)),
        np.empty((runs, horizon, net.y.shape[1])),
        np.empty((runs, horizon if keep_stocks else 0, *net.inputs.shape)),
        np.empty((runs, *net.inputs.shape)),
        np.empty((runs, n), dtype=np.int64),
        np.empty((runs, n), dtype=np.int64),
    )
    days(
        net.z, z_cut, net.y, y_cut, net.product, _served_first(net, first), _necessity(net, necessity, rule),
        _stock_days(net, stock_days, rule, p), lost, off, _per_run(p.psi, lead, "psi"),
        _per_run(p.overcapacity, lead, "overcapacity"), _per_run(p.overcapacity_days, lead, "overcapacity_days"),
        _per_run(tau, lead, f"{rule}_restoration_days"), rule == "ario", switching, *path,
    )  # fmt: skip
    return Path(
        path.output.reshape(*lead, horizon, n),
        path.unmet.reshape(*lead, horizon, net.y.shape[1]),
        path.stocks.reshape(*lead, *path.stocks.shape[1:]),
        path.stock.reshape(*lead, *net.inputs.shape),
        path.binding_day.reshape(*lead, n),
        path.binding_input.reshape(*lead, n),
    )


def _when(
    net: Network, shock: ArrayLike, cut_days: ArrayLike | None
) -> tuple[Floats, Flags, tuple[int, ...]]:
    """Return the shock as (R, T, I), the days of the cut as (R, T), and the leading axes."""
    lost, n = unit_interval(shock, "propagate(shock)"), len(net.output)
    if lost.ndim < 2 or lost.shape[-1] != n or lost.shape[-2] == 0:
        raise ModelInputError(f"must have the shape (..., days, {n} industries)", where="propagate(shock)")
    horizon = lost.shape[-2]
    off = np.ones(horizon, dtype=bool) if cut_days is None else np.asarray(cut_days)
    if off.dtype != np.bool_ or off.ndim < 1 or off.shape[-1] != horizon:
        raise ModelInputError(
            f"must be true or false for each of {horizon} days", where="propagate(cut_days)"
        )
    try:
        lead = np.broadcast_shapes(lost.shape[:-2], off.shape[:-1])
    except ValueError:
        raise ModelInputError("must have the runs of the shock", where="propagate(cut_days)") from None
    lost = np.broadcast_to(lost, (*lead, horizon, n)).reshape(-1, horizon, n)
    return (
        np.ascontiguousarray(lost),
        np.broadcast_to(off, (*lead, horizon)).reshape(-1, horizon).copy(),
        lead,
    )


def _what_is_left(net: Network, cut: ArrayLike | None) -> tuple[Floats, Floats]:
    if cut is None:
        return net.z, net.y
    stopped, n = unit_interval(cut, "propagate(cut)"), len(net.output)
    if stopped.shape != (n, n + net.y.shape[1]):
        raise ModelInputError(
            f"must have the shape ({n}, {n + net.y.shape[1]}), sellers by industries and final users",
            where="propagate(cut)",
        )
    return net.z * (1.0 - stopped[:, :n]), net.y * (1.0 - stopped[:, n:])


def _served_first(net: Network, first: ArrayLike | None) -> Flags:
    users = len(net.output) + net.y.shape[1]
    given = np.zeros(users, dtype=bool) if first is None else np.asarray(first)
    if given.dtype != np.bool_ or given.shape != (users,):
        raise ModelInputError(
            f"must be true or false for each of {users} industries and final users", where="propagate(first)"
        )
    return given


def _necessity(net: Network, necessity: ArrayLike | None, rule: str) -> Floats:
    if necessity is None:
        return np.ones(net.inputs.shape)
    if rule == "ario":
        raise ModelInputError("goes with rule 'pbl'", where="propagate(necessity)", fix="leave it out")
    given = np.asarray(necessity, dtype=float)
    if given.shape != net.inputs.shape or not np.isin(given, (0.0, 0.5, 1.0)).all():
        raise ModelInputError(
            f"must be 1, 0.5 or 0 in the shape {net.inputs.shape}, products by industries",
            where="propagate(necessity)",
        )
    return given


def _stock_days(net: Network, stock_days: ArrayLike | None, rule: str, p: StockParameters) -> Floats:
    aimed = p.ario_stock_days if rule == "ario" else p.pbl_stock_days
    given = np.asarray(aimed if stock_days is None else stock_days, dtype=float)
    if given.shape not in ((), net.inputs.shape) or not np.all((given >= 1.0) & np.isfinite(given)):
        raise ModelInputError(
            f"must be at least 1 day, one number or the shape {net.inputs.shape}, products by industries",
            where="propagate(stock_days)",
            fix="an input that is never stocked still lies there for the day on which it is used",
        )
    n = np.broadcast_to(given, net.inputs.shape).copy()
    if rule == "ario" and np.any(n[net.inputs > 0] < _SHORT_STOCK):
        warnings.warn(
            "stocks below 30 days under the rule 'ario' may starve an economy for good; use the rule 'pbl'",
            UserWarning,
            stacklevel=3,
        )
    return n


def _per_run(value: ArrayLike, lead: tuple[int, ...], name: str) -> Floats:
    given = np.asarray(value, dtype=float)
    try:
        return np.broadcast_to(given, lead).reshape(-1).copy()
    except ValueError:
        raise ModelInputError(f"must be one number or one per run, shape {lead}", where=name) from None
