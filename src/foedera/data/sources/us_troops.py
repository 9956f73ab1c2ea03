"""United States troops abroad: military and civilian personnel by host country, year and service."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github, state_year_keys
from foedera.data.tables import Column, Table

__all__ = ["SOURCE", "STATE_YEARS", "TERRITORY_YEARS"]

_LATE = (2008, 2024)
_FIRST_OTHER = 1000
"""From this number on the owner's codes are its own, for territories that are no states."""


def _count(name: str, raw: str, meaning: str, covers: tuple[int, int] | None = None) -> Column:
    return Column(name, "int32", "persons", meaning, raw=raw, covers=covers)


_VALUES = (
    _count("us_troops", "troops_ad", "active-duty troops of the United States, all services"),
    _count("us_army", "army_ad", "of them Army"),
    _count("us_navy", "navy_ad", "of them Navy"),
    _count("us_airforce", "air_force_ad", "of them Air Force"),
    _count("us_marines", "marine_corps_ad", "of them Marine Corps"),
    _count("us_coastguard", "coast_guard_ad", "of them Coast Guard", _LATE),
    _count("us_spaceforce", "space_force_ad", "of them Space Force", (2023, 2024)),
    _count("us_reserve", "total_selected_reserve", "National Guard and Reserve, all services", _LATE),
    _count("us_civilians", "total_civilian", "civilians of the Department of Defense, all services", _LATE),
)  # fmt: skip

STATE_YEARS = Table("state_years", "state-year", (*state_year_keys("cow"), *_VALUES))
TERRITORY_YEARS = Table(
    "territory_years", "event",
    (
        Column("territory", "int16", "code", "the owner's code of the territory, 1000 and above", "key", raw="ccode"),
        Column("name", "text", "1", "name of the territory", "key", raw="countryname"),
        Column("year", "int16", "year", "calendar year", "key"),
        *_VALUES,
    ),
    system=None,
)  # fmt: skip

_FILE = "troopdata-rebuild-country-year.csv"


_SERVICES = ["army_ad", "navy_ad", "air_force_ad", "marine_corps_ad"]


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    """Part states from territories, add up old and new names, and give the Cold War's hosts their numbers.

    A country that changed its name has two rows in some years, one of them 0 throughout: the rows are added. The
    owner has one number for Germany and one for Vietnam: rows of 255 in 1955-1989 become 260 (Federal Republic),
    rows of 816 in 1954-1975 become 817 (Republic of Vietnam), the states of the Correlates of War system that
    hosted the troops. ASSUMPTION
    """
    names = [c.source_name for c in TERRITORY_YEARS.columns]
    frame = raw.csv(_FILE, names).select(names)
    counts = [c.source_name for c in _VALUES]
    frame = shape(frame, TERRITORY_YEARS, raw.where(_FILE)).rename(
        dict(zip(TERRITORY_YEARS.schema(), names, strict=True))
    )
    other = pl.col("ccode") >= _FIRST_OTHER
    host = (
        pl.when((pl.col("ccode") == 255) & pl.col("year").is_between(1955, 1989)).then(260)
        .when((pl.col("ccode") == 816) & pl.col("year").is_between(1954, 1975)).then(817)
        .otherwise("ccode").alias("ccode")
    )  # fmt: skip
    states = frame.filter(~other).with_columns(host).group_by("ccode", "year").agg(pl.col(counts).sum())
    tables = {STATE_YEARS: states, TERRITORY_YEARS: frame.filter(other)}
    return {t.name: shape(_known(f).sort("ccode", "year"), t, raw.where(_FILE)) for t, f in tables.items()}


def _known(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the counts with null where the owner's number stands for 'not told'.

    That is: services all 0 beside troops (all of 1951, 1952), a total of 0 beside services (the home row of 1950),
    negative counts (six of 1959), and services that the reports did not yet tell apart.
    """
    services = pl.sum_horizontal(_SERVICES)
    untold = (pl.col("troops_ad") > 0) & (services == 0)
    total = pl.when((pl.col("troops_ad") > 0) | (services <= 0)).then("troops_ad").alias("troops_ad")
    parts = [pl.when(~untold & (pl.col(c) >= 0)).then(c).alias(c) for c in _SERVICES]
    late = [
        pl.when(pl.col("year").is_between(*c.covers)).then(c.source_name).alias(c.source_name)
        for c in _VALUES
        if c.covers
    ]
    return frame.with_columns(total, *parts, *late)


SOURCE = Source(
    id="us.troops",
    title="United States military deployments",
    cites=("allen2022",),
    licence="GPL-3 package",
    home="https://github.com/meflynn/troopdata",
    tables=(STATE_YEARS, TERRITORY_YEARS),
    editions=(
        Edition("2026", "2026", (1950, 2024), (on_github(
            "meflynn/troopdata", "3946bcf89a6d72de8abace812dc557f1f249f5f7", "data-raw/" + _FILE),), _read,
            note="no row means not reported; the totals of 1951 and 1952 are the same; the services do not add up "
                 "to the total in 2003, 2004 and from 2008; Iraq has 423,300 in 2006 and 510,000 in 2007, which "
                 "look like sums over reports and are kept as the owner has them"),
    ),
)  # fmt: skip
