"""The page of a body and its figures: numbers where they belong, no loose ends, grace where nothing is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from test_page import Reader

from foedera.pacts.institutions import body_of
from foedera.report.figures.ballot_triangle import ballot_triangle
from foedera.report.figures.canvas import NARROW, WIDE, paper
from foedera.report.figures.power_bars import power_bars
from foedera.report.figures.power_heat import power_heat
from foedera.report.figures.rule_frontier import Point, rule_frontier
from foedera.report.institution_page import write_institution_page
from foedera.report.institution_tables import changes_table, comparison_table, powers_table, tiny
from foedera.report.palette import scenario_colours
from foedera.report.svg import to_svg
from foedera.study.institutions.compare import Comparison, compare
from foedera.study.institutions.power import groups, weigh
from foedera.world import World

POINTS = [
    Point("today", "variant", 0.04, 0.0, 0.0), Point("two of three", "quota", 0.5, 0.2, 0.4),
    Point("three of three", "quota", 0.1, 0.0, 0.0), Point("two of three", "quota and vetoes", 0.1, 0.0, 0.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    weighed = [weigh(body_of("unsc", v)) for v in ("today", "g4", "no-veto")]
    return compare(weighed, World.reference(), draws=4)


@pytest.fixture(scope="module")
def page(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "unsc.html"
    return write_institution_page(comparison, path, "the command").read_text(encoding="utf-8")


def test_the_page_holds_together(page: str) -> None:
    reader = Reader(page)
    assert not reader.open
    for name in ("fig-power", "fig-heat", "fig-ballots", "fig-frontier"):
        assert page.count(f'<figure id="{name}">') == 1
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "passes if at least 14 of 25 say yes" in page
    assert "ASSUMPTION" in page
    assert "13 of 15; not PAN, SOM" in page
    assert "the command" in page


def test_the_page_says_the_finding(page: str) -> None:
    assert "today: 2.59\u202f% of all coalitions carry a decision, and one member alone can block." in page
    assert "Under no-veto 10 members (DNK, DZA, GRC, ...) each gain most, 5.0 percentage points" in page


def test_a_body_whose_positions_are_unknown_has_a_page(tmp_path: Path) -> None:
    found = compare([weigh(body_of("unga"))], World.reference())
    text = write_institution_page(found, tmp_path / "imf.html", "x").read_text(encoding="utf-8")
    assert "Positions are known of too few members to say." in text
    assert "80 of 193; not AFG" in text
    assert "fig-frontier" not in text


def test_tables_say_who_gains(comparison: Comparison) -> None:
    weighed = [j.weighed for j in comparison.judged]
    gained = changes_table(groups(weighed), weighed).plain()
    assert gained[2][0] == "no-veto"
    assert gained[2][1].startswith("DNK, DZA, GRC, GUY, KOR, PAK, PAN, SLE, SOM, SVN (each) +5.01")
    assert gained[1][4].startswith("DNK, DZA")
    heads, first, *_ = powers_table(groups(weighed), weighed).plain()
    assert heads[:4] == ["member", "Banzhaf, today", "Banzhaf, g4", "change"]
    assert first[1:3] == ["16.6929", "14.4372"]


def test_the_comparison_is_that_of_the_numbers(comparison: Comparison) -> None:
    rows = comparison_table(comparison, scenario_colours(["today", "g4", "no-veto"])).plain()
    passing = next(r for r in rows if r[0].startswith("Motions that pass"))
    assert passing[3].split()[0] == f"{100 * comparison.judged[2].act.value:.1f}"
    assert next(r for r in rows if r[0].endswith("median"))[1] == "never"


@pytest.mark.parametrize(("share", "text"), [
    (0.0258789, "2.59\u202f%"), (0.0, "0.00\u202f%"), (2**-20, "1 in 1\u202f048\u202f576"),
    (2**-100, "1 in 1.3 x 10^30"),
])  # fmt: skip
def test_small_shares_keep_their_size(share: float, text: str) -> None:
    assert tiny(share) == text


def test_bars_are_as_long_as_the_power() -> None:
    figure = power_bars(["USA", "KOR"], {"today": [0.2, 0.1], "reform": [0.3, None]}, width=WIDE)
    bars = figure.axes[0].patches
    assert [round(b.get_width(), 9) for b in bars] == [20.0, 10.0, 30.0, 0.0]
    assert [to_hex(bars[0].get_facecolor()), to_hex(bars[2].get_facecolor())] == [
        c.lower() for c in scenario_colours(["today", "reform"]).values()
    ]
    assert "no seat" in [t.get_text() for t in figure.axes[0].texts]


def test_long_lists_say_that_they_are_cut() -> None:
    names, values = [f"M{k}" for k in range(50)], [0.02] * 50
    assert (
        power_bars(names, {"a": values}, most=10).axes[0].get_ylabel() == "the first 10 of 50 kinds of member"
    )
    assert (
        "the first 10 of 50" in power_heat(names, ["a"], [[v] for v in values], most=10).axes[0].get_ylabel()
    )


def test_heat_marks_gain_and_loss() -> None:
    figure = power_heat(["USA", "KOR"], ["a"], [[0.05], [-0.05]], change=True)
    image = figure.axes[0].images[0]
    blue, orange = (image.to_rgba(image.get_array())[k, 0] for k in (0, 1))
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]
    assert [t.get_text() for t in figure.axes[0].texts] == ["+5.00", "\u22125.00"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_triangles_have_corners_and_a_scale(width: float, count: int) -> None:
    grid = [(y, x) for y in np.linspace(0, 1, 5) for x in np.linspace(0, 1, 5) if y + x <= 1.001]
    yes, no = np.array(grid).T
    figure = ballot_triangle(yes, no, {f"v{k}": yes**2 for k in range(count)}, width=width)
    drawn = [
        ax for ax in figure.axes if {"all no", "all yes", "all abstain"} <= {t.get_text() for t in ax.texts}
    ]
    assert [ax.get_title() for ax in drawn] == [f"v{k}" for k in range(count)]
    assert any(ax.get_xlabel() == "chance that a motion passes [%]" for ax in figure.axes)
    assert figure.get_size_inches()[0] == pytest.approx(width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_frontier_has_a_line_per_family_and_a_mark_per_body(width: float) -> None:
    figure = rule_frontier(POINTS, width=width)
    mean, worst = figure.axes
    lines = {line.get_label(): line.get_xydata().tolist() for line in mean.lines}
    assert lines["any quota, baseline's members"] == [[0.2, 50.0], [0.0, 10.0]]
    assert lines["today"] == [[0.0, 4.0]]
    assert worst.lines[0].get_xydata().tolist() == [[0.4, 50.0], [0.0, 10.0]]
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)


def test_nothing_to_draw_is_said() -> None:
    empty = [power_bars([], {}), power_heat([], [], []), ballot_triangle([], [], {}), rule_frontier([]),
             power_heat(["a"], ["b"], [[np.nan]])]  # fmt: skip
    for k, figure in enumerate(empty):
        assert to_svg(figure, f"e{k}", "nothing").startswith("<svg")


def test_given_axes_are_drawn_on() -> None:
    for draw in (
        lambda ax: power_bars(["a"], {"v": [1.0]}, ax=ax),
        lambda ax: power_heat(["a"], ["v"], [[1.0]], ax=ax),
        lambda ax: rule_frontier(POINTS, ax=ax),
        lambda ax: ballot_triangle([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], {"v": [1.0, 0.0, 0.0]}, ax=ax),
    ):
        figure = paper(5.0, 4.0)
        assert draw(figure.add_subplot()) is figure


def test_svg_rounds_coordinates_and_not_words() -> None:
    figure = paper(3.0, 2.0)
    ax = figure.add_subplot()
    ax.plot([0.0, 1.0], [0.0, 0.12345678])
    ax.set_xlabel("loss of 0.005")
    text = to_svg(figure, "n", "alt")
    assert "loss of 0.005" in text
    assert ".12345678" not in text
