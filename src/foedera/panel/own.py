"""A frame of one's own as a panel, so that every verb can be used on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.panel.plan import Panel
from foedera.panel.steps import Rows
from foedera.panel.units import CODES, System, Unit
from foedera.panel.work import Fact, Work

__all__ = ["UNITS", "of_frame"]

UNITS: dict[str, Unit] = {
    "state-year": Unit("state-year", ("",)),
    "directed dyad-year": Unit("directed dyad-year", ("1", "2")),
    "non-directed dyad-year": Unit("non-directed dyad-year", ("1", "2"), directed=False),
    "leader-year": Unit("leader-year", ("",), leaders=True),
    "event": Unit("event", ("",)),
    "dyadic event": Unit("event", ("1", "2")),
}
"""Units by name; only events may have several rows of the same states and year."""


def of_frame(frame: Any, unit: str, *, system: System = "cow") -> Panel:
    """Return a panel of the rows of a frame, in their order.

    Parameters
    ----------
    frame : a Polars, pandas or Arrow table with ``year`` and the numbers of its states: ``ccode`` (``gwcode`` with
        system='gw') on state-years, ``ccode1`` and ``ccode2`` on dyads, ``obsid`` too on leader-years
    unit : one of :data:`UNITS`
    system : whose numbers they are

    Raises
    ------
    InputError
        for an unknown unit, missing or unfit key columns, and keys that name two rows
    """
    where = "panel.of_frame"
    if unit not in UNITS:
        fix = did_you_mean(unit, UNITS) or "one of " + ", ".join(UNITS)
        raise InputError(f"there is no unit '{unit}'", where=f"{where}(unit)", fix=fix)
    if system not in CODES:
        raise InputError(
            f"there is no state system '{system}'", where=f"{where}(system)", fix="use 'cow' or 'gw'"
        )
    base = UNITS[unit]
    kind = Unit(base.name, base.slots, "year", system, base.leaders, base.directed)
    data = frame if isinstance(frame, pl.DataFrame) else pl.DataFrame(frame)
    keys = [*(kind.code(s) for s in kind.slots), *(["obsid"] if kind.leaders else []), "year"]
    data = _checked(data, keys, kind, where)

    def build(first: int | None, last: int | None, prefer: Mapping[str, str]) -> Work:
        work = Work(kind, data.select(keys), prefer)
        for name in data.columns:
            if name not in keys:
                work.put(data[name], Fact(name, "", "column of the frame that was given"))
        return work

    return Panel(Rows(kind, None, None, build, f"of_frame({data.height:,} rows, {unit!r})", stretch=False))


def _checked(data: pl.DataFrame, keys: list[str], unit: Unit, where: str) -> pl.DataFrame:
    for name in keys:
        if name not in data.columns:
            fix = did_you_mean(name, data.columns) or f"a {unit.name} needs " + ", ".join(keys)
            raise InputError(f"column '{name}' is missing", where=where, fix=fix)
        if name == "obsid":
            continue
        whole = data[name].cast(pl.Int64, strict=False)
        if not data[name].dtype.is_numeric() or whole.null_count():
            fix = "leave out or mend rows without it"
            raise InputError(f"column '{name}' has cells that are no whole numbers", where=where, fix=fix)
        data = data.with_columns(whole.cast(pl.Int16, strict=False).alias(name))
        if data[name].null_count():
            raise InputError(
                f"column '{name}' has numbers beyond four digits", where=where, fix="use state numbers"
            )
    twice = data.select(keys).is_duplicated()
    if unit.name != "event" and twice.any():
        row = data.filter(twice).select(keys).row(0, named=True)
        fix = "make one row of them, or use the unit 'event'"
        raise InputError(f"two rows are about {row}", where=where, fix=fix)
    return data
