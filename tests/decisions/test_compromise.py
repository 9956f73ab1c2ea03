from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.compromise import CARD, compromise_moves
from foedera.decisions.speed import SpeedParameters, formal_law, simulate_formal
from foedera.decisions.voting import compile_rule, net_utility

fast = settings(max_examples=40, deadline=None)


@fast
@given(st.integers(0, 10_000), st.integers(1, 3), st.floats(0.0, 1.0))
def test_moves_are_those_of_the_moving_proposal(key: int, dimensions: int, share: float) -> None:
    rng = np.random.default_rng(key)
    x, s, b = rng.normal(0, 1, (6, dimensions)), rng.normal(0, 1, dimensions), rng.normal(0, 1, dimensions)
    sigma, first, rounds = 0.7, b.copy(), 5
    v = net_utility(x, s, b, sigma, policy_axis=True)
    found = compromise_moves(v, ((b - s) ** 2).sum() / sigma, share, rounds)
    for k in range(rounds):
        np.testing.assert_allclose(
            v + found.moves[k], net_utility(x, s, b, sigma, policy_axis=True), atol=1e-9
        )
        away = np.linalg.norm(b - first) / np.linalg.norm(first - s)
        assert found.dilution[k] == pytest.approx(away, abs=1e-9)
        b = b + share * (s - b)


def test_a_blocker_is_won_at_its_price() -> None:
    out = compromise_moves([-1.2, 3.0], 3.0, 0.2, 12)
    gain = np.array([-1.2, 3.0]) + out.moves
    np.testing.assert_array_equal(gain[:, 0] > 1e-12, out.dilution > 0.4 + 1e-12)  # 1.2 / 3
    assert np.all(np.diff(gain[:, 1]) < 0) and np.all(gain > -1.2 - 1e-12)  # friends care less and less


def test_compromise_breaks_a_deadlock_and_too_much_of_it_costs_friends() -> None:
    names = [f"M{i:02d}" for i in range(20)]
    rule, v = compile_rule({"no_objection": {}}, names), np.array([3.0] * 19 + [-2.5])
    p = SpeedParameters(concession=0.0)

    def decided(share: float) -> float:
        moves = compromise_moves(v, 3.0, share, 12).moves
        return float(1 - formal_law(rule, v, 0.5, [1.0], p, moves=moves).deadlock)

    assert decided(0.1) > decided(0.0) + 0.05
    assert decided(1.0) < decided(0.1)


def test_simulation_takes_the_moves() -> None:
    names = [f"M{i:02d}" for i in range(6)]
    rule, v = compile_rule({"no_objection": {}}, names), np.array([2.0] * 5 + [-1.5])
    moves, p = compromise_moves(v, 2.0, 0.15, 12).moves, SpeedParameters(concession=0.1)
    rng, runs = np.random.default_rng(5), 10_000
    out = simulate_formal(
        rule, np.tile(v, (runs, 1)), 0.5, rng.random(runs), rng.random((runs, 12, 2)),
        rng.random((runs, 12, 6)), p, moves=moves,
    )  # fmt: skip
    law = formal_law(rule, v, 0.5, [20.0, 60.0], p, moves=moves)
    for t, expected in zip((20.0, 60.0), law.cdf):
        assert (out.days <= t).mean() == pytest.approx(expected, abs=0.02)


def test_bad_arguments() -> None:
    for call in (
        lambda: compromise_moves([1.0], 0.0, 0.1, 3),
        lambda: compromise_moves([1.0], 1.0, 1.1, 3),
        lambda: compromise_moves([1.0], 1.0, 0.1, 0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
