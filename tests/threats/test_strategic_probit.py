"""Strategic probit: the published optimum on 19th-century disputes, and probabilities that sum to one."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.threats import strategic_probit as sp

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("FOEDERA_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data" / "validation" / "war1800.csv"


def published() -> np.ndarray:
    path = ROOT / "tests" / "tables" / "signorino_1999" / "war1800_probit.csv"
    with path.open() as f:
        return np.array([float(r["value"]) for r in csv.DictReader(x for x in f if not x.startswith("#"))])


def disputes() -> list[dict[str, str]]:
    if not DATA.exists():
        pytest.skip(f"war1800.csv is not in {SHARED} (set FOEDERA_SHARED)")
    with DATA.open() as f:
        return [r for r in csv.DictReader(f) if r["regime1"].strip() and r["regime2"].strip()]


def loglik(beta: np.ndarray, rows: list[dict[str, str]]) -> np.ndarray:
    def number(name: str) -> np.ndarray:
        return np.array([float(r[name]) for r in rows])

    def regime(name: str) -> list[np.ndarray]:
        return [np.array([float(r[name] == kind) for r in rows]) for kind in ("dem", "mixed")]

    one = np.ones(len(rows))
    sq = np.stack([one, number("s_wt_re1"), number("revis1")])
    war = np.stack([one, *regime("regime1")])
    war2 = np.stack([one, number("balanc"), *regime("regime2")])
    outcome = np.stack([number("sq"), number("capit"), number("war")]).argmax(axis=0)
    return sp.strategic_probit_loglik(
        beta[..., :3] @ sq, np.zeros(len(rows)), beta[..., 3:6] @ war, beta[..., 6:] @ war2, outcome
    )


def test_published_optimum() -> None:
    rows, beta = disputes(), published()
    assert len(rows) == 282
    assert [sum(r[k] == "1" for r in rows) for k in ("sq", "capit", "war")] == [124, 83, 75]
    assert loglik(beta, rows) == pytest.approx(-286.123755, abs=1e-4)
    step = 1e-4 * np.eye(10)
    up, down = loglik(beta + step, rows), loglik(beta - step, rows)
    assert np.abs((up - down) / 2e-4).max() < 1e-3
    assert (up < loglik(beta, rows)).all()
    assert (down < loglik(beta, rows)).all()


def test_outcome_probabilities_sum_to_one() -> None:
    rng = np.random.default_rng(2)
    u = rng.normal(size=(4, 50, 1)) * 3
    each = [sp.strategic_probit_loglik(*u, np.array([k])) for k in (0, 1, 2)]
    assert np.exp(each).sum(axis=0) == pytest.approx(np.ones(50), abs=1e-12)


def test_extreme_utilities_stay_finite() -> None:
    assert np.isfinite(sp.strategic_probit_loglik([80.0], [0.0], [-80.0], [80.0], [2]))


def test_bad_input() -> None:
    with pytest.raises(ModelInputError, match="not 0, 1 or 2"):
        sp.strategic_probit_loglik([0.0], [0.0], [0.0], [0.0], [3])
    with pytest.raises(ModelInputError, match="NaN"):
        sp.strategic_probit_loglik([np.nan], [0.0], [0.0], [0.0], [0])


def test_references_exist() -> None:
    assert cite(sp.CARD.cites)
