"""The pages about the two kinds of file say what the schemas say."""

from __future__ import annotations

import importlib.util

import pytest
from pages import ROOT


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("schema_pages", ROOT / "tools" / "schema_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["study-file.md", "pact-file.md"])
def test_a_page_is_up_to_date(tool, name):
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == tool.PAGES[name](), "run python tools/schema_pages.py"


def test_every_field_has_a_meaning(tool):
    for page in tool.PAGES.values():
        assert not [line for line in page().splitlines() if line.startswith("| `") and line.endswith("|  |")]
