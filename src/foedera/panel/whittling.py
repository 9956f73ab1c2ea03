"""From several disputes of one dyad and year to one: named, ordered rules, and how many rows each removed.

Each rule looks only at rows that share their dyad and year, and keeps those that are first by its measure; a dyad
and year with one row is never touched. The order and the rank of a missing fatality are those of peacesciencer
(miller2022): unique onset, highest fatality, highest hostility, longest duration, reciprocation, earliest month.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from foedera.core.errors import InputError, did_you_mean

__all__ = ["RULES", "Rule", "Step", "whittle"]

MISSING_FATALITY = 0.5
"""Rank of an unknown fatality level: above none (0), below 1 to 25 deaths (1)."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Parameters
    ----------
    name : how it is asked for
    keeps : what it keeps, for the report
    rank : of a row; the highest in its dyad and year stay
    """

    name: str
    keeps: str
    rank: Callable[[], pl.Expr]


@dataclass(frozen=True)
class Step:
    """What one rule did.

    Parameters
    ----------
    rule, keeps : the rule
    rows : rows left
    removed : rows it removed
    """

    rule: str
    keeps: str
    rows: int
    removed: int


def _fatality() -> pl.Expr:
    return pl.col("fatality").cast(pl.Float64).fill_null(MISSING_FATALITY)


RULES: tuple[Rule, ...] = (
    Rule("onset", "the dispute that began in the year", lambda: pl.col("onset")),
    Rule("fatality", "the highest fatality level", lambda: _fatality()),
    Rule("hostility", "the highest hostility level", lambda: pl.col("hostlev")),
    Rule("duration", "the longest minimum duration", lambda: pl.col("mindur")),
    Rule("longest", "the longest maximum duration", lambda: pl.col("maxdur")),
    Rule("reciprocation", "the reciprocated dispute", lambda: pl.col("recip")),
    Rule("startmonth", "the earliest start month", lambda: -pl.col("stmon").cast(pl.Int32)),
    Rule("first", "the lowest dispute number", lambda: -pl.col("dispnum").cast(pl.Int64)),
)  # fmt: skip

STANDARD = ("onset", "fatality", "hostility", "duration", "reciprocation", "startmonth", "first")


def whittle(
    rows: pl.DataFrame, rules: Sequence[str] = STANDARD, keys: Sequence[str] = ("ccode1", "ccode2", "year")
) -> tuple[pl.DataFrame, list[Step]]:
    """Apply rules in order.

    Parameters
    ----------
    rows : dispute-years with ``keys`` and onset, fatality, hostlev, mindur, recip, stmon, dispnum as the rules need
    rules : names of :data:`RULES`, in order
    keys : columns that should name a row in the end

    Returns
    -------
    the rows that stay, in their order, and one :class:`Step` per rule

    Raises
    ------
    InputError
        for an unknown rule, and rows without the columns that a rule or the keys need
    """
    where = "panel.whittle"
    if not isinstance(rows, pl.DataFrame):
        fix = "give the data of a collected panel: panel.dispute_years().collect().data"
        raise InputError(
            f"rows are a {type(rows).__name__}, no Polars frame", where=f"{where}(rows)", fix=fix
        )
    if isinstance(rules, str):
        raise InputError("rules are a list", where=f"{where}(rules)", fix=f"write ['{rules}']")
    known = {r.name: r for r in RULES}
    steps = []
    for name in rules:
        if name not in known:
            fix = did_you_mean(name, known) or "one of " + ", ".join(known)
            raise InputError(f"there is no whittling rule '{name}'", where=f"{where}(rules)", fix=fix)
        rule, before = known[name], rows.height
        rank = rule.rank()
        for column in (*keys, *rank.meta.root_names()):
            if column not in rows.columns:
                fix = did_you_mean(column, rows.columns) or "give dispute-years, or leave the rule out"
                raise InputError(
                    f"rule '{name}' needs the column '{column}'", where=f"{where}(rows)", fix=fix
                )
        rows = rows.filter((rank == rank.max().over(list(keys))) | rank.max().over(list(keys)).is_null())
        steps.append(Step(name, rule.keeps, rows.height, before - rows.height))
    return rows, steps
