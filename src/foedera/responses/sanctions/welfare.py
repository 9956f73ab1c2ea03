r"""What an equilibrium is worth to each state, and what it would be worth to trade with nobody.

Welfare is real income, I^ / P^C with P^C_n = prod_j (P^_n^j)^alpha_n^j and I' = wages + tariff revenue + trade
deficit + transfers. Home shares alone tell the real wage, with tariffs and inputs too (Caliendo and Parro 2015; with
one sector it is the formula of Arkolakis, Costinot and Rodriguez-Clare 2012):

    ln(w^_n / P^C_n) = - alpha_n' (I - Gamma_n')^-1 (ln pi^_nn^j / theta^j),    Gamma_n = input shares;

in autarky pi^_nn = 1 / pi_nn, so that it needs no solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.economy import Economy, calibrate
from foedera.responses.sanctions.equilibrium import Equilibrium, NoSupplierError, Shock, Start, solve

__all__ = [
    "Autarky",
    "autarky",
    "consumer_price",
    "equivalent_money",
    "home_share_gap",
    "real_wage",
    "rebase",
    "welfare",
    "zero_deficits",
]

Floats = NDArray[np.float64]


def consumer_price(equilibrium: Equilibrium) -> Floats:
    """Return the change of the price of final demand, P^C, shape (N,).

    Raises
    ------
    ModelInputError : the economy was given shares of final demand that its table does not have; see :func:`rebase`
    """
    e = equilibrium.economy
    if e.wanted is not None:
        raise ModelInputError(
            "the table is not an equilibrium of its own: its shares of final demand were given apart",
            where="equilibrium.economy", fix="economy = rebase(solve(economy)), then the shock",
        )  # fmt: skip
    return np.asarray(np.exp((e.final_share * np.log(equilibrium.price)).sum(axis=1)))


def welfare(equilibrium: Equilibrium) -> Floats:
    """Return the change of real income in percent, shape (N,), deficits and transfers included.

    With trade deficits fixed in money it depends on the numeraire (world value added); see :func:`zero_deficits`.
    """
    e = equilibrium.economy
    return np.asarray(100.0 * (equilibrium.income / e.income / consumer_price(equilibrium) - 1.0))


def equivalent_money(equilibrium: Equilibrium) -> Floats:
    """Return the income at old prices that is worth the change (equivalent variation), shape (N,) [money]."""
    return equilibrium.economy.income * welfare(equilibrium) / 100.0


def real_wage(equilibrium: Equilibrium) -> Floats:
    """Return the change of the real wage w^ / P^C in percent, shape (N,)."""
    return np.asarray(100.0 * (equilibrium.wage / consumer_price(equilibrium) - 1.0))


def rebase(equilibrium: Equilibrium) -> Economy:
    """Return the economy that an equilibrium is: its flows and tariffs as the table to start from.

    Its trade deficits are the new ones, transfers included.
    """
    e = equilibrium.economy
    return calibrate(
        equilibrium.flows, equilibrium.tariffs, e.value_added_share, e.input_share, e.theta,
        states=e.states, sectors=e.sectors, negative="keep",
    )  # fmt: skip


def zero_deficits(economy: Economy, *, start: Start | None = None, tolerance: float = 1e-12) -> Economy:
    """Return the same world with balanced trade, the usual baseline of counterfactuals (Caliendo and Parro 2015)."""
    return rebase(solve(economy, Shock(deficits=np.zeros(economy.n)), start=start, tolerance=tolerance))


@dataclass(frozen=True, eq=False)
class Autarky:
    """A world without trade.

    Parameters
    ----------
    real_wage : shape (N,), w^ / P^C
    welfare : shape (N,), change of real income in percent; tariff revenue and deficits are lost too
    """

    real_wage: Floats
    welfare: Floats


def autarky(economy: Economy) -> Autarky:
    """Return real wages and welfare if nobody traded, in closed form.

    Raises
    ------
    NoSupplierError : a state makes nothing of a sector that it uses
    """
    home = np.einsum("jnn->nj", economy.shares)
    idle = economy.spending <= 0
    if (none := (home <= 0) & ~idle).any():
        n, j = np.argwhere(none)[0]
        raise NoSupplierError(
            f"{economy.states[n]} makes no {economy.sectors[j]} of its own", where="autarky",
            fix="merge the sector with one that it makes",
        )  # fmt: skip
    real = np.exp(_real_wage_of(economy, np.where(idle, 0.0, -np.log(np.where(idle, 1.0, home)))))
    return Autarky(real, 100.0 * (real * economy.value_added / economy.income - 1.0))


def home_share_gap(equilibrium: Equilibrium) -> Floats:
    """Return how far the real wage is from what home shares say of it (log points), shape (N,).

    Zero but for the solver's accuracy; NaN for a state with a sector that it does not make.
    """
    e = equilibrium.economy
    old, new = np.einsum("jnn->nj", e.shares), np.einsum("jnn->nj", equilibrium.shares)
    idle = e.spending <= 0
    known = (idle | ((old > 0) & (new > 0))).all(axis=1)
    ratio = np.where((old > 0) & (new > 0) & ~idle, new / np.where(old > 0, old, 1.0), 1.0)
    gap = np.log(equilibrium.wage / consumer_price(equilibrium)) - _real_wage_of(e, np.log(ratio))
    return np.where(known, gap, np.nan)


def _real_wage_of(economy: Economy, home: Floats) -> Floats:
    """Return ln(w^ / P^C) from ln pi^_nn, shapes (N,) and (N, J)."""
    j = len(economy.sectors)
    through = np.eye(j) - economy.input_share.transpose(0, 2, 1)
    total = np.linalg.solve(through, (home / economy.theta)[:, :, None])[:, :, 0]
    return -np.asarray((economy.final_share * total).sum(axis=1))
