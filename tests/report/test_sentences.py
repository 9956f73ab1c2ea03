"""Sentences: what is clear is said, what is not is said too."""

from __future__ import annotations

import math

import pytest

from foedera.report.brief import Concern, Counted
from foedera.report.figures.priors_forest import Reading
from foedera.report.numbers import Span
from foedera.report.sentences import by_construction, change, phrase, readings_finding

UP, DOWN, OPEN = Span(0.3, 0.2, 0.5), Span(-0.3, -0.5, -0.2), Span(0.1, -0.1, 0.3)


def concern(gap: Span, label: str = "Attacks on the focus states", *, share: bool = False) -> Concern:
    levels = {"baseline": Span(0.8, 0.7, 0.9), "reform": Span(1.1, 1.0, 1.3)}
    unit = "" if share else "per decade"
    return Concern("attacks", "deterrence", label, unit, -1, levels, {"reform": gap}, Counted(""), share)


def test_a_clear_change() -> None:
    assert change(concern(UP), "reform", "baseline") == (
        "attacks on the focus states rise from 0.8 to 1.1 per decade "
        "(difference +0.30, 95\u202f% interval +0.20 to +0.50)"
    )


def test_no_clear_difference() -> None:
    assert change(concern(OPEN), "reform", "baseline").startswith(
        "there is no clear difference in attacks on the focus"
    )


def test_shares_are_per_cent() -> None:
    assert "rise from 80.0 to 110.0 per cent (difference +30.0" in change(
        concern(UP, "Obligations honoured", share=True), "reform", "baseline"
    ).replace("from 80 to 110", "from 80.0 to 110.0")


def test_the_very_same_is_said() -> None:
    assert "stay exactly the same" in change(concern(Span(0.0, 0.0, 0.0)), "reform", "baseline")
    assert "cannot be compared" in change(concern(Span(math.nan)), "reform", "baseline")


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Days from onset to decision, median", "the median of days from onset to decision"),
        ("Days to it, 90th percentile", "the 90th percentile of days to it"),
        ("Battle deaths, median future", "battle deaths in the median future"),
        ("GDP per head", "GDP per head"),
    ],
)
def test_phrases(label: str, text: str) -> None:
    assert phrase(concern(UP, label)) == text


def test_readings() -> None:
    def under(*spans: Span) -> str:
        return readings_finding([Reading(str(k), {}, {"a": s}) for k, s in enumerate(spans)], {"a": "A"})

    assert under(UP, UP) == (
        "Under all two readings of the literature on deterrence the direction is the same for “A” (more attacks)."
    )
    assert (
        under(UP, OPEN)
        == "Whether “A” changes the number of attacks depends on which of the two readings one holds."
    )
    assert under(UP, DOWN).startswith("Whether “A” changes")
    assert under(OPEN, OPEN) == "Under none of the two readings is there a clear difference for “A”."


def test_what_the_statistical_readings_cannot_see_is_said() -> None:
    titles = {"a": "A", "without": "Without NATO"}
    zero, some = Span(0.0, 0.0, 0.0), {"a": Span(2.0), "without": Span(2.0)}
    blind = [Reading(name, some, {"a": OPEN, "without": zero}) for name in ("own", "null")]
    game = Reading("game", some, {"a": OPEN, "without": UP})
    assert readings_finding([*blind, game], titles) == (
        "Under none of the three readings is there a clear difference for “A”. "
        "The two statistical readings see only whether a target has a defence pact; under “Without NATO” the states in "
        "focus keep one, if they have one (under “Without NATO” through other pacts), so these readings answer zero by "
        "construction. Only the game tells members apart (“Without NATO”: more attacks)."
    )
    assert by_construction([*blind, game], "without")
    assert not by_construction([*blind, game], "a")
    seen = Reading("leeds", some, {"a": OPEN, "without": UP})
    assert "by construction" not in readings_finding([*blind, seen, game], titles)
    at_peace = [Reading("own", {"a": Span(0.0, 0.0, 0.0)}, {"a": zero})]
    assert readings_finding(at_peace, titles).startswith("Under none of the one readings")
