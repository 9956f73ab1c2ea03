"""Leaders: who was in office in a year, the years of leaders, and of pairs of leaders (goemans2009)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from foedera.data.catalogue import source as find
from foedera.data.identity import convert
from foedera.data.source import Source
from foedera.panel.attach import by_leader, by_state, put_table
from foedera.panel.beginning import between
from foedera.panel.codes import told
from foedera.panel.membership import Membership
from foedera.panel.units import CODES, System
from foedera.panel.work import Work

_WHOLE = (1870, 2015)
"""Years in which the list of leaders of most states is complete; it begins for single states earlier."""

__all__ = ["add", "in_office", "leader_day_keys", "leader_dyad_year_keys", "leader_year_keys"]


def add(work: Work, source: Source, edition: str | None = None) -> None:
    """Add leaders to states (for each of two states on dyads), or their traits to leader-years.

    Notes
    -----
    On states: ``n_leaders`` (persons in office on any day), ``leadertransition`` (more than one time in office, 0 or
    1), ``irregular`` (one entered or left irregularly in the year; imposition from abroad is not counted),
    ``jan1obsid`` and ``dec31obsid`` (in office on that day; null where nobody was). On leaders: name, gender, age
    reached in the year, and which year in office it is.
    """
    if work.unit.leaders:
        _traits(work, source, edition)
        return
    opened = work.open(source, "leaders", edition)
    table = _yearly(
        _years(opened.read(), work.unit.system, work, work.first, work.last), CODES[work.unit.system]
    )
    names = {
        "n_leaders": ("count", "leaders in office on any day of the year"),
        "leadertransition": ("1", "another leader came to office in the year, 0 or 1"),
        "irregular": ("1", "a leader came or went irregularly in the year, 0 or 1"),
        "jan1obsid": ("code", "leader on 1 January"),
        "dec31obsid": ("code", "leader on 31 December"),
    }
    for slot in work.unit.slots:
        rows = by_state(work, table, slot, work.unit.code(""))
        facts = [
            (n, work.derived(n + work.unit.tail(slot), unit, meaning, opened, covers=_WHOLE))
            for n, (unit, meaning) in names.items()
        ]
        put_table(work, table, rows, facts)


def _years(
    leaders: pl.DataFrame, system: System, work: Work, low: int | None, high: int | None
) -> pl.DataFrame:
    """Return leaders by calendar year, with the number that their state has in that year; the others are told."""
    code, other = CODES[system], "gwcode" if system == "cow" else "ccode"
    span = pl.int_ranges(pl.col("start").dt.year().cast(pl.Int64), pl.col("end").dt.year().cast(pl.Int64) + 1)
    years = leaders.drop_nulls(["start", "end"]).with_columns(year=span).explode("year")
    years = years.with_columns(pl.col("year").cast(pl.Int16))
    years = years.filter(*between(low, high))
    if code not in leaders.columns:
        found = convert(years[other], to=system, of="gw" if other == "gwcode" else "cow", year=years["year"])
        if found.unmatched.height:
            work.notes.append(told(found))
        years = years.with_columns(found.values.cast(pl.Int16).alias(code))
    return years.drop_nulls(code)


def _yearly(years: pl.DataFrame, code: str) -> pl.DataFrame:
    first, last = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    in_year = pl.col("start").dt.year() == pl.col("year")
    out_year = pl.col("end").dt.year() == pl.col("year")
    odd = (in_year & (pl.col("entry") == "Irregular")) | (out_year & (pl.col("exit") == "Irregular"))
    return (
        years.sort(code, "year", "start")
        .group_by(code, "year", maintain_order=True)
        .agg(
            n_leaders=pl.col("leader").n_unique().cast(pl.Int8),
            leadertransition=(pl.len() > 1).cast(pl.Int8),
            irregular=odd.any().cast(pl.Int8),
            jan1obsid=pl.col("obsid").filter(pl.col("start") <= first).first(),
            dec31obsid=pl.col("obsid").filter(pl.col("end") >= last).last(),
        )
    )


def in_office(work: Work, members: Membership, low: int | None, high: int | None) -> pl.DataFrame:
    """Return code, obsid, year and the first and last day in office in it, cut to the state's membership.

    Notes
    -----
    A leader counts on the days on which his state is a member, under the number that it has on them: Kohl is in
    1990 the leader of 260 until 2 October and of 255 after it.
    """
    opened = work.open(find("archigos"), "leaders")
    code = CODES[work.unit.system]
    years = _years(opened.read(), work.unit.system, work, low, high).with_columns(
        start=pl.max_horizontal("start", pl.date(pl.col("year"), 1, 1)),
        end=pl.min_horizontal("end", pl.date(pl.col("year"), 12, 31)),
    )
    years = pl.concat([years, *_by_day(years, work.unit.system)]).select(
        code, "obsid", "year", "start", "end"
    )
    tenures = pl.DataFrame({code: members.codes, "since": members.start, "until": members.end})
    cut = years.unique().join(tenures, on=code).with_columns(
        start=pl.max_horizontal("start", "since"), end=pl.min_horizontal("end", "until")
    )  # fmt: skip
    return cut.filter(pl.col("start") <= pl.col("end")).select(code, "obsid", "year", "start", "end")


def _by_day(years: pl.DataFrame, system: System) -> list[pl.DataFrame]:
    """Return leaders by year with the number that their state has on the first day in office in it, and on the last."""
    code, other = CODES[system], "gwcode" if system == "cow" else "ccode"
    if other not in years.columns:
        return []
    of: Literal["cow", "gw"] = "gw" if system == "cow" else "cow"
    held = [convert(years[other], to=system, of=of, year=years[day]).values for day in ("start", "end")]
    return [years.with_columns(found.cast(pl.Int16).alias(code)).drop_nulls(code) for found in held]


def leader_year_keys(work: Work, members: Membership, low: int | None, high: int | None) -> pl.DataFrame:
    """Return the keys of leader-years: code, obsid, year, sorted."""
    code = CODES[work.unit.system]
    years = in_office(work, members, low, high)
    return years.select(code, "obsid", "year").unique().sort(code, "obsid", "year")


def leader_day_keys(work: Work, members: Membership, low: int | None, high: int | None) -> pl.DataFrame:
    """Return the keys of leader-days: code, obsid, date, year, sorted."""
    code = CODES[work.unit.system]
    years = in_office(work, members, low, high).sort(code, "obsid", "start")
    days = years.with_columns(date=pl.date_ranges("start", "end")).explode("date")
    return days.select(code, "obsid", "date", "year")


def leader_dyad_year_keys(
    work: Work, members: Membership, low: int | None, high: int | None, directed: bool
) -> pl.DataFrame:
    """Return the keys of leader-dyad-years: two codes, two obsids, year, sorted."""
    code = CODES[work.unit.system]
    years = in_office(work, members, low, high).sort("year")
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    codes, when = years[code].to_numpy(), years["year"].to_numpy()
    start, end = (years[n].to_physical().to_numpy() for n in ("start", "end"))
    edges = np.flatnonzero(np.diff(when)) + 1
    for rows in np.split(np.arange(len(when)), edges):
        together = np.maximum.outer(start[rows], start[rows]) <= np.minimum.outer(end[rows], end[rows])
        differ = np.not_equal if directed else np.less
        i, j = np.nonzero(together & differ.outer(codes[rows], codes[rows]))
        parts.append((rows[i], rows[j]))
    one, two = (np.concatenate([p[k] for p in parts]) for k in (0, 1))
    names, who = np.unique(years["obsid"].to_numpy(), return_inverse=True)
    since, until = (int(when.min()), int(when.max())) if len(when) else (0, 0)
    ranks = [(codes[one], 1000), (codes[two], 1000), (who[one], len(names)), (who[two], len(names)),
             (when[one] - since, until - since + 1)]  # fmt: skip
    place = np.zeros(len(one), dtype=np.int64)
    for rank, size in ranks:
        place = place * size + rank
    rows = np.unique(place, return_index=True)[1]
    obsid = years["obsid"]
    return pl.DataFrame({
        code + "1": codes[one[rows]], code + "2": codes[two[rows]], "obsid1": obsid.gather(one[rows]),
        "obsid2": obsid.gather(two[rows]), "year": when[one[rows]],
    })  # fmt: skip


def _traits(work: Work, source: Source, edition: str | None) -> None:
    opened = work.open(source, "leaders", edition)
    leaders = opened.read()
    columns = {c.name: c for c in opened.table.columns}
    for slot in work.unit.slots:
        rows = by_leader(work, leaders, slot)
        tail = work.unit.tail(slot)
        plain = [(n, work.fact_of(columns[n], opened, tail)) for n in ("leader", "gender")]
        put_table(work, leaders, rows, plain)
        born = leaders["yrborn"].extend_constant(None, 1).gather(rows)
        since = leaders["start"].dt.year().extend_constant(None, 1).gather(rows)
        year = work.columns["year"]
        age = work.derived(f"leaderage{tail}", "year", "age reached in the year", opened)
        work.put((year - born).cast(pl.Int16), age)
        term = work.derived(
            f"yrinoffice{tail}", "count", "which calendar year in office it is, from 1", opened
        )
        work.put((year - since + 1).cast(pl.Int16), term)
