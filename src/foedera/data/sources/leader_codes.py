"""Crosswalk from the leader spells of Archigos 4.1 to the numbers of Archigos 2.9 and of LEAD."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import columns, from_peacesciencer
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/leader_codes.csv"

LEADERS = Table("leaders", "leader", (
    Column("obsid", "text", "code", "spell of a leader in Archigos 4.1", "key"),
    *columns((
        ("leadid29", "text", "code", "the spell in Archigos 2.9"),
        ("leaderid", "text", "code", "the spell in LEAD"),
    )),
), system=None)  # fmt: skip
"""The person's ``leadid`` of Archigos 4.1 is in the table of Archigos itself."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"leaders": shape(raw.csv(_FILE), LEADERS, raw.where(_FILE))}


SOURCE = Source(
    id="leader.codes",
    title="Crosswalk of leader codes",
    cites=("miller2022",),
    licence="GPL-2, with the R package",
    home="http://svmiller.com/peacesciencer",
    tables=(LEADERS,),
    editions=(
        Edition("peacesciencer", "1.3.0", (1840, 2015), (from_peacesciencer("leader_codes.csv"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
