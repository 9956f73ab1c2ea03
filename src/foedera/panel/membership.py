"""Which states exist in which years, and which two exist on the same day of a year.

A state counts for every year in which it is a member on at least one day. Two states form a dyad in a year only if
they are members on the same day of it: the German Empire's last day and a state that enters the day after do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.data.catalogue import source
from foedera.panel.units import CODES
from foedera.panel.work import Work

__all__ = ["STATES", "Membership", "members_of"]

STATES = {"cow": "cow.states", "gw": "gw.states"}
"""Id of the list of states of each system."""

Ints = NDArray[np.int16]


@dataclass(frozen=True)
class Membership:
    """The tenures of a state system.

    Parameters
    ----------
    codes : shape (T,), state number of each tenure
    start, end : length T, first and last day of each tenure
    """

    codes: NDArray[np.int16]
    start: list[date]
    end: list[date]

    @classmethod
    def of(cls, tenures: pl.DataFrame, code: str, until: int | None = None) -> Membership:
        """Return the membership of a table of tenures.

        Parameters
        ----------
        tenures : columns ``code``, start, end
        code : name of the column with the state's number
        until : tenures that last to the end of the list go on to this year; None leaves them as they are
        """
        rows = tenures.sort(code, "start")
        end = rows["end"].to_list()
        last = max(end)
        if until is not None and until > last.year:
            end = [date(until, 12, 31) if e == last else e for e in end]
        return cls(rows[code].cast(pl.Int16).to_numpy(), rows["start"].to_list(), end)

    @property
    def last(self) -> int:
        """Last year of the list."""
        return max(e.year for e in self.end)

    @cached_property
    def states(self) -> Ints:
        """Shape (S,): every state number, sorted."""
        return np.unique(self.codes)

    def state_years(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Return codes and years, each shape (n,), of all state-years, sorted by state and year."""
        alive = self._days(first, last)[2]
        state, year = np.nonzero(alive)
        return self.states[state], (year + first).astype(np.int16)

    def dyad_years(self, first: int, last: int, directed: bool) -> tuple[Ints, Ints, Ints]:
        """Return codes of the first and the second state, and years, each shape (n,), sorted.

        Parameters
        ----------
        first, last : years, both included
        directed : both (a, b) and (b, a), else only the one with the lower code first
        """
        enter, leave, alive = self._days(first, last)
        parts = []
        for i in range(len(self.states)):
            start = 0 if directed else i + 1
            years = np.flatnonzero(alive[i])
            if not len(years) or start >= len(self.states):
                continue
            both = alive[start:, years]
            same_day = np.maximum(enter[start:, years], enter[i, years]) <= np.minimum(
                leave[start:, years], leave[i, years]
            )
            both = both & same_day
            if directed:
                both[i] = False
            other, year = np.nonzero(both)
            parts.append(
                (np.full(len(other), i, dtype=np.int16), (other + start).astype(np.int16), years[year])
            )
        if not parts:
            none = np.empty(0, dtype=np.int16)
            return none, none, none
        one, two, when = (np.concatenate([p[k] for p in parts]) for k in range(3))
        return self.states[one], self.states[two], (when + first).astype(np.int16)

    def _days(self, first: int, last: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Return first and last day of the year and whether a member, each shape (S, Y).

        Where a state has two tenures in one year, its span reaches from the first day to the last.
        """
        shape = (len(self.states), max(last - first + 1, 0))
        enter, leave = np.full(shape, 400, dtype=np.int16), np.full(shape, -1, dtype=np.int16)
        place = np.searchsorted(self.states, self.codes)
        for k, begin, end in zip(place, self.start, self.end):
            low, high = max(begin.year, first), min(end.year, last)
            if low > high:
                continue
            span = high - low + 1
            begins, ends = np.zeros(span, dtype=np.int16), np.full(span, 400, dtype=np.int16)
            if begin.year == low:
                begins[0] = begin.timetuple().tm_yday
            if end.year == high:
                ends[-1] = end.timetuple().tm_yday
            years = slice(low - first, high - first + 1)
            enter[k, years] = np.minimum(enter[k, years], begins)
            leave[k, years] = np.maximum(leave[k, years], ends)
        return enter, leave, leave >= 0

    def periods(self, first: date, last: date, every: str) -> tuple[Ints, NDArray[np.datetime64]]:
        """Return codes and first days of every month or every day of membership.

        Parameters
        ----------
        first, last : days, both included
        every : '1mo' or '1d'

        Returns
        -------
        codes and days, shape (n,); a state counts for a month in which it is a member on any day
        """
        codes, days = [], []
        unit: Literal["M", "D"] = "M" if every == "1mo" else "D"
        for code, begin, end in zip(self.codes, self.start, self.end):
            low, high = max(begin, first), min(end, last)
            if low > high:
                continue
            span = np.arange(
                np.datetime64(low).astype(f"datetime64[{unit}]"),
                np.datetime64(high).astype(f"datetime64[{unit}]") + 1,
            )
            days.append(span.astype("datetime64[D]"))
            codes.append(np.full(len(span), code, dtype=np.int16))
        if not codes:
            return np.empty(0, dtype=np.int16), np.empty(0, dtype="datetime64[D]")
        return np.concatenate(codes), np.concatenate(days)


def members_of(work: Work) -> Membership:
    """Return the membership of the panel's state system, carried on to ``work.until``."""
    opened = work.open(source(STATES[work.unit.system]), "tenures")
    return Membership.of(opened.read(), CODES[work.unit.system], work.until)
