"""Numbers as printed."""

from __future__ import annotations

import math

import pytest

from foedera.report.numbers import Span, count, number, percent, shared_decimals, signed, spread, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.80000001, "0.80"), (1.25, "1.2"), (12.34, "12.3"), (1234.4, "1\u202f234"), (-2.5, "\u22122.5"), (0.0, "0"),
        (0.0123, "0.012"), (math.nan, "n/a"), (math.inf, "never"), (-0.0, "0"), (1e7, "10\u202f000\u202f000"),
    ],
)  # fmt: skip
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_signs_and_spreads() -> None:
    assert signed(0.3) == "+0.30"
    assert signed(-0.3) == "\u22120.30"
    assert signed(0.0) == "0"
    assert signed(0.001, 2) == "0.00"
    assert spread(0.6, 1.1) == "0.6\u20131.1"
    assert spread(0.2, 0.5, 1, sign=True) == "+0.2 to +0.5"
    assert spread(-1.0, 2.0) == "\u22121.0 to 2.0"
    assert spread(math.nan, 2.0) == "n/a"


def test_counts_and_shares() -> None:
    assert count(1234567.2) == "1\u202f234\u202f567"
    assert count(math.nan) == "n/a"
    assert percent(0.126) == "13\u202f%"
    assert percent(math.nan) == "n/a"
    assert words(3, "state") == "three states"
    assert words(1, "state") == "one state"
    assert words(31) == "31"
    assert shared_decimals(0.5, 120.0, math.nan) == 0
    assert shared_decimals() == 0


def test_span_is_clear_only_without_zero() -> None:
    assert Span(1.0, 0.5, 1.5).clear
    assert Span(-1.0, -1.5, -0.5).clear
    assert not Span(1.0, -0.5, 2.0).clear
    assert not Span(1.0).clear
    assert not Span(math.nan).known
