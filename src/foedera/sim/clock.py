"""The simulator's clock: whole months from a first month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foedera.core.errors import InputError

__all__ = ["DAYS_PER_MONTH", "Clock"]

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Clock:
    """Months 0 .. months-1, month 0 being the month of ``start``.

    Parameters
    ----------
    start : first day of the first month
    months : number of months, >= 1
    """

    start: date
    months: int

    def __post_init__(self) -> None:
        if self.months < 1:
            raise InputError(f"{self.months} months", where="horizon", fix="simulate at least one month")
        if self.start.day != 1:
            raise InputError(f"{self.start} is not the first of a month", where="start", fix="write YYYY-MM")

    def day(self, month: int) -> date:
        """Return the first day of a month; months before the start are negative."""
        whole = self.start.year * 12 + self.start.month - 1 + month
        return date(whole // 12, whole % 12 + 1, 1)

    def days(self) -> list[date]:
        """Return the first day of every month."""
        return [self.day(m) for m in range(self.months)]

    def is_january(self, month: int) -> bool:
        """Whether yearly things happen in this month: January, and the first month of the run."""
        return month == 0 or self.day(month).month == 1

    def month_of(self, day: date) -> int:
        """Return the month in which a day falls; negative before the start."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month

    @property
    def years(self) -> float:
        """Length of the run [year]."""
        return self.months / 12

    def year_index(self, month: int) -> int:
        """Return the place of the month's calendar year in :meth:`calendar_years`."""
        return self.day(month).year - self.start.year

    def calendar_years(self) -> list[int]:
        """Return the calendar years that the run touches."""
        return list(range(self.start.year, self.day(self.months - 1).year + 1))
