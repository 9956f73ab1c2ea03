"""UCDP onsets: how many internal armed conflicts began in a state and year, by length of the lull before."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import columns, from_peacesciencer, state_year_keys
from foedera.data.tables import Table

_FILE = "peacesciencer/ucdp_onsets.csv"

STATE_YEARS = Table("state_years", "state-year", (
    *state_year_keys("gw"),
    *columns((
        ("sumnewconf", "int8", "conflicts", "new conflicts"),
        *((f"sumonset{n}", "int8", "conflicts", f"new conflicts, or conflicts active again after more than {n} "
           f"year{'s' if n > 1 else ''}") for n in (1, 2, 3, 5, 10)),
    ), "event"),
), system="gw")  # fmt: skip


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"state_years": shape(raw.csv(_FILE), STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="ucdp.onsets",
    title="UCDP Onset Dataset",
    cites=("pettersson2019",),
    licence="CC BY 4.0",
    home="https://ucdp.uu.se/downloads/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("peacesciencer", "19.1", (1946, 2017), (from_peacesciencer("ucdp_onsets.csv"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
