"""Latent external threat to the territory of a state, estimated from dyads weighted by distance."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import from_peacesciencer, state_year_keys
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/terrthreat.parquet"


def _estimate(name: str, raw: str, what: str) -> tuple[Column, ...]:
    return (
        Column(name, "float", "points", what),
        Column(f"{name}_sd", "float", "points", f"{what}: standard deviation", raw=f"{raw}sd"),
        Column(
            f"{name}_lwr", "float", "points", f"{what}: lower end of the 90 percent interval", raw=f"{raw}lwr"
        ),
        Column(
            f"{name}_upr", "float", "points", f"{what}: upper end of the 90 percent interval", raw=f"{raw}upr"
        ),
    )


STATE_YEARS = Table("state_years", "state-year", (
    *state_year_keys("cow"),
    *_estimate("lterrthreat", "", "latent territorial threat, distance by capitals"),
    *_estimate("m_lterrthreat", "m_", "latent territorial threat, smallest distance"),
))  # fmt: skip


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"state_years": shape(raw.parquet(_FILE), STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="terrthreat",
    title="Latent external territorial threat",
    cites=("miller2022threat",),
    licence="GPL-2, with the R package",
    home="http://svmiller.com/peacesciencer",
    tables=(STATE_YEARS,),
    editions=(
        Edition("peacesciencer", "2022", (1816, 2010), (from_peacesciencer("terrthreat.parquet"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
