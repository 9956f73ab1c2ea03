"""UCDP/PRIO armed conflicts since 1946: each conflict and year, and each state that took part with troops."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Parser, Resource, Source, Tried
from foedera.data.sources.common import columns, from_peacesciencer, year
from foedera.data.tables import Column, Dtype, Table

UCDP_TERMS = "CC BY 4.0"
DOWNLOADS = "https://ucdp.uu.se/downloads/"

TYPES = {1: "extrasystemic", 2: "interstate", 3: "intrastate", 4: "internationalized intrastate"}
ISSUES = {1: "territory", 2: "government", 3: "territory and government"}
INTENSITIES = {1: "25 to 999 battle deaths in the year", 2: "at least 1,000"}


def _coded(name: str, meaning: str, labels: dict[int, str]) -> Column:
    return Column(name, "int8", "code", meaning, labels=labels)


def sides() -> tuple[Column, ...]:
    """Return the columns with the Gleditsch-Ward numbers of the sides, several separated by ', '."""
    return columns((
        ("gwno_a", "text", "code", "states of side A"),
        ("gwno_a_2nd", "text", "code", "states with troops on side A"),
        ("gwno_b", "text", "code", "states of side B"),
        ("gwno_b_2nd", "text", "code", "states with troops on side B"),
    ))  # fmt: skip


def about() -> tuple[Column, ...]:
    """Return the columns on issue, intensity and type that the UCDP sets of conflicts share."""
    return (
        _coded("incompatibility", "what is fought over", ISSUES),
        _coded("intensity_level", "battle deaths of the year", INTENSITIES),
        _coded("type_of_conflict", "who fights whom", TYPES),
    )


def dates(what: str) -> tuple[Column, ...]:
    """Return the columns with the dates of the first deaths and of the first full year of violence."""
    rows: tuple[tuple[str, Dtype, str, str], ...] = (
        ("start_date", "date", "day", f"first battle death of the {what}"),
        ("start_prec", "int8", "code", "precision of start_date, 1 the day"),
        ("start_date2", "date", "day", "start of the episode: 25 deaths in a year reached"),
        ("start_prec2", "int8", "code", "precision of start_date2, 1 the day"),
    )
    return columns(rows)


def names() -> tuple[Column, ...]:
    """Return the columns with the names of place and parties."""
    return columns((
        ("location", "text", "1", "states whose government or territory is at issue"),
        ("side_a", "text", "1", "side A"), ("side_a_id", "text", "code", "actor of side A"),
        ("side_a_2nd", "text", "1", "states with troops on side A"),
        ("side_b", "text", "1", "side B"), ("side_b_id", "text", "code", "actors of side B"),
        ("side_b_2nd", "text", "1", "states with troops on side B"),
    ))  # fmt: skip


CONFLICTS = Table("conflict_years", "event", (
    Column("conflict_id", "int32", "code", "number of the conflict", "key"), year(),
    *names(), Column("territory_name", "text", "1", "territory at issue"), *about(),
    Column("cumulative_intensity", "int8", "1", "1,000 battle deaths since the start"),
    *dates("conflict"),
    *columns((("ep_end", "int8", "1", "episode ends with this year"),
              ("ep_end_date", "date", "day", "last event of an episode that ends"))),
    *sides(), *columns((("gwno_loc", "text", "code", "states whose government or territory is at issue"),
                        ("region", "text", "code", "1 Europe, 2 Middle East, 3 Asia, 4 Africa, 5 Americas"))),
), system=None)  # fmt: skip

ROLES = {"gwno_a": "a", "gwno_a_2nd": "a_2nd", "gwno_b": "b", "gwno_b_2nd": "b_2nd"}

PARTICIPANTS = Table("participants", "participant", (
    Column("conflict_id", "int32", "code", "number of the conflict", "key"),
    Column("gwcode", "int16", "code", "Gleditsch-Ward number of the state", "key"), year(),
    Column("role", "text", "1", "a or b: a party; a_2nd or b_2nd: troops in support of that side", "key"),
    *about(), *dates("conflict"),
), system="gw")  # fmt: skip
"""One row for each state in each conflict and year; made from the four columns of sides."""


def participants(conflicts: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each state of a conflict-year from the columns of sides."""
    long = conflicts.unpivot(
        list(ROLES),
        index=[c for c in conflicts.columns if c not in ROLES],
        variable_name="role",
        value_name="gwcode",
    )
    return (
        long.drop_nulls("gwcode")
        .with_columns(pl.col("role").replace_strict(ROLES), pl.col("gwcode").str.extract_all(r"\d+"))
        .explode("gwcode")
        .with_columns(pl.col("gwcode").cast(pl.Int16))
        .select(c.name for c in PARTICIPANTS.columns)
        .unique(maintain_order=True)
    )


