"""What is known of each figure of a past world, and the data sets it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from foedera.core.references import cite
from foedera.panel.provenance import SourceRecord
from foedera.world.past.figures import WINDOW
from foedera.world.past.pairs import TRADE, WARS_TO, Pairs
from foedera.world.past.states import States
from foedera.world.schema import FACTS, SOURCES, STATES, dtype_of

__all__ = ["facts", "sources"]

RULE = "rule"
"""Key of what is no data set's but follows from a rule that the note states."""

_UNITS = {c.name: c.unit for c in STATES} | {"polity2": "1"}
_LOOKED_FOR = f"the year before, else the latest of {WINDOW} years, else the year itself"

Row = tuple[str, str, str, str, str, str, str, str, str]


def facts(day: date, states: States, pairs: Pairs) -> pl.DataFrame:
    """Return the facts of a world: one row per state and figure, and one for each kind of pair."""
    rows = [*_of_states(states), *_of_all(day), *_of_pairs(day, pairs)]
    rows += [(code, "", "left_out", why, "", str(day.year), RULE, "derived", f"not among the states; {_LOOKED_FOR}")
             for code, why in states.left_out.items()]  # fmt: skip
    return pl.DataFrame(rows, schema={c.name: dtype_of(c.kind) for c in FACTS}, orient="row")


def _of_states(states: States) -> Iterator[Row]:
    for code, iso3 in states.frame.select("cow_code", "iso3").sort("iso3").iter_rows():
        for name, figures in states.figures.items():
            if code in figures:
                f = figures[code]
                yield (iso3, "", name, repr(f.value), _UNITS[name], str(f.year), f.source, f.status, f.note)


def _of_all(day: date) -> Iterator[Row]:
    when = str(day)
    for name in ("capital", "lat", "lon"):
        yield "*", "", name, "", _UNITS[name], when, "capitals", "found", "the capital on the day"
    yield "*", "", "major", "", "true/false", when, "cow.majors", "found", "a major power on the day"
    note = "military expenditure over GDP"
    yield "*", "", "milex_share", "", "share", str(day.year - 1), "cow.nmc;simgdp", "derived", note
    yield "*", "", "region", "", "name", when, RULE, "derived", "by the hundreds of the state's number"
    note = "interstate wars under way on the day" + ("; the list ends before" if day.year > WARS_TO else "")
    yield "*", "", "wars", "", "", when, "cow.wars.inter", "found", note
    if day.year <= 1945:
        yield "*", "", "warheads", "", "count", when, RULE, "derived", "there were none yet"
    else:
        note = "states that the list does not name have none"
        yield "*", "", "warheads", "", "count", str(day.year - 1), "nuclear.stockpiles", "derived", note


def _of_pairs(day: date, pairs: Pairs) -> Iterator[Row]:
    when = str(day)
    yield "*", "*", "distance_km", "", "km", when, "capitals", "derived", "great circle between the capitals"
    for name in ("land_border", "sea_border"):
        yield (
            "*",
            "*",
            name,
            "",
            "true/false",
            when,
            "cow.contiguity",
            "found",
            "direct contiguity on the day",
        )
    for name, unit in (("rival", "true/false"), ("rival_since", "year")):
        yield "*", "*", name, "", unit, when, "rivalries.tss", "found", "strategic rivalries of the year"
    if pairs.trade_year is None:
        note = f"unknown before {TRADE[0]}; 0 stands for it"
        for name, unit in (("trade_musd", "musd"), ("trade_share", "share")):
            yield "*", "*", name, "", unit, when, RULE, "derived", note
        return
    absent = f"; unknown, and 0, for {pairs.without_trade:,} ordered pairs" if pairs.without_trade else ""
    year = str(pairs.trade_year)
    yield (
        "*",
        "*",
        "trade_musd",
        "",
        "musd",
        year,
        "cow.trade",
        "found",
        "imports of the other state" + absent,
    )
    note = "both flows over the state's trade with the set" + absent
    yield "*", "*", "trade_share", "", "share", year, "cow.trade", "derived", note


def sources(records: Mapping[str, SourceRecord]) -> pl.DataFrame:
    """Return the data sets with version, references, terms, and the SHA-256 of the files they were read from."""
    rows = [(RULE, "A rule of foedera.world.past, stated in the note of the fact", "", "")]
    for key in sorted(records):
        r = records[key]
        papers = " ".join(reference.text() for reference in cite(r.cites))
        files = ";".join(f"{name}={digest}" for name, digest in sorted(r.files.items()))
        rows.append((key, f"{r.title}, version {r.version}, edition {r.edition}. {papers}", r.licence, files))
    return pl.DataFrame(rows, schema={c.name: dtype_of(c.kind) for c in SOURCES}, orient="row")
