"""Where things happen: the gazetteer of places and areas that treaty scopes are written in.

A place is a state's home territory (named by its ISO3 code), an overseas or disputed territory, or a sea. Who
administers it decides whose territory an attack is on; its areas decide which treaties reach it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from foedera.core.errors import InputError, did_you_mean

__all__ = ["Place", "areas", "home", "place", "places"]


@dataclass(frozen=True)
class Place:
    """One place of the gazetteer.

    Parameters
    ----------
    id : ISO3 code of a home territory, else small letters
    name : name in English
    administered_by : ISO3 code of the state in control, None at sea and where there is none
    claimed_by : states that claim it without controlling it
    areas : names of the areas it lies in, see ``areas.csv``
    lat, lon : of the capital or the middle [degrees]
    kind : home, overseas, disputed or sea
    note : what a lawyer would add
    status : whether the row was found, derived or recalled
    """

    id: str
    name: str
    administered_by: str | None
    claimed_by: tuple[str, ...]
    areas: frozenset[str]
    lat: float
    lon: float
    kind: Literal["home", "overseas", "disputed", "sea"]
    note: str
    status: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(files("foedera.pacts").joinpath(name).read_text(encoding="utf-8").splitlines())


@cache
def areas() -> dict[str, str]:
    """Return area name -> definition."""
    return {row["area"]: row["definition"] for row in _rows("areas.csv")}


@cache
def places() -> dict[str, Place]:
    """Return place id -> place."""
    return {
        row["place"]: Place(
            id=row["place"], name=row["name"], administered_by=row["administered_by"] or None,
            claimed_by=tuple(filter(None, row["claimed_by"].split(";"))),
            areas=frozenset(row["areas"].split(";")),
            lat=float(row["lat"]), lon=float(row["lon"]), kind=row["kind"],  # type: ignore[arg-type]
            note=row["note"], status=row["status"],
        )
        for row in _rows("places.csv")
    }  # fmt: skip


def place(name: str) -> Place:
    """Return the place called ``name``; an unknown one raises :class:`InputError`."""
    found = places().get(name)
    if found is None:
        fix = did_you_mean(name, places()) or "the places are listed in pacts/places.csv"
        raise InputError(f"unknown place '{name}'", where="place", fix=fix)
    return found


def home(state: str) -> Place:
    """Return the home territory of a state; a state without one raises :class:`InputError`."""
    found = places().get(state)
    if found is None or found.kind != "home":
        raise InputError(
            f"'{state}' has no home territory", where="place", fix="add a row to pacts/places.csv"
        )
    return found
