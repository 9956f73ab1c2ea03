"""Peace Data: how peaceful the relation of two states is in a year, from rivalry to security community."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import both_ways, columns, dyad_year_keys
from foedera.data.tables import Table

_FILE = "peacedatav30dyadyrmean.csv"
LAST = 2020

DYADS = Table("dyad_years", "dyad-year", (
    *dyad_year_keys("cow"),
    *columns((("peace_scale", "float", "0 to 1", "mean over the year: 0 severe rivalry, 0.25 lesser rivalry, "
               "0.5 negative peace, 0.75 warm peace, 1 security community"),), missing=(".",)),
))  # fmt: skip
"""Both directions. Release 3.0 carries the dyad 520-530 on to the year 20202, for 2020 as it seems: rows after 2020
are left out. The dyad's number is the first state's times 1000 plus the second's."""


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, header=["dyad", "year", "peace_scale"])
    dyad, when = (pl.col(c).cast(pl.Int32, strict=False) for c in ("dyad", "year"))
    frame = frame.with_columns(ccode1=dyad // 1000, ccode2=dyad % 1000).filter(
        when.is_null() | (when <= LAST)
    )
    once = shape(frame, DYADS, raw.where(_FILE))
    return {"dyad_years": both_ways(once, "ccode1", "ccode2")}


SOURCE = Source(
    id="peace.scale",
    title="Peace Data",
    cites=("diehl2021",),
    licence="SAGE supplementary material: for your own research, do not pass on",
    home="https://journals.sagepub.com/doi/abs/10.1177/0738894219870288",
    tables=(DYADS,),
    editions=(
        Edition("3.0", "3.0", (1900, LAST), (Resource(_FILE, how="take the yearly means per dyad from the "
                "supplementary material of the article"),), _read),
    ),
)  # fmt: skip
