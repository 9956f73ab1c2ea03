"""Battle-related deaths by state and year: UCDP events since 1989, PRIO Battle Deaths before."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import columns, state_year_keys
from foedera.data.tables import Column, Table

_FILE = "ucdpbrds.csv"

STATE_YEARS = Table("state_years", "state-year", (
    *state_year_keys("gw"),
    Column("brd_best", "int32", "persons", "battle deaths on the soil, best estimate", raw="best"),
    Column("brd_low", "int32", "persons", "battle deaths on the soil, low estimate", raw="low"),
    Column("brd_high", "int32", "persons", "battle deaths on the soil, high estimate", raw="high"),
    *columns((
        ("brd_status", "text", "1", "independent, colony, protectorate, mandate or occupied"),
        ("brd_owner", "int16", "code", "number of the state that holds the territory"),
        ("brd_source", "text", "1", "data set behind the number"),
    )),
), system="gw")  # fmt: skip
"""Deaths count where they happen. Territories that are no states have rows too, with numbers of their own, some of
1000 and above; ``brd_status`` tells them apart. Peaceful years are there with 0, so no row means unknown."""


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    names = {"status": "brd_status", "owner": "brd_owner", "source": "brd_source"}
    frame = raw.csv(_FILE, ["gwcode", "year", "low", "high", "best", *names]).rename(names)
    return {"state_years": shape(frame, STATE_YEARS, raw.where(_FILE))}


SOURCE = Source(
    id="ucdp.brd",
    title="UCDP and PRIO battle deaths by state",
    cites=("sundberg2013", "lacina2005"),
    licence="CC BY 4.0",
    home="https://ucdp.uu.se/downloads/",
    tables=(STATE_YEARS,),
    editions=(
        Edition("poldat", "23.1", (1946, 2022), (Resource(_FILE, how="in R: data(ucdpbrds, package = 'poldat'); "
                "readr::write_csv(ucdpbrds, 'ucdpbrds.csv')"),), _repackaged, "repackaged copy"),
    ),
    note="two ways of counting meet between 1988 and 1989",
)  # fmt: skip
