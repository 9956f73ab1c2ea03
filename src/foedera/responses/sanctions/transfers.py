r"""Transfers inside a coalition that share the cost of sanctions (Chowdhry, Hinz, Kamin and Wanner 2024).

Equal shares of the loss: with I_pre income before transfers, for members n of the coalition S

    W_S = sum_S I_pre,n / sum_S I_n P^C_n,    transfer_n = W_S I_n P^C_n - I_pre,n,

which sum to 0 and give every member the same real income W_S. Transfers move demand, hence prices, hence transfers:
the two are solved in turn until they agree, each time from where the last equilibrium stood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ConvergenceError, ModelInputError
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock, Start, solve
from foedera.responses.sanctions.welfare import consumer_price

__all__ = ["equal_losses", "paid", "sanction_key", "with_transfers"]

Floats = NDArray[np.float64]


def equal_losses(
    economy: Economy,
    shock: Shock,
    members: Sequence[str],
    *,
    start: Start | None = None,
    tolerance: float = 1e-10,
    iterations: int = 60,
) -> Equilibrium:
    """Return the equilibrium in which transfers give all members the same change of real income.

    Parameters
    ----------
    economy : calibrated
    shock : what changes, without transfers
    members : states that share, each once
    start : an equilibrium to start from, such as the same without transfers
    tolerance : on the largest difference of real income between members [percent]
    iterations : of transfers, at most

    Raises
    ------
    ModelInputError : a member that is unknown or named twice, or a shock that has transfers already
    ConvergenceError : transfers do not settle
    and what :func:`~.equilibrium.solve` raises
    """
    inside = [economy.index(m) for m in members]
    if not inside or len(set(inside)) < len(inside):
        raise ModelInputError("no members, or one named twice", where="members", fix="each state once")

    def rule(before: Floats, price: Floats) -> Floats:
        cost = economy.income[inside] * price[inside]
        found = np.zeros(economy.n)
        found[inside] = before[inside].sum() / cost.sum() * cost - before[inside]
        return found

    return with_transfers(economy, shock, rule, start=start, tolerance=tolerance, iterations=iterations)


def with_transfers(
    economy: Economy,
    shock: Shock,
    rule: Callable[[Floats, Floats], Floats],
    *,
    start: Start | None = None,
    tolerance: float = 1e-10,
    iterations: int = 60,
) -> Equilibrium:
    """Return the equilibrium whose transfers are those that a rule makes of it.

    Parameters
    ----------
    economy, shock, start, tolerance, iterations : as of :func:`equal_losses`
    rule : income before transfers and price of final demand, both shape (N,), to transfers, shape (N,), sum 0
    """
    if shock.transfers is not None:
        raise ModelInputError(
            "the shock has transfers already", where="shock.transfers", fix="leave them out"
        )
    fine = tolerance / 200.0  # of the two members that differ most, and in shares instead of percent
    found = solve(economy, shock, start=start, tolerance=fine)
    paid_now = np.zeros(economy.n)
    history = []
    for _ in range(iterations):
        wanted = rule(found.income - paid_now, consumer_price(found))
        history.append(float(np.abs((wanted - paid_now) / economy.income).max()))
        if history[-1] <= fine:
            return found
        found = solve(economy, replace(shock, transfers=wanted), start=found, tolerance=fine)
        paid_now = wanted
    raise ConvergenceError(
        "transfers do not settle; last changes " + ", ".join(f"{h:.2g}" for h in history[-5:]),
        where="with_transfers", fix="raise iterations or the tolerance",
    )  # fmt: skip


def paid(equilibrium: Equilibrium) -> Floats:
    """Return the transfers received (paid below 0) in an equilibrium, shape (N,) [money]."""
    given = equilibrium.shock.transfers
    return np.zeros(equilibrium.economy.n) if given is None else np.asarray(given, dtype=float)


def sanction_key(equilibrium: Equilibrium) -> Floats:
    """Return transfers as shares of value added before the shock, shape (N,): the burden key of the sanctions."""
    return paid(equilibrium) / equilibrium.economy.value_added
