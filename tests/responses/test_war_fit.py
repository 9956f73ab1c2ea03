"""The shipped war estimates are what the fitting tool makes of the public files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("FOEDERA_SHARED", ROOT.parent / "shared")) / "data"
TABLE = ROOT / "tests/tables/conflict_outcome/fits.csv"
SHIPPED = ROOT / "src/foedera/responses"

pytestmark = pytest.mark.skipif(
    not (DATA / "cow/Inter-StateWarData_v4.0.csv").exists(), reason="no COW files; set FOEDERA_SHARED"
)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict], str]:
    out = tmp_path_factory.mktemp("fit")
    run = subprocess.run(
        [sys.executable, ROOT / "tools/fit_war.py", DATA, out], capture_output=True, text=True, check=True
    )
    return {p.stem: json.loads(p.read_text()) for p in out.glob("*.json")}, run.stdout


def test_shipped_estimates(fitted: tuple[dict[str, dict], str]) -> None:
    found, _ = fitted
    assert len(found) == 4
    for name, fit in found.items():
        shipped = json.loads((SHIPPED / f"{name}.json").read_text())
        assert fit["values"] == pytest.approx(shipped["values"], rel=1e-7)
        assert np.array(fit["covariance"]) == pytest.approx(np.array(shipped["covariance"]), rel=1e-6)
        assert {k: fit[k] for k in ("n", "events", "source")} == {
            k: shipped[k] for k in ("n", "events", "source")
        }


def test_against_the_earlier_fit(fitted: tuple[dict[str, dict], str]) -> None:
    found, text = fitted
    with TABLE.open() as f:
        table = list(csv.DictReader(line for line in f if not line.startswith("#")))
    values = {**_outcome(found), **_duration(found["war_duration"])}
    loss = text.split("base rate:")[1].split()
    values["model_loss"], values["base_rate_loss"] = float(loss[0]), float(loss[1])
    assert set(values) == {row["quantity"] for row in table}
    for row in table:
        expected = pytest.approx(float(row["design"]), abs=float(row["tolerance"]))
        assert values[row["quantity"]] == expected, row["quantity"]
    assert (found["war_outcome"]["n"], found["war_outcome"]["events"]) == (77, 51)


def _outcome(found: dict[str, dict]) -> dict[str, float]:
    whole, early, late = (found[f"war_outcome{era}"] for era in ("", "_to_1945", "_after_1945"))
    se = [np.sqrt(np.diag(fit["covariance"])) for fit in (whole, early, late)]
    return {
        "delta": whole["values"][0], "mu": whole["values"][1], "se_delta": se[0][0], "se_mu": se[0][1],
        "loglik": whole["loglik"], "mu_to_1945": early["values"][1], "se_mu_to_1945": se[1][1],
        "mu_after_1945": late["values"][1], "se_mu_after_1945": se[2][1],
    }  # fmt: skip


def _duration(fit: dict) -> dict[str, float]:
    shape, scale = np.exp(fit["values"])
    se = np.sqrt(np.diag(fit["covariance"]))
    return {"shape": shape, "scale_months": scale, "se_ln_shape": se[0], "se_ln_scale": se[1]}
