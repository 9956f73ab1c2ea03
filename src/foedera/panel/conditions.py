"""Named conditions on rows."""

from __future__ import annotations

import polars as pl

from foedera.data.catalogue import source
from foedera.panel.measures import contiguity, states
from foedera.panel.steps import Condition
from foedera.panel.work import Work

__all__ = ["politically_relevant"]


def _needs(work: Work) -> None:
    """Add contiguity and majors under hidden names, unless they are there."""
    if not work.unit.dyadic:
        raise work.unit.refuse("where(politically_relevant)", "use panel.dyad_years(...)")
    bare = Work(work.unit, work.frame(work.keys), work.prefer)
    contiguity.add(bare, source("cow.contiguity"))
    states.add_majors(bare, source("cow.majors"))
    for name in ("conttype", "major_1", "major_2"):
        work.columns[f"__{name}"] = bare.columns[name].alias(f"__{name}")
    work.opened.update(bare.opened)
    work.notes += bare.notes


politically_relevant = Condition(
    "politically_relevant",
    (pl.col("__conttype") > 0) | (pl.col("__major_1") == 1) | (pl.col("__major_2") == 1),
    _needs,
    ("cow.contiguity", "cow.majors"),
)
"""Dyads that touch by land or across at most 400 miles of water, or that have a major power (maozrussett1993)."""
