"""Leader Willingness to Use Force: four latent-variable estimates from the background of leaders."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import columns, from_peacesciencer
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/lwuf.parquet"
_MODELS = (1, 2, 3, 4)

LEADERS = Table("leaders", "leader", (
    Column("obsid", "text", "code", "spell of a leader in Archigos 4.1", "key"),
    *columns(
        (f"theta{n}_{what}", "float", "points", f"willingness to use force, model {n}: {meaning}")
        for n in _MODELS for what, meaning in (("mean", "posterior mean"), ("sd", "posterior standard deviation"))
    ),
), system=None)  # fmt: skip


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"leaders": shape(raw.parquet(_FILE), LEADERS, raw.where(_FILE))}


SOURCE = Source(
    id="lwuf",
    title="Leader Willingness to Use Force",
    cites=("carter2020",),
    licence="free with citation",
    home="http://svmiller.com/peacesciencer",
    tables=(LEADERS,),
    editions=(
        Edition("peacesciencer", "2020", (1875, 2001), (from_peacesciencer("lwuf.parquet"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
