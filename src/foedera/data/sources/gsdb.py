"""Economic sanctions by case: who against whom, of what kind, to what end and with what success."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

_KINDS = {
    "trade": "trade sanctions", "arms": "arms embargo", "military": "military assistance cut",
    "financial": "financial sanctions", "travel": "travel bans", "other": "other sanctions",
}  # fmt: skip

CASES = Table(
    "cases", "event",
    (
        Column("case_id", "int16", "code", "number of the case", "key"),
        Column("sanctioned_state", "text", "1", "the target, or several with commas between, as the owner writes it"),
        Column("sanctioning_state", "text", "1", "the sender: a state, several, or an organisation"),
        Column("target_iso3", "text", "code", "ISO 3166 code of a single target state, else null"),
        Column("sender_iso3", "text", "code", "ISO 3166 code of a single sender state, else null"),
        Column("begin", "int16", "year", "first year"),
        Column("end", "int16", "year", "last year; for an ongoing case the last year of the data"),
        *(Column(name, "int8", "flag", meaning) for name, meaning in _KINDS.items()),
        Column("descr_trade", "text", "code", "exp or imp, compl or part: what trade was stopped, with commas between"),
        Column("target_mult", "int8", "flag", "several targets"),
        Column("sender_mult", "int8", "flag", "several senders, or an organisation"),
        Column("objective", "text", "code", "the senders' aims, with commas between"),
        Column("success", "text", "code", "success_total, success_part, nego_settlement, failed or ongoing, for "
               "each aim"),
    ), system=None,
)  # fmt: skip

_FILE = "GSDB_V4.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["sanctioned_state", "sanctioning_state"], encoding="cp1252")
    frame = frame.with_columns(
        iso3_of_names(frame["sanctioned_state"]).alias("target_iso3"),
        iso3_of_names(frame["sanctioning_state"]).alias("sender_iso3"),
    )
    return {"cases": shape(frame, CASES, raw.where(_FILE))}


SOURCE = Source(
    id="gsdb",
    title="Global Sanctions Data Base",
    cites=("felbermayr2020", "syropoulos2024"),
    licence="free on request with citation",
    home="https://www.globalsanctionsdatabase.com",
    tables=(CASES,),
    editions=(
        Edition("4", "4", (1949, 2023), (Resource(
            _FILE, how="ask for it with the form on https://www.globalsanctionsdatabase.com"),), _read,
            note="a case that ends in 2023 may be ongoing: 'success' says so"),
    ),
)  # fmt: skip
