"""Parameter records: no value without unit, range and source."""

from dataclasses import dataclass

import numpy as np
import pytest

from foedera.core.errors import InputError, InputErrors
from foedera.core.parameters import Record, param


@dataclass(frozen=True)
class Example(Record):
    rate: float = param(0.5, unit="probability", low=0, high=1, source="someone1999", meaning="a rate",
                        sd=0.2, spread="normal")  # fmt: skip
    size: float = param(2.0, unit="1", low=0, source="ASSUMPTION: a guess", meaning="a size",
                        sd=0.4, spread="lognormal")  # fmt: skip
    loss: float = param(
        0.3, unit="share", low=0.1, high=0.5, source="ASSUMPTION", meaning="a loss", spread="uniform"
    )
    rule: str = param("sum", unit="name", choices=("sum", "max"), source="x", meaning="a rule")


def test_rows_carry_everything():
    rows = Example().rows()
    assert [r.name for r in rows] == ["rate", "size", "loss", "rule"]
    assert [r.assumed for r in rows] == [False, True, True, False]
    assert all(r.unit and r.source and r.meaning for r in rows)


def test_all_problems_at_once_with_name_range_and_remedy():
    with pytest.raises(InputErrors) as caught:
        Example(rate=1.5, size=float("nan"), rule="summ")
    text = str(caught.value)
    assert "Example.rate: 1.5 is outside 0..1" in text
    assert "Example.size" in text and "not finite" in text
    assert "did you mean 'sum'?" in text


def test_unknown_name_suggests():
    with pytest.raises(InputError, match="did you mean 'rate'"):
        Example().replace(rat=0.2)


def test_arrays_are_checked_element_by_element():
    assert Example(rate=np.array([0.1, 0.9])).rate.shape == (2,)
    with pytest.raises(InputErrors, match=r"-0\.1 is outside"):
        Example(rate=np.array([0.1, -0.1]))


def test_draw_spreads_what_is_uncertain_and_stays_in_range():
    rng = np.random.default_rng(1)
    drawn = Example().draw(rng.standard_normal((4000, 4)), rng.random((4000, 4)))
    assert drawn.rule == "sum"
    assert drawn.rate.min() >= 0 and drawn.rate.max() <= 1
    assert np.isclose(np.log(drawn.size).std(), 0.4, atol=0.02)
    assert 0.1 <= drawn.loss.min() < 0.12 and 0.48 < drawn.loss.max() <= 0.5


def test_unit_must_be_on_the_list():
    with pytest.raises(InputError, match="unknown unit"):
        param(1.0, unit="furlong", source="x", meaning="y")
