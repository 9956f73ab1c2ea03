"""The README's commands, and the links of every page."""

from __future__ import annotations

import re

import pytest
from pages import ROOT, blocks, pages, play

import foedera
from foedera.core.cards import Card
from foedera.threats.disputes import DETERRENCE_PRIORS

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_ELSEWHERE = re.compile(r"\w+:")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_five_minutes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = play(ROOT / "README.md", tmp_path, lambda block: not block.needs_data)
    assert (tmp_path / "runs" / "baltic" / "report.html").exists()
    assert names["world"].iso3 and names["run"].provenance["replicas"] == 64
    passes = names["p_adopt"](names["council"], [0.7] * 15, [0.1] * 5 + [0.2] * 10).p
    assert passes == pytest.approx(0.539, abs=5e-4)


def test_data_and_panels(mirror, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = play(ROOT / "README.md", tmp_path, lambda block: block.needs_data)
    assert (tmp_path / "disputes.parquet").exists()
    assert names["disputes"]["gml_onset"].sum() > 1_000


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in _LINK.findall(text):
        if not _ELSEWHERE.match(target):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_readme_begins_with_the_two_commands():
    first = next(b for b in blocks(ROOT / "README.md"))
    assert [line.partition("#")[0].strip() for line in first.text.splitlines()] == ["make demo", "make test"]


def test_the_picture_is_small():
    assert (ROOT / "docs" / "images" / "report.png").stat().st_size < 300_000


def test_numbers_named_in_the_readme():
    from foedera.decisions import honouring
    from foedera.pacts import library
    from foedera.responses import war
    from foedera.sim.parameters import ParameterSet

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"a library of {len(library())} real pacts" in text
    p = honouring.HonouringParameters()
    assert f"({100 * p.defence:.0f} per cent of defence pacts, {100 * p.since_1945:.0f}" in " ".join(
        text.split()
    )
    assert "all five and a strategic game" in " ".join(text.split()) and len(DETERRENCE_PRIORS) == 5
    assert isinstance(war.CARD, Card) and "77 wars by 5 to 6 per cent" in war.CARD.claims_not
    rows = ParameterSet().rows()
    assert sum(row.assumed for row in rows) > len(rows) / 2


def test_the_version_is_the_same_everywhere():
    for name, line in (
        ("CITATION.cff", f"version: {foedera.__version__}\n"),
        ("CHANGELOG.md", f"## {foedera.__version__}\n"),
    ):
        assert line in (ROOT / name).read_text(encoding="utf-8")
