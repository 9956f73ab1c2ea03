"""Economies from world input-output tables: WIOD of 2013 and 2016, inter-country tables of the OECD."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from foedera.core.errors import InputError
from foedera.data.catalogue import source
from foedera.data.home import located
from foedera.data.source import Source
from foedera.data.tidy import choose, open_table
from foedera.study.economies.accounts import Books, examine
from foedera.study.economies.assembling import Assembled, settle, without_negative_final
from foedera.study.economies.sectors import by_isic3, by_isic4, groups_of, theta_of, titles_of_wiod2013

__all__ = ["world_table"]

Members = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]

_KINDS: dict[str, Members] = {"io.wiod": by_isic3, "io.wiod2016": by_isic4, "io.icio": by_isic4}

_CODES = {"RoW": "ROW", "ROM": "ROU"}
"""Codes of the owners that are not those used here."""

_ASSUMED = (
    "no tariffs: the table has none, and taxes on products are part of value added",
    "an industry has the mean elasticity of the sectors of Caliendo and Parro (2015) that it holds",
    "what stocks delivered counts as made in the year",
    "inputs and final demand of a sector come from the same mix of countries",
)


def world_table(name: str, own: str, year: int, edition: str | None = None) -> Assembled:
    """Return the economy of a world input-output table, in million USD; the rest of the world is ROW.

    Parameters
    ----------
    name : what to call it
    own : the data set: 'io.wiod', 'io.wiod2016' or 'io.icio'
    year : the year of the table
    edition : of the data set; None takes one of that year that is at hand

    Raises
    ------
    InputError : the data set has no table of that year
    MissingDataError : the table is not at hand, with what to do
    """
    data = source(own)
    edition = edition or _edition(data, year)
    made = open_table(data, "output", edition).read()
    long = open_table(data, "flows", edition).read()
    states = tuple(made["country"].unique(maintain_order=True))
    sectors = tuple(made["sector"].unique(maintain_order=True))
    n, j = len(states), len(sectors)
    if made.height != n * j:
        raise InputError(f"{made.height} industries, not {n} countries x {j}", where=f"{own}@{edition}",
                         fix="use the table as it is given out")  # fmt: skip
    at = {s: k for k, s in enumerate(states)}
    use = {s: k for k, s in enumerate(sectors)}
    kinds = [k for k in long["to_use"].unique(maintain_order=True) if k not in use]
    use |= {k: j for k in kinds}
    cells = np.zeros((n, j, n, j + 1))
    places = [
        long[column].replace_strict(order, return_dtype=pl.Int64).to_numpy()
        for column, order in (("from_country", at), ("from_sector", use), ("to_country", at), ("to_use", use))
    ]
    np.add.at(cells, tuple(places), long["value"].fill_null(0.0).to_numpy())
    output = np.zeros((n, j))
    output[[at[c] for c in made["country"]], [use[s] for s in made["sector"]]] = made["output"].to_numpy()
    uses, final = cells[..., :j], cells[..., j]
    members = _KINDS[own](sectors)
    names = tuple(_CODES.get(s, s) for s in states)
    inputs = uses.sum(axis=0).transpose(1, 0, 2)
    books = Books(
        names, sectors, cells.sum(axis=3).transpose(1, 2, 0), np.ones((j, n, n)), inputs,
        output - inputs.sum(axis=1), theta_of(members), final=final.sum(axis=0).T, output=output,
    )  # fmt: skip
    balanced, mended = without_negative_final(uses, final, output, books)
    economy, accounts = settle(balanced, found=examine(books), mended=mended, assumptions=_ASSUMED)
    titles = titles_of_wiod2013() if own == "io.wiod" else {s: s for s in sectors}
    return Assembled(name, f"{data.title}, {year}", year, "million USD", economy, accounts, titles,
                     groups_of(members), (*data.cites, "caliendo2015"))  # fmt: skip


def _edition(data: Source, year: int) -> str:
    """Return the edition of a year: the first at hand, else one that can be pulled, so that its absence is told."""
    wanted = [e for e in data.editions if e.covers == (year, year)]
    if not wanted:
        years = ", ".join(map(str, sorted({e.covers[0] for e in data.editions})))
        raise InputError(f"{data.title} has no table of {year} here", where=data.id, fix=f"it has {years}")
    here = next((e for e in wanted if located(data, e) is not None), None)
    pulled = next((e for e in wanted if all(f.url for f in e.files)), wanted[0])
    return choose(data, (here or pulled).name).name
