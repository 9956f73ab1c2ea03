"""Roll-call votes of the United Nations General Assembly: who voted how on what, and what the votes were about."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.names import cow_of_names
from foedera.data.tables import Column, Table

_NA = ("NA",)
_BALLOTS = {1: "yes", 2: "abstain", 3: "no", 8: "absent", 9: "not a member"}
_ISSUES = {
    "me": "Palestinian conflict", "nu": "Nuclear weapons and nuclear material",
    "di": "Arms control and disarmament", "hr": "Human rights", "co": "Colonialism", "ec": "Economic development",
}  # fmt: skip

VOTES = Table(
    "votes", "participant",
    (
        Column("rcid", "int32", "code", "number of the roll call", "key"),
        Column("ccode", "int16", "code", "Correlates of War number of the voter", "key", missing=_NA),
        Column("country", "text", "1", "name of the voter as the publisher writes it"),
        Column("vote", "int8", "code", "how it voted", labels=_BALLOTS),
    ),
)  # fmt: skip
ROLL_CALLS = Table(
    "roll_calls", "event",
    (
        Column("rcid", "int32", "code", "number of the roll call", "key"),
        Column("session", "int16", "1", "session of the General Assembly; session s meets in the autumn of 1945 + s"),
        Column("date", "date", "day", "day of the vote; before 1997 the publisher's day of the month is never above "
               "7, so that only year and month can be used", missing=_NA),
        Column("importantvote", "int8", "flag", "named important by the State Department of the USA (from session 39)",
               missing=_NA),
        Column("unres", "text", "1", "number of the resolution", missing=_NA),
        Column("amend", "int8", "flag", "vote on an amendment (coded to 1985)", missing=_NA),
        Column("para", "int8", "flag", "vote on a paragraph only (coded to 1985)", missing=_NA),
        Column("short", "text", "1", "short title", missing=_NA),
        Column("descr", "text", "1", "description", missing=_NA),
    ), system=None,
)  # fmt: skip
ISSUES = Table(
    "issues", "event",
    (
        Column("rcid", "int32", "code", "number of the roll call", "key"),
        Column("issue", "text", "code", "what it was about: " + ", ".join(f"{k} {v}" for k, v in _ISSUES.items()),
               "key"),
    ), system=None,
)  # fmt: skip

OFFICIAL = "UNVotes.csv"
_PACKAGE = ("un_votes.parquet", "un_roll_calls.csv", "un_roll_call_issues.csv")


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    """One row per voter and roll call, absences included; what a roll call is about stands in each of its rows."""
    where = raw.where(OFFICIAL)
    frame = raw.csv(OFFICIAL, ["rcid", "ccode", "vote", "session", *_ISSUES])
    names = [n for n in ("Countryname", "Country", "country") if n in frame.columns]
    voters = frame.rename({names[0]: "country"} if names and names[0] != "country" else {})
    calls = frame.unique("rcid", keep="first", maintain_order=True)
    about = calls.unpivot(list(_ISSUES), index="rcid", variable_name="issue").filter(pl.col("value") == "1")
    return {
        "votes": shape(voters, VOTES, where, () if names else ("country",)),
        "roll_calls": shape(calls, ROLL_CALLS, where),
        "issues": shape(about, ISSUES, where),
    }


def _package(raw: Raw) -> dict[str, pl.DataFrame]:
    """Yes, no and abstentions only; voters are names, which lead to the number of the state that voted."""
    first, second, third = _PACKAGE
    frame = raw.parquet(first, ["rcid", "country", "vote"])
    ballots = {word: number for number, word in _BALLOTS.items()}
    known = pl.col("vote").cast(pl.String).replace_strict(ballots, default=pl.col("vote").cast(pl.String),
                                                          return_dtype=pl.String)  # fmt: skip
    voters = frame.with_columns(cow_of_names(frame["country"]).alias("ccode"), vote=known)
    about = raw.csv(third, ["rcid", "short_name"]).select("rcid", issue="short_name")
    return {
        "votes": shape(voters, VOTES, raw.where(first)),
        "roll_calls": shape(raw.csv(second), ROLL_CALLS, raw.where(second)),
        "issues": shape(about, ISSUES, raw.where(third)),
    }


_VERSE = "download the roll-call votes as CSV from the page of the data set and call the file UNVotes.csv"

SOURCE = Source(
    id="un.votes",
    title="United Nations General Assembly Voting Data",
    cites=("voeten2013", "bailey2017"),
    licence="free for research with citation; the R package unvotes is MIT",
    home="https://doi.org/10.7910/DVN/LEJUQZ",
    tables=(VOTES, ROLL_CALLS, ISSUES),
    editions=(
        Edition("official", "as downloaded", (1946, 2019), (Resource(OFFICIAL, how=_VERSE),), _official,
                "codebook only", note="later downloads cover later sessions; the years are those of the 74 sessions "
                "that every version holds"),
        Edition("unvotes", "0.3.0", (1946, 2019), tuple(Resource(name, how=(
            "in R, from the package unvotes: un_votes by arrow::write_parquet, un_roll_calls and "
            "un_roll_call_issues by readr::write_csv, each into a file called after its table")) for name in _PACKAGE),
            _package, "repackaged copy", note="sessions 1 to 74, the last votes of which are of January 2020; "
            "absences are left out; Yugoslavia stands for Serbia to the end"),
    ),
)  # fmt: skip
