"""The page, the tables and the figure file on who pays in the North Atlantic Treaty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedera.core.errors import InputError, StoreError
from foedera.report.nato import answers, tables, write_figure, write_page
from foedera.report.numbers import number
from foedera.study.burden import NatoBurden, nato_burden


@pytest.fixture(scope="module")
def found() -> NatoBurden:
    return nato_burden(draws=200)


def test_tables_are_whole(found: NatoBurden) -> None:
    riders, pact, arrival, tests = tables(found)
    assert [len(t.rows) for t in (riders, pact, arrival, tests)] == [32, 31, 32, 4]
    for table in (riders, pact, arrival, tests):
        assert {len(row) for row in table.rows} == {len(table.head)}
    stars = sum(cell.text.endswith("*") for row in riders.rows for cell in row)
    assert stars == found.members["free_rider_by"].sum()
    assert pact.rows[-1][2].text == number(found.sums["europe_nash_busd"], 1)


def test_answers_name_numbers(found: NatoBurden) -> None:
    text = answers(found)
    assert "9 spent less than the 2 % pledged" in text[1]
    assert "all of it from Germany" in text[2]
    assert "no sign of it" in text[-1]
    assert "European allies" in answers(nato_burden(2014, european=True, draws=20))[0]


def test_page_stands_alone(found: NatoBurden, tmp_path: Path) -> None:
    page = write_page(found, tmp_path / "nato.html").read_text(encoding="utf-8")
    assert page.count("<figure") == 4
    assert page.count("<svg") == 8
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for name in ("Estonia", "Judgements", "Murdoch", "Moscow"):
        assert name in page
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL).lower().split()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_figure_file(found: NatoBurden, tmp_path: Path, suffix: str) -> None:
    path = write_figure(found, tmp_path / f"nato{suffix}")
    assert path.stat().st_size > 10_000


def test_places_that_cannot_be_written(found: NatoBurden, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no format of figures"):
        write_figure(found, tmp_path / "nato.docx")
    with pytest.raises(StoreError):
        write_figure(found, tmp_path / "nowhere" / "nato.png")
    with pytest.raises(StoreError):
        write_page(found, tmp_path / "nowhere" / "nato.html")
