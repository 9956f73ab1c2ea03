"""Joint Military Exercises: exercises of two or more states found in news reports, and who took part."""

from __future__ import annotations

import polars as pl

from foedera.data.codes import is_iso3
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github
from foedera.data.tables import Column, Table

__all__ = ["EXERCISES", "PARTICIPANTS", "SOURCE"]

_UNKNOWN = ("-9",)
_NUMBER = Column("exercise", "int16", "1", "number of the row in the owner's sheet, from 1", "key")


def _text(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "text", "1", meaning, raw=raw, missing=_UNKNOWN)


EXERCISES = Table(
    "exercises", "event",
    (
        _NUMBER,
        _text("name", "Exercise Name", "name of the exercise"),
        _text("location1", "Location1", "where: a state or a sea"),
        _text("location2", "Location2", "where, closer"),
        Column("start_year", "int16", "year", "year in which it began"),
        Column("start_month", "int8", "month", "month in which it began"),
        Column("start_day", "int8", "day", "day on which it began"),
        Column("end_year", "int16", "year", "year in which it ended"),
        Column("end_month", "int8", "month", "month in which it ended"),
        Column("end_day", "int8", "day", "day on which it ended"),
        _text("type", "JME Type", "FTX with troops in the field, CPX command post, or both"),
        _text("reforger", "Part of the Reforger Exercise?", "part of Reforger"),
        _text("institution", "Institution(s) involved", "international body that held it"),
        _text("purpose", "What is the purpose of the JME?", "what it was for"),
        _text("source", "Source(s)", "the report"),
    ),
    system=None,
)  # fmt: skip
PARTICIPANTS = Table(
    "participants", "participant",
    (
        _NUMBER,
        Column("name", "text", "1", "state that took part, the owner's cell in capital letters", "key"),
        Column("iso3", "text", "code", "ISO 3166 alpha-3 code of the state, null for groups such as NATO"),
    ),
    system="iso3",
)  # fmt: skip

_FILE = "jme_v3.xls"


_PARTS = (("year", 2, 1900, 2100), ("month", 0, 1, 12), ("day", 1, 1, 31))
"""Name, place in a date written month/day/year, least and greatest number."""


def _days(text: str, letter: str, prefix: str) -> list[pl.Expr]:
    """Return year, month and day: the owner's number where there is one, else from the text of the date.

    Numbers that no date has ('xx', -9, day 171) are null.
    """
    written = pl.col(text).str.replace(r"^(\d{4})-(\d\d)-(\d\d)[ T].*$", "$2/$3/$1")
    parts = written.str.extract_groups(r"^(\w{1,2})/(\w{1,2})/(\d{4})$").struct
    out = []
    for name, at, least, most in _PARTS:
        own = pl.col(f"{letter}.{name}")
        told = parts.field(str(at + 1))
        value = pl.when(own.is_not_null()).then(own).otherwise(told).cast(pl.Int16, strict=False)
        out.append(pl.when(value.is_between(least, most)).then(value).alias(f"{prefix}_{name}"))
    return out


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Number the rows, read the dates, and turn the columns 'State A' ... into rows.

    The 310 rows that were added last, from Australian reports and from news, have the date as text only. A state
    named twice in one exercise stands once; cells '-9' give no row; 'ROM', the old code, is Romania.
    """
    frame = raw.excel(
        _FILE, 0, ["Exercise Name", "Start Date", "enddate", "s.year", "e.year", "State A", "State B"]
    )
    frame = frame.with_row_index("exercise", offset=1)
    dated = frame.with_columns(*_days("Start Date", "s", "start"), *_days("enddate", "e", "end"))
    states = [c for c in frame.columns if c.startswith("State ")]
    long = frame.unpivot(on=states, index="exercise", value_name="name").drop_nulls("name")
    long = long.with_columns(pl.col("name").str.to_uppercase()).filter(pl.col("name") != "-9")
    long = long.unique(["exercise", "name"]).sort("exercise", "name")
    code = pl.col("name").replace("ROM", "ROU")
    known = [name for name in long.select(code.unique()).to_series() if is_iso3(name)]
    long = long.with_columns(pl.when(code.is_in(known)).then(code).alias("iso3"))
    where = raw.where(_FILE)
    return {"exercises": shape(dated, EXERCISES, where), "participants": shape(long, PARTICIPANTS, where)}


SOURCE = Source(
    id="exercises.jme",
    title="Joint Military Exercises",
    cites=("dorazio2013",),
    licence="free with citation",
    home="https://github.com/meflynn/troopdata",
    tables=(EXERCISES, PARTICIPANTS),
    editions=(
        Edition("3", "3", (1974, 2010), (on_github(
            "meflynn/troopdata", "3946bcf89a6d72de8abace812dc557f1f249f5f7", "data-raw/" + _FILE),), _read,
                note="the workbook as troopdata keeps it; its row 1698 begins in 2015 and ends in 2010"),
    ),
)  # fmt: skip
