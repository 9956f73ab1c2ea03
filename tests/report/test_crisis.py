"""One crisis told: every stage, and the words for what did not happen."""

from __future__ import annotations

from types import ModuleType

import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.report.crisis import Words, moments, pick_crisis, tell
from foedera.sim.events import schema


def log(rows: list[tuple[str, str | None, str | None, float | None, float | None]]) -> pl.DataFrame:
    types = schema(["DEU", "EST", "RUS", "USA"], ["nato"], ["nato/article-5"])
    stages = {"onset": "threats", "invoked": "pacts"}
    body = [
        (3, 14, 2, stages.get(k, "decisions"), k, a, o, "nato", "nato/article-5", v, d)
        for k, a, o, v, d in rows
    ]
    return pl.DataFrame(body, schema=dict.fromkeys(types), orient="row").cast(types)  # type: ignore[arg-type]


WAR = [
    ("onset", "RUS", "EST", 5.0, None), ("invoked", "DEU", "EST", 0.6, None), ("invoked", "USA", "EST", 0.6, None),
    ("adopted", None, "EST", 4.0, 9.0), ("honoured", "USA", "EST", 0.8, None), ("reneged", "DEU", "EST", 0.8, None),
    ("joined", "USA", "EST", -1.0, 21.0), ("ended", "RUS", "EST", 2.0, 183.0), ("deaths", "RUS", "EST", 9000.0, None),
    ("deaths", "EST", "EST", 3000.0, None), ("output_loss", "EST", "EST", 12.5, None),
]  # fmt: skip


def test_a_war_is_told_in_order(fake: ModuleType) -> None:
    made = fake.make(4, 0.0)
    story = tell(log(WAR), 3, 2, words=Words(made.pacts, fake.START))
    assert story == [
        "In March 2026 of future 3, Russia goes to war against Estonia.",
        "Art. 5 with Art. 6 (nato) binds Germany and United States to help.",
        "The North Atlantic Council decides to act on day 9, after four rounds.",
        "One state keeps the promise; one state does not: Germany.",
        "United States enters on the side of Estonia after 21 days.",
        "The war ends after six months: Estonia prevails.",
        "It costs 12\u202f000 lives in battle, the most, 9\u202f000, of Russia, and output worth 12.5 "
        "billion US dollars.",
    ]


def test_what_does_not_happen_is_said() -> None:
    story = tell(log([("onset", "RUS", "EST", 5.0, None)]), 3, 2)
    assert story[0] == "In month 15 of future 3, Russia goes to war against Estonia."
    assert "Nobody else enters the war." in story
    assert "The war is still under way when the run ends." in story
    assert tell(log([("onset", "RUS", "EST", 2.0, None)]), 3, 2)[0].endswith("Russia threatens Estonia.")


def test_deadlock_and_broken_promises() -> None:
    story = tell(
        log([*WAR[:1], ("deadlock", None, "EST", 12.0, None), ("reneged", "DEU", "EST", 0.5, None)]), 3, 2
    )
    assert "The body of nato does not come to a decision in twelve rounds." in story
    assert "Nobody keeps the promise; one state does not: Germany." in story


def test_an_authority_given_beforehand_is_called_that() -> None:
    events = log([*WAR[:1], ("adopted", None, "EST", 0.0, 0.3)])
    assert "The body of nato decides to act on day 0, under an authority given beforehand." in tell(
        events, 3, 2
    )
    told = moments(events.with_columns(scenario=pl.lit("baseline")).lazy(), 3, 2)
    assert any(m.label.endswith("decides, authority given beforehand") for m in told)


def test_unknown_crisis() -> None:
    with pytest.raises(InputError, match="no crisis 7"):
        tell(log(WAR), 3, 7)


def test_pick_prefers_a_rich_war(fake: ModuleType) -> None:
    events = fake.make(60).events
    replica, crisis = pick_crisis(events, fake.FOCUS)  # type: ignore[misc]
    life = events.filter(scenario="baseline", replica=replica, crisis=crisis)
    assert life.filter(kind="onset")["value"].item() == 5
    assert {"honoured", "reneged", "joined", "ended", "deaths"} <= set(life["kind"].cast(pl.String))
    assert pick_crisis(events, ["CHN"]) is None
    assert pick_crisis(events.clear(), fake.FOCUS) is None


def test_moments_cover_every_stage(fake: ModuleType) -> None:
    events = fake.make(60).events
    found = moments(events.lazy(), *pick_crisis(events, fake.FOCUS))  # type: ignore[misc]
    assert {m.stage for m in found} == {"threats", "pacts", "decisions", "responses", "effects"}
    assert all(m.day >= 0 for m in found)
    assert all(m.label or m.group for m in found)
