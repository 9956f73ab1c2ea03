"""What holds in any world: homogeneity, one equilibrium from every start, autarky, monotone barriers, accounting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from foedera.responses.sanctions.certificate import certificate
from foedera.responses.sanctions.economy import Economy, calibrate
from foedera.responses.sanctions.equilibrium import Shock, solve
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.transfers import equal_losses, paid
from foedera.responses.sanctions.welfare import autarky, home_share_gap, rebase, welfare, zero_deficits

World = Callable[..., Economy]
seeds = st.integers(0, 2**32 - 1)


@dataclass
class Somewhere:
    """A start that is no equilibrium of anything."""

    wage: NDArray[np.float64]
    price: NDArray[np.float64]
    spending: NDArray[np.float64]


@given(seed=seeds)
@settings(max_examples=10, deadline=None)
def test_no_shock_changes_nothing(random_world: World, seed: int) -> None:
    q = solve(random_world(seed), tolerance=1e-11)
    assert np.abs(q.wage - 1).max() < 1e-9
    assert np.abs(welfare(q)).max() < 1e-7


@given(seed=seeds, scale=st.floats(1e-3, 1e6))
@settings(max_examples=10, deadline=None)
def test_money_has_no_unit(random_world: World, seed: int, scale: float) -> None:
    e = random_world(seed)
    other = calibrate(
        e.flows * scale, e.tariffs, e.value_added_share, e.input_share, e.theta, negative="keep"
    )
    shock = Shock(barriers=1 + 0.3 * (1 - np.eye(4)))
    one, two = (solve(w, shock, tolerance=1e-12) for w in (e, other))
    assert two.wage == pytest.approx(one.wage, rel=1e-10)
    assert welfare(two) == pytest.approx(welfare(one), abs=1e-8)


@given(seed=seeds, start=seeds)
@settings(max_examples=10, deadline=None)
def test_start_does_not_matter(random_world: World, seed: int, start: int) -> None:
    e = random_world(seed)
    rng = np.random.default_rng(start)
    wage, price, demand = (np.exp(rng.normal(0, 0.3, shape)) for shape in ((4,), (4, 2), (4, 2)))
    far = Somewhere(wage, price, e.spending * demand)
    shock = sanction(e, ["state 0", "state 1"], "state 3", measure=Measure(enforcement=0.8))
    one, two = (solve(e, shock, start=s, tolerance=1e-12) for s in (None, far))
    assert two.wage == pytest.approx(one.wage, rel=1e-9)
    assert two.shares == pytest.approx(one.shares, abs=1e-9)


@given(seed=seeds, barrier=st.floats(1.0, 3.0), more=st.floats(1.01, 2.0))
@settings(max_examples=25, deadline=None)
def test_higher_barriers_hurt_the_target_more(
    random_world: World, seed: int, barrier: float, more: float
) -> None:
    e = random_world(seed)
    senders = ["state 0", "state 1", "state 2"]
    loss = [
        welfare(solve(e, sanction(e, senders, "state 3", measure=Measure(kind="barrier", barrier=b))))[3]
        for b in (barrier, barrier * more)
    ]
    assert loss[1] < loss[0]


@given(seed=seeds)
@settings(max_examples=10, deadline=None)
def test_complete_embargo_by_all_is_autarky(random_world: World, seed: int) -> None:
    e = random_world(seed)
    alone = solve(e, sanction(e, ["state 0", "state 1", "state 2"], "state 3"))
    assert welfare(alone)[3] == pytest.approx(autarky(e).welfare[3], abs=1e-7)
    everybody = solve(e, Shock(let_through=np.eye(4)))
    assert welfare(everybody) == pytest.approx(autarky(e).welfare, abs=1e-7)


@given(seed=seeds)
@settings(max_examples=5, deadline=None)
def test_high_barriers_tend_to_autarky_and_not_to_nothing(random_world: World, seed: int) -> None:
    e = random_world(seed)
    q = solve(e, Shock(barriers=np.where(np.eye(4) > 0, 1.0, 1e6)))
    assert np.all(q.income > 0) and np.all(q.spending > 0) and np.all(q.wage > 0)
    assert q.income.sum() == pytest.approx(e.value_added.sum(), rel=1e-6)
    assert welfare(q) == pytest.approx(autarky(e).welfare, abs=1e-3)


@given(seed=seeds)
@settings(max_examples=10, deadline=None)
def test_books_balance(random_world: World, seed: int) -> None:
    e = random_world(seed)
    shock = sanction(
        e, ["state 0", "state 1"], "state 2", ["sector 0"], Measure(kind="tariff"), retaliation=True
    )
    q = equal_losses(e, shock, ["state 0", "state 1"])
    assert certificate(q).worst < 1e-9
    assert abs(paid(q).sum()) < 1e-12 * e.income.sum()
    assert abs(welfare(q)[0] - welfare(q)[1]) < 1e-10
    assert np.abs(home_share_gap(q)).max() < 1e-10
    assert q.shares.sum(axis=2) == pytest.approx(np.ones((2, 4)), abs=1e-12)


@given(seed=seeds, theta=st.floats(1.5, 12))
@settings(max_examples=10, deadline=None)
def test_one_sector_gains_are_a_power_of_the_home_share(seed: int, theta: float) -> None:
    rng = np.random.default_rng(seed)
    flows = rng.uniform(0.1, 1.0, (1, 4, 4)) + 5 * np.eye(4)
    e = zero_deficits(calibrate(flows, 1.0, np.ones((4, 1)), np.zeros((4, 1, 1)), [theta]))
    q = solve(e, Shock(barriers=1 + rng.uniform(0, 0.5, (1, 4, 4)) * (1 - np.eye(4))), tolerance=1e-12)
    home = np.diagonal(q.shares[0]) / np.diagonal(e.shares[0])
    assert 1 + welfare(q) / 100 == pytest.approx(home ** (-1 / theta), rel=1e-10)


def test_published_home_share() -> None:
    """A home share of .93: autarky costs 1 - .93^(1/5) = 1.4409 % and 1 - .93^(1/10) = .7231 % (ACR 2012)."""
    flows = np.array([[[93.0, 7.0], [7.0, 93.0]]])
    for theta, loss in ((5, 1.4409), (10, 0.7231)):
        e = calibrate(flows, 1.0, np.ones((2, 1)), np.zeros((2, 1, 1)), theta)
        assert autarky(e).welfare == pytest.approx([-loss, -loss], abs=5e-5)


def test_rebased_economy_goes_on_from_there(three: Economy, shocks: dict[int, Shock]) -> None:
    """Two shocks one after the other are the two at once."""
    first = solve(three, Shock(tariffs=shocks[4].tariffs), tolerance=1e-12)
    second = solve(rebase(first), Shock(barriers=shocks[1].barriers), tolerance=1e-12)
    both = solve(three, Shock(tariffs=shocks[4].tariffs, barriers=shocks[1].barriers), tolerance=1e-12)
    assert first.wage * second.wage == pytest.approx(both.wage, rel=1e-9)
    assert (1 + welfare(first) / 100) * (1 + welfare(second) / 100) == pytest.approx(
        1 + welfare(both) / 100, rel=1e-9
    )


def test_balanced_baseline(three: Economy) -> None:
    e = zero_deficits(three)
    assert np.abs(e.deficits).max() < 1e-9
    assert e.final_share == pytest.approx(three.final_share, abs=1e-9)
    assert np.abs(solve(e).wage - 1).max() < 1e-9
