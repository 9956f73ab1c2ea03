"""Economies whose sanctions are timed, and the same one-sector problem for the package gegravity."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from foedera.responses.sanctions.economy import Economy, calibrate
from foedera.responses.sanctions.equilibrium import Shock
from foedera.study.economies import economy_of
from foedera.study.economies.synthetic import synthetic

__all__ = ["SIZES", "embargo", "gravity_model", "made", "one_sector"]

SIZES = {"31 x 40, NAFTA": "cp-nafta", "41 x 35, WIOD 2011": "wiod2011", "60 x 30": (60, 30), "80 x 45": (80, 45),
         "141 x 65": (141, 65), "160 x 45": (160, 45)}  # fmt: skip
"""Economies by name: of real tables, or made up by (states, sectors)."""


def made(name: str) -> Economy:
    """Return an economy by name; the owners' tables need the folder with official data sets."""
    what = SIZES[name]
    return economy_of(what, negative="keep") if isinstance(what, str) else synthetic(*what)


def embargo(economy: Economy, senders: int = 10) -> Shock:
    """Return an embargo of the first states on the next one, enforced to nine tenths, in every sector."""
    let = np.ones(economy.flows.shape)
    let[:, :senders, senders] = let[:, senders, :senders] = 0.1
    return Shock(let_through=let)


def one_sector(states: int) -> Economy:
    """Return a balanced one-sector economy without inputs and tariffs, made up."""
    rng = np.random.default_rng(7)
    size = np.exp(rng.normal(0, 1.2, states))
    far = 1 + 9 * rng.random((states, states))
    flows = np.outer(size, size) / (far + far.T) + np.diag(3 * size * size.mean())
    names = [f"S{k:03d}" for k in range(states)]
    return calibrate(
        flows[None], 1.0, np.ones((states, 1)), np.zeros((states, 1, 1)), [4.0], states=names, sectors=["all"]
    )


def gravity_model(economy: Economy) -> Callable[[], NDArray[np.float64]]:
    """Return what solves the embargo of a one-sector economy in gegravity, and gives its welfare statistic.

    Bilateral costs are those that make its baseline the same flows: t^(1 - sigma) = X Y / (Y_i E_j).
    """
    import gegravity
    import pandas as pd

    flows, output = economy.flows[0], economy.output[:, 0]
    log_cost = np.log(flows * output.sum() / np.outer(output, output))
    rows = [
        (economy.states[i], economy.states[n], "2024", flows[n, i], output[i], output[n], log_cost[n, i])
        for i in range(economy.n)
        for n in range(economy.n)
    ]
    frame = pd.DataFrame(rows, columns=["exporter", "importer", "year", "trade", "Y", "E", "cost"])
    base = gegravity.BaselineData(
        frame, imp_var_name="importer", exp_var_name="exporter", year_var_name="year", trade_var_name="trade",
        expend_var_name="E", output_var_name="Y",
    )  # fmt: skip
    estimates = pd.DataFrame([{"var": "cost", "coeff": 1.0, "ste": 0.1}])
    costs = gegravity.CostCoeffs(
        estimates=estimates, identifier_col="var", coeff_col="coeff", stderr_col="ste"
    )
    model = gegravity.OneSectorGE(
        base, year="2024", reference_importer=economy.states[0], expend_var_name="E", output_var_name="Y",
        sigma=1.0 + float(economy.theta[0]), cost_variables=["cost"], cost_coeff_values=costs, quiet=True,
    )  # fmt: skip
    shock = frame.copy()
    let = np.asarray(embargo(economy).let_through)[0]
    shock["cost"] = [
        c + np.log(let[n, i]) for c, (i, n) in zip(shock["cost"], np.ndindex(let.shape), strict=True)
    ]

    def work() -> NDArray[np.float64]:
        model.build_baseline()
        model.define_experiment(shock)
        model.simulate(ge_tolerance=1e-10)
        return np.asarray(
            model.country_results["welfare statistic"].reindex(list(economy.states)), dtype=float
        )

    return work
