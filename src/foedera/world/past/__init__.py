"""The world on 1 January of a year from 1816 to 2016, made out of the user's own data sets.

Rules, the same for every year Y:

* the states are the members of the Correlates of War system on 1 January of Y, and borders, capitals, rivalries, major
  powers and wars are those of that day;
* figures are those of the year before, so that nothing of Y is known yet (the spending of 1914 is a war's); where a
  state has none, the latest of the ten years before, else that of Y;
* a figure that no source has is estimated by a stated rule, and its fact says so; nothing is filled in silently.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from foedera.core.errors import InputError
from foedera.data.catalogue import source
from foedera.data.needs import require
from foedera.data.tidy import open_table
from foedera.world.folders import world_of_panel
from foedera.world.past.facts import facts, sources
from foedera.world.past.pairs import pairs, wars
from foedera.world.past.spells import record
from foedera.world.past.states import states

__all__ = ["FIRST", "LAST", "parts"]

FIRST, LAST = 1816, 2016
"""First and last year of the Correlates of War system's list of states."""

_ALWAYS: dict[str, tuple[str, ...]] = {
    "cow.nmc": ("state_years",), "simgdp": ("state_years",), "democracy": ("state_years",),
    "capitals": ("cow_spells",), "cow.majors": ("tenures",), "cow.contiguity": ("dyad_spells",),
    "rivalries.tss": ("spells",), "cow.wars.inter": ("participants",),
}  # fmt: skip
_SINCE: dict[str, tuple[int, tuple[str, ...]]] = {
    "cow.trade": (1871, ("dyad_years",)), "nuclear.stockpiles": (1946, ("state_years",)),
    "un.idealpoints": (1947, ("session_years",)),
}  # fmt: skip
"""From which world on a data set has something to say."""


def _needs(year: int) -> dict[str, tuple[str, ...]]:
    return _ALWAYS | {name: tables for name, (first, tables) in _SINCE.items() if year >= first}


def parts(year: int) -> dict[str, Any]:
    """Return the parts of the world of a year; the same files give the same parts.

    Raises
    ------
    InputError
        for a year that the list of states does not reach
    MissingDataError
        naming every data set that is not at hand, at once
    """
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST <= year <= LAST:
        fix = f"name a year from {FIRST} to {LAST}"
        raise InputError(f"there is no panel of {year!r}", where="World.of_year", fix=fix)
    needs = _needs(year)
    require(needs, f"the world of {year}")
    opened = [open_table(source(name), table) for name, tables in needs.items() for table in tables]
    return dict(_made(year, tuple((o.path.as_posix(), tuple(o.files.items())) for o in opened)))


@cache
def _made(year: int, files: tuple[Any, ...]) -> dict[str, Any]:
    """Make the parts; ``files``, the tables and the hashes of what they were parsed from, tell whether to make anew."""
    day = date(year, 1, 1)
    found, fought = states(day), record("cow.wars.inter", "participants")
    codes = dict(found.frame.select("cow_code", "iso3").iter_rows())
    dyads = pairs(day, codes)
    made = world_of_panel(found.frame.with_columns(year=year), year, dyads.frame)
    return made | {
        "facts": facts(day, found, dyads),
        "wars": wars(day, codes),
        "sources": sources({**found.records, **dyads.records, fought.id: fought}),
    }
