"""What a page is made from: finished numbers with their words, and the events behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from foedera.core.parameters import ParameterRow
from foedera.pacts.schema import Pact
from foedera.report.figures.priors_forest import Reading
from foedera.report.numbers import Span
from foedera.report.palette import scenario_colours
from foedera.sim.clock import Clock
from foedera.sim.scenario import Focus

if TYPE_CHECKING:
    import xarray as xr

    from foedera.world import World

__all__ = ["Brief", "Concern", "Counted", "Option", "Spread"]


@dataclass(frozen=True)
class Option:
    """A scenario: the baseline, a reform, or the world without the pact.

    Parameters
    ----------
    id, title : short name and heading
    why : why one would ask
    """

    id: str
    title: str
    why: str = ""


@dataclass(frozen=True)
class Counted:
    """Where a number was counted from.

    Parameters
    ----------
    text : which rows of events.parquet, or which variables where no events are counted
    rows : by scenario, (how many rows, the numbers of the first ones)
    cites : keys of the papers that the mechanisms come from
    """

    text: str
    rows: Mapping[str, tuple[int, list[int]]] = field(default_factory=dict)
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concern:
    """One line of the table of concerns.

    Parameters
    ----------
    id : short name
    concern : the concern it belongs to, e.g. "deterrence"
    label, unit : what is measured, and in what
    better : +1 if more is better, -1 if less is, 0 if neither
    levels : by scenario, with interval
    differences : by scenario other than the baseline, paired difference with interval
    counted : where it was counted from
    share : whether it is a share, printed as per cent
    """

    id: str
    concern: str
    label: str
    unit: str
    better: int
    levels: Mapping[str, Span]
    differences: Mapping[str, Span]
    counted: Counted
    share: bool = False

    @property
    def scale(self) -> float:
        """Factor from the stored to the printed number."""
        return 100.0 if self.share else 1.0


@dataclass(frozen=True)
class Spread:
    """How a measure's variance over futures splits.

    Parameters
    ----------
    label : the measure
    parameters : share of the variance due to parameters, with interval
    """

    label: str
    parameters: Span


@dataclass(frozen=True)
class Brief:
    """Everything that the page says, before it is laid out."""

    title: str
    question: str
    options: tuple[Option, ...]
    focus: Focus
    clock: Clock
    replicas: int
    world: World
    pacts: tuple[Pact, ...]
    concerns: tuple[Concern, ...]
    outcomes: xr.Dataset
    events: pl.LazyFrame
    readings: tuple[Reading, ...] = ()
    reading_replicas: int = 0
    reading: str = ""
    spreads: tuple[Spread, ...] = ()
    parameters: tuple[ParameterRow, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """Ids of the scenarios, baseline first."""
        return [o.id for o in self.options]

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the scenarios by id."""
        return {o.id: o.title for o in self.options}

    @property
    def colours(self) -> dict[str, str]:
        """Colours of the scenarios by id, the same all through the page."""
        return scenario_colours(self.ids)

    @property
    def baseline(self) -> str:
        """Id of the baseline."""
        return self.options[0].id

    @property
    def judged(self) -> list[Pact]:
        """The pacts that are judged."""
        return [p for p in self.pacts if p.id in self.focus.pacts]

    @property
    def start(self) -> date:
        """First day of the run."""
        return self.clock.start

    def concern(self, *ids: str) -> Concern | None:
        """Return the first concern that has one of these ids."""
        return next((c for name in ids for c in self.concerns if c.id == name), None)

    def of(self, names: Sequence[str]) -> list[Concern]:
        """Return the lines that belong to these concerns, in the order of the table."""
        return [c for c in self.concerns if c.concern in names]
