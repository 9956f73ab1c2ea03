from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.speed import SpeedParameters
from foedera.decisions.speed_cases import CARD, CLOCKS, case_days, cases, compare_cases

DATES = {
    "nato-2001": (date(2001, 9, 11), date(2001, 9, 12)),
    "nato-2001-attributed": (date(2001, 9, 11), date(2001, 10, 2)),
    "eu-2022-oil": (date(2022, 5, 4), date(2022, 6, 3)),
    "libya-2011-coalition": (date(2011, 3, 17), date(2011, 3, 19)),
    "libya-2011-nato": (date(2011, 3, 17), date(2011, 3, 27)),
    "nato-2022-parliaments": (date(2022, 7, 5), date(2022, 9, 27)),
    "finland-2023": (date(2022, 7, 5), date(2023, 4, 4)),
    "sweden-2024": (date(2022, 7, 5), date(2024, 3, 7)),
}
MONTHS = {"au": 3.84, "oas": 4.28, "osce": 4.49, "eu": 6.17}


@pytest.fixture(scope="module")
def found():
    return {r.case.id: r for r in compare_cases(4000, 1)}


def test_the_file_says_what_happened() -> None:
    by_id = {c.id: c for c in cases()}
    assert len(by_id) == len(cases()) == 14
    for name, (start, end) in DATES.items():
        assert by_id[name].observed_days == (end - start).days
    for body, months in MONTHS.items():
        assert by_id[f"{body}-operations"].observed_days == pytest.approx(months * 365.25 / 12, abs=0.1)
    for case in cases():
        assert case.clock in CLOCKS and case.status in ("found", "recalled") and case.source and case.note


def test_the_model_beside_the_cases(found) -> None:
    """What it gets right, and what it does not: the means of African and European peace operations."""
    outside = {name for name, r in found.items() if not r.inside}
    assert outside == {"au-operations", "eu-operations"}
    assert all(r.low <= r.median <= r.high for r in found.values())
    assert found["libya-2011-coalition"].first["adhoc"] > 0.95  # quicker than the alliance, as it was
    assert found["libya-2011-coalition"].median < found["libya-2011-nato"].median
    means = [found[f"{body}-operations"].median for body in ("au", "oas", "osce")]
    assert means == sorted(means)  # as observed
    assert found["eu-operations"].median < found["osce-operations"].median  # observed the other way round


def test_slow_concessions_would_bring_in_the_union_and_lose_the_others() -> None:
    slow = SpeedParameters(concession=0.132014, rounds=60)
    names = ("oas-operations", "osce-operations", "eu-operations")
    inside = {r.case.id: r.inside for r in compare_cases(3000, 1, slow, names)}
    assert inside == {"oas-operations": False, "osce-operations": False, "eu-operations": True}


def test_a_hold_out_slows_the_union_and_compromise_wins_it() -> None:
    oil = next(c for c in cases() if c.id == "eu-2022-oil")
    free = oil.__class__(**{**oil.__dict__, "holdout": np.nan, "stake": np.nan})
    stubborn = oil.__class__(**{**oil.__dict__, "stake": np.nan})
    days = [np.median(case_days(c, 4000, 2)[0]) for c in (free, oil, stubborn)]
    assert days[0] < days[1] < days[2]


def test_cases_repeat_and_stand_alone(found) -> None:
    (again,) = compare_cases(4000, 1, only=("un-1990-kuwait",))
    assert again == found["un-1990-kuwait"]
    assert again != compare_cases(4000, 2, only=("un-1990-kuwait",))[0]


def test_bad_arguments() -> None:
    with pytest.raises(ModelInputError, match="did you mean 'un-1990-kuwait'"):
        compare_cases(only=("un-1990-kuwai",))
    with pytest.raises(ModelInputError, match="1000 or more"):
        compare_cases(10)


def test_a_case_that_never_comes_has_no_days() -> None:
    (never,) = compare_cases(1000, 1, SpeedParameters(rounds=1, concession=0.0), ("osce-operations",))
    assert never.reached < 0.015 and not never.inside and np.isnan(never.median)


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
