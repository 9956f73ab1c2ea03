"""Which code of one kind leads to which code of another kind, and from which day to which."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Literal

import polars as pl

from foedera.data.codes import name_of, words
from foedera.data.codes import table as codes_table
from foedera.data.membership import segments

__all__ = ["FIRST", "LAST", "Kind", "carriers", "known", "label", "links"]

Kind = Literal["cow", "gw", "cowabb", "iso3", "name"]

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
"""Days that stand for no beginning and no end."""

_SPAN = {"iso3": pl.String, "iso": pl.String, "start": pl.Date, "end": pl.Date, "always": pl.Boolean}


def _side(kind: Kind) -> pl.DataFrame:
    """Return the segments of the system that a kind of code belongs to: code, iso3, name, start, end."""
    rows = segments().filter(pl.col("system") == ("gw" if kind == "gw" else "cow"))
    code = pl.col("abb") if kind == "cowabb" else pl.col("number").cast(pl.String)
    return rows.select(code.alias("code"), "iso3", "name", "start", pl.col("end").fill_null(LAST))


@cache
def carriers() -> dict[str, list[tuple[str, date, date]]]:
    """Return, for present codes, the earlier codes under which the same number stood for the state, and when.

    Data sets often write a state's present code for all its years: RUS in 1970 is read as SUN, because both are
    365 in the Correlates of War system. A successor under another number is another state: CZE in 1970 is nobody.
    """
    rows = _side("cow").sort("code", "start")
    found: dict[str, list[tuple[str, date, date]]] = {}
    for (_,), parts in rows.group_by("code", maintain_order=True):
        now = parts["iso3"][-1]
        if parts["end"][-1] == LAST:
            others = parts.filter(pl.col("iso3") != now)
            found.setdefault(now, []).extend(others.select("iso3", "start", "end").iter_rows())
    return {code: earlier for code, earlier in found.items() if earlier}


def _read() -> pl.DataFrame:
    """Return as which code (``iso``) a written one (``iso3``) is read, and when."""
    rows: list[tuple[str, str, date, date, bool]] = []
    for code in codes_table():
        day = FIRST
        for other, start, end in sorted(carriers().get(code, []), key=lambda c: c[1]):
            rows += [(code, code, day, start - timedelta(days=1), True), (code, other, start, end, False)]
            day = end + timedelta(days=1)
        rows.append((code, code, day, LAST, True))
    return pl.DataFrame(rows, schema=_SPAN, orient="row")


def _lives(code: str) -> list[tuple[date, date]]:
    """Return when a code was in force in either system."""
    rows = segments().filter(pl.col("iso3") == code).select("start", pl.col("end").fill_null(LAST))
    return list(rows.iter_rows())


def _keys(of: Kind) -> pl.DataFrame:
    """Return the written codes or names with the code each is read as: key, iso, start, end, always."""
    read = _read()
    if of == "iso3":
        return read.rename({"iso3": "key"})
    pairs = []
    for name, codes in words().items():
        for code in codes:
            spans = _lives(code) if len(codes) > 1 else [(FIRST, LAST)]
            pairs += [(name, code, start, end) for start, end in spans]
    schema = {"key": pl.String, "iso3": pl.String, "_from": pl.Date, "_to": pl.Date}
    named = pl.DataFrame(pairs, schema=schema, orient="row").join(read, on="iso3")
    return _overlap(named, "_from", "_to").select("key", "iso", "start", "end", "always")


def _overlap(rows: pl.DataFrame, start: str, end: str) -> pl.DataFrame:
    """Narrow start and end to what they share with two other columns; rows that share no day go."""
    return rows.with_columns(
        start=pl.max_horizontal("start", start), end=pl.min_horizontal("end", end)
    ).filter(pl.col("start") <= pl.col("end"))


@cache
def links(of: Kind, to: Kind) -> pl.DataFrame:
    """Return every way from a code of one kind to a code of another.

    Returns
    -------
    columns key, out (both text), start, end (both included, :data:`FIRST` and :data:`LAST` for none), always:
    False for a present code that is read as an earlier one of the same state
    """
    if of in ("iso3", "name"):
        keys = _keys(of)
    else:
        keys = _side(of).select(
            key="code", iso="iso3", name="name", start="start", end="end", always=pl.lit(True)
        )
    if to in ("cow", "gw", "cowabb"):
        targets = _side(to).select(iso="iso3", out="code", _from="start", _to="end")
        found = _overlap(keys.join(targets, on="iso"), "_from", "_to")
    elif to == "iso3":
        found = keys.with_columns(out="iso")
    elif "name" in keys.columns:
        found = keys.with_columns(out="name")
    else:
        names = pl.DataFrame({"iso": list(codes_table()), "out": [name_of(c) for c in codes_table()]})
        found = keys.join(names, on="iso")
    return found.select("key", "out", "start", "end", "always").unique()


@cache
def known(of: Kind) -> pl.Series:
    """Return every code or name of a kind, as text."""
    return (_keys(of)["key"] if of in ("iso3", "name") else _side(of)["code"]).unique()


def label(kind: str) -> str:
    """Return how a kind of code is called in a sentence."""
    names = {
        "cow": "Correlates of War number",
        "gw": "Gleditsch-Ward number",
        "iso3": "ISO3 code",
        "name": "name",
    }
    return names.get(kind, "Correlates of War abbreviation")
