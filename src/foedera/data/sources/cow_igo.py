"""Intergovernmental organizations: memberships, their number by state, and those two states share."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import (
    COW_TERMS,
    both_ways,
    code,
    columns,
    dyad_year_keys,
    from_peacesciencer,
    state_year_keys,
    year,
)
from foedera.data.sources.cow_common import COW_FILES
from foedera.data.tables import Column, Table

MEMBERSHIPS = Table(
    "memberships", "participant",
    (
        Column("igo", "text", "code", "abbreviation of the organization", "key"), code("cow"), year(),
        Column("membership", "int8", "code", "standing of the state in the organization", missing=("-9",),
               labels={0: "none", 1: "full member", 2: "associate member", 3: "observer"}),
    ),
)  # fmt: skip
"""One row per organization, state of the system and year; none where the organization did not exist (-1)."""

DYADS = Table(
    "dyad_years", "dyad-year",
    (*dyad_year_keys("cow"),
     Column("dyadigos", "int16", "organizations", "organizations in which both states are full members",
            missing=("-9", "NA"))),
)  # fmt: skip
"""Directed, both directions alike."""

STATES = Table(
    "state_years", "state-year",
    (
        *state_year_keys("cow"),
        *columns((
            ("sum_igo_full", "int16", "organizations", "full memberships of the state"),
            ("sum_igo_associate", "int16", "organizations", "associate memberships of the state"),
            ("sum_igo_observer", "int16", "organizations", "organizations that the state observes"),
            ("sum_igo_anytype", "int16", "organizations", "full, associate and observing memberships of the state"),
        ), missing=("-9", "NA")),
    ),
)  # fmt: skip

_WIDE = "state_year_formatv3.csv"
_NDY, _SY = "peacesciencer/cow_igo_ndy.parquet", "peacesciencer/cow_igo_sy.csv"
_KEYS = ["ccode", "year"]


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    """Return memberships and their number; every column but those of the state and year is an organization."""
    where = raw.where(_WIDE)
    wide = raw.csv(_WIDE, _KEYS, encoding="cp1252")
    long = (
        wide.drop("state", "country", "stateabb", "version", strict=False)
        .unpivot(index=_KEYS, variable_name="igo", value_name="membership")
        .filter(pl.col("membership").str.strip_chars().ne_missing("-1"))
    )
    members = shape(long, MEMBERSHIPS, where)
    kinds = {"full": [1], "associate": [2], "observer": [3], "anytype": [1, 2, 3]}
    sums = members.group_by(_KEYS).agg(
        pl.col("membership").is_in(codes).sum().cast(pl.Int16).alias(f"sum_igo_{kind}")
        for kind, codes in kinds.items()
    )
    rows = wide.select(pl.col(k).cast(pl.Int16, strict=False) for k in _KEYS)
    counted = rows.join(sums, on=_KEYS, how="left", maintain_order="left").fill_null(0)
    return {"memberships": members, "state_years": shape(counted, STATES, where)}


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    dyads = shape(raw.parquet(_NDY), DYADS, raw.where(_NDY))
    return {
        "dyad_years": both_ways(dyads, "ccode1", "ccode2"),
        "state_years": shape(raw.csv(_SY), STATES, raw.where(_SY)),
    }


_ZIP = "state_year_formatv3.zip"

SOURCE = Source(
    id="cow.igo",
    title="Intergovernmental Organizations",
    cites=("pevehouse2020",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/IGOs/",
    tables=(MEMBERSHIPS, DYADS, STATES),
    editions=(
        Edition("3.0", "3.0", (1816, 2014), (Resource(_WIDE, COW_FILES + _ZIP, (_ZIP,)),), _official,
                "codebook only", tables=("memberships", "state_years"),
                note="an unknown membership (-9) is not counted in the sums"),
        Edition("peacesciencer", "3.0", (1816, 2014),
                (from_peacesciencer("cow_igo_ndy.parquet"), from_peacesciencer("cow_igo_sy.csv")), _repackaged,
                "repackaged copy", tables=("dyad_years", "state_years"),
                note="unknown memberships are not counted in the sums"),
    ),
)  # fmt: skip
