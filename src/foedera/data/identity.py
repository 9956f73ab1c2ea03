"""State identity: one place that turns numbers, codes and names of states into each other, by date.

The house's name of a state is its ISO 3166 alpha-3 code, or a house code where ISO 3166 never had one (AUH, BAV).
A number or a code may stand for different states at different times (255 is Prussia, then Germany; DEU is 260 from
1955 to 1990 and 255 after), so that a conversion needs a year or a day. Rules:

* a year is asked for as a whole; where a code changes hands within it, the holder on the last day counts
  (365 in 1991 is RUS, DEU in 1990 is 255);
* a present code also stands for the same state under its earlier codes (RUS in 1970 is read as SUN);
* without a year a code must lead to one answer at all times, else it is 'ambiguous';
* nothing is guessed and nothing is dropped: what has no answer is null and told in ``unmatched``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast, get_args

import polars as pl

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.data.codes import from_cow, is_iso3, name_of, plain, renamed, suggest, to_cow
from foedera.data.converted import Converted
from foedera.data.links import FIRST, LAST, Kind, known, links
from foedera.data.membership import members, segments, state_years, tenures

__all__ = [
    "Converted", "State", "convert", "from_cow", "members", "name_of", "segments", "state", "state_years", "tenures",
    "to_cow",
]  # fmt: skip

_NO_YEAR = -99_999
_SHOWN = 50
"""How many problems one error tells at most."""


def convert(
    values: Any, to: Kind = "iso3", of: Kind = "cow", year: Any = None, strict: bool = False
) -> Converted:
    """Turn codes or names of states into others.

    Parameters
    ----------
    values : list, array or Polars Series of codes or names; null stays null and is not told
    to, of : 'iso3', 'cow' (number), 'gw' (number), 'cowabb' (Correlates of War abbreviation), 'name' (English)
    year : a year or a :class:`datetime.date` for all, or as many as values; where it is null or not given, the
        answer must be the same at all times
    strict : whether values without answer raise

    Raises
    ------
    InputErrors
        with ``strict``, naming every value that has no answer
    InputError
        for an unknown kind of code, years that are none or not as many as the values
    """
    for given in (to, of):
        if given not in get_args(Kind):
            fix = did_you_mean(str(given), get_args(Kind)) or "one of " + ", ".join(get_args(Kind))
            raise InputError(f"there is no kind of code '{given}'", where="convert", fix=fix)
    if isinstance(values, str | int):
        raise InputError("one value is no list", where="convert", fix="give a list, or call state(...)")
    asked = values if isinstance(values, pl.Series) else pl.Series("value", list(values), strict=False)
    frame = pl.DataFrame({"raw": asked.rename("raw"), "when": _when(year, asked.len())})
    pairs = frame.unique(maintain_order=True)
    keys = _keyed(pairs["raw"], of)
    answers = _answers(pairs.with_columns(key=keys), of, to)
    number = to in ("cow", "gw")
    out = frame.join(answers.select("raw", "when", "out"), on=["raw", "when"], how="left",
                     maintain_order="left")["out"]  # fmt: skip
    out = out.cast(pl.Int16) if number else out
    lost = answers.filter(pl.col("raw").is_not_null() & pl.col("out").is_null())
    unmatched = _unmatched(frame, lost, links(of, to), of)
    answer = out.alias(asked.name) if isinstance(values, pl.Series) else out.to_list()
    found = Converted(answer, unmatched, of, to)
    if strict and unmatched.height:
        raise InputErrors(found.problems()[:_SHOWN])
    return found


def _when(year: Any, count: int) -> pl.Series:
    """Return years (Int32) or days (Date), one for each value; the first ones stand for none."""
    if year is None:
        return pl.Series("when", [_NO_YEAR], dtype=pl.Int32).new_from_index(0, count)
    one = isinstance(year, int | date) or (hasattr(year, "__index__") and getattr(year, "ndim", 0) == 0)
    when = year if isinstance(year, pl.Series) else pl.Series([year] if one else list(year))
    if one:
        when = when.new_from_index(0, count)
    if when.len() != count:
        raise InputError(
            f"{count} values and {when.len()} years", where="convert", fix="give one year each, or one"
        )
    if when.dtype.is_temporal() and when.dtype != pl.Time and not isinstance(when.dtype, pl.Duration):
        return when.cast(pl.Date).fill_null(FIRST).alias("when")
    if when.dtype.is_numeric() or when.dtype == pl.Null:
        whole = when.cast(pl.Int32, strict=False)
        if (whole.is_null() & when.is_not_null()).any() or (whole != when).any():
            raise InputError(
                "a year is not a whole number", where="convert", fix="give years such as 1990, or days"
            )
        return whole.fill_null(_NO_YEAR).alias("when")
    raise InputError(
        f"{when.dtype} is no type of years or days", where="convert", fix="give whole numbers or dates"
    )


def _keyed(raw: pl.Series, of: Kind) -> pl.Series:
    """Return the values as the tables write them."""
    if of in ("cow", "gw"):
        if raw.dtype.is_float():
            raw = raw.cast(pl.Int64, strict=False).set(raw != raw.round(), None)
        return raw.cast(pl.String).str.strip_chars().str.replace(r"^0+(\d)", "$1").alias("key")
    text = raw.cast(pl.String)
    if of == "cowabb":
        return text.str.strip_chars().str.to_uppercase().alias("key")
    different = text.drop_nulls().unique()
    to_key = plain if of == "name" else (lambda code: renamed(code.strip().upper()))
    keys = [to_key(word) for word in different]
    return text.replace_strict(
        different, pl.Series(keys, dtype=pl.String), default=None, return_dtype=pl.String
    ).alias("key")


def _answers(pairs: pl.DataFrame, of: Kind, to: Kind) -> pl.DataFrame:
    """Return raw, when, out and why for every different question; out is null where there is no one answer."""
    if pairs["when"].dtype == pl.Date:
        low = high = pl.col("when")
        timeless = pl.col("when") == FIRST
    else:
        held = pl.col("when").clip(1, 9999)
        low, high = pl.date(held, 1, 1), pl.date(held, 12, 31)
        timeless = pl.col("when") == _NO_YEAR
    pairs = pairs.with_row_index("id").with_columns(
        low=pl.when(timeless).then(FIRST).otherwise(low),
        high=pl.when(timeless).then(LAST).otherwise(high),
        timeless=timeless,
    )
    rows = pairs.select("id", "key", "low", "high", "timeless").join(links(of, to), on="key")
    within = (pl.col("start") <= pl.col("high")) & (pl.col("end") >= pl.col("low"))
    rows = rows.filter(pl.when("timeless").then("always").otherwise(within))
    last = pl.min_horizontal("end", "high")
    rows = rows.filter(pl.col("timeless") | (last == last.max().over("id")))
    one = rows.group_by("id").agg(pl.col("out").unique())
    single = pl.col("out").list.len() == 1
    one = one.select("id", out=pl.when(single).then(pl.col("out").list.first()), many=~single)
    why = (
        pl.when("many").then(pl.lit("ambiguous"))
        .when(pl.col("key").is_in(known(of).implode())).then(pl.lit("not a member in that year"))
        .otherwise(pl.lit("unknown code"))
    )  # fmt: skip
    return pairs.join(one, on="id", how="left", maintain_order="left").with_columns(why=why)


def _unmatched(frame: pl.DataFrame, lost: pl.DataFrame, table: pl.DataFrame, of: Kind) -> pl.DataFrame:
    """Return the table of what has no answer, in order of appearance."""
    schema = {"value": pl.String, "year": pl.Int32, "count": pl.Int64, "why": pl.String, "detail": pl.String}
    if lost.is_empty():
        return pl.DataFrame(schema=schema)
    counts = frame.group_by("raw", "when").agg(pl.len().alias("count"))
    rows = lost.join(counts, on=["raw", "when"], how="left", maintain_order="left")
    year = pl.col("when").dt.year() if frame["when"].dtype == pl.Date else pl.col("when")
    details = {
        (key, why): _detail(key, raw, why, table, of)
        for key, raw, why in rows.select("key", pl.col("raw").cast(pl.String), "why").unique().iter_rows()
    }
    texts = [details[pair] for pair in rows.select("key", "why").iter_rows()]
    return rows.select(
        value=pl.col("raw").cast(pl.String), year=pl.when(~pl.col("timeless")).then(year.cast(pl.Int32)),
        count=pl.col("count").cast(pl.Int64), why="why", detail=pl.Series(texts, dtype=pl.String),
    )  # fmt: skip


def _detail(key: str | None, raw: str, why: str, table: pl.DataFrame, of: Kind) -> str:
    """Return the years in which a code has an answer, the answers, or what may have been meant."""
    if why == "unknown code":
        near = suggest(raw) if of in ("name", "iso3") else None
        called = near and (name_of(near) if of == "name" else near)
        return f"did you mean '{called}'?" if called else ""
    spans: list[tuple[str, date, date]] = []
    for out, start, end in (
        table.filter(key=key).sort("start", "end").select("out", "start", "end").iter_rows()
    ):
        told = out if why == "ambiguous" else ""
        if spans and spans[-1][0] == told and start - spans[-1][2] <= timedelta(days=1):
            spans[-1] = (told, spans[-1][1], end)
        else:
            spans.append((told, start, end))
    return ", ".join(f"{told} {_span(start, end)}".strip() for told, start, end in spans)


def _span(start: date, end: date) -> str:
    if end == LAST:
        return "always" if start == FIRST else f"since {start.year}"
    return f"until {end.year}" if start == FIRST else f"{start.year}-{end.year}"


@dataclass(frozen=True)
class State:
    """A state at a time.

    Parameters
    ----------
    iso3 : ISO 3166 alpha-3 or house code
    name : English name
    cow, cowabb, gw : number and abbreviation of the Correlates of War, number of Gleditsch and Ward; None where it
        is no member at that time
    cow_days, gw_days : first and last days of its memberships under this code, None while they last
    """

    iso3: str
    name: str
    cow: int | None
    cowabb: str | None
    gw: int | None
    cow_days: tuple[tuple[date, date | None], ...]
    gw_days: tuple[tuple[date, date | None], ...]


def state(value: int | str, year: int | date | None = None, of: Kind | None = None) -> State:
    """Return one state.

    Parameters
    ----------
    value : a number, code or name
    year : year or day; None says now or, for a state that is gone, as it was last
    of : what kind of code it is; None takes whole numbers for Correlates of War numbers, and text for an alpha-3
        code where it is one, else for a name

    Raises
    ------
    InputErrors
        where nobody is meant
    """
    if of is None:
        of = "cow" if isinstance(value, int) else "iso3" if is_iso3(renamed(value)) else "name"
    day = _last_day(value, of) if year is None else year
    iso3 = convert([value], "iso3", of, day, strict=True).values[0]
    end = pl.col("end").fill_null(LAST)
    rows = segments().filter(pl.col("iso3") == iso3).sort(end)
    there = rows
    if day is not None and day != LAST:
        low, high = (date(day, 1, 1), date(day, 12, 31)) if isinstance(day, int) else (day, day)
        there = rows.filter(pl.col("start") <= high, end >= low)
    cow, gw = (there.filter(system=s) for s in ("cow", "gw"))
    held = {s: tuple(rows.filter(system=s).select("start", "end").iter_rows()) for s in ("cow", "gw")}
    return State(
        iso3, there["name"][-1] if there.height else name_of(iso3),
        cow["number"][-1] if cow.height else None, cow["abb"][-1] if cow.height else None,
        gw["number"][-1] if gw.height else None, held["cow"], held["gw"],
    )  # fmt: skip


def _last_day(value: int | str, of: Kind) -> date | None:
    """Return the last day on which a code stands for anybody; None where it has no days."""
    key = _keyed(pl.Series([value]), of)[0]
    last = links(of, "iso3").filter(pl.col("key") == key, "always")["end"].max()
    return None if of in ("iso3", "name") else cast("date | None", last)
