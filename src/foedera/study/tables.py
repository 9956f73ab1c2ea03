"""Tables beside the concerns: promises kept, burdens by member, priors, parameters against chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from foedera.study.bootstrap import Estimated, Resampler
from foedera.study.compile import SEPARATOR
from foedera.study.concerns import CONCERNS, Measure, added, asked
from foedera.study.evidence import Counts, Evidence
from foedera.study.schema import WITHOUT
from foedera.study.variance import Split, linearised, split

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["burden_table", "priors_table", "reliability_table", "variance_table"]


def reliability_table(run: Evidence, *, by: tuple[str, ...] = ("member", "clause")) -> pl.DataFrame:
    """Return how often promises under the judged pacts are kept.

    Parameters
    ----------
    run :
        a run
    by :
        "member", "clause", "pact"; in any combination

    Returns
    -------
    scenario, the columns of ``by``, obligations and honoured (over all futures), share, low, high
    """
    counts = Counts(run)
    keys = ["scenario", *by]
    rows = counts.events("kind IN ('honoured', 'reneged') AND pact IN {pacts}").rename({"actor": "member"})
    tally = (
        rows.group_by(*keys, "replica")
        .agg(pl.len().alias("obligations"), (pl.col("kind") == "honoured").sum().alias("honoured"))
        .collect()
    )
    groups = tally.select(keys).unique().sort(keys)
    place = tally.join(groups.with_row_index("group"), on=keys, how="left", maintain_order="left")["group"]
    arrays = {}
    for name in ("honoured", "obligations"):
        arrays[name] = np.zeros((max(groups.height, 1), counts.replicas))
        arrays[name][place.to_numpy(), tally["replica"].to_numpy()] = tally[name].to_numpy()
    found = counts.resampler.ratio(arrays["honoured"], arrays["obligations"])
    whole = {n: pl.Series(a.sum(axis=1)[: groups.height]).cast(pl.Int64) for n, a in arrays.items()}
    table = groups.with_columns(**whole, **_spans(found, groups))
    in_order = table.sort(pl.col("scenario").cast(pl.Enum(counts.scenarios)), *by)
    return in_order.select(*keys, "obligations", "honoured", "share", "low", "high")


def _spans(found: Estimated, groups: pl.DataFrame) -> dict[str, pl.Series]:
    parts = {"share": found.value, "low": found.low, "high": found.high}
    return {n: pl.Series(v[: groups.height]).fill_nan(None) for n, v in parts.items()}


def burden_table(run: Evidence) -> pl.DataFrame:
    """Return who pays and who gains among the members of the judged pacts, at the horizon.

    Returns
    -------
    scenario, member, cost_share, benefit_share [share], gap (cost less benefit) with low and high,
    milex_pct [% of GDP] with milex_low and milex_high; one row per scenario and state that is a member in it
    """
    counts, data = Counts(run), run.outcomes
    states = [str(s) for s in data["state"].values]
    arrays = {n: data[n].values for n in ("cost_share", "benefit_share", "state_milex_pct")}
    out = []
    for s, scenario in enumerate(counts.scenarios):
        inside = (arrays["cost_share"][s] > 0).any(axis=0) | (arrays["benefit_share"][s] > 0).any(axis=0)
        cost, benefit, spent = (arrays[n][s][:, inside].T for n in arrays)
        gap, milex = (_means(counts.resampler, x) for x in (cost - benefit, spent))
        member = pl.Series("member", np.array(states)[inside].tolist(), dtype=pl.String)
        numbers = {
            "cost_share": cost.mean(axis=1), "benefit_share": benefit.mean(axis=1),
            "gap": gap[0], "low": gap[1], "high": gap[2],
            "milex_pct": milex[0], "milex_low": milex[1], "milex_high": milex[2],
        }  # fmt: skip
        frame = pl.DataFrame(numbers).select(pl.lit(scenario).alias("scenario"), member, pl.all())
        out.append(frame)
    return pl.concat(out)


def _means(resampler: Resampler, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not len(values):
        return (np.zeros(0),) * 3
    found = resampler.mean(values)
    return found.value, found.low, found.high


def priors_table(outcomes: xr.Dataset) -> pl.DataFrame:
    """Return attacks on the states in focus under each reading of the literature and under the game.

    Parameters
    ----------
    outcomes :
        of the run of the priors, whose scenarios are called "<scenario>--<prior>"

    Returns
    -------
    prior, scenario, attacks [per decade] with low and high, difference to the same prior's baseline and
    dividend (attacks without the focus pacts less attacks with them), each with its low and high
    """
    names = [str(s).split(SEPARATOR) for s in outcomes["scenario"].values]
    values = outcomes["attacks_per_decade"].values
    resampler = Resampler(values.shape[1])
    tables = []
    for prior in dict.fromkeys(p for _, p in names):
        rows = [i for i, (_, p) in enumerate(names) if p == prior]
        scenarios = [names[i][0] for i in rows]
        found = resampler.mean(values[rows])
        columns = {
            "attacks": found.value, "low": found.low, "high": found.high, "difference": found.difference,
            "difference_low": found.difference_low, "difference_high": found.difference_high,
        }  # fmt: skip
        columns |= _dividend(resampler, values[rows], scenarios)
        frame = pl.DataFrame({"prior": [prior] * len(rows), "scenario": scenarios, **columns})
        tables.append(frame.with_columns(
            pl.when(pl.int_range(pl.len()) > 0).then(pl.col("^difference.*$")).name.keep()
        ))  # fmt: skip
    return pl.concat(tables).with_columns(pl.selectors.float().fill_nan(None))


def _dividend(resampler: Resampler, values: np.ndarray, scenarios: list[str]) -> dict[str, np.ndarray]:
    saved = np.full_like(values, np.nan)
    if WITHOUT in scenarios:
        k = scenarios.index(WITHOUT)
        saved = values[k] - values
        saved[k] = np.nan
    found = resampler.mean(saved)
    return {"dividend": found.value, "dividend_low": found.low, "dividend_high": found.high}


def variance_table(run: Evidence, *, counts: Counts | None = None) -> pl.DataFrame:
    """Return how much of each measure's spread over futures is parameters and how much chance.

    Levels, and paired differences to the first scenario. Quantiles of pooled rows belong to no single future
    and have no split.

    Returns
    -------
    concern, measure, scenario, of ("level" or "difference"), parameters, chance [unit squared], share, low,
    high
    """
    counts = counts or Counts(run)
    tables = []
    for m in CONCERNS:
        values = _per_future(m, counts) if asked(m, counts) else None
        if values is not None:
            tables.append(_split_rows(m, counts.scenarios, "level", split(values, counts.resampler)))
            gaps = split(values[1:] - values[0], counts.resampler) if len(values) > 1 else None
            if gaps is not None:
                tables.append(_split_rows(m, counts.scenarios[1:], "difference", gaps))
    return pl.concat(tables)


def _per_future(m: Measure, counts: Counts) -> np.ndarray | None:
    if m.estimator == "mean":
        return counts.array(m.of[0])
    if m.estimator == "chance":
        return (counts.array(m.of[0]) > m.level).astype(float)
    if m.estimator == "ratio":
        return linearised(counts.array(m.of[0]), added(m.of[1], counts))
    return None


def _split_rows(m: Measure, scenarios: list[str], of: str, s: Split) -> pl.DataFrame:
    about = {"concern": m.concern, "measure": m.id}
    numbers = {"parameters": s.parameters, "chance": s.chance, "share": s.share, "low": s.low, "high": s.high}
    return pl.DataFrame({"scenario": scenarios, **numbers}).select(
        *(pl.lit(v).alias(k) for k, v in about.items()), "scenario", pl.lit(of).alias("of"),
        pl.col(*numbers).fill_nan(None),
    )  # fmt: skip
