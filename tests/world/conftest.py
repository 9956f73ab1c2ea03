from __future__ import annotations

import os
from pathlib import Path

import pytest

from foedera.world import World


@pytest.fixture
def shared() -> Path:
    """Folder with the fact sheet and official data sets; tests that need it are skipped without."""
    default = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("FOEDERA_SHARED", default))
    if not folder.is_dir():
        pytest.skip("no folder with the fact sheet and official data (FOEDERA_SHARED)")
    return folder


@pytest.fixture
def reference() -> World:
    return World.reference()


STATES = """iso3,lat,lon,population,gdp_busd,gdp_ppp_busd,milex_busd,personnel,polyarchy,capability
DEU,52.5,13.4,83000000,4500,5800,88,185000,0.85,0.5
FRA,48.85,2.35,68000000,3100,4300,64,205000,0.8,0.3
POL,52.23,21.0,37000000,900,1800,38,216000,0.7,0.2
"""
DYADS = """from_state,to_state,land_border,trade_share
DEU,FRA,true,0.08
FRA,DEU,true,0.15
DEU,POL,true,0.06
POL,DEU,true,0.25
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small good world in files: three states, two borders."""
    path = tmp_path / "small"
    path.mkdir()
    (path / "states.csv").write_text(STATES)
    (path / "dyads.csv").write_text(DYADS)
    (path / "world.json").write_text('{"name": "small", "year": 2024}')
    return path
