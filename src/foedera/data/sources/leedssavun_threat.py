"""External threat: how alike a state's possible foes are to it in alliances, weighted by power, by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github, state_year_keys
from foedera.data.tables import Column, Table

STATE_YEARS = Table(
    "state_years", "state-year",
    (
        *state_year_keys("cow"),
        Column("lsthreat", "float", "1", "external threat: capability of the states near it or of global reach whose "
               "alliances are unlike its own, after Leeds and Savun"),
    ),
)  # fmt: skip

_FILE = "leeds-savun-threat.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read the table; seven rows of 2009-2015 have no state and the value 0, and are left out."""
    frame = raw.csv(_FILE, ["ccode", "year", "lsthreat"]).drop_nulls("ccode")
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="leedssavun.threat",
    title="External threat after Leeds and Savun",
    cites=("leeds2007",),
    licence="replication data",
    home="https://github.com/joshuaalley/arms-allies",
    tables=(STATE_YEARS,),
    editions=(
        Edition("2015", "2015", (1816, 2015), (on_github(
            "joshuaalley/arms-allies", "45cdfde68e8d04c2271dcef4dc41140db8a3583d", "data/" + _FILE),), _read,
            "repackaged copy", note="made again to 2015 by Alley; seven rows without a state are left out"),
    ),
)  # fmt: skip
