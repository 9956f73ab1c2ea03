"""From the table of a world economy to an economy that is its own equilibrium, with all that was done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foedera.responses.sanctions.economy import CalibrationError, Economy, calibrate
from foedera.responses.sanctions.equilibrium import solve
from foedera.study.economies.accounts import Accounts, Books, Check, Mended, examine

__all__ = ["Assembled", "Negative", "settle", "without_negative_final"]

Negative = Literal["refuse", "move"]

_ALLOWED = 0.01
"""Largest gap between sales and costs that is mended, as part of the state's output."""

_ADDED = 0.01
"""ASSUMPTION: least value added in the output of an industry that publishes none or less."""


@dataclass(frozen=True, eq=False)
class Assembled:
    """An economy with what it is and where it comes from.

    Parameters
    ----------
    name : as it is asked for
    title : one line for people; a coarse economy says so
    year : the year that its figures describe
    unit : unit of the money in it
    economy : calibrated, its own equilibrium, no final demand below 0
    accounts : every check and repair
    titles : what each sector is, in words
    groups : names of groups of sectors, such as energy, and their sectors
    cites : keys of ``core/references.bib``
    """

    name: str
    title: str
    year: int
    unit: str
    economy: Economy
    accounts: Accounts
    titles: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cites: tuple[str, ...] = ()

    def report(self) -> str:
        """Return what the economy is, and its accounts, in plain text."""
        size = f"{len(self.economy.states)} states, {len(self.economy.sectors)} sectors, {self.unit}, {self.year}"
        return f"{self.title}\n{size}\n{self.accounts.report()}"


def settle(
    books: Books,
    *,
    negative: Negative = "refuse",
    found: Sequence[Check] | None = None,
    mended: Sequence[Mended] = (),
    assumptions: Sequence[str] = (),
) -> tuple[Economy, Accounts]:
    """Return the economy of a table and its accounts.

    Output is what is sold; inputs and value added give the shares. A final demand below 0 is refused, or moved: it
    is set to 0, the rest scaled to income, and the equilibrium with these demands is the economy.

    Parameters
    ----------
    books : the table
    negative : what to do with a final demand below 0
    found : the checks of the table as it was published, where that was another one
    mended, assumptions : what was done to it before

    Raises
    ------
    CalibrationError : the table is beyond repair; the message names state and sector
    ConvergenceError : there is no equilibrium with the demands that were moved
    """
    checks = examine(books)
    apart = checks[0]
    if apart.worst > _ALLOWED:
        what = f"sales and costs are {apart.worst:.2g} of the state's output apart: {apart.state}, {apart.sector}"
        raise CalibrationError(what, where="accounts", fix="balance the table, or leave home sales out of it")
    done = list(mended)
    total = float(books.sales.sum())
    if not apart.passed:
        amount = float(np.abs(books.sales - books.costs).sum())
        done.append(Mended("costs scaled to sales", amount, amount / total, apart.state, apart.sector))
    costs = np.where(books.costs > 0, books.costs, 1.0)
    added, inputs = books.value_added / costs, books.inputs / costs[:, None, :]
    keep = "keep" if bool((books.inputs < 0).any()) and negative == "move" else "refuse"
    given = (books.tariffs, added, inputs, books.theta)
    names = {"states": books.states, "sectors": books.sectors}
    economy = calibrate(books.flows, *given, **names, negative="keep" if negative == "move" else "refuse")
    share = economy.final_share
    if negative == "move" and bool((share < -1e-9).any()):
        wanted = np.maximum(share, 0.0)
        wanted /= wanted.sum(axis=1, keepdims=True)
        moved = np.maximum(-share, 0.0) * economy.income[:, None]
        worst = np.unravel_index(int(np.argmax(moved)), moved.shape)
        first = calibrate(books.flows, *given, **names, negative="keep", final_share=wanted)
        flows = solve(first, tolerance=1e-12).flows
        economy = calibrate(flows, *given, **names, negative=keep)
        place = books.states[worst[0]], books.sectors[worst[1]]
        what = f"{int((moved > 0).sum())} final demands below 0 set to 0, the others scaled to income, and solved for"
        done.append(Mended(what, float(moved.sum()), float(moved.sum()) / total, *place))
    after = examine(_books_of(economy))
    return economy, Accounts(tuple(found or checks), tuple(done), after, tuple(assumptions))


def _books_of(economy: Economy) -> Books:
    output = economy.output
    return Books(
        economy.states, economy.sectors, economy.flows, economy.tariffs, economy.input_share * output[:, None, :],
        economy.value_added_share * output, economy.theta, final=economy.final_share * economy.income[:, None],
    )  # fmt: skip


def without_negative_final(
    uses: NDArray[np.float64], final: NDArray[np.float64], output: NDArray[np.float64], books: Books
) -> tuple[Books, list[Mended]]:
    """Return the books of a world input-output table whose final demands below 0 are taken out.

    What stocks delivered counts as made in the year: with final demand f at least 0 and the coefficients A of the
    table, output is (I - A)^-1 f. That makes every row equal its column, whatever the table's rounding.

    Parameters
    ----------
    uses : shape (N, J, N, J), from seller and sector to buyer and sector
    final : shape (N, J, N), from seller and sector to buyer
    output : shape (N, J), gross output as published
    books : the table's own, for names, tariffs and elasticities
    """
    n, j = output.shape
    made = np.where(output > 0, output, 1.0)
    coefficients = uses / made
    bought = coefficients.sum(axis=(0, 1))
    thin = (bought > 1 - _ADDED) & (output > 0)
    coefficients *= np.where(thin, (1 - _ADDED) / np.where(thin, bought, 1.0), 1.0)
    kept = np.maximum(final, 0.0)
    flat = coefficients.reshape(n * j, n * j)
    new = np.linalg.solve(np.eye(n * j) - flat, kept.sum(axis=2).ravel()).reshape(n, j)
    moved = coefficients * new
    flows = (moved.sum(axis=3) + kept).transpose(1, 2, 0)
    inputs = moved.sum(axis=0).transpose(1, 0, 2)
    total, done = float(output.sum()), []
    below = np.maximum(-final, 0.0).sum(axis=2)
    places = [(books.states[a], books.sectors[b]) for a, b in np.ndindex(n, j)]
    if below.any():
        what = f"{int((final < 0).sum())} final demands below 0, from stocks drawn down, taken as made in the year"
        done.append(
            Mended(what, float(below.sum()), float(below.sum()) / total, *places[int(below.argmax())])
        )
    if thin.any():
        cut = np.where(thin, (bought - (1 - _ADDED)) * output, 0.0)
        what = f"inputs of {int(thin.sum())} industries cut until value added is {_ADDED:g} of output"
        done.append(Mended(what, float(cut.sum()), float(cut.sum()) / total, *places[int(cut.argmax())]))
    change = np.abs(new - output)
    done.append(Mended("output made anew from final demand", float(change.sum()), float(change.sum()) / total,
                       *places[int(change.argmax())]))  # fmt: skip
    added = new - inputs.sum(axis=1)
    return replace(
        books, flows=flows, inputs=inputs, value_added=added, final=kept.sum(axis=0).T, output=new
    ), done
