from __future__ import annotations

from collections.abc import Callable
from math import ceil, comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.design.weights import (
    CARD,
    indirect_power,
    optimal_quota,
    penrose_weights,
    typical_quota,
    whole_votes,
)
from foedera.decisions.power.game import weighted_game
from foedera.decisions.power.indices import power

Rows = list[dict[str, str]]

people = st.lists(st.floats(1.0, 1e9), min_size=1, max_size=12)


@pytest.fixture
def eu27(shared: Callable[[str], Rows]) -> tuple[list[str], np.ndarray]:
    rows = shared("eu27_nice_lisbon_2012.csv")
    return [r["member"] for r in rows], np.array([1000.0 * float(r["population_thousand"]) for r in rows])


def square_root_power(members: list[str], population: np.ndarray, votes: int, quota: float) -> np.ndarray:
    held = whole_votes(penrose_weights(population), votes)
    return power(weighted_game(ceil(quota * votes), dict(zip(members, map(int, held))))).floats("banzhaf")


@settings(deadline=None)
@given(people, st.floats(1e-3, 1e3))
def test_square_root_weights_do_not_depend_on_the_unit(population: list[float], unit: float) -> None:
    w = penrose_weights(population)
    assert np.allclose(penrose_weights(np.array(population) * unit), w, rtol=1e-12)
    assert w.sum() == pytest.approx(1.0) and np.allclose(
        w**2 / w[0] ** 2, np.array(population) / population[0]
    )


@settings(deadline=None)
@given(people, st.floats(1e-3, 1e3))
def test_the_quota_lies_between_one_half_and_all_and_scales(weights: list[float], unit: float) -> None:
    q = float(optimal_quota(weights))
    assert 0.5 < q <= 1.0 and float(optimal_quota(np.array(weights) * unit)) == pytest.approx(q)


@settings(deadline=None)
@given(
    st.lists(st.floats(0.0, 1e6), min_size=1, max_size=12).filter(lambda w: sum(w) > 1e-3),
    st.integers(1, 10_000),
)
def test_whole_votes_are_all_handed_out_within_one_of_proportion(weights: list[float], votes: int) -> None:
    held = whole_votes(weights, votes)
    assert held.sum() == votes and np.abs(held - np.array(weights) / sum(weights) * votes).max() < 1.0 + 1e-6


def test_runs_come_first() -> None:
    population = np.array([[4.0, 1.0], [1.0, 1.0]])
    assert np.allclose(penrose_weights(population), [[2 / 3, 1 / 3], [0.5, 0.5]])
    assert np.allclose(optimal_quota([[3.0, 4.0], [1.0, 0.0]]), [6 / 7, 1.0])


def test_published_quotas(table: Callable[[str], Rows], eu27: tuple[list[str], np.ndarray]) -> None:
    for row in table("slomczynski_zyczkowski_2007/quota.csv"):
        found = typical_quota(int(row["members"]))
        if row["case"] == "eu27":
            found = float(optimal_quota(penrose_weights(eu27[1])))
        assert found == pytest.approx(float(row["quota_share"]), abs=float(row["tolerance"]))


def test_power_is_nearly_proportional_at_the_optimal_quota_and_not_elsewhere(
    eu27: tuple[list[str], np.ndarray],
) -> None:
    members, population = eu27
    w = penrose_weights(population)
    best = float(optimal_quota(w))
    off = {q: np.abs(square_root_power(members, population, 100_000, q) - w).max() for q in (0.5, best, 0.7)}
    assert off[best] < 1.7e-4 and off[0.5] > 3.5e-3 and off[0.7] > 7e-3
    relative = square_root_power(members, population, 100_000, best) / w - 1.0
    assert np.abs(relative).max() < 1.9e-3


def test_citizens_have_the_same_say_under_the_square_root_law(eu27: tuple[list[str], np.ndarray]) -> None:
    members, population = eu27
    w = penrose_weights(population)
    held = whole_votes(w, 100_000)
    game = weighted_game(ceil(float(optimal_quota(w)) * 100_000), dict(zip(members, map(int, held))))
    say = indirect_power(power(game).floats("banzhaf_absolute"), population)
    assert say.max() / say.min() < 1.0031
    by_head = weighted_game(327_649, dict(zip(members, (population / 1000).tolist())))
    unequal = indirect_power(power(by_head).floats("banzhaf_absolute"), population)
    assert unequal.max() / unequal.min() > 5.0


def test_the_chance_of_a_citizen_is_that_of_a_tie() -> None:
    others = 1000
    tie = comb(others, others // 2) / 2**others
    assert indirect_power([0.5], [others + 1.0])[0] == pytest.approx(0.5 * tie, rel=3e-4)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: penrose_weights([1.0, 0.0]), "above 0"),
        (lambda: penrose_weights([np.nan]), "above 0"),
        (lambda: penrose_weights([]), "one number per member"),
        (lambda: optimal_quota([0.0, 0.0]), "all weights are 0"),
        (lambda: optimal_quota([-1.0, 2.0]), "at least 0"),
        (lambda: typical_quota(0), "0 members"),
        (lambda: indirect_power([1.2], [10.0]), r"\[0, 1\]"),
        (lambda: indirect_power([0.2], [0.5]), "fewer than one person"),
        (lambda: whole_votes([0.0, 0.0], 5), "not all 0"),
        (lambda: whole_votes([1.0, 2.0], 0), "0 votes"),
    ],
)
def test_bad_input(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ModelInputError, match=says):
        call()


def test_references_exist() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
