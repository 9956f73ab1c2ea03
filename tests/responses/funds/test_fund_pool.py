"""Pools, their cost games and contribution rules: enumeration, laws, copulas, bad input."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.cost_games import coalitions, excess
from foedera.core.errors import InputErrors, ModelInputError
from foedera.responses.funds.contributions import (
    RULES,
    allocate,
    by_key,
    contributions,
    in_proportion,
)
from foedera.responses.funds.core import nucleolus
from foedera.responses.funds.dependence import copula_uniforms, draw_losses
from foedera.responses.funds.game import coalition_cost, cost_game, member_costs, sampled_costs
from foedera.responses.funds.loss import compound_poisson, event, lognormal_severity
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.pool import Pool, aggregate, coalition_pmf, cotail_value, make_pool, member_pmf
from foedera.responses.funds.risk import diversification, tail_value_at_risk, tail_weights

fast = settings(max_examples=25, deadline=None)


def random_pool(key: int, n: int, shocks: int = 2, unit: float = 1.0) -> Pool:
    rng = np.random.default_rng(key)
    own = rng.dirichlet(np.full(4, 0.6), n)
    return make_pool(
        own, chance=rng.uniform(0, 0.2, shocks), extra=unit * rng.integers(0, 6, (shocks, n)), unit=unit
    )


def worlds(pool: Pool) -> list[tuple[float, np.ndarray]]:
    """Every state of the world with its chance: losses of the members in cells."""
    out = []
    for chance, extra in zip(pool.chance, pool.extra):
        for cells in product(range(pool.own.shape[1]), repeat=pool.n):
            p = chance * np.prod([pool.own[i, c] for i, c in enumerate(cells)])
            out.append((p, np.array(cells) + extra))
    return out


@fast
@given(st.integers(0, 10_000), st.integers(1, 4), st.floats(0.6, 0.99), st.sampled_from([1.0, 2.5]))
def test_against_enumeration(key: int, n: int, beta: float, unit: float) -> None:
    pool = random_pool(key, n, unit=unit)
    states, inside = worlds(pool), coalitions(n)
    listed = coalition_pmf(pool, inside)
    exact = np.zeros_like(listed)
    for p, x in states:
        exact[np.arange(len(inside)), inside @ x] += p
    np.testing.assert_allclose(listed, exact, atol=1e-12)
    np.testing.assert_allclose(aggregate(pool), exact[-1], atol=1e-12)
    alone = member_pmf(pool)
    singles = exact[1 << np.arange(n)]
    np.testing.assert_allclose(alone, singles[:, : alone.shape[1]], atol=1e-12)
    weight = np.divide(
        tail_weights(exact[-1], beta), exact[-1], out=np.zeros(pool.cells), where=exact[-1] > 1e-12
    )
    cotail = unit * sum(p * weight[x.sum()] * x for p, x in states)
    np.testing.assert_allclose(cotail_value(pool, beta), cotail, atol=1e-8)
    assert cotail_value(pool, beta).sum() == pytest.approx(tail_value_at_risk(aggregate(pool), beta, unit))
    np.testing.assert_allclose(pool.expected, unit * sum(p * x for p, x in states), atol=1e-10)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.floats(0.6, 0.99), st.floats(0, 0.3))
def test_laws_of_the_game(key: int, n: int, beta: float, rate: float) -> None:
    pool, p = random_pool(key, n), FundParameters(beta=beta, capital_cost=rate)
    game = cost_game(pool, p)
    np.testing.assert_allclose(game.listed[1:], coalition_cost(pool, coalitions(n)[1:], p), atol=1e-9)
    assert game.listed[0] == 0.0 and game.listed[-1] == pytest.approx(game.total)
    np.testing.assert_allclose(game.listed[1 << np.arange(n)], game.alone, atol=1e-9)
    masks = np.arange(1 << n)
    apart = masks[:, None] & masks == 0
    union = game.listed[masks[:, None] | masks]
    assert np.all((union <= game.listed[:, None] + game.listed + 1e-9)[apart])
    for rule in RULES:
        got = allocate(rule, game, base=np.arange(1, n + 1))
        assert got.shares.sum() == pytest.approx(game.total), rule
        assert got.worst.excess == pytest.approx(excess(game.listed, got.shares)[1:-1].max())
        assert got.saving >= -1e-9
    assert allocate("euler", game).worst.excess <= 1e-8
    assert allocate("nucleolus", game).worst.excess <= min(
        allocate(r, game, base=np.ones(n)).worst.excess + 1e-7 for r in RULES
    )


@fast
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_members_alike_pay_alike(key: int, n: int) -> None:
    own = np.random.default_rng(key).dirichlet(np.ones(5))
    pool = make_pool([own] * n, chance=0.02, extra=[3] * n)
    game = cost_game(pool)
    for rule in ("equal", "el", "standalone", "shapley", "euler", "nucleolus"):
        np.testing.assert_allclose(allocate(rule, game).shares, game.total / n, rtol=1e-6)


@fast
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_order_of_members_is_of_no_account(key: int, n: int) -> None:
    pool = random_pool(key, n)
    order = np.random.default_rng(key).permutation(n)
    other = make_pool(pool.own[order], chance=pool.chance[1:], extra=pool.extra[1:, order])
    for rule in ("standalone", "shapley", "euler", "nucleolus"):
        there = allocate(rule, cost_game(other)).shares
        np.testing.assert_allclose(there, allocate(rule, cost_game(pool)).shares[order], atol=1e-6)


@fast
@given(st.integers(0, 10_000), st.floats(0.6, 0.99))
def test_nothing_to_diversify(key: int, beta: float) -> None:
    """Losses that rise together: the pool's worst years are everybody's."""
    rng = np.random.default_rng(key)
    steps = np.cumsum(rng.integers(0, 4, (4, 3)), axis=0) + 1
    pool = make_pool([[1.0]] * 3, chance=rng.dirichlet(np.ones(4)), extra=steps)
    tails = tail_value_at_risk(member_pmf(pool), beta)
    assert diversification(tail_value_at_risk(aggregate(pool), beta), tails) == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(cotail_value(pool, beta), tails, atol=1e-9)


def test_more_members_less_tail_each() -> None:
    own = compound_poisson(0.2, lognormal_severity(20, 0.8, 120), 200, beyond=1e-4)
    each = [tail_value_at_risk(aggregate(make_pool([own] * n)), 0.99) / n for n in (1, 2, 3, 5, 8, 13, 40)]
    assert np.all(np.diff(each) < 0)


def test_blocks_make_no_difference(monkeypatch, three) -> None:
    pool = random_pool(7, 6)
    whole = cost_game(pool).listed
    rng = np.random.default_rng(2)
    losses = draw_losses(pool, 0.3, 20_000, rng)
    drawn = sampled_costs(losses).listed
    monkeypatch.setattr("foedera.responses.funds.game._CELLS", 50)
    np.testing.assert_allclose(cost_game(pool).listed, whole, rtol=1e-12)
    np.testing.assert_allclose(sampled_costs(losses).listed, drawn, rtol=1e-12)
    np.testing.assert_allclose(coalition_cost(pool, coalitions(6))[1:], whole[1:], rtol=1e-12)


def test_sampled_game(three) -> None:
    losses = draw_losses(three, 0.0, 100_000, 1)
    drawn, p = sampled_costs(losses), make_pool(member_pmf(three))
    exact = cost_game(p)
    np.testing.assert_allclose(drawn.listed, exact.listed, rtol=0.03)
    np.testing.assert_allclose(drawn.euler, exact.euler, rtol=0.05)
    assert drawn.euler.sum() == pytest.approx(drawn.total)
    assert allocate("euler", drawn).worst.excess <= 1e-9
    np.testing.assert_allclose(losses.mean(axis=0), three.expected, rtol=0.05)


def test_copulas_and_the_tail(three) -> None:
    one = make_pool([event(0.03, 100)] * 2)
    both = [
        (draw_losses(one, 0.5, 200_000, 3, freedom=nu) > 0).all(axis=1).mean() for nu in (None, 10.0, 2.0)
    ]
    assert both[0] < both[1] < both[2]
    np.testing.assert_allclose(draw_losses(one, 1.0, 1000, 4).std(axis=1), 0.0)
    u = copula_uniforms([[1, 0.8], [0.8, 1]], 2, 50_000, 5, freedom=4)
    assert np.corrcoef(u.T)[0, 1] == pytest.approx(0.77, abs=0.02)
    assert u.mean() == pytest.approx(0.5, abs=0.01) and (u < 0.1).mean() == pytest.approx(0.1, abs=0.005)
    assert np.array_equal(copula_uniforms(0.5, 3, 10, 9), copula_uniforms(0.5, 3, 10, 9))


def test_large_pool_is_searched() -> None:
    rng = np.random.default_rng(6)
    own = [event(p, x) for p, x in zip(rng.uniform(0.02, 0.1, 16), rng.integers(1, 7, 16))]
    pool = make_pool(own, chance=0.01, extra=rng.integers(0, 5, 16))
    known = member_costs(pool)
    assert known.listed is None
    found = {}
    for rule in ("euler", "shapley", "nucleolus", "el"):
        with pytest.warns(UserWarning, match="16 members"):
            found[rule] = contributions(rule, pool, rng=1, orders=20)
        assert found[rule].shares.sum() == pytest.approx(known.total) and not found[rule].worst.exact
    assert found["euler"].stable and found["nucleolus"].stable and not found["el"].stable
    assert found["nucleolus"].worst.excess <= found["euler"].worst.excess + 1e-6
    with pytest.raises(ModelInputError, match="16 members"):
        cost_game(pool)
    with pytest.raises(ModelInputError, match="not listed"):
        allocate("euler", known)


def test_keys() -> None:
    np.testing.assert_allclose(by_key([10, 20], [0.25, 0.75]), [[2.5, 7.5], [5, 15]])
    np.testing.assert_allclose(in_proportion(12, [1, 2, 3]), [2, 4, 6])
    with pytest.raises(ModelInputError, match=r"sum to 0\.9, not 1"):
        by_key(10, [0.4, 0.5])
    with pytest.raises(ModelInputError, match="base"):
        in_proportion(10, [0, 0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: make_pool([]), "one row"),
        (lambda: make_pool([[0.5, 0.4]]), "member 0"),
        (lambda: make_pool([[1.0]], chance=1.2, extra=[1]), "chance"),
        (lambda: make_pool([[1.0]], chance=[0.6, 0.6], extra=[[1], [1]]), "chance of 1.2 together"),
        (lambda: make_pool([[1.0]], chance=0.1, extra=[-1]), "at least 0"),
        (lambda: make_pool([[1.0]], chance=0.1, extra=[1, 2]), "one column per member"),
        (lambda: make_pool([[1.0]], chance=0.1), "one row per shock"),
        (lambda: coalition_pmf(make_pool([[1.0]]), np.ones((1, 2), dtype=bool)), "columns"),
        (lambda: sampled_costs([1.0, 2.0]), "draws x members"),
        (lambda: sampled_costs(-np.ones((300, 2))), "at least 0"),
        (lambda: copula_uniforms([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], 3, 5, 0), "contradict"),
        (lambda: copula_uniforms(1.5, 2, 5, 0), "symmetric"),
        (lambda: copula_uniforms(0.5, 2, 0, 0), "draws"),
        (lambda: contributions("eular", make_pool([[0.5, 0.5]] * 2)), "did you mean 'euler'"),
        (lambda: contributions("gdp", make_pool([[0.5, 0.5]] * 2)), "needs 2 numbers"),
        (lambda: nucleolus([0, 1, 1, 3]), "less alone"),
    ],
)
def test_bad_input(call, words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        call()


def test_bad_parameters() -> None:
    with pytest.raises(InputErrors, match="beta"):
        FundParameters(beta=1.0)
    with pytest.raises(ModelInputError, match="one tail level"):
        member_costs(make_pool([[0.5, 0.5]]), FundParameters(capital_cost=np.array([0.1, 0.2])))
    nothing = allocate("equal", cost_game(make_pool([[1.0], [1.0]])))
    assert nothing.saving == 0.0 and nothing.stable
    assert all(row.source and row.meaning for row in FundParameters().rows())
