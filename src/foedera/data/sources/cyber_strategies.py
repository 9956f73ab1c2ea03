"""National cybersecurity strategies: when a state adopted its first one, and how many it has had."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Table

_NA = ("NA",)

STATES = Table(
    "states", "state",
    (
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state", "key", raw="Countries"),
        Column("cybstrat_date", "date", "day", "day of the first strategy; the first of January or of a month may "
               "stand for an unknown day", raw="DATE", missing=_NA),
        Column("cybstrat_year", "int16", "year", "year of the first strategy", raw="Year", missing=_NA),
        Column("cybstrat", "int8", "1", "has had a strategy by 2024", raw="cyb_strategy", labels={0: "no", 1: "yes"}),
        Column("cybstrat_total", "int8", "strategies", "strategies to 2024", raw="total_strategies"),
    ),
    system="iso3",
)  # fmt: skip

_FILE = "inaugural_cybstrategies_2000_2024.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [c.source_name for c in STATES.columns])
    day = pl.col("DATE").str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")
    return {"states": shape(frame.with_columns(day), STATES, raw.where(_FILE))}


SOURCE = Source(
    id="cyber.strategies",
    title="National Cybersecurity Strategy Data",
    cites=("kostyuk2024",),
    licence="free with citation",
    home="https://github.com/nadiyakostyuk/National-Cybersecurity-Strategy-Data",
    tables=(STATES,),
    editions=(
        Edition("1.0", "1.0", (2000, 2024), (on_github(
            "nadiyakostyuk/National-Cybersecurity-Strategy-Data", "a3ca25289d09bc9f6cb4d5fe88a3eeea5c10ce57",
            "data/" + _FILE),), _read),
    ),
)  # fmt: skip
