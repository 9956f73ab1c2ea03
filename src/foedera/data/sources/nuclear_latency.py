"""Nuclear Latency: every enrichment and reprocessing facility, when it was built and ran, and under what controls."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.tables import Column, Table

_UNKNOWN = ("-99",)
_FLAG = {0: "no", 1: "yes"}


def _when(name: str, meaning: str) -> Column:
    return Column(name, "int16", "year", f"year in which {meaning}; 7777 still so in 2012, 9999 never came about",
                  missing=(*_UNKNOWN, "NA"))  # fmt: skip


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "int8", "1", meaning, missing=_UNKNOWN, labels=_FLAG)


FACILITIES = Table(
    "facilities", "event",
    (
        Column("facility", "int16", "1", "number of the row in the owner's file, from 1", "key"),
        Column("country_name", "text", "1", "country, as the owner writes it"),
        Column("ccode", "int16", "code", "Correlates of War number of the country"),
        Column("facility_name", "text", "1", "name of the facility"),
        Column("facility_ambiguity", "int8", "code", "whether it is unsure that the facility ran", labels={
            -77: "does not apply: it never ran", 0: "sure", 1: "unsure"}),
        Column("enr_type", "int8", "code", "process", labels={
            1: "reprocessing", 2: "gaseous diffusion", 3: "centrifuge", 4: "electromagnetic",
            5: "chemical, ion exchange", 6: "aerodynamic", 7: "laser", 8: "thermal diffusion"}),
        Column("size", "int8", "code", "scale", labels={1: "laboratory", 2: "pilot", 3: "commercial"}),
        _when("construction_start", "building began"),
        _when("construction_end", "building ended"),
        _when("operation_start", "it began to run"),
        _when("operation_end", "it ceased to run"),
        _when("operation2_start", "it began to run again, if it did"),
        _when("operation2_end", "it ceased to run again"),
        _flag("covert", "kept secret"),
        _flag("iaea", "under safeguards of the International Atomic Energy Agency"),
        _flag("regional", "under regional safeguards"),
        _flag("military", "of a military purpose"),
        _flag("military_ambiguity", "the military purpose is unsure"),
        _flag("multinational", "run by several states"),
        _flag("foreign_assistance", "built with foreign help"),
        _flag("foreign_assistance_ambiguity", "the foreign help is unsure"),
    ),
)  # fmt: skip

_FILE = "nl_dataset_v.1.2.xlsx"


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.excel(_FILE, 0, [c.name for c in FACILITIES.values])
    frame = frame.with_row_index("facility", offset=1)
    return {"facilities": shape(frame, FACILITIES, raw.where(_FILE))}


SOURCE = Source(
    id="nuclear.latency",
    title="Nuclear Latency",
    cites=("fuhrmann2015",),
    licence="free with citation",
    home="http://www.matthewfuhrmann.com/datasets.html",
    tables=(FACILITIES,),
    editions=(
        Edition("1.2", "1.2", (1939, 2012), (Resource(_FILE, how="from the data page of Matthew Fuhrmann"),), _read,
                note="years may be 7777 (still so at the end of the data) or 9999 (never): they are no years"),
    ),
)  # fmt: skip
