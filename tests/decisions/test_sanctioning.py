"""Who takes part in sanctions: preference, decision and cost, each in its direction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.decisions.sanctioning import SanctioningParameters, expected_loss, takes_part

number = st.floats(-10, 10)


def test_the_three_reasons():
    p = SanctioningParameters(decided=1.5, cost=2.0)
    utility, decided, loss = [0.1, -1.0, -1.0, 1.0, 1.0], [0, 0, 1, 0, 1], [0.0, 0.0, 0.0, 1.0, 1.0]
    assert takes_part(utility, decided, loss, p).tolist() == [True, False, True, False, True]


@given(number, st.booleans(), number, st.floats(0, 5), st.floats(0, 5))
def test_more_to_gain_a_decision_and_less_to_lose_never_keep_a_state_out(v, decided, loss, gain, saved):
    if takes_part(v, decided, loss):
        assert takes_part(v + gain, True, loss - saved)


def test_those_who_share_expect_the_mean_weighted_by_income():
    found = expected_loss([[3.0, 1.0, 8.0]], [1.0, 3.0, 5.0], [[True, True, False]])
    assert found == pytest.approx(np.array([[1.5, 1.5, 8.0]]))
    assert expected_loss([3.0, 1.0], [1.0, 3.0], [False, False]).tolist() == [3.0, 1.0]


def test_sharing_brings_in_who_would_lose_most_and_may_lose_others():
    loss = np.array([4.0, 0.1])
    alone = takes_part([1.0, 1.0], False, loss)
    together = takes_part([1.0, 1.0], False, expected_loss(loss, [1.0, 99.0], [True, True]))
    assert alone.tolist() == [False, True] and together.tolist() == [True, True]


def test_bad_input():
    with pytest.raises(ModelInputError, match="not a number"):
        takes_part([np.nan], [True], [0.0])
    with pytest.raises(ModelInputError, match="income"):
        expected_loss([1.0], [0.0], [True])
