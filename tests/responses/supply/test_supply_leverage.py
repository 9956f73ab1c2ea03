from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.responses.supply.chokepoints import chokepoints, max_flow
from foedera.responses.supply.leverage import cut_between, cut_losses, leverage, usable
from foedera.responses.supply.network import Network
from foedera.responses.supply.panopticon import path_shares

few = settings(max_examples=15, deadline=None)
WHO = [0, 0, 1, 1]


def test_a_cut_stops_what_it_should(two_countries: Network) -> None:
    cut = cut_between(two_countries, WHO, 1, 0, [0, 1])
    want = np.zeros((4, 6))
    want[2:, :2] = 1
    want[2:, 4] = 1
    np.testing.assert_array_equal(cut, want)
    assert cut_between(two_countries, WHO, 1, 0)[:, 4:].sum() == 0


@pytest.mark.slow
def test_leverage_of_the_larger_supplier(two_countries: Network) -> None:
    ours = cut_losses(two_countries, WHO, 1, 0, days=120, horizon=240)
    theirs = cut_losses(two_countries, WHO, 0, 1, days=120, horizon=240)
    assert ours.target > 5 * ours.sender > 0
    assert ours.target > 1.0 > theirs.target
    assert leverage(theirs.target, theirs.sender) < 0 < leverage(ours.target, ours.sender)
    np.testing.assert_allclose(ours.members, [ours.target, ours.sender])
    assert leverage(5.0, 2.0) == pytest.approx(3.0)
    # while stocks last the target makes what it made
    short = cut_losses(two_countries, WHO, 1, 0, days=20, horizon=240)
    assert short.target < 0.05 * ours.target
    free = cut_losses(two_countries, WHO, 1, 0, days=120, horizon=240, switching=True)
    assert free.target < ours.target
    assert cut_losses(two_countries, WHO, 1, 0, days=0, horizon=50).target == 0.0


def test_usable() -> None:
    np.testing.assert_array_equal(usable([0.5, 1.0, 2.0], 1.0), [True, False, False])


def test_worked_chokepoints(table) -> None:
    rows = table("own_supply/chokepoints.csv")
    names = ["S", "m1", "m2", "r1", "r2", "u1", "u2", "T"]
    tail, head = ([names.index(r[k]) for r in rows] for k in ("tail", "head"))
    capacity = [float(r["capacity"]) for r in rows]
    owner = [-1, 0, 1, 0, 1, 2, 2, -1]
    got = chokepoints(tail, head, capacity, 0, 7, owner)
    assert got.flow == pytest.approx(100.0)
    np.testing.assert_allclose(got.node[1:5], [0.7, 0.3, 0.8, 0.2], atol=1e-9)
    np.testing.assert_allclose(got.node[[0, 7]], 1.0)
    # without m1 and r1 only m2-r2 is left, 10; without m2 and r2 it is m1-r1, 60; without both users nothing
    np.testing.assert_allclose(got.owner, [0.9, 0.4, 1.0], atol=1e-9)
    flow, on_edge = max_flow(tail, head, capacity, 0, 7)
    assert np.all(on_edge <= np.array(capacity) + 1e-9)
    assert on_edge[:2].sum() == pytest.approx(flow)


@few
@given(seed=st.integers(0, 10**6))
def test_chi_is_a_share_and_owners_take_all_they_have(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tail = np.repeat([0, 1, 2, 3, 4], [2, 2, 2, 1, 1])
    head = np.array([1, 2, 3, 4, 3, 4, 5, 5])
    capacity = rng.uniform(0.5, 5.0, 8)
    got = chokepoints(tail, head, capacity, 0, 5, [-1, 0, 1, 0, 1, -1])
    assert np.all((got.node >= 0) & (got.node <= 1))
    assert got.owner[0] >= max(got.node[1], got.node[3]) - 1e-9
    assert got.owner[1] >= max(got.node[2], got.node[4]) - 1e-9
    # what one node of a layer carries, or more, is left without the other
    assert got.node[1] + got.node[2] <= 1 + 1e-9
    doubled = chokepoints(tail, head, 2 * capacity, 0, 5)
    np.testing.assert_allclose(doubled.node, got.node, atol=1e-9)


def test_largest_flow_against_scipy() -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    rng = np.random.default_rng(3)
    full = np.triu(rng.integers(0, 20, (12, 12)), 1) * (rng.random((12, 12)) < 0.5)
    tail, head = np.nonzero(full)
    want = maximum_flow(csr_array(full.astype(np.int32)), 0, 11).flow_value
    assert want > 0
    assert max_flow(tail, head, full[tail, head], 0, 11)[0] == pytest.approx(want)


def test_path_shares() -> None:
    # a star: everybody else's paths run through the middle; a ring of four: half of those across through each side
    star = np.array([[0, 1], [0, 2], [0, 3], [1, 0], [2, 0], [3, 0]])
    np.testing.assert_allclose(path_shares(star[:, 0], star[:, 1]).node, [1, 0, 0, 0])
    ring = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
    both = np.vstack([ring, ring[:, ::-1]])
    got = path_shares(both[:, 0], both[:, 1], owner=[0, 1, 0, -1])
    np.testing.assert_allclose(got.node, 2 * 0.5 / 6)  # of six ordered pairs of others, two are across
    np.testing.assert_allclose(got.owner, [1.0, 1 / 6])  # without 0 and 2, 1 and 3 do not meet


def test_an_owner_of_one_node_is_that_node() -> None:
    rng = np.random.default_rng(5)
    tail, head = np.nonzero(rng.random((15, 15)) < 0.2)
    got = path_shares(tail, head, owner=np.arange(15))
    np.testing.assert_allclose(got.owner, got.node, atol=1e-12)
    assert got.node.max() > 0.1
