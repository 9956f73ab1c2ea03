"""The diagram of joint counts against every combination of ballots."""

from __future__ import annotations

import pickle
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.decisions.spatial import pivot_probability
from foedera.decisions.voting import ABSTAIN, NO, YES, Rule, compile_rule, p_adopt

fast = settings(max_examples=60, deadline=None)


def names(n: int) -> list[str]:
    return [f"M{k:02d}" for k in range(n)]


@st.composite
def expressions(draw: st.DrawFn, n: int, depth: int = 2) -> dict[str, Any]:
    members = names(n)
    whole = draw(st.booleans())
    number = st.integers(0, 9) if whole else st.floats(0, 1, width=32)
    weights = {m: draw(number) for m in members}
    total = sum(weights.values())
    if total <= 0:
        weights, total = dict.fromkeys(members, 1), n
    quota = total if draw(st.booleans()) else max(draw(st.floats(0.05, 1.0)) * total, 1e-3 * total)
    some = draw(st.lists(st.sampled_from(members), min_size=1, unique=True))
    leaves = [
        {"yes_count": draw(st.integers(1, n))},
        {"yes_share": {"share": "2/3", "of": "present_voting"}},
        {"yes_weight": {"quota": quota, "weights": weights}},
        {"no_weight_below": {"quota": quota, "weights": weights}},
        {"no_veto": {"of": some}},
        {"no_objection": {"minus": draw(st.integers(0, min(2, n)))}},
        {"formal_abstention_below": {"members": "1/3", "weight": "1/3", "weights": weights}},
        {"relative": {"weights": weights}},
    ]
    if depth == 0:
        return draw(st.sampled_from(leaves))
    parts = [draw(expressions(n, depth - 1)) for _ in range(draw(st.integers(1, 3)))]
    return draw(
        st.sampled_from(
            [
                {"all_of": parts},
                {"any_of": parts},
                {"not": parts[0]},
                {"at_least": {"k": min(2, len(parts)), "of": parts}},
            ]
        )
    )


