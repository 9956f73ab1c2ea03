"""What a plan is made of: the rows, the verbs, named conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from foedera.panel.clock import Timeline
from foedera.panel.units import Unit
from foedera.panel.work import Work

__all__ = ["Condition", "Rows", "Step"]


@dataclass(frozen=True)
class Rows:
    """The rows of a panel, not yet made.

    Parameters
    ----------
    unit : what a row is about
    first, last : years asked for; None says as far as the source of the rows goes
    build : from unit, first and last year and the work-in-progress' preferences to a :class:`Work`
    text : as it was written
    stretch : whether earlier or later rows can be made for lags and histories
    sets : ids of the data sets that they come from
    """

    unit: Unit
    first: int | None
    last: int | None
    build: Callable[[int | None, int | None, Mapping[str, str]], Work]
    text: str
    stretch: bool = True
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A named condition on rows, with what it needs.

    Parameters
    ----------
    name : how it is told
    holds : the expression; it may use the columns that ``needs`` makes
    needs : adds hidden columns to a panel
    sets : ids of the data sets that these come from
    """

    name: str
    holds: pl.Expr
    needs: Callable[[Work], None]
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One verb of a plan.

    Parameters
    ----------
    text : as it is written
    run : what it does to the panel
    before, after : how many years earlier and later than the panel's it looks
    history : whether it looks back to the first year of the state system
    keep : which rows stay; None keeps all
    place : where it is written down, for messages
    sets : ids of the data sets that it takes
    """

    text: str
    run: Callable[[Work, Timeline], None]
    before: int = 0
    after: int = 0
    history: bool = False
    keep: pl.Expr | None = None
    place: str = ""
    sets: tuple[str, ...] = ()
