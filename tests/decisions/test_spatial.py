"""What rules can change, who is pivotal, and how often a body acts, from ideal points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.spatial import (
    CARD,
    act_probability,
    expected_act,
    gridlock_interval,
    pivot_probability,
    pivots,
    sincere_ballots,
    win_interval,
    winset,
)
from foedera.decisions.voting import ABSTAIN, NO, YES, Rule, VotingParameters, compile_rule, p_adopt

FIVE = ["AAA", "BBB", "CCC", "DDD", "EEE"]
X5 = np.array([-0.8, -0.3, 0.2, 0.4, 0.9])
W = dict(zip(FIVE, (5, 4, 3, 2, 1)))
P5 = ["CHN", "FRA", "GBR", "RUS", "USA"]
COUNCIL = P5 + [f"E{k:02d}" for k in range(1, 11)]
UNSC = {"all_of": [{"yes_count": 9}, {"no_veto": {"of": P5}}]}
MONOTONE: list[dict[str, Any]] = [
    {"yes_count": 2},
    {"yes_count": 3},
    {"yes_count": 5},
    {"yes_weight": {"quota": 10, "weights": W}},
    {"all_of": [{"yes_count": 3}, {"no_veto": {"of": ["EEE", "BBB"]}}]},
    {"no_objection": {"minus": 1}},
    {"any_of": [{"all_yes": {"of": ["AAA", "EEE"]}}, {"no_weight_below": {"quota": 4, "weights": W}}]},
    {"relative": {"weights": W}},
]
fast = settings(max_examples=60, deadline=None)
points = st.lists(st.floats(-3, 3).map(lambda v: round(v, 3)), min_size=5, max_size=5)
place = st.floats(-4, 4).map(lambda v: round(v, 3))


def count(q: int, n: int = 5) -> Rule:
    return compile_rule({"yes_count": q}, [f"M{k:02d}" for k in range(n)])


@pytest.mark.parametrize(("q", "low", "high"), [(3, 0.2, 0.2), (4, -0.3, 0.4), (5, -0.8, 0.9)])
def test_gridlock_of_counts(q: int, low: float, high: float) -> None:
    g = gridlock_interval(count(q), X5)
    assert (float(g.low), float(g.high), bool(g.empty)) == (low, high, False)
    ends = pivots(count(q), X5)
    assert (X5[ends.right], X5[ends.left]) == (low, high)


def test_where_a_minority_decides_nothing_is_safe() -> None:
    g = gridlock_interval(count(2), X5)
    assert (float(g.low), float(g.high), bool(g.empty)) == (0.4, -0.3, True)
    for s in np.linspace(-1, 1, 21):
        low, high = win_interval(count(2), X5, s)
        assert low < high
    low, high = win_interval(count(2), X5, 0.0)
    assert (float(low), float(high)) == pytest.approx((-0.6, 0.8))


def test_veto_players_and_permanent_members() -> None:
    x = np.array([1.0, -0.5, 0.5, -2.0, 1.5, *np.linspace(-1, 1, 10)])
    rule = compile_rule(UNSC, COUNCIL)
    p, g = pivots(rule, x), gridlock_interval(rule, x)
    assert COUNCIL[int(p.right)] == "RUS" and COUNCIL[int(p.left)] == "USA"
    assert (float(g.low), float(g.high)) == (-2.0, 1.5)
    without = compile_rule({"yes_count": 9}, COUNCIL)
    inner = gridlock_interval(without, x)
    assert g.low <= inner.low <= inner.high <= g.high


def test_rules_that_nobody_or_everybody_carries() -> None:
    gone = compile_rule({"yes_count": 7}, FIVE, strict=False)
    g = gridlock_interval(gone, X5)
    assert (float(g.low), float(g.high), bool(g.empty)) == (-np.inf, np.inf, False)
    assert (int(pivots(gone, X5).right), int(pivots(gone, X5).left)) == (-1, -1)
    assert win_interval(gone, X5, 0.3) == (0.3, 0.3)
    free = compile_rule({"no_objection": {"minus": 5}}, FIVE)
    assert bool(gridlock_interval(free, X5).empty)
    assert win_interval(free, X5, 0.3) == (-np.inf, np.inf)


@fast
@given(st.sampled_from(MONOTONE), points, place)
def test_a_status_quo_is_safe_exactly_within_the_gridlock_interval(expression, x, s) -> None:
    rule = compile_rule(expression, FIVE)
    g = gridlock_interval(rule, x)
    tiny = np.array([s - 1e-6, s + 1e-6])  # the moves easiest to pass
    beaten = bool(winset(rule, x, s, tiny).beats.any())
    assert beaten == (not g.low <= s <= g.high)


@fast
@given(st.sampled_from(MONOTONE), points, place)
def test_win_interval_is_what_beats_the_status_quo(expression, x, s) -> None:
    rule = compile_rule(expression, FIVE)
    low, high = win_interval(rule, x, s)
    b = np.linspace(-12, 12, 4801) + 1e-5 * np.pi
    beats = winset(rule, x, s, b).beats
    inside = (b > low) & (b < high)
    near = np.minimum(np.abs(b - low), np.abs(b - high)) < 1e-9
    np.testing.assert_array_equal(beats[~near], inside[~near])


@fast
@given(points, place, st.integers(1, 4))
def test_a_higher_quota_widens_gridlock(x, s, q) -> None:
    easy, hard = gridlock_interval(count(q), x), gridlock_interval(count(q + 1), x)
    assert hard.low <= easy.low and hard.high >= easy.high
    ordered = np.sort(x)
    assert easy.low == ordered[5 - q] and easy.high == ordered[q - 1]
    low, high = win_interval(count(q), x, s)
    tight = win_interval(count(q + 1), x, s)
    assert low <= tight[0] <= s <= tight[1] <= high


@fast
@given(st.sampled_from(MONOTONE), st.lists(points, min_size=2, max_size=4), st.permutations(range(5)))
def test_runs_are_separate_and_members_may_be_listed_in_any_order(expression, xs, order) -> None:
    rule, x = compile_rule(expression, FIVE), np.array(xs)
    whole = gridlock_interval(rule, x)
    for k, row in enumerate(x):
        single = gridlock_interval(rule, row)
        assert (single.low, single.high) == (whole.low[k], whole.high[k])
    again = gridlock_interval(compile_rule(expression, [FIVE[i] for i in order]), x[:, order])
    np.testing.assert_array_equal(again.low, whole.low)
    np.testing.assert_array_equal(again.high, whole.high)


def test_winset_over_a_grid_is_a_length_and_an_area() -> None:
    grid = np.linspace(-2, 2, 40_001)[:-1] + 5e-5
    share = winset(count(4), X5, -1.0, grid).share
    assert share == pytest.approx((0.4 + 1.0) / 4, abs=1e-4)
    # two members in the plane, unanimity: the lens of two unit circles with centres one apart
    axis = np.linspace(-2, 2, 801)[:-1] + 0.0025
    plane = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    pair = compile_rule({"yes_count": 2}, FIVE[:2])
    ideal = np.array([[-0.5, 0.0], [0.5, 0.0]])
    lens = winset(pair, ideal, np.array([0.0, np.sqrt(0.75)]), plane, policy_axis=True)
    assert lens.share * 16 == pytest.approx(2 * np.pi / 3 - np.sqrt(3) / 2, abs=0.01)


def test_the_indifferent_abstain_or_agree() -> None:
    ballots = sincere_ballots([0.0, 0.5, 1.0], 0.0, 1.0)
    np.testing.assert_array_equal(ballots, [NO, ABSTAIN, YES])
    np.testing.assert_array_equal(sincere_ballots([0.1], 0.0, 0.2), [ABSTAIN])
    two = compile_rule({"yes_count": 2}, FIVE[:3])
    assert not winset(two, [0.0, 0.5, 1.0], 0.0, [1.0]).beats[0]
    assert winset(two, [0.0, 0.5, 1.0], 0.0, [1.0], indifferent_yes=True).beats[0]


def test_rules_in_which_a_yes_hurts_have_a_winset_but_no_pivot() -> None:
    odd = compile_rule({"all_of": [{"yes_count": 2}, {"not": {"yes_count": 4}}]}, FIVE)
    with pytest.raises(ModelInputError, match="a yes can hurt"):
        pivots(odd, X5)
    assert winset(odd, X5, -1.0, [-0.9, 0.5]).beats.tolist() == [False, True]


def test_act_probability_is_the_ballots_worked_example() -> None:
    x = np.array([0.9, 0.4, 0.2, -0.3, -0.8])
    rule = compile_rule({"yes_weight": {"quota": 10, "weights": W}}, FIVE)
    ratio = 0.25 / x.var()
    p = act_probability(rule, x, 0.0, 0.6, VotingParameters(noise_ratio=ratio, veto_inhibition=0.0))
    assert p == pytest.approx(0.139621, abs=6e-7)


def test_veto_holders_are_inhibited() -> None:
    rule = compile_rule({"all_of": [{"yes_count": 3}, {"no_veto": {"of": ["AAA"]}}]}, FIVE)
    free = act_probability(rule, X5, 0.0, 0.6, VotingParameters(veto_inhibition=0.0))
    shy = act_probability(rule, X5, 0.0, 0.6, VotingParameters(veto_inhibition=3.0))
    assert shy > free


def test_several_dimensions_agree_with_one() -> None:
    flat = np.stack([X5, np.zeros(5)], axis=-1)
    one = act_probability(count(3), X5, [0.0, -1.0], [0.6, 0.1])
    two = act_probability(
        count(3), flat, np.array([[0.0, 0], [-1, 0]]), np.array([[0.6, 0], [0.1, 0]]), policy_axis=True
    )
    np.testing.assert_allclose(one, two, rtol=1e-12)
    grid = np.linspace(-2, 2, 31)
    np.testing.assert_array_equal(
        winset(count(4), X5, -1.0, grid).beats,
        winset(
            count(4), flat, np.array([-1.0, 0]), np.stack([grid, 0 * grid], axis=-1), policy_axis=True
        ).beats,
    )


def test_little_noise_is_the_winset_and_much_is_a_coin() -> None:
    b = np.linspace(-1.9, 1.9, 39) + 0.013
    sharp = VotingParameters(noise_ratio=1e-6, abstain_width=0.0, veto_inhibition=0.0)
    p = act_probability(count(4), X5, -1.0, b, sharp)
    np.testing.assert_array_equal(p > 0.5, winset(count(4), X5, -1.0, b).beats)
    dull = VotingParameters(noise_ratio=1e9, abstain_width=0.0, veto_inhibition=0.0)
    assert act_probability(count(4), X5, -1.0, 0.3, dull) == pytest.approx(6 / 32, abs=1e-7)


@settings(max_examples=15, deadline=None)
@given(points.filter(lambda x: np.var(x) > 1e-3), st.integers(1, 4), st.integers(0, 99))
def test_decisiveness_falls_with_the_quota_and_is_an_average(x, q, seed) -> None:
    s, b = np.random.default_rng(seed).uniform(-2, 2, (2, 20))
    easy, hard = expected_act(count(q), x, s, b), expected_act(count(q + 1), x, s, b)
    assert 0 <= hard <= easy <= 1
    assert easy == pytest.approx(
        np.mean([act_probability(count(q), x, *pair) for pair in zip(s, b)]), abs=1e-12
    )
    w = np.arange(20.0)
    one = expected_act(count(q), np.array([x, x]), s, b, weights=w)
    assert one == pytest.approx(np.average(act_probability(count(q), x, s, b), weights=w), abs=1e-12)


def test_pivots_at_even_odds_are_the_banzhaf_index() -> None:
    half = np.full(15, 0.5)
    swing = pivot_probability(compile_rule(UNSC, COUNCIL), half, half)
    np.testing.assert_allclose(swing[:5], 848 * 2 / 2**15, rtol=1e-12)
    np.testing.assert_allclose(swing[5:], 84 * 2 / 2**15, rtol=1e-12)
    third = np.full(15, 1 / 3)
    ternary = pivot_probability(compile_rule(UNSC, COUNCIL), third, third)
    np.testing.assert_allclose(ternary[[0, 9]], np.array([108_336, 53_154]) / 3**14, rtol=1e-12)


@fast
@given(st.sampled_from(MONOTONE), st.integers(0, 999), st.integers(0, 4))
def test_pivot_probability_is_the_slope_of_adoption(expression, seed, i) -> None:
    rule = compile_rule(expression, FIVE)
    three = np.random.default_rng(seed).dirichlet(np.ones(3), size=5)
    yes, no = three[:, 0], three[:, 2]
    swing = pivot_probability(rule, yes, no)
    assert np.all(swing >= -1e-14)
    sure = np.arange(5) == i
    up = p_adopt(rule, np.where(sure, 1.0, yes), np.where(sure, 0.0, no)).p
    down = p_adopt(rule, np.where(sure, 0.0, yes), np.where(sure, 1.0, no)).p
    assert swing[i] == pytest.approx(up - down, abs=1e-13)


def test_bad_arguments() -> None:
    rule = count(3)
    for call in (
        lambda: pivots(rule, X5[:4]),
        lambda: pivots(rule, [0.1, np.nan, 0.2, 0.3, 0.4]),
        lambda: win_interval(rule, X5, np.inf),
        lambda: winset(rule, X5, 0.0, 0.5),
        lambda: winset(rule, X5, 0.0, []),
        lambda: sincere_ballots(X5, np.nan, 0.0),
        lambda: act_probability(rule, np.zeros(5), 0.0, 0.5),
        lambda: act_probability(rule, X5, np.nan, 0.5),
        lambda: expected_act(rule, X5, [0.0, 1.0], [0.5, 0.5], weights=[1.0]),
        lambda: expected_act(rule, X5, [0.0, 1.0], [0.5, 0.5], weights=[-1.0, 2.0]),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
