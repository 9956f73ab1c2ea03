r"""Where a change of welfare comes from: terms of trade, volume of trade, barriers, deficits and transfers.

For a small change, with M free-on-board imports, E exports and tau = T - 1 (Caliendo and Parro 2015, eq. 15, and a
term for barriers d, which use goods up instead of taxing them),

    I_n dlnW_n = sum (E dlnc_n - M dlnc_i) + sum tau M (dlnM - dlnc_i - dlnd) - sum M dlnd + dD_n + dtransfer_n.

:func:`linear` takes the whole change as one small step at the old weights, the published headline figure; it is first
order and can have the wrong sign. :func:`path` adds many steps, each with the weights at its middle, and tends to the
exact change with the square of their number; the exact one itself is :func:`~.welfare.welfare`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock, solve
from foedera.responses.sanctions.welfare import consumer_price

__all__ = ["Decomposition", "linear", "path"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """Parts of a change of welfare, each shape (N,), in percent of income.

    Parameters
    ----------
    terms_of_trade : own goods dearer, bought goods cheaper
    volume_of_trade : more of what tariffs had held back
    barriers : used up by iceberg barriers and embargoes; 0 for tariffs
    money : trade deficits and transfers
    first_order : whether it is the linear formula at old weights
    """

    terms_of_trade: Floats
    volume_of_trade: Floats
    barriers: Floats
    money: Floats
    first_order: bool

    @property
    def welfare(self) -> Floats:
        """Return what the parts say of welfare, in percent: their sum, or its exponential along a path."""
        total = self.terms_of_trade + self.volume_of_trade + self.barriers + self.money
        return total if self.first_order else np.asarray(100.0 * np.expm1(total / 100.0))


def linear(equilibrium: Equilibrium) -> Decomposition:
    """Return the one-step decomposition at the old weights, changes being hats less 1.

    An embargo counts as a small change of what is let through. First order: report it as a decomposition, beside
    the exact welfare and not in its place.
    """
    consumer_price(equilibrium)  # the table must be an equilibrium
    e = equilibrium.economy
    m = e.flows
    barrier, let = _barriers(equilibrium.shock, 1.0, m.shape)
    dlnd = (barrier - 1.0) + (1.0 - let) / e.theta[:, None, None]
    dlnc = equilibrium.cost.T - 1.0
    volume = equilibrium.flows - m * (1.0 + dlnc[:, None, :] + dlnd)
    money = _money(equilibrium) - e.deficits
    return _parts(e.income, e.tariffs, m, dlnc, m * dlnd, volume, money, first_order=True)


def path(economy: Economy, shock: Shock, *, steps: int = 20, tolerance: float = 1e-10) -> Decomposition:
    """Return the decomposition added up along a straight path from nothing to the shock.

    Parameters
    ----------
    economy : calibrated
    shock : what changes in the end
    steps : how many; twice as many equilibria are solved, each from the last

    Raises
    ------
    ModelInputError : fewer than one step
    and what :func:`~.equilibrium.solve` raises
    """
    if steps < 1:
        raise ModelInputError(f"{steps} steps", where="steps", fix="at least 1")
    at = [solve(economy, _part(economy, shock, 0.0), tolerance=tolerance)]
    total = np.zeros((4, economy.n))
    for k in range(1, 2 * steps + 1):
        at.append(solve(economy, _part(economy, shock, k / (2 * steps)), start=at[-1], tolerance=tolerance))
        if k % 2 == 1:
            continue
        found = _step(at[-3], at[-2], at[-1], shock, (k - 2) / (2 * steps), k / (2 * steps))
        total += found
        at = at[-1:]
    terms, volume, barriers, money = 100.0 * total
    return Decomposition(terms, volume, barriers, money, first_order=False)


def _step(old: Equilibrium, mid: Equilibrium, new: Equilibrium, shock: Shock, a: float, b: float) -> Floats:
    """Return the parts over one step in log points, shape (4, N), with the weights of its middle."""
    e = mid.economy
    shape = e.flows.shape
    m = mid.flows
    before, inside, after = (_barriers(shock, s, shape) for s in (a, (a + b) / 2, b))
    dlnc = np.log(new.cost / old.cost).T
    passed = np.where(inside[1] > 0, inside[1], 1.0)
    used = m * (np.log(after[0] / before[0]) - (after[1] - before[1]) / passed / e.theta[:, None, None])
    bought = _quantity(new, after, mid, inside) - _quantity(old, before, mid, inside)
    parts = _parts(
        mid.income, mid.tariffs, m, dlnc, used, bought, _money(new) - _money(old), first_order=False
    )
    return np.stack([parts.terms_of_trade, parts.volume_of_trade, parts.barriers, parts.money]) / 100.0


def _quantity(
    at: Equilibrium, barriers: tuple[Floats, Floats], mid: Equilibrium, inside: tuple[Floats, Floats]
) -> Floats:
    """Return imports at the prices before tariffs of the middle: flows times c^ d^ there over c^ d^ then."""
    theta = at.economy.theta[:, None, None]
    let, let_mid = barriers[1], np.where(inside[1] > 0, inside[1], 1.0)
    ratio = inside[0] / barriers[0] * (let / let_mid) ** (1.0 / theta) * (mid.cost / at.cost).T[:, None, :]
    return at.flows * ratio


def _parts(
    income: Floats, tariffs: Floats, m: Floats, dlnc: Floats, used: Floats, bought: Floats, money: Floats, *,
    first_order: bool,
) -> Decomposition:  # fmt: skip
    terms = (m.sum(axis=1) * dlnc).sum(axis=0) - (m * dlnc[:, None, :]).sum(axis=(0, 2))
    volume = ((tariffs - 1.0) * bought).sum(axis=(0, 2))
    share = 100.0 / income
    return Decomposition(
        terms * share, volume * share, -used.sum(axis=(0, 2)) * share, money * share, first_order
    )


def _money(at: Equilibrium) -> Floats:
    e, s = at.economy, at.shock
    deficits = e.deficits if s.deficits is None else np.asarray(s.deficits, dtype=float)
    return deficits + (0.0 if s.transfers is None else np.asarray(s.transfers, dtype=float))


def _barriers(shock: Shock, way: float, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return barriers and what is let through part of the way, shape (J, N, N)."""
    barrier = np.asarray(1.0 if shock.barriers is None else shock.barriers, dtype=float)
    let = np.asarray(1.0 if shock.let_through is None else shock.let_through, dtype=float)
    return (np.broadcast_to(barrier**way, shape), np.broadcast_to(1.0 + way * (let - 1.0), shape))


def _part(economy: Economy, shock: Shock, way: float) -> Shock:
    """Return part of a shock, 0 <= way <= 1: barriers in logs, all else in a straight line."""

    def between(old: Floats, new: ArrayLike | None) -> Floats | None:
        return None if new is None else old + way * (np.asarray(new, dtype=float) - old)

    barrier, let = _barriers(shock, way, economy.flows.shape)
    return Shock(
        tariffs=between(economy.tariffs, shock.tariffs),
        barriers=None if shock.barriers is None else barrier,
        let_through=None if shock.let_through is None else let,
        deficits=between(economy.deficits, shock.deficits),
        transfers=between(np.zeros(economy.n), shock.transfers),
    )
