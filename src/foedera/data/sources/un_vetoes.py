"""Vetoes in the United Nations Security Council: the drafts that failed and the permanent members that voted no."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

_MEMBERS = {"USA": 2, "UK": 200, "France": 220, "USSR": 365, "Russia": 365, "China": 710}
"""Correlates of War number of each permanent member; one number for the Soviet Union and Russia, and China's for the
seat of China, which the Republic of China (713) held to 1971."""

_ID = Column("veto_id", "int16", "code", "number of the draft: its row in the publisher's file", "key")

DRAFTS = Table(
    "drafts", "event",
    (
        _ID,
        Column("date", "date", "day", "day of the vote"),
        Column("draft", "text", "1", "document number of the draft; several drafts may share one"),
        Column("meeting_record", "text", "1", "document number of the record of the meeting"),
        Column("agenda_item", "text", "1", "item of the agenda"),
        Column("crisis_topic", "text", "1", "state or matter it was about"),
        Column("region", "text", "1", "region of the matter"),
        Column("vetoes", "int8", "vetoes", "permanent members that voted no"),
    ), system=None,
)  # fmt: skip
CASTS = Table(
    "casts", "participant",
    (_ID,
     Column("ccode", "int16", "code", "Correlates of War number of the member that voted no", "key"),
     Column("member", "text", "1", "the member as the publisher writes it")),
)  # fmt: skip

_FILE = "unsc_vetoes_1946_sept2022.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """The flags of the members give the vetoes; China's before 25 October 1971 is that of the Republic of China."""
    where = raw.where(_FILE)
    frame = raw.csv(_FILE, ["date", "draft", *_MEMBERS]).with_row_index("veto_id", 1)
    day = pl.col("date").str.to_date("%m/%d/%Y", strict=False)
    frame = frame.with_columns(
        pl.coalesce(day.dt.strftime("%Y-%m-%d"), "date").alias("date"),
        vetoes=pl.sum_horizontal(pl.col(m).cast(pl.Int8, strict=False) for m in _MEMBERS),
    )
    casts = frame.unpivot(list(_MEMBERS), index=["veto_id", "date"], variable_name="member").filter(
        pl.col("value") == "1"
    )
    taipei = (pl.col("member") == "China") & (pl.col("date") < "1971-10-25")
    number = (
        pl.when(taipei).then(713).otherwise(pl.col("member").replace_strict(_MEMBERS, return_dtype=pl.Int64))
    )
    casts = casts.with_columns(ccode=number).sort("veto_id", "ccode")
    return {"drafts": shape(frame, DRAFTS, where), "casts": shape(casts, CASTS, where)}


SOURCE = Source(
    id="un.vetoes",
    title="United Nations Security Council Vetoes",
    cites=("yordan2022",),
    licence="MIT",
    home="https://research.un.org/en/docs/sc/quick/veto",
    tables=(DRAFTS, CASTS),
    editions=(
        Edition("2022-09", "September 2022", (1946, 2022), (Resource(
            _FILE, "https://raw.githubusercontent.com/world-politics-datalab/vetoes-un-security-council/"
            "661c5246872143cf16e500e4e7f2f70a45df5ac8/" + _FILE),), _read,
            note="compiled from the list of the Dag Hammarskjold Library; ends on 8 July 2022"),
    ),
)  # fmt: skip
