from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.burden import CARD as GAME
from foedera.decisions.burden import lindahl, public_good_nash
from foedera.decisions.participation import CARD, compensation, refusers, side_payments, suboptimality

W = np.array([20.0, 4, 3, 2, 1])


def after(w: np.ndarray, a: float, paid: np.ndarray) -> np.ndarray:
    """Utility under Lindahl shares and payments."""
    coop = lindahl(w, a)
    return (1 - a) * np.log(w - coop.g + paid) + a * np.log(coop.q)


def test_small_free_riders_refuse_and_can_be_kept() -> None:
    nash, coop = public_good_nash(W, 0.05), lindahl(W, 0.05)
    np.testing.assert_array_equal(refusers(coop, nash), [False, True, True, True, True])
    needed = compensation(coop, nash, W, 0.05)
    np.testing.assert_array_equal(needed > 0, refusers(coop, nash))
    np.testing.assert_allclose(after(W, 0.05, needed), nash.u, atol=1e-12)
    kept = side_payments(needed)
    assert kept.enough
    assert kept.paid.sum() == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(kept.paid[1:], needed[1:])
    assert np.all(after(W, 0.05, kept.paid) >= nash.u - 1e-12)
    assert after(W, 0.05, kept.paid)[0] > nash.u[0]
    assert suboptimality(nash, coop) == pytest.approx(1 / 3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.5, 50), min_size=2, max_size=6).map(np.array), st.floats(0.02, 0.5))
def test_payments_keep_everybody_where_there_is_a_gain(w: np.ndarray, a: float) -> None:
    nash, coop = public_good_nash(w, a), lindahl(w, a)
    needed = compensation(coop, nash, w, a)
    kept = side_payments(needed)
    assert kept.enough == (needed.sum() <= 0)
    assert kept.paid.sum() == pytest.approx(0, abs=1e-9)
    if kept.enough:
        assert np.all(after(w, a, kept.paid) >= nash.u - 1e-9)
    assert 0 <= suboptimality(nash, coop) < 1


def test_too_little_to_spare_is_shared_by_need() -> None:
    kept = side_payments([[3.0, 1.0, -2.0], [1.0, 0.0, -2.0], [0.0, -1.0, -1.0]])
    np.testing.assert_array_equal(kept.enough, [False, True, True])
    np.testing.assert_allclose(kept.paid, [[1.5, 0.5, -2], [1, 0, -1], [0, 0, 0]])


def test_bad_arguments() -> None:
    for call in (
        lambda: side_payments([np.nan, 1.0]),
        lambda: side_payments(1.0),
        lambda: compensation(lindahl(W, 0.05), lindahl(W, 0.05), W, 0.05, price=0.0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite((*CARD.cites, *GAME.cites))) == len(CARD.cites) + len(GAME.cites)
