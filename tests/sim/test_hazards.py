"""Integrated hazards: the Numba kernel against its NumPy twin, and against the model it stands for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.sim.hazards import NEVER, month_due, refresh, refresh_numpy
from foedera.threats.disputes import annual_probability, peace_terms


def block(seed, replicas=4, states=6):
    rng = np.random.default_rng(seed)
    attacker, target = np.nonzero(~np.eye(states, dtype=bool))
    low, high = np.minimum(attacker, target), np.maximum(attacker, target)
    _, pair = np.unique(low * states + high, return_inverse=True)
    dyads, pairs = len(attacker), pair.max() + 1
    return {
        "base": rng.normal(-4, 1, (replicas, dyads)), "capability": rng.random((replicas, states)) + 0.01,
        "effect": rng.uniform(0.5, 1, (replicas, dyads)), "quiet": rng.integers(0, 90, (replicas, pairs)).astype(float),
        "rival": rng.random((replicas, pairs)) < 0.3, "beta": rng.normal(0, 0.5, (replicas, 5)),
        "attacker": attacker, "target": target, "pair": pair.astype(np.int64), "clip": 48.0, "month": 24, "since": 12,
        "hazard": rng.random((replicas, dyads)) * 0.01, "clock": rng.random((replicas, dyads)),
        "threshold": rng.random((replicas, dyads)) * 3 + 1, "due": np.zeros((replicas, dyads), dtype=np.int32),
    }  # fmt: skip


def copies(arguments):
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in arguments.items()}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_kernel_is_its_twin(seed):
    one, two = copies(block(seed)), copies(block(seed))
    refresh(**one)
    refresh_numpy(**two)
    for name in ("hazard", "clock"):
        assert np.allclose(one[name], two[name], rtol=1e-12, atol=0), name
    assert np.mean(one["due"] == two["due"]) > 0.999  # a threshold met to the last bit may round either way


def test_hazard_is_the_model_of_the_threats_floor():
    a = block(5)
    refresh(**a)
    ratio = a["capability"][:, a["attacker"]]
    ratio = ratio / (ratio + a["capability"][:, a["target"]])
    eta = a["base"] + a["beta"][:, :1] * ratio + a["beta"][:, 1:2] * a["rival"][:, a["pair"]]
    eta = eta + (peace_terms(a["quiet"][:, a["pair"]]) * a["beta"][:, None, 2:]).sum(-1)
    annual = a["effect"] * annual_probability(eta)
    assert np.allclose(-np.expm1(-12 * a["hazard"]), annual, rtol=1e-10)


def test_disputes_come_at_the_rate_of_the_hazard():
    rng = np.random.default_rng(0)
    hazard = np.full(200_000, 0.02)
    due = month_due(np.zeros_like(hazard), rng.exponential(size=hazard.size), hazard, 0)
    within = np.mean(due < 12)
    expected = -np.expm1(-0.24)
    assert abs(within - expected) < 4 * np.sqrt(expected * (1 - expected) / hazard.size)


@pytest.mark.parametrize(
    ("clock", "threshold", "hazard", "due"),
    [
        (0.0, 1.0, 0.5, 11),
        (0.0, 1.0, 0.4, 12),
        (0.9, 1.0, 0.5, 10),
        (2.0, 1.0, 0.5, 10),
        (0.0, 1.0, 0.0, NEVER),
    ],
)
def test_month_in_which_the_number_is_passed(clock, threshold, hazard, due):
    assert month_due(np.array(clock), np.array(threshold), np.array(hazard), 10) == due


def test_a_lower_hazard_never_brings_a_dispute_forward():
    a = block(9)
    lower = copies(a)
    lower["effect"] = lower["effect"] * 0.8
    refresh(**a)
    refresh(**lower)
    assert np.all(lower["due"] >= a["due"])
