"""Intra-state wars: civil, regional and communal wars, and the years in which a state was in one."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import COW_TERMS, code, columns, from_peacesciencer, year
from foedera.data.sources.cow_common import COW_FILES, NA, REGIONS, WAR_OUTCOMES, day
from foedera.data.tables import Column, Table

_PLACES = {1: "North America", 2: "South America", 3: "Europe", 4: "Sub-Saharan Africa",
           5: "Middle East and North Africa", 6: "Asia and Oceania"}  # fmt: skip
_TYPES = {
    4: "civil, for central control",
    5: "civil, over local issues",
    6: "regional",
    7: "between communities",
}

_WAR = Column(
    "warnum", "text", "code", "number of the war; numbers added in 5.1 have decimals", "key", raw="WarNum"
)
_TYPE = Column("wartype", "int8", "code", "kind of the war", raw="WarType", missing=NA, labels=_TYPES)
_INTNL = Column("intnl", "int8", "1", "another state intervened, 0 or 1", raw="Intnl", missing=NA)
_OUTCOME = Column(
    "outcome", "int8", "code", "how the war ended", raw="Outcome", missing=NA, labels=WAR_OUTCOMES
)
_ONGO = Column("ongo", "int8", "1", "the war went on at the end of the data (-7 in the owner's file), 0 or 1")


def _stretch(i: int) -> tuple[Column, ...]:
    word = ("first", "second", "third", "fourth")[i - 1]
    return columns(
        (
            (f"{edge}{part}{i}", "int16" if part == "year" else "int8", unit,
             f"{unit} of the {what} of the {word} stretch")
            for edge, what in (("st", "start"), ("end", "end"))
            for part, unit in (("year", "year"), ("mon", "month"), ("day", "day"))
        ),
        missing=("-7", "?", *NA),
    )  # fmt: skip


WARS = Table(
    "wars", "event",
    (
        _WAR,
        Column("sidea", "text", "name", "first side; a state where there is one", "key", raw="SideA", missing=NA),
        Column("sideb", "text", "name", "second side", "key", raw="SideB", missing=NA),
        Column("warname", "text", "name", "name of the war", raw="WarName"),
        _TYPE,
        Column("ccodea", "int16", "code", "state on the first side; null where it is none", raw="CcodeA", missing=NA),
        Column("ccodeb", "int16", "code", "state on the second side; null where it is none", raw="CcodeB", missing=NA),
        _INTNL,
        Column("v5region", "int8", "code", "where the war was fought", raw="V5RegionNum", missing=NA, labels=_PLACES),
        Column("wherefought", "int8", "code", "where the war was fought", raw="WhereFought", missing=NA,
               labels=REGIONS),
        *(c for i in (1, 2, 3, 4) for c in _stretch(i)), _ONGO,
        Column("transfrom", "text", "code", "war that this one grew out of", raw="TransFrom", missing=NA),
        Column("initiator", "text", "name", "who began", raw="Initiator", missing=NA),
        _OUTCOME,
        Column("transto", "text", "code", "war that this one grew into", raw="TransTo", missing=NA),
        Column("deathsa", "int32", "persons", "battle deaths of the first side", missing=NA),
        Column("deathsb", "int32", "persons", "battle deaths of the second side", missing=NA),
        Column("totalbdeaths", "int32", "persons", "battle deaths of both sides", raw="TotalBDeaths", missing=NA),
        Column("wduratdays", "int32", "days", "days of fighting", raw="WDuratDays", missing=NA),
        Column("wduratmo", "float", "months", "months of fighting", raw="WDuratMo", missing=NA),
        Column("totnatmonwar", "float", "months", "months of fighting summed over states", raw="TotNatMonWar",
               missing=NA),
    ),
)  # fmt: skip
"""Edition 5.1 has a row per war, 4.1 a row per pair of participants."""

STATE_YEARS = Table(
    "state_years", "participant",
    (
        _WAR, code("cow"), year(),
        *columns((("ongoing", "int8", "1", "the state was in the war in the year: always 1"),
                  ("onset", "int8", "1", "a stretch of the war began for the state in the year, 0 or 1")), "event"),
        Column("own", "int8", "1", "the war is the state's own, and not one that it joined, 0 or 1"),
        _TYPE, _INTNL, _OUTCOME,
    ),
)  # fmt: skip
"""One row per war, state on either side, and year of a stretch of fighting.

