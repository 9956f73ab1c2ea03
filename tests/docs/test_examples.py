"""The pages of the documents, done as they say."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys

import pytest
from pages import ROOT, blocks, pages, play

DOCS = ROOT / "docs"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def room(here, monkeypatch):
    """The same, whose files in foedera/effects and foedera/sim/mechanisms belong to these packages."""
    for name in ("foedera.effects", "foedera.sim.mechanisms"):
        package = importlib.import_module(name)
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(here / name.replace(".", "/"))])
    yield here
    for name in ("foedera.effects", "foedera.sim.mechanisms"):
        sys.modules.pop(f"{name}.support", None)
        vars(sys.modules[name]).pop("support", None)


def test_a_mechanism_is_added_in_four_places(room):
    names = play(DOCS / "howto" / "add-a-mechanism.md", room)
    assert names["lost"].any(), "no future of the example has a war: it shows nothing"
    path = room / "tests" / "effects" / "test_support.py"
    spec = importlib.util.spec_from_file_location("test_support_of_the_page", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tests = [f for name, f in vars(module).items() if name.startswith("test_")]
    assert len(tests) == 4
    for test in tests:
        test()


def test_its_reference_is_complete(room):
    from foedera.core.references import Reference

    text = next(b.text for b in blocks(DOCS / "howto" / "add-a-mechanism.md") if b.language == "bibtex")
    fields = tuple(re.findall(r"^  (\w+) = \{(.*)\},?$", text, flags=re.MULTILINE))
    line = Reference("mueller1971", "article", fields).text()
    assert line.startswith("Mueller, John E. (1971). Trends") and line.endswith("65(2): 358-375.")


@pytest.mark.parametrize(
    "name", ["own-pact", "own-institution", "own-world", "state-codes", "get-data", "sanctions"]
)
def test_howto(name, here):
    play(DOCS / "howto" / f"{name}.md", here)


def test_a_panel_is_made(mirror, here):
    names = play(DOCS / "howto" / "make-a-panel.md", here)
    assert (here / "relevant.csv.provenance.json").exists() and (here / "disputes.dta").exists()
    assert len(names["table"]) == len(names["frame"]) > 100_000
    assert [step.rows for step in names["steps"]] == [9_802, 9_504, 9_436]
    assert names["crises"].height and names["wars"].height


def test_howto_on_economies(here, mirror):
    names = play(DOCS / "howto" / "own-economy.md", here)
    assert names["economy"].n == 41 and names["found"].economy.n == 82


def test_howto_on_the_past(here, mirror):
    play(DOCS / "howto" / "past-world.md", here)


@pytest.mark.parametrize("page", sorted((DOCS / "explanation").glob("*.md")), ids=lambda p: p.stem)
def test_explanation(page, here, monkeypatch):
    if page.stem == "reference-world":
        pytest.skip("its last block reads folders and a panel that the reader has to bring")
    play(page, here)


@pytest.mark.slow
def test_the_first_study(here):
    names = play(DOCS / "tutorials" / "first-study.md", here)
    assert (here / "runs" / "aegean" / "report.html").exists()
    assert names["run"].provenance["replicas"] == 64


@pytest.mark.slow
def test_voting_power(here):
    names = play(DOCS / "tutorials" / "voting-power.md", here)
    assert (here / "unsc.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert str(names["five"]) == "76/77"


def test_every_page_is_in_the_table_of_contents():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in pages():
        if page.is_relative_to(DOCS):
            assert f" {page.relative_to(DOCS)}" in text, page
