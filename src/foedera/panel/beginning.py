"""What all makers of rows begin with: their arguments checked, and an empty panel to open tables through."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.panel.units import CODES, Unit
from foedera.panel.work import Work

__all__ = ["between", "blank_work", "checked", "filled", "span"]


def checked(first: int | None, last: int | None, system: str, where: str, **switches: bool) -> None:
    """Raise :class:`InputError` for years, a state system or switches that are none.

    Parameters
    ----------
    first, last : years, both included, or None
    system : 'cow' or 'gw'
    where : the function, for the message
    switches : arguments that must be True or False, by name
    """
    if system not in CODES:
        fix = did_you_mean(str(system), CODES) or "use 'cow' or 'gw'"
        raise InputError(f"there is no state system '{system}'", where=f"{where}(system)", fix=fix)
    for year in (first, last):
        if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
            fix = "give whole numbers, such as 1816, 2010"
            raise InputError(f"{year!r} is no year", where=where, fix=fix)
    if first is not None and last is not None and first > last:
        raise InputError(f"{first} is after {last}", where=where, fix="give the first year first")
    for name, value in switches.items():
        if not isinstance(value, bool):
            raise InputError(f"{value!r} is no good", where=f"{where}({name})", fix="give True or False")
    if switches.get("extend") and last is None:
        fix = "give the last year"
        raise InputError("members go on to no year", where=f"{where}(extend)", fix=fix)


def between(first: int | None, last: int | None) -> list[pl.Expr]:
    """Return the conditions on ``year`` that years, both included, make."""
    found = [] if first is None else [pl.col("year") >= first]
    return found if last is None else [*found, pl.col("year") <= last]


def span(first: int | None, last: int | None) -> str:
    """Return years as they are written in a call; empty where none were given."""
    return f"{first}, {last}" if (first, last) != (None, None) else ""


def blank_work(unit: Unit, prefer: Mapping[str, str]) -> Work:
    """Return a panel without rows, to open tables through."""
    return Work(unit, pl.DataFrame(), prefer)


def filled(blank: Work, keys: pl.DataFrame) -> Work:
    """Return a panel with rows, which knows what the empty one opened."""
    work = Work(blank.unit, keys, blank.prefer)
    work.opened, work.notes, work.until = blank.opened, blank.notes, blank.until
    return work
