"""Layers, the cheapest pocket for each, and ruin: laws, brute force, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.responses.funds.financing import financing, thresholds, yearly_cost
from foedera.responses.funds.layers import layer_loss, layers, retained_pmf
from foedera.responses.funds.parameters import FundParameters
from foedera.responses.funds.risk import exceedance, mean_loss, tail_value_at_risk
from foedera.responses.funds.ruin import adjustment, lundberg_bound, ruin

fast = settings(max_examples=40, deadline=None)
keys = st.integers(0, 10_000)


def draw(key: int, width: int = 12, rows: int | None = None) -> np.ndarray:
    return np.random.default_rng(key).dirichlet(np.full(width, 0.5), rows)


@fast
@given(keys, st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True), st.floats(0.5, 5))
def test_layers_tile(key: int, cuts: list[int], unit: float) -> None:
    pmf = draw(key, 40, 2)
    edges = unit * np.array([0, *sorted(cuts), np.inf])
    got = layers(pmf, np.stack([edges[:-1], edges[1:]], axis=1), unit=unit)
    np.testing.assert_allclose(got.expected.sum(axis=-1), mean_loss(pmf, unit))
    np.testing.assert_allclose(got.tail.sum(axis=-1), tail_value_at_risk(pmf, 0.99, unit))
    at_cut = np.pad(pmf, ((0, 0), (0, 1)))[:, sorted(cuts)]
    np.testing.assert_allclose(got.p_attach[:, 1:], got.p_exhaust[:, :-1] - at_cut, atol=1e-12)
    assert np.all(got.p_exhaust <= got.p_attach + 1e-12) and np.all(got.p_exhaust[:, -1] == 0)


@fast
@given(keys, st.floats(0, 20), st.floats(0, 20), st.floats(0.1, 20))
def test_higher_layers_lose_less(key: int, low: float, more: float, width: float) -> None:
    pmf = draw(key, 30)
    got = layers(pmf, [(low, low + width), (low + more, low + more + width)])
    assert got.expected[1] <= got.expected[0] + 1e-12
    x = np.arange(30.0)
    brute = pmf @ np.minimum(np.maximum(x - low, 0), width)
    assert got.expected[0] == pytest.approx(brute)


def test_tail_and_premiums_of_a_layer(three) -> None:
    pmf = draw(4, 30)
    dearer = FundParameters(multiple=3.0, beta=0.9, capital_cost=0.1)
    got = layers(pmf, [(5, 20)], dearer)
    paid = np.bincount(layer_loss(np.arange(30), 5, 20).astype(int), weights=pmf, minlength=16)
    assert got.tail[0] == pytest.approx(tail_value_at_risk(paid, 0.9))
    assert got.premium_multiple[0] == pytest.approx(3 * mean_loss(paid))
    assert got.premium_capital[0] == pytest.approx(0.9 * mean_loss(paid) + 0.1 * got.tail[0])


@fast
@given(keys, st.integers(0, 10), st.integers(1, 10), st.integers(0, 5), st.booleans())
def test_retained(key: int, a: int, width: int, gap: int, endless: bool) -> None:
    pmf = draw(key, 30, 2)
    second = (a + width + gap, np.inf if endless else a + width + gap + 4)
    got = retained_pmf(pmf, [second, (a, a + width)])
    x = np.arange(30)
    keeps = x - layer_loss(x, a, a + width) - layer_loss(x, *second)
    exact = np.stack([np.bincount(keeps.astype(int), weights=row, minlength=30) for row in pmf])
    np.testing.assert_allclose(got, exact, atol=1e-12)
    np.testing.assert_allclose(
        mean_loss(got) + layers(pmf, [(a, a + width), second]).expected.sum(axis=-1), mean_loss(pmf)
    )


@pytest.mark.parametrize("bounds", [[(5, 5)], [(6, 5)], [(-1, 5)], [(1, 2, 3)], [(np.nan, 5)]])
def test_bad_layers(bounds: list) -> None:
    for call in (layers, retained_pmf):
        with pytest.raises(ModelInputError, match="attachment"):
            call([0.5, 0.5], bounds)
    with pytest.raises(ModelInputError, match="overlap"):
        retained_pmf([0.5, 0.5], [(0, 5), (4, 6)])
    with pytest.raises(ModelInputError, match="whole number"):
        retained_pmf([0.5, 0.5], [(0, 2.5)])
    with pytest.raises(ModelInputError, match="attachment"):
        layer_loss(3.0, 5, 4)


prices = st.builds(
    FundParameters,
    reserve_carry=st.floats(0, 0.3),
    credit_fee=st.floats(0, 0.2),
    credit_load=st.floats(0, 1),
    multiple=st.floats(1.05, 4),
)


@fast
@given(keys, prices)
def test_the_cheapest_of_all_structures(key: int, p: FundParameters) -> None:
    pmf = draw(key, 15)
    best = financing(pmf, p, 2.0)
    assert 0 <= best.credit_from <= best.insurance_from
    least = yearly_cost(pmf, best.credit_from, best.insurance_from, p, 2.0)
    first, second = np.meshgrid(2.0 * np.arange(15), 2.0 * np.arange(15), indexing="ij")
    costs = yearly_cost(pmf, np.minimum(first, second), np.maximum(first, second), p, 2.0)
    assert least == pytest.approx(costs.min(), abs=1e-9)


@fast
@given(keys, prices, st.floats(0.01, 3))
def test_dearer_insurance_covers_less(key: int, p: FundParameters, more: float) -> None:
    pmf = draw(key, 30)
    dearer = p.replace(multiple=p.multiple + more)
    assert financing(pmf, dearer).insurance_from >= financing(pmf, p).insurance_from
    assert thresholds(dearer).insurance <= thresholds(p).insurance


def test_credit_gives_way() -> None:
    cheap = FundParameters(multiple=1.1, credit_load=0.15)
    cut = thresholds(cheap)
    assert cut.reserve == cut.insurance == pytest.approx(0.6)
    pmf = draw(2, 30)
    got = financing(pmf, cheap)
    assert got.credit_from == got.insurance_from
    assert np.all(exceedance(pmf)[int(got.credit_from) :] <= 0.6)
    runs = financing(pmf, FundParameters(multiple=np.array([1.1, 2.0, 3.0])))
    assert runs.insurance_from.shape == (3,) and np.all(np.diff(runs.insurance_from) >= 0)
    with pytest.raises(ModelInputError, match="above 1"):
        thresholds(FundParameters(multiple=1.0))
    with pytest.raises(ModelInputError, match="credit_from <= insurance_from"):
        yearly_cost(pmf, 5, 4)


def by_tree(pmf: np.ndarray, start: float, premium: float, years: int) -> list[float]:
    """Ruin by a table of surpluses."""
    alive, fallen, out = {start: 1.0}, 0.0, []
    for _ in range(years):
        after: dict[float, float] = {}
        for u, p in alive.items():
            for k, q in enumerate(pmf):
                v = round(u + premium - k, 9)
                if v < 0:
                    fallen += p * q
                else:
                    after[v] = after.get(v, 0.0) + p * q
        alive = after
        out.append(fallen)
    return out


@fast
@given(keys, st.floats(0, 10), st.floats(-1, 6))
def test_ruin_against_a_table(key: int, start: float, premium: float) -> None:
    pmf = draw(key, 7)
    start, premium = round(start, 3), round(premium, 3)
    np.testing.assert_allclose(ruin(pmf, start, premium, 4), by_tree(pmf, start, premium, 4), atol=1e-12)


@fast
@given(keys, st.floats(0, 20), st.floats(0.1, 10), st.floats(0.1, 2))
def test_laws_of_ruin(key: int, start: float, more: float, unit: float) -> None:
    pmf = draw(key, 20)
    premium = 1.1 * mean_loss(pmf, unit)
    curve = ruin(pmf, [start, start + more], premium, 15, unit)
    assert np.all(np.diff(curve, axis=-1) >= -1e-12)
    assert np.all(curve[1] <= curve[0] + 1e-12)
    assert np.all(ruin(pmf, start, premium + more, 15, unit) <= curve[0] + 1e-12)
    assert np.all(curve[:, -1] <= lundberg_bound(pmf, [start, start + more], premium, unit) + 1e-12)


@fast
@given(keys, st.floats(1.01, 3))
def test_adjustment_solves_its_equation(key: int, loading: float) -> None:
    pmf = draw(key, 20)
    premium = loading * mean_loss(pmf)
    rate = adjustment(pmf, premium)
    if np.isfinite(rate):
        assert rate > 0
        assert np.log(pmf @ np.exp(rate * (np.arange(20) - premium))) == pytest.approx(0.0, abs=1e-7)
    else:
        assert premium >= 19


def test_ends_of_ruin() -> None:
    pmf = np.array([0.5, 0, 0.5])
    assert adjustment(pmf, 2.0) == np.inf and lundberg_bound(pmf, 0.0, 2.0) == 0.0
    assert adjustment(pmf, 1.0) == 0.0 and lundberg_bound(pmf, 5.0, 1.0) == 1.0
    assert ruin(pmf, 0.0, 2.0, 5).tolist() == [0.0] * 5
    assert ruin(pmf, 0.0, 0.0, 2).tolist() == pytest.approx([0.5, 0.75])
    runs = ruin(np.stack([pmf, [1.0, 0, 0]]), 1.0, 0.0, 3)
    assert runs.shape == (2, 3) and np.all(runs[1] == 0) and runs[0, -1] == pytest.approx(0.875)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ruin([0.5, 0.5], -1, 1, 5), "start"),
        (lambda: ruin([0.5, 0.5], 1, np.inf, 5), "premium"),
        (lambda: ruin([0.5, 0.5], 1, 1, 0), "years"),
        (lambda: ruin([0.5, 0.6], 1, 1, 1), "sum to 1"),
    ],
)
def test_bad_ruin(call, words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        call()
