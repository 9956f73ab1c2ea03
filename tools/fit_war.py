"""Fit who wins an interstate war and how long a militarized dispute at war level lasts.

    python tools/fit_war.py DATA [OUT]

DATA holds ``cow/Inter-StateWarData_v4.0.csv``, ``cow/NMC-60-abridged.csv`` and
``peacesciencer/gml_mid_disps.csv``. OUT, by default the package's ``responses`` folder, receives
``war_outcome.json``, ``war_outcome_to_1945.json``, ``war_outcome_after_1945.json`` and ``war_duration.json``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from regression import Fit, logit, weibull, write

COMMAND = "python tools/fit_war.py DATA"
SOURCE = (
    "COW Inter-State War 4.0 and NMC 6.0: wars that ended with a winner, 1 if the initiating side won; "
    "capability ratio = ln of the sums of CINC of all participants of each side, each in the year it entered"
)
DURATION_SOURCE = "GML-MID 2.2.1: 95 disputes at hostility 5, minimum duration in months of 30.4375 days"
DAYS_PER_MONTH = 30.4375


def participants(data: Path) -> pl.DataFrame:
    """Return war participants with their CINC in the year of entry."""
    raw = (
        (data / "cow/Inter-StateWarData_v4.0.csv").read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    )
    wars = pl.read_csv(raw)
    cinc = pl.read_csv(data / "cow/NMC-60-abridged.csv", infer_schema_length=None).select(
        "ccode", "year", "cinc"
    )
    return wars.join(cinc, left_on=["ccode", "StartYear1"], right_on=["ccode", "year"], how="left")


def decisive_wars(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per war with a winner: year, won (by the initiating side), ratio = ln(M_A / M_B)."""
    first = rows.filter(pl.col("Initiator") == 1).group_by("WarNum").agg(
        side_a=pl.col("Side").first(), outcome=pl.col("Outcome").first()
    )  # fmt: skip
    own = pl.col("Side") == pl.col("side_a")
    return (
        rows.join(first.filter(pl.col("outcome").is_in([1, 2])), on="WarNum")
        .group_by("WarNum")
        .agg(
            year=pl.col("StartYear1").min(),
            won=(pl.col("outcome").first() == 1).cast(pl.Float64),
            ratio=(pl.col("cinc").filter(own).sum() / pl.col("cinc").filter(~own).sum()).log(),
        )
        .sort("WarNum")
    )


def fit_outcome(wars: pl.DataFrame) -> Fit:
    """Fit Pr(initiating side wins) = Lambda(delta + mu ratio)."""
    ratio = wars["ratio"].to_numpy()
    return logit(np.column_stack([np.ones(len(ratio)), ratio]), wars["won"].to_numpy())


def leave_one_out(wars: pl.DataFrame) -> tuple[float, float]:
    """Return the leave-one-out log loss of the ratio model and of the base rate."""
    won, ratio = wars["won"].to_numpy(), wars["ratio"].to_numpy()
    model, base = [], []
    for i in range(len(won)):
        rest = wars.filter(pl.int_range(pl.len()) != i)
        delta, mu = fit_outcome(rest).values
        sign = 1.0 if won[i] else -1.0
        model.append(np.logaddexp(0.0, -sign * (delta + mu * ratio[i])))
        rate = rest["won"].to_numpy().mean()
        base.append(-np.log(rate if won[i] else 1.0 - rate))
    return float(np.mean(model)), float(np.mean(base))


def main(data: Path, out: Path) -> None:
    """Fit and write the four estimates."""
    wars = decisive_wars(participants(data))
    eras = {
        "war_outcome": ("war outcome", wars),
        "war_outcome_to_1945": ("war outcome to 1945", wars.filter(pl.col("year") <= 1945)),
        "war_outcome_after_1945": ("war outcome after 1945", wars.filter(pl.col("year") > 1945)),
    }
    for filename, (name, sample) in eras.items():
        fit = fit_outcome(sample)
        write(out, f"{filename}.json", name, ["delta", "mu"], fit, SOURCE, COMMAND)
        print(name, fit.n, fit.events, fit.values, np.sqrt(np.diag(fit.covariance)), fit.loglik)
    print("leave-one-out log loss, base rate:", *leave_one_out(wars))
    disputes = pl.read_csv(data / "peacesciencer/gml_mid_disps.csv").filter(pl.col("hostlev") == 5)
    fit = weibull(disputes["mindur"].to_numpy() / DAYS_PER_MONTH)
    write(out, "war_duration.json", "war duration", ["ln_shape", "ln_scale"], fit, DURATION_SOURCE, COMMAND)
    print("duration", fit.n, np.exp(fit.values), np.sqrt(np.diag(fit.covariance)), fit.loglik)


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[1] / "src/foedera/responses"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else here)
