"""Relevant dyads, capability ratios and the capability index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foedera.core.errors import ModelInputError
from foedera.panel.capability import capability_index
from foedera.panel.relevance import capability_ratio, politically_relevant

figures = arrays(float, (4, 5), elements=st.floats(0.01, 1e6))


def test_neighbours_and_majors_are_relevant() -> None:
    contiguous = np.zeros((4, 4), bool)
    contiguous[0, 1] = contiguous[1, 0] = True
    relevant = politically_relevant(contiguous, [False, False, False, True])
    expected = contiguous.copy()
    expected[3, :] = expected[:, 3] = True
    expected[3, 3] = False
    np.testing.assert_array_equal(relevant, expected)


def test_relevance_broadcasts_over_runs() -> None:
    relevant = politically_relevant(np.zeros((3, 3), bool), np.eye(3, dtype=bool)[:2])
    assert relevant.shape == (2, 3, 3)
    assert relevant[0, 0, 1]
    assert not relevant[0, 1, 2]


def test_relevance_refuses_shapes_that_do_not_match() -> None:
    with pytest.raises(ModelInputError, match="wanted"):
        politically_relevant(np.zeros((3, 2), bool), np.zeros(3, bool))


def test_ratio_is_the_row_states_share() -> None:
    np.testing.assert_allclose(
        capability_ratio([3.0, 1.0, 0.0]), [[0.5, 0.75, 1.0], [0.25, 0.5, 1.0], [0.0, 0.0, 0.5]]
    )


@settings(max_examples=30, deadline=None)
@given(arrays(float, 5, elements=st.floats(0, 1e6)))
def test_ratios_of_a_dyad_sum_to_one(capability: np.ndarray) -> None:
    ratio = capability_ratio(capability)
    np.testing.assert_allclose(ratio + ratio.T, 1.0)


def test_ratio_refuses_negative() -> None:
    with pytest.raises(ModelInputError, match="negative"):
        capability_ratio([1.0, -1.0])


def test_index_worked_example() -> None:
    # two states: military shares .75 and .5, output share .25, population share .5
    index = capability_index([3, 1], [10, 10], [1, 3], [7, 7])
    np.testing.assert_allclose(index, [(0.625 + 0.25 + 0.5) / 3, (0.375 + 0.75 + 0.5) / 3], atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(figures)
def test_index_sums_to_one_whatever_the_units(table: np.ndarray) -> None:
    index = capability_index(*table)
    assert index.sum() == pytest.approx(1)
    np.testing.assert_allclose(index, capability_index(*(table * np.array([[2.0], [1e3], [0.5], [1e-3]]))))


@pytest.mark.parametrize("bad", [[-1.0, 2.0], [0.0, 0.0], [np.nan, 1.0]])
def test_index_refuses(bad: list[float]) -> None:
    with pytest.raises(ModelInputError, match="capability_index\\(personnel\\)"):
        capability_index([1, 1], bad, [1, 1], [1, 1])
