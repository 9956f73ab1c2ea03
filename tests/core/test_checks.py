from __future__ import annotations

import numpy as np
import pytest

from foedera.core.checks import not_negative, positive, unit_interval
from foedera.core.errors import ModelInputError


def test_shares_pass_and_others_do_not() -> None:
    np.testing.assert_array_equal(unit_interval([0, 0.5, 1], "x"), [0.0, 0.5, 1.0])
    for bad in (-1e-9, 1.1, np.nan, [0.5, 2.0]):
        with pytest.raises(ModelInputError, match=r"x: must lie in \[0, 1\]"):
            unit_interval(bad, "x")


def test_amounts_pass_and_others_do_not() -> None:
    np.testing.assert_array_equal(not_negative([0, 2], "x"), [0.0, 2.0])
    np.testing.assert_array_equal(positive([1e-300, 2], "x"), [1e-300, 2.0])
    for bad in (-1e-9, np.nan, np.inf, [0.5, -2.0]):
        with pytest.raises(ModelInputError, match="x: must be finite and at least 0"):
            not_negative(bad, "x")
        with pytest.raises(ModelInputError, match="x: must be finite and above 0"):
            positive(bad, "x")
    with pytest.raises(ModelInputError):
        positive(0.0, "x")
