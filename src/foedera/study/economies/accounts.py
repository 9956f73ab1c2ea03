"""Whether the accounts of an economy's table add up: every check with its worst state and sector, every repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BALANCE", "Accounts", "Books", "Check", "Mended", "examine"]

Floats = NDArray[np.float64]

BALANCE = 1e-6
"""Largest gap between two sides of an account that passes, as part of the state's output."""


@dataclass(frozen=True, eq=False)
class Books:
    """The table of a world economy in money, as it was published or after repair.

    Parameters
    ----------
    states, sectors : names
    flows : shape (J, N, N), importer by exporter, free on board, home sales included
    tariffs : shape (J, N, N), 1 + rate
    inputs : shape (N, J, J), what the last axis' sector buys of each sector, from wherever
    value_added : shape (N, J)
    theta : shape (J,), trade elasticity
    final : shape (N, J), final demand, where it is published; else it is what spending leaves
    output : shape (N, J), gross output, where it is published
    """

    states: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Floats
    tariffs: Floats
    inputs: Floats
    value_added: Floats
    theta: Floats
    final: Floats | None = None
    output: Floats | None = None

    @property
    def sales(self) -> Floats:
        """Return what is sold, shape (N, J)."""
        return np.asarray(self.flows.sum(axis=1).T)

    @property
    def costs(self) -> Floats:
        """Return inputs and value added, shape (N, J)."""
        return np.asarray(self.inputs.sum(axis=1) + self.value_added)

    @property
    def spending(self) -> Floats:
        """Return what is bought, tariffs paid, shape (N, J)."""
        return np.asarray((self.tariffs * self.flows).sum(axis=2).T)

    @property
    def left(self) -> Floats:
        """Return what spending leaves for final demand, shape (N, J)."""
        return np.asarray(self.spending - self.inputs.sum(axis=2))


@dataclass(frozen=True)
class Check:
    """One check of the accounts.

    Parameters
    ----------
    name : what must hold
    passed : whether it does everywhere
    worst : the largest deviation, in ``unit``
    unit : what the deviation is a part of
    state, sector : where it is, for inputs the sector that buys; empty where a sector makes no sense or nothing
        deviates
    count : number of cells that fail
    """

    name: str
    passed: bool
    worst: float
    unit: str
    state: str = ""
    sector: str = ""
    count: int = 0

    def sentence(self) -> str:
        """Return the check in words."""
        place = ", ".join(x for x in (self.state, self.sector) if x)
        at = f" at {place}" if place else ""
        failed = "" if self.passed else f"; {self.count} fail"
        return f"{'ok  ' if self.passed else 'FAIL'} {self.name}: {self.worst:.3g} {self.unit}{at}{failed}"


@dataclass(frozen=True)
class Mended:
    """One repair of the table: what was done, how much money it moved, the part of the world's output that this is,
    and the state and sector it moved most."""

    what: str
    amount: float
    share: float
    state: str = ""
    sector: str = ""

    def sentence(self) -> str:
        """Return the repair in words."""
        place = ", ".join(x for x in (self.state, self.sector) if x)
        most = f", most at {place}" if place else ""
        return f"{self.what}: {self.amount:,.6g} moved, {self.share:.2g} of the world's output{most}"


@dataclass(frozen=True)
class Accounts:
    """What is known of the table behind an economy.

    Parameters
    ----------
    found : the checks of the table as it was published
    mended : what was repaired
    settled : the checks of the table that the economy is made of
    assumptions : every judgement in it
    """

    found: tuple[Check, ...]
    mended: tuple[Mended, ...]
    settled: tuple[Check, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the economy's own table passes every check."""
        return all(check.passed for check in self.settled)

    def report(self) -> str:
        """Return the whole in plain text."""
        parts = ["As published", *(f"  {c.sentence()}" for c in self.found)]
        parts += (
            ["Mended", *(f"  {m.sentence()}" for m in self.mended)] if self.mended else ["Mended: nothing"]
        )
        parts += ["As used", *(f"  {c.sentence()}" for c in self.settled)]
        parts += (
            ["Assumptions", *(f"  ASSUMPTION: {a}" for a in self.assumptions)] if self.assumptions else []
        )
        return "\n".join(parts)


def examine(books: Books) -> tuple[Check, ...]:
    """Return every check of a table's accounts, each with its worst state and sector."""
    n, s = books.states, books.sectors
    size = np.maximum(np.abs(books.costs).sum(axis=1), 1e-300)[:, None]
    sales, costs, left = books.sales, books.costs, books.left
    part = "of the state's output"
    checks = [_gap("sales equal inputs and value added", sales - costs, size, n, s)]
    if books.output is not None:
        checks.append(_gap("sales equal published output", sales - books.output, size, n, s))
    if books.final is not None:
        checks.append(_gap("supply equals inputs and final demand", left - books.final, size, n, s))
    share = np.divide(books.value_added, costs, out=np.ones_like(costs), where=costs > 0)
    odd = np.maximum(-share, share - 1.0) + (share <= 0) * 1e-12
    checks.append(_worst("value added is in (0, 1] of output", odd, odd > BALANCE, "outside", n, s))
    added = np.maximum(books.value_added.sum(axis=1), 1e-300)
    deficit = np.abs(books.flows.sum(axis=(0, 2)) - books.flows.sum(axis=(0, 1))) / added
    name = "trade deficit or surplus is below value added"
    checks.append(_worst(name, deficit, deficit >= 1, "of the state's value added", n))
    signs = (
        ("flows are not negative", books.flows.transpose(1, 2, 0).min(axis=1)),
        ("inputs are not negative", books.inputs.min(axis=1)),
        ("value added is not negative", books.value_added),
        ("final demand is not negative", left if books.final is None else books.final),
    )
    for name, cells in signs:
        checks.append(_worst(name, np.maximum(-cells / size, 0.0), cells / size < -1e-12, part, n, s))
    home = np.einsum("jii->ij", books.flows)
    none = (home <= 0) & (books.spending > 0)
    unit = "of the state's output is bought abroad alone"
    checks.append(
        _worst("a state sells at home what it buys", none * books.spending / size, none, unit, n, s)
    )
    return tuple(checks)


def _gap(name: str, gap: Floats, size: Floats, *axes: Sequence[str]) -> Check:
    part = np.abs(gap) / size
    return _worst(name, part, part > BALANCE, "of the state's output", *axes)


def _worst(name: str, part: Floats, wrong: NDArray[np.bool_], unit: str, *axes: Sequence[str]) -> Check:
    at = np.unravel_index(int(np.argmax(part)), part.shape)
    worst = float(part[at])
    places = [axis[int(k)] for axis, k in zip(axes, at)] if worst > 0 else []
    state, sector = (*places, "", "")[:2]
    return Check(name, not bool(wrong.any()), max(worst, 0.0), unit, state, sector, int(wrong.sum()))
