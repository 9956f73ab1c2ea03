"""ICOW Colonial History: who ruled a state before, when it became independent, and whether by force."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import code
from foedera.data.tables import Column, Table

_NONE = ("-9",)


def _state(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "int16", "code", f"Correlates of War number of {meaning}", raw=raw, missing=_NONE)


def _month(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "int32", "year and month as yyyymm", meaning, raw=raw, missing=_NONE)


def _flag(name: str, raw: str, meaning: str) -> Column:
    return Column(name, "int8", "1", meaning, raw=raw, missing=_NONE, labels={0: "no", 1: "yes"})


STATES = Table(
    "states", "state",
    (
        code("cow", "State"),
        _state("col_ruler", "ColRuler", "the main colonial ruler; null where there was none"),
        _state("indep_from", "IndFrom", "the state it became independent of; null where it became so of none"),
        _month("indep_date", "IndDate", "month of independence; 00 where only the year is known"),
        _flag("indep_violent", "IndViol", "independence came with organised violence"),
        Column("indep_type", "int8", "code", "way to independence", raw="IndType", missing=_NONE,
               labels={1: "formation", 2: "decolonisation", 3: "secession", 4: "partition"}),
        _state("seceded_from", "SecFrom", "the state it seceded from, if it did"),
        _month("seceded_date", "SecDate", "month of the secession"),
        _flag("seceded_violent", "SecViol", "the secession came with organised violence"),
        _state("merged_into", "Into", "the state it was merged into, if it was"),
        _month("merged_date", "IntoDate", "month of the merger"),
        _month("cow_entry", "COWsys", "month in which the Correlates of War system begins to count it"),
        _month("gw_entry", "GWsys", "month in which the list of Gleditsch and Ward begins to count it; null if never"),
    ),
)  # fmt: skip

_FILE = "coldata110.csv"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_FILE, [c.source_name for c in STATES.columns])
    return {"states": shape(frame, STATES, raw.where(_FILE))}


SOURCE = Source(
    id="icow.colonial",
    title="ICOW Colonial History",
    cites=("hensel2018",),
    licence="free with citation; no redistribution",
    home="https://www.paulhensel.org/icowcol.html",
    tables=(STATES,),
    editions=(
        Edition("1.1", "1.1", (1816, 2011), (Resource(
            _FILE, how="from https://www.paulhensel.org/icowcol.html, version 1.1"),), _read,
            note="one row per state that was in the system in 1816-2011; independence may lie before"),
    ),
)  # fmt: skip
