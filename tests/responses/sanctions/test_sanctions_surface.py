"""Response surfaces: exact where they are solved, close between, and sharing that sums to nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.equilibrium import solve
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.surface import response_surface, shared_equally
from foedera.responses.sanctions.transfers import equal_losses
from foedera.responses.sanctions.welfare import welfare, zero_deficits
from foedera.study.economies import economy_of

MEASURE = Measure(enforcement=0.9)


@pytest.fixture(scope="module")
def economy():
    return zero_deficits(economy_of("reference"))


@pytest.fixture(scope="module")
def surface(economy):
    return response_surface(economy, "RUS", ["USA", "DEU", "POL", "CHN", "FIN", "TUR"], MEASURE)


def solved(economy, by):
    return welfare(solve(economy, sanction(economy, by, "RUS", None, MEASURE)))


def test_it_is_exact_for_nobody_one_and_all(economy, surface):
    assert np.array_equal(surface.welfare(np.zeros(6, dtype=bool)), np.zeros(economy.n))
    for k, name in enumerate(surface.senders):
        assert surface.welfare(np.arange(6) == k) == pytest.approx(solved(economy, [name]), abs=1e-6)
    assert surface.welfare(np.ones(6, dtype=bool)) == pytest.approx(
        solved(economy, surface.senders), abs=1e-6
    )


def test_between_it_is_close_to_what_is_solved(economy, surface):
    target = economy.index("RUS")
    for members in ([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 0, 1], [1, 0, 0, 1, 1, 1]):
        inside = np.array(members, dtype=bool)
        exact = solved(economy, [s for s, m in zip(surface.senders, inside, strict=True) if m])
        found = surface.welfare(inside)
        assert exact[target] < -0.1
        assert found[target] == pytest.approx(exact[target], rel=0.02)
        assert np.abs(found - exact).max() < 0.06


def test_a_coalition_does_not_depend_on_what_else_is_asked(surface):
    many = np.random.default_rng(0).random((5, 3, 6)) < 0.5
    whole = surface.welfare(many)
    assert whole.shape == (5, 3, 83 - 1)
    for place in np.ndindex(5, 3):
        assert np.array_equal(surface.welfare(many[place]), whole[place])


def test_sharing_at_held_prices_is_nearly_the_equilibrium_with_transfers(economy, surface):
    by = ["DEU", "POL", "FIN"]
    inside = np.isin(surface.senders, by)
    found = surface.welfare(inside)
    members = np.isin(economy.states, by)
    after = found + 100.0 * shared_equally(found, economy.income, members) / economy.income
    exact = welfare(equal_losses(economy, sanction(economy, by, "RUS", None, MEASURE), by))
    assert np.ptp(after[members]) < 1e-12
    assert np.ptp(found[members]) > 0.04  # Finland loses twice as much as Germany
    assert after[members] == pytest.approx(exact[members], abs=0.005)


@given(
    arrays(float, (3, 5), elements=st.floats(-20, 20)), arrays(float, 5, elements=st.floats(0.1, 1e4)),
    arrays(bool, (3, 5)),
)  # fmt: skip
def test_sharing_sums_to_nothing_and_leaves_outsiders_alone(change, income, members):
    moved = shared_equally(change, income, members)
    assert np.all(moved[~members] == 0)
    assert np.abs(moved.sum(axis=1)).max() <= 1e-12 * 20 * income.sum()
    after = np.where(members, change + 100.0 * moved / income, np.nan)
    for row in after[members.any(axis=1)]:
        assert np.nanmax(row) - np.nanmin(row) <= 1e-9 * 20 * income.max() / income.min()


def test_bad_input(economy, surface):
    with pytest.raises(ModelInputError, match="nobody may take part"):
        response_surface(economy, "RUS", [])
    with pytest.raises(ModelInputError, match="RUS is among the senders"):
        response_surface(economy, "RUS", ["USA", "RUS"])
    with pytest.raises(ModelInputError, match="6"):
        surface.welfare([True, False])
    with pytest.raises(ModelInputError, match="income"):
        shared_equally([1.0], [0.0], [True])
