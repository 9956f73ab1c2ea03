"""Ideal points of states on one dimension, estimated from their votes in the United Nations General Assembly."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source
from foedera.data.sources.common import state_year_keys
from foedera.data.tables import Column, Table, Years

_NA = ("NA",)
_LEVELS = (0, 5, 10, 50, 90, 95, 100)
_PARTNERS = {
    "USAgree": ("agree_usa", "the USA"), "RUSSAgree": ("agree_rus", "Russia or the Soviet Union"),
    "BrazilAgree": ("agree_bra", "Brazil"), "ChinaAgree": ("agree_chn", "China"),
    "IndiaAgree": ("agree_ind", "India"), "IsraelAgree": ("agree_isr", "Israel"),
}  # fmt: skip
_SEATED = {"agree_chn": (1971, 2023), "agree_isr": (1948, 2023)}
_FIRST_SESSION_IS_OF = 1946


def _estimate(name: str, what: str, raw: tuple[str, str, str], covers: Years | None = None) -> list[Column]:
    """Return a point, its number of votes and its quantiles; ``raw`` names point, votes and quantile '{}'."""
    point, votes, quantile = raw  # the owner writes the letter O for the 0 of the lowest quantile
    prefix, zero = name.replace("idealpoint", "ip"), "O" if quantile[0] == "Q" else "o"
    levels = [Column(f"{prefix}_q{q}", "float", "1", f"{q} % quantile of the estimate, {what}", missing=_NA,
                     raw=quantile.format(q or zero), covers=covers) for q in _LEVELS]  # fmt: skip
    return [
        Column(name, "float", "1", f"ideal point, {what}; high is near the USA", raw=point, missing=_NA, covers=covers),
        Column(f"{prefix}_votes", "int16", "votes", f"votes it is estimated from, {what}", raw=votes, missing=_NA,
               covers=covers),
        *levels,
    ]  # fmt: skip


_MAIN = _estimate("idealpoint", "series of the releases to 2024", ("IdealPointAll", "NVotesAll", "Q{}%All"))
_ALL = _estimate("idealpoint_all", "all votes, series of 2025", ("idealpointall", "nvotesall", "q{}all"))
_FP = _estimate(
    "idealpoint_fp", "votes on final passage, series of 2025", ("idealpointfp", "nvotesfp", "q{}fp")
)

SESSION_YEARS = Table(
    "session_years", "state-year",
    (
        *state_year_keys("cow"), *_MAIN,
        *(Column(name, "float", "share", f"share of votes in which it voted with {who}", raw=raw, missing=_NA,
                 covers=_SEATED.get(name))
          for raw, (name, who) in _PARTNERS.items()),
        *_ALL, *_FP,
    ),
)  # fmt: skip
NUCLEAR_YEARS = Table(
    "nuclear_years", "state-year",
    (*state_year_keys("cow"),
     *_estimate("nuclear_idealpoint", "votes on nuclear matters",
                ("IdealPointNuclear", "NVotesNuclear", "Q{}%Nuclear"))),
)  # fmt: skip

_AGREE = tuple(name for name, _ in _PARTNERS.values())
_NEW = tuple(c.name for c in (*_ALL, *_FP))


def _by_session(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the year of the session: that of the autumn in which it opens, 1946 for the first."""
    session = pl.col("session").cast(pl.Int16, strict=False)
    return frame.with_columns(year=session + _FIRST_SESSION_IS_OF - 1)


def _csv(
    name: str, table: Table, without: tuple[str, ...] = (), encoding: str = "utf-8", add: str = ""
) -> Parser:
    """Return the parser of a file by session; ``add`` is what the later layout adds to the names of the columns."""

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["ccode", "session"], encoding=encoding)
        if add:
            plain = ("NVotes", "IdealPoint", *(f"Q{'O' if q == 0 else q}%" for q in _LEVELS))
            frame = frame.rename({c: c + add for c in plain if c in frame.columns})
        return {table.name: shape(_by_session(frame), table, raw.where(name), without)}

    return read


