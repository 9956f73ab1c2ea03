from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Rows]:
    root = Path(os.environ.get("FOEDERA_SHARED", TESTS.parents[1] / "shared"))

    def load(name: str) -> Rows:
        path = root / "data" / "validation" / name
        if not path.exists():
            pytest.skip(f"authors' data {name} not found; point FOEDERA_SHARED at the folder that holds it")
        return read(path)

    return load
