"""What tests of several floors share: the folder with the owners' data sets, and a cache that no user sees."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("FOEDERA_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of tidy tables for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "foedera-cache"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def _no_user_data(_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the data of the person who runs it."""
    monkeypatch.setenv("FOEDERA_CACHE", str(_cache))
    monkeypatch.delenv("FOEDERA_DATA_MIRROR", raising=False)


@pytest.fixture
def mirror(_no_user_data: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the owners' data sets, set as the mirror; tests that need it are skipped without."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("no folder with official data sets (FOEDERA_SHARED)")
    monkeypatch.setenv("FOEDERA_DATA_MIRROR", str(folder))
    return folder


@pytest.fixture(scope="session")
def table() -> Callable[[str], list[dict[str, str]]]:
    """Reads a published table below ``tests/tables``, a dict per row; lines that start with # are its header."""

    def read(name: str) -> list[dict[str, str]]:
        with (Path(__file__).parent / "tables" / name).open(encoding="utf-8", newline="") as f:
            return list(csv.DictReader(line for line in f if not line.startswith("#")))

    return read
