"""Strategic rivalries of Thompson, Sakuwa and Suhas: who saw whom as a threatening rival, from when to when."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import both_ways, code, columns, from_peacesciencer, spell_dates, whole_years
from foedera.data.tables import Table

_FILE = "peacesciencer/tss_rivalries.csv"
_KINDS = ("positional", "spatial", "ideological", "interventionary", "principal", "aprin")

SPELLS = Table("spells", "dyad-spell", (
    code("cow", suffix="1", what="first state"), code("cow", suffix="2", what="second state"), *spell_dates(),
    *columns((
        ("tssr_id", "int16", "code", "number of the rivalry"),
        ("tss_name", "text", "1", "name of the rivalry"),
    )),
    *columns((
        ("tss_rivalry", "int8", "1", "strategic rivals"),
        ("positional", "int8", "1", "rivalry about rank"),
        ("spatial", "int8", "1", "rivalry about territory"),
        ("ideological", "int8", "1", "rivalry about ideas and regimes"),
        ("interventionary", "int8", "1", "rivalry about intervention in the other's affairs"),
        ("principal", "int8", "1", "principal rivalry"),
        ("aprin", "int8", "1", "principal rivalry of an asymmetric kind, as the owners code it"),
    ), "event"),
))  # fmt: skip
"""Both directions. The list gives years: a rivalry lasts from 1 January of the first to 31 December of the last.
A kind that is not marked is 0. The 56 rivalries that had not ended by 2020 carry that year as their last."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["ccode1", "ccode2", "start", "end", "tssr_id", "rivalry", *_KINDS])
    frame = frame.with_columns(
        *whole_years("start", "end"), pl.col(_KINDS).fill_null("0"), tss_name="rivalry", tss_rivalry=pl.lit(1)
    )
    return {"spells": both_ways(shape(frame, SPELLS, raw.where(_FILE)), "ccode1", "ccode2")}


SOURCE = Source(
    id="rivalries.tss",
    title="Strategic rivalries, Thompson-Sakuwa-Suhas",
    cites=("thompson2021",),
    licence="free with citation",
    home="http://svmiller.com/peacesciencer",
    tables=(SPELLS,),
    editions=(
        Edition("peacesciencer", "2021", (1494, 2020), (from_peacesciencer("tss_rivalries.csv"),), _repackaged,
                "repackaged copy"),
    ),
    note="the list itself is in print",
)  # fmt: skip
