"""LEAD: schooling, military service, rebellion and health of leaders before they took office."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import columns, from_peacesciencer
from foedera.data.tables import Column, Table

_FILE = "peacesciencer/LEAD.csv"

LEADERS = Table("leaders", "leader", (
    Column("obsid", "text", "code", "spell of a leader in Archigos 4.1", "key"),
    Column("leveledu", "int8", "code", "highest schooling",
           labels={0: "primary", 1: "secondary", 2: "university", 3: "graduate school"}),
    *columns((
        ("milservice", "int8", "1", "served in the military"),
        ("combat", "int8", "1", "saw combat"),
        ("rebel", "int8", "1", "took part in a rebellion"),
        ("warwin", "int8", "1", "fought on the winning side of a war"),
        ("warloss", "int8", "1", "fought on the losing side of a war"),
        ("rebelwin", "int8", "1", "was in a rebellion that won"),
        ("rebelloss", "int8", "1", "was in a rebellion that lost"),
        ("yrsexper", "int8", "years", "experience in politics"),
        ("physhealth", "int8", "1", "physical illness"),
        ("mentalhealth", "int8", "1", "mental illness"),
    )),
), system=None)  # fmt: skip
"""2,930 of the 3,409 spells of Archigos have data: none that began after 2001."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"leaders": shape(raw.csv(_FILE), LEADERS, raw.where(_FILE))}


SOURCE = Source(
    id="lead",
    title="Leader Experience and Attribute Descriptions",
    cites=("ellis2015",),
    licence="free with citation",
    home="http://svmiller.com/peacesciencer",
    tables=(LEADERS,),
    editions=(
        Edition("peacesciencer", "2015", (1875, 2001), (from_peacesciencer("LEAD.csv"),), _repackaged,
                "repackaged copy"),
    ),
)  # fmt: skip
