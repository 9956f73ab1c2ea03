"""Review, sunset, accountability and creeping scope."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputErrors, ModelInputError
from foedera.core.references import cite
from foedera.decisions.review import (
    CARD,
    ReviewParameters,
    accountability,
    calendar_cost,
    mission_creep,
    review_opt,
    simulate_review,
    sunset_life,
    termination_value,
    trigger_cost,
    trigger_opt,
)

fast = settings(max_examples=60, deadline=None)
price = st.floats(0.01, 5)


def test_worked_example(table) -> None:
    for row in table("own_delegation/review.csv"):
        drift, cost = float(row["drift"]), float(row["review_cost"])
        best = review_opt(drift, 1.0, cost)
        assert best.interval == pytest.approx(float(row["interval"]), abs=5.1e-7)
        assert best.cost == pytest.approx(float(row["cost"]), abs=5.1e-7)
        if row["trigger_misfit"]:
            found = trigger_opt(drift, 1.0, cost)
            for value, name in zip(found, ("trigger_misfit", "trigger_interval", "trigger_cost")):
                assert value == pytest.approx(float(row[name]), abs=5.1e-7)
    np.testing.assert_allclose(calendar_cost([5.0, 10.0], 0.2, 1.0, 0.2), [0.14, 0.22], atol=1e-12)
    for row in table("own_delegation/sunset.csv"):
        life = sunset_life(float(row["interval"]), float(row["renewal"]))
        assert life == pytest.approx(float(row["life"]), abs=5.1e-7)
    assert accountability([1, 0.5, 1, 0.5, 0]) == pytest.approx(0.6)


@fast
@given(price, price, price, st.floats(0.1, 10), st.integers(1, 40))
def test_the_best_review_is_best(drift, b, k, factor, n) -> None:
    best = review_opt(drift, b, k)
    assert calendar_cost(best.interval, drift, b, k) == pytest.approx(float(best.cost))
    assert calendar_cost(factor * best.interval, drift, b, k) >= best.cost * (1 - 1e-12)
    found = trigger_opt(drift, b, k, members=n)
    assert trigger_cost(found.misfit, drift, b, k, members=n) == pytest.approx(float(found.cost))
    assert trigger_cost(factor * found.misfit, drift, b, k, members=n) >= found.cost * (1 - 1e-12)
    assert found.interval == pytest.approx(float(found.misfit) / drift**2)
    # a trigger uses what a calendar cannot know; with many members there is little left to know
    assert found.cost / best.cost == pytest.approx(np.sqrt(n / (n + 2)))
    # costs are convex in the interval
    t = best.interval * np.array([0.5, 1.0, 1.5])
    c = calendar_cost(t, drift, b, k)
    assert c[0] + c[2] > 2 * c[1]


def test_uncertainty_shortens_terms() -> None:
    # Koremenos 2005, sign only
    drift = np.linspace(0.05, 1.0, 20)
    assert np.all(np.diff(review_opt(drift, 1.0, 0.2).interval) < 0)
    assert np.all(np.diff(trigger_opt(drift, 1.0, 0.2).interval) < 0)


def test_without_drift_there_is_nothing_to_review() -> None:
    assert review_opt(0.0, 1.0, 0.2) == (np.inf, 0.0)
    assert trigger_opt(0.0, 1.0, 0.2) == (0.0, np.inf, 0.0)
    run = simulate_review(
        0.0, 1.0, 0.2, np.random.default_rng(1), members=3, runs=4, years=10, step=0.1, misfit=0.1
    )
    np.testing.assert_array_equal(run.cost, np.zeros(4))


def test_simulated_calendar_is_the_formula() -> None:
    rng = np.random.default_rng(2)
    run = simulate_review(0.2, 1.0, 0.2, rng, members=4, runs=600, years=60, step=0.05, interval=3.0)
    np.testing.assert_array_equal(run.reviews, np.full(600, 20))
    # within a period the k-th step has misfit s^2 k dt; its mean over 60 steps, the last one included
    expected = 0.04 * 0.05 * 61 / 2 + 0.2 / 3
    error = run.cost.std() / np.sqrt(600)
    assert abs(run.cost.mean() - expected) < 4 * error < 0.004


@pytest.mark.parametrize("members", [1, 4])
def test_simulated_trigger_approaches_the_formula(members: int) -> None:
    best = trigger_opt(0.2, 1.0, 0.2, members=members)
    gap = []
    for step in (0.08, 0.02):
        rng = np.random.default_rng(3)
        run = simulate_review(
            0.2, 1.0, 0.2, rng, members=members, runs=400, years=60, step=step, misfit=float(best.misfit)
        )
        gap.append(60 / run.reviews.mean() / best.interval - 1)
        assert run.cost.mean() == pytest.approx(float(best.cost), rel=0.05)
    # a review comes late by the overshoot of a step (and the last, unfinished, period), of the order of its root
    assert 0 < gap[1] < gap[0] < 0.4


def test_triggers_save_four_tenths_for_one_member_only() -> None:
    for n, saved in ((1, 0.42), (12, 0.07), (27, 0.04)):
        share = 1 - trigger_opt(0.2, 1.0, 0.2, members=n).cost / review_opt(0.2, 1.0, 0.2).cost
        assert share == pytest.approx(saved, abs=0.005)


def test_members_may_drift_differently() -> None:
    rng = np.random.default_rng(4)
    kept = simulate_review([0.0, 0.4], 1.0, 0.2, rng, members=2, runs=300, years=40, step=0.1, interval=4.0)
    # mean over members of s^2 is .08
    assert kept.misfit.mean() == pytest.approx(0.08 * 4.1 / 2, rel=0.1)


@fast
@given(st.floats(0.1, 20), st.floats(0, 0.99), st.floats(0.001, 0.009))
def test_renewal_lengthens_life(interval, renewal, more) -> None:
    assert sunset_life(interval, renewal + more) > sunset_life(interval, renewal) >= interval
    assert sunset_life(interval, 1.0) == np.inf
    draws = np.random.default_rng(5).geometric(1 - 0.6, 20_000)
    assert sunset_life(interval, 0.6) == pytest.approx(interval * draws.mean(), rel=0.03)


@fast
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=8), st.floats(-3, 3))
def test_the_right_to_leave_is_worth_something(utilities, outside) -> None:
    value = termination_value(utilities, outside)
    assert value == pytest.approx(np.mean(np.maximum(utilities, outside)) - np.mean(utilities), abs=1e-12)
    assert value >= 0


def test_scope_creeps_until_it_is_reviewed() -> None:
    t = np.array([0.0, 1.0, 4.9, 5.0, 7.0])
    np.testing.assert_allclose(mission_creep(0.1, t, 2.0, 0.5), 1.1**t)
    np.testing.assert_allclose(
        mission_creep(0.1, t, 2.0, 0.5, review=5.0), 1.1 ** np.array([0, 1, 4.9, 0, 2])
    )
    assert mission_creep(0.0, 30.0, 2.0, 0.5) == 1.0


def test_bad_arguments() -> None:
    rng = np.random.default_rng(6)
    size = {"members": 2, "runs": 2, "years": 1.0, "step": 0.1}
    for call in (
        lambda: review_opt(-0.1, 1.0, 0.2),
        lambda: review_opt(0.1, 0.0, 0.2),
        lambda: review_opt(0.1, 1.0, np.nan),
        lambda: calendar_cost(0.0, 0.1, 1.0, 0.2),
        lambda: trigger_cost(-1.0, 0.1, 1.0, 0.2),
        lambda: trigger_opt(0.1, 1.0, 0.2, members=0),
        lambda: sunset_life(0.0, 0.5),
        lambda: sunset_life(5.0, 1.5),
        lambda: accountability([1, 0.5, 1, 0.5]),
        lambda: accountability([1, 0.5, 1, 0.5, 0.3]),
        lambda: accountability([1, 0.5, 1, 0.5, np.nan]),
        lambda: mission_creep(-0.1, 1.0, 1.0, 1.0),
        lambda: mission_creep(0.1, 1.0, 1.0, 1.0, review=0.0),
        lambda: termination_value([]),
        lambda: termination_value([np.nan]),
        lambda: simulate_review(0.1, 1.0, 0.2, rng, **size),
        lambda: simulate_review(0.1, 1.0, 0.2, rng, **size, interval=1.0, misfit=1.0),
        lambda: simulate_review(0.1, 1.0, 0.2, rng, **size, interval=0.0),
        lambda: simulate_review([0.1] * 3, 1.0, 0.2, rng, **size, interval=1.0),
        lambda: simulate_review(0.1, 1.0, 0.2, rng, **size | {"step": 2.0}, interval=1.0),
        lambda: simulate_review(0.1, 1.0, 0.2, rng, **size | {"members": 0}, interval=1.0),
    ):
        with pytest.raises(ModelInputError):
            call()
    with pytest.raises(InputErrors):
        ReviewParameters(review_cost=0.0)


def test_record_and_references() -> None:
    best = review_opt(*(getattr(ReviewParameters(), f) for f in ("drift", "misfit_weight", "review_cost")))
    assert best.interval == pytest.approx(np.sqrt(10))
    assert len(cite(CARD.cites)) == len(CARD.cites)
