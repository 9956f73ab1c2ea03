"""Three measures of democracy side by side: extended Unified Democracy Scores, Polity and V-Dem's polyarchy."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import columns, state_year_keys
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/cow_democracy.parquet"

STATE_YEARS = Table("state_years", "state-year", (
    *state_year_keys("cow"),
    *columns((
        ("euds", "float", "points", "extended Unified Democracy Score"),
        ("aeuds", "float", "points", "extended Unified Democracy Score, 0 the average cut between regimes"),
    )),
    Column("isard_polity2", "int8", "-10 to 10", "Polity's democracy less autocracy", raw="polity2",
           covers=(1816, 2020)),
    Column("isard_polyarchy", "float", "0 to 1", "V-Dem's index of electoral democracy", raw="v2x_polyarchy"),
))  # fmt: skip
"""The same measures straight from their owners are ``polity2`` of ``polity`` and ``v2x_polyarchy`` of ``vdem``.
Where Polity's numbers mean another state ``isard_polity2`` follows them: Montenegro (341) carries the score of Kosovo
from 2008, South Sudan (626) that of the Sudan from 2011; ``polity2`` does not."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"state_years": shape(raw.parquet(_FILE), STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="democracy",
    title="Measures of democracy by state and year",
    cites=("marquez2016", "pemstein2010", "marshall2020", "coppedge2025"),
    licence="GPL-2, with the R package isard; each measure has its owner's terms",
    home="http://svmiller.com/peacesciencer",
    tables=(STATE_YEARS,),
    editions=(
        Edition("isard", "2026", (1816, 2025), (Resource(_FILE, how="in R: data(cw_democracy, package = 'isard'); "
                "arrow::write_parquet(cw_democracy, 'cow_democracy.parquet'), in a folder called peacesciencer"),),
                _repackaged, "repackaged copy"),
    ),
)  # fmt: skip
