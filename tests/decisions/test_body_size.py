from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.approvals import threshold_days
from foedera.decisions.body_size import (
    CARD,
    consensus_rounds,
    expected_kth_exponential,
    objection_probability,
)
from foedera.decisions.speed import expected_rounds
from foedera.decisions.voting import ballot_probabilities, compile_rule, p_adopt

fast = settings(max_examples=30, deadline=None)


def chance(rule: dict, size: int, yes: float) -> float:
    members = [f"M{k:02d}" for k in range(size)]
    return float(p_adopt(compile_rule(rule, members), np.full(size, yes), np.full(size, 1 - yes)).p)


def test_closed_forms(table) -> None:
    for row in table("order_statistics/decision_speed.csv"):
        k, n, p, value = int(row["k"]), int(row["n"]), float(row["p"]), float(row["value"])
        found = {
            "approvals": lambda k=k, n=n, p=p: expected_kth_exponential(k, n, p),
            "pass": lambda k=k, n=n, p=p: chance({"yes_count": k}, n, p),
            "silence": lambda k=k, n=n, p=p: chance({"no_objection": {}}, n, 1 - p),
        }[row["kind"]]()
        assert found == pytest.approx(value, rel=1e-10)


def test_rounds_to_consensus(table) -> None:
    for row in table("own_decision_speed/size.csv"):
        if row["kind"] == "rounds":
            n, value = int(row["members"]), float(row["value"])
            assert consensus_rounds(n, 0.02) == pytest.approx(value, abs=float(row["tolerance"]))
            assert expected_rounds(np.full(3000, 0.98**n)) == pytest.approx(value, abs=1e-6)


def test_european_mean_needs_a_small_concession() -> None:
    p = (1 - objection_probability(1 + 0.132014 * np.arange(2000), 1.0)) ** 27
    assert expected_rounds(p) * 14 == pytest.approx(6.17 * 365.25 / 12, abs=0.01)
    quick = 1 / (1 + np.exp(1.5 / np.sqrt(1 + np.pi / 8)))
    assert objection_probability(1.0, 1.0) == pytest.approx(quick, abs=0.01)


def test_views_that_last_take_longer_than_views_drawn_anew() -> None:
    """The European check draws views anew each round; members who keep theirs need 192 days instead of 188."""
    v, c, rounds = np.random.default_rng(0).normal(1.0, 1.0, (4000, 27)), 0.132014, 120
    kept = np.ones((4000, rounds))
    for k in range(rounds):
        kept[:, k] = (1 - ballot_probabilities(v + c * k, 0.5, 0.0)[1]).prod(axis=1)
    mean = expected_rounds(kept) * 14
    assert mean.mean() == pytest.approx(192.24, abs=4 * mean.std() / np.sqrt(4000))
    assert mean.mean() > 187.8 + 4 * mean.std() / np.sqrt(4000)


def test_order_statistics_of_approvals() -> None:
    u = np.random.default_rng(4).random((40_000, 15))
    times = threshold_days(-np.log1p(-u), np.ones(15), 9)
    assert times.mean() == pytest.approx(0.868228993229, abs=4 * times.std() / 200)


@fast
@given(st.floats(0.0, 0.4), st.integers(2, 15), st.integers(1, 4))
def test_more_members_slow_consensus_and_speed_a_fixed_count(pi: float, n: int, m: int) -> None:
    m = min(m, n)
    assert chance({"no_objection": {}}, n + 1, 1 - pi) <= chance({"no_objection": {}}, n, 1 - pi) + 1e-12
    assert chance({"yes_count": m}, n + 1, 1 - pi) >= chance({"yes_count": m}, n, 1 - pi) - 1e-12
    assert consensus_rounds(n + 1, pi) >= consensus_rounds(n, pi)
    assert consensus_rounds(n, pi) == pytest.approx(1 / chance({"no_objection": {}}, n, 1 - pi))


@fast
@given(st.floats(0.0, 3.0), st.floats(0.0, 2.0), st.floats(0.01, 1.0), st.floats(0.0, 1.0))
def test_divided_views_slow_consensus(mean: float, sd: float, more: float, width: float) -> None:
    close, apart = objection_probability(mean, [sd, sd + more], width)
    assert apart >= close - 1e-9
    assert consensus_rounds(20, apart) >= consensus_rounds(20, close) - 1e-6
    assert objection_probability(mean + more, sd, width) <= close


def test_bad_arguments() -> None:
    for call in (
        lambda: expected_kth_exponential(3, 2),
        lambda: objection_probability(0.0, -1.0),
        lambda: consensus_rounds(0, 0.1),
        lambda: consensus_rounds(5, 1.0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
