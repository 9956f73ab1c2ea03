"""Small pacts to try things on, and pacts made from changed data."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from foedera.pacts.loader import load_pact
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import Document, load, validate

HERE = Path(__file__).parent


@cache
def _examples() -> dict[str, Pact]:
    return {path.stem: load_pact(path) for path in sorted((HERE / "examples").glob("*.yaml"))}


@pytest.fixture(scope="session")
def examples() -> dict[str, Pact]:
    """Return the small pacts of tests/pacts/examples by id."""
    return _examples()


@pytest.fixture(scope="session")
def build() -> Callable[..., Pact]:
    """Return a function that reads an example with some of its fields changed."""

    def changed(example: str = "atlantic", **changes: Any) -> Pact:
        data = copy.deepcopy(load(HERE / "examples" / f"{example}.yaml").data)
        return validate(Document(data | changes, f"{example}.yaml"), Pact)

    return changed
