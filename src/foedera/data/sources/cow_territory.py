"""Territorial change: territory that passed from one state or entity to another, by peace or by force."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import COW_TERMS
from foedera.data.sources.cow_common import COW_FILES
from foedera.data.tables import Column, Table

_NA = ("-9", ".")
_FILE = "tc2018.csv"
_LAND = {0: "dependent territory", 1: "homeland"}
_TOUCH = {0: "not contiguous", 1: "contiguous"}
_WAYS = {1: "conquest", 2: "annexation", 3: "cession", 4: "secession", 5: "unification", 6: "mandate"}

CHANGES = Table(
    "changes", "event",
    (
        Column("number", "int16", "code", "number of the change", "key"),
        Column("year", "int16", "year", "year of the change", missing=_NA),
        Column("month", "int8", "month", "month of the change", missing=_NA),
        Column("gainer", "int16", "code", "Correlates of War number of the side that gained; other entities have "
               "numbers of their own, 0 is the League of Nations or the United Nations", missing=_NA),
        Column("gaintype", "int8", "code", "what the territory became for its gainer", missing=_NA, labels=_LAND),
        Column("procedur", "int8", "code", "how the territory passed", missing=_NA, labels=_WAYS),
        Column("entity", "int16", "code", "number of the territory", missing=_NA),
        Column("contgain", "int8", "code", "the territory and its gainer", missing=_NA, labels=_TOUCH),
        Column("area", "float", "km2", "area of the territory", missing=_NA),
        Column("pop", "int64", "persons", "inhabitants of the territory", missing=_NA),
        Column("portion", "int8", "code", "how much of the entity passed", missing=_NA, labels={0: "part", 1: "all"}),
        Column("loser", "int16", "code", "number of the side that lost, as for the gainer", missing=_NA),
        Column("losetype", "int8", "code", "what the territory was for its loser", missing=_NA, labels=_LAND),
        Column("contlose", "int8", "code", "the territory and its loser", missing=_NA, labels=_TOUCH),
        Column("entry", "int8", "1", "a state entered the system by it, 0 or 1", missing=_NA),
        Column("exit", "int8", "1", "a state left the system by it, 0 or 1", missing=_NA),
        Column("indep", "int8", "1", "the territory became independent, 0 or 1", missing=_NA),
        Column("conflict", "int8", "1", "armed forces fought over it, 0 or 1", missing=_NA),
    ),
    system=None,
)  # fmt: skip
"""One row per change."""


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"changes": shape(raw.csv(_FILE, encoding="cp1252"), CHANGES, raw.where(_FILE))}


_ZIP = "terr-changes-v6.zip"

SOURCE = Source(
    id="cow.territory",
    title="Territorial Change",
    cites=("tir1998",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/territorial-change/",
    tables=(CHANGES,),
    editions=(Edition("6", "6", (1816, 2018), (Resource(_FILE, COW_FILES + _ZIP, (_ZIP,)),), _official,
                      note="the last change recorded is of 2015"),),
)  # fmt: skip
