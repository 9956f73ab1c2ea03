"""Economies from a folder of plain tidy CSV files, and the way back.

``trade.csv``: sector, exporter, importer, value, tariff (optional, a fraction). Rows with exporter = importer are
home sales; a sector that a state has no such row for is taken to sell at home what it makes and does not export.
``inputs.csv``: country, input_sector, using_sector, value. ``value_added.csv``: country, sector, value.
``sectors.csv``: sector, theta, title (optional). Cells without a row are 0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.raw import Located, Raw, shape
from foedera.data.tables import Column, Table
from foedera.responses.sanctions.economy import CalibrationError, Economy
from foedera.study.economies.accounts import Books, Mended, examine
from foedera.study.economies.assembling import Assembled, Negative, settle

__all__ = ["from_folder", "to_folder"]

Floats = NDArray[np.float64]


def _key(name: str) -> Column:
    return Column(name, "text", "code", name, "key")


_VALUE = Column("value", "float", "money", "value")
_TRADE = Table("trade", "cell", (*map(_key, ("sector", "exporter", "importer")), _VALUE,
                                 Column("tariff", "float", "fraction", "tariff")), None)  # fmt: skip
_INPUTS = Table("inputs", "cell", (*map(_key, ("country", "input_sector", "using_sector")), _VALUE), None)
_ADDED = Table("value_added", "cell", (*map(_key, ("country", "sector")), _VALUE), None)
_SECTORS = Table("sectors", "cell", (_key("sector"), Column("theta", "float", "1", "trade elasticity"),
                                     Column("title", "text", "1", "name in words")), None)  # fmt: skip


def from_folder(folder: str | Path, *, negative: Negative = "refuse", year: int = 0) -> Assembled:
    """Return the economy of a folder of CSV files; their layout is told above.

    Parameters
    ----------
    folder : with trade.csv, inputs.csv, value_added.csv and sectors.csv
    negative : 'refuse' a final demand below 0, or 'move' it: set to 0, the others scaled, the equilibrium solved for
    year : that its figures describe, if that matters

    Raises
    ------
    InputError : a file or column is missing, a cell is no number, a name is unknown, a row comes twice
    CalibrationError : the accounts do not add up; the message names state and sector
    """
    place = Path(folder)
    sectors, trade, inputs, added = (_read(place, table) for table in (_SECTORS, _TRADE, _INPUTS, _ADDED))
    goods = tuple(sectors["sector"])
    states = tuple(sorted(set(added["country"])))
    if not states or not goods:
        raise InputError("there are no states or no sectors", where=str(place), fix="fill the four tables")
    n, j = len(states), len(goods)
    flows, rates = np.zeros((j, n, n)), np.ones((j, n, n))
    keys = {"sector": goods, "importer": states, "exporter": states}
    at = _places(trade, keys, place / "trade.csv")
    flows[at] = trade["value"].to_numpy()
    rates[at] = 1 + trade["tariff"].fill_null(0.0).to_numpy()
    used, paid = np.zeros((n, j, j)), np.zeros((n, j))
    keys = {"country": states, "input_sector": goods, "using_sector": goods}
    used[_places(inputs, keys, place / "inputs.csv")] = inputs["value"].to_numpy()
    paid[_places(added, {"country": states, "sector": goods}, place / "value_added.csv")] = added[
        "value"
    ].to_numpy()
    told = np.zeros((n, j), dtype=bool)
    own = at[1] == at[2]
    told[at[1][own], at[0][own]] = True
    costs = used.sum(axis=1) + paid
    home = costs - flows.sum(axis=1).T
    _refuse_exports(home, told, costs, states, goods)
    told |= costs <= 0
    i, k = np.nonzero(~told)
    flows[k, i, i] = np.maximum(home[i, k], 0.0)
    mended = []
    if len(i):
        amount = float(flows[k, i, i].sum())
        worst = int(np.argmax(flows[k, i, i]))
        mended = [Mended(f"home sales of {len(i)} state-sectors are output less exports", amount,
                         amount / float(flows.sum()), states[i[worst]], goods[k[worst]])]  # fmt: skip
    books = Books(states, goods, flows, rates, used, paid, sectors["theta"].to_numpy())
    economy, accounts = settle(books, negative=negative, found=examine(books), mended=mended)
    titles = {s: t or s for s, t in zip(goods, sectors["title"])}
    title = f"Economy of {place.name}"
    return Assembled(str(place), title, year, "money of the table", economy, accounts, titles)


def to_folder(economy: Economy, folder: str | Path) -> Path:
    """Write an economy as the four CSV files into a new folder and return it; cells of 0 are left out."""
    place = Path(folder)
    if place.exists():
        raise InputError("it exists already", where=str(place), fix="name a new folder")
    place.mkdir(parents=True)
    s, g = economy.states, economy.sectors
    output = economy.output
    trade = [(g[a], s[c], s[b], economy.flows[a, b, c], economy.tariffs[a, b, c] - 1)
             for a, b, c in np.argwhere((economy.flows > 0) | (economy.tariffs > 1))]  # fmt: skip
    money = economy.input_share * output[:, None, :]
    inputs = [(s[a], g[b], g[c], money[a, b, c]) for a, b, c in np.argwhere(money != 0)]
    paid = economy.value_added_share * output
    added = [(s[a], g[b], paid[a, b]) for a, b in np.ndindex(paid.shape)]
    kinds = [(name, float(theta), name) for name, theta in zip(g, economy.theta)]
    for table, rows in ((_TRADE, trade), (_INPUTS, inputs), (_ADDED, added), (_SECTORS, kinds)):
        pl.DataFrame(rows, schema=table.schema(), orient="row").write_csv(place / f"{table.name}.csv")
    return place


def _read(folder: Path, table: Table) -> pl.DataFrame:
    path = folder / f"{table.name}.csv"
    if not path.is_file():
        raise InputError(
            "the file is missing", where=str(path), fix="docs/howto/own-economy.md tells what it holds"
        )
    raw = Raw({path.name: Located(path)})
    frame = raw.csv(path.name)
    without = [c for c in ("tariff", "title") if c not in frame.columns and c in table.schema()]
    found = shape(frame, table, str(path), without)
    needed = [c.name for c in table.columns if c.name not in ("tariff", "title")]
    for name in needed:
        if found[name].null_count():
            row = int(found[name].is_null().arg_true()[0]) + 1
            raise InputError(
                f"column '{name}', row {row} is empty", where=str(path), fix="fill it or drop the row"
            )
    if (twice := found.select(table.keys).is_duplicated()).any():
        cells = ", ".join(found.filter(twice).select(table.keys).row(0))
        raise InputError(f"two rows are about {cells}", where=str(path), fix="keep one")
    return found


def _places(
    frame: pl.DataFrame, keys: dict[str, tuple[str, ...]], path: Path
) -> tuple[NDArray[np.int64], ...]:
    """Return the index of every row along each axis; a name that is not known raises :class:`InputError`."""
    found = []
    for column, names in keys.items():
        strange = frame.filter(~pl.col(column).is_in(names))[column]
        if strange.len():
            listed = (
                "sectors.csv" if names == keys.get("sector", keys.get("input_sector")) else "value_added.csv"
            )
            fix = did_you_mean(strange[0], names) or f"every name must be in {listed}"
            raise InputError(f"unknown {column} '{strange[0]}'", where=str(path), fix=fix)
        order = {name: k for k, name in enumerate(names)}
        found.append(frame[column].replace_strict(order, return_dtype=pl.Int64).to_numpy())
    return tuple(found)


def _refuse_exports(
    home: Floats, told: NDArray[np.bool_], costs: Floats, states: tuple[str, ...], goods: tuple[str, ...]
) -> None:
    """Raise where a state without row for its home sales exports more than it makes."""
    beyond = ~told & (home < -1e-9 * np.maximum(costs, 1.0))
    if beyond.any():
        i, k = np.argwhere(beyond)[0]
        raise CalibrationError(f"exports exceed inputs and value added by {-home[i, k]:.6g}: {states[i]}, {goods[k]}",
                               where="trade.csv", fix="correct the table there")  # fmt: skip
