"""The shipped joining estimate and the counts of who joined are what the tool makes of the public files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foedera.decisions.entanglement import JOINING

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("FOEDERA_SHARED", ROOT.parent / "shared")) / "data"
NEEDED = ("cow/Inter-StateWarData_v4.0.csv", "peacesciencer/atop_alliance.parquet")
Rows = list[dict[str, str]]
Table = Callable[[str], Rows]

needs_data = pytest.mark.skipif(
    not all((DATA / name).exists() for name in NEEDED), reason="no war and pact files; set FOEDERA_SHARED"
)


def of_sample(rows: Rows, sample: str) -> Rows:
    return [row for row in rows if row["sample"] == sample]


def fit_joining(*arguments: str | Path) -> str:
    command = [sys.executable, ROOT / "tools/fit_joining.py", DATA, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_shipped_estimate_is_the_first_year_table(table: Table) -> None:
    rows = of_sample(table("own_joining/coefficients.csv"), "first-year")
    assert JOINING.terms == tuple(row["term"] for row in rows)
    assert pytest.approx([float(row["b"]) for row in rows], abs=0.5001e-4) == JOINING.values
    assert JOINING.se() == pytest.approx([float(row["se_information"]) for row in rows], abs=0.5001e-4)
    assert (JOINING.n, JOINING.events) == (6287, 15)


def test_close_to_the_earlier_fit() -> None:
    earlier = np.array([-5.549, 2.011, 2.270, 0.332, 0.627, 0.230])
    assert np.all(np.abs(JOINING.values - earlier) < 0.3 * JOINING.se())


def test_terms_offset_each_other() -> None:
    correlation = JOINING.covariance / np.outer(JOINING.se(), JOINING.se())
    assert correlation[JOINING.terms.index("const"), JOINING.terms.index("ln_cinc")] > 0.8
    assert np.linalg.eigvalsh(JOINING.covariance).min() > 1e-3


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("sample", ["first-year", "first-day"])
def test_tool_remakes_the_tables(tmp_path: Path, table: Table, sample: str) -> None:
    printed = fit_joining(tmp_path, "--sample", sample).splitlines()
    expected = of_sample(table("own_joining/coefficients.csv"), sample)
    for row in expected:
        line = next(x for x in printed if x.startswith(f"  {row['term']},"))
        numbers = [float(row[k]) for k in ("b", "se_information", "se_clustered", "firth", "se_firth")]
        assert [float(v) for v in line.split(",")[1:]] == pytest.approx(numbers, abs=1.01e-4)
    with (tmp_path / "initiator_side.csv").open(encoding="utf-8", newline="") as f:
        assert list(csv.DictReader(f)) == of_sample(table("own_joining/initiator_side.csv"), sample)
    defence = {"first-year": "8 of 193", "first-day": "12 of 200"}[sample]
    assert f"  defence pact with the target: {defence} joined the target" in printed


@needs_data
@pytest.mark.slow
def test_tool_remakes_the_shipped_estimate(tmp_path: Path) -> None:
    fit_joining(tmp_path)
    found = json.loads((tmp_path / "joining.json").read_text(encoding="utf-8"))
    assert found["values"] == pytest.approx(JOINING.values, rel=1e-6)
    np.testing.assert_allclose(found["covariance"], JOINING.covariance, rtol=1e-5, atol=1e-9)
    assert tuple(found["terms"]) == JOINING.terms
    for key in ("name", "n", "events", "source", "command"):
        assert found[key] == getattr(JOINING, key)
