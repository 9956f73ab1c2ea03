"""The page, the tables and the figures about sanctions."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure

from foedera.core.errors import StoreError
from foedera.report.figures.canvas import NARROW, WIDE
from foedera.report.figures.income_map import income_map
from foedera.report.figures.sanction_bars import sanction_bars
from foedera.report.figures.sanction_front import sanction_front
from foedera.report.sanction_tables import answers, chosen_states, heading, rests_on, tables
from foedera.report.sanctions import sheet, write_page
from foedera.study.sanctions import Sanctions, sanctions

STATES = pl.DataFrame({
    "iso3": ["EST", "RUS", "USA", "CHN"], "lat": [59.4, 55.8, 38.9, 39.9], "lon": [24.8, 37.6, -77.0, 116.4],
    "role": ["sender", "target", "sender", "third"], "change_pct": [-0.3, -0.8, 0.0, 0.1],
})  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Sanctions:
    return sanctions(
        ["QUAD", "DEU"],
        "RUS",
        draws=10,
        transfers=True,
        marginal=True,
        frontier=True,
        third=["CHN"],
        rank=True,
        best=2,
    )


@pytest.fixture(scope="module")
def bare() -> Sanctions:
    return sanctions(["EU"], "RUS", draws=0)


def test_tables_are_whole(found: Sanctions, bare: Sanctions) -> None:
    made = tables(found)
    assert len(made) == 5
    for table in (*made, *tables(bare)):
        assert {len(row) for row in table.rows} == {len(table.head)}, table.caption
    states = chosen_states(found)
    assert states["role"].to_list()[:6] == ["target"] + 5 * ["sender"] and "CHN" in states["iso3"]
    third = found.states.filter(pl.col("role") == "third").sort("change_pct")["iso3"].to_list()
    ends = {*third[:5], *third[-5:]}
    assert set(states["iso3"][6:]) == ends | {"CHN"}
    assert made[0].note == f"Not shown: {len(third) - len(ends | {'CHN'})} third parties in between."
    assert len(tables(bare)) == 1 and len(tables(bare)[0].head) == 4


def test_answers_name_numbers(found: Sanctions, bare: Sanctions) -> None:
    assert heading(found) == "QUAD and Germany against Russia" and heading(bare) == "EU against Russia"
    text = " ".join(answers(found))
    for part in (
        "Russia loses ",
        "With transfers of ",
        "Would leave if",
        "adds most",
        "Of all coalitions",
        "of 2 ",
    ):
        assert part in text
    assert "draws" not in " ".join(answers(bare))
    lines = rests_on(found)
    assert any("Certificate" in x for x in lines) and sum(x.startswith("ASSUMPTION") for x in lines) >= 5


def test_page_stands_alone(found: Sanctions, bare: Sanctions, tmp_path: Path) -> None:
    page = write_page(found, tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.count("<figure") == 3 and page.count("<svg") == 6
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for part in ("Accounts of the economy", "Caliendo", "The coalition", "third party"):
        assert part in page
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL).lower().split()
    small = write_page(bare, tmp_path / "b.html").read_text(encoding="utf-8")
    assert small.count("<figure") == 2 and "The coalition" not in small
    with pytest.raises(StoreError):
        write_page(bare, tmp_path / "nowhere" / "b.html")


def test_sheet(found: Sanctions, bare: Sanctions) -> None:
    assert [len(sheet(s).axes) for s in (found, bare)] == [4, 3]  # the map has a bar of colours


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_figures(width: float) -> None:
    def texts(figure: Figure) -> str:
        figure.canvas.draw()
        return " ".join(t.get_text() for ax in figure.axes for t in ax.texts)

    assert "EST" in texts(income_map(STATES, title="a", width=width))
    assert "No states" in texts(income_map(STATES.head(1), width=width))
    rows = ["Estonia", "Latvia"]
    bars = sanction_bars(rows, [-0.3, -0.5], [-0.4, -0.6], [-0.2, -0.4], width=width)
    assert [t.get_text() for t in bars.axes[0].get_yticklabels()] == ["Latvia", "Estonia"]
    assert "No senders" in texts(sanction_bars([], [], [], [], width=width))
    shared = sanction_bars(rows, [-0.4, -0.4], [np.nan] * 2, [np.nan] * 2, before=[-0.3, -0.5], transfer=[-0.1, 0.1],
                           width=width)  # fmt: skip
    assert len(shared.axes[0].patches) == 4
    front = sanction_front([1, 2, 3], [1, 0.5, 2], [True, False, True], ["A", "", "all"], strengths=([3], [2]),
                           target="Russia", width=width)  # fmt: skip
    assert texts(front) == "A all" and "Russia" in front.axes[0].get_ylabel()
    assert "No coalitions" in texts(sanction_front([], [], [], [], width=width))
