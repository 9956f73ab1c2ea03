"""Support for NATO in the United States: what polls since 1974 found, poll by poll."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Table

POLLS = Table(
    "polls", "event",
    (
        Column("number", "int16", "1", "number of the row in the owner's file, from 1", "key"),
        Column("year", "int16", "year", "year of the poll"),
        Column("poll", "int8", "1", "number of the poll within the year; the second of 2016 stands twice"),
        Column("support", "float", "percent", "for keeping or increasing the commitment to NATO", raw="perc.supp"),
        Column("oppose", "float", "percent", "for decreasing or ending it", raw="perc.opp"),
        Column("neither", "float", "percent", "neither, or no answer", raw="perc.none"),
        Column("data", "text", "1", "answers of single persons are to be had"),
        Column("roper", "text", "code", "number in the archive of the Roper Center", raw="roper.num"),
        Column("elite", "int8", "1", "leaders were asked, not the public", labels={0: "no", 1: "yes"}),
        Column("notes", "text", "1", "what differs in question or sample", raw="Notes"),
    ),
    system=None,
)  # fmt: skip

_FILE = "nato-toplines.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [c.source_name for c in POLLS.values]).with_row_index("number", offset=1)
    return {"polls": shape(frame, POLLS, raw.where(_FILE))}


SOURCE = Source(
    id="opinion.nato",
    title="Public support for NATO in the United States",
    cites=("alley2022",),
    licence="replication data; the polls are the Roper Center's",
    home="https://github.com/joshuaalley/pub-opinion-alliances",
    tables=(POLLS,),
    editions=(
        Edition("2022", "2022", (1974, 2020), (on_github(
            "joshuaalley/pub-opinion-alliances", "6643db15fcc8d4a907ef2c764eca0c68b16e320d", "data/" + _FILE),), _read,
            note="questions differ between polls; read the notes"),
    ),
)  # fmt: skip
