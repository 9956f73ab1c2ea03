"""Multinational Military Exercises: joint exercises of states, when, where and of what kind, and who took part."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.sources.names import iso3_of_names
from foedera.data.tables import Column, Table

__all__ = ["EXERCISES", "PARTICIPANTS", "SOURCE"]

_UNKNOWN = ("-9",)
_DAY = ("xx", "-9")


def _part(name: str, raw: str, dtype: str, meaning: str) -> Column:
    return Column(name, "int16" if dtype == "year" else "int8", dtype, meaning, raw=raw, missing=_DAY)


def _flag(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "int8", "1", meaning, raw=raw, missing=_UNKNOWN, labels={0: "no", 1: "yes"})


_NUMBER = Column("exercise", "int16", "1", "number of the row in the owner's file, from 1", "key")

EXERCISES = Table(
    "exercises", "event",
    (
        _NUMBER,
        Column("mmeid", "text", "code", "the owner's number; three stand twice for different exercises", raw="MMEID"),
        Column("name", "text", "1", "name of the exercise", raw="Ex_Name", missing=_UNKNOWN),
        Column("series", "text", "1", "series it belongs to", raw="Series_Name", missing=_UNKNOWN),
        Column("location", "text", "1", "where, in words", raw="Location", missing=_UNKNOWN),
        Column("lat", "float", "degrees north", "latitude"),
        Column("lon", "float", "degrees east", "longitude"),
        _part("start_year", "s.year", "year", "year in which it began"),
        _part("start_month", "s.month", "month", "month in which it began"),
        _part("start_day", "s.day", "day", "day on which it began"),
        _part("end_year", "e.year", "year", "year in which it ended"),
        _part("end_month", "e.month", "month", "month in which it ended"),
        _part("end_day", "e.day", "day", "day on which it ended"),
        _flag("cpx", "CPX", "command-post exercise, without troops in the field"),
        _flag("air", "Air", "with air forces"),
        _flag("land", "Land", "with land forces"),
        _flag("sea", "Sea", "with naval forces"),
        _flag("amphibious", "Amphibious", "with landings from the sea"),
        _flag("cyber", "Cyber", "with cyber operations"),
        _flag("warfighting", "Warfighting", "to train war-fighting"),
        _flag("peacekeeping", "Peacekeeping", "to train peacekeeping"),
        _flag("humanitarian", "Humanitarian", "to train humanitarian help"),
        Column("focus", "text", "1", "what it was for, in words", raw="FocusDescription", missing=_UNKNOWN),
    ),
    system=None,
)  # fmt: skip
PARTICIPANTS = Table(
    "participants", "participant",
    (
        _NUMBER,
        Column("name", "text", "1", "state that took part, as the owner writes it", "key"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state, null for groups such as NATO"),
    ),
    system="iso3",
)  # fmt: skip

_OTHER = {"Hong Kong SAR China": "Hong Kong", "st. christopher": "Saint Kitts and Nevis"}

_FILE = "mme_v7.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Number the exercises and turn the columns StateA, StateB ... into rows.

    A state named twice in one exercise stands once; cells '-9' (unknown) give no row.
    """
    frame = raw.csv(_FILE, [c.source_name for c in EXERCISES.values] + ["StateA"])
    frame = frame.with_row_index("exercise", offset=1)
    states = [c for c in frame.columns if c.startswith("State")]
    long = frame.unpivot(on=states, index="exercise", value_name="name").drop_nulls("name")
    long = long.filter(pl.col("name") != "-9").unique(["exercise", "name"]).sort("exercise", "name")
    long = long.with_columns(iso3_of_names(long["name"].replace(_OTHER)).alias("iso3"))
    where = raw.where(_FILE)
    return {"exercises": shape(frame, EXERCISES, where), "participants": shape(long, PARTICIPANTS, where)}


SOURCE = Source(
    id="exercises.mme",
    title="Multinational Military Exercises",
    cites=("bernhardt2020",),
    licence="free with citation",
    home="https://doi.org/10.7910/DVN/KHFODX",
    tables=(EXERCISES, PARTICIPANTS),
    editions=(
        Edition("7", "7", (1980, 2010), (on_github(
            "meflynn/troopdata", "3946bcf89a6d72de8abace812dc557f1f249f5f7", "data-raw/" + _FILE),), _read,
                note="the file as troopdata keeps it; the owner's own is at doi:10.7910/DVN/KHFODX"),
    ),
)  # fmt: skip