def _july(name: str) -> Parser:
    """Return the parser of the layout of July 2025: by year, three estimates, no agreement, no legacy quantiles."""
    without = (*_AGREE, *(c.name for c in _MAIN if "_q" in c.name))

    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.stata(name) if name.endswith(".dta") else raw.csv(name)
        frame = frame.rename({"idealpointlegacy": "IdealPointAll", "nvotesLegacy": "NVotesAll"}, strict=False)
        return {"session_years": shape(frame, SESSION_YEARS, raw.where(name), without)}

    return read


_GIT = "https://raw.githubusercontent.com/evoeten/United-Nations-General-Assembly-Votes-and-Ideal-Points/"
_OUTPUT = _GIT + "a6dce7ec687f73a738593319a57b91333b7a3cab/Output/"
_HOW = "download {} from the page of the data set at the Harvard Dataverse, doi:10.7910/DVN/LEJUQZ"
_2025 = {c.name: (1946, 2023) for c in (*_MAIN, *_ALL)}
_JULY_NOTE = (
    "idealpoint is the owner's 'legacy' series, equal to the release of June 2024; it and the new series from all "
    "votes end in 2023, the series from votes on final passage in 2024; no row for 1964"
)
_SESSION_NOTE = (
    "the year is that of the session, 1945 + its number; session 19 (1964) had no roll calls to use"
)
_WITHOUT_2025 = (*_AGREE, *(c.name for c in _MAIN if "_q" in c.name))

SOURCE = Source(
    id="un.idealpoints",
    title="United Nations General Assembly Ideal Points",
    cites=("bailey2017",),
    licence="CC0 as far as known",
    home="https://doi.org/10.7910/DVN/LEJUQZ",
    tables=(SESSION_YEARS, NUCLEAR_YEARS),
    editions=(
        Edition("2025-07", "July 2025", (1946, 2024), (Resource(
            "IdealpointsJuly2025.dta", how=_HOW.format("IdealpointsJuly2025.dta")),), _july("IdealpointsJuly2025.dta"),
            "owner's file", _2025, _WITHOUT_2025, ("session_years",), _JULY_NOTE),
        Edition("2025-07-csv", "July 2025", (1946, 2024), (Resource(
            "IdealpointsJuly2025.csv", how=_HOW.format("IdealpointsJuly2025 as CSV")),),
            _july("IdealpointsJuly2025.csv"), "repackaged copy", _2025, _WITHOUT_2025, ("session_years",), _JULY_NOTE),
        Edition("2024-06", "June 2024", (1946, 2023), (Resource(
            "IdealpointestimatesAll_Jun2024.csv", how=_HOW.format("IdealpointestimatesAll_Jun2024")),),
            _csv("IdealpointestimatesAll_Jun2024.csv", SESSION_YEARS, _NEW), "owner's file", {}, _NEW,
            ("session_years",), _SESSION_NOTE),
        Edition("2020-04", "April 2020", (1946, 2019), (Resource(
            "IdealpointestimatesAll_Apr2020.csv", _OUTPUT + "IdealpointestimatesAll_Apr2020.csv"),),
            _csv("IdealpointestimatesAll_Apr2020.csv", SESSION_YEARS, (*_AGREE, *_NEW), "cp1252", "All"),
            "owner's file", {}, (*_AGREE, *_NEW), ("session_years",), _SESSION_NOTE),
        Edition("2020-04-nuclear", "April 2020", (1978, 2019), (Resource(
            "IdealpointestimatesNuclear_Apr2020.csv", _OUTPUT + "IdealpointestimatesNuclear_Apr2020.csv"),),
            _csv("IdealpointestimatesNuclear_Apr2020.csv", NUCLEAR_YEARS, (), "cp1252"), "owner's file", {}, (),
            ("nuclear_years",), "sessions 33 to 74; the year is 1945 + the number of the session"),
    ),
)  # fmt: skip
