from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.approvals import all_operative_cdf, approval_cdf, in_sequence, operative_cdf
from foedera.decisions.paths import (
    CARD,
    PATHS,
    Response,
    WholeDecision,
    adhoc_days,
    adhoc_rates,
    attribution_days,
    delegated_days,
    draw_luck,
    first_path,
    path_curves,
    simulate,
)
from foedera.decisions.speed import SpeedParameters, formal_law
from foedera.decisions.voting import common_shock, compile_rule

fast = settings(max_examples=25, deadline=None)
FIVE = ["AAA", "BBB", "CCC", "DDD", "EEE"]
V = np.array([1.44, 0.24, -0.24, -1.44, -2.64])
WEIGHTS = np.array([10.0, 6, 5, 4, 3])
MAJORITY, CONSENSUS = compile_rule({"yes_count": 3}, FIVE), compile_rule({"no_objection": {}}, FIVE)


def run(
    response: Response, rule=CONSENSUS, runs: int = 4000, key: int = 3, v=V, **parameters
) -> WholeDecision:
    return simulate(rule, np.tile(v, (runs, 1)), 0.3, response, key, SpeedParameters(**parameters))


def test_worked_coalition(table) -> None:
    rate = adhoc_rates(V)
    np.testing.assert_allclose(rate, [0.158226, 0.060584, 0.041265, 0, 0], atol=6e-7)
    rows = [r for r in table("own_decision_speed/readiness.csv") if r["who"] == "adhoc"]
    days = np.array([float(r["days"]) for r in rows])
    found = operative_cdf(-np.expm1(-rate * days[:, None]), WEIGHTS, 14)
    np.testing.assert_allclose(found, [float(r["chance"]) for r in rows], atol=6e-7)
    drawn = run(Response(WEIGHTS, 14.0), runs=20_000)
    for t, expected in zip(days, found):
        assert (drawn.decided[2] <= t).mean() == pytest.approx(expected, abs=0.015)
    coalition = drawn.members[drawn.action_path == PATHS.index("adhoc")]
    assert not coalition[:, 3:].any()  # opponents never join


def test_the_first_path_acts() -> None:
    inf = np.inf
    first, path = first_path([10.0, 10.0, inf, inf], [inf, 0.5, inf, inf], [12.0, 12.0, 4.0, inf])
    np.testing.assert_array_equal(first, [10, 0.5, 4, inf])
    assert [PATHS[k] for k in path] == ["formal", "delegated", "adhoc", "none"]
    assert np.all(np.isinf(delegated_days(np.full((3, 2), 0.5))))
    assert delegated_days([0.0, 1 - np.exp(-1)], 1.0) == pytest.approx(0.25)
    assert attribution_days(1 - np.exp(-1)) == pytest.approx(20.0)
    assert attribution_days(0.9, needed=False) == 0


@fast
@given(st.integers(0, 10_000), st.floats(0.0, 1.0), st.booleans())
def test_the_first_of_three_is_no_later_than_any(key: int, share: float, evidence: bool) -> None:
    v = np.random.default_rng(key).normal(0.3, 1.2, (80, 5))
    response = Response(WEIGHTS, 14.0, True, ready_days=2.0, delegated_share=share, attribution=evidence)
    out = simulate(MAJORITY, v, 0.3, response, key)
    np.testing.assert_array_equal(out.days, out.decided.min(axis=0))
    np.testing.assert_array_equal(out.action, out.acted.min(axis=0))
    assert np.all(out.acted >= out.decided)
    assert np.all(np.isinf(out.days) == (out.path == PATHS.index("none")))
    came = np.isfinite(out.action)
    assert np.all(out.members[came] @ WEIGHTS >= 14.0 - 1e-9) and not out.members[~came].any()


@fast
@given(st.integers(0, 10_000))
def test_more_conditions_take_longer_and_more_capability_less(key: int) -> None:
    v = np.random.default_rng(key).normal(0.6, 1.0, (60, 5))

    def acts(rule=MAJORITY, **changes) -> np.ndarray:
        given = {"weights": WEIGHTS, "required": 14.0, "needs_approval": False} | changes
        return simulate(rule, v, 0.3, Response(**given), key).acted

    base = acts()
    veto = compile_rule({"all_of": [{"yes_count": 3}, {"no_veto": {"of": ["AAA"]}}]}, FIVE)
    for slower in (
        acts(needs_approval=True), acts(ready_days=5.0), acts(attribution=True), acts(required=20.0),
    ):  # fmt: skip
        assert np.all(slower >= base)
    none, all_hold_out = (acts(needs_approval=True, holdout_share=h) for h in (0.0, 1.0))
    assert np.all(none <= all_hold_out) and not np.array_equal(none, all_hold_out)
    assert np.all(acts(veto)[0] >= base[0]) and np.all(
        acts(compile_rule({"yes_count": 4}, FIVE))[0] >= base[0]
    )
    assert np.all(acts(weights=WEIGHTS * 1.4) <= base)


def test_nothing_to_approve_means_action_at_once() -> None:
    out = run(Response(), MAJORITY)
    np.testing.assert_array_equal(out.action, out.days)
    assert np.all(np.isinf(out.decided[1:]))  # no mandate, and no force that a coalition could bring
    np.testing.assert_array_equal(out.members.any(axis=1), np.isfinite(out.days))


