"""The states of a panel by their numbers in the other system, codes and names."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.core.errors import InputError
from foedera.data.identity import convert
from foedera.panel.codes import told
from foedera.panel.units import CODES
from foedera.panel.work import Fact, Work

__all__ = ["codes"]

_MEANINGS = {
    "cow": ("ccode", "Correlates of War number of the state in the year"),
    "gw": ("gwcode", "Gleditsch-Ward number of the state in the year"),
    "iso3": ("iso3", "alpha-3 code of the state in the year"),
    "name": ("state_name", "short English name of the state"),
}


def codes(work: Work, *, to: Literal["cow", "gw", "iso3", "name"] = "iso3") -> None:
    """Add another code, or the name, of each state of the row.

    Parameters
    ----------
    work : a panel whose rows name states
    to : 'cow', 'gw', 'iso3' or 'name'

    Raises
    ------
    InputError
        for an unknown system, and where the rows name no state
    """
    if to not in _MEANINGS or to == work.unit.system:
        fix = "use one of " + ", ".join(t for t in _MEANINGS if t != work.unit.system)
        raise InputError(f"'{to}' is no other code", where="panel.measure('codes', to)", fix=fix)
    if not work.unit.slots:
        raise work.unit.refuse("measure('codes')", "use rows that name a state and a year")
    name, meaning = _MEANINGS[to]
    for slot in work.unit.slots:
        key = work.columns[CODES[work.unit.system] + slot]
        found = convert(key, to=to, of=work.unit.system, year=work.columns["year"])
        values = found.values if to in ("iso3", "name") else found.values.cast(pl.Int16)
        work.put(values, Fact(name + work.unit.tail(slot), "code", meaning, of=(key.name,)))
        if found.unmatched.height:
            work.notes.append(told(found))
