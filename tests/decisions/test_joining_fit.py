"""The shipped joining estimate and the counts of who joined are what the tool makes of the public files."""

from __future__ import annotations

import csv
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foedera.decisions.entanglement import JOINING, EntanglementParameters

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


def test_shipped_estimate_is_the_first_day_table(table: Table) -> None:
    rows = of_sample(table("own_joining/coefficients.csv"), "first-day")
    assert JOINING.terms == tuple(row["term"] for row in rows)
    assert pytest.approx([float(row["b"]) for row in rows], abs=0.5001e-4) == JOINING.values
    assert JOINING.se() == pytest.approx([float(row["se_clustered"]) for row in rows], abs=0.5001e-4)
    assert (JOINING.n, JOINING.events) == (7069, 52)


def test_first_year_table_is_close_to_the_earlier_fit(table: Table) -> None:
    earlier = np.array([-5.549, 2.011, 2.270, 0.332, 0.627, 0.230])
    rows = of_sample(table("own_joining/coefficients.csv"), "first-year")
    values, se = (np.array([float(row[k]) for row in rows]) for k in ("b", "se_information"))
    assert np.all(np.abs(values - earlier) < 0.3 * se)


def test_rates_of_the_initiators_side_are_the_first_day_counts(table: Table) -> None:
    _, tied, rest = of_sample(table("own_joining/initiator_side.csv"), "first-day")
    shipped = {row.name: row for row in EntanglementParameters().rows()}
    sd = {f.name: f.metadata["sd"] for f in dataclasses.fields(EntanglementParameters)}
    for name, counted in (("initiator_side_tied", tied), ("initiator_side_rest", rest)):
        assert shipped[name].value == int(counted["joined"]) / int(counted["rows"])
        assert shipped[name].value == pytest.approx(float(counted["rate"]), abs=0.5001e-6)
        assert sd[name] == float(counted["se"])
        numbers = f"{counted['joined']} of {int(counted['rows']):,} rows, in {counted['wars']} wars"
        assert numbers in shipped[name].source


def test_terms_offset_each_other() -> None:
    correlation = JOINING.covariance / np.outer(JOINING.se(), JOINING.se())
    assert correlation[JOINING.terms.index("const"), JOINING.terms.index("ln_cinc")] > 0.8
    assert np.linalg.eigvalsh(correlation).min() > 0.01


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("sample", ["first-year", "first-day"])
def test_tool_remakes_the_tables(tmp_path: Path, table: Table, sample: str) -> None:
    counts = tmp_path / "counts.csv"
    printed = fit_joining(tmp_path / "out", "--sample", sample, "--counts", counts).splitlines()
    expected = of_sample(table("own_joining/coefficients.csv"), sample)
    for row in expected:
        line = next(x for x in printed if x.startswith(f"  {row['term']},"))
        numbers = [float(row[k]) for k in ("b", "se_information", "se_clustered", "firth", "se_firth")]
        assert [float(v) for v in line.split(",")[1:]] == pytest.approx(numbers, abs=1.01e-4)
    with counts.open(encoding="utf-8", newline="") as f:
        assert list(csv.DictReader(f)) == of_sample(table("own_joining/initiator_side.csv"), sample)
    defence = {"first-year": "8 of 193", "first-day": "12 of 200"}[sample]
    assert f"  defence pact with the target: {defence} joined the target" in printed
    found = json.loads((tmp_path / "out/joining.json").read_text(encoding="utf-8"))
    covariance = {"first-year": "se_information", "first-day": "se_clustered"}[sample]
    errors = [float(row[covariance]) for row in expected]
    assert np.sqrt(np.diag(found["covariance"])) == pytest.approx(errors, abs=1.01e-4)
    command = {"first-year": "python tools/fit_joining.py DATA OUT --sample first-year"}
    assert found["command"] == command.get(sample, "python tools/fit_joining.py DATA")


@needs_data
@pytest.mark.slow
def test_tool_remakes_the_shipped_estimate(tmp_path: Path) -> None:
    fit_joining(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["joining.json"]
    found = json.loads((tmp_path / "joining.json").read_text(encoding="utf-8"))
    assert found["values"] == pytest.approx(JOINING.values, rel=1e-6)
    np.testing.assert_allclose(found["covariance"], JOINING.covariance, rtol=1e-5, atol=1e-9)
    assert tuple(found["terms"]) == JOINING.terms
    for key in ("name", "n", "events", "source", "command"):
        assert found[key] == getattr(JOINING, key)
