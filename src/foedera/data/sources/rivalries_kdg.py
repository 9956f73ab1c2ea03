"""Rivalries of Klein, Goertz and Diehl: runs of linked militarized disputes between two states."""

from __future__ import annotations

import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import both_ways, code, columns, spell_dates
from foedera.data.tables import Table

_FILE = "kdg.csv"
_NAMES = {"rivala": "ccode1", "rivalb": "ccode2", "rivnumb": "kdg_id", "totdisp": "kdg_disputes",
          "rivtyp2": "kdg_type", "rivtypold": "kdg_type_old"}  # fmt: skip

SPELLS = Table("spells", "dyad-spell", (
    code("cow", suffix="1", what="first state"), code("cow", suffix="2", what="second state"), *spell_dates(),
    *columns((
        ("kdg_rivalry", "int8", "1", "rivals as the owners code them: as a rule three or more linked disputes"),
        ("kdg_isolated", "int8", "1", "isolated conflict: as a rule one or two disputes"),
    ), "event"),
    *columns((
        ("kdg_id", "int32", "code", "number of the rivalry"),
        ("kdg_disputes", "int16", "disputes", "militarized disputes in it"),
        ("kdg_type", "text", "1", "RIVALRY or ISOLATED"),
        ("kdg_type_old", "text", "1", "ENDURING, PROTO or ISOLATED"),
    )),
))  # fmt: skip
"""Both directions. Where the owner's day is 00 or does not exist (31 September) a start counts from the first, an
end to the last day of the month."""


def _day(name: str, last: bool) -> pl.Expr:
    text = pl.col(name)
    month = (text.str.slice(0, 6) + "01").str.to_date("%Y%m%d", strict=False)
    return pl.coalesce(text.str.to_date("%Y%m%d", strict=False), month.dt.month_end() if last else month)


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    where = raw.where(_FILE)
    frame = raw.csv(_FILE, ["beginr", "endr", *_NAMES]).rename(_NAMES)
    rival = pl.col("kdg_type") == "RIVALRY"
    frame = frame.with_columns(
        start=_day("beginr", last=False), end=_day("endr", last=True),
        kdg_rivalry=rival.cast(pl.Int8), kdg_isolated=(~rival).cast(pl.Int8),
    )  # fmt: skip
    bad = frame.filter(pl.col("start").is_null() | pl.col("end").is_null())
    if bad.height:
        what = f"rivalry {bad['kdg_id'][0]} runs from '{bad['beginr'][0]}' to '{bad['endr'][0]}', which are no days"
        raise InputError(what, where=where, fix="use the file as its owner gives it out")
    return {"spells": both_ways(shape(frame, SPELLS, where), "ccode1", "ccode2")}


SOURCE = Source(
    id="rivalries.kdg",
    title="Rivalries, Klein-Goertz-Diehl",
    cites=("klein2006",),
    licence="replication data: for research with citation",
    home="https://journals.sagepub.com/home/jpr",
    tables=(SPELLS,),
    editions=(
        Edition("2006", "2006", (1816, 2001), (Resource(_FILE, how="save the list of rivalries of the article as "
                "kdg.csv: rivnumb, rivalry, rivala, rivalb, beginr, endr, totdisp, rivtyp2, rivtypold"),), _read),
    ),
)  # fmt: skip
