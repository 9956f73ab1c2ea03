"""Estimate the sizes of interstate wars and how deaths split between the sides; prints JSON.

    python tools/fit_deaths.py DATA

DATA holds ``cow/Inter-StateWarData_v4.0.csv`` and ``cow/NMC-60-abridged.csv``. The numbers are the defaults
of ``foedera.effects.losses.LossParameters``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_ndtr

from fit_war import participants
from foedera.effects.losses import fit_power_tail

WAR = 1000.0


def war_sizes(rows: pl.DataFrame) -> NDArray[np.float64]:
    """Return battle deaths per war, over the participants whose deaths are known."""
    known = rows.filter(pl.col("BatDeath") >= 0).group_by("WarNum").agg(pl.col("BatDeath").sum())
    return known.sort("WarNum")["BatDeath"].to_numpy().astype(float)


def lognormal_tail(sizes: NDArray[np.float64], low: float) -> NDArray[np.float64]:
    """Return (mean, sd, log-likelihood) of a lognormal truncated from below at ``low``."""
    logs = np.log(sizes)

    def loss(q: NDArray[np.float64]) -> float:
        z = (logs - q[0]) / np.exp(q[1])
        inside = log_ndtr(-(np.log(low) - q[0]) / np.exp(q[1]))
        return float(np.sum(logs + q[1] + 0.5 * np.log(2.0 * np.pi) + 0.5 * z**2 + inside))

    found = minimize(
        loss, [8.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 9999}
    )
    return np.array([found.x[0], np.exp(found.x[1]), -found.fun])


def death_split(rows: pl.DataFrame) -> tuple[int, float, float]:
    """Return n, slope and standard error of ln(deaths of side 1 / side 2) on ln(CINC of side 1 / side 2)."""
    first, second = pl.col("Side") == 1, pl.col("Side") == 2
    wars = (
        rows.group_by("WarNum")
        .agg(
            missing=(pl.col("BatDeath") < 0).any(),
            deaths=(pl.col("BatDeath").filter(first).sum() / pl.col("BatDeath").filter(second).sum()).log(),
            strength=(pl.col("cinc").filter(first).sum() / pl.col("cinc").filter(second).sum()).log(),
        )
        .filter(~pl.col("missing") & pl.col("deaths").is_finite() & pl.col("strength").is_finite())
        .sort("WarNum")
    )
    y, s = wars["deaths"].to_numpy(), wars["strength"].to_numpy()
    x = np.column_stack([np.ones(len(s)), s])
    b, squares, _, _ = np.linalg.lstsq(x, y)
    covariance = squares[0] / (len(y) - 2) * np.linalg.inv(x.T @ x)
    return len(y), float(b[1]), float(np.sqrt(covariance[1, 1]))


def main(data: Path) -> None:
    """Estimate and print."""
    rows = participants(data)
    sizes = war_sizes(rows)
    power = fit_power_tail(sizes)
    body = np.log(sizes[sizes < power.x_min])
    mean, sd, loglik = lognormal_tail(sizes, WAR)
    n, slope, se = death_split(rows)
    numbers = {
        "wars": len(sizes), "alpha": power.alpha, "alpha_se": power.se, "x_min": power.x_min, "tail": power.n,
        "body_mean": body.mean(), "body_sd": body.std(ddof=1),
        "lognormal_mean": mean, "lognormal_sd": sd, "lognormal_loglik": loglik,
        "split_wars": n, "split_slope": slope, "split_se": se,
    }  # fmt: skip
    print(json.dumps(numbers, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
