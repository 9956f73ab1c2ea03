"""What a study reports: the concerns, what measures them, and from which rows of the log each is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, did_you_mean
from foedera.study.bootstrap import Estimated
from foedera.study.evidence import DECISIONS, HELP, WARS, Counts, Evidence, plain, where

__all__ = [
    "CONCERNS",
    "Measure",
    "added",
    "asked",
    "compare",
    "concern_table",
    "estimate",
    "measure",
    "rows_behind",
]

Estimator = Literal["mean", "ratio", "chance", "quantile"]


@dataclass(frozen=True)
class Measure:
    """One number that is reported by scenario.

    Parameters
    ----------
    id : short name
    concern : heading it belongs under
    label, unit : what it says, and in what
    better : which way is better for the states in focus, or "none"; so are measures that move when the members
        change, such as the inequality of their burdens: a smaller club is not a better one
    estimator : mean over futures; ratio of sums over futures; chance that a future's value exceeds
        ``level``; quantile ``level`` of values pooled over futures
    of : what it is estimated from, names known to ``evidence.Counts``; for ratios dividend and divisor
    counts : SQL condition of the event rows behind it; empty for what is read off the world at the horizon
    cites : keys of ``core/references.bib``
    level : quantile between 0 and 1, or the threshold of a chance
    mechanism : the one without which there is nothing to measure; empty where every run has it
    """

    id: str
    concern: str
    label: str
    unit: str
    better: Literal["lower", "higher", "none"]
    estimator: Estimator
    of: tuple[str, ...]
    counts: str = ""
    cites: tuple[str, ...] = field(default=())
    level: float = float("nan")
    mechanism: str = ""


ENOUGH = 10
"""Things that a ratio, a quantile or a mean over some of the futures needs to be reported (ASSUMPTION)."""

_ATTACKS = "kind = 'onset' AND value >= 4 AND other IN {states} AND actor IN {adversaries}"
_DUTIES = "kind IN ('honoured', 'reneged') AND pact IN {pacts}"
_DEATHS = "kind = 'deaths' AND actor IN {states}"
_LOSSES = "kind = 'output_loss' AND actor IN {states}"
_SANCTION_LOSSES = "kind = 'sanction_loss' AND actor IN {states}"
_SANCTIONS = ("caliendo2015", "chowdhry2024")
_DIED = ("clauset2018", "cederman2003")

# fmt: off
CONCERNS: tuple[Measure, ...] = (
    Measure("attacks", "deterrence", "attacks on the states in focus", "per decade", "lower", "mean",
            ("attacks_per_decade",), _ATTACKS, ("leeds2003", "signorino1999")),
    Measure("wars", "deterrence", "wars begun against them", "per decade", "lower", "mean",
            ("wars_per_decade",), WARS, ("leeds2003", "signorino1999")),
    Measure("deterrence_dividend", "deterrence", "attacks that the pacts prevent", "per decade",
            "higher", "mean",
            ("dividend",), _ATTACKS, ("leeds2003", "benson2011", "kenwick2017")),
    Measure("honoured_share", "reliability", "obligations honoured", "share", "higher", "ratio",
            ("honoured", "obligations"), _DUTIES, ("berkemeier2018",)),
    Measure("obligations", "reliability", "obligations that fall due", "per future", "none", "mean",
            ("obligations",), _DUTIES, ("leeds2002",)),
    Measure("decision_median", "speed", "days from onset to decision, median", "day", "lower", "quantile",
            ("decision",), DECISIONS, ("hardt2014",), 0.5),
    Measure("decision_p90", "speed", "days from onset to decision, 90th percentile", "day", "lower",
            "quantile",
            ("decision",), DECISIONS, ("hardt2014",), 0.9),
    Measure("never_decided", "speed", "matters never decided", "share", "lower", "ratio",
            ("undecided", "undecided+decided"), DECISIONS, ("hardt2014",)),
    Measure("contribution_median", "speed", "days from onset of war to the first contribution, median", "day",
            "lower", "quantile", ("contribution",), HELP, ("hardt2014",), 0.5),
    Measure("contribution_p90", "speed", "days from onset of war to the first contribution, 90th percentile",
            "day", "lower", "quantile", ("contribution",), HELP, ("hardt2014",), 0.9),
    Measure("military_spending", "burden", "members' military expenditure", "% of GDP", "none", "mean",
            ("milex_pct",), "", ("natopa2024",)),
    Measure("free_rider_index", "burden", "gap between cost and benefit shares", "share", "none", "mean",
            ("free_rider_index",), "", ("olson1966",)),
    Measure("burden_gini", "burden", "inequality of burdens among members", "Gini", "none", "mean",
            ("burden_gini",), "", ("olson1966",)),
    Measure("exploitation", "burden", "rank correlation of GDP and burden", "Spearman's rho", "none", "mean",
            ("exploitation",), "", ("olson1966",)),
    Measure("entanglement", "entanglement", "wars joined that began as somebody else's", "per decade",
            "lower",
            "mean", ("entanglements_per_decade",), "kind = 'joined' AND actor IN {states}",
            ("siverson1991", "beckley2015")),
    Measure("members", "cohesion", "members at the horizon", "count", "none", "mean", ("members",), "", ()),
    Measure("dispersion", "cohesion", "dispersion of the members' preferences", "ideal-point units", "none",
            "mean", ("dispersion",), "", ("bailey2017",)),
    Measure("mandated_share", "legitimacy", "collective responses with a mandate", "share", "higher", "ratio",
            ("mandated_actions", "actions"), HELP, ()),
    Measure("breadth", "legitimacy", "effective number of contributors", "count", "higher", "mean",
            ("breadth",), HELP, ()),
    Measure("output_loss", "economy", "output lost to war by the states in focus", "% of a year's GDP",
            "lower",
            "mean", ("output_loss_pct",), _LOSSES, ()),
    Measure("output_loss_p95", "economy", "output lost to war in the 95th percentile of futures",
            "% of a year's GDP", "lower", "quantile", ("output_loss_pct",), _LOSSES, (), 0.95),
    Measure("sanction_loss", "economy", "income lost to sanctions, states in focus",
            "% of a year's GDP", "lower", "mean", ("sanction_loss_pct",), _SANCTION_LOSSES, _SANCTIONS,
            mechanism="sanctions"),
    Measure("sanction_hurt", "economy", "income lost to sanctions by their targets", "bn US dollars", "none",
            "mean", ("sanction_hurt",), "kind = 'sanction_loss' AND actor = other", _SANCTIONS,
            mechanism="sanctions"),
    Measure("sanction_cost", "economy", "income lost to sanctions by the senders", "bn US dollars",
            "lower", "mean", ("sanction_cost",), "kind = 'sanction_loss' AND actor <> other", _SANCTIONS,
            mechanism="sanctions"),
    Measure("sanction_compensated", "economy", "loss of the senders that is compensated", "share", "higher", "ratio",
            ("sanction_relief", "sanction_cost"), "kind = 'compensated'", _SANCTIONS, mechanism="sanctions"),
    Measure("sanctions_conceded", "economy", "sanctions to which the target gives in", "share", "higher",
            "ratio", ("sanctions_conceded", "sanctions_ended"), "kind = 'lifted'", ("hufbauer2007",),
            mechanism="sanctions"),
    Measure("deaths_median", "people", "battle deaths of the states in focus, median future", "death",
            "lower",
            "quantile", ("deaths",), _DEATHS, _DIED, 0.5),
    Measure("deaths_p95", "people", "battle deaths in the 95th percentile of futures", "death", "lower",
            "quantile", ("deaths",), _DEATHS, _DIED, 0.95),
    Measure("deaths_over_1000", "people", "chance of more than 1,000 battle deaths", "share", "lower",
            "chance",
            ("deaths",), _DEATHS, _DIED, 1000.0),
)
# fmt: on


def measure(name: str) -> Measure:
    """Return a measure by its id; an unknown one raises :class:`InputError`."""
    known = {m.id: m for m in CONCERNS}
    if name not in known:
        fix = did_you_mean(name, known) or "one of " + ", ".join(known)
        raise InputError(f"no measure '{name}'", where="concerns", fix=fix)
    return known[name]


def estimate(m: Measure, counts: Counts) -> Estimated:
    """Return a measure by scenario, with its interval and its paired difference to the first scenario.

    Ratios and quantiles of fewer than ``ENOUGH`` things are n/a: a resampled interval of a handful is no interval.
    So is a mean where some futures have no value and fewer than ``ENOUGH`` have one.
    """
    if m.estimator == "mean":
        values = counts.array(m.of[0])
        known = np.isfinite(values)
        return counts.resampler.mean(values).only(known.all(axis=1) | (known.sum(axis=1) >= ENOUGH))
    if m.estimator == "chance":
        return counts.resampler.share(counts.array(m.of[0]) > m.level)
    if m.estimator == "ratio":
        below = added(m.of[1], counts)
        return counts.resampler.ratio(counts.array(m.of[0]), below).only(np.nansum(below, axis=1) >= ENOUGH)
    rows = counts.rows(m.of[0])
    enough = np.array([len(values) >= ENOUGH for values, _ in rows])
    return counts.resampler.quantiles(rows, [m.level])[0].only(enough)


def added(names: str, counts: Counts) -> NDArray[np.float64]:
    """Return the sum of arrays named "a+b", shape (S, R)."""
    return np.asarray(sum(counts.array(n) for n in names.split("+")))


def concern_table(run: Evidence, *, counts: Counts | None = None) -> pl.DataFrame:
    """Return every measure by scenario.

    Returns
    -------
    one row per measure and scenario: concern, measure, label, unit, better, scenario, value, low, high,
    difference, difference_low, difference_high (to the first scenario, paired), excludes_zero, estimator,
    cites
    """
    counts = counts or Counts(run)
    return pl.concat(_rows(m, estimate(m, counts), counts.scenarios) for m in CONCERNS if asked(m, counts))


def asked(m: Measure, counts: Counts) -> bool:
    """Whether a run has what a measure needs: one of a mechanism that was off is left out of its tables."""
    if not m.mechanism:
        return True
    return m.of[0] in counts.outcomes and bool(np.isfinite(counts.array(m.of[0])).any())


def _rows(m: Measure, e: Estimated, scenarios: list[str]) -> pl.DataFrame:
    """Return a measure's rows; the first scenario has no difference, unknown numbers are null."""
    first = np.arange(len(scenarios)) == 0
    ends = [np.where(first, np.nan, x) for x in (e.difference, e.difference_low, e.difference_high)]
    with np.errstate(invalid="ignore"):
        clear = (ends[1] > 0) | (ends[2] < 0)
    about = {"concern": m.concern, "measure": m.id, "label": m.label, "unit": m.unit, "better": m.better}
    numbers = {
        "value": e.value, "low": e.low, "high": e.high,
        "difference": ends[0], "difference_low": ends[1], "difference_high": ends[2],
    }  # fmt: skip
    return pl.DataFrame({"scenario": scenarios, **numbers, "excludes_zero": clear}).select(
        *(pl.lit(v).alias(k) for k, v in about.items()), "scenario", pl.col(*numbers).fill_nan(None),
        "excludes_zero", pl.lit(m.estimator).alias("estimator"), pl.lit(", ".join(m.cites)).alias("cites"),
    )  # fmt: skip


