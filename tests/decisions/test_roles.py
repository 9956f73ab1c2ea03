from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.roles import CARD, proportional_cost, roles

fast = settings(max_examples=25, deadline=None)
C = np.array([[4.0, 6, 5, 9], [5, 4, 7, 8], [6, 7, 4, 5], [7, 8, 6, 4]])
K, D = np.array([5.0, 9, 5, 4]), np.array([7.0, 6, 5, 4])


def test_worked_example() -> None:
    got = roles(C, K, D)
    assert got.cost == pytest.approx(90)
    want = np.diag([5.0, 6, 5, 4])
    want[1, 0] = 2
    np.testing.assert_allclose(got.x, want, atol=1e-9)
    np.testing.assert_allclose(got.capacity_value, [-1, 0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(got.role_cost, [5, 4, 4, 4], atol=1e-9)
    np.testing.assert_array_equal(got.shortfall, 0)
    np.testing.assert_array_equal(got.lead, [0, 1, 2, 3])
    alike = proportional_cost(C, K, D)
    assert alike == pytest.approx(128.304348, abs=6e-7)
    assert 100 * (1 - got.cost / alike) == pytest.approx(29.8543, abs=6e-5)


problems = st.integers(0, 10_000).map(np.random.default_rng)


def made(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    c, need = rng.uniform(1, 9, (4, 3)), rng.integers(1, 9, 3).astype(float)
    have = rng.integers(1, 9, 4).astype(float)
    have[0] += max(0.0, need.sum() - have.sum())
    return c, have, need


@fast
@given(problems)
def test_laws_of_the_linear_problem(rng: np.random.Generator) -> None:
    c, have, need = made(rng)
    got = roles(c, have, need)
    assert np.all(got.x.sum(axis=1) <= have + 1e-7)
    np.testing.assert_allclose(got.x.sum(axis=0), need, atol=1e-7)
    np.testing.assert_allclose(got.x, np.round(got.x), atol=1e-7)  # whole units come out whole
    assert np.all(got.capacity_value <= 1e-9)
    assert np.all(got.role_cost[None, :] + got.capacity_value[:, None] <= c + 1e-7)
    assert got.role_cost @ need + got.capacity_value @ have == pytest.approx(got.cost)
    assert got.cost <= proportional_cost(c, have, need) + 1e-7
    scaled = roles(3 * c, have, need)
    assert scaled.cost == pytest.approx(3 * got.cost)
    np.testing.assert_allclose(scaled.x, got.x, atol=1e-7)


@fast
@given(problems)
def test_conditions_only_add_to_the_cost(rng: np.random.Generator) -> None:
    c, have, need = made(rng)
    have = have + need.max()
    free, led = roles(c, have, need), roles(c, have, need, indivisible=[True, False, True])
    twice = roles(c, 2 * have, need, redundancy=2)
    assert led.cost >= free.cost - 1e-7
    assert twice.cost >= roles(c, 2 * have, need).cost - 1e-7
    assert np.all((led.x[:, [0, 2]] > 0).sum(axis=0) == (led.shortfall[[0, 2]] == 0))
    assert np.isnan(led.role_cost).all()
    assert not twice.shortfall.any()
    assert np.all((twice.x >= 0.1 * need - 1e-6).sum(axis=0) >= 2)


def test_a_lead_holds_the_whole_and_a_deputy_doubles_it() -> None:
    roomy = np.full(4, 22.0)
    led = roles(C, roomy, D, indivisible=np.ones(4, bool))
    np.testing.assert_allclose(led.x, np.diag(D))
    pair = roles(C, roomy, D, indivisible=np.ones(4, bool), redundancy=2)
    assert np.all((pair.x == D).sum(axis=0) == 2)
    assert pair.cost == pytest.approx(sum(D[r] * np.sort(C[:, r])[:2].sum() for r in range(4)))


def test_shortfall_by_role() -> None:
    got = roles(C, [5, 5, 5, 4], D)
    assert got.shortfall.sum() == pytest.approx(3)
    np.testing.assert_allclose(got.x.sum(axis=0) + got.shortfall, D)
    assert got.cost == pytest.approx(76)
    assert np.isnan(got.capacity_value).all()
    led = roles(C, [6, 6, 6, 6], D, indivisible=[True, False, False, False])
    np.testing.assert_allclose(led.shortfall, [7, 0, 0, 0])  # nobody can lead patrols of 7
    assert led.lead[0] == -1
    nothing = roles(C, np.zeros(4), D)
    np.testing.assert_allclose(nothing.shortfall, D)
    with pytest.raises(ModelInputError, match="capacity of 19 cannot meet a demand of 22"):
        roles(C, [5, 5, 5, 4], D, strict=True)


def test_bad_arguments() -> None:
    for call in (
        lambda: roles(C, K[:3], D),
        lambda: roles(-C, K, D),
        lambda: roles(C, -K, D),
        lambda: roles(C, K, 0 * D),
        lambda: roles(C, K, D, redundancy=5),
        lambda: roles(C, K, D, redundancy=0),
        lambda: roles(C, K, D, redundancy=2, least_part=0.6),
        lambda: roles(C, K, D, indivisible=[True]),
        lambda: roles(C[0], K, D),
        lambda: proportional_cost(C, 0 * K, D),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
