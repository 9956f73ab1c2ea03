"""Formal alliances of the Correlates of War: what two states promised each other, by directed dyad and year."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import dyad_year_keys
from foedera.data.sources.cow_common import COW_FILES
from foedera.data.tables import Column, Table

_PLEDGES = {
    "cowall_defense": ("defense", "cow_defense", "defence pact"),
    "cowall_neutral": ("neutrality", "cow_neutral", "neutrality"),
    "cowall_nonagg": ("nonaggression", "cow_nonagg", "non-aggression"),
    "cowall_entente": ("entente", "cow_entente", "entente: consultation in a crisis"),
}


def _table(which: int) -> Table:
    return Table(
        "dyad_years", "dyad-year",
        (
            *dyad_year_keys("cow"),
            *(Column(name, "int8", "1", f"the first state promised the second {told[2]}, 0 or 1", "event",
                     raw=told[which]) for name, told in _PLEDGES.items()),
        ),
    )  # fmt: skip


DYADS = _table(0)
"""Directed. Several alliances of a pair and year are one row: 1 where any of them has the pledge."""

_KEYS = ["ccode1", "ccode2", "year"]


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    name = _YEARLY
    pledges = shape(raw.csv(name, encoding="cp1252"), replace(DYADS, unique=False), raw.where(name))
    return {"dyad_years": pledges.group_by(_KEYS, maintain_order=True).agg(pl.col(n).max() for n in _PLEDGES)}


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"dyad_years": shape(raw.parquet(_COPY), _table(1), raw.where(_COPY))}


_YEARLY = "alliance_v4.1_by_directed_yearly.csv"
_COPY = "cow_alliance_v4.1_directed_dyad_year.parquet"
_ZIP = "version4.1_csv.zip"

SOURCE = Source(
    id="cow.alliances",
    title="Formal Alliances",
    cites=("gibler2009",),
    licence="free for research with citation; the maintainers object to software that hands the data on",
    home="https://correlatesofwar.org/data-sets/formal-alliances/",
    tables=(DYADS,),
    editions=(
        Edition("4.1", "4.1", (1816, 2012), (Resource(_YEARLY, COW_FILES + _ZIP, (_ZIP,)),), _official,
                "codebook only"),
        Edition("peacesciencer", "4.1", (1816, 2012), (Resource(
            _COPY, how="in R, with an earlier peacesciencer, which still had the table: arrow::write_parquet("
            f"cow_alliance, '{_COPY}')"),), _repackaged, "repackaged copy",
                note="the members that NATO took in in 2004 and 2009 have no ties to its other members in it"),
    ),
)  # fmt: skip
