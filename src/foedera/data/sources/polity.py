"""Polity5: how open and how bound by rules the government of a state is, by year since 1776."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import columns, state_year_keys
from foedera.data.tables import Column, Table

_BREAKS = {-66: "foreign interruption", -77: "collapse of central authority", -88: "transition"}
_MISSING = tuple(str(code) for code in _BREAKS)

COW_NUMBERS = {
    342: 345, 347: 345, 341: 347, 348: 341, 364: 365, 324: 325, 525: 626, 626: 625, 529: 530, 769: 770, 818: 816,
}  # fmt: skip
"""Polity's own numbers to those of the Correlates of War, where one state has different ones: Serbia and the
Yugoslavia of 1991, Kosovo, Montenegro, the USSR, Sardinia, the two Sudans, Ethiopia and Pakistan within other borders,
united Vietnam. ASSUMPTION: the Correlates of War see one state there. 89, 99 and 564 are not states to them."""

STATE_YEARS = Table("state_years", "state-year", (
    *state_year_keys("cow"),
    Column("polity_ccode", "int16", "code", "Polity's own number of the state"),
    *columns((
        ("polity2", "int8", "-10 to 10", "democracy less autocracy, breaks filled in by the owners"),
        ("polity", "int8", "-10 to 10", "democracy less autocracy; null in a break"),
    ), missing=_MISSING),
    Column("polity_break", "int8", "code", "kind of break in which there is no score; 0 none",
           labels={0: "none", **_BREAKS}),
    *columns((
        ("democ", "int8", "0 to 10", "institutionalized democracy"),
        ("autoc", "int8", "0 to 10", "institutionalized autocracy"),
        ("durable", "int16", "years", "years since the regime changed"),
        ("xrreg", "int8", "code", "regulation of the choice of the executive"),
        ("xrcomp", "int8", "code", "competition for it"),
        ("xropen", "int8", "code", "openness of it"),
        ("xconst", "int8", "code", "constraints on the executive, 1 none to 7 parity"),
        ("parreg", "int8", "code", "regulation of participation"),
        ("parcomp", "int8", "code", "competition of participation"),
        ("exrec", "int8", "code", "recruitment of the executive, from xrreg, xrcomp and xropen"),
        ("exconst", "int8", "code", "constraints on the executive, same as xconst"),
        ("polcomp", "int8", "code", "political competition, from parreg and parcomp"),
        ("fragment", "int8", "0 to 3", "share of the territory beyond the government's control"),
        ("regtrans", "int8", "code", "regime transition; 96 to 99 are new, split, joined and lost states"),
    ), missing=_MISSING),
))  # fmt: skip
"""Keys are Correlates of War numbers, from :data:`COW_NUMBERS`. Where Polity splits a year between two governments of
one such state (the USSR in 1922, Ethiopia in 1993) the one that goes on into the next year is kept, else the one with
the larger number. Years before a state enters the Correlates of War system are kept."""


def _state_years(frame: pl.DataFrame, where: str) -> dict[str, pl.DataFrame]:
    frame = frame.with_columns(polity_ccode="ccode", polity_break="polity")
    shaped = shape(frame, STATE_YEARS, where).with_columns(
        pl.col("ccode").replace(COW_NUMBERS),
        pl.when(pl.col("polity_break").is_in(list(_BREAKS))).then("polity_break").otherwise(0).cast(pl.Int8),
    )
    units = shaped.select("polity_ccode", pl.col("year") - 1, goes_on=pl.lit(1))
    ranked = shaped.with_row_index("_row").join(units, on=["polity_ccode", "year"], how="left")
    ranked = ranked.sort("ccode", "year", pl.col("goes_on").fill_null(0), "polity_ccode")
    kept = ranked.unique(["ccode", "year"], keep="last").sort("_row")
    return {"state_years": kept.select(shaped.columns)}


_XLS, _CSV = "p5v2018.xls", "p5v2018.csv"
_NEEDS = ("ccode", "year", "polity", "polity2")


def _workbook(raw: Raw) -> dict[str, pl.DataFrame]:
    return _state_years(raw.excel(_XLS, 0, _NEEDS), raw.where(_XLS))


def _export(raw: Raw) -> dict[str, pl.DataFrame]:
    return _state_years(raw.csv(_CSV, _NEEDS), raw.where(_CSV))


_NOTE = "the United States have rows for 2019 and 2020 too; they are kept"

SOURCE = Source(
    id="polity",
    title="Polity5",
    cites=("marshall2020",),
    licence="CC BY 4.0",
    home="https://www.systemicpeace.org/inscrdata.html",
    tables=(STATE_YEARS,),
    editions=(
        Edition("2018", "2018", (1776, 2018), (Resource(_XLS, "http://www.systemicpeace.org/inscr/p5v2018.xls"),),
                _workbook, "codebook only", note=_NOTE),
        Edition("2018-csv", "2018", (1776, 2018), (Resource(_CSV, how="save the owner's workbook p5v2018.xls as csv"),),
                _export, "repackaged copy", note=_NOTE),
    ),
)  # fmt: skip
