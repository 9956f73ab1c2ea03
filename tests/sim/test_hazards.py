"""Integrated hazards: the Numba kernel against its NumPy twin, and against the model it stands for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.sim.hazards import Clocks, refresh, refresh_numpy
from foedera.threats.disputes import annual_probability, peace_terms


def arrays(seed, replicas=4, states=6, level=4.0):
    rng = np.random.default_rng(seed)
    attacker, target = np.nonzero(~np.eye(states, dtype=bool))
    low, high = np.minimum(attacker, target), np.maximum(attacker, target)
    pair = np.unique(low * states + high, return_inverse=True)[1].astype(np.int64)
    shape, pairs = (replicas, len(attacker)), pair.max() + 1
    return {
        "odds": np.exp(rng.normal(level, 1, shape)), "effect": rng.uniform(0.5, 1, shape),
        "peace": np.exp(-rng.normal(-0.5, 0.3, (replicas, 49))), "rivalry": np.exp(-rng.normal(1.0, 0.3, replicas)),
        "quiet": rng.integers(0, 90, (replicas, pairs)).astype(np.int16), "rival": rng.random((replicas, pairs)) < 0.3,
        "pair": pair, "elapsed": 12, "month": 24, "ahead": 12, "hazard": rng.random(shape) * 0.01,
        "clock": rng.random(shape), "threshold": rng.random(shape) + 0.9,
        "due": np.zeros((shape[0] * shape[1], 3), dtype=np.int32),
    }  # fmt: skip


def copies(arguments):
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in arguments.items()}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([-1.0, 2.0, 6.0]))
def test_kernel_is_its_twin(seed, level):
    one, two = copies(arrays(seed, level=level)), copies(arrays(seed, level=level))
    counts = refresh(**one), refresh_numpy(**two)
    for name in ("hazard", "clock"):
        assert np.allclose(one[name], two[name], rtol=1e-10, atol=0), name
    assert counts[0] == counts[1]
    assert np.mean(one["due"] == two["due"]) > 0.999  # a number met to the last bit may round either way


def clocks(beta, months=0, names=30, seed=1):
    names, pair = np.arange(names), np.arange(names) // 2
    return Clocks(seed, 0, "test", names, pair, beta, 48, months)


def test_hazard_is_the_model_of_the_threats_floor():
    rng = np.random.default_rng(3)
    beta = rng.normal([1.2, -1.35, 2.0, -0.84], 0.1, (5, 4))
    c = clocks(beta)
    eta = rng.normal(-3, 1, c.odds.shape)
    c.odds, c.effect = np.exp(-eta), rng.uniform(0.5, 1.2, eta.shape)
    quiet, rival = rng.integers(0, 80, (5, 15)).astype(np.int16), rng.random((5, 15)) < 0.4
    c.refresh(0, 12, quiet, rival)
    terms = (peace_terms(quiet[:, c.pair]) * beta[:, None, 1:]).sum(-1) + beta[:, :1] * rival[:, c.pair]
    annual = c.effect * annual_probability(eta + terms)
    assert np.allclose(-np.expm1(-12 * c.hazard), annual, rtol=1e-9)


def run(c, months, every=12, effect=1.0):
    c.odds, c.effect = np.full(c.odds.shape, 3.0), np.full(c.odds.shape, effect)
    quiet = np.zeros((c.odds.shape[0], c.pair.max() + 1), dtype=np.int16)
    rival = np.zeros(quiet.shape, dtype=bool)
    found = []
    for month in range(0, months, every):
        c.refresh(month, min(month + every, months), quiet, rival)
        found += [tuple(int(x) for x in row[:3]) for row in zip(*c.take())]
    return found


def test_disputes_come_at_the_rate_of_the_hazard():
    c = clocks(np.zeros((200, 4)))
    found = run(c, 120)
    expected = -np.log1p(-0.25) * 10 * c.odds.size
    assert abs(len(found) - expected) < 5 * np.sqrt(expected)
    assert found == sorted(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("every", [1, 5, 60])
def test_how_often_hazards_are_refreshed_changes_nothing(every):
    assert run(clocks(np.zeros((20, 4))), 60) == run(clocks(np.zeros((20, 4))), 60, every=every)


def test_a_lower_hazard_never_brings_the_first_dispute_forward():
    def first(found):
        return {(r, d): m for m, r, d in reversed(found)}

    full, less = (
        first(run(clocks(np.zeros((50, 4))), 120)),
        first(run(clocks(np.zeros((50, 4))), 120, effect=0.7)),
    )
    assert set(less) <= set(full)
    assert all(less[key] >= full[key] for key in less)


@pytest.mark.parametrize("p", [1e-9, 1e-4, 0.0199999, 0.0200001, 0.3, 0.999])
def test_the_series_meets_the_logarithm(p):
    a = arrays(1, replicas=1, states=2)
    a |= {"odds": np.full((1, 2), 1.0), "effect": np.full((1, 2), 2 * p), "peace": np.ones((1, 49)),
          "rival": np.zeros((1, 1), dtype=bool)}  # fmt: skip
    refresh(**a)
    assert np.allclose(a["hazard"], -np.log1p(-p) / 12, rtol=1e-10)
