"""What concerns are counted from: outcomes by scenario and future, and the rows of the event log."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.sim.scenario import Focus
from foedera.study.bootstrap import Resampler
from foedera.study.schema import WITHOUT

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["DERIVED", "Counts", "Evidence", "Rows", "where"]

Floats = NDArray[np.float64]
Rows = list[tuple[Floats, NDArray[np.integer]]]

_NAMES = ("scenario", "kind", "actor", "other", "pact", "clause")

DERIVED = {
    "dividend": "attacks per decade without the focus pacts less those with them",
    "decided": "matters that the focus pacts' bodies decided [count]",
    "undecided": "matters that they did not decide [count]",
    "contribution": "wars against focus states in which somebody came to the target's side [count]",
}
"""Values per future that are worked out here and not by the simulator."""

DECISIONS = "kind IN ('adopted', 'deadlock') AND pact IN {pacts}"
WARS = "kind = 'onset' AND value = 5 AND other IN {states} AND actor IN {adversaries}"
HELP = "kind = 'joined' AND value = -1 AND other IN {states}"


class Evidence(Protocol):
    """A run, or anything that looks like one."""

    @property
    def outcomes(self) -> xr.Dataset:
        """Measures by scenario and future; see :mod:`foedera.sim.outcomes`."""

    @property
    def events(self) -> pl.LazyFrame:
        """The event log; see :mod:`foedera.sim.events`."""

    @property
    def focus(self) -> Focus:
        """Whom the question is about."""


def where(condition: str, focus: Focus) -> pl.Expr:
    """Return the Polars filter of an SQL condition with {states}, {adversaries} and {pacts} filled in.

    No adversaries means: any state that is not in focus.
    """
    others = [f"actor IN {_tuple(focus.adversaries)}", f"actor NOT IN {_tuple(focus.states)}"]
    text = condition.replace("actor IN {adversaries}", others[0] if focus.adversaries else others[1])
    return pl.sql_expr(text.format(states=_tuple(focus.states), pacts=_tuple(focus.pacts)))


def _tuple(names: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{n}'" for n in names) + ")"


class Counts:
    """Reads evidence once and hands out arrays by scenario and future.

    Parameters
    ----------
    evidence : a run
    resamples : number of bootstrap resamples
    """

    def __init__(self, evidence: Evidence, *, resamples: int = 500) -> None:
        self.outcomes, self.focus = evidence.outcomes, evidence.focus
        self.scenarios = [str(s) for s in self.outcomes["scenario"].values]
        self.replicas = int(self.outcomes.sizes["replica"])
        self.resampler = Resampler(self.replicas, resamples=resamples)
        self._events = plain(evidence.events)

    def events(self, condition: str) -> pl.LazyFrame:
        """Return the rows of the event log that meet a condition (see :func:`where`)."""
        return self._events.filter(where(condition, self.focus))

    def array(self, name: str) -> Floats:
        """Return values per future, shape (S, R): a variable of the outcomes or one of ``DERIVED``."""
        if name == "dividend":
            return self._dividend()
        if name in DERIVED:
            return self._derived[name]
        if name not in self.outcomes:
            fix = did_you_mean(name, [*map(str, self.outcomes), *DERIVED])
            raise InputError(f"no measure '{name}'", where="outcomes", fix=fix)
        return np.array(self.outcomes[name].values, dtype=float)

    def rows(self, name: str) -> Rows:
        """Return single values of each scenario with the futures they belong to.

        Parameters
        ----------
        name :
            "decision" or "contribution" [days], or a variable of the outcomes: one value per future
        """
        if name in ("decision", "contribution"):
            frame = self._decisions.drop_nulls("days") if name == "decision" else self._contributions
            parts = {str(k[0]): v for k, v in frame.group_by("scenario")}
            empty = frame.clear()
            found = [parts.get(s, empty).sort("replica", "days") for s in self.scenarios]
            return [(f["days"].to_numpy(), f["replica"].to_numpy()) for f in found]
        return [(row, np.arange(self.replicas)) for row in self.array(name)]

    def _dividend(self) -> Floats:
        attacks = self.array("attacks_per_decade")
        if WITHOUT not in self.scenarios:
            return np.full(attacks.shape, np.nan)
        saved: Floats = attacks[self.scenarios.index(WITHOUT)] - attacks
        saved[self.scenarios.index(WITHOUT)] = np.nan
        return saved

    @cached_property
    def _derived(self) -> dict[str, Floats]:
        done = self._decisions["kind"] == "adopted"
        return {
            "decided": self.per_future(self._decisions.filter(done)),
            "undecided": self.per_future(self._decisions.filter(~done)),
            "contribution": self.per_future(self._contributions),
        }

    @cached_property
    def _decisions(self) -> pl.DataFrame:
        return self.events(DECISIONS).select("scenario", "replica", "kind", "days").collect()

    @cached_property
    def _contributions(self) -> pl.DataFrame:
        """First contribution to each war against a focus state."""
        crisis = ["scenario", "replica", "crisis"]
        first = self.events(HELP).group_by(crisis).agg(pl.col("days").min())
        return first.join(self.events(WARS).select(crisis), on=crisis, how="semi").collect()

    def per_future(self, frame: pl.DataFrame) -> Floats:
        """Return the number of rows by scenario and future, shape (S, R)."""
        out = np.zeros((len(self.scenarios), self.replicas))
        place = {s: k for k, s in enumerate(self.scenarios)}
        counted = frame.group_by("scenario", "replica").len()
        scenario = np.array([place[s] for s in counted["scenario"]], dtype=int)
        out[scenario, counted["replica"].to_numpy()] = counted["len"].to_numpy()
        return out


def plain(events: pl.LazyFrame) -> pl.LazyFrame:
    """Return the event log with names as text, which scenarios with different pacts have in common."""
    return events.with_columns(pl.col(n).cast(pl.String) for n in _NAMES)
