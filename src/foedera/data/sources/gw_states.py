"""Independent states since 1816 by Gleditsch and Ward, with the microstates in a list of their own."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import code, from_peacesciencer, spell_dates
from foedera.data.tables import Column, Table

TENURES = Table(
    "tenures", "state-spell",
    (
        code("gw"), *spell_dates(),
        Column("gwabb", "text", "code", "abbreviation of the state", raw="stateabb"),
        Column("gwname", "text", "name", "name of the state", raw="statename"),
        Column("microstate", "int8", "1", "on the list of microstates (below 250,000 inhabitants), 0 or 1"),
    ),
    system="gw",
)  # fmt: skip
"""One row per tenure of independence."""

_HEADER = ("gwcode", "stateabb", "statename", "start", "end")
_FILES = ("iisystem.dat", "microstatessystem.dat")


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    """Return both lists; their days are written day:month:year and the files have no header."""
    parts = []
    for micro, name in enumerate(_FILES):
        frame = raw.csv(name, encoding="cp1252", separator="\t", header=_HEADER)
        frame = frame.with_columns(
            *(pl.col(c).str.replace(r"^(\d+):(\d+):(\d+)$", "$3-$2-$1") for c in ("start", "end")),
            microstate=pl.lit(micro),
        )
        parts.append(shape(frame, TENURES, raw.where(name)))
    return {"tenures": pl.concat(parts)}


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    name = "peacesciencer/gw_states.csv"
    table = replace(
        TENURES,
        columns=tuple(
            replace(c, raw={"start": "startdate", "end": "enddate"}.get(c.name, c.raw))
            for c in TENURES.columns
        ),
    )
    return {"tenures": shape(raw.csv(name), table, raw.where(name), without=("microstate",))}


SOURCE = Source(
    id="gw.states",
    title="Independent states (Gleditsch and Ward)",
    cites=("gleditsch1999",),
    licence="free with citation",
    home="http://ksgleditsch.com/statelist.html",
    tables=(TENURES,),
    editions=(
        Edition("official", "2017", (1816, 2017),
                tuple(Resource(n, f"http://ksgleditsch.com/data/{n}") for n in _FILES), _official, "codebook only"),
        Edition("peacesciencer", "2017", (1816, 2017), (from_peacesciencer("gw_states.csv"),), _repackaged,
                "repackaged copy", without=("microstate",), note="without the list of microstates"),
    ),
    note="tenures that end on 2017-12-31 went on; the list was not carried further",
)  # fmt: skip
