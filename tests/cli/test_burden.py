"""``foedera burden nato`` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import data, foedera, refusal, result


def test_words() -> None:
    text = result("burden", "nato")
    assert text.isascii()
    assert text.startswith("In 2024 the 32 allies spent 1,512 bn USD on defence, 2.74% of their GDP; ")
    for title in ("Who rides free, 2024", "What a pact of the Europeans alone would cost each",
                  "Years until 3.5 % of GDP, from 2024", "Do the great pay more?", "What this rests on:"):  # fmt: skip
        assert title in text
    assert "United States" not in result("burden", "nato", "--european", "--year", 2014)


def test_json() -> None:
    found = data("burden", "nato", "--year", 2014, "--target", 2)
    assert found["year"] == 2014
    assert found["target_pct"] == 2
    assert abs(sum(m["cost_share"] for m in found["members"]) - 1) < 1e-9
    never = next(a for a in found["arrival"] if a["iso3"] == "ISL")
    assert never["median_years"] is None  # JSON knows no infinity


@pytest.mark.slow
def test_files(tmp_path: Path) -> None:
    done = foedera("burden", "nato", "--figure", "a.png", "--report", "a.html", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert "figures: a.png" in done.stderr
    assert "report: a.html" in done.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"a.png", "a.html"}


@pytest.mark.slow
def test_refusals(tmp_path: Path) -> None:
    assert "year: there are no figures of 2015 (there are those of 2014, 2019, 2024)" in refusal(
        "burden", "nato", "--year", 2015
    )
    assert "target: 0 % of GDP is no target" in refusal("burden", "nato", "--target", 0)
    assert "--target" in refusal("burden", "nato", "--target", "much")
    assert "no format of figures" in refusal("burden", "nato", "--figure", "a.docx", cwd=tmp_path)
    assert "no-such-folder" in refusal(
        "burden", "nato", "--report", "no-such-folder/a.html", status=1, cwd=tmp_path
    )
