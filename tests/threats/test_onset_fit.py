"""The shipped onset estimates are what the tool makes of the public files, and agree with the table."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from foedera.core.estimates import Estimate

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("FOEDERA_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data"
TABLES = ROOT / "tests/tables"
SHIPPED = ROOT / "src/foedera/threats"
NAMES = (
    "onset_1946_2010", "onset_1946_2010_corrected", "onset_1946_2010_without_pacts", "onset_1816_1944",
    "onset_1816_1944_corrected", "war_given_onset",
)  # fmt: skip

needs_data = pytest.mark.skipif(
    not (DATA / "peacesciencer/gml_dirdisp.parquet").exists(), reason="no dispute files; set FOEDERA_SHARED"
)


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open() as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


SAMPLES = {row["name"]: row for row in table("onset_fit/samples.csv")}


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, dict], str]:
    out = tmp_path_factory.mktemp("onset")
    command = [sys.executable, ROOT / "tools/fit_onset.py", DATA, out]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return {p.stem: json.loads(p.read_text()) for p in out.glob("*.json")}, run.stdout


@pytest.mark.parametrize("name", NAMES)
def test_shipped_estimate_is_sound(name: str) -> None:
    fit = Estimate.load("foedera.threats", f"{name}.json")
    assert np.all(fit.se() > 0)
    assert np.linalg.eigvalsh(fit.covariance).min() > 0
    assert not np.allclose(fit.covariance, np.diag(np.diag(fit.covariance)))
    if name in SAMPLES:
        assert (fit.n, fit.events) == (int(SAMPLES[name]["n"]), int(SAMPLES[name]["events"]))
        assert fit.loglik == pytest.approx(float(SAMPLES[name]["loglik"]), abs=0.01)


@pytest.mark.parametrize(
    ("name", "file", "b", "se", "b_tolerance", "se_tolerance"),
    [
        ("onset_1946_2010", "onset", "b_1946", "se_1946", 0.0002, 0.0005),
        ("onset_1816_1944", "onset", "b_1816", "se_1816", 0.0015, 0.0005),
        ("war_given_onset", "war", "b", "se", 0.0001, 0.015),
    ],
)
def test_shipped_estimate_reproduces_the_table(
    name: str, file: str, b: str, se: str, b_tolerance: float, se_tolerance: float
) -> None:
    fit = Estimate.load("foedera.threats", f"{name}.json")
    rows = table(f"onset_estimates/{file}.csv")
    assert fit.terms == tuple(row["term"] for row in rows)
    assert fit.values == pytest.approx([float(row[b]) for row in rows], abs=b_tolerance)
    assert fit.se() == pytest.approx([float(row[se]) for row in rows], abs=se_tolerance)


def test_without_pacts_drops_one_term() -> None:
    full = Estimate.load("foedera.threats", "onset_1946_2010.json")
    less = Estimate.load("foedera.threats", "onset_1946_2010_without_pacts.json")
    assert less.terms == tuple(term for term in full.terms if term != "tdef")
    assert full.loglik > less.loglik > full.loglik - 2.0


@needs_data
@pytest.mark.slow
def test_tool_remakes_the_shipped_estimates(fitted: tuple[dict[str, dict], str]) -> None:
    found, text = fitted
    assert set(found) == set(NAMES)
    for name, fit in found.items():
        shipped = json.loads((SHIPPED / f"{name}.json").read_text())
        assert fit["values"] == pytest.approx(shipped["values"], rel=1e-6, abs=1e-9)
        assert np.array(fit["covariance"]) == pytest.approx(
            np.array(shipped["covariance"]), rel=1e-5, abs=1e-9
        )
        keys = ("name", "terms", "n", "events", "source", "command")
        assert {k: fit[k] for k in keys} == {k: shipped[k] for k in keys}
    pooled = SAMPLES["pooled"]
    line = next(x for x in text.splitlines() if x.startswith("pooled 1816-2010:"))
    assert f"N={pooled['n']} events={pooled['events']}" in line
    assert float(line.split("lnL=")[1]) == pytest.approx(float(pooled["loglik"]), abs=0.01)


@needs_data
@pytest.mark.slow
def test_historical_rates() -> None:
    command = [sys.executable, ROOT / "tools/historical_rates.py", DATA, SHARED / "facts/states.csv"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert list(csv.DictReader(run.stdout.splitlines())) == table("own_rates/rates.csv")
