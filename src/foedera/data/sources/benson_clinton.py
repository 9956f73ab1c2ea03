"""Alliance scores of Benson and Clinton: scope, depth and potential military capacity of each alliance."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Table

ALLIANCES = Table(
    "alliances", "alliance",
    (
        Column("atopid", "int16", "code", "number of the alliance in ATOP", "key"),
        Column("scope_score", "float", "1", "scope of the obligations, latent score", raw="Scope.score"),
        Column("depth_score", "float", "1", "depth: what the members must do for it in peace, latent score",
               raw="Depth.score"),
        Column("capacity_score", "float", "1", "potential military capacity of the members, latent score",
               raw="PotMilCapacity.score"),
    ),
    system=None,
)  # fmt: skip

_FILE = "benson-clinton-scores.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Read the scores; the ATOP features that they were estimated from are to be had from ATOP."""
    frame = raw.csv(_FILE, [c.source_name for c in ALLIANCES.columns])
    return {"alliances": shape(frame, ALLIANCES, raw.where(_FILE))}


SOURCE = Source(
    id="bensonclinton",
    title="Alliance scores of Benson and Clinton",
    cites=("benson2016",),
    licence="replication data",
    home="https://github.com/joshuaalley/arms-allies",
    tables=(ALLIANCES,),
    editions=(
        Edition("2016", "2016", (1815, 2000), (on_github(
            "joshuaalley/arms-allies", "45cdfde68e8d04c2271dcef4dc41140db8a3583d", "data/" + _FILE),), _read),
    ),
)  # fmt: skip
