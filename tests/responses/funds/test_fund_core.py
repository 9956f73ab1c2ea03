"""Least core and nucleolus: definition by excesses, games with known answers, search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.cost_games import coalitions, excess, subset_sums
from foedera.core.errors import ConvergenceError, ModelInputError
from foedera.responses.funds.core import (
    least_core,
    least_core_by_search,
    nucleolus,
    search_worst,
    worst_coalition,
)

fast = settings(max_examples=30, deadline=None)


def concave(key: int, n: int) -> np.ndarray:
    """A game whose members save by joining: a concave function of size and weights."""
    rng = np.random.default_rng(key)
    weights = subset_sums(rng.uniform(0.2, 3, n))
    costs = np.sqrt(weights) + subset_sums(rng.uniform(0, 1, n))
    costs[0] = 0.0
    return costs


def ordered(costs: np.ndarray, x: np.ndarray) -> np.ndarray:
    return -np.sort(-excess(costs, x)[1:-1])


@fast
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_nucleolus_is_least_in_order_of_excess(key: int, n: int) -> None:
    costs = concave(key, n)
    best = nucleolus(costs)
    assert best.shares.sum() == pytest.approx(costs[-1])
    least = ordered(costs, best.shares)
    assert least[0] == pytest.approx(best.excess, abs=1e-8)
    assert least_core(costs).excess == pytest.approx(best.excess, abs=1e-8)
    rng = np.random.default_rng(key)
    for size in (1.0, 0.1, 0.01):
        moves = rng.normal(size=(30, n))
        for move in size * (moves - moves.mean(axis=1, keepdims=True)):
            other = ordered(costs, best.shares + move)
            apart = np.flatnonzero(np.abs(other - least) > 1e-7)
            assert apart.size == 0 or other[apart[0]] > least[apart[0]]


def test_two_members_split_the_saving() -> None:
    got = nucleolus([0.0, 5.0, 3.0, 6.0])
    np.testing.assert_allclose(got.shares, [4.0, 2.0])
    assert got.excess == pytest.approx(-1.0)


def test_bankruptcy_of_the_talmud() -> None:
    """Claims of 100, 200 and 300 on estates of 100, 200 and 300 (Aumann and Maschler 1985), as a game of losses."""
    claims = np.array([100.0, 200, 300])
    for estate, shares in ((100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])):
        outside = subset_sums(claims)[::-1]
        worth = np.maximum(estate - outside, 0.0)
        worth[0] = 0.0
        np.testing.assert_allclose(-nucleolus(-worth).shares, shares, atol=1e-6)


def test_empty_core_is_seen() -> None:
    costs = np.array([0.0, 1, 1, 1, 1, 1, 1, 2])
    got = least_core(costs)
    assert got.excess == pytest.approx(1 / 3)
    assert worst_coalition(costs, got.shares).excess == pytest.approx(1 / 3)
    np.testing.assert_allclose(nucleolus(costs).shares, 2 / 3)


@fast
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_search_against_list(key: int, n: int) -> None:
    costs = concave(key, n)

    def cost(inside: np.ndarray) -> np.ndarray:
        return costs[inside @ (1 << np.arange(n))]

    x = np.random.default_rng(key).dirichlet(np.ones(n)) * costs[-1]
    found, exact = search_worst(cost, x, 1), worst_coalition(costs, x)
    assert not found.exact and exact.exact
    assert found.excess == pytest.approx(exact.excess)
    assert found.inside @ x - cost(found.inside[None])[0] == pytest.approx(found.excess)
    got = least_core_by_search(cost, n, 2)
    assert not got.exact and got.shares.sum() == pytest.approx(costs[-1])
    assert got.excess == pytest.approx(least_core(costs).excess, abs=1e-5)


def test_bad_calls() -> None:
    with pytest.raises(ModelInputError, match="at least 2 players"):
        least_core([0.0, 1.0])
    with pytest.raises(ModelInputError, match="at least 2 members"):
        search_worst(lambda inside: inside.sum(axis=1), [1.0], 0)
    with pytest.raises(ModelInputError, match="at least 2 members"):
        least_core_by_search(lambda inside: inside.sum(axis=1), 1, 0)
    costs = subset_sums([1.0, 2, 3, 4])
    costs[0b0011] = 0.5
    with pytest.raises(ConvergenceError, match="still object"):
        least_core_by_search(lambda inside: costs[inside @ (1 << np.arange(4))], 4, 0, rounds=1)
    assert coalitions(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]
