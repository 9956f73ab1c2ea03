"""Maoz's regional and global powers: which states held that rank, from when to when."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import code, columns, from_peacesciencer, spell_dates
from foedera.data.tables import Table

_FILE = "peacesciencer/maoz_powers.csv"


def _spells(name: str, column: str, meaning: str) -> Table:
    flag = columns(((column, "int8", "1", meaning),), "event")
    return Table(name, "state-spell", (code("cow"), *spell_dates(), *flag))


REGIONAL = _spells("regional", "maoz_regional", "regional power")
GLOBAL = _spells("global", "maoz_global", "global power")


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, ["ccode", "regstdate", "regenddate", "globstdate", "globenddate"])
    out = {}
    for table, part in ((REGIONAL, "reg"), (GLOBAL, "glob")):
        held = frame.rename({f"{part}stdate": "start", f"{part}enddate": "end"})
        held = held.filter(~pl.col("start").fill_null("NA").is_in(["NA"])).with_columns(
            pl.lit(1).alias(table.values[0].name)
        )
        out[table.name] = shape(held, table, raw.where(_FILE))
    return out


SOURCE = Source(
    id="maoz.powers",
    title="Regional and global powers",
    cites=("maoz2010",),
    licence="free with citation",
    home="http://svmiller.com/peacesciencer",
    tables=(REGIONAL, GLOBAL),
    editions=(
        Edition("peacesciencer", "2019", (1816, 2019), (from_peacesciencer("maoz_powers.csv"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
