"""Two runs as one body of evidence, so that their difference is estimated like that of two scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from foedera.study.concerns import concern_table
from foedera.study.evidence import plain

if TYPE_CHECKING:
    import xarray as xr

    from foedera.sim.scenario import Focus
    from foedera.study import Run

__all__ = ["caveats", "side_by_side"]

_LUCK = {"seed": "seed", "start": "first month", "foedera": "version of foedera"}
_NO_PAIRS = ("deterrence_dividend",)  # itself a difference of two scenarios of one run


@dataclass(frozen=True)
class _Pair:
    """One scenario of two runs, called "first" and "second"; looks like a run to the tables of concerns."""

    outcomes: xr.Dataset
    events: pl.LazyFrame
    focus: Focus


def side_by_side(first: Run, second: Run) -> pl.DataFrame:
    """Return every measure of two runs, by scenario of the first run and then those of the second alone.

    Returns
    -------
    scenario, concern, measure, label, unit, better, first, second, difference (second less first), each of
    the last three with _low and _high; null where a run has no such scenario or number, or the runs judge
    different states or pacts
    """
    names = list(dict.fromkeys([*first.scenarios, *second.scenarios]))
    return pl.concat(_scenario(first, second, name) for name in names)


def _scenario(first: Run, second: Run, name: str) -> pl.DataFrame:
    about = ("concern", "measure", "label", "unit", "better")
    both = name in first.scenarios and name in second.scenarios
    table = (first if name in first.scenarios else second).concerns.filter(scenario=name).select(*about)
    for run, label in ((first, "first"), (second, "second")):
        own = run.concerns.filter(scenario=name).select("measure", *_renamed("value", label))
        table = table.join(own, on="measure", how="left", maintain_order="left")
    if both and first.focus == second.focus:
        gaps = concern_table(_pair(first, second, name)).filter(scenario="second")
        gaps = gaps.filter(~pl.col("measure").is_in(_NO_PAIRS)).select(
            "measure", *_renamed("difference", "difference")
        )
    else:
        gaps = pl.DataFrame(
            schema={"measure": pl.String} | {f"difference{e}": pl.Float64 for e in ("", "_low", "_high")}
        )
    table = table.join(gaps, on="measure", how="left", maintain_order="left")
    return table.select(pl.lit(name).alias("scenario"), pl.all())


def _renamed(old: str, new: str) -> list[pl.Expr]:
    low, high = ("low", "high") if old == "value" else (f"{old}_low", f"{old}_high")
    return [pl.col(old).alias(new), pl.col(low).alias(f"{new}_low"), pl.col(high).alias(f"{new}_high")]


def _pair(first: Run, second: Run, name: str) -> _Pair:
    """Return a scenario of both runs, cut to the futures that both have."""
    import xarray as xr

    replicas = min(int(r.outcomes.sizes["replica"]) for r in (first, second))
    parts, logs = [], []
    for run, label in ((first, "first"), (second, "second")):
        plain_ones = [v for v in run.outcomes if run.outcomes[v].dims == ("scenario", "replica")]
        part = run.outcomes[plain_ones].sel(scenario=[name]).isel(replica=slice(replicas))
        parts.append(part.drop_vars(["state", "year"], errors="ignore").assign_coords(scenario=[label]))
        own = plain(run.events).filter((pl.col("scenario") == name) & (pl.col("replica") < replicas))
        logs.append(own.with_columns(pl.lit(label).alias("scenario")))
    return _Pair(xr.concat(parts, dim="scenario"), pl.concat(logs), first.focus)


def caveats(first: Run, second: Run) -> list[str]:
    """Return what a reader must know before comparing the two runs."""
    a, b = first.provenance, second.provenance
    remarks = []
    if first.focus != second.focus:
        remarks.append("The runs judge different states or pacts; no differences are given.")
    other = [f"{word} {a[key]} and {b[key]}" for key, word in _LUCK.items() if a[key] != b[key]]
    if list(first.outcomes["state"].values) != list(second.outcomes["state"].values):
        other.append("different states in their worlds")
    if other:
        remarks.append(
            f"The runs do not share random numbers ({'; '.join(other)}): a difference is between independent samples "
            "and its interval wide accordingly."
        )
    if a["months"] != b["months"]:
        remarks.append(
            f"The runs last {a['months']} and {b['months']} months: totals over the run differ for that alone."
        )
    if a["replicas"] != b["replicas"]:
        remarks.append(
            f"The runs have {a['replicas']:,} and {b['replicas']:,} futures: differences are of the first "
            f"{min(a['replicas'], b['replicas']):,} of each."
        )
    return remarks