def days(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Return the frame with the day of each named column only, whether written 2012-11-15 or 15-11-2012."""
    turned = [
        pl.col(n).str.slice(0, 10).str.replace(r"^(\d{2})-(\d{2})-(\d{4})$", "${3}-${2}-${1}")
        for n in names
        if n in frame.columns
    ]
    return frame.with_columns(turned)


_DROPPED = ("start_date", "start_prec", "start_prec2", "ep_end")


def _official(name: str) -> Parser:
    def read(raw: Raw) -> dict[str, pl.DataFrame]:
        frame = raw.csv(name, ["conflict_id", "year", *ROLES, "start_date"])
        if "start_date2" not in frame.columns and "end_date" in frame.columns:
            frame = frame.rename({"start_date": "start_date2", "end_date": "ep_end_date"})
            shaped = shape(days(frame, "start_date2", "ep_end_date"), CONFLICTS, raw.where(name), _DROPPED)
            shaped = shaped.with_columns(ep_end=pl.col("ep_end_date").is_not_null().cast(pl.Int8))
        else:
            frame = days(frame, "start_date", "start_date2", "ep_end_date")
            shaped = shape(frame, CONFLICTS, raw.where(name))
        return {"conflict_years": shaped, "participants": participants(shaped)}

    return read


_TIDIED = "peacesciencer/ucdp_acd.csv"
_WITHOUT = (*(c.name for c in names()), "territory_name", "cumulative_intensity", "gwno_loc", "region")


def _repackaged(raw: Raw) -> dict[str, pl.DataFrame]:
    frame = raw.csv(_TIDIED, [c.name for c in CONFLICTS.columns if c.name not in _WITHOUT])
    codes = {
        "incompatibility": {"territory": "1", "government": "2", "both": "3"},
        "type_of_conflict": {"extrasystemic": "1", "interstate": "2", "intrastate": "3", "II": "4"},
    }
    frame = frame.with_columns(pl.col(c).replace_strict(new, default=pl.col(c)) for c, new in codes.items())
    joined = [pl.col(r).drop_nulls().unique(maintain_order=True).str.join(", ") for r in ROLES]
    rest = [pl.col(c).first() for c in frame.columns if c not in ("conflict_id", "year", *ROLES)]
    whole = frame.group_by("conflict_id", "year", maintain_order=True).agg(*joined, *rest)
    whole = whole.with_columns(pl.when(pl.col(r) != "").then(pl.col(r)) for r in ROLES)
    shaped = shape(whole, CONFLICTS, raw.where(_TIDIED), _WITHOUT)
    return {"conflict_years": shaped, "participants": participants(shaped)}


def _release(version: str, last: int, tried: Tried, file: str = "", note: str = "") -> Edition:
    file = file or f"UcdpPrioConflict_v{version.replace('.', '_')}.csv"
    archive = f"ucdp-prio-acd-{version.replace('.', '')}-csv.zip"
    resource = Resource(file, f"{DOWNLOADS}ucdpprio/{archive}", (archive,))
    return Edition(version, version, (1946, last), (resource,), _official(file), tried, note=note)


SOURCE = Source(
    id="ucdp.acd",
    title="UCDP/PRIO Armed Conflict Dataset",
    cites=("gleditsch2002", "davies2023"),
    licence=UCDP_TERMS,
    home="https://ucdp.uu.se/downloads/",
    tables=(CONFLICTS, PARTICIPANTS),
    editions=(
        _release("23.1", 2022, "owner's file"),
        _release("24.1", 2023, "repackaged copy", note="some copies lack start_date, the precisions and ep_end: "
                 "what they call start_date is start_date2, and an episode with an end date counts as ended"),
        _release("25.1", 2024, "codebook only"),
        _release("26.1", 2025, "codebook only"),
        _release("20.1", 2019, "repackaged copy", "ucdp-prio-acd-201.csv"),
        Edition("peacesciencer", "25.1", (1946, 2024), (from_peacesciencer("ucdp_acd.csv"),), _repackaged,
                "repackaged copy", without=_WITHOUT),
    ),
    note="conflicts with at least 25 battle deaths in the year; whether an episode ended in the last year of a release "
    "is known from the next one on",
)  # fmt: skip
