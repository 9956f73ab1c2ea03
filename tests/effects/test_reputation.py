"""Belief in a state's word: Beta-Bernoulli laws, forgetting, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.effects import reputation as r

rates = st.floats(0.05, 0.95)
counts = st.integers(0, 20)
quick = settings(max_examples=50, deadline=None)


def test_by_hand() -> None:
    now = r.observe(r.start([0.5, 0.75], 40.0), [3, 0], [1, 0], [0, 1], 2.0)
    assert r.belief(now) == pytest.approx([23 / 44, 30 / 42])
    assert r.belief_sd(now)[0] == pytest.approx(np.sqrt(23 * 21 / (44**2 * 45)))
    later = r.forget(now, 10.0, 0.5 ** (1 / 10))
    assert [later.a[0], later.b[0]] == pytest.approx([21.5, 20.5])


@quick
@given(rates, counts, counts, counts)
def test_belief_moves_towards_what_is_seen(rate: float, kept: int, broken: int, breaches: int) -> None:
    begin = r.start(rate, 40.0)
    assert r.belief(r.observe(begin, kept, 0)) >= r.belief(begin) - 1e-12
    assert r.belief(r.observe(begin, 0, broken, breaches)) <= r.belief(begin) + 1e-12
    assert r.belief_sd(r.observe(begin, kept, kept)) <= max(r.belief_sd(begin), 0.5 / np.sqrt(41.0)) + 1e-12


@quick
@given(rates, counts, counts)
def test_order_does_not_matter(rate: float, kept: int, broken: int) -> None:
    begin = r.start(rate, 10.0)
    one = r.observe(begin, kept, broken)
    two = r.observe(r.observe(begin, 0, broken), kept, 0)
    assert r.belief(one) == pytest.approx(r.belief(two))


@quick
@given(rates, counts, st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.floats(0.1, 1.0))
def test_forgetting_is_a_semigroup_that_returns_to_the_prior(
    rate: float, broken: int, s: float, t: float, keep: float
) -> None:
    seen = r.observe(r.start(rate, 40.0), 0, broken)
    assert r.belief(r.forget(r.forget(seen, s, keep), t, keep)) == pytest.approx(
        r.belief(r.forget(seen, s + t, keep))
    )
    assert r.belief(seen) - 1e-12 <= r.belief(r.forget(seen, s, keep)) <= rate + 1e-12
    assert r.belief(r.forget(seen, 1.0, 0.0)) == pytest.approx(rate)


def test_learns_the_truth() -> None:
    kept = np.random.default_rng(5).random((4, 5000)) < 0.8
    learned = r.observe(r.start(np.full(4, 0.5), 40.0), kept.sum(axis=1), (~kept).sum(axis=1))
    assert r.belief(learned) == pytest.approx(np.full(4, 0.8), abs=0.02)


def test_replicas_broadcast_and_inputs_stay() -> None:
    begin = r.start(np.full((3, 2), 0.5), np.array([[10.0], [20.0], [40.0]]))
    before = begin.a.copy()
    assert r.belief(r.observe(begin, np.ones((3, 2)), np.zeros(2))).shape == (3, 2)
    assert np.array_equal(begin.a, before)


@pytest.mark.parametrize(
    "call",
    [
        lambda: r.start(1.0, 40.0),
        lambda: r.start(0.5, 0.0),
        lambda: r.observe(r.start(0.5, 40.0), -1, 0),
        lambda: r.observe(r.start(0.5, 40.0), 1, np.nan),
        lambda: r.forget(r.start(0.5, 40.0), -1.0, 0.9),
        lambda: r.forget(r.start(0.5, 40.0), 1.0, 1.1),
    ],
)
def test_bad_input(call: object) -> None:
    with pytest.raises(ModelInputError):
        call()  # type: ignore[operator]


def test_citations_exist() -> None:
    assert len(cite(r.CARD.cites)) == len(r.CARD.cites)