def probabilities(n: int, rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    three = np.random.default_rng(seed).dirichlet(np.ones(3), size=(rows, n))
    return three[..., 0], three[..., 2]


def enumerated(rule: Rule, yes: np.ndarray, no: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = yes.shape[-1]
    ballots = np.array(list(product([YES, ABSTAIN, NO], repeat=n)), dtype=np.int8)
    passed = rule.adopted(ballots).astype(float)

    def chance(y: np.ndarray, x: np.ndarray) -> np.ndarray:
        each = np.where(ballots == YES, y[:, None], np.where(ballots == NO, x[:, None], (1 - y - x)[:, None]))
        return each.prod(axis=-1) @ passed

    swing = np.empty(yes.shape)
    for i in range(n):
        up, down = (np.where(np.arange(n) == i, v, 0.0) for v in (1.0, 1.0))
        rest = np.arange(n) != i
        swing[:, i] = chance(yes * rest + up, no * rest) - chance(yes * rest, no * rest + down)
    return chance(yes, no), swing


@fast
@given(st.data(), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_diagram_equals_enumeration(data: st.DataObject, n: int, seed: int) -> None:
    rule = compile_rule(data.draw(expressions(n)), names(n))
    yes, no = probabilities(n, 2, seed)
    adopt, swing = enumerated(rule, yes, no)
    np.testing.assert_allclose(p_adopt(rule, yes, no).p, adopt, atol=1e-14)
    np.testing.assert_allclose(pivot_probability(rule, yes, no), swing, atol=1e-14)


def test_alike_nodes_are_merged() -> None:
    # q of n needs one node per number of yes votes so far that leaves the outcome open
    rule = compile_rule({"yes_count": 5}, names(9))
    open_counts = sum(1 for i in range(9) for k in range(i + 1) if k < 5 and k + 9 - i >= 5)
    assert rule.diagram.size == open_counts
    # a quota of 3 of 5 votes by weights 2, 2, 1 is a majority of three
    weighted = {"yes_weight": {"quota": 3, "weights": dict(zip(names(3), (2, 2, 1)))}}
    majority = compile_rule({"yes_count": 2}, names(3))
    assert compile_rule(weighted, names(3)).diagram.size == majority.diagram.size


def test_certain_outcomes() -> None:
    never = compile_rule({"all_of": [{"yes_count": 3}, {"not": {"yes_count": 2}}]}, names(3))
    yes, no = probabilities(3, 4, 1)
    np.testing.assert_array_equal(p_adopt(never, yes, no).p, np.zeros(4))
    np.testing.assert_array_equal(pivot_probability(never, yes, no), np.zeros((4, 3)))
    always = compile_rule({"no_objection": {"minus": 3}}, names(3))
    np.testing.assert_array_equal(p_adopt(always, yes, no).p, np.ones(4))
    gone = compile_rule({"yes_count": 5}, names(3), strict=False)
    np.testing.assert_array_equal(p_adopt(gone, yes, no).p, np.zeros(4))


def test_long_batches_in_parts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = compile_rule({"yes_weight": {"quota": 20, "weights": dict(zip(names(8), range(1, 9)))}}, names(8))
    yes, no = probabilities(8, 50, 3)
    whole = rule.diagram.adoption(yes, no), rule.diagram.pivots(yes, no)
    monkeypatch.setattr("foedera.decisions.diagram._CELLS", 7)
    np.testing.assert_array_equal(rule.diagram.adoption(yes, no), whole[0])
    np.testing.assert_array_equal(rule.diagram.pivots(yes, no), whole[1])
    assert rule.diagram.adoption(yes[:0], no[:0]).shape == (0,)


def test_weights_that_add_up_to_the_quota_only_in_real_numbers() -> None:
    third = dict.fromkeys(names(6), 1 / 3)
    rule = compile_rule({"yes_weight": {"quota": 4 / 3, "weights": third}}, names(6))
    count = compile_rule({"yes_count": 4}, names(6))
    yes, no = probabilities(6, 5, 4)
    np.testing.assert_allclose(p_adopt(rule, yes, no).p, p_adopt(count, yes, no).p, atol=1e-15)
    tenths = dict.fromkeys(names(6), 0.1)
    rule = compile_rule({"yes_weight": {"quota": 0.3, "weights": tenths}}, names(6))
    count = compile_rule({"yes_count": 3}, names(6))
    np.testing.assert_allclose(p_adopt(rule, yes, no).p, p_adopt(count, yes, no).p, atol=1e-15)


def test_several_large_counts_are_told_apart() -> None:
    # three counts of 10^9 each would not fit one 64-bit key
    rng = np.random.default_rng(5)
    w = rng.integers(1, 10**9, (3, 7))
    parts = [
        {"yes_weight": {"quota": int(row.sum() // 2), "weights": dict(zip(names(7), row.tolist()))}}
        for row in w
    ]
    rule = compile_rule({"at_least": {"k": 2, "of": parts}}, names(7))
    yes, no = probabilities(7, 2, 6)
    adopt, swing = enumerated(rule, yes, no)
    np.testing.assert_allclose(p_adopt(rule, yes, no).p, adopt, atol=1e-14)
    np.testing.assert_allclose(pivot_probability(rule, yes, no), swing, atol=1e-14)


def test_council_with_population_weights_is_small() -> None:
    population = [
        8328, 6752, 5924, 4740, 3784, 1906, 1786, 1166, 1069, 1053, 1048, 1033, 970, 900, 690, 583, 557, 540, 493,
        405, 279, 210, 188, 132, 92, 65, 52,
    ]  # fmt: skip
    weights = dict(zip(names(27), population))
    double = [{"yes_count": 15}, {"yes_weight": {"quota": 0.65 * sum(population), "weights": weights}}]
    rule = compile_rule({"any_of": [{"all_of": double}, {"yes_count": 24}]}, names(27))
    assert rule.diagram.size < 15_000
    half = np.full(27, 0.5)
    wins = float(p_adopt(rule, half, half).p) * 2**27
    assert wins == round(wins)  # a whole number of winning coalitions
    small = compile_rule({"any_of": [{"all_of": double}, {"yes_count": 24}]}, names(27))
    u = np.random.default_rng(7).random((40_000, 27))
    mc = p_adopt(small, half, half, method="mc", uniforms=u)
    assert abs(mc.p - wins / 2**27) < 4 * np.sqrt(mc.p * (1 - mc.p) / len(u))


def test_pickles_without_its_diagram() -> None:
    rule = compile_rule({"yes_count": 3}, names(5))
    bare = len(pickle.dumps(rule))
    yes, no = probabilities(5, 1, 8)
    p = p_adopt(rule, yes, no).p
    assert len(pickle.dumps(rule)) == bare
    np.testing.assert_array_equal(p_adopt(pickle.loads(pickle.dumps(rule)), yes, no).p, p)


def test_too_many_counts_and_bad_probabilities() -> None:
    weights = dict(zip(names(30), np.random.default_rng(1).random(30)))
    rule = compile_rule({"yes_weight": {"quota": 8, "weights": weights}}, names(30))
    with pytest.raises(ModelInputError, match="joint counts"):
        pivot_probability(rule, np.full(30, 0.5), np.full(30, 0.5))
    five = compile_rule({"yes_count": 3}, names(5))
    for yes, no in (([0.5] * 4, [0.5] * 4), ([0.9] * 5, [0.5] * 5), ([np.nan] * 5, [0.5] * 5)):
        with pytest.raises(ModelInputError):
            pivot_probability(five, yes, no)
