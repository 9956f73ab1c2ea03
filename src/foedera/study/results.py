"""A finished run: outcomes, events, the study, where everything came from, and what it says."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from foedera.core.errors import InputError
from foedera.sim.scenario import Focus
from foedera.sim.store import Store
from foedera.study import concerns, tables
from foedera.study.evidence import Counts
from foedera.study.schema import Study

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["PRIORS_FOLDER", "Run"]

PRIORS_FOLDER = "priors"


class Run:
    """The results of a study in a folder; each part is read when it is first asked for.

    Parameters
    ----------
    folder : where :func:`foedera.study.run_study` wrote them
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._store = Store(self.folder)

    @classmethod
    def open(cls, folder: str | Path) -> Run:
        """Open a finished run; a folder that is none, or not finished, raises :class:`InputError`."""
        run = cls(Path(folder))
        if not run.folder.is_dir():
            raise InputError("there is no such folder", where=str(folder), fix="give the folder of a run")
        run._store.provenance()
        if not run._store.done:
            raise InputError("the run is not finished", where=str(folder), fix="finish it with --resume")
        return run

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Versions, digests, seed and citations."""
        return self._store.provenance()

    @cached_property
    def study(self) -> Study:
        """The study as resolved."""
        text = self._store.study()
        return Study.from_text(text, folder=self.folder, filename=str(self.folder / "study.yaml"))

    @cached_property
    def outcomes(self) -> xr.Dataset:
        """Every measure by scenario and future."""
        return self._store.outcomes()

    @property
    def events(self) -> pl.LazyFrame:
        """The event log, lazily."""
        return self._store.events()

    @cached_property
    def focus(self) -> Focus:
        """Whom the question is about."""
        asked = self.study.focus
        return Focus(asked.pacts, asked.states, asked.adversaries)

    @property
    def scenarios(self) -> dict[str, str]:
        """Titles of the scenarios by id, baseline first."""
        return {s["id"]: s["title"] for s in self.provenance["scenarios"]}

    @cached_property
    def counts(self) -> Counts:
        """Arrays by scenario and future, with the resamples that all intervals share."""
        return Counts(self)

    @cached_property
    def concerns(self) -> pl.DataFrame:
        """Every measure by scenario; see :func:`foedera.study.concerns.concern_table`."""
        return concerns.concern_table(self, counts=self.counts)

    def compare(self) -> pl.DataFrame:
        """Return the baseline beside each other scenario; see :func:`foedera.study.concerns.compare`."""
        return concerns.compare(self, table=self.concerns)

    @cached_property
    def variance(self) -> pl.DataFrame:
        """Parameters against chance; see :func:`foedera.study.tables.variance_table`."""
        return tables.variance_table(self, counts=self.counts)

    @cached_property
    def priors(self) -> pl.DataFrame | None:
        """Attacks under every prior, or None if the study left them out."""
        store = Store(self.folder / PRIORS_FOLDER)
        return tables.priors_table(store.outcomes()) if store.done else None

    @cached_property
    def reliability(self) -> pl.DataFrame:
        """Promises kept by member and clause; see :func:`foedera.study.tables.reliability_table`."""
        return tables.reliability_table(self)

    @cached_property
    def burden(self) -> pl.DataFrame:
        """Who pays and who gains; see :func:`foedera.study.tables.burden_table`."""
        return tables.burden_table(self)

    def rows(self, measure: str, scenario: str | None = None) -> pl.LazyFrame:
        """Return the event rows that a measure is counted from."""
        return concerns.rows_behind(self, measure, scenario)

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r})"
