from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foedera.responses.sanctions.economy import Economy, calibrate
from foedera.responses.sanctions.equilibrium import Shock, solve
from foedera.responses.sanctions.welfare import rebase, zero_deficits

FLOWS = np.array(
    [[[80, 12, 8], [10, 60, 6], [9, 5, 40]], [[150, 4, 1], [3, 100, 1], [1, 1, 50]]], dtype=float
)
VALUE_ADDED = np.array([[0.40, 0.60], [0.35, 0.60], [0.45, 0.65]])
GOODS = np.array([[0.70, 0.35], [0.72, 0.30], [0.65, 0.40]])


def tariffs() -> NDArray[np.float64]:
    found = np.ones((2, 3, 3))
    found[0] = [[1, 1.05, 1.10], [1.05, 1, 1.08], [1.12, 1.10, 1]]
    return found


def inputs() -> NDArray[np.float64]:
    return np.stack([GOODS * (1 - VALUE_ADDED), (1 - GOODS) * (1 - VALUE_ADDED)], axis=1)


@pytest.fixture(scope="session")
def three() -> Economy:
    """States A, B and C; goods and services; C is the target."""
    return calibrate(
        FLOWS, tariffs(), VALUE_ADDED, inputs(), [5, 4], states="ABC", sectors=["goods", "services"]
    )


@pytest.fixture(scope="session")
def shocks() -> dict[int, Shock]:
    """The five shocks of the worked world; the third without its transfers is the second."""
    alone, joint = np.ones((2, 3, 3)), np.ones((2, 3, 3))
    alone[0, 0, 2] = alone[0, 2, 0] = 1.25
    joint[0, :2, 2] = joint[0, 2, :2] = 1.25
    higher = tariffs()
    higher[0, :2, 2] += 0.25
    closed = np.ones((2, 3, 3))
    closed[0, :2, 2] = closed[0, 2, :2] = 0
    return {
        1: Shock(barriers=alone), 2: Shock(barriers=joint), 3: Shock(barriers=joint), 4: Shock(tariffs=higher),
        5: Shock(let_through=closed),
    }  # fmt: skip


def _random_world(seed: int, n: int = 4, j: int = 2) -> Economy:
    """A world of random sizes, inputs and tastes with balanced trade."""
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(0, 0.7, n))
    flows = rng.uniform(0.2, 1.0, (j, n, n)) * size[:, None] * size[None, :]
    flows += np.eye(n) * (rng.uniform(4, 9, (j, n)) * size)[:, :, None] * size
    duty = 1 + rng.uniform(0, 0.15, (j, n, n)) * (1 - np.eye(n))
    added = rng.uniform(0.35, 0.7, (n, j))
    used = rng.dirichlet(np.ones(j), (n, j)).transpose(0, 2, 1) * (1 - added)[:, None, :]
    given = calibrate(
        flows, duty, added, used, rng.uniform(2, 8, j), negative="keep", final_share=rng.dirichlet(np.full(j, 5.0), n)
    )  # fmt: skip
    return zero_deficits(rebase(solve(given, tolerance=1e-12)))


@pytest.fixture(scope="session")
def random_world() -> Callable[..., Economy]:
    return _random_world


@dataclass(frozen=True)
class Nafta:
    """The archive's economy with balanced trade, and its tariffs in 2005."""

    economy: Economy
    tariffs_2005: NDArray[np.float64]


@pytest.fixture(scope="session")
def nafta() -> Nafta:

    import polars as pl

    root = Path(os.environ.get("FOEDERA_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    folder = root / "data" / "ge" / "cp2015"
    if not folder.is_dir():
        pytest.skip("the archive of Caliendo and Parro 2015 is not at hand (FOEDERA_SHARED)")
    trade = pl.read_parquet(folder / "tidy_trade.parquet")
    theta = pl.read_csv(folder / "tidy_theta.csv")
    sectors, states = theta["sector"].to_list(), sorted(set(trade["importer"]))
    at = {name: k for k, name in enumerate(sectors)} | {name: k for k, name in enumerate(states)}
    j, n = len(sectors), len(states)
    assert len(at) == j + n
    flows, old, new = np.zeros((j, n, n)), np.ones((j, n, n)), np.ones((j, n, n))
    for row in trade.iter_rows(named=True):
        k = at[row["sector"]], at[row["importer"]], at[row["exporter"]]
        flows[k], old[k], new[k] = row["value"], 1 + row["tariff_bln"], 1 + row["tariff_cfl"]
    used, added, final = np.zeros((n, j, j)), np.zeros((n, j)), np.zeros((n, j))
    for row in pl.read_parquet(folder / "tidy_intermediate_consumption.parquet").iter_rows(named=True):
        used[at[row["region"]], at[row["input"]], at[row["sector"]]] = row["value"]
    for name, into in (("value_added", added), ("final_consumption", final)):
        for row in pl.read_csv(folder / f"tidy_{name}.csv").iter_rows(named=True):
            into[at[row["region"]], at[row["sector"]]] = row["value"]
    whole = added + used.sum(axis=1)
    whole[whole == 0] = 1
    economy = calibrate(
        flows, old, added / whole, used / whole[:, None, :], theta["value"].to_numpy(), states=states,
        sectors=sectors, negative="keep", final_share=final / final.sum(axis=1, keepdims=True),
    )  # fmt: skip
    return Nafta(zero_deficits(economy), new)
