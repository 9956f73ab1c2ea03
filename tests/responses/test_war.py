"""Coalition strength and victory: worked example to six digits, own fits, laws, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.responses import war as w

M = np.array([0.10, 0.05, 0.02])
G = np.array([1.0, 0.85, 0.7])
I3 = np.array([[1.0, 0.8, 0.5], [0.8, 1.0, 0.6], [0.5, 0.6, 1.0]])
X = w.contributions(M, 1.0, G)

unit = st.floats(0.0, 1.0)
strength = st.floats(1e-4, 1.0)
quick = settings(max_examples=40, deadline=None)


@st.composite
def coalitions(draw: st.DrawFn, n: int = 4) -> tuple[np.ndarray, np.ndarray]:
    x = np.array(draw(st.lists(strength, min_size=n, max_size=n)))
    upper = np.array(draw(st.lists(unit, min_size=n * n, max_size=n * n))).reshape(n, n)
    interop = np.triu(upper, 1)
    return x, interop + interop.T + np.eye(n)


def test_worked_coalition() -> None:
    assert pytest.approx([0.1, 0.0425, 0.014], abs=1e-12) == X
    assert w.mean_interoperability(X, I3) == pytest.approx(0.853995, abs=5e-7)
    assert w.coalition_strength(X, I3) == pytest.approx(0.149645, abs=5e-7)


def test_worked_victory() -> None:
    m_a, m_b, delta, mu = w.coalition_strength(X, I3), 0.12, 0.548, 0.379
    assert w.victory_probability(m_a, m_b, delta, mu) == pytest.approx(0.652869, abs=5e-7)
    assert 1.0 - w.victory_probability(m_b, m_a, delta, mu) == pytest.approx(0.385960, abs=5e-7)
    got = w.victory_probability([1.0, 10.0, 1.0], [1.0, 1.0, 10.0], delta, mu)
    assert got == pytest.approx([0.633671, 0.805445, 0.419536], abs=5e-7)


def test_worked_distance() -> None:
    km = np.array([0.0, 500.0, 1359.141, 3000.0, 6000.0]) * 1.609344
    g = w.projection(km, "bdm", capability=0.1, miles_per_day=500.0, clamp=False)
    assert 0.1 * g == pytest.approx([0.137330, 0.120748, 0.1, 0.075291, 0.051863], abs=5e-7)
    assert w.projection(km, "bdm", capability=0.1, miles_per_day=500.0).max() == 1.0
    assert w.projection(3000.0) == pytest.approx(0.594604, abs=5e-7)
    assert w.projection([0.0, 9e3], "none") == pytest.approx([1.0, 1.0])
    assert [w.miles_per_day(y) for y in (1914, 1939, 2024)] == [250.0, 375.0, 500.0]


def test_outcomes_sum_to_one() -> None:
    p = np.linspace(0.0, 1.0, 11)
    for rule in ("constant", "parity_draws"):
        got = w.outcome_probabilities(p, 10 / 87, rule)
        assert got.shape == (11, 3)
        assert got.sum(axis=-1) == pytest.approx(np.ones(11))
    assert w.outcome_probabilities(0.5, 0.2, "parity_draws") == pytest.approx([0.4, 0.2, 0.4])
    assert w.outcome_probabilities(0.5, [0.1, 0.2]).shape == (2, 3)


def test_mobilisation() -> None:
    assert w.mobilisation([0, 1, 2, 9]) == pytest.approx([1 / 3, 2 / 3, 1.0, 1.0])


@quick
@given(coalitions(), st.floats(0.0, 1.0))
def test_marginal_contributions_are_differences(c: tuple[np.ndarray, np.ndarray], lam: float) -> None:
    x, interop = c
    whole, marginal = w.coalition_strength(x, interop, lam), w.marginal_contributions(x, interop, lam)
    for k in range(len(x)):
        without = w.coalition_strength(np.where(np.arange(len(x)) == k, 0.0, x), interop, lam)
        assert marginal[k] == pytest.approx(whole - without, abs=1e-12)


@quick
@given(coalitions(), st.floats(0.0, 0.5), st.integers(0, 3))
def test_strength_never_falls_in_a_member(c: tuple[np.ndarray, np.ndarray], lam: float, k: int) -> None:
    x, interop = c
    more = x + np.where(np.arange(len(x)) == k, 0.05, 0.0)
    assert w.coalition_strength(more, interop, lam) >= w.coalition_strength(x, interop, lam) - 1e-12


@quick
@given(coalitions(), st.floats(0.0, 1.0))
def test_derivative_of_strength(c: tuple[np.ndarray, np.ndarray], lam: float) -> None:
    x, interop = c
    s, mean, h = x / x.sum(), w.mean_interoperability(x, interop), 1e-6 * x.sum()
    for k in range(len(x)):
        e = h * (np.arange(len(x)) == k)
        up, down = w.coalition_strength(x + e, interop, lam), w.coalition_strength(x, interop, lam)
        expected = 1 - lam + lam * (2 * interop[k] @ s - mean)
        assert (up - down) / h == pytest.approx(expected, abs=1e-4)


@quick
@given(coalitions())
def test_full_interoperability_adds_up(c: tuple[np.ndarray, np.ndarray]) -> None:
    x, _ = c
    assert w.coalition_strength(x, np.ones((4, 4)), 0.3) == pytest.approx(x.sum())


@quick
@given(coalitions(), st.floats(0.01, 0.99), unit)
def test_splitting_a_member_changes_nothing(
    c: tuple[np.ndarray, np.ndarray], part: float, lam: float
) -> None:
    x, interop = c
    order = [0, 0, 1, 2, 3]
    split = x[order] * np.array([part, 1 - part, 1, 1, 1])
    assert w.coalition_strength(split, interop[np.ix_(order, order)], lam) == pytest.approx(
        w.coalition_strength(x, interop, lam)
    )


@quick
@given(strength, strength, st.floats(-2, 2), st.floats(0, 2), st.floats(0.1, 10))
def test_victory_laws(a: float, b: float, delta: float, mu: float, c: float) -> None:
    p = w.victory_probability(a, b, delta, mu)
    assert 0.0 < p < 1.0
    assert w.victory_probability(c * a, c * b, delta, mu) == pytest.approx(p)
    assert w.victory_probability(1.1 * a, b, delta, mu) >= p
    assert w.victory_probability(a, 1.1 * b, delta, mu) <= p
    assert w.victory_probability(a, a, 0.0, mu) == pytest.approx(0.5)
    swapped = w.victory_probability(b, a, 0.0, mu)
    assert swapped == pytest.approx(1.0 - w.victory_probability(a, b, 0.0, mu))
    assert w.victory_probability(a, b, delta, 0.0) == pytest.approx(w.victory_probability(b, a, delta, 0.0))


def test_leading_axes_and_permutation() -> None:
    rng = np.random.default_rng(1)
    replicas, wars, n = 3, 2, 3
    members = rng.random((replicas, wars, n)) < 0.7
    members[..., 0] = True
    x = w.contributions(np.broadcast_to(M, (replicas, wars, n)), 0.5, G, members)
    interop = np.broadcast_to(I3, (replicas, 1, n, n))
    lam = rng.uniform(0.1, 0.5, (replicas, 1))
    got = w.coalition_strength(x, interop, lam)
    assert got.shape == (replicas, wars)
    assert got[1, 1] == pytest.approx(w.coalition_strength(x[1, 1], I3, lam[1, 0]))
    assert w.marginal_contributions(x, interop, lam).shape == (replicas, wars, n)
    order = [2, 0, 1]
    permuted = w.coalition_strength(x[..., order], I3[np.ix_(order, order)], lam)
    assert permuted == pytest.approx(got)


def test_record_agrees_with_shipped_estimate() -> None:
    record, fit = w.WarParameters(), w.outcome_estimate()
    assert (record.delta, record.mu) == (fit["delta"], fit["mu"])
    later = w.WarParameters.for_era("after_1945")
    assert later.mu == w.outcome_estimate("after_1945")["mu"] < record.mu


def test_draws_follow_the_joint_covariance() -> None:
    record, rng = w.WarParameters(), np.random.default_rng(2)
    f = len(record.names())
    drawn = record.draw(rng.standard_normal((20_000, f)), rng.random((20_000, f)))
    fit = w.outcome_estimate()
    got = np.cov(drawn.delta, drawn.mu)
    assert np.mean(drawn.delta) == pytest.approx(record.delta, abs=4 * fit.se()[0] / np.sqrt(20_000))
    assert got[0] == pytest.approx(fit.covariance[0], abs=0.002)
    assert np.all(drawn.mu >= 0.0)
    assert np.all((drawn.interop_loss >= 0.1) & (drawn.interop_loss <= 0.5))
    shifted = record.replace(delta=0.0).draw(np.zeros((2, f)), np.zeros((2, f)))
    assert shifted.delta == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize(
    "call",
    [
        lambda: w.coalition_strength(np.zeros(3), I3),
        lambda: w.contributions([0.0, 0.1], 1.0, 1.0),
        lambda: w.contributions(M, 1.5, G),
        lambda: w.contributions(-M, 1.0, G, [False, False, False]),
        lambda: w.coalition_strength(X, I3, 1.2),
        lambda: w.check_interoperability([[1.0, 0.2], [0.3, 1.0]]),
        lambda: w.check_interoperability([[0.9, 0.2], [0.2, 1.0]]),
        lambda: w.check_interoperability([[1.0, 1.2], [1.2, 1.0]]),
        lambda: w.check_interoperability(1.0),
        lambda: w.projection(-1.0),
        lambda: w.projection(10.0, "halvin"),
        lambda: w.projection(10.0, "bdm", capability=0.1),
        lambda: w.victory_probability(0.0, 1.0, 0.5, 0.3),
        lambda: w.victory_probability(1.0, 1.0, 0.5, -0.3),
        lambda: w.victory_probability(1.0, np.nan, 0.5, 0.3),
        lambda: w.outcome_probabilities(0.5, 0.1, "coin"),
        lambda: w.outcome_probabilities(1.5, 0.1),
        lambda: w.check_sides([[True, False]], [[False, False]]),
        lambda: w.check_sides([True, False], [True, True]),
        lambda: w.outcome_estimate("to_1944"),
    ],
)
def test_bad_input(call: object) -> None:
    with pytest.raises(ModelInputError):
        call()  # type: ignore[operator]


def test_good_sides_and_matrix_pass() -> None:
    w.check_sides([True, False], [False, True])
    assert w.check_interoperability(I3) is not None


def test_citations_exist() -> None:
    assert len(cite(w.CARD.cites)) == len(w.CARD.cites)
