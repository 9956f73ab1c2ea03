"""Figures: labelled axes, units, nothing global, and grace where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure

from foedera.report.figures.arrival_bars import arrival_bars
from foedera.report.figures.burden_bars import burden_bars
from foedera.report.figures.canvas import NARROW, WIDE, paper
from foedera.report.figures.crisis_timeline import STAGES, Moment, crisis_timeline
from foedera.report.figures.deaths_curve import deaths_curve
from foedera.report.figures.decision_days import decision_days
from foedera.report.figures.decision_paths import decision_paths
from foedera.report.figures.design_front import design_front
from foedera.report.figures.difference_forest import Difference, difference_forest
from foedera.report.figures.fan_chart import fan_chart
from foedera.report.figures.member_map import member_map
from foedera.report.figures.placing import apart, clusters, project, sublanes
from foedera.report.figures.priors_forest import Reading, priors_forest
from foedera.report.figures.reliability_bars import reliability_bars
from foedera.report.figures.scheme_bars import scheme_bars
from foedera.report.figures.spending_bars import spending_bars
from foedera.report.figures.variance_bars import variance_bars
from foedera.report.numbers import Span
from foedera.report.svg import to_svg

RNG = np.random.default_rng(0)
PATHS = {
    "baseline": RNG.poisson(1.0, (40, 10)).cumsum(axis=1),
    "reform": RNG.poisson(1.2, (40, 10)).cumsum(axis=1),
}
SPAN, UNKNOWN = Span(0.3, 0.1, 0.5), Span(float("nan"))
STATES = pl.DataFrame(
    {"iso3": ["EST", "LVA", "RUS", "USA", "UKR"], "lat": [59.4, 57.0, 55.8, 38.9, 50.5],
     "lon": [24.8, 24.1, 37.6, -77.0, 30.5], "role": ["member", "member", "adversary", "member", "other"],
     "honoured": [0.9, None, None, 0.4, None]}
)  # fmt: skip
EDGES = pl.DataFrame({"actor": ["LVA", "USA"], "other": ["EST", "EST"], "weight": [0.3, 0.2]})
MOMENTS = [
    Moment("threats", 0.0, "RUS goes to war against EST"),
    *(Moment("pacts", 0.0, "", short=s, group="Art. 5 binds") for s in ("LVA", "USA")),
    *(
        Moment("responses", 3.0 + k, "", short=s, group="join the defender")
        for k, s in enumerate(("LVA", "USA"))
    ),
    Moment("responses", 400.0, "it is settled"),
    Moment(
        "effects", 400.0, "12 300 battle deaths, most of them in the first weeks of a war that nobody wanted"
    ),
]

Draw = Callable[[float], Figure]

FULL: dict[str, Draw] = {
    "fan_chart": lambda w: fan_chart(range(2025, 2035), PATHS, unit="attacks [count]", width=w),
    "difference_forest": lambda w: difference_forest(
        [Difference("Attacks", "per decade", -1, {"a": SPAN, "b": UNKNOWN}),
         Difference("Members", "count", 0, {"a": SPAN})],
        width=w,
    ),
    "burden_bars": lambda w: burden_bars(list(map(str, range(30))), np.full(30, 0.03), np.full(30, 0.03), width=w),
    "spending_bars": lambda w: spending_bars(["EST", "ISL"], [3.4, 0.0], [2.0, 2.0], [0, 4], pledge=2.0, definitions=4,
                                             title="Who rides free", width=w),
    "scheme_bars": lambda w: scheme_bars(list(map(str, range(30))), {"now": np.ones(30), "then": np.arange(30.0)},
                                         unit="bn USD", width=w),
    "arrival_bars": lambda w: arrival_bars(["POL", "EST", "ISL"], [0, 1, np.inf], [0, 3, np.inf], [0, np.inf, np.inf],
                                           [0, 0.1, 1], horizon=20, width=w),
    "decision_days": lambda w: decision_days({"a": [3.0, 20.0, np.inf], "b": [np.inf]}, width=w),
    "decision_paths": lambda w: decision_paths(
        {"consensus": {"formal": 0.3, "adhoc": 0.5, "none": 0.2}, "majority": {"formal": 0.9, "delegated": 0.1}},
        width=w,
    ),
    "design_front": lambda w: design_front(
        [[50.0, 8.0], [30.0, 7.0], [20.0, 7.0], [50.1, 8.0]], [True, True, False, True], ["1", "2", "3"],
        now=[2.6, 1.0], axes=("decisiveness [%]", "protection [members]"), width=w,
    ),
    "reliability_bars": lambda w: reliability_bars(["EST", "USA"], {"a": [SPAN, UNKNOWN]}, {"a": [12, 0]}, width=w),
    "priors_forest": lambda w: priors_forest(
        [Reading("own", {"a": SPAN, "b": SPAN}, {"b": SPAN}),
         Reading("game", {"a": SPAN, "b": UNKNOWN}, {"b": UNKNOWN}, True)],
        width=w,
    ),
    "variance_bars": lambda w: variance_bars(["Attacks", "Deaths", "None"], [0.3, 0.02, np.nan], width=w),
    "deaths_curve": lambda w: deaths_curve({"a": [0.0, 10.0, 5000.0], "b": [0.0, 0.0, 3.0]}, width=w),
    "member_map": lambda w: member_map(STATES, EDGES, [("EST", "LVA")], anchor=["EST", "LVA", "RUS"], width=w),
    "crisis_timeline": lambda w: crisis_timeline(MOMENTS, width=w),
}  # fmt: skip

EMPTY: dict[str, Draw] = {
    "fan_chart": lambda w: fan_chart([], {}, unit="attacks [count]", width=w),
    "fan_chart of nothing known": lambda w: fan_chart(
        [1, 2], {"a": np.full((3, 2), np.nan)}, unit="attacks", width=w
    ),
    "difference_forest": lambda w: difference_forest(
        [Difference("Attacks", "per decade", -1, {"a": UNKNOWN})], width=w
    ),
    "burden_bars": lambda w: burden_bars([], [], [], width=w),
    "spending_bars": lambda w: spending_bars([], [], [], [], pledge=2.0, definitions=4, width=w),
    "scheme_bars": lambda w: scheme_bars([], {}, unit="bn USD", width=w),
    "arrival_bars": lambda w: arrival_bars([], [], [], [], [], horizon=20, width=w),
    "decision_days": lambda w: decision_days({"a": []}, width=w),
    "decision_paths": lambda w: decision_paths({}, width=w),
    "design_front": lambda w: design_front([], [], [], width=w),
    "reliability_bars": lambda w: reliability_bars([], {"a": []}, {"a": []}, width=w),
    "priors_forest": lambda w: priors_forest([], width=w),
    "variance_bars": lambda w: variance_bars(["a"], [np.nan], width=w),
    "deaths_curve": lambda w: deaths_curve({"a": [0.0, 0.0]}, width=w),
    "member_map": lambda w: member_map(STATES.head(0), EDGES.head(0), width=w),
    "member_map without edges": lambda w: member_map(STATES, EDGES.head(0), width=w),
    "crisis_timeline": lambda w: crisis_timeline([], width=w),
}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", FULL)
def test_axes_are_labelled(name: str, width: float) -> None:
    figure = FULL[name](width)
    assert isinstance(figure, Figure)
    assert figure.get_size_inches()[0] == pytest.approx(width)
    main = [ax for ax in figure.axes if ax.axison and ax.get_label() != "<colorbar>"]
    assert main
    for ax in main:
        assert ax.get_xlabel()
        assert ax.get_ylabel() or ax.get_title("left")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_said(name: str, width: float) -> None:
    assert to_svg(EMPTY[name](width), "x", "nothing").startswith("<svg")


@pytest.mark.parametrize("name", ["deaths_curve", "decision_days", "burden_bars", "scheme_bars"])
def test_draws_on_given_axes(name: str) -> None:
    figure = paper(5.0, 3.0)
    ax = figure.add_subplot()
    draw = {
        "deaths_curve": lambda: deaths_curve({"a": [0.0, 9.0]}, ax=ax),
        "decision_days": lambda: decision_days({"a": [3.0]}, ax=ax),
        "burden_bars": lambda: burden_bars(["EST"], [1.0], [1.0], ax=ax),
        "scheme_bars": lambda: scheme_bars(["EST"], {"now": [1.0]}, unit="bn USD", ax=ax),
    }[name]
    assert draw() is figure
    assert ax.get_xlabel()


def test_small_payers_are_added_up() -> None:
    ax = FULL["scheme_bars"](WIDE).axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "18 others"
    assert max(bar.get_width() for bar in ax.patches) == sum(range(18))


def test_a_bar_of_years_only_where_somebody_arrives() -> None:
    bars = FULL["arrival_bars"](WIDE).axes[0].patches
    assert [bar.get_width() for bar in bars] == [0.12, 19, 0]


def test_no_style_or_pyplot_is_left_behind() -> None:
    before = dict(matplotlib.rcParams)
    for draw in FULL.values():
        to_svg(draw(WIDE), "x", "words")
    assert dict(matplotlib.rcParams) == before


def test_same_figure_same_svg() -> None:
    assert to_svg(FULL["member_map"](WIDE), "a", "words") == to_svg(FULL["member_map"](WIDE), "a", "words")


def test_svg_stands_alone() -> None:
    text = to_svg(FULL["fan_chart"](WIDE), "fig", 'says "more" & <less>')
    assert 'aria-label="says &#34;more&#34; &amp; &lt;less&gt;"' in text
    assert "<style" not in text
    assert "<metadata" not in text
    assert "DejaVu" not in text


def test_states_are_pushed_apart() -> None:
    placed = apart(np.array([[0.5, 0.5], [0.5, 0.5], [0.9, 0.9]]), 0.1, (1.0, 1.0))
    assert np.hypot(*(placed[0] - placed[1])) > 0.09
    assert placed[2] == pytest.approx([0.9, 0.9], abs=0.01)


def test_map_is_not_torn_at_the_date_line() -> None:
    x = project(np.array([0.0, 0.0]), np.array([179.0, -179.0]))[:, 0]
    assert abs(x[0] - x[1]) == pytest.approx(2.0)


def test_lanes_and_clusters() -> None:
    assert sublanes([0, 1, 5], [4, 3, 6]) == [0, 1, 0]
    assert clusters([5.0, 0.0, 0.5], 1.0) == [[1, 2], [0]]
    assert clusters([], 1.0) == []
    assert set(STAGES) >= {m.stage for m in MOMENTS}
