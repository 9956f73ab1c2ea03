"""A panel while it is being made: its rows, the columns so far, and what is known of each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.source import Edition, Source
from foedera.data.tables import Column, Years
from foedera.data.tidy import Opened, open_table
from foedera.panel.units import Unit

__all__ = ["Fact", "Work"]

Ints = NDArray[Any]


@dataclass(frozen=True)
class Fact:
    """What is known of a column of a panel.

    Parameters
    ----------
    name, unit, meaning : what it is
    source : id of the data set; '' for what a verb made
    group : the word that names it together with its sisters in later verbs: 'nmc', 'gml'
    edition, version : of the data set
    covers : first and last year in which it is known; None where no year limits it
    event : inside the coverage no record means 0
    labels : what the codes of a category mean
    of : columns it was made from
    """

    name: str
    unit: str
    meaning: str
    source: str = ""
    group: str = ""
    edition: str = ""
    version: str = ""
    covers: Years | None = None
    event: bool = False
    labels: Mapping[int, str] = field(default_factory=dict, hash=False)
    of: tuple[str, ...] = ()


class Work:
    """The rows and columns of a panel under construction.

    Parameters
    ----------
    unit : what a row is about
    keys : key columns; sorted by unit and time
    prefer : edition to prefer, by source or for all ('*')
    """

    def __init__(self, unit: Unit, keys: pl.DataFrame, prefer: Mapping[str, str] | None = None) -> None:
        self.unit = unit
        self.columns: dict[str, pl.Series] = {c: keys[c] for c in keys.columns}
        self.keys = list(keys.columns)
        self.height = keys.height
        self.prefer = dict(prefer or {})
        self.facts: dict[str, Fact] = {}
        self.opened: dict[tuple[str, str, str], Opened] = {}
        self.notes: list[str] = []
        self.until: int | None = None
        """Year to which members on the last day of the list of states go on; None leaves the list as it is."""
        self.prefix = ""
        """Put before the name of each column; a verb sets it while it runs."""

    # -- data sets ------------------------------------------------------------------------------------------

    def open(self, source: Source, table: str, edition: str | None = None) -> Opened:
        """Return a tidy table of a source, in the edition asked for, preferred, or first at hand."""
        wanted = edition or self._preferred(source, table)
        found = open_table(source, table, wanted)
        self.opened[source.id, table, found.edition.name] = found
        return found

    def used(self, source: str) -> str | None:
        """Return the edition of a source that the panel used last, None where it used none."""
        found = [edition for one, _, edition in self.opened if one == source]
        return found[-1] if found else None

    def _preferred(self, source: Source, table: str) -> str | None:
        if source.id in self.prefer:
            return self.prefer[source.id]
        general = self.prefer.get("*")
        fits = (e for e in source.editions if e.name == general and (not e.tables or table in e.tables))
        return general if next(fits, None) else None

    # -- columns --------------------------------------------------------------------------------------------

    def put(self, series: pl.Series, fact: Fact) -> None:
        """Add a column; a name that is taken raises :class:`InputError`."""
        if not isinstance(fact.name, str) or not fact.name:
            raise InputError(f"{fact.name!r} is no name of a column", where="panel", fix="give a word")
        if self.prefix:
            fact = replace(fact, name=self.prefix + fact.name)
        if fact.name in self.columns:
            other = self.facts[fact.name].source or "a verb" if fact.name in self.facts else "the key"
            what = f"the column '{fact.name}' of {fact.source or 'a verb'} is there already, from {other}"
            raise InputError(what, where="panel", fix="add only one of the two, or pass prefix='...'")
        self.columns[fact.name] = series.alias(fact.name)
        self.facts[fact.name] = fact

    def named(self, word: str) -> list[str]:
        """Return the columns that a word names: a column, 'gml.onset', a source or its last part.

        Raises
        ------
        InputError
            where nothing of that name was added
        """
        if not isinstance(word, str):
            raise InputError(f"{word!r} is no name of a column", where="panel", fix="give one name")
        if word in self.facts:
            return [word]
        stems = [word + self.unit.tail(s) for s in self.unit.slots]
        if all(s in self.facts for s in stems):
            return stems
        if word.replace(".", "_") in self.facts:
            return [word.replace(".", "_")]
        found = [n for n, f in self.facts.items() if not f.of and word in (f.source, f.group)]
        if not found:
            known = [
                *self.facts,
                *{f.source for f in self.facts.values()},
                *{f.group for f in self.facts.values()},
            ]
            fix = (
                did_you_mean(word, known)
                or f"add it first; there are {', '.join(sorted(self.facts)[:12]) or 'none'}"
            )
            raise InputError(f"there is no column '{word}'", where="panel", fix=fix)
        return found

    def frame(self, names: Iterable[str] | None = None) -> pl.DataFrame:
        """Return the columns as a frame, without copying them."""
        return pl.DataFrame([self.columns[n] for n in (names or self.columns)])

    def fact_of(self, column: Column, opened: Opened, tail: str = "", group: str = "") -> Fact:
        """Return the fact of a column of a tidy table."""
        edition: Edition = opened.edition
        return Fact(
            column.name + tail, column.unit, column.meaning, opened.source.id,
            group or opened.source.id.rsplit(".", 1)[-1], edition.name, edition.version, edition.years(column),
            column.kind == "event", column.labels,
        )  # fmt: skip

    def derived(self, name: str, unit: str, meaning: str, opened: Opened, **more: Any) -> Fact:
        """Return the fact of a column that a measure makes from a tidy table."""
        fact = Fact(
            name, unit, meaning, opened.source.id, opened.source.id.rsplit(".", 1)[-1], opened.edition.name,
            opened.edition.version, opened.edition.covers,
        )  # fmt: skip
        return replace(fact, **more)

    # -- where rows are -------------------------------------------------------------------------------------

    def codes(self, slot: str) -> Ints:
        """Return the number of the state in a slot, shape (n,), int32; -1 where the row names none."""
        codes: Ints = self.columns[self.unit.code(slot)].fill_null(-1).to_numpy().astype(np.int32)
        return codes

    @cached_property
    def years(self) -> Ints:
        """The calendar year of each row, shape (n,), int32; -1 where it is unknown."""
        years: Ints = self.columns["year"].fill_null(-1).to_numpy().astype(np.int32)
        return years

    @cached_property
    def first(self) -> int:
        """First year of the panel."""
        return int(self.columns["year"].min() or 0)  # type: ignore[arg-type]

    @cached_property
    def last(self) -> int:
        """Last year of the panel."""
        return int(self.columns["year"].max() or 0)  # type: ignore[arg-type]

    @cached_property
    def span(self) -> int:
        """Number of years from first to last."""
        return self.last - self.first + 1

    @cached_property
    def states(self) -> Ints:
        """Numbers of all states of the panel, sorted."""
        found: Ints = np.unique(np.concatenate([np.unique(self.codes(s)) for s in self.unit.slots]))
        return found[found >= 0]

    @cached_property
    def _places(self) -> dict[str, Ints]:
        return {}

    def places(self, slot: str) -> Ints:
        """Return state-and-year of each row as one whole number below ``size(1)``, ``size(1)`` for an unknown one."""
        if slot not in self._places:
            state = _place_of(self.states)[self.codes(slot)]
            found = state * self.span + (self.years - self.first)
            found[(state < 0) | (self.years < 0)] = self.size(1)
            self._places[slot] = found.astype(np.int32)
        return self._places[slot]

    @cached_property
    def dyad_places(self) -> Ints:
        """First state, second state and year of each row as one whole number below ``size(2)``, else ``size(2)``."""
        place = _place_of(self.states)
        one, two = (place[self.codes(s)] for s in self.unit.slots)
        found: Ints = (one * len(self.states) + two) * self.span + (self.years - self.first)
        found[(one < 0) | (two < 0) | (self.years < 0)] = self.size(2)
        return found.astype(np.int32)

    def table_places(self, codes: list[Ints], years: Ints) -> tuple[Ints, Ints]:
        """Return where rows of a table belong, and which rows belong anywhere.

        Parameters
        ----------
        codes : one or two arrays of shape (m,), state numbers
        years : shape (m,)

        Returns
        -------
        places, shape (k,), as in :attr:`dyad_places` or :meth:`places`; row numbers, shape (k,)
        """
        place = _place_of(self.states)
        keep = (years >= self.first) & (years <= self.last)
        for c in codes:
            keep &= (c >= 0) & (c < len(place))
        rows = np.flatnonzero(keep)
        found = np.zeros(len(rows), dtype=np.int64)
        inside = np.ones(len(rows), dtype=bool)
        for c in codes:
            at = place[c[rows]]
            inside &= at >= 0
            found = found * len(self.states) + at
        found = found * self.span + (years[rows] - self.first)
        return found[inside], rows[inside]

    def size(self, states: int) -> int:
        """Return the number of places there are for one or two states."""
        return int(len(self.states) ** states * self.span)


def _place_of(states: Ints) -> Ints:
    """Return the position of each state number among those of the panel, -1 for others and for number -1."""
    place = np.full(int(states.max()) + 2 if len(states) else 1, -1, dtype=np.int64)
    place[states] = np.arange(len(states))
    return place
