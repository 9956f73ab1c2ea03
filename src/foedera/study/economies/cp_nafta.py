"""The world of 1993 in 31 countries and 40 sectors from the archive of Caliendo and Parro (2015)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.data.catalogue import source
from foedera.data.sources.io_cp2015 import COUNTRIES, SECTORS
from foedera.data.tidy import open_table
from foedera.responses.sanctions.economy import Economy
from foedera.study.economies.accounts import Books, Mended, examine
from foedera.study.economies.assembling import Assembled, settle
from foedera.study.economies.sectors import SERVICES, groups_of

__all__ = ["NAFTA", "cp_nafta", "tariffs_2005"]

NAFTA = ("CAN", "MEX", "USA")

_ASSUMED = (
    "final demands below 0 are set to 0 and the others scaled, as the authors' program does",
    f"sectors without an estimate have the elasticity {SERVICES:g}, as in the authors' archive",
    "where exports exceed published output they are the output, and nothing is sold at home",
)


def cp_nafta(edition: str | None = None) -> Assembled:
    """Return the economy; thousand USD are turned into million USD, the rest of the world is ROW.

    Parameters
    ----------
    edition : '2015', the archive's own files, or 'tidy', a copy with names; None takes what is at hand

    Raises
    ------
    MissingDataError : the files are not at hand
    """
    own = source("io.cp2015")
    trade, shares, made, theta = (
        open_table(own, name, edition).read() for name in ("trade", "io", "output", "theta")
    )
    n, j = len(COUNTRIES), len(SECTORS)
    flows = np.zeros((j, n, n))
    _fill(flows, trade, ["sector", "importer", "exporter"], trade["value"] / 1e3)
    part = np.zeros((n, j, j))
    _fill(part, shares, ["country", "input_sector", "using_sector"], shares["share"])
    output, added = np.zeros((n, j)), np.ones((n, j))
    _fill(output, made, ["country", "sector"], made["gross_output"] / 1e6)
    _fill(added, made, ["country", "sector"], made["va_share"])
    exports = flows.sum(axis=1).T
    short = np.maximum(exports - output, 0.0)
    sold = output + short
    flows[:, np.arange(n), np.arange(n)] = (sold - exports).T
    elasticity = np.full(j, SERVICES)
    for sector, value in theta.iter_rows():
        elasticity[SECTORS.index(sector)] = value
    inputs = part * ((1 - added) * sold)[:, None, :]
    rates = _rates(trade, "tariff_1993")
    books = Books(COUNTRIES, SECTORS, flows, rates, inputs, added * sold, elasticity, output=output)
    mended = []
    if short.any():
        at = np.unravel_index(int(short.argmax()), short.shape)
        what = f"output of {int((short > 0).sum())} state-sectors raised to their exports"
        mended = [Mended(what, float(short.sum()), float(short.sum() / output.sum()),
                         COUNTRIES[at[0]], SECTORS[at[1]])]  # fmt: skip
    economy, accounts = settle(
        books, negative="move", found=examine(books), mended=mended, assumptions=_ASSUMED
    )
    members = {s: (s,) if k < theta.height else () for k, s in enumerate(SECTORS)}
    return Assembled(
        "cp-nafta", "Caliendo and Parro (2015): 30 countries and the rest of the world, before NAFTA", 1993,
        "million USD", economy, accounts, {s: s for s in SECTORS}, groups_of(members), ("caliendo2015",),
    )  # fmt: skip


def tariffs_2005(economy: Economy, edition: str | None = None) -> NDArray[np.float64]:
    """Return 1 + the tariffs of 2005 among the members of NAFTA and of 1993 elsewhere, shape (J, N, N).

    Parameters
    ----------
    economy : that of :func:`cp_nafta`
    edition : as there
    """
    new = _rates(open_table(source("io.cp2015"), "trade", edition).read(), "tariff_2005")
    inside = np.isin(economy.states, NAFTA)
    return np.where(inside[:, None] & inside[None, :], new, economy.tariffs)


def _rates(trade: pl.DataFrame, column: str) -> NDArray[np.float64]:
    n = len(COUNTRIES)
    rates = np.ones((len(SECTORS), n, n))
    _fill(rates, trade, ["sector", "importer", "exporter"], 1 + trade[column] / 100)
    rates[:, np.arange(n), np.arange(n)] = 1.0
    return rates


def _fill(cells: NDArray[np.float64], frame: pl.DataFrame, keys: list[str], values: pl.Series) -> None:
    """Put the values of rows into the cells that the columns name: sectors by their name, countries by their code."""
    places = []
    for key in keys:
        names = SECTORS if "sector" in key else COUNTRIES
        order = {name: k for k, name in enumerate(names)}
        places.append(frame[key].replace_strict(order, return_dtype=pl.Int64).to_numpy())
    cells[tuple(places)] = values.to_numpy()