def compare(run: Evidence, *, table: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the baseline beside each other scenario, with the paired difference.

    Returns
    -------
    one row per measure and scenario but the first, in the columns of :func:`concern_table` plus baseline,
    baseline_low, baseline_high; ``excludes_zero`` says whether the difference's interval leaves out 0
    """
    table = concern_table(run) if table is None else table
    first = table["scenario"][0]
    base = table.filter(pl.col("scenario") == first).select(
        "measure",
        *(pl.col(n).alias("baseline" if n == "value" else f"baseline_{n}") for n in ("value", "low", "high")),
    )
    return table.filter(pl.col("scenario") != first).join(base, on="measure", maintain_order="left")


def rows_behind(run: Evidence, name: str, scenario: str | None = None) -> pl.LazyFrame:
    """Return the rows of the event log that a measure is counted from.

    Raises
    ------
    InputError : unknown measure or scenario, or a measure that is read off the world at the horizon and not counted
    """
    m = measure(name)
    known = [str(s) for s in run.outcomes["scenario"].values]
    if scenario is not None and scenario not in known:
        fix = did_you_mean(scenario, known) or "one of " + ", ".join(known)
        raise InputError(f"no scenario '{scenario}'", where="rows_behind", fix=fix)
    if not m.counts:
        raise InputError(f"'{name}' is read off the state of the world at the horizon", where="rows_behind",
                         fix="look at the outcomes")  # fmt: skip
    found = plain(run.events).filter(where(m.counts, run.focus))
    return found if scenario is None else found.filter(pl.col("scenario") == scenario)
