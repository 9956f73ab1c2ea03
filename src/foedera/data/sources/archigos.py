"""Archigos: every effective leader of a state since 1840 or later, from taking office to leaving it, and how."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import columns, from_peacesciencer
from foedera.data.tables import Column, Table

LEADERS = Table("leaders", "leader", (
    Column("obsid", "text", "code", "spell of a leader in office: state and year, 'USA-1869'", "key"),
    *columns((
        ("leadid", "text", "code", "person; the same in every spell"),
        ("gwcode", "int16", "code", "Gleditsch-Ward number of the state"),
        ("leader", "text", "1", "name"),
    )),
    Column("start", "date", "day", "first day in office", raw="startdate"),
    Column("end", "date", "day", "last day in office; 2015-12-31 for those still in office then", raw="enddate"),
    *columns((
        ("entry", "text", "1", "how office was won: Regular, Irregular or Foreign Imposition"),
        ("exit", "text", "1", "how office was lost; Still in Office at the end of the data"),
        ("exitcode", "text", "1", "by whom and with whose help a leader was removed"),
        ("prevtimesinoffice", "int8", "1", "earlier spells of the person"),
        ("posttenurefate", "text", "1", "fate within a year of leaving"),
    ), missing=("Unknown", "Missing: No Information Found")),
    Column("gender", "text", "1", "M or F"),
    Column("yrborn", "int16", "year", "year of birth", missing=("-999",)),
    Column("yrdied", "int16", "year", "year of death; null where unknown or alive", missing=("-999", "-777")),
), system="gw")  # fmt: skip
"""The owner's column ``ccode`` holds Gleditsch-Ward numbers; it is called ``gwcode`` here."""

_WITHOUT = ("prevtimesinoffice", "posttenurefate", "yrdied")
_COPY, _STATA, _TIDIED = "archigos_4.1.csv", "Archigos_4.1_stata14.dta", "peacesciencer/archigos.csv"


def _leaders(frame: pl.DataFrame, where: str) -> dict[str, pl.DataFrame]:
    frame = frame.rename({"ccode": "gwcode"}) if "gwcode" not in frame.columns else frame
    text = [c for c, dtype in frame.schema.items() if dtype == pl.String]
    return {"leaders": shape(frame.with_columns(pl.col(text).str.strip_chars()), LEADERS, where)}


def _stata(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.stata(_STATA, ["obsid", "leadid", "ccode", "startdate", "enddate"])
    return _leaders(frame, raw.where(_STATA))


def _copy(raw: Raw) -> dict[str, pl.DataFrame]:
    return _leaders(raw.csv(_COPY, ["obsid", "leadid", "ccode", "startdate", "enddate"]), raw.where(_COPY))


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"leaders": shape(raw.csv(_TIDIED), LEADERS, raw.where(_TIDIED), _WITHOUT)}


_HOME = "https://www.rochester.edu/college/faculty/hgoemans/data.htm"
_YEARS = (1840, 2015)

SOURCE = Source(
    id="archigos",
    title="Archigos, a data set of political leaders",
    cites=("goemans2009",),
    licence="free with citation",
    home=_HOME,
    tables=(LEADERS,),
    editions=(
        Edition("4.1", "4.1", _YEARS, (Resource(_STATA, how=f"download the Stata file from {_HOME}"),), _stata,
                "codebook only"),
        Edition("4.1-csv", "4.1", _YEARS, (Resource(_COPY, how="write the owner's Stata file as csv, columns "
                "unchanged"),), _copy, "repackaged copy"),
        Edition("peacesciencer", "4.1", _YEARS, (from_peacesciencer("archigos.csv"),), _repackaged, "repackaged copy",
                without=_WITHOUT),
    ),
    note="most states are covered from 1875 on; earlier rows are leaders who were then in office",
)  # fmt: skip
