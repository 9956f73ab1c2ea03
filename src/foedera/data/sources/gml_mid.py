"""Militarized interstate disputes as corrected by Gibler, Miller and Little, by directed dyad and year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import code, columns, dyad_year_keys, from_peacesciencer
from foedera.data.tables import Column, Table

_MISSING = ("-9", "NA")

_DISPUTE = Column("dispnum", "int16", "code", "number of the dispute", "key")

_SIDES = columns((
    ("sidea1", "int8", "1", "first state on the side of the first action"),
    ("sidea2", "int8", "1", "second state on the side of the first action"),
), missing=_MISSING)  # fmt: skip

_ACTS = columns((
    ("fatality1", "int8", "code", "deaths of the first state: 0 none, 1 up to 25, 2 up to 100, 3 up to 250, "
     "4 up to 500, 5 up to 999, 6 more"),
    ("fatality2", "int8", "code", "deaths of the second state, coded alike"),
    ("fatalpre1", "int32", "persons", "deaths of the first state"),
    ("fatalpre2", "int32", "persons", "deaths of the second state"),
    ("hiact1", "int8", "code", "highest action of the first state, 0 none to 21"),
    ("hiact2", "int8", "code", "highest action of the second state, 0 none to 21"),
    ("hostlev1", "int8", "code", "hostility of the first state: 1 none, 2 threat, 3 display, 4 use of force, 5 war"),
    ("hostlev2", "int8", "code", "hostility of the second state, coded alike"),
    ("orig1", "int8", "1", "first state in the dispute from its first day"),
    ("orig2", "int8", "1", "second state in the dispute from its first day"),
), missing=_MISSING)  # fmt: skip

_WHOLE = {c.name: c for c in columns((
    ("hiact", "int8", "code", "highest action of the dispute"),
    ("hostlev", "int8", "code", "highest hostility of the dispute, 2 threat to 5 war"),
    ("mindur", "int16", "days", "shortest possible duration"),
    ("maxdur", "int16", "days", "longest possible duration"),
    ("outcome", "int8", "code", "1 victory of side A, 2 of side B, 3 yield by A, 4 by B, 5 stalemate, 6 compromise, "
     "7 released, 8 unclear, 9 joins a war"),
    ("settle", "int8", "code", "1 negotiated, 2 imposed, 3 none, 4 unclear"),
    ("fatality", "int8", "code", "deaths of the dispute, coded as fatality1"),
    ("fatalpre", "int32", "persons", "deaths of the dispute"),
    ("styear", "int16", "year", "year of the start"),
    ("stmon", "int8", "month", "month of the start; one dispute carries a 13"),
    ("endmon", "int8", "month", "month of the end; one dispute carries a 19"),
    ("recip", "int8", "1", "side B took military action too"),
    ("numa", "int8", "states", "states on side A"),
    ("numb", "int8", "states", "states on side B"),
    ("ongo2010", "int8", "1", "still going on at the end of 2010"),
), missing=_MISSING)}  # fmt: skip


def _whole(names: str) -> tuple[Column, ...]:
    return tuple(_WHOLE[name] for name in names.split())


DYADS = Table(
    "dyad_dispute_years", "dispute-year",
    (
        _DISPUTE, *dyad_year_keys("cow"),
        *columns((("midongoing", "int8", "1", "dispute goes on in this year"),
                  ("midonset", "int8", "1", "first year of the dispute for this pair")), "event"),
        *_SIDES,
        *columns((
            ("revstate1", "int8", "1", "first state wants to change the status quo"),
            ("revstate2", "int8", "1", "second state wants to change the status quo"),
            ("revtype11", "int8", "code", "first aim of the first state: 1 territory, 2 policy, 3 regime, 4 other"),
            ("revtype12", "int8", "code", "first aim of the second state, coded alike"),
            ("revtype21", "int8", "code", "second aim of the first state, coded alike; mostly unknown"),
            ("revtype22", "int8", "code", "second aim of the second state, coded alike; mostly unknown"),
        ), missing=_MISSING),
        *_ACTS,
        *_whole("hiact hostlev mindur maxdur outcome settle fatality fatalpre stmon endmon recip numa numb ongo2010"),
        Column("version", "text", "1", "release the row is from"),
    ),
    unique=False,
)  # fmt: skip
"""Directed. Releases 2.03 and 2.1.1 hold dispute 4273 of states 645 and 696 in 1999 twice each way, with different
aims; both rows are kept, so the keys do not name a row."""

DISPUTES = Table("disputes", "event", (
    _DISPUTE, *_whole("styear stmon outcome settle fatality mindur maxdur hiact hostlev recip"),
))  # fmt: skip

PARTICIPANTS = Table(
    "participants", "participant",
    (
        _DISPUTE, code("cow"),
        Column("styear", "int16", "year", "year in which the state enters", "key"),
        Column("stmon", "int8", "month", "month in which the state enters", "key"),
        Column("stday", "int8", "day of month", "day on which the state enters", missing=_MISSING),
        *columns((
            ("endyear", "int16", "year", "year in which the state leaves"),
            ("endmon", "int8", "month", "month in which the state leaves"),
            ("endday", "int8", "day of month", "day on which the state leaves"),
            ("obsid_start", "text", "code", "Archigos spell of the leader at the start"),
            ("obsid_end", "text", "code", "Archigos spell of the leader at the end"),
            ("dummy_stday", "int8", "day of month", "day of entry; the first of the month where unknown"),
            ("dummy_endday", "int8", "day of month", "day of leaving; the last of the month where unknown"),
            ("sidea", "int8", "1", "on the side of the first action"),
            ("hiact", "int8", "code", "highest action, 0 none to 21"),
            ("orig", "int8", "1", "in the dispute from its first day"),
            ("anymiss_leader_start", "int8", "1", "a participant's leader at the start is unknown"),
            ("anymiss_leader_end", "int8", "1", "a participant's leader at the end is unknown"),
            ("allmiss_leader_start", "int8", "1", "every participant's leader at the start is unknown"),
            ("allmiss_leader_end", "int8", "1", "every participant's leader at the end is unknown"),
        ), missing=_MISSING),
    ),
)  # fmt: skip
"""One row for each time a state enters a dispute; in 15 cases a state leaves one and enters it again."""

_MARKS = columns((
    ("gmlmidongoing", "int8", "1", "a dispute goes on in this year"),
    ("gmlmidonset", "int8", "1", "a dispute begins in this year"),
), "event")  # fmt: skip

LEADERS = Table("leader_dyad_years", "leader-dyad-year", (
    _DISPUTE, *dyad_year_keys("cow"),
    Column("obsid1", "text", "code", "Archigos spell of the leader of the first state", "key"),
    Column("obsid2", "text", "code", "Archigos spell of the leader of the second state", "key"),
    *_MARKS, *_SIDES, *columns((
        ("orig1", "int8", "1", "first state in the dispute from its first day"),
        ("orig2", "int8", "1", "second state in the dispute from its first day"),
        ("obsid_start1", "text", "code", "leader of the first state when it entered"),
        ("obsid_start2", "text", "code", "leader of the second state when it entered"),
        ("obsid_end1", "text", "code", "leader of the first state when it left"),
        ("obsid_end2", "text", "code", "leader of the second state when it left"),
    ), missing=_MISSING),
))  # fmt: skip

WHITTLED = Table("whittled", "dispute-year", (
    *dyad_year_keys("cow"), Column("dispnum", "int16", "code", "number of the dispute that was kept"),
    *_MARKS, *_SIDES, *_ACTS, *_whole("fatality hostlev recip mindur maxdur stmon"),
))  # fmt: skip
"""One row per directed dyad-year as the R package itself reduces several disputes to one; for comparison."""

_PACKAGE = {
    "peacesciencer/gml_dirdisp.parquet": DYADS,
    "peacesciencer/gml_mid_disps.csv": DISPUTES,
    "peacesciencer/gml_part.csv": PARTICIPANTS,
    "peacesciencer/gml_mid_ddlydisps.parquet": LEADERS,
    "peacesciencer/gml_mid_ddydisps.parquet": WHITTLED,
}


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    out = {}
    for file, table in _PACKAGE.items():
        frame = raw.parquet(file) if file.endswith("parquet") else raw.csv(file)
        out[table.name] = shape(frame, table, raw.where(file))
    return out


def _official(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, [c.source_name for c in DYADS.columns])
        return {DYADS.name: shape(frame, DYADS, raw.where(name))}

    return read


_HOME = "http://svmiller.com/gml-mid-data/"


def _release(version: str) -> Edition:
    name = f"gml-ddy-disputes-{version}.csv"
    how = f"download the directed dyad-year disputes of release {version} from {_HOME}"
    return Edition(
        version, version, (1816, 2010), (Resource(name, how=how),), _official(name), tables=(DYADS.name,)
    )


SOURCE = Source(
    id="gml.mid",
    title="Gibler-Miller-Little Militarized Interstate Disputes",
    cites=("gibler2016", "miller2022"),
    licence="free with citation",
    home=_HOME,
    tables=(DYADS, DISPUTES, PARTICIPANTS, LEADERS, WHITTLED),
    editions=(
        Edition("peacesciencer", "2.2.1", (1816, 2010),
                tuple(from_peacesciencer(file.removeprefix("peacesciencer/")) for file in _PACKAGE),
                _repackaged, "repackaged copy"),
        _release("2.1.1"),
        _release("2.03"),
    ),
    note="fatality and fatalpre are per dispute and pair, not per year",
)  # fmt: skip
