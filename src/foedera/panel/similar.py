"""The verb ``similarity``: portfolios of alliances, UN votes or IGO memberships by year, brought to dyads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.catalogue import source
from foedera.data.source import Source
from foedera.data.tables import Years
from foedera.data.tidy import Opened
from foedera.panel.membership import members_of
from foedera.panel.portfolios import MEASURES, portfolio_similarity
from foedera.panel.work import Work

__all__ = ["PORTFOLIOS", "Portfolio", "add_similarity", "check_similarity"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Portfolio:
    """A kind of portfolio.

    Parameters
    ----------
    kind : what it is
    table : table of the data set
    levels : meaning of each level from 0
    group : begins the names of the columns
    """

    kind: str
    table: str
    levels: tuple[str, ...]
    group: str


_BALLOTS = {1: 2, 2: 1, 3: 0}
"""Level of a ballot by the code of the data set: yes, abstention, no."""

_COMMITMENT = ("none", "consultation or entente", "neutrality or nonaggression", "defence")

PORTFOLIOS: dict[str, Portfolio] = {
    "atop": Portfolio("alliance portfolio", "dyad_years", _COMMITMENT, "atop"),
    "cow.alliances": Portfolio("alliance portfolio", "dyad_years", _COMMITMENT, "cowall"),
    "un.votes": Portfolio("UN votes", "votes", ("no", "abstain", "yes"), "unvotes"),
    "cow.igo": Portfolio("IGO portfolio", "memberships", ("no member", "member"), "igo"),
}
"""Kind of portfolio by data set."""


def check_similarity(of: str, kind: str | None, measures: Sequence[str], weights: str | None) -> None:
    """Raise :class:`InputError` for a data set without such portfolios, unknown measures, and weights that do not fit.

    Parameters
    ----------
    of : id of the data set
    kind : what its portfolios are said to be of, or None
    measures : names of :data:`foedera.panel.portfolios.MEASURES`
    weights : a column, or None
    """
    if of not in PORTFOLIOS:
        fix = "one of " + ", ".join(PORTFOLIOS)
        raise InputError(f"'{of}' has no portfolios", where="panel.similarity", fix=fix)
    if kind is not None and kind != PORTFOLIOS[of].kind:
        what = f"the portfolios of '{of}' are no '{kind}'"
        raise InputError(
            what, where="panel.similarity(kind)", fix=f"write '{PORTFOLIOS[of].kind}', or leave it out"
        )
    for name in measures:
        if name not in MEASURES:
            fix = did_you_mean(name, MEASURES) or "one of " + ", ".join(MEASURES)
            raise InputError(f"there is no measure '{name}'", where="panel.similarity(measures)", fix=fix)
    if weights is not None and PORTFOLIOS[of].table != "dyad_years":
        what = f"{PORTFOLIOS[of].kind} are not of states and cannot be weighted by them"
        raise InputError(what, where="panel.similarity(weights)", fix="leave weights out")


def add_similarity(
    work: Work, of: Source, edition: str | None, measures: Sequence[str], weights: str | None
) -> None:
    """Add measures of similarity of the portfolios of the two states in the year.

    Parameters
    ----------
    work : a panel of dyads
    of, edition : the data set
    measures : names of :data:`foedera.panel.portfolios.MEASURES`
    weights : a state-year column of cow.nmc, such as 'cinc', that weighs the third states, the unknown ones with 0;
        None weighs all alike
    """
    if not work.unit.dyadic:
        raise work.unit.refuse("similarity", "use panel.dyad_years(...)")
    if work.unit.system != "cow":
        raise work.unit.refuse("similarity", "use system='cow'")
    portfolio = PORTFOLIOS[of.id]
    opened = work.open(of, portfolio.table, edition)
    covers = opened.edition.covers
    power: Power = {}
    if weights:
        power, known = _power(work, weights)
        covers = (max(covers[0], known[0]), min(covers[1], known[1]))
    place = {int(c): k for k, c in enumerate(work.states)}
    held = {name: np.full(work.size(2) + 1, np.nan) for name in measures}
    for year, codes, levels, weight in _years(opened, covers, work, power if weights else None):
        found = portfolio_similarity(levels, len(portfolio.levels), measures, weight)
        keep = np.array([c in place for c in codes])
        at = np.array([place[c] for c in codes[keep]], dtype=np.int64)
        cells = (at[:, None] * len(work.states) + at) * work.span + (year - work.first)
        for name, square in found.items():
            held[name][cells] = square[np.ix_(keep, keep)]
    for name in measures:
        values = pl.Series(held[name][work.dyad_places]).fill_nan(None)
        column = f"{portfolio.group}_{name}{'_weighted' if weights else ''}"
        meaning = (
            f"{MEASURES[name]}, of {portfolio.kind}{f', states weighted by {weights}' if weights else ''}"
        )
        work.put(values, work.derived(column, "1", meaning, opened, group=portfolio.group, covers=covers))


Power = dict[tuple[int, int], float]
_Year = tuple[int, Ints, NDArray[np.int8], NDArray[np.float64] | None]


def _years(opened: Opened, covers: Years, work: Work, power: Power | None) -> Iterator[_Year]:
    """Yield year, state numbers (N,), levels (N, K), and weights (K,) or None, for the panel's years covered."""
    span = range(max(work.first, covers[0]), min(work.last, covers[1]) + 1)
    if opened.table.name == "dyad_years":
        return _alliances(opened, span, work, power)
    if opened.source.id == "un.votes":
        return _votes(opened, span, work)
    return _memberships(opened, span)


