"""Autonomy for security: loss, depth, participation, asymmetry, the frontier of a family of rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputErrors, ModelInputError
from foedera.core.references import cite
from foedera.decisions.agenda import setter
from foedera.decisions.delegation import (
    CARD,
    DelegationParameters,
    asymmetry,
    centralise,
    expected_loss,
    frontier,
    legitimacy_gain,
    loss,
    member_utility,
    normal_nodes,
    overruled,
    pact_depth,
    pareto,
    participation,
    preferred_depth,
    security_value,
)
from foedera.decisions.spatial import expected_act
from foedera.decisions.voting import Rule, compile_rule

X5 = np.array([-0.8, -0.3, 0.2, 0.4, 0.9])
S5 = np.array([3, 2, 1.5, 1, 0.5])
fast = settings(max_examples=60, deadline=None)
points = st.lists(st.floats(-3, 3), min_size=5, max_size=5)
amounts = st.lists(st.floats(0, 5), min_size=5, max_size=5)


def count(q: int, n: int = 5) -> Rule:
    return compile_rule({"yes_count": q}, [f"M{k:02d}" for k in range(n)])


def half_digit(text: str) -> float:
    return 0.501 * 10.0 ** -len(text.partition(".")[2]) if "." in text else 1e-12


def test_worked_example(table) -> None:
    rows = [r for r in table("own_delegation/setter.csv") if r["member"]]
    groups = {(r["h"], r["q"]) for r in rows}
    assert len(groups) == 6 and len(rows) == 30
    for h, q in groups:
        mine = [r for r in rows if (r["h"], r["q"]) == (h, q)]
        scale = float(h)
        y, _, _ = setter(scale * X5, int(q), scale * -1.0, scale * 0.5)
        losses = loss(scale * X5, y)
        depth = preferred_depth(S5, 1.0, losses, 2.0)
        agreed = pact_depth(depth, 5)
        utility = member_utility(S5, 1.0, losses, agreed, 2.0)
        for r in mine:
            i = int(r["member"])
            assert losses[i] == pytest.approx(float(r["loss"]), abs=1e-12)
            assert depth[i] == pytest.approx(float(r["depth"]), abs=half_digit(r["depth"])), r
            assert agreed == pytest.approx(float(r["pact_depth"]), abs=half_digit(r["pact_depth"])), r
            if r["utility"]:
                assert utility[i] == pytest.approx(float(r["utility"]), abs=half_digit(r["utility"])), r


def test_mean_losses_and_full_depth() -> None:
    losses = {q: loss(X5, setter(X5, q, -1.0, 0.5)[0]) for q in (3, 4, 5)}
    np.testing.assert_allclose([losses[q].mean() for q in (3, 4, 5)], [0.518, 0.444, 0.804], atol=1e-12)
    utility = member_utility(S5, 1.0, losses[4], 1.0, 2.0)
    np.testing.assert_allclose(utility, [1.153994, 1.239329, 1.256997, 0.864665, 0.182332], atol=5.1e-7)
    assert participation(utility).all()


def test_fields_and_accountability_of_a_menu() -> None:
    menu = centralise([0.8, 0.4, 0.1], [0.3, 0.5, 0.2])
    np.testing.assert_array_equal(menu.centralised, [True, False, False])
    np.testing.assert_array_equal(menu.order, [0, 1, 2])


@fast
@given(points, st.floats(-3, 3), st.floats(-3, 3), st.integers(1, 5), st.floats(-2, 2), st.floats(1.01, 4))
def test_laws_of_loss(x, s, a, q, shift, h) -> None:
    def losses(scale: float, move: float) -> np.ndarray:
        moved = scale * np.array(x) + move
        return loss(moved, setter(moved, q, scale * s + move, scale * a + move)[0])

    here = losses(1.0, 0.0)
    np.testing.assert_allclose(losses(1.0, shift), here, atol=1e-9)
    np.testing.assert_allclose(losses(h, 0.0), h**2 * here, atol=1e-9)
    assert np.all(preferred_depth(S5, 1.0, losses(h, 0.0), 2.0) <= preferred_depth(S5, 1.0, here, 2.0) + 1e-9)


@fast
@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(1, 5))
def test_members_alike(x, a, q) -> None:
    y, _, _ = setter(np.full(5, x), q, a, x)  # the setter is one of them, whatever the status quo
    np.testing.assert_array_equal(loss(np.full(5, x), y), np.zeros(5))
    s = x + 2 * abs(a - x) + 0.1  # a status quo farther than the setter passes what the setter wants
    z = setter(np.full(5, x), q, s, a)[0]
    losses = loss(np.full(5, x), z)
    np.testing.assert_allclose(losses, (a - x) ** 2, atol=1e-9)
    assert len(set(preferred_depth(1.5, 1.0, losses, 2.0).tolist())) == 1


@fast
@given(amounts, amounts, amounts, st.floats(0.1, 5), st.floats(1.0, 3))
def test_depth_rises_with_security_and_falls_with_autonomy(s, k, l, rate, more) -> None:  # noqa: E741
    s, k, l = np.array(s), np.array(k), np.array(l)  # noqa: E741
    depth = preferred_depth(s, k, l, rate)
    assert np.all((depth >= 0) & (depth <= 1))
    assert np.all(preferred_depth(more * s, k, l, rate) >= depth - 1e-12)
    assert np.all(preferred_depth(s, more * k, l, rate) <= depth + 1e-12)
    # nothing on a grid of depths is better
    tried = member_utility(s, k, l, np.linspace(0, 1, 101)[:, None], rate)
    assert np.all(member_utility(s, k, l, depth, rate) >= tried - 1e-12)


@fast
@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.integers(1, 5))
def test_agreed_depth_is_what_q_accept(depth, q) -> None:
    d = float(pact_depth(depth, q))
    accepted = np.sum(np.array(depth) >= d)
    assert accepted >= q
    assert np.sum(np.array(depth) > d) < q
    assert float(pact_depth(depth, count(q))) == d
    assert float(pact_depth(depth, 5)) == min(depth)


def test_depth_by_a_rule_of_ratification() -> None:
    weights = {"M00": 5, "M01": 1, "M02": 1}
    rule = compile_rule({"yes_weight": {"quota": 5, "weights": weights}}, ["M00", "M01", "M02"])
    np.testing.assert_array_equal(pact_depth([[0.3, 0.9, 0.8], [0.9, 0.1, 0.2]], rule), [0.3, 0.9])
    hopeless = compile_rule({"yes_count": 4}, ["M00", "M01", "M02"], strict=False)
    assert pact_depth([0.3, 0.9, 0.8], hopeless) == 0.0


def test_edges_of_depth() -> None:
    np.testing.assert_array_equal(
        preferred_depth([0.0, 0.0, 2.0, 2.0, 1e-300], [1, 0, 1, 0, 1], [1.0, 1.0, 0.0, 5.0, 1e300], 2.0),
        [0, 1, 1, 1, 0],
    )
    assert member_utility(3.0, 1.0, 2.0, 0.0, 2.0) == 0.0


def test_security_legitimacy_and_staying() -> None:
    np.testing.assert_allclose(security_value([1.0, 0.5], [0.0, 0.8]), [3.0, 0.3])
    np.testing.assert_allclose(legitimacy_gain([0.0, 0.5, 1.0]), [-0.25, 0.0, 0.25])
    np.testing.assert_array_equal(
        participation([0.1, -0.1, -0.3], legitimacy_gain([0.5, 0.8, 0.8])), [True, True, False]
    )
    assert not participation(0.2, outside=0.3)


def test_expected_loss_is_the_average_of_outcomes() -> None:
    rng = np.random.default_rng(1)
    s, a = rng.normal(-1, 1, 40), rng.uniform(-1, 1, 40)
    found = expected_loss(count(4), X5, s, a)
    each = [loss(X5, setter(X5, 4, si, ai)[0]) for si, ai in zip(s, a)]
    np.testing.assert_allclose(found, np.mean(each, axis=0), atol=1e-13)
    runs = expected_loss(count(4), np.stack([X5, X5 + 0.1]), s, 0.5)
    assert runs.shape == (2, 5)
    np.testing.assert_allclose(runs[1], expected_loss(count(4), X5 + 0.1, s, 0.5), atol=1e-13)


def test_quadrature_agrees_with_draws() -> None:
    node = normal_nodes(-1.0, 0.8)
    assert node.points.shape == (64,)
    assert node.weights @ node.points == pytest.approx(-1.0)
    assert node.weights @ (node.points + 1) ** 2 == pytest.approx(0.64)
    s = np.random.default_rng(2).normal(-1.0, 0.8, 40_000)
    for q in (3, 4, 5):
        exact = expected_loss(count(q), X5, node.points, 0.5, weights=node.weights)
        np.testing.assert_allclose(exact, expected_loss(count(q), X5, s, 0.5), atol=0.03)
    never = normal_nodes(0.3, 0.0)
    np.testing.assert_allclose(
        expected_loss(count(5), X5, never.points, 0.5, weights=never.weights), (X5 - 0.3) ** 2, atol=1e-12
    )


def test_who_is_overruled() -> None:
    out = overruled([[1.0, 1, 2], [0, 0, 3], [0, 0, 0]])
    np.testing.assert_allclose(out.relative, [[0.75, 0.75, 1.5], [0, 0, 3], [1, 1, 1]])
    np.testing.assert_allclose(out.gini, [1 / 6, 2 / 3, 0], atol=1e-12)


def test_asymmetry_of_patron_and_client() -> None:
    # the patron's policy for the clients' security
    security, ideal = np.array([0.2, 2.0, 2.8]), np.array([1.0, 0.0, -0.6])
    before = loss(ideal, -1.0)
    exchange = asymmetry(security, 1.0, loss(ideal, 1.0), before, 1.0, 2.0)
    reverse = asymmetry(security, 1.0, loss(ideal, -0.6), before, 1.0, 2.0)
    by_hand = np.corrcoef(security, [0.0, -1.0, -2.56])[0, 1]
    assert exchange.correlation == pytest.approx(by_hand) and by_hand < -0.9
    assert reverse.correlation > 0.9
    assert exchange.patron == reverse.patron == 0
    safer = 0.2 * -np.expm1(-2.0)
    assert exchange.patron_autonomy == pytest.approx(4.0 / (4.0 + safer))
    assert exchange.client_security == pytest.approx(1.0)
    assert reverse.client_security < 1.0
    level = asymmetry([1.0, 1.0], 1.0, [0.5, 0.2], [0.5, 0.2], 0.0, 2.0)
    assert np.isnan(level.correlation)
    assert (level.patron_autonomy, level.client_security) == (0.0, 0.0)


def exits(security: np.ndarray, policy: float, shock: float) -> float:
    """Share of pacts of two that lose a member after drift of ideal points and a change of capability."""
    rng = np.random.default_rng(4)
    ideal = np.array([-0.5, 0.5]) + 0.4 * rng.standard_normal((20_000, 2))
    changed = np.maximum(security + shock * np.array([1.0, -1.0]) * rng.standard_normal((20_000, 1)), 0.0)
    stays = participation(member_utility(changed, 1.0, loss(ideal, np.full(20_000, policy)), 1.0, 2.0))
    return 1.0 - float(stays.all(axis=-1).mean())


def test_asymmetric_alliances_last_and_changes_of_capability_break_them() -> None:
    # Morrow 1991, signs only: a pact in which the strong gets policy and the weak security lasts longer
    # than one in which one side gets both; it breaks more often, the more capability shifts
    security = np.array([0.2, 2.8])
    for shock in (0.0, 0.3):
        assert exits(security, -0.5, shock) < exits(security, 0.5, shock)
    hazard = [exits(security, -0.5, shock) for shock in (0.0, 0.2, 0.4, 0.8)]
    assert hazard == sorted(hazard) and hazard[0] < hazard[-1]


def test_frontier_of_quotas() -> None:
    rng = np.random.default_rng(5)
    s, a = rng.uniform(-1, 1, (2, 300))
    rules = [count(q) for q in (3, 4, 5)]
    out = frontier(rules, X5, S5, s, a)
    assert [v.shape for v in out] == [(3,)] * 4
    assert np.all(np.diff(out.p_act) < 0)  # a higher quota acts less often
    for k, rule in enumerate(rules):
        each = expected_loss(rule, X5, s, a)
        assert out.p_act[k] == pytest.approx(float(expected_act(rule, X5, s, a)))
        assert (out.mean_loss[k], out.max_loss[k]) == pytest.approx((each.mean(), each.max()))
        assert out.depth[k] == pytest.approx(float(pact_depth(preferred_depth(S5, 1.0, each, 2.0), 5)))
    loose = frontier(rules, X5, S5, s, a, ratified_by=3, autonomy=np.full(5, 2.0))
    tight = frontier(rules, X5, S5, s, a, autonomy=np.full(5, 2.0))
    assert np.all(loose.depth >= tight.depth) and np.all(tight.depth <= out.depth)
    runs = frontier(rules, np.stack([X5, X5[::-1]]), S5, s, a)
    assert runs.depth.shape == (3, 2)
    best = pareto(np.stack([out.p_act, -out.mean_loss], axis=-1))
    assert best[np.argmax(out.p_act)] and best[np.argmin(out.mean_loss)]


def test_pareto() -> None:
    rows = [[1.0, 5.0], [2.0, 4.0], [2.0, 3.0], [0.5, 6.0], [2.0, 4.0]]
    np.testing.assert_array_equal(pareto(rows), [True, True, False, True, True])
    np.testing.assert_array_equal(pareto(rows, [True, False]), [False, False, True, False, False])
    np.testing.assert_array_equal(pareto(rows, False), [True, False, True, True, False])


@fast
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=15))
def test_pareto_front_is_undominated_and_dominates_the_rest(rows) -> None:
    p = np.array(rows, dtype=float)
    best = pareto(p)
    assert best.any()
    for k in range(len(p)):
        beaten = any(np.all(p[j] >= p[k]) and np.any(p[j] > p[k]) for j in np.flatnonzero(best))
        assert beaten == (not best[k])


def test_bad_arguments() -> None:
    good = (S5, 1.0, np.ones(5), 2.0)
    two = compile_rule({"yes_count": 1}, ["A", "B"])
    for call in (
        lambda: preferred_depth(-S5, *good[1:]),
        lambda: preferred_depth(S5, -1.0, np.ones(5), 2.0),
        lambda: preferred_depth(S5, 1.0, -np.ones(5), 2.0),
        lambda: preferred_depth(*good[:3], 0.0),
        lambda: preferred_depth(*good[:3], np.nan),
        lambda: member_utility(*good[:3], 1.5, 2.0),
        lambda: pact_depth([0.5, 0.6], 0),
        lambda: pact_depth([0.5, 0.6], 3),
        lambda: pact_depth([0.5, 1.6], 1),
        lambda: pact_depth([0.5, 0.6], True),
        lambda: participation([np.nan]),
        lambda: security_value(1.2, 0.5),
        lambda: legitimacy_gain(1.2),
        lambda: loss([np.nan], 0.0),
        lambda: overruled([-1.0, 2.0]),
        lambda: normal_nodes(0.0, -1.0),
        lambda: asymmetry(S5, 1.0, np.ones(5), -np.ones(5), 0.5, 2.0),
        lambda: centralise([np.nan], [0.0]),
        lambda: frontier([], X5, S5, [0.0], [0.5]),
        lambda: frontier([count(3), two], X5, S5, [0.0], [0.5]),
        lambda: frontier([count(3)], X5[:4], S5, [0.0], [0.5]),
        lambda: expected_loss(count(3), X5, [0.0, 1.0], 0.5, weights=[0.0, 0.0]),
        lambda: pareto([1.0, 2.0]),
        lambda: pareto([[1.0, 2.0]], [True]),
    ):
        with pytest.raises(ModelInputError):
            call()
    with pytest.raises(InputErrors):
        DelegationParameters(productivity=0.0)


def test_record_and_references() -> None:
    assert all(row.source.startswith("ASSUMPTION") for row in DelegationParameters().rows())
    assert len(cite(CARD.cites)) == len(CARD.cites)
