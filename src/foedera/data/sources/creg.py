"""Composition of Religious and Ethnic Groups: fractionalization and polarization by state and year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import from_peacesciencer, state_year_keys
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/creg.parquet"
_NAMES = ("ethfrac", "ethpol", "relfrac", "relpol")


def _measures(prefix: str = "") -> tuple[Column, ...]:
    return (
        Column(
            prefix + "ethfrac",
            "float",
            "0 to 1",
            "two persons at random differ in ethnic group",
            raw="ethfrac",
        ),
        Column(prefix + "ethpol", "float", "0 to 1", "ethnic polarization, 1 two halves", raw="ethpol"),
        Column(
            prefix + "relfrac", "float", "0 to 1", "two persons at random differ in religion", raw="relfrac"
        ),
        Column(prefix + "relpol", "float", "0 to 1", "religious polarization, 1 two halves", raw="relpol"),
    )


COW = Table("state_years", "state-year", (*state_year_keys("cow"), *_measures()))
GW = Table("state_years_gw", "state-year", (*state_year_keys("gw"), *_measures("gw_")), system="gw")
"""CREG's own units are 340 and 345 (Serbia, Yugoslavia) and 365 and 393 (Russia, USSR), of which two can stand for
one state and year. Of these the unit with more numbers is kept, then the one whose number is the state's own."""


def _one(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    known = pl.sum_horizontal(pl.col(_NAMES).is_not_null())
    own = pl.col("creg_ccode") == pl.col(key)
    ranked = frame.with_row_index("_row").sort(known, own, "_row", descending=[True, True, False])
    return ranked.unique([key, "year"], keep="first").sort("_row")


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame, where = raw.parquet(_FILE, ["ccode", "gwcode", "creg_ccode", "year", *_NAMES]), raw.where(_FILE)
    return {
        "state_years": shape(_one(frame, "ccode"), COW, where),
        "state_years_gw": shape(_one(frame.drop_nulls("gwcode"), "gwcode"), GW, where),
    }


SOURCE = Source(
    id="creg",
    title="Composition of Religious and Ethnic Groups",
    cites=("nardulli2012",),
    licence="free with citation",
    home="https://clinecenter.illinois.edu/project/Religious-Ethnic-Identity/composition-religious-and-ethnic-groups-creg-project",
    tables=(COW, GW),
    editions=(
        Edition(
            "peacesciencer",
            "2012",
            (1945, 2013),
            (from_peacesciencer("creg.parquet"),),
            _repackaged,
            "repackaged copy",
        ),
    ),
)
