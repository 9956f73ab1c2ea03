"""What trade and output become: output by sector, imports inside a bloc, and trade diverted to other partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.equilibrium import Equilibrium

__all__ = ["Diversion", "bloc_imports", "diversion", "sector_output"]

Floats = NDArray[np.float64]


def sector_output(equilibrium: Equilibrium) -> Floats:
    """Return the change of real output Y^ / c^ in percent, shape (N, J); NaN where nothing was made."""
    old = equilibrium.economy.output
    made = old > 0
    ratio = equilibrium.output / np.where(made, old, 1.0) / equilibrium.cost
    return np.where(made, 100.0 * (ratio - 1.0), np.nan)


def bloc_imports(equilibrium: Equilibrium, members: Sequence[str]) -> Floats:
    """Return the change of each member's free-on-board imports from the others, in percent, in the members' order.

    Raises
    ------
    ModelInputError : fewer than two members, one that is unknown or named twice, or one that bought nothing there
    """
    e = equilibrium.economy
    inside = [e.index(m) for m in members]
    if len(inside) < 2 or len(set(inside)) < len(inside):
        raise ModelInputError("a bloc has two different members or more", where="members")
    block = np.ix_(range(len(e.sectors)), inside, inside)
    off = ~np.eye(len(inside), dtype=bool)
    before, after = ((f[block] * off).sum(axis=(0, 2)) for f in (e.flows, equilibrium.flows))
    if not np.all(before > 0):
        who = members[int(np.argmin(before))]
        raise ModelInputError(f"{who} imported nothing from the others", where="members")
    return np.asarray(100.0 * (after / before - 1.0))


@dataclass(frozen=True, eq=False)
class Diversion:
    """Where a state's trade went.

    Parameters
    ----------
    exports, imports : shape (N,), change of its trade with each partner [money], 0 with itself
    exports_diverted, imports_diverted : what partners with more trade made good of what the others lost, as a share;
        NaN where no partner lost
    """

    exports: Floats
    imports: Floats
    exports_diverted: float
    imports_diverted: float


def diversion(equilibrium: Equilibrium, state: str, sectors: Sequence[str] | None = None) -> Diversion:
    """Return how a state's trade moved between partners, free on board, in some sectors or in all."""
    e = equilibrium.economy
    n = e.index(state)
    some = slice(None) if sectors is None else [e.sector(s) for s in sectors]
    change = (equilibrium.flows - e.flows)[some].sum(axis=0)
    change[n, n] = 0.0
    sold, bought = change[:, n].copy(), change[n].copy()
    return Diversion(sold, bought, _diverted(sold), _diverted(bought))


def _diverted(change: Floats) -> float:
    lost, gained = -change[change < 0].sum(), change[change > 0].sum()
    return float(gained / lost) if lost > 0 else float("nan")
