from __future__ import annotations

import numpy as np
import pytest

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.burden import BurdenParameters
from foedera.decisions.pledges import CARD, pledge_path, pledge_step, years_to_target


def test_pledges() -> None:
    s = np.array([[1.0, 1.5, 2.5]])
    step = pledge_step(s, 2.0, 0.1, 0.0, np.zeros((1, 3)))
    np.testing.assert_allclose(step, [[1.1, 1.55, 2.5]])
    peer = pledge_step(s, 2.0, 0.1, 0.0, np.zeros((1, 3)), peer_pressure=1.0)
    np.testing.assert_allclose(peer, [[1 + 0.1 * 4 / 3, 1.5 + 0.05 * 4 / 3, 2.5]])
    np.testing.assert_allclose(pledge_step(s, 2.0, 0.0, 0.0, 0.0, push=-2.0), [[0, 0, 0.5]])
    path = pledge_path(s, 2.0, 0.062, 0.117, np.random.default_rng(1).standard_normal((10, 400, 3)))
    assert path.shape == (11, 400, 3)
    calm = pledge_path(s, 2.0, 0.062, 0.0, np.zeros((10, 1, 3)))
    np.testing.assert_allclose(2 - calm[-1, 0, 0], 0.938**10)
    assert path[-1, :, 0].mean() == pytest.approx(calm[-1, 0, 0], abs=0.1)
    record = BurdenParameters().draw(np.random.default_rng(2).standard_normal((500, 12)), np.zeros((500, 12)))
    assert record.closing_rate.std() == pytest.approx(0.013, rel=0.1)


def test_push_of_threat_and_of_fiscal_stress() -> None:
    push = 0.5 * np.array([[0.4], [0.0]]) - 0.1 * np.array([[0.0], [1.0]])
    path = pledge_path([1.0, 3.0], 2.0, 0.1, 0.0, np.zeros((2, 2)), push=push)
    np.testing.assert_allclose(path, [[1, 3], [1.3, 3.2], [1.27, 3.1]])


def test_years_to_target() -> None:
    path = np.array([[1.0, 2.5, 1.0], [1.6, 1.9, 1.1], [2.0, 1.8, 1.2], [1.9, 1.7, 1.3]])
    np.testing.assert_array_equal(years_to_target(path, 2.0), [2, 0, np.inf])
    np.testing.assert_array_equal(years_to_target(path, [1.6, 2.5, 1.3]), [1, 0, 3])
    draws = np.random.default_rng(1).standard_normal((20, 200, 2))
    walk = pledge_path([2.5, 3.0], 3.5, 0.1, 0.1, draws)
    near, far = (years_to_target(walk, tau) for tau in (3.2, 3.5))
    assert np.all(near <= far)
    faster = years_to_target(pledge_path([2.5, 3.0], 3.5, 0.3, 0.1, draws), 3.5)
    assert np.median(faster) < np.median(far)
    calm = years_to_target(pledge_path([1.0], 2.0, 0.5, 0.0, np.zeros((9, 1))), 1.9)
    assert calm == 4  # 1 - 0.5**4 is the first above 0.9


def test_bad_arguments() -> None:
    for call in (
        lambda: pledge_step([1.0], 2.0, 0.1, -0.1, [0.0]),
        lambda: pledge_step([-1.0], 2.0, 0.1, 0.1, [0.0]),
        lambda: years_to_target([1.0, 2.0], 2.0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
