"""Alliance Treaty Obligations and Provisions: what each treaty promises, to whom, under which conditions."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import code, columns, dyad_year_keys, from_peacesciencer, spell_dates
from foedera.data.tables import Column, Table

_PLEDGES = ("defense", "offense", "neutral", "nonagg", "consul")

DYADS = Table(
    "dyad_years", "dyad-year",
    (
        *dyad_year_keys("cow"),
        *columns((
            ("atop_alliance", "int8", "1", "the two are in an alliance, whoever promises what"),
            ("atop_defense", "int8", "1", "first state promises to defend the second"),
            ("atop_offense", "int8", "1", "first state promises active support beyond defence"),
            ("atop_neutral", "int8", "1", "first state promises to stay neutral"),
            ("atop_nonagg", "int8", "1", "first state promises not to attack"),
            ("atop_consul", "int8", "1", "first state promises to consult"),
        ), "event"),
    ),
)  # fmt: skip
"""Directed: ``ccode1`` gives the promise, ``ccode2`` receives it. ``atop_alliance`` is 1 in every row; in 170 rows of
5.1 only the other state promises something."""

_DUTIES = columns((
    ("defense", "int8", "1", "defence"),
    ("offense", "int8", "1", "active support beyond defence"),
    ("neutral", "int8", "1", "neutrality"),
    ("nonagg", "int8", "1", "non-aggression"),
    ("consul", "int8", "1", "consultation"),
    ("conditio", "int8", "1", "a promise depends on conditions"),
    ("defcon", "int8", "1", "defence depends on conditions"),
    ("offcon", "int8", "1", "offence depends on conditions"),
    ("neucon", "int8", "1", "neutrality depends on conditions"),
    ("concon", "int8", "1", "consultation depends on conditions"),
    ("asymm", "int8", "1", "members owe different things"),
))  # fmt: skip

_DESIGN = columns((
    ("bilat", "int8", "1", "two members"),
    ("wartime", "int8", "1", "concluded in a war"),
    ("estmode", "int8", "code", "manner in which the treaty was made, as the owner codes it"),
    ("pubsecr", "int8", "code", "publicity: 0 public, 1 partly, 2 wholly secret"),
    ("length", "int16", "months", "agreed length, 0 not stated"),
    ("notaiden", "int8", "code", "duty not to aid an enemy of a member"),
    ("seppeace", "int8", "code", "ban on a separate peace"),
    ("specthrt", "int8", "code", "threat the treaty is about"),
    ("conwtin", "int8", "code", "settlement of conflicts between members"),
    ("milcon", "int8", "code", "military contact in peace"),
    ("milaid", "int8", "code", "military aid"),
    ("intcom", "int8", "1", "integrated command"),
    ("subord", "int8", "code", "subordination of forces"),
    ("organ1", "int8", "code", "organization: 0 none, the higher the more formal, 3 a standing body"),
    ("organ2", "int8", "code", "second organization, coded alike"),
    ("base", "int8", "code", "bases or troops on the soil of members"),
    ("contrib", "int8", "1", "contributions of forces or money are laid down"),
    ("ecaid", "int8", "code", "economic aid"),
    ("interv", "int8", "code", "intervention in internal affairs of members"),
    ("source", "int8", "code", "kind of text behind the coding"),
))  # fmt: skip

ALLIANCES = Table(
    "alliances", "alliance",
    (
        Column("atopid", "int16", "code", "number of the alliance", "key"),
        *columns((
            ("cowid", "int16", "code", "number in the Correlates of War list"),
            ("cow4id", "int16", "code", "number in version 4 of that list"),
            ("begyr", "int16", "year", "year of the start"),
            ("begmo", "int8", "month", "month of the start"),
            ("begday", "int8", "day of month", "day of the start"),
        )),
        *columns((
            ("endyr", "int16", "year", "year of the end; null while in effect"),
            ("endmo", "int8", "month", "month of the end"),
            ("endday", "int8", "day of month", "day of the end"),
        ), missing=("0",)),
        *columns((
            ("ineffect", "int8", "1", "in effect at the end of the data"),
            ("maxphase", "int8", "1", "number of phases, 0 where there is one only"),
            ("term", "int8", "code", "kind of end, 0 still in effect"),
        )),
        *_DUTIES, *_DESIGN,
        Column("members", "text", "code", "numbers of all that were ever members, separated by spaces"),
    ),
)  # fmt: skip

MEMBERS = Table(
    "members", "member-spell",
    (
        Column("atopid", "int16", "code", "number of the alliance", "key"),
        code("cow", "member", what="member"),
        Column("phase", "int8", "code", "phase of the alliance, 0 where there is one only", "key"),
        *spell_dates(),
        *columns((
            ("yrent", "int16", "year", "year of entry"),
            ("moent", "int8", "month", "month of entry"),
            ("dayent", "int8", "day of month", "day of entry"),
        )),
        *columns((
            ("yrexit", "int16", "year", "year of exit; null while in effect"),
            ("moexit", "int8", "month", "month of exit"),
            ("dayexit", "int8", "day of month", "day of exit"),
        ), missing=("0",)),
        *columns((
            ("cowsys", "int8", "code", "membership of the state system as the owner codes it"),
            ("ineffect", "int8", "1", "in effect at the end of the data"),
            ("maxphase", "int8", "1", "number of phases, 0 where there is one only"),
            ("term", "int8", "code", "kind of end, 0 still in effect"),
            ("termmode", "int8", "code", "manner of the end"),
            ("termcaus", "int8", "code", "cause of the end"),
        )),
        *_DUTIES,
        *columns((
            ("defcoadv", "int8", "1", "defence only against named adversaries"),
            ("defcoloc", "int8", "1", "defence only in named places"),
            ("defcocon", "int8", "1", "defence only in named conflicts"),
            ("defconum", "int8", "1", "defence only against a number of adversaries"),
            ("defcodem", "int8", "1", "defence only after demands"),
            ("defconpr", "int8", "1", "defence only where the member did not provoke"),
            ("olimob", "int8", "code", "limits on the obligation to mobilize, as the owner codes them"),
            ("obvary", "int8", "1", "obligations differ between members"),
        )),
        *_DESIGN,
    ),
)  # fmt: skip
"""One row for each stay of a member in a phase; what the member owes in it. ``start`` and ``end`` are made from
the owner's year, month and day: an unknown day of entry counts as the first of the month, of exit as the last;
``end`` is null while the membership is in effect. A phase begins on the day the one before ends. Codes of 1000 and
above are no Correlates of War states."""


def _ddyr(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["stateA", "stateB", "year", *_PLEDGES])
        new = {"stateA": "ccode1", "stateB": "ccode2", **{p: f"atop_{p}" for p in _PLEDGES}}
        return {"dyad_years": _dyads(frame.select("year", *new).rename(new), raw.where(name))}

    return read


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    name = "peacesciencer/atop_alliance.parquet"
    return {"dyad_years": _dyads(raw.parquet(name), raw.where(name))}


def _dyads(frame: pl.DataFrame, where: str) -> pl.DataFrame:
    shaped = shape(frame, DYADS, where, without=("atop_alliance",))
    return shaped.with_columns(atop_alliance=pl.lit(1, dtype=pl.Int8))


def _alliances(raw: Raw, name: str) -> pl.DataFrame:
    frame = raw.csv(name, [c.name for c in ALLIANCES.columns if c.name != "members"])
    listed = [c for c in frame.columns if c.removeprefix("mem").isdigit()]
    members = (
        pl.concat_str(pl.col(listed), separator=" ", ignore_nulls=True) if listed else pl.lit(None, pl.String)
    )
    return shape(frame.with_columns(members=members), ALLIANCES, raw.where(name))


def _members(raw: Raw, name: str) -> pl.DataFrame:
    frame = raw.csv(name, [c.source_name for c in MEMBERS.columns if c.name not in ("start", "end")])
    shaped = shape(frame, MEMBERS, raw.where(name), without=("start", "end"))
    months = pl.date(pl.col("yrexit").cast(pl.Int32), "moexit", 1).dt.month_end()
    return shaped.with_columns(
        start=pl.date(pl.col("yrent").cast(pl.Int32), "moent", pl.col("dayent").fill_null(1)),
        end=pl.coalesce(pl.date(pl.col("yrexit").cast(pl.Int32), "moexit", "dayexit"), months),
    )


def _of_alliances(name: str) -> Parser:
    return lambda raw: {"alliances": _alliances(raw, name)}


def _of_version(alliances: str, members: str) -> Parser:
    return lambda raw: {"alliances": _alliances(raw, alliances), "members": _members(raw, members)}


def _whole(raw: Raw) -> dict[str, pl.DataFrame]:
    return {**_of_version("atop5_1a.csv", "atop5_1m.csv")(raw), **_ddyr("atop5_1ddyr.csv")(raw)}


_ZIP = "http://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip"


def _in_zip(name: str) -> Resource:
    return Resource(name, _ZIP, ("atop_5.1__.csv_.zip",))


def _by_hand(name: str, mirror: str) -> Resource:
    return Resource(
        name, also=(mirror,), how="older versions come from the data page of http://www.atopdata.org"
    )


SOURCE = Source(
    id="atop",
    title="Alliance Treaty Obligations and Provisions",
    cites=("leeds2002",),
    licence="free with citation; ask the owners before passing it on",
    home="http://www.atopdata.org",
    tables=(DYADS, ALLIANCES, MEMBERS),
    editions=(
        Edition("5.1", "5.1", (1815, 2018), tuple(map(_in_zip, ("atop5_1a.csv", "atop5_1m.csv", "atop5_1ddyr.csv"))),
                _whole, "codebook only"),
        Edition("peacesciencer", "5.1", (1815, 2018), (from_peacesciencer("atop_alliance.parquet"),), _repackaged,
                "repackaged copy", tables=("dyad_years",)),
        Edition("5.0", "5.0", (1815, 2018), (_by_hand("atop5_0a.csv", "atop5_0_alliance-level.csv"),),
                _of_alliances("atop5_0a.csv"), tables=("alliances",)),
        Edition("4.01", "4.01", (1815, 2016), (
            _by_hand("atop4_01a.csv", "atop4_01_alliance-level.csv"),
            _by_hand("atop4_01m.csv", "atop4_01_member-level.csv"),
        ), _of_version("atop4_01a.csv", "atop4_01m.csv"), tables=("alliances", "members")),
    ),
    note="a treaty of unlimited length counts as in effect until the last year of the data",
)  # fmt: skip
