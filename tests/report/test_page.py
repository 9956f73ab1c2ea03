"""The page: self-contained, well-formed, every figure with words, every number with its rows."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from foedera.core.errors import StoreError
from foedera.report.gather import brief_of
from foedera.report.html import write_html
from foedera.report.numbers import Span
from foedera.report.page import write_report
from foedera.report.sentences import answer
from foedera.report.tables import concerns_table, readings_table
from foedera.study.results import Run

VOID = {"meta", "br", "hr", "img", "input", "link", "use", "path", "rect"}


class Reader(HTMLParser):
    """Checks nesting and collects elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes the wrong element"

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such element."""
        return [attrs for tag, attrs in self.seen if tag in tags]


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


def test_well_formed(read: Reader) -> None:
    assert read.open == []
    assert read.of("html")[0]["lang"] == "en"
    assert len(read.of("h1")) == 1
    assert all(a.get("scope") in ("row", "col") for a in read.of("th"))
    ids = [a["id"] for _, a in read.seen if a.get("id")]
    assert len(ids) == len(set(ids))


def test_nothing_is_requested(read: Reader, page: str) -> None:
    assert read.of("script", "link", "iframe", "object", "embed", "img") == []
    outside = [a["href"] for _, a in read.seen if (a.get("href") or "").startswith(("http", "//"))]
    assert all(str(h).startswith("https://doi.org/") for h in outside)
    assert all("src" not in a for _, a in read.seen)
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_links_lead_somewhere(read: Reader) -> None:
    ids = {a["id"] for _, a in read.seen if a.get("id")}
    inside = {str(a["href"])[1:] for _, a in read.seen if str(a.get("href") or "").startswith("#")}
    assert inside <= ids
    assert any(i.startswith("counted-") for i in inside)
    assert any(i.startswith("ref-") for i in inside)


def test_every_figure_has_words(read: Reader) -> None:
    drawn = read.of("svg")
    assert len(drawn) == 2 * len(read.of("figure")) >= 16
    assert all(a["role"] == "img" and len(str(a["aria-label"])) > 30 for a in drawn)
    assert len(read.of("figcaption")) == len(read.of("figure"))


def test_chapters_follow_the_life_of_a_crisis(page: str) -> None:
    order = [page.index(f'<section id="{name}"') for name in
             ("answer", "concerns", "threats", "pacts", "decisions", "responses", "effects", "crisis", "uncertainty",
              "counted", "treaties", "parameters", "memory", "limits", "references", "provenance")]  # fmt: skip
    assert order == sorted(order)


def test_size(page: str) -> None:
    assert len(page.encode()) < 2_000_000


def test_answer_says_what_is_clear_and_what_is_not(run: Run) -> None:
    told = answer(brief_of(run))
    assert 3 <= len(told) <= 5
    assert told[0].startswith(
        "As things stand, 60 simulated futures of 20 years put attacks on the states in focus"
    )
    brief = brief_of(run)
    main = brief.concern("attacks")
    assert main is not None
    for option, text in zip(brief.options[1:], told[1:]):
        assert ("no clear difference" in text.split(";")[0] + text) == (
            not main.differences[option.id].clear
        ) or "without" in option.id


def test_a_change_of_members_is_noted_and_not_judged(run: Run) -> None:
    brief = brief_of(run)
    assert "Members differ" not in concerns_table(brief).note
    share = brief.outcomes["benefit_share"].copy(deep=True)
    share[1, :, share["state"].values.tolist().index("USA")] = 0.0
    share[3] = 0.0
    other = replace(brief, outcomes=brief.outcomes.assign(benefit_share=share))
    assert "Members differ between scenarios" in concerns_table(other).note
    assert not [c.id for c in brief.concerns if c.concern in ("burden", "cohesion") and c.better]


def test_zeros_by_construction_are_marked(run: Run) -> None:
    brief = brief_of(run)
    zero = Span(0.0, 0.0, 0.0)
    blind = replace(brief.readings[0], differences=dict.fromkeys(brief.ids[1:], zero))
    row = readings_table(brief, [blind]).plain()[1]
    assert row[3] == "0, by construction"


def test_wide_tables_say_that_they_scroll(read: Reader, page: str) -> None:
    hints = [p for p in read.of("p") if p.get("class") == "sideways"]
    assert hints
    assert all(p["aria-hidden"] == "true" for p in hints)
    assert ".sideways { display: none; }" in page


def test_every_concern_is_counted(run: Run) -> None:
    brief = brief_of(run)
    table = concerns_table(brief)
    assert len(table.rows) == len(brief.concerns) >= 15
    assert all(len(row) == len(table.head) for row in table.rows)
    attacks = brief.concern("attacks")
    assert attacks is not None
    n, first = attacks.counted.rows["baseline"]
    assert n == run.rows("attacks", "baseline").collect().height
    assert first == sorted(run.rows("attacks", "baseline").collect()["row"].to_list())[:5]
    assert attacks.counted.cites
    assert table.plain()[0][0] == "concern"


def test_page_of_a_quiet_world(quiet: Run, tmp_path: Path) -> None:
    text = write_report(quiet, tmp_path / "quiet.html").read_text(encoding="utf-8")
    assert Reader(text).open == []
    assert "No future has a battle death." in text
    assert '<section id="crisis"' not in text
    assert (
        "nan" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL).lower().replace("finan", "").split()
    )


def test_titles_are_escaped(fake: ModuleType, tmp_path: Path) -> None:
    title = '<script>alert("1")</script> & {{ 7 * 7 }}'
    reform = "Between $5 and $6 \\frac{ <b>研究</b>"
    run = fake.write(tmp_path / "run", replicas=8, rate=1.0, title=title, reform=reform)
    text = write_report(run, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert "<b>" not in text
    assert "Between $5 and $6 \\frac{ &lt;b&gt;研究" in text


def test_failure_leaves_nothing_half_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match="could not be written"):
        write_html("new", tmp_path / "nowhere" / "report.html")
    old = tmp_path / "report.html"
    old.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        write_html("new", old)
    assert old.read_text() == "old"
    assert list(tmp_path.iterdir()) == [old]
