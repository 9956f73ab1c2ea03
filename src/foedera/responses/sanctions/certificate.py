"""How accurate an equilibrium is, computed anew from its flows, and what a reader should know of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedera.responses.sanctions.equilibrium import Equilibrium
from foedera.responses.sanctions.transfers import paid
from foedera.responses.sanctions.welfare import home_share_gap

__all__ = ["Certificate", "certificate"]

_STEEP = 20.0
_HATS = (0.2, 5.0)


@dataclass(frozen=True)
class Certificate:
    """Accuracy of an equilibrium; every number is 0 but for rounding and the tolerance.

    Parameters
    ----------
    labour : largest gap between wages paid and value added made, relative
    prices, spending : largest residuals of the price and spending equations, relative
    trade : largest gap between imports less exports and deficit plus transfer, over income
    world : gap between world income and world spending on final goods, relative
    home_shares : largest gap between real wages and home shares [log points]; NaN-free states only
    iterations, sweeps : work of the solver
    notes : what a reader should know: nominal deficits, steep elasticities, large changes
    """

    labour: float
    prices: float
    spending: float
    trade: float
    world: float
    home_shares: float
    iterations: int
    sweeps: int
    notes: tuple[str, ...]

    @property
    def worst(self) -> float:
        """Return the largest of the gaps."""
        return max(self.labour, self.prices, self.spending, self.trade, self.world, self.home_shares)


def certificate(equilibrium: Equilibrium) -> Certificate:
    """Return the certificate of an equilibrium, from its flows, prices and shares and not from the solver's state."""
    q, e = equilibrium, equilibrium.economy
    flows = q.flows
    made = flows.sum(axis=1).T
    labour = (e.value_added_share * made).sum(axis=1) / (q.wage * e.value_added) - 1.0
    lnc = e.value_added_share * np.log(q.wage)[:, None] + np.einsum(
        "nk,nkj->nj", np.log(q.price), e.input_share
    )
    deficits = e.deficits if q.shock.deficits is None else np.asarray(q.shock.deficits, dtype=float)
    money = deficits + paid(q)
    income = q.wage * e.value_added + ((q.tariffs - 1.0) * flows).sum(axis=(0, 2)) + money
    used = np.einsum("nkj,nj->nk", e.input_share, made) + e.final_share * income[:, None]
    balance = flows.sum(axis=(0, 2)) - flows.sum(axis=(0, 1)) - money
    final = (q.spending - np.einsum("nkj,nj->nk", e.input_share, made)).sum()
    gaps = home_share_gap(q)
    return Certificate(
        labour=float(np.abs(labour).max()),
        prices=float(np.abs(lnc - np.log(q.cost)).max()),
        spending=float((np.abs(used - q.spending).sum(axis=1) / e.income).max()),
        trade=float((np.abs(balance) / e.income).max()),
        world=float(abs(final / q.income.sum() - 1.0)),
        home_shares=float(np.nanmax(np.abs(gaps))) if np.isfinite(gaps).any() else 0.0,
        iterations=len(q.history),
        sweeps=q.sweeps,
        notes=tuple(_notes(equilibrium)),
    )


def _notes(q: Equilibrium) -> list[str]:
    e = q.economy
    notes = []
    deficits = e.deficits if q.shock.deficits is None else np.asarray(q.shock.deficits, dtype=float)
    if np.abs(deficits).max() > 1e-9 * e.income.max():
        notes.append("trade deficits are fixed in money: welfare depends on the numeraire, world value added")
    steep = [s for s, t in zip(e.sectors, e.theta) if t > _STEEP]
    if steep:
        notes.append(f"elasticities above {_STEEP:g}: {', '.join(steep)}")
    for name, hat in (("wages", q.wage[:, None]), ("prices", q.price)):
        far = ((hat < _HATS[0]) | (hat > _HATS[1])).any(axis=1)
        if far.any():
            states = ", ".join(np.array(e.states)[far])
            notes.append(f"{name} change by more than a factor of {_HATS[1]:g} in {states}")
    notes.append("elasticities are long-run: years after the measure, not its first months")
    return notes
