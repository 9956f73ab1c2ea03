"""Verbs that look along a unit's own time: lags and leads that respect gaps, peace years and spells.

Rows are found by unit and period and never by their order, so that the order of rows changes nothing, and a unit that
leaves the system and comes back does not take its last year before the gap for last year.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.panel.work import Work

__all__ = ["Gaps", "Successive", "Timeline", "peace_periods"]

Gaps = Literal["rows", "periods", "restart"]
Successive = Literal["new", "missing"]

Ints = NDArray[np.int64]


class Timeline:
    """The rows of a panel by unit and period.

    Parameters
    ----------
    work : the panel; each unit has at most one row per period
    """

    def __init__(self, work: Work) -> None:
        self.work = work

    @cached_property
    def group(self) -> Ints:
        """Number of the unit of each row."""
        work = self.work
        names = [c for c in work.keys if c not in ("year", "month", "date")]
        if names == [work.unit.code(s) for s in work.unit.slots]:
            places = work.dyad_places if work.unit.dyadic else work.places("")
            return (places // work.span).astype(np.int64)
        return work.frame(names).select(g=pl.struct(names).rank("dense"))["g"].to_numpy().astype(np.int64) - 1

    @cached_property
    def period(self) -> Ints:
        """Number of the period of each row: years, months or days from a fixed beginning."""
        columns = self.work.columns
        if self.work.unit.clock == "day":
            return columns["date"].cast(pl.Int32).to_numpy().astype(np.int64)
        years = columns["year"].to_numpy().astype(np.int64)
        if self.work.unit.clock == "month":
            months: Ints = years * 12 + columns["month"].to_numpy()
            return months
        return years

    @cached_property
    def order(self) -> Ints | None:
        """Row numbers by unit and period; None where the rows are in this order."""
        step = np.diff(self.group)
        if np.all((step > 0) | ((step == 0) & (np.diff(self.period) > 0))):
            return None
        return np.lexsort((self.period, self.group))

    def shifted(self, periods: int) -> pl.Series:
        """Return the row number of the same unit some periods earlier (later if negative), null where there is none."""
        n = self.work.height
        if not n:
            return pl.Series([], dtype=pl.UInt32)
        first, span = int(self.period.min()), int(np.ptp(self.period)) + 1
        size = (int(self.group.max()) + 1) * span
        place = self.group * span + (self.period - first)
        wanted = self.period - first - periods
        inside = (wanted >= 0) & (wanted < span)
        if size <= max(64_000_000, 8 * n):
            at = np.full(size, n, dtype=np.uint32)
            at[place] = np.arange(n, dtype=np.uint32)
            found = np.where(inside, at[np.where(inside, place - periods, 0)], n)
        else:
            order = np.argsort(place, kind="stable")
            k = np.minimum(np.searchsorted(place[order], place - periods), n - 1)
            found = np.where(inside & (place[order][k] == place - periods), order[k], n)
        return pl.Series(found.astype(np.uint32)).replace(n, None)


def peace_periods(timeline: Timeline, event: pl.Series, gaps: Gaps, successive: Successive) -> pl.Series:
    """Return the number of periods since the last with an event, or since the unit's first known period.

    Parameters
    ----------
    timeline : the rows
    event : shape (n,), 1 with the event, 0 without, null unknown
    gaps : what a period outside the system counts: 'rows' not at all, 'periods' as a period of peace; 'restart'
        begins to count anew behind it
    successive : an event right after an event: 'new' is one more event, 'missing' is the same still going on and
        gives null

    Returns
    -------
    shape (n,), int32: 0 in the first known period and in the period after an event; null where an unknown period
    lies between the last event and the row
    """
    n = timeline.work.height
    order = timeline.order
    group, period = timeline.group, timeline.period
    if order is not None:
        group, period, event = group[order], period[order], event.gather(pl.Series(order.astype(np.uint32)))
    known = event.is_not_null().to_numpy()
    struck = (event.fill_null(0) > 0).to_numpy()
    rows = np.arange(n)
    begins = np.ones(n, dtype=bool)
    begins[1:] = group[1:] != group[:-1]
    after = np.zeros(n, dtype=bool)
    after[1:] = struck[:-1] & ~begins[1:]
    gap = np.zeros(n, dtype=bool)
    gap[1:] = ~begins[1:] & (period[1:] != period[:-1] + 1)
    first = _first_known(begins, known, rows)
    restart = begins | after | first | (gap & (gaps == "restart"))
    last = np.maximum.accumulate(np.where(restart, rows, 0))
    if gaps == "periods":
        before = np.concatenate([[0], period[:-1]]) + 1
        count = period - np.where(after, before, period)[last]
    else:
        count = rows - last
    unknown = np.maximum.accumulate(np.where(known, -1, rows))
    unsure = np.concatenate([[-1], unknown[:-1]]) >= last
    unsure |= np.maximum.accumulate(np.where(first | (begins & known), rows, -1)) < _start(begins, rows)
    if successive == "missing":
        unsure |= struck & after & ~gap
    found = pl.Series(count.astype(np.int32)).set(pl.Series(unsure), None)
    if order is None:
        return found
    back = np.empty(n, dtype=np.uint32)
    back[order] = np.arange(n, dtype=np.uint32)
    return found.gather(pl.Series(back))


def _first_known(begins: NDArray[np.bool_], known: NDArray[np.bool_], rows: Ints) -> NDArray[Any]:
    """Return which rows are the first of their unit whose event is known."""
    last_known = np.concatenate([[-1], np.maximum.accumulate(np.where(known, rows, -1))[:-1]])
    found: NDArray[Any] = known & (last_known < _start(begins, rows))
    return found


def _start(begins: NDArray[np.bool_], rows: Ints) -> Ints:
    start: Ints = np.maximum.accumulate(np.where(begins, rows, 0))
    return start
