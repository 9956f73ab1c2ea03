from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.entanglement import (
    CARD,
    JOINING,
    EntanglementParameters,
    cascade,
    chain_gang,
    entanglement_index,
    entrapment_share,
    join_probability,
    linear_bound,
    pair_probability,
    spectral_radius,
    two_sided_cascade,
)

fast = settings(max_examples=40, deadline=None)


def five() -> np.ndarray:
    q = np.zeros((5, 5))
    q[0, 1], q[0, 2], q[1, 2], q[1, 3], q[2, 3], q[3, 4] = 0.4, 0.3, 0.15, 0.5, 0.25, 0.2
    return q


SEED = np.arange(5) == 0


def reach_exact(q: np.ndarray, seed: np.ndarray) -> np.ndarray:
    """Enumerate which edges work."""
    edges = np.argwhere(q > 0)
    reach = np.zeros(len(q))
    for works in product([0, 1], repeat=len(edges)):
        p, u = 1.0, np.ones_like(q)
        for (i, j), w in zip(edges, works):
            p *= q[i, j] if w else 1 - q[i, j]
            u[i, j] = 0.0 if w else 1.0
        reach += p * (cascade(q, seed, u) >= 0)
    return reach


def test_worked_cascade() -> None:
    reach = reach_exact(five(), SEED)
    np.testing.assert_allclose(reach, [1, 0.4, 0.342, 0.26525, 0.05305], atol=1e-12)
    assert reach.sum() - 1 == pytest.approx(1.0603, abs=1e-12)
    np.testing.assert_allclose(linear_bound(five(), SEED), [1, 0.4, 0.36, 0.29, 0.058], atol=1e-12)
    q = five()
    q[4, 0], q[3, 0] = 0.1, 0.2
    assert spectral_radius(q) == pytest.approx(0.424824, abs=6e-7)


def test_simulated_cascade_within_four_standard_errors() -> None:
    u = np.random.default_rng(5).random((20_000, 5, 5))
    got = (cascade(five(), SEED, u) >= 0).mean(axis=0)
    exact = np.array([1, 0.4, 0.342, 0.26525, 0.05305])
    assert np.all(np.abs(got - exact) <= 4 * np.sqrt(exact * (1 - exact) / len(u)))


def test_rounds() -> None:
    q = np.where(five() > 0, 1.0, 0.0)
    np.testing.assert_array_equal(cascade(q, SEED, np.full((5, 5), 0.5)), [0, 1, 1, 2, 3])
    np.testing.assert_array_equal(cascade(np.zeros((5, 5)), SEED, np.zeros((5, 5))), [0, -1, -1, -1, -1])


@fast
@given(st.integers(0, 10_000), st.floats(0, 0.5))
def test_cascade_laws(key: int, scale: float) -> None:
    rng = np.random.default_rng(key)
    q, u = scale * rng.random((3, 6, 6)), rng.random((3, 6, 6))
    seed = rng.random((3, 6)) < 0.3
    low = cascade(q, seed, u) >= 0
    high = cascade(np.minimum(q * 1.5, 1.0), seed, u) >= 0
    assert np.all(low[seed])
    assert np.all(high >= low)
    small = 0.3 * q[0]
    small[np.arange(6), np.arange(6)] = 0.0
    small[small < np.sort(small.ravel())[-8]] = 0.0
    assert np.all(reach_exact(small, SEED6) <= linear_bound(small, SEED6) + 1e-12)


SEED6 = np.arange(6) == 0


def test_supercritical_bound_is_infinite() -> None:
    q = np.stack([np.full((3, 3), 0.9), np.zeros((3, 3))])
    np.testing.assert_array_equal(linear_bound(q, [True, False, False]), [[np.inf] * 3, [1, 0, 0]])


def test_two_sides() -> None:
    q = np.zeros((2, 5, 5))
    q[0, 0, [2, 3, 4]] = 1.0  # side 0: state 0 draws 2, 3 and 4
    q[1, 1, [2, 3]] = 1.0  # side 1: state 1 draws 2 and 3
    seeds = np.array([[True, False, False, False, False], [False, True, False, False, False]])
    strength = np.zeros((2, 5, 5))
    strength[0, 0, 2], strength[1, 1, 2] = 0.6, 1.0
    out = two_sided_cascade(q, seeds, np.zeros((7, 2, 5, 5)), strength)
    assert out.side.shape == (7, 5)
    np.testing.assert_array_equal(out.side[0], [0, 1, 1, -1, 0])
    np.testing.assert_array_equal(out.round[0], [0, 0, 1, -1, 1])
    with pytest.raises(ModelInputError, match="both sides"):
        two_sided_cascade(q, np.ones((2, 5)), np.zeros((2, 5, 5)), strength)


