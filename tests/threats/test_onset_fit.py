"""The shipped onset estimates are what the tool makes of the public files; it remakes the first tables too."""

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
NAMES = ("onset_1946_2010", "onset_1946_2010_without_pacts", "onset_1816_1944", "war_given_onset")
GIVEN, RECEIVED = "promises_given", "promises_received"
EXACT = (0.5001e-4, 0.5001e-4)
TOLERANCES = {
    (GIVEN, "onset_1946_2010"): (0.0002, 0.0005),
    (GIVEN, "onset_1816_1944"): (0.0015, 0.0005),
    (GIVEN, "war_given_onset"): (0.0001, 0.015),
    **{(RECEIVED, name): EXACT for name in NAMES},
}
"""Of coefficients and of standard errors."""

needs_data = pytest.mark.skipif(
    not (DATA / "peacesciencer/gml_dirdisp.parquet").exists(), reason="no dispute files; set FOEDERA_SHARED"
)


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open() as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


SAMPLES = {(row["coding"], row["name"]): row for row in table("onset_estimates/samples.csv")}


def check_against_table(fit: Estimate, coding: str, name: str) -> None:
    rows = [row for row in table(f"onset_estimates/{coding}.csv") if row["name"] == name]
    b_tolerance, se_tolerance = TOLERANCES[coding, name]
    assert fit.terms == tuple(row["term"] for row in rows)
    assert fit.values == pytest.approx([float(row["b"]) for row in rows], abs=b_tolerance)
    assert fit.se() == pytest.approx([float(row["se"]) for row in rows], abs=se_tolerance)
    sample = SAMPLES[coding, name]
    assert (fit.n, fit.events) == (int(sample["n"]), int(sample["events"]))
    assert fit.loglik == pytest.approx(float(sample["loglik"]), abs=0.01)


def check_pooled(printed: str, coding: str) -> None:
    pooled = SAMPLES[coding, "pooled"]
    line = next(x for x in printed.splitlines() if x.startswith("pooled 1816-2010:"))
    assert f"N={pooled['n']} events={pooled['events']}" in line
    assert float(line.split("lnL=")[1]) == pytest.approx(float(pooled["loglik"]), abs=0.01)


def fit_onset(*arguments: str | Path) -> str:
    command = [sys.executable, ROOT / "tools/fit_onset.py", DATA, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def load(path: Path) -> Estimate:
    raw = json.loads(path.read_text())
    arrays = {key: np.array(raw.pop(key)) for key in ("values", "covariance")}
    return Estimate(terms=tuple(raw.pop("terms")), **arrays, **raw)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_estimate_is_the_table_of_promises_received(name: str) -> None:
    fit = Estimate.load("foedera.threats", f"{name}.json")
    check_against_table(fit, RECEIVED, name)
    assert np.linalg.eigvalsh(fit.covariance).min() > 0
    assert not np.allclose(fit.covariance, np.diag(np.diag(fit.covariance)))


def test_without_pacts_drops_one_term() -> None:
    full = Estimate.load("foedera.threats", "onset_1946_2010.json")
    less = Estimate.load("foedera.threats", "onset_1946_2010_without_pacts.json")
    assert less.terms == tuple(term for term in full.terms if term != "tdef")
    assert full.n == less.n
    assert full.loglik > less.loglik > full.loglik - 2.0


def test_nothing_else_is_shipped() -> None:
    assert {p.stem for p in SHIPPED.glob("*.json")} == set(NAMES)


@needs_data
@pytest.mark.slow
def test_tool_remakes_the_shipped_estimates(tmp_path: Path) -> None:
    printed = fit_onset(tmp_path)
    assert {p.stem for p in tmp_path.glob("*.json")} == set(NAMES)
    for name in NAMES:
        found, shipped = load(tmp_path / f"{name}.json"), load(SHIPPED / f"{name}.json")
        assert found.values == pytest.approx(shipped.values, rel=1e-6, abs=1e-9)
        assert found.covariance == pytest.approx(shipped.covariance, rel=1e-5, abs=1e-9)
        for key in ("name", "terms", "n", "events", "source", "command"):
            assert getattr(found, key) == getattr(shipped, key)
    check_pooled(printed, RECEIVED)


@needs_data
@pytest.mark.slow
def test_tool_remakes_the_table_of_promises_given(tmp_path: Path) -> None:
    printed = fit_onset(tmp_path, "--coding", "promises-given")
    for coding, name in TOLERANCES:
        if coding == GIVEN:
            check_against_table(load(tmp_path / f"{name}.json"), GIVEN, name)
    assert "--coding promises-given" in load(tmp_path / "onset_1946_2010.json").command
    check_pooled(printed, GIVEN)


@needs_data
@pytest.mark.slow
def test_historical_rates() -> None:
    command = [sys.executable, ROOT / "tools/historical_rates.py", DATA, SHARED / "facts/states.csv"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert list(csv.DictReader(run.stdout.splitlines())) == table("own_rates/rates.csv")
