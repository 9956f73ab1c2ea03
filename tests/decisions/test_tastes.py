from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.burden import joint_product, public_good_nash
from foedera.decisions.tastes import CARD, fit_joint_product, fit_public_good, taste

fast = settings(max_examples=30, deadline=None)
W = np.array([20.0, 4, 3, 2, 1])
incomes = st.lists(st.floats(0.5, 10), min_size=2, max_size=6).map(lambda x: np.array([30.0, *x]))


def test_taste_under_threat() -> None:
    np.testing.assert_allclose(taste(0.05, [0, 0.5, 1.0]), [0.05, 0.075, 0.1])


@fast
@given(incomes, st.floats(0.005, 0.3), st.floats(0.005, 0.3))
def test_joint_tastes_come_back(w: np.ndarray, a: float, b: float) -> None:
    m = 1.0 + np.arange(len(w)) / len(w) / 5
    g = joint_product(w, a * m, b).g
    got = fit_joint_product(w, g, m)
    assert got.a == pytest.approx(a, rel=1e-6)
    assert got.b == pytest.approx(b, rel=1e-6)


@fast
@given(incomes, st.floats(0.005, 0.8))
def test_public_taste_comes_back(w: np.ndarray, a: float) -> None:
    m = 1.0 + np.arange(len(w)) / len(w) / 5
    assert fit_public_good(w, public_good_nash(w, a * m).g, m) == pytest.approx(a, rel=1e-9)


def test_the_fit_meets_the_sum_and_the_largest_payer() -> None:
    spent = np.array([0.9, 0.1, 0.02, 0.08, 0.01])
    tastes = fit_joint_product(W, spent)
    got = joint_product(W, tastes.a, tastes.b)
    assert got.q == pytest.approx(spent.sum(), rel=1e-9)
    assert got.g[0] == pytest.approx(spent[0], rel=1e-9)
    assert got.g[1] != pytest.approx(spent[1], rel=0.01)  # the others are the prediction


def test_alike_tastes_always_order_burdens_by_income() -> None:
    """So that the rank correlation of incomes and burdens cannot tell one taste from another."""
    for b in (0.001, 0.02, 0.04):
        assert np.all(np.diff((joint_product(W, 0.05 - b, b).g / W)[::-1]) > 0)


def test_bad_arguments() -> None:
    for call in (
        lambda: taste(0.6, 1.0),
        lambda: fit_public_good(W, 0 * W),
        lambda: fit_public_good(W, W),
        lambda: fit_public_good(W, 0.9999999999 * W),
        lambda: fit_joint_product(W, 0.05 * W),
        lambda: fit_joint_product(W, [0.5, 0, 0, 0, 0]),
        lambda: fit_joint_product(W, [-0.5, 1, 0, 0, 0]),
        lambda: fit_joint_product(np.stack([W, W]), 0.01 * W),
        lambda: fit_joint_product(W, 0.01 * W, 0.0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
