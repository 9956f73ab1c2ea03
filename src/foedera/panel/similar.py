"""The verb ``similarity``: portfolios of alliances, UN votes or IGO memberships by year, brought to dyads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.catalogue import source
from foedera.data.tidy import Opened
from foedera.panel.membership import members_of
from foedera.panel.portfolios import MEASURES, portfolio_similarity
from foedera.panel.work import Fact, Work

__all__ = ["PORTFOLIOS", "Portfolio", "add_similarity"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Portfolio:
    """A kind of portfolio.

    Parameters
    ----------
    source, table : where it comes from
    levels : meaning of each level from 0
    group : begins the names of the columns
    """

    source: str
    table: str
    levels: tuple[str, ...]
    group: str


_COMMITMENT = ("none", "consultation or entente", "neutrality or nonaggression", "defence")

PORTFOLIOS: dict[str, dict[str, Portfolio]] = {
    "alliance portfolio": {
        "atop": Portfolio("atop", "dyad_years", _COMMITMENT, "atop"),
        "cow.alliances": Portfolio("cow.alliances", "dyad_years", _COMMITMENT, "cowall"),
    },
    "UN votes": {"un.votes": Portfolio("un.votes", "votes", ("no", "abstain", "yes"), "unvotes")},
    "IGO portfolio": {"cow.igo": Portfolio("cow.igo", "memberships", ("no member", "member"), "igo")},
}
"""Kinds of portfolio by name, then by data set."""


def add_similarity(
    work: Work, of: str, kind: str, measures: Sequence[str], weights: str | None, edition: str | None
) -> None:
    """Add measures of similarity of the portfolios of the two states in the year.

    Parameters
    ----------
    work : a panel of dyads
    of : id of the data set
    kind : one of :data:`PORTFOLIOS`
    measures : names of :data:`foedera.panel.portfolios.MEASURES`
    weights : a state-year column of cow.nmc, such as 'cinc', that weighs the third states; None weighs all alike
    edition : of the data set
    """
    if not work.unit.dyadic:
        raise work.unit.refuse("similarity", "use panel.dyad_years(...)")
    portfolio = _portfolio(of, kind)
    for name in measures:
        if name not in MEASURES:
            fix = did_you_mean(name, MEASURES) or "one of " + ", ".join(MEASURES)
            raise InputError(f"there is no measure '{name}'", where="panel.similarity(measures)", fix=fix)
    if weights is not None and kind != "alliance portfolio":
        fix = "leave weights out"
        raise InputError(
            f"{kind} are not of states and cannot be weighted by them", where="panel.similarity", fix=fix
        )
    if work.unit.system != "cow":
        raise work.unit.refuse("similarity", "use system='cow'")
    opened = work.open(source(portfolio.source), portfolio.table, edition)
    place = {int(c): k for k, c in enumerate(work.states)}
    held = {name: np.full(work.size(2), np.nan) for name in measures}
    years = _years(opened, portfolio, work, weights)
    for year, codes, levels, weight in years:
        if not work.first <= year <= work.last:
            continue
        found = portfolio_similarity(levels, len(portfolio.levels), measures, weight)
        keep = np.array([c in place for c in codes])
        at = np.array([place[c] for c in codes[keep]], dtype=np.int64)
        cells = (at[:, None] * len(work.states) + at) * work.span + (year - work.first)
        for name, square in found.items():
            held[name][cells] = square[np.ix_(keep, keep)]
    for name in measures:
        values = pl.Series(held[name][work.dyad_places]).fill_nan(None)
        tail = "_weighted" if weights else ""
        column = f"{portfolio.group}_{name}{tail}"
        meaning = f"{MEASURES[name]}, of the {kind}{f', states weighted by {weights}' if weights else ''}"
        edition_years = opened.edition.covers
        work.put(values, Fact(column, "1", meaning, portfolio.source, portfolio.group, opened.edition.name,
                              opened.edition.version, edition_years))  # fmt: skip


def _portfolio(of: str, kind: str) -> Portfolio:
    if kind not in PORTFOLIOS:
        fix = did_you_mean(kind, PORTFOLIOS) or "one of " + ", ".join(PORTFOLIOS)
        raise InputError(f"there is no portfolio '{kind}'", where="panel.similarity", fix=fix)
    known = PORTFOLIOS[kind]
    if of not in known:
        fix = did_you_mean(of, known) or "one of " + ", ".join(known)
        raise InputError(f"'{of}' has no {kind}", where="panel.similarity", fix=fix)
    return known[of]


_Year = tuple[int, Ints, NDArray[np.int8], NDArray[np.float64] | None]


def _years(opened: Opened, portfolio: Portfolio, work: Work, weights: str | None) -> Iterator[_Year]:
    """Yield year, state numbers (N,), levels (N, K), and weights (K,) or None."""
    if portfolio.table == "dyad_years":
        return _alliances(opened, work, weights)
    if portfolio.source == "un.votes":
        return _votes(opened, work)
    return _memberships(opened, work)


def _alliances(opened: Opened, work: Work, weights: str | None) -> Iterator[_Year]:
    """Levels of commitment in either direction; a state is committed to itself as to an ally."""
    names = {c.name.rsplit("_", 1)[-1]: c.name for c in opened.table.values}
    weak = [names[n] for n in ("neutral", "nonagg") if n in names]
    mild = next(names[n] for n in ("consul", "entente") if n in names)
    level = pl.max_horizontal(
        3 * pl.col(names["defense"]), *(2 * pl.col(n) for n in weak), pl.col(mild)
    ).fill_null(0)  # fmt: skip
    frame = opened.read().select("ccode1", "ccode2", "year", level=level.cast(pl.Int8))
    by_year = frame.partition_by("year", as_dict=True)
    members = _members(work)
    power = _power(work, weights) if weights else {}
    for year in range(
        max(work.first, opened.edition.covers[0]), min(work.last, opened.edition.covers[1]) + 1
    ):
        codes = members.get(year)
        if codes is None:
            continue
        levels = np.zeros((len(codes), len(codes)), dtype=np.int8)
        rows = by_year.get((year,))
        if rows is not None:
            one, two = rows["ccode1"].to_numpy(), rows["ccode2"].to_numpy()
            inside = np.isin(one, codes) & np.isin(two, codes)
            i, j = np.searchsorted(codes, one[inside]), np.searchsorted(codes, two[inside])
            np.maximum.at(levels, (i, j), rows["level"].to_numpy()[inside])
        levels = np.maximum(levels, levels.T)
        np.fill_diagonal(levels, 3)
        weight = np.nan_to_num(np.array([power.get((int(c), year), 0.0) for c in codes])) if weights else None
        yield year, codes, levels, weight


def _members(work: Work) -> dict[int, Ints]:
    """Return the numbers of all members of the state system by year, sorted."""
    codes, years = members_of(work).state_years(work.first, work.last)
    return {int(y): np.sort(codes[years == y]).astype(np.int64) for y in np.unique(years)}


def _power(work: Work, column: str) -> dict[tuple[int, int], float]:
    frame = work.open(source("cow.nmc"), "state_years").read()
    if column not in frame.columns:
        fix = did_you_mean(column, frame.columns) or "use 'cinc'"
        raise InputError(f"cow.nmc has no column '{column}'", where="panel.similarity(weights)", fix=fix)
    return {(c, y): v for c, y, v in frame.select("ccode", "year", column).iter_rows() if v is not None}


def _votes(opened: Opened, work: Work) -> Iterator[_Year]:
    """Votes on every roll call of a year: yes 2, abstention 1, no 0; absence is missing."""
    calls = work.open(opened.source, "roll_calls", opened.edition.name).read()
    level = pl.col("vote").replace_strict(
        {"yes": 2, "abstain": 1, "no": 0}, default=None, return_dtype=pl.Int8
    )
    votes = opened.read().join(calls.select("rcid", year=pl.col("date").dt.year()), on="rcid", how="left")
    votes = votes.with_columns(level=level).drop_nulls(["ccode", "level", "year"])
    yield from _long(votes, "rcid", work)


def _memberships(opened: Opened, work: Work) -> Iterator[_Year]:
    held = opened.read().with_columns(level=(pl.col("membership") > 0).cast(pl.Int8))
    yield from _long(held.drop_nulls(["ccode", "level"]), "igo", work)


def _long(rows: pl.DataFrame, item: str, work: Work) -> Iterator[_Year]:
    inside = rows.filter(pl.col("year").is_between(work.first, work.last))
    for (year,), some in sorted(inside.partition_by("year", as_dict=True).items()):
        codes, i = np.unique(some["ccode"].to_numpy(), return_inverse=True)
        items, j = np.unique(some[item].to_numpy(), return_inverse=True)
        levels = np.full((len(codes), len(items)), -1, dtype=np.int8)
        levels[i, j] = some["level"].to_numpy()
        yield int(year), codes.astype(np.int64), levels, None
