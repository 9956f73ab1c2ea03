"""Cost games: the Shapley value against all orders, its axioms, sampling, bad input."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.cost_games import coalitions, excess, players, sample_shapley, shapley, subset_sums
from foedera.core.errors import ModelInputError

fast = settings(max_examples=40, deadline=None)


def game(key: int, n: int) -> np.ndarray:
    costs = np.random.default_rng(key).uniform(0, 10, 1 << n)
    costs[0] = 0.0
    return costs


def by_orders(costs: np.ndarray, n: int) -> np.ndarray:
    value, orders = np.zeros(n), list(permutations(range(n)))
    for order in orders:
        mask = 0
        for i in order:
            value[i] += costs[mask | (1 << i)] - costs[mask]
            mask |= 1 << i
    return value / len(orders)


def lookup(costs: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return costs[inside @ (1 << np.arange(inside.shape[1]))]


@fast
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_shapley_is_the_mean_over_orders(key: int, n: int) -> None:
    costs = game(key, n)
    value = shapley(costs)
    np.testing.assert_allclose(value, by_orders(costs, n), atol=1e-12)
    assert value.sum() == pytest.approx(costs[-1])


@fast
@given(st.integers(0, 10_000), st.integers(1, 5), st.floats(-5, 5))
def test_axioms(key: int, n: int, own: float) -> None:
    a, b = game(key, n), game(key + 1, n)
    np.testing.assert_allclose(shapley(a + 2 * b), shapley(a) + 2 * shapley(b), atol=1e-9)
    wider = np.concatenate([a, a + own])
    np.testing.assert_allclose(shapley(wider), [*shapley(a), own], atol=1e-9)
    np.testing.assert_allclose(shapley(np.stack([a, b])), [shapley(a), shapley(b)], atol=1e-12)


@fast
@given(st.lists(st.floats(0, 10), min_size=1, max_size=6))
def test_additive_games(x: list[float]) -> None:
    costs = subset_sums(x)
    np.testing.assert_allclose(costs, coalitions(len(x)) @ np.array(x), atol=1e-9)
    np.testing.assert_allclose(shapley(costs), x, atol=1e-9)
    np.testing.assert_allclose(excess(costs, x), 0.0, atol=1e-9)
    assert players(costs) == len(x)


def test_airport() -> None:
    needs = np.array([1.0, 3.0, 6.0])
    costs = np.array([needs[m].max(initial=0.0) for m in coalitions(3)])
    np.testing.assert_allclose(shapley(costs), [1 / 3, 4 / 3, 13 / 3])


def test_sampling() -> None:
    costs = game(3, 6)
    found = sample_shapley(lambda inside: lookup(costs, inside), 6, 1, orders=2000)
    again = sample_shapley(lambda inside: lookup(costs, inside), 6, 1, orders=2000)
    assert np.array_equal(found.value, again.value)
    assert found.value.sum() == pytest.approx(costs[-1])
    assert np.all(np.abs(found.value - shapley(costs)) < 4 * found.error)
    assert np.all((found.error > 0) & (found.error < 0.1))


@pytest.mark.parametrize(
    "costs", [3.0, [0.0], [0.0, 1.0, 2.0], [1.0, 2.0], [0.0, np.nan], np.zeros(1 << 21)], ids=str
)
def test_bad_games(costs: object) -> None:
    with pytest.raises(ModelInputError, match="costs"):
        shapley(costs)


def test_bad_calls() -> None:
    with pytest.raises(ModelInputError, match="2 shares"):
        excess([0, 1, 1, 2], [1.0])
    with pytest.raises(ModelInputError, match="players"):
        coalitions(0)
    with pytest.raises(ModelInputError, match="2 orders"):
        sample_shapley(lambda inside: inside.sum(axis=1), 3, 0, orders=1)