A war that went on is counted to the last year of the edition; a stretch whose start is unknown has no rows. A war is
the own one of the state on side A of its first row in the file.
"""

_PAIR = "ccodea", "sidea", "ccodeb", "sideb"

WAR_YEARS = Table(
    "war_years", "participant",
    (
        Column("warnum", "text", "code", "number of the war", "key"), year(),
        Column("ccodea", "int16", "code", "state on the first side; null where it is none", "key", missing=NA),
        Column("sidea", "text", "name", "first side", "key", missing=NA),
        Column("ccodeb", "int16", "code", "state on the second side; null where it is none", "key", missing=NA),
        Column("sideb", "text", "name", "second side", "key", missing=NA),
        Column("warname", "text", "name", "name of the war"),
        Column("wartype", "text", "name", "kind of the war in words", missing=("NA",)),
        *columns((("cowintraongoing", "int8", "1", "the war was fought in the year: always 1"),
                  ("cowintraonset", "int8", "1", "first year of the war, 0 or 1")), "event"),
        *columns((
            ("resume_combat", "int8", "1", "the fighting of the pair resumed, 0 or 1"),
            ("primary_state", "int8", "1", "the war is the state's own, 0 or 1"),
            ("intnl", "int8", "1", "another state intervened, 0 or 1"),
        ), missing=("NA",)),
        Column("outcome", "int8", "code", "how the war ended", missing=NA, labels=WAR_OUTCOMES),
        Column("sideadeaths", "int32", "persons", "battle deaths of the first side", missing=NA),
        Column("sidebdeaths", "int32", "persons", "battle deaths of the second side", missing=NA),
        Column("ongo2007", "int8", "1", "went on at the end of 2007, 0 or 1", missing=("NA",)),
    ),
    unique=False,
)  # fmt: skip
"""As the package has it: a row per pair of participants and year. A year with two stretches has two rows."""

_V51, _V41 = "INTRA-STATE WARS v5.1 CSV.csv", "Intra-StateWarData_v4.1.csv"
_COPY = "peacesciencer/cow_war_intra.csv"
_PARTS = {"5.1": ("Yr", "Mo", "Dy"), "4.1": ("Year", "Month", "Day")}
_ABSENT = {"5.1": ("ccodeb", "wherefought"),
           "4.1": ("v5region", "totalbdeaths", "wduratdays", "wduratmo", "totnatmonwar",
                   *(c.name for i in (3, 4) for c in _stretch(i)))}  # fmt: skip


def _official(name: str, version: str, until: int) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = _mended(raw.csv(name, ["WarNum", "WarName"], encoding="cp1252"))
        part = dict(zip(_PARTS[version], ("year", "mon", "day"), strict=True))
        names = {f"{edge}{p}{i}": f"{own}{word}{i}" for edge, own in (("Start", "st"), ("End", "end"))
                 for p, word in part.items() for i in range(1, 5)}  # fmt: skip
        deaths = {"DeathsSideA": "deathsa", "DeathsSideB": "deathsb", "SideADeaths": "deathsa",
                  "SideBDeaths": "deathsb"}  # fmt: skip
        frame = frame.rename(names | deaths, strict=False)
        ends = [c for c in frame.columns if c.startswith("endyear")]
        frame = frame.with_columns(
            pl.col("deathsa", "deathsb").str.replace_all(",", ""),
            ongo=pl.any_horizontal(pl.col(c).eq_missing("-7") for c in ends).cast(pl.Int8),
        )
        wars = shape(frame, WARS, raw.where(name), _ABSENT[version])
        return {"wars": wars, "state_years": state_years(wars, until)}

    return read


def _mended(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the file with two cells of 4.1 put right, in which the year of the end ran into the day."""
    if "EndDay1" not in frame.columns:
        return frame
    run = pl.col("EndDay1").str.extract(r"^(?:-9)?(1[89]\d\d)$")
    slipped = pl.col("EndYear1").is_null() & run.is_not_null()
    return frame.with_columns(
        EndYear1=pl.when(slipped).then(run).otherwise("EndYear1"),
        EndDay1=pl.when(slipped).then(pl.lit("-9")).otherwise("EndDay1"),
    )


