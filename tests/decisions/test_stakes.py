"""What members gain by acting against an aggressor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.stakes import CARD, stake
from foedera.decisions.voting import net_utility

POINT = st.floats(-3.0, 3.0)


@given(POINT, POINT, POINT, st.floats(0.1, 5.0), st.floats(0.5, 10.0))
def test_the_sign_is_that_of_the_spatial_gain_and_the_size_is_held(
    x: float, s: float, b: float, sigma: float, most: float
) -> None:
    plain = float(net_utility([x], s, b, sigma)[0])
    found = float(stake([x], s, b, sigma, most)[0])
    assert abs(found) <= min(abs(plain), most) + 1e-12
    assert np.sign(found) == np.sign(plain) or abs(plain) < 1e-300
    assert float(stake([x], s, b, sigma, 1e6)[0]) == pytest.approx(plain, rel=1e-6, abs=1e-9)


def test_who_stands_with_the_line_gains_and_who_stands_with_the_aggressor_loses() -> None:
    v = stake([1.0, 0.0, -1.0], -1.0, 1.0, 0.5, 3.0)
    assert v[0] == -v[2] == pytest.approx(3.0 * np.tanh(8.0 / 3.0))
    assert v[1] == 0.0


def test_runs_broadcast() -> None:
    ideal = np.linspace(-1, 1, 5)
    aggressor, line = np.array([-1.0, 0.5]), np.array([1.0, -0.5])
    both = stake(ideal, aggressor, line, 0.3, 3.0)
    assert both.shape == (2, 5)
    for k in range(2):
        np.testing.assert_array_equal(both[k], stake(ideal, aggressor[k], line[k], 0.3, 3.0))


def test_bad_input_and_sources() -> None:
    for wrong in (lambda: stake([0.0], 0, 1, 1.0, 0.0), lambda: stake([0.0], 0, 1, 0.0, 3.0),
                  lambda: stake([np.nan], 0, 1, 1.0, 3.0)):  # fmt: skip
        with pytest.raises(ModelInputError):
            wrong()
    assert len(cite(CARD.cites)) == len(CARD.cites)
