from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.design.inverse import CARD, weights_for
from foedera.decisions.design.small_games import KINDS, catalogue, powers
from foedera.decisions.power.game import weighted_game
from foedera.decisions.power.indices import power

Rows = list[dict[str, str]]


def exact(weights: np.ndarray, quota: int, index: str = "banzhaf") -> np.ndarray:
    return power(weighted_game(quota, {str(i): int(w) for i, w in enumerate(weights)})).floats(index)


weights_lists = st.lists(st.integers(0, 12), min_size=1, max_size=9).filter(lambda w: sum(w) > 0)


@settings(deadline=None)
@given(weights_lists, st.floats(0.01, 1.0), st.sampled_from(KINDS))
def test_games_counted_together_are_those_counted_alone(weights: list[int], share: float, index: str) -> None:
    quota = ceil(share * sum(weights))
    together = powers(np.array([weights, weights]), np.array([quota, quota]), index)
    assert np.allclose(together, exact(np.array(weights), quota, index), atol=1e-14)


def test_larger_bodies_are_counted_one_by_one() -> None:
    weights = np.arange(2, 20)
    assert np.allclose(powers(weights[None], np.array([120]), "banzhaf")[0], exact(weights, 120), atol=1e-14)


def test_every_weighted_game_is_listed_once(table: Callable[[str], Rows]) -> None:
    for row in table("muroga_1970/weighted_games.csv"):
        games = catalogue(int(row["members"]))
        assert len(games.quota) == int(row["games"]) and games.weights.max() == int(row["heaviest"])
        assert len({w.tobytes() for w in games.wins}) == len(games.wins)


def test_four_members_cannot_have_powers_4_3_2_1() -> None:
    found = weights_for([0.4, 0.3, 0.2, 0.1])
    assert found.weights.tolist() == [3, 2, 2, 1] and found.quota == 5
    assert np.allclose(found.powers, np.array([5, 3, 3, 1]) / 12) and not found.reached
    assert found.optimum == "global" and found.largest == pytest.approx(0.05)
    assert found.distance == pytest.approx(np.sqrt(2 * (1 / 60) ** 2 + 2 * 0.05**2))


@pytest.mark.parametrize("share", ["1/2", 0.55, "2/3", 0.75, 0.9, 1.0])
@pytest.mark.parametrize("target", [(4, 3, 2, 1), (1, 6, 2, 1), (5, 1, 1, 5)])
def test_no_small_whole_weights_with_the_quota_share_come_closer(
    target: tuple[int, ...], share: float | str
) -> None:
    found = weights_for(target, share)
    part = {"1/2": (1, 2), "2/3": (2, 3), 0.55: (11, 20), 0.75: (3, 4), 0.9: (9, 10), 1.0: (1, 1)}[share]
    assert found.quota == -(-part[0] * int(found.weights.sum()) // part[1])
    assert np.allclose(found.powers, exact(found.weights, found.quota))
    aim = np.array(target) / sum(target)
    all_weights = np.array([w for w in product(range(8), repeat=4) if sum(w)])
    quotas = -(-part[0] * all_weights.sum(axis=1) // part[1])
    rivals = np.sqrt(((powers(all_weights, quotas, "banzhaf") - aim) ** 2).sum(axis=1))
    assert found.optimum == "global" and found.distance <= rivals.min() + 1e-12


def test_a_quota_that_only_ties_can_meet() -> None:
    found = weights_for([1, 1, 1], 1.0)  # unanimity: the winning weights meet the quota exactly
    assert found.reached and found.quota == found.weights.sum()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=10).filter(lambda w: sum(w) > 0),
    st.sampled_from([0.5, 0.6, 0.75, 1.0]),
    st.sampled_from(KINDS),
)
def test_the_powers_of_a_game_lead_back_to_it(weights: list[int], share: float, index: str) -> None:
    quota = ceil(round(share * sum(weights), 9))
    target = exact(np.array(weights), quota, index)
    found = weights_for(target, share, index=index, start=weights)
    assert found.weights.tolist() == weights and found.quota == quota
    assert found.reached and found.distance < 1e-12 and found.steps == 0


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.sampled_from([0.5, 0.6, 0.8]))
def test_few_members_reach_what_can_be_reached_without_a_hint(weights: list[int], share: float) -> None:
    target = exact(np.array(weights), ceil(round(share * sum(weights), 9)))
    found = weights_for(target, share)
    assert found.reached and found.distance < 1e-12


def test_a_local_optimum_is_one() -> None:
    target = np.array([9, 8, 7, 6, 5, 4, 3, 2, 1], dtype=float)
    found = weights_for(target, 0.62, votes=300)
    aim = target / target.sum()
    assert found.optimum == "local" and np.allclose(found.powers, exact(found.weights, found.quota))
    for i, step in product(range(9), (-1, 1)):
        near = found.weights.copy()
        near[i] += step
        if near[i] >= 0:
            rival = exact(near, -(-31 * int(near.sum()) // 50))
            assert np.sqrt(((rival - aim) ** 2).sum()) >= found.distance - 1e-12
    plain = exact(np.array([9, 8, 7, 6, 5, 4, 3, 2, 1]), 28)
    assert found.distance < np.sqrt(((plain - aim) ** 2).sum())


def test_a_free_quota_is_at_least_as_good_and_zero_stays_without_power() -> None:
    target = [30, 20, 15, 10, 10, 10, 5, 0]
    free, bound = weights_for(target), weights_for(target, 0.9)
    assert free.distance <= bound.distance + 1e-12 and free.powers[-1] == 0.0


def test_a_limit_of_steps_is_said() -> None:
    found = weights_for([9, 8, 7, 6, 5, 4, 3, 2, 1], 0.62, votes=40, max_games=0)
    assert found.optimum == "none" and found.steps == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: weights_for([]), "not all 0"),
        (lambda: weights_for([0.0, 0.0]), "not all 0"),
        (lambda: weights_for([0.5, np.nan]), "not all 0"),
        (lambda: weights_for([0.5, -0.5]), "not all 0"),
        (lambda: weights_for([1, 2], 1.2), "outside"),
        (lambda: weights_for([1, 2], index="johnston"), "no aim for index"),
        (lambda: weights_for([1, 2], tolerance=-1.0), "must not be negative"),
        (lambda: weights_for([1, 2], start=[1.5, 2]), "whole numbers"),
        (lambda: weights_for([1, 2], start=[1, 2, 3]), "2 whole numbers"),
        (lambda: weights_for(range(1, 9), 0.6, votes=0), "0 votes"),
        (lambda: catalogue(7), "7 members"),
        (lambda: powers(np.array([[1, 1]]), np.array([1]), "holler"), "no aim for index"),
    ],
)
def test_bad_input(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ModelInputError, match=says):
        call()


def test_references_exist() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