def test_a_full_mandate_is_as_quick_as_it_takes() -> None:
    out = run(Response(WEIGHTS, 14.0, needs_approval=True, delegated_share=1.0))
    assert np.all(out.days <= out.decided[1])
    assert out.decided[1].mean() == pytest.approx(0.25, abs=4 * 0.25 / np.sqrt(4000))
    np.testing.assert_array_equal(
        out.acted[1], out.decided[1]
    )  # forces assigned beforehand ask no parliament
    t = np.array([0.1, 0.25, 1.0])
    curve = path_curves(out.days, out.path, t).sum(axis=0)
    assert np.all(curve >= -np.expm1(-t / 0.25) - 0.03)


def test_treaty_change_waits_for_every_parliament() -> None:
    willing = np.full(5, 6.0)
    response = Response(needs_approval=True, holdout_share=0.0)
    out = run(response, v=willing, runs=20_000, agenda_mean=0.0)
    grid = np.arange(0.0, 200.0, 0.25)
    law = formal_law(CONSENSUS, willing, 0.3, grid, SpeedParameters(agenda_mean=0.0))
    last = all_operative_cdf(approval_cdf(np.tile(grid[:, None], 5), True, 0.0))
    whole = in_sequence(law.cdf, last)
    for t in (20.0, 50.0, 100.0):
        assert (out.action <= t).mean() == pytest.approx(whole[int(t * 4)], abs=0.015)
    named = run(Response(needs_approval=True, holdout_share=np.array([0.0, 0, 0, 0, 1])), v=willing)
    assert np.median(named.action) > 2 * np.median(out.action)


def test_attribution_holds_every_path() -> None:
    known, unknown = (run(Response(WEIGHTS, 14.0, attribution=x)) for x in (False, True))
    wait = unknown.days - known.days
    came = np.isfinite(known.days)
    assert np.all(wait[came] > 0) and wait[came].mean() == pytest.approx(20.0, abs=1.5)
    np.testing.assert_array_equal(known.path, unknown.path)


def test_curves_split_by_path_and_deadlines() -> None:
    response = Response(WEIGHTS, 14.0, delegated_share=0.3)
    out = run(response, MAJORITY)
    t = np.array([0.5, 5.0, 20.0, 1e9])
    curves = path_curves(out.days, out.path, t)
    np.testing.assert_allclose(curves.sum(axis=0), [(out.days <= x).mean() for x in t])
    assert np.all(np.diff(curves, axis=1) >= 0)
    assert curves[1, -1] == pytest.approx(0.3, abs=0.06)
    late = run(Response(WEIGHTS, 14.0, delegated_share=0.3, deadline=5.0), MAJORITY)
    np.testing.assert_array_equal(late.days, np.where(out.days <= 5.0, out.days, np.inf))
    assert np.all(late.path[out.days > 5.0] == PATHS.index("none"))


def test_shared_shocks_make_bodies_move_together() -> None:
    rng = np.random.default_rng(2)
    v = np.full((8000, 5), 1.0)
    shocked = common_shock(v, np.zeros(5, dtype=int), 1.5, rng.standard_normal((8000, 1)))
    alone = v + 1.5 * rng.standard_normal((8000, 5))
    quick = [
        (simulate(CONSENSUS, x, 0.5, Response(), 4, SpeedParameters(concession=0.0)).votes.rounds == 1).mean()
        for x in (shocked, alone)
    ]
    assert quick[0] > quick[1] + 0.05


def test_same_seed_same_crises() -> None:
    response = Response(WEIGHTS, 14.0, True, delegated_share=0.2, attribution=True)
    one, two = run(response, key=9), run(response, key=9)
    np.testing.assert_array_equal(one.action, two.action)
    assert not np.array_equal(one.action, run(response, key=10).action)


@fast
@given(st.integers(0, 10_000))
def test_coalitions(key: int) -> None:
    rng = np.random.default_rng(key)
    w = rng.random(5) + 0.1
    joined, members = adhoc_days(rng.normal(0, 1, (6, 5)), w, 0.5, rng.random((6, 5)))
    assert np.all(members[np.isinf(joined)] == 0)
    assert np.all((members * w).sum(axis=1)[np.isfinite(joined)] >= 0.5 - 1e-9)


def test_out_of_reach_is_refused_or_never() -> None:
    with pytest.raises(ModelInputError, match="29 is required and all together have 28"):
        Response(WEIGHTS, 29.0)
    out = run(Response(WEIGHTS, 29.0, allow_unreachable=True), MAJORITY, runs=200)
    assert np.all(np.isinf(out.action)) and np.isfinite(out.days).any() and not out.members.any()


def test_bad_arguments() -> None:
    for call in (
        lambda: Response(WEIGHTS),
        lambda: Response(required=2.0),
        lambda: Response(WEIGHTS, 0.0),
        lambda: Response(-WEIGHTS, 2.0),
        lambda: Response(ready_days=-1.0),
        lambda: Response(deadline=0.0),
        lambda: run(Response(delegated_share=1.5), runs=2),
        lambda: simulate(MAJORITY, V, 0.3, Response(), 1),
        lambda: simulate(MAJORITY, np.full((2, 5), np.nan), 0.3, Response(), 1),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)


def test_luck_may_be_drawn_beforehand() -> None:
    names = ["A", "B", "C"]
    rule, v = compile_rule({"yes_count": 2}, names), np.tile([0.5, 0.0, -1.0], (200, 1))
    drawn = draw_luck(7, 200, int(SpeedParameters().rounds), 3)
    by_seed, by_luck = (simulate(rule, v, 0.5, Response(), luck) for luck in (7, drawn))
    np.testing.assert_array_equal(by_seed.days, by_luck.days)
    np.testing.assert_array_equal(by_seed.action, by_luck.action)
