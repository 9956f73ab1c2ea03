from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.cost_games import sample_shapley, shapley
from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.cost_shares import CARD, airport_shares

needs = st.lists(st.floats(0, 50), min_size=1, max_size=7).map(np.array)


def greatest(c: np.ndarray) -> np.ndarray:
    """Costs of all coalitions, that of the greatest need."""
    inside = (np.arange(1 << len(c))[:, None] >> np.arange(len(c))) % 2
    return (inside * c).max(axis=1)


def test_worked_example() -> None:
    np.testing.assert_allclose(airport_shares([3.0, 1.0, 2.0]), [11 / 6, 1 / 3, 5 / 6])


@settings(max_examples=40, deadline=None)
@given(needs)
def test_it_is_the_shapley_value(c: np.ndarray) -> None:
    got = airport_shares(c)
    np.testing.assert_allclose(got, shapley(greatest(c)), atol=1e-9)
    assert got.sum() == pytest.approx(c.max(), abs=1e-9)
    assert np.all(got <= c + 1e-9)


def test_many_members_by_sampling() -> None:
    c = np.linspace(1, 30, 24)
    got = sample_shapley(lambda inside: (inside * c).max(axis=1), 24, 1, orders=400)
    assert np.all(np.abs(got.value - airport_shares(c)) < 4.5 * got.error + 1e-9)


def test_bad_arguments() -> None:
    for call in (lambda: airport_shares([-1.0]),):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
