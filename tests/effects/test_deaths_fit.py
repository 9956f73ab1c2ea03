"""The defaults of the loss parameters are what the estimating tool makes of the public files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from foedera.effects.losses import LossParameters

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("FOEDERA_SHARED", ROOT.parent / "shared")) / "data"


@pytest.mark.skipif(
    not (DATA / "cow/Inter-StateWarData_v4.0.csv").exists(), reason="no COW files; set FOEDERA_SHARED"
)
def test_defaults_are_estimates() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "tools/fit_deaths.py", DATA], capture_output=True, text=True, check=True
    )
    got, p = json.loads(run.stdout), LossParameters()
    assert (got["wars"], got["tail"], got["split_wars"]) == (95, 51, 94)
    assert p.p_severe == got["tail"] / got["wars"]
    assert p.x_min == got["x_min"]
    assert p.alpha == pytest.approx(got["alpha"], abs=0.01)
    assert [p.body_mean, p.body_sd] == pytest.approx([got["body_mean"], got["body_sd"]], abs=1e-6)
    lognormal = [got["lognormal_mean"], got["lognormal_sd"]]
    assert [p.lognormal_mean, p.lognormal_sd] == pytest.approx(lognormal, abs=1e-4)
    assert [p.elasticity, 0.082] == pytest.approx([-got["split_slope"], got["split_se"]], abs=5e-4)
