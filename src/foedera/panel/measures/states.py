"""Measures of states that need more than a look-up: majors, capitals, distances."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from foedera.data.source import Source
from foedera.panel.attach import by_dyad, by_state, gathered, put_table, within, years_of_spells
from foedera.panel.codes import in_system
from foedera.panel.distance import EARTH_RADIUS_KM, great_circle_km
from foedera.panel.membership import members_of
from foedera.panel.units import Unit
from foedera.panel.work import Work

__all__ = ["add_capital_distance", "add_majors", "add_minimum_distance"]

EQUATOR_KM = 6378.137
"""Radius of the Earth used for distances of capitals: the equator of WGS 84, as peacesciencer has it."""


def add_majors(work: Work, source: Source, edition: str | None = None) -> None:
    """Add ``major`` for each state: a major power on any day of the year, 0 or 1."""
    opened = work.open(source, "tenures", edition)
    years = years_of_spells(opened.read().select("ccode", "start", "end")).with_columns(
        major=pl.lit(1, dtype=pl.Int8)
    )
    held = in_system(work, years, "ccode", ("",))
    for slot in work.unit.slots:
        fact = work.derived(
            "major" + work.unit.tail(slot),
            "1",
            "major power in the year, 0 or 1",
            opened,
            group="majors",
            event=True,
        )
        put_table(work, held, by_state(work, held, slot, work.unit.code("")), [("major", fact)])


def add_capital_distance(
    work: Work, source: Source, edition: str | None = None, *, slice: Literal["first", "last"] = "first"
) -> None:
    """Add ``capdist`` to dyads, ``mincapdist`` to states.

    Parameters
    ----------
    work, source, edition : the panel and the data set
    slice : which capital counts in a year with two

    Notes
    -----
    Great circle on a sphere of 6,378.137 km. mincapdist is the distance to the nearest capital of a state with which
    the state forms a dyad in the year.
    """
    system = work.unit.system
    opened = work.open(source, f"{system}_spells", edition)
    spells = opened.read()
    lat, lon = (next(c for c in spells.columns if c.endswith(n)) for n in ("lat", "lon"))
    spells = spells.with_columns(seat=pl.int_range(pl.len(), dtype=pl.Int32))
    years = years_of_spells(spells.select(work.unit.code(""), "start", "end", "seat"), slice)
    north, east = spells[lat].to_numpy(), spells[lon].to_numpy()
    scale = EQUATOR_KM / EARTH_RADIUS_KM
    between = scale * great_circle_km(north[:, None], east[:, None], north, east)
    between = np.vstack([between, np.full(len(north), np.nan)])
    between = np.hstack([between, np.full((len(between), 1), np.nan)])
    none = len(north)
    seats = {}
    for slot in work.unit.slots:
        rows = by_state(work, years, slot, work.unit.code(""))
        seats[slot] = years["seat"].extend_constant(none, 1).gather(rows).to_numpy()
    if work.unit.dyadic:
        km = pl.Series(between[seats["1"], seats["2"]]).fill_nan(None)
        fact = work.derived(
            "capdist", "km", "great-circle distance of the capitals", opened, group="capitals", covers=None
        )
        work.put(km, fact)
        return
    nearest = _nearest(work, between, years["seat"], years)
    meaning = "great-circle distance to the nearest capital of another state"
    work.put(nearest, work.derived("mincapdist", "km", meaning, opened, group="capitals", covers=None))


def _nearest(work: Work, between: np.ndarray, seat: pl.Series, years: pl.DataFrame) -> pl.Series:
    """Return the distance to the nearest capital of a state that is a member on the same day of the year."""
    one, two, when = members_of(work).dyad_years(work.first, work.last, directed=True)
    dyads = Work(Unit("directed dyad-year", ("1", "2"), system=work.unit.system), pl.DataFrame(
        {work.unit.code("1"): one, work.unit.code("2"): two, "year": when}))  # fmt: skip
    none = len(between) - 1
    at = [
        seat.extend_constant(none, 1).gather(by_state(dyads, years, s, work.unit.code(""))).to_numpy()
        for s in "12"
    ]
    km = pl.DataFrame({work.unit.code(""): one, "year": when, "km": between[at[0], at[1]]})
    table = km.group_by(work.unit.code(""), "year").agg(pl.col("km").fill_nan(None).min())
    return gathered(table["km"], by_state(work, table, "", work.unit.code("")))


def add_minimum_distance(work: Work, source: Source, edition: str | None = None) -> None:
    """Add ``mindist`` to dyads (km between the nearest points of two states), ``minmindist`` to states."""
    system = work.unit.system
    opened = work.open(source, f"{system}_dyad_years", edition)
    name = opened.table.values[0].name
    code = work.unit.code("")
    if work.unit.dyadic:
        frame = opened.read()
        fact = work.derived(
            "mindist", "km", "distance of the nearest points of the two states", opened, group="mindist"
        )
        put_table(work, frame, by_dyad(work, frame, code), [(name, fact)])
        return
    nearest = opened.scan().group_by(pl.col(code + "1").alias(code), "year").agg(pl.col(name).min()).collect()
    fact = work.derived("minmindist", "km", "distance to the nearest other state", opened, group="mindist")
    rows = by_state(work, nearest, "", code)
    work.put(within(work, nearest[name].extend_constant(None, 1).gather(rows), fact.covers), fact)
