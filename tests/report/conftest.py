"""Made-up runs, written once per session."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from foedera.report.page import write_report
from foedera.study.results import Run


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """Return the module that makes up runs."""
    spec = importlib.util.spec_from_file_location("report_fake", Path(__file__).with_name("fake.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def run(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run with wars in it."""
    return fake.write(tmp_path_factory.mktemp("run"), replicas=60)


@pytest.fixture(scope="session")
def quiet(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run in which nothing happens."""
    return fake.write(tmp_path_factory.mktemp("quiet"), replicas=8, rate=0.0)


@pytest.fixture(scope="session")
def page(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the report of the run with wars."""
    return write_report(run, tmp_path_factory.mktemp("page") / "report.html").read_text(encoding="utf-8")
