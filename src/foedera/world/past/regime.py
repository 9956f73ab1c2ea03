"""How democratic a state was: V-Dem's polyarchy, else what states with the same score elsewhere had."""

from __future__ import annotations

import polars as pl

from foedera.data.catalogue import source
from foedera.data.tidy import open_table
from foedera.world.past.figures import Figure, latest, median_of
from foedera.world.schema import ESTIMATED

__all__ = ["regimes"]

NEAR = 0.1
"""How near an extended Unified Democracy Score must be to count as the same [points]. ASSUMPTION: a tenth of the
standard deviation of the scores."""

Figures = dict[int, Figure]


def regimes(frame: pl.DataFrame, codes: list[int], year: int) -> tuple[Figures, Figures]:
    """Return polyarchy [share] and polity2 [points] of states.

    Where V-Dem has nothing, polyarchy is the median over all state-years with the same Polity2 score, else over those
    whose extended Unified Democracy Score is within :data:`NEAR`; both medians are taken in the user's own table.

    Parameters
    ----------
    frame : columns ccode, year, isard_polyarchy, isard_polity2, euds
    codes : state numbers
    year : the world's year
    """
    known, polity, scores = (latest(frame, c, year) for c in ("isard_polyarchy", "isard_polity2", "euds"))
    table = open_table(source("democracy"), "state_years").read().drop_nulls("isard_polyarchy")
    by_polity = dict(table.drop_nulls("isard_polity2").group_by("isard_polity2")
                     .agg(pl.col("isard_polyarchy").median()).iter_rows())  # fmt: skip
    found: Figures = {}
    for c in codes:
        if c in known:
            found[c] = Figure(*known[c], "democracy")
        elif c in polity:
            note = f"{ESTIMATED}: median polyarchy of all state-years with Polity2 {polity[c][0]:g}"
            found[c] = Figure(by_polity[polity[c][0]], polity[c][1], "democracy", "derived", note)
        elif c in scores:
            near = table.filter((pl.col("euds") - scores[c][0]).abs() <= NEAR)["isard_polyarchy"]
            note = f"{ESTIMATED}: median polyarchy of all state-years with a democracy score near {scores[c][0]:.2f}"
            found[c] = Figure(median_of(near.to_list()), scores[c][1], "democracy", "derived", note)
        else:
            note = f"{ESTIMATED}: no measure of its regime; the median polyarchy of the set"
            values = [v for v, _ in known.values()]
            found[c] = Figure(median_of(values), year, "democracy", "derived", note)
    return found, {c: Figure(*polity[c], "democracy") for c in codes if c in polity}
