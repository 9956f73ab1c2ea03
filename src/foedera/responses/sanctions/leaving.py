"""Who would leave a coalition of senders, what is left when they do, and the transfers that keep them.

A member stays while its real income inside and what taking part is worth to it (the stake: its value of success times
the chance) is at least what it would have as a bystander of the others' sanctions, less the cost of leaving. All are in
percent of its income before; a stake of 0 asks whether sanctions pay for themselves, which they seldom do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.coalitions import Coalitions, Outcome
from foedera.responses.sanctions.equilibrium import Equilibrium
from foedera.responses.sanctions.measures import sanction
from foedera.responses.sanctions.transfers import paid, with_transfers
from foedera.responses.sanctions.welfare import welfare

__all__ = ["Keeping", "Staying", "Worth", "keeping_transfers", "stable_coalition", "staying"]

Floats = NDArray[np.float64]
Worth = float | Mapping[str, float]

_SLACK = 1e-8  # percent of income


@dataclass(frozen=True, eq=False)
class Staying:
    """Members' choices, each shape (members,), in percent of income.

    Parameters
    ----------
    members : names, in the economy's order
    inside : welfare as a member, stake included
    outside : welfare as a bystander of the others, cost of leaving taken off
    needs : the transfer that would make a leaver indifferent at the prices inside [money]; 0 for those who stay
    """

    members: tuple[str, ...]
    inside: Floats
    outside: Floats
    needs: Floats

    @property
    def leavers(self) -> tuple[str, ...]:
        """Return who would rather leave."""
        gone = self.inside < self.outside - _SLACK
        return tuple(m for m, g in zip(self.members, gone) if g)


def staying(
    coalitions: Coalitions, senders: Sequence[str], *, stake: Worth = 0.0, exit_cost: Worth = 0.0
) -> Staying:
    """Return what each member has inside and outside a coalition.

    Parameters
    ----------
    coalitions : the question
    senders : the coalition
    stake, exit_cost : percent of income, one for all or by member (0 where a member is not named)

    Raises
    ------
    ModelInputError : a stake of a state that is not a sender
    """
    e = coalitions.economy
    whole = coalitions.outcome(senders)
    worth, bound = _worth(stake, whole.senders, "stake"), _worth(exit_cost, whole.senders, "exit_cost")
    inside_at = [e.index(m) for m in whole.senders]
    alone = [
        coalitions.outcome([s for s in whole.senders if s != m]).welfare[e.index(m)] for m in whole.senders
    ]
    inside = whole.welfare[inside_at] + worth
    outside = np.array(alone) - bound
    price = np.exp((e.final_share[inside_at] * np.log(whole.price[inside_at])).sum(axis=1))
    short = np.where(inside < outside - _SLACK, outside - inside, 0.0)
    return Staying(whole.senders, inside, outside, e.income[inside_at] * price * short / 100.0)


def stable_coalition(
    coalitions: Coalitions,
    senders: Sequence[str],
    *,
    stake: Worth | Callable[[Outcome], Worth] = 0.0,
    exit_cost: Worth = 0.0,
) -> list[tuple[str, ...]]:
    """Return the coalition of every round, from all senders to those whom nobody wants to leave.

    Each round all who would leave do, each believing that the others stay; the last entry is the stable coalition,
    which may be empty.

    Parameters
    ----------
    coalitions : the question
    senders : the coalition of the first round
    stake : percent of income, or what gives it from the outcome of a round's coalition (:func:`~.politics.stake`)
    exit_cost : percent of income
    """
    rounds = [coalitions.outcome(senders).senders]
    while rounds[-1]:
        left = rounds[-1]
        given = stake(coalitions.outcome(left)) if callable(stake) else stake
        worth, bound = _only(given, left), _only(exit_cost, left)
        gone = staying(coalitions, left, stake=worth, exit_cost=bound).leavers
        if not gone:
            break
        rounds.append(tuple(m for m in left if m not in gone))
    return rounds


@dataclass(frozen=True, eq=False)
class Keeping:
    """Transfers that keep a coalition together.

    Parameters
    ----------
    members : names, in the economy's order
    transfers : shape (members,), received [money], sum 0
    surplus : shape (members,), what each has inside over outside with the transfers, percent of income
    feasible : whether everybody then stays
    equilibrium : with these transfers
    """

    members: tuple[str, ...]
    transfers: Floats
    surplus: Floats
    feasible: bool
    equilibrium: Equilibrium


def keeping_transfers(
    coalitions: Coalitions,
    senders: Sequence[str],
    *,
    stake: Worth = 0.0,
    exit_cost: Worth = 0.0,
    tolerance: float = 1e-10,
) -> Keeping:
    """Return the transfers that leave would-be leavers indifferent, paid by the others in proportion to their surplus.

    They take the place of shared losses (`pooled`) inside the coalition. Where the others' surplus does not reach, they
    are paid beyond it and the result says that it is not feasible; where nobody has a surplus nothing is paid.

    Raises
    ------
    what :func:`staying` and :func:`~.transfers.with_transfers` raise
    """
    e = coalitions.economy
    known = staying(coalitions, senders, stake=stake, exit_cost=exit_cost)
    at = [e.index(m) for m in known.members]
    if not at:
        raise ModelInputError("no senders", where="senders", fix="at least one")
    needed = known.outside - _worth(stake, known.members, "stake")

    def rule(before: Floats, price: Floats) -> Floats:
        over = before[at] - e.income[at] * price[at] * (1.0 + needed / 100.0)
        have, lack = np.maximum(over, 0.0), np.maximum(-over, 0.0)
        found = np.zeros(e.n)
        if have.sum() > 0:
            found[at] = lack - have / have.sum() * lack.sum()
        return found

    shock = sanction(
        e, known.members, coalitions.target, coalitions.sectors, coalitions.measure,
        retaliation=coalitions.retaliation,
    )  # fmt: skip
    start = coalitions.outcome(known.members)
    q = with_transfers(e, shock, rule, start=start, tolerance=tolerance)
    surplus = welfare(q)[at] - needed
    return Keeping(known.members, paid(q)[at], surplus, bool(surplus.min() >= -_SLACK), q)


def _worth(given: Worth, members: Sequence[str], where: str) -> Floats:
    if not isinstance(given, Mapping):
        return np.full(len(members), float(given))
    if stray := [m for m in given if m not in members]:
        raise ModelInputError(f"{stray[0]} is not a sender", where=where, fix=f"of {', '.join(members)}")
    return np.array([float(given.get(m, 0.0)) for m in members])


def _only(given: Worth, members: Sequence[str]) -> Worth:
    return {m: w for m, w in given.items() if m in members} if isinstance(given, Mapping) else given
