"""Economies of one sector from trade and GDP: the shipped reference world, and 194 countries in 2023.

Coarse on purpose: goods trade and gross domestic product are all that is known of a state. Gross output is GDP over
the share of value added; what is not exported, services among it, is sold at home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.parameters import Record, param
from foedera.data.catalogue import source
from foedera.data.tidy import open_table
from foedera.study.economies.accounts import Books, Mended
from foedera.study.economies.assembling import Assembled, settle
from foedera.world.world import World

__all__ = ["OneSector", "onesector_2023", "reference"]

Floats = NDArray[np.float64]

SECTOR = "all"
"""The one sector: everything made."""


@dataclass(frozen=True)
class OneSector(Record):
    """What a one-sector economy needs beside trade and GDP."""

    theta: float = param(4.0, unit="1", low=0.5, high=20.0, source="simonovska2014",
                         meaning="trade elasticity of the economy as a whole")  # fmt: skip
    value_added: float = param(
        0.489, unit="share", low=0.05, high=1.0, meaning="value added in gross output, the same in every state",
        source="timmer2015: world value added over world output in 2011, 69.3 over 141.8 trillion USD",
    )  # fmt: skip
    home: float = param(
        0.05, unit="share", low=0.0, high=0.9, meaning="least part of output that is sold at home",
        source="ASSUMPTION: where exports exceed the rest, the state trades goods that it did not make",
    )  # fmt: skip
    world_gdp: float = param(
        111_330.0, unit="busd", low=0.0, meaning="GDP of the world in 2024, for the rest of the world",
        source="World Bank: World Development Indicators, NY.GDP.MKTP.CD, 2024",
    )  # fmt: skip


_ASSUMED = (
    "one sector, with the same share of value added in output everywhere",
    "only goods are traded; services and all that is not exported are sold at home",
    "no tariffs before the shock",
)


def reference(parameters: OneSector | None = None) -> Assembled:
    """Return the economy of the shipped reference world: 81 states and the rest of the world (ROW), in million USD.

    Trade with the rest of the world follows from each state's trade shares; it is parted into exports and imports
    like the trade inside the set.

    Parameters
    ----------
    parameters : elasticity, share of value added, least home sales, GDP of the world
    """
    given = parameters or OneSector()
    world = World.reference()
    inside, shares = world.array("trade_musd"), world.array("trade_share")
    gdp = world.array("gdp_busd") * 1e3
    exports, imports = inside.sum(axis=1), inside.sum(axis=0)
    known = shares.sum(axis=1)
    rest = (exports + imports) * np.divide(1 - known, known, out=np.zeros_like(known), where=known > 0)
    outward = np.divide(exports, exports + imports, out=np.full_like(known, 0.5), where=exports + imports > 0)
    n = len(gdp)
    trade = np.zeros((n + 1, n + 1))
    trade[:n, :n], trade[:n, n], trade[n, :n] = inside, rest * outward, rest * (1 - outward)
    gdp = np.append(gdp, given.world_gdp * 1e3 - gdp.sum())
    assumed = (
        *_ASSUMED,
        "trade with the rest of the world is parted into exports and imports like the trade inside the set",
        f"the rest of the world is one state with {gdp[-1] / 1e6:.1f} trillion USD of GDP",
        "trade is that of 2023 and GDP that of 2024",
    )
    books, mended = _books((*world.iso3, "ROW"), gdp, trade, given)
    economy, accounts = settle(books, mended=mended, assumptions=assumed)
    title = f"Coarse one-sector economy of the reference world: {n} states and the rest of the world"
    return Assembled("reference", title, world.year, "million USD", economy, accounts, {SECTOR: "all goods and "
                     "services"}, cites=("simonovska2014", "timmer2015", "gaulier2010"))  # fmt: skip


def onesector_2023(parameters: OneSector | None = None) -> Assembled:
    """Return the economy of 194 countries in 2023, in million USD.

    Cells that the owner left empty are filled with the trade of the reference world where it has both states, and are
    0 otherwise.

    Parameters
    ----------
    parameters : as of :func:`reference`; the GDP of the world is not used

    Raises
    ------
    MissingDataError : the files are not at hand
    """
    own = source("io.onesector")
    cells, countries = open_table(own, "trade").read(), open_table(own, "countries").read()
    states = tuple(countries["iso3"])
    order = {s: k for k, s in enumerate(states)}
    at = [
        cells[end].replace_strict(order, return_dtype=pl.Int64).to_numpy() for end in ("exporter", "importer")
    ]
    trade = np.zeros((len(states), len(states)))
    trade[at[0], at[1]] = cells["value"].fill_null(0.0).to_numpy() / 1e3
    filled, still = _fill(trade, cells.filter(pl.col("value").is_null()), order)
    gdp = countries["gdp"].to_numpy() / 1e6
    books, mended = _books(states, gdp, trade, parameters or OneSector())
    if filled.any():
        worst = np.unravel_index(int(filled.argmax()), filled.shape)
        what = f"{int((filled > 0).sum())} empty flows filled from the reference world"
        mended.insert(0, Mended(what, float(filled.sum()), float(filled.sum() / books.sales.sum()),
                                f"{states[worst[0]]} to {states[worst[1]]}"))  # fmt: skip
    assumed = (*_ASSUMED, f"{still} flows between countries that the owner left empty are 0",
               "Taiwan and North Korea are not in the data and nobody trades with them")  # fmt: skip
    economy, accounts = settle(books, mended=mended, assumptions=assumed)
    title = f"Coarse one-sector economy of {len(states)} countries"
    return Assembled("onesector2023", title, 2023, "million USD", economy, accounts, {SECTOR: "all goods and "
                     "services"}, cites=(*own.cites, "simonovska2014", "timmer2015"))  # fmt: skip


def _fill(trade: Floats, empty: pl.DataFrame, order: dict[str, int]) -> tuple[Floats, int]:
    """Fill empty cells in place; return what was put in, same shape, and how many cells stay empty."""
    world = World.reference()
    known, codes = world.array("trade_musd"), {s: k for k, s in enumerate(world.iso3)}
    filled, still = np.zeros_like(trade), 0
    for exporter, importer in empty.select("exporter", "importer").iter_rows():
        if exporter in codes and importer in codes:
            filled[order[exporter], order[importer]] = known[codes[exporter], codes[importer]]
        else:
            still += 1
    trade += filled
    return filled, still


def _books(states: Sequence[str], gdp: Floats, trade: Floats, given: OneSector) -> tuple[Books, list[Mended]]:
    """Return the table of a one-sector economy; ``trade`` is exporter by importer, without home sales."""
    exports = trade.sum(axis=1)
    output = gdp / given.value_added
    needed = exports / (1 - given.home)
    short = np.maximum(needed - output, 0.0)
    output = output + short
    flows = trade.T[None] + np.diag(output - exports)[None]
    books = Books(tuple(states), (SECTOR,), flows, np.ones_like(flows), (output - gdp)[:, None, None], gdp[:, None],
                  np.array([given.theta]))  # fmt: skip
    if not short.any():
        return books, []
    what = f"output of {int((short > 0).sum())} states raised so that {given.home:g} of it is sold at home"
    worst = states[int(short.argmax())]
    return books, [Mended(what, float(short.sum()), float(short.sum() / output.sum()), worst)]
