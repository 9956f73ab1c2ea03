from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.aggregators import CARD, aggregate, best_shot, ces_game, linear_game, weakest_link

fast = settings(max_examples=40, deadline=None)
efforts = st.lists(st.floats(0.05, 20), min_size=2, max_size=6).map(np.array)


def test_worked_aggregators() -> None:
    v, c, d = (3.0, 2.0, 1.0), (1.0, 1.0, 2.0), 1 / 3
    for rho, g, q, coop in ((0.5, (0.807967, 0.616594, 0.244696), 0.527450, 1.615124),
                            (-1.0, (0.573390, 0.500902, 0.315548), 0.434185, 1.558736)):  # fmt: skip
        got = ces_game(v, c, d, rho)
        np.testing.assert_allclose(got[0], g, atol=6e-7)
        assert got[1] == pytest.approx(q, abs=6e-7)
        assert got[1] == pytest.approx((d * got[0] ** rho).sum() ** (1 / rho))
        assert ces_game(v, c, d, rho, cooperative=True)[1] == pytest.approx(coop, abs=6e-7)
    assert (weakest_link(v, c), weakest_link(v, c, cooperative=True)) == (0.5, 1.5)
    assert [int(x) for x in best_shot(v, c)] == [0, 3]
    assert best_shot(v, c, cooperative=True)[1] == 6


def test_sum_is_the_quadratic_game() -> None:
    v, c = np.array([3.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0])
    np.testing.assert_allclose(ces_game(v, c, 1.0, 1.0)[0], v / c)
    np.testing.assert_allclose(ces_game(v, c, 1.0, 1.0, cooperative=True)[0], 6 / c)


def test_linear_game() -> None:
    g, q = linear_game([3.0, 1.0, 0.5], [1.0, 1.0, 2.0], [10.0, 5.0, 4.0])
    np.testing.assert_array_equal(g, [10, 0, 0])
    assert q == 10
    np.testing.assert_array_equal(
        linear_game([3.0, 1.0, 0.5], [1.0, 1.0, 2.0], [10.0, 5.0, 4.0], cooperative=True)[0], [10, 5, 2]
    )


@fast
@given(efforts, st.floats(0.2, 4.0))
def test_output_lies_between_its_limits(g: np.ndarray, scale: float) -> None:
    d = 1 / len(g)
    means = [aggregate(g, d, rho) for rho in (-np.inf, -60.0, -1.0, 0.5, 1.0, 4.0, 60.0, np.inf)]
    assert np.all(np.diff(means) >= -1e-9 * means[-1])
    assert (means[0], means[-1]) == (g.min(), g.max())
    assert means[1] == pytest.approx(g.min(), rel=0.05)
    assert means[-2] == pytest.approx(g.max(), rel=0.05)
    assert means[4] == pytest.approx(g.mean())
    for rho in (-2.0, 0.5, 3.0):
        assert aggregate(g * scale, d, rho) == pytest.approx(scale * float(aggregate(g, d, rho)))
        assert aggregate(g[::-1], d, rho) == pytest.approx(float(aggregate(g, d, rho)))


def test_an_effort_of_nothing() -> None:
    assert aggregate([0.0, 4.0], 1.0, -1.0) == 0
    assert aggregate([0.0, 4.0], 1.0, 0.5) == pytest.approx(4)
    assert aggregate([0.0, 0.0], 1.0, 2.0) == 0


@fast
@given(efforts, st.sampled_from([-4.0, -1.0, 0.5, 1.0]))
def test_nobody_gains_by_another_effort(v: np.ndarray, rho: float) -> None:
    n = len(v)
    c, d = 1.0 + np.arange(n) / n, 1 / n
    g, q = ces_game(v, c, d, rho)
    assert aggregate(g, d, rho) == pytest.approx(float(q))
    assert ces_game(v, c, d, rho, cooperative=True)[1] >= q * (1 - 1e-9)
    for i in range(n):
        tried = np.tile(g, (60, 1))
        tried[:, i] = g[i] * np.linspace(0.01, 3, 60)
        gain = v[i] * aggregate(tried, d, rho) - c[i] * tried[:, i] ** 2 / 2
        assert gain.max() <= (v[i] * q - c[i] * g[i] ** 2 / 2) + 1e-9 * (1 + v[i] * q)


def test_a_richer_member_does_not_strengthen_the_weakest_link() -> None:
    assert weakest_link([3.0, 1.0], [1.0, 1.0]) == weakest_link([30.0, 1.0], [1.0, 1.0])


def test_bad_arguments() -> None:
    for call in (
        lambda: ces_game([1.0], [1.0], [1.0], 2.0),
        lambda: ces_game([1.0], [0.0], [1.0], 0.5),
        lambda: weakest_link([1.0], [0.0]),
        lambda: aggregate([1.0, -1.0]),
        lambda: aggregate([1.0], 0.0),
        lambda: aggregate([1.0], 1.0, 0.0),
        lambda: aggregate(1.0),
        lambda: linear_game([1.0], [0.0], [1.0]),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
