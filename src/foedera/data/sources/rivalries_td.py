"""Strategic rivalries of Thompson and Dreyer's handbook, 1494 to 2010."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import both_ways, code, columns, from_peacesciencer, spell_dates, whole_years
from foedera.data.tables import Table

_FILE = "peacesciencer/td_rivalries.csv"
_NAMES = {"rivalryno": "td_id", "rivalryname": "td_name", "region": "td_region", "type1": "td_type1",
          "type2": "td_type2", "type3": "td_type3"}  # fmt: skip

SPELLS = Table("spells", "dyad-spell", (
    code("cow", suffix="1", what="first state"), code("cow", suffix="2", what="second state"), *spell_dates(),
    *columns((("td_rivalry", "int8", "1", "strategic rivals"),), "event"),
    *columns((
        ("td_id", "int16", "code", "number of the rivalry"), ("td_name", "text", "1", "name of the rivalry"),
        ("td_region", "text", "1", "part of the world"),
        ("td_type1", "text", "1", "main kind: spatial, positional, ideological or interventionary"),
        ("td_type2", "text", "1", "second kind"), ("td_type3", "text", "1", "third kind"),
    )),
))  # fmt: skip
"""Both directions; whole years. Rivalries that had not ended by 2010 carry that year as their last."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["ccode1", "ccode2", "styear", "endyear", *_NAMES])
    frame = frame.rename(_NAMES).with_columns(*whole_years("styear", "endyear"), td_rivalry=pl.lit(1))
    return {"spells": both_ways(shape(frame, SPELLS, raw.where(_FILE)), "ccode1", "ccode2")}


SOURCE = Source(
    id="rivalries.td",
    title="Strategic rivalries, Thompson-Dreyer",
    cites=("thompson2012",),
    licence="free with citation",
    home="http://svmiller.com/peacesciencer",
    tables=(SPELLS,),
    editions=(
        Edition("peacesciencer", "2012", (1494, 2010), (from_peacesciencer("td_rivalries.csv"),), _repackaged,
                "repackaged copy"),
    ),
    note="the handbook itself is in print",
)  # fmt: skip
