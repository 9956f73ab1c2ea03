"""Simulated GDP and population of the states of the Correlates of War system, with their uncertainty."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import from_peacesciencer, state_year_keys
from foedera.data.tables import Column, Table

_GDP = "million 2011 USD"

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        *state_year_keys("cow"),
        Column("mrgdppc", "float", "2011 USD per person", "GDP per head, Maddison series: mean of the simulations"),
        Column("sd_mrgdppc", "float", "2011 USD per person", "standard deviation of mrgdppc over the simulations"),
        Column("pwtrgdp", "float", _GDP, "real GDP, Penn World Table series: mean of the simulations"),
        Column("sd_pwtrgdp", "float", _GDP, "standard deviation of pwtrgdp over the simulations"),
        Column("pwtpop", "float", "million persons", "population, Penn World Table series: mean of the simulations"),
        Column("sd_pwtpop", "float", "million persons", "standard deviation of pwtpop over the simulations"),
    ),
)  # fmt: skip

_FILE = "cow_gdppop.parquet"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    name = f"peacesciencer/{_FILE}"
    return {"state_years": shape(raw.parquet(name), STATE_YEARS, raw.where(name))}


SOURCE = Source(
    id="simgdp",
    title="Simulated GDP and Population",
    cites=("fariss2022",),
    licence="R package isard: GPL-2",
    home="http://svmiller.com/isard/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("peacesciencer", "isard", (1816, 2019), (from_peacesciencer(_FILE),), _read, "repackaged copy",
                note="the estimates follow the Gleditsch-Ward system; state-years it does not have are null"),
    ),
)  # fmt: skip