def _alliances(opened: Opened, span: range, work: Work, power: Power | None) -> Iterator[_Year]:
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
    for year in span:
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
        weight = None if power is None else np.array([power.get((int(c), year), 0.0) for c in codes])
        yield year, codes, levels, weight


def _members(work: Work) -> dict[int, Ints]:
    """Return the numbers of all members of the state system by year, sorted."""
    codes, years = members_of(work).state_years(work.first, work.last)
    return {int(y): np.sort(codes[years == y]).astype(np.int64) for y in np.unique(years)}


def _power(work: Work, column: str) -> tuple[Power, Years]:
    """Return the weight of each state and year, and the years it is known for."""
    found = source("cow.nmc")
    opened = work.open(found, "state_years", work.used("cow.nmc"))
    known = [c.name for c in opened.table.values if c.dtype != "text"]
    if column not in known:
        fix = did_you_mean(column, known) or "one of " + ", ".join(known)
        raise InputError(f"cow.nmc has no column '{column}'", where="panel.similarity(weights)", fix=fix)
    rows = opened.read().select("ccode", "year", column).drop_nulls().iter_rows()
    return {(c, y): float(v) for c, y, v in rows}, opened.edition.covers


def _votes(opened: Opened, span: range, work: Work) -> Iterator[_Year]:
    """Votes on every roll call of a year: yes 2, abstention 1, no 0; absence is missing."""
    calls = work.open(opened.source, "roll_calls", opened.edition.name).read()
    level = pl.col("vote").replace_strict(_BALLOTS, default=None, return_dtype=pl.Int8)
    votes = opened.read().join(calls.select("rcid", year=pl.col("date").dt.year()), on="rcid", how="left")
    votes = votes.with_columns(level=level).drop_nulls(["ccode", "level", "year"])
    yield from _long(votes, "rcid", span)


def _memberships(opened: Opened, span: range) -> Iterator[_Year]:
    held = opened.read().with_columns(level=(pl.col("membership") > 0).cast(pl.Int8))
    yield from _long(held.drop_nulls(["ccode", "level"]), "igo", span)


def _long(rows: pl.DataFrame, item: str, span: range) -> Iterator[_Year]:
    inside = rows.filter(pl.col("year").is_in(span))
    for (year,), some in sorted(inside.partition_by("year", as_dict=True).items()):
        codes, i = np.unique(some["ccode"].to_numpy(), return_inverse=True)
        items, j = np.unique(some[item].to_numpy(), return_inverse=True)
        levels = np.full((len(codes), len(items)), -1, dtype=np.int8)
        levels[i, j] = some["level"].to_numpy()
        yield int(year), codes.astype(np.int64), levels, None
