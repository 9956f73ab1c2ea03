"""Count how often the states of the reference world began disputes and wars with each other.

    python tools/historical_rates.py DATA STATES

DATA holds the folders ``peacesciencer`` and ``cow``; STATES is a CSV with a column ``cow_code``. Prints CSV:

* unit "directed": an originator on side A began a dispute with an originator on side B, directed dyad-years;
  "pair": the same without direction; "dispute": different disputes behind them;
* level "dispute" (any hostility) or "war" (the dispute reached hostility 5);
* dyads "relevant" (contiguous by land or 400 miles of water, or a major power the year before) or "all";
* per_year with its exact 95 % Poisson interval, and how many directed dyads there were per year.

West Germany counts as Germany and North Yemen as Yemen; states enter when they enter the system.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from scipy.stats import chi2

from foedera import panel as fp
from onset_panel import DYAD, EDITION, PAIR, dyads, lies_in, made, relevant

WAR = 5
SAME = {260: 255, 678: 679}
PERIODS = {"gml": ((1946, 2010), (1990, 2010)), "cow": ((1946, 2014), (1990, 2014))}


def onsets(name: str) -> pl.DataFrame:
    """Return directed dispute onsets between originators: DYAD, dispnum, hostlev."""
    rows = made(fp.dispute_years(f"{name}.mid@{EDITION}"))
    began = rows.filter(onset=1, orig1=1, orig2=1, sidea1=1, sidea2=0)
    return began.select(*DYAD, "dispnum", "hostlev")


def among(rows: pl.DataFrame, codes: set[int]) -> pl.DataFrame:
    """Return the rows between the states, predecessor codes replaced."""
    return rows.with_columns(pl.col(PAIR).replace(SAME)).filter(
        pl.col("ccode1").is_in(codes) & pl.col("ccode2").is_in(codes)
    )


def rate(events: int, years: int) -> list[str]:
    """Return events, events per year and the exact 95 % Poisson interval."""
    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(0.975, 2 * events + 2) / 2
    return [str(events), *(f"{v / years:.4f}" for v in (events, low, high))]


def counts(rows: pl.DataFrame) -> dict[str, int]:
    """Return the number of onsets by unit."""
    pair = rows.select(
        "year", low=pl.min_horizontal("ccode1", "ccode2"), high=pl.max_horizontal("ccode1", "ccode2")
    )
    return {
        "directed": rows.select(DYAD).n_unique(),
        "pair": pair.n_unique(),
        "dispute": rows["dispnum"].n_unique(),
    }


def main(data: Path, states: Path) -> None:
    """Count and print."""
    lies_in(data)
    codes = set(pl.read_csv(states, infer_schema_length=None)["cow_code"].drop_nulls().to_list())
    last = max(end for spans in PERIODS.values() for _, end in spans)
    samples = {
        "relevant": among(relevant(last=last), codes).select(DYAD).unique(),
        "all": among(dyads(last), codes).select(DYAD).unique(),
    }
    print("source,first,last,dyads,dyads_per_year,level,unit,events,per_year,low,high")
    for name, spans in PERIODS.items():
        began = among(onsets(name), codes)
        for first, end in spans:
            years = end - first + 1
            for kind, sample in samples.items():
                here = sample.filter(pl.col("year").is_between(first, end))
                found = began.join(here, on=DYAD)
                for level, rows in (("dispute", found), ("war", found.filter(pl.col("hostlev") == WAR))):
                    for unit, number in counts(rows).items():
                        head = [name, first, end, kind, f"{here.height / years:.1f}", level, unit]
                        print(*head, *rate(number, years), sep=",")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
