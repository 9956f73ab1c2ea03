"""The World: one moment of the international system."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.data.codes import suggest
from foedera.world import describing, folders

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["World"]


@dataclass(frozen=True, eq=False, repr=False)
class World:
    """One moment of the international system: states, dyads and where each figure comes from.

    Parameters
    ----------
    name : what to call it
    year : the year its figures describe
    states : one row per state sorted by iso3; the columns are declared in ``world.schema.STATES``
    dyads : named state x state arrays with dims (from_state, to_state); see ``world.schema.DYADS``
    facts : one row per figure: iso3, partner, variable, value, unit, year, source, status, note
    wars : interstate wars under way: side_a, side_b, since, source, status
    sources : key, citation, licence
    """

    name: str
    year: int
    states: pl.DataFrame
    dyads: xr.Dataset
    facts: pl.DataFrame
    wars: pl.DataFrame
    sources: pl.DataFrame

    @staticmethod
    def reference() -> World:
        """Return the shipped world of 2024: 81 states, every figure with its source."""
        return _reference()

    @classmethod
    def from_folder(cls, path: str | Path, *, name: str | None = None, year: int | None = None) -> World:
        """Read a world from a folder of CSV or Parquet files and check it.

        Parameters
        ----------
        path : path
            folder with states.csv and dyads.csv, and optionally facts, wars, sources and world.json; or
            the same as .parquet
        name : str
            overrides the name in world.json; without either it is the folder's name
        year : int
            overrides the year in world.json

        Raises
        ------
        InputErrors : everything that is wrong, with file, line and remedy
        """
        return cls(**folders.read_world(Path(path), name, year))

    @classmethod
    def from_panel(cls, frame: Any, year: int, *, dyads: Any = None) -> World:
        """Cut one year out of a state-year panel.

        Parameters
        ----------
        frame : collected panel, Polars or pandas frame
            one row per state and year, with a column ``year`` and the required columns of states; see
            :meth:`of_year` for a world made out of the data sets at hand
        year : int
            the year to take
        dyads : collected panel, Polars or pandas frame, or None
            one row per dyad (and year, if it has such a column); without it nobody has borders, rivals
            or trade, and distances follow from lat and lon

        Raises
        ------
        InputErrors : everything that is wrong, missing columns all named
        """
        return cls(**folders.world_of_panel(frame, year, dyads))

    @classmethod
    def of_year(cls, year: int) -> World:
        """Return the world on 1 January of a year, made out of the data sets that the user has.

        The states are the members of the Correlates of War system on that day; figures are those of the year before.
        The rules, and what is done where a source has nothing, are in :mod:`foedera.world.past`; every figure's fact
        tells where it comes from.

        Parameters
        ----------
        year : int
            from 1816 to 2016

        Raises
        ------
        InputError : the list of states does not reach the year
        MissingDataError : data sets are not at hand; all are named, with how to get them
        """
        from foedera.world import past

        return cls(**past.parts(year))

    def to_folder(self, path: str | Path, format: Literal["csv", "parquet"] = "csv") -> Path:
        """Write the world into a new folder, whole or not at all, and return the folder."""
        return folders.write_world(self, Path(path), format)

    @property
    def iso3(self) -> list[str]:
        """Codes of the states in the order of every array."""
        return self.states["iso3"].to_list()

    def index(self, iso3: str) -> int:
        """Return the place of a state in every array."""
        codes = self.iso3
        if iso3 not in codes:
            near = suggest(iso3)
            fix = f"did you mean '{near}'?" if near in codes else "its codes are listed by World.iso3"
            raise InputError(f"state '{iso3}' is not in world '{self.name}'", where="World.index", fix=fix)
        return codes.index(iso3)

    def array(self, column: str) -> NDArray[Any]:
        """Return a column of states or a dyadic variable as an array.

        Parameters
        ----------
        column : str
            name of a column of states, shape (N,), or of a variable of dyads, shape (N, N)

        Returns
        -------
        numbers as float64 with NaN where nothing is known, booleans as bool, text as objects
        """
        if column in self.dyads:
            return np.array(self.dyads[column].to_numpy())
        if column not in self.states.columns:
            known = [*self.states.columns, *map(str, self.dyads)]
            raise InputError(f"no variable {column!r}", where="World.array", fix=did_you_mean(column, known))
        values = self.states[column]
        if values.dtype.is_numeric():
            return values.cast(pl.Float64).fill_null(np.nan).to_numpy().copy()
        return values.to_numpy().copy()

    def state_facts(self, iso3: str) -> pl.DataFrame:
        """Return the facts about one state: its own, the dyadic ones, those that speak for every state."""
        self.index(iso3)
        return self.facts.filter(pl.col("iso3").is_in([iso3, "*"]) | (pl.col("partner") == iso3))

    def recalled(self, variables: Iterable[str] | None = None) -> pl.DataFrame:
        """Return the facts that rest on memory and are still to be confirmed."""
        facts = self.facts.filter(pl.col("status") == "recalled")
        return facts if variables is None else facts.filter(pl.col("variable").is_in(list(variables)))

    def digest(self) -> str:
        """Return the SHA-256 of the contents: the same for equal worlds on every machine."""
        sha = hashlib.sha256(json.dumps([self.name, self.year]).encode())
        for frame in (self.states, self.facts, self.wars, self.sources):
            content = [frame.columns, [[str(cell) for cell in row] for row in frame.rows()]]
            sha.update(json.dumps(content, ensure_ascii=True).encode())
        for variable in sorted(map(str, self.dyads)):
            values = self.dyads[variable].to_numpy()
            plain = values.astype(values.dtype.newbyteorder("<"))
            sha.update(f"{variable} {plain.dtype.str} {plain.shape}".encode() + plain.tobytes())
        return sha.hexdigest()

    def describe(self) -> str:
        """Return a short summary in plain text."""
        return describing.summary(self)

    def __repr__(self) -> str:
        return f"World({self.name!r}, {self.year}, {self.states.height} states)"

    def _repr_html_(self) -> str:
        return describing.html(self)


@cache
def _reference() -> World:
    with as_file(files("foedera.world").joinpath("reference")) as folder:
        return World.from_folder(folder)