def state_years(wars: pl.DataFrame, until: int) -> pl.DataFrame:
    """Return the wars by state and year of fighting.

    Parameters
    ----------
    wars : the table of that name
    until : last year of a war that went on
    """
    stretches = []
    for i in range(1, 5):
        end = (
            pl.when(pl.col("ongo") == 1).then(pl.col(f"endyear{i}").fill_null(until)).otherwise(f"endyear{i}")
        )
        for side in ("ccodea", "ccodeb"):
            stretches.append(wars.select(
                "warnum", "wartype", "intnl", "outcome", ccode=side,
                own=(pl.col(side) == pl.col("ccodea").first().over("warnum")).cast(pl.Int8),
                begin=day(f"styear{i}", f"stmon{i}", f"stday{i}").dt.year(), end=end.cast(pl.Int32),
            ))  # fmt: skip
    rows = pl.concat(stretches).filter(pl.col("ccode").is_not_null() & pl.col("begin").is_not_null())
    years = (
        rows.with_columns(year=pl.int_ranges(pl.col("begin").cast(pl.Int64), pl.col("end").cast(pl.Int64) + 1))
        .explode("year").filter(pl.col("year").is_not_null())
        .group_by("warnum", "ccode", "year")
        .agg(onset=(pl.col("year") == pl.col("begin")).max(), **{n: pl.col(n).first() for n in (
            "own", "wartype", "intnl", "outcome")})
        .sort("warnum", "ccode", "year")
        .with_columns(pl.col("onset").cast(pl.Int8), ongoing=pl.lit(1))
    )  # fmt: skip
    own = {"warnum": "WarNum", "wartype": "WarType", "intnl": "Intnl", "outcome": "Outcome"}
    return shape(years.rename(own), STATE_YEARS, "wars")


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    where = raw.where(_COPY)
    years = shape(raw.csv(_COPY), WAR_YEARS, where)
    own = {"ccodea": "ccode", "primary_state": "own", "cowintraonset": "onset", "cowintraongoing": "ongoing"}
    rows = (
        years.drop_nulls("ccodea").rename(own)
        .filter(pl.col("own") == pl.col("own").max().over("warnum", "ccode", "year"))
        .group_by("warnum", "ccode", "year")
        .agg(pl.col("onset", "ongoing", "own").max(), pl.col("intnl", "outcome").first())
        .sort("warnum", "ccode", "year").rename({"warnum": "WarNum", "intnl": "Intnl", "outcome": "Outcome"})
    )  # fmt: skip
    return {"war_years": years, "state_years": shape(rows, STATE_YEARS, where, without=("wartype",))}


_ZIP = "Intra-State-Wars-v5.1.zip"

SOURCE = Source(
    id="cow.wars.intra",
    title="Intra-State Wars",
    cites=("sarkees2010", "dixon2016"),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/cow-war/",
    tables=(WARS, STATE_YEARS, WAR_YEARS),
    editions=(
        Edition("5.1", "5.1", (1816, 2014), (Resource(_V51, COW_FILES + _ZIP, (_ZIP,),
                ("INTRA-STATE_WARS_v5.1_CSV.csv",)),),
                _official(_V51, "5.1", 2014), without=_ABSENT["5.1"], tables=("wars", "state_years"),
                note="names one state per war; states that intervened are not listed"),
        Edition("4.1", "4.1", (1816, 2007), (Resource(_V41, how="Intra-StateWarData_v4.1.csv from the page of the "
                "data set, under earlier versions"),), _official(_V41, "4.1", 2007), without=_ABSENT["4.1"],
                tables=("wars", "state_years")),
        Edition("peacesciencer", "4.1", (1816, 2007), (from_peacesciencer("cow_war_intra.csv"),), _repackaged,
                "repackaged copy", tables=("war_years", "state_years"), without=("wartype",)),
    ),
)  # fmt: skip