@fast
@given(st.integers(0, 10_000))
def test_one_side_alone_is_the_plain_cascade(key: int) -> None:
    rng = np.random.default_rng(key)
    q, u, seed = rng.random((2, 6, 6)) * 0.6, rng.random((4, 2, 6, 6)), rng.random(6) < 0.4
    q[1] = 0.0
    out = two_sided_cascade(q, np.stack([seed, np.zeros(6, dtype=bool)]), u, np.zeros((2, 6, 6)))
    np.testing.assert_array_equal(out.round, cascade(q[0], seed, u[:, 0]))
    assert np.all(out.side < 1)


def test_chain_gang_is_never_negative_if_pacts_only_add() -> None:
    rng = np.random.default_rng(2)
    base, u = rng.random((8, 8)) * 0.1, rng.random((500, 8, 8))
    tied = np.maximum(base, (rng.random((8, 8)) < 0.2) * 0.5)
    extra = chain_gang(tied, base, np.arange(8) == 0, u)
    assert extra.shape == (500,)
    assert extra.min() >= 0
    assert extra.mean() > 0


def test_worked_entanglement() -> None:
    got = entanglement_index([0.05, 0.02, 0.10], [1, 1, 0.5], [0.6, 0.7, 0.41], [0.05, 0.3, 0.01])
    np.testing.assert_allclose(got, [0.063665, 0.009477, 0.054188], atol=6e-7)
    assert got.with_pacts / got.without == pytest.approx(6.718, abs=6e-4)


unit = st.floats(0.01, 0.99)


@fast
@given(st.lists(st.tuples(unit, unit, unit, unit), min_size=1, max_size=4))
def test_entanglement_laws(partners: list[tuple[float, float, float, float]]) -> None:
    p, tau, h, b = np.array(partners).T
    assert entanglement_index(p, tau, b, b).added == pytest.approx(0, abs=1e-12)
    assert entanglement_index(p, np.zeros_like(p), h, b).added == pytest.approx(0, abs=1e-12)
    got = entanglement_index(p, tau, np.maximum(h, b), b)
    assert -1e-12 <= got.added <= 1 - np.prod(1 - p) + 1e-12
    more = entanglement_index(np.minimum(p[:1] + 0.01, 1), tau[:1], np.maximum(h, b)[:1], b[:1]).added
    assert more >= entanglement_index(p[:1], tau[:1], np.maximum(h, b)[:1], b[:1]).added - 1e-12


def test_entanglement_may_fall_in_a_partners_onset_where_several_partners_compete() -> None:
    # a partner at war anyway: more risk from the other partner is risk that is there without pacts too
    few, many = (entanglement_index([p, 1.0], [1, 1], [0.5, 0.9], [0.49, 0.0]).added for p in (0.1, 0.5))
    assert many < few


def test_joining() -> None:
    earlier = np.array([-5.549, 2.011, 2.270, 0.332, 0.627, 0.230])
    plain = join_probability(0, 0, 0, 0, np.log(0.01), earlier)
    assert plain == pytest.approx(1 / (1 + np.exp(5.549 + 0.230 * np.log(100))), rel=1e-12)
    assert join_probability(1, 0, 0, 0, np.log(0.01), earlier) > plain
    np.testing.assert_array_equal(
        join_probability(0, 1, 1, 0, -4.0), join_probability(0, 1, 1, 0, -4.0, JOINING.values)
    )
    np.testing.assert_allclose(join_probability(1, 1, 0, 0, -4.0), join_probability(0, 1, 0, 0, -4.0))
    beta = JOINING.draw(np.random.default_rng(1).standard_normal((9, 6)))
    assert join_probability(np.zeros((9, 7)), 0, 0, 1, np.full(7, -5.0), beta).shape == (9, 7)
    np.testing.assert_allclose(pair_probability([1, 0, 0.5], 0.6, 0.1), [0.6, 0.1, 0.35])


def test_entrapment_share() -> None:
    joined = np.array([[True, False], [True, False], [False, False]])
    stake = np.array([[0.0, 0.0], [0.3, 0.0], [0.0, 0.0]])
    got = entrapment_share(joined, stake)
    assert got[0] == 0.5
    assert np.isnan(got[1])
    assert entrapment_share(joined, stake, 0.5)[0] == 1.0


def test_bad_arguments() -> None:
    for call in (
        lambda: cascade(np.full((2, 2), 1.5), [True, False], np.zeros((2, 2))),
        lambda: join_probability(2, 0, 0, 0, -4.0),
        lambda: join_probability(1, 0, 0, 0, -4.0, np.zeros(5)),
        lambda: entanglement_index([0.1], [1], [1.0], [0.1]),
        lambda: entanglement_index([-0.1], [1], [0.5], [0.1]),
        lambda: pair_probability(2, 0.5, 0.5),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_record_and_references() -> None:
    assert EntanglementParameters().moral_hazard_unconditional == 3.49
    assert len(cite(CARD.cites)) == len(CARD.cites)
