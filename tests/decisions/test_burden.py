from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.burden import CARD, joint_product, lindahl, public_good_nash

fast = settings(max_examples=40, deadline=None)
W = np.array([20.0, 4, 3, 2, 1])
CLOSE = np.array([10.0, 9.9, 9.8, 9.7, 9.6])


def test_worked_public_good() -> None:
    nash, coop = public_good_nash(W, 0.05), lindahl(W, 0.05)
    np.testing.assert_allclose(nash.g, [1, 0, 0, 0, 0], atol=1e-12)
    np.testing.assert_allclose(nash.u, [2.797217, 1.316980, 1.043682, 0.658490, 0], atol=6e-7)
    np.testing.assert_allclose(coop.g, [1, 0.2, 0.15, 0.1, 0.05], atol=1e-12)
    np.testing.assert_allclose(coop.u, [2.817490, 1.288524, 1.015226, 0.630034, -0.028455], atol=6e-7)
    assert public_good_nash(W, 0.05, r=-1).g[0] == pytest.approx(3.732110, abs=6e-7)
    assert public_good_nash(W, 0.05, r=0.5).g[0] == pytest.approx(0.0552486, abs=6e-8)
    assert coop.q == pytest.approx(1.5)


def test_worked_neutrality() -> None:
    before = public_good_nash(CLOSE, 0.05)
    np.testing.assert_allclose(before.g, [0.270690, 0.170690, 0.070690, 0, 0], atol=6e-7)
    assert before.q == pytest.approx(0.512069, abs=6e-7)
    after = public_good_nash(CLOSE + np.array([-0.05, 0.05, 0, 0, 0]), 0.05)
    np.testing.assert_allclose(after.g, [0.220690, 0.220690, 0.070690, 0, 0], atol=6e-7)
    np.testing.assert_allclose(after.u, before.u, atol=1e-12)
    assert public_good_nash(CLOSE + np.array([-0.1, 0, 0, 0, 0.1]), 0.05).q == pytest.approx(
        0.510417, abs=6e-7
    )


def test_worked_joint_product() -> None:
    got = joint_product(W, 0.03, 0.02)
    np.testing.assert_allclose(got.g, [0.883722, 0.092566, 0.067368, 0.043618, 0.021197], atol=6e-7)
    assert got.q == pytest.approx(1.108471, abs=6e-7)
    np.testing.assert_allclose(100 * got.g / W, [4.4186, 2.3142, 2.2456, 2.1809, 2.1197], atol=6e-5)
    slope = -0.95 / (W - got.g) + 0.03 / got.q + 0.02 / got.g
    np.testing.assert_allclose(slope, 0, atol=1e-11)


def test_joint_product_limits() -> None:
    np.testing.assert_allclose(joint_product(CLOSE, 0.05, 0.0).g, public_good_nash(CLOSE, 0.05).g, atol=1e-10)
    np.testing.assert_allclose(joint_product(W, 0.0, 0.05).g / W, 0.05, atol=1e-12)
    spread = [np.ptp(joint_product(W, 0.05 - b, b).g / W) for b in (0.001, 0.01, 0.03, 0.049)]
    assert np.all(np.diff(spread) < 0)


def test_alliance_of_1964_as_a_pure_public_good(table) -> None:
    rows = table("olson_zeckhauser_1966/table1.csv")
    w = np.array([float(r["gnp_1964_bn_usd"]) for r in rows])
    de = [r["country"] for r in rows].index("Germany")
    for a, q, payers, us, germany, samuelson in (
        (0.5, 284.515, 1, 0.5, 0.0, 474.37),
        (0.9, 561.295384615, 4, 0.890399181333, 0.298231643455, 853.866),
        (0.95, 678.3228, 6, 0.937259546948, 0.598276133678, 901.303),
    ):
        got = public_good_nash(w, a)
        assert got.q == pytest.approx(q, abs=1e-8)
        assert (got.g > 0).sum() == payers
        np.testing.assert_allclose((got.g / w)[[0, de]], [us, germany], atol=1e-9)
        assert lindahl(w, a).q == pytest.approx(samuelson, abs=1e-8)
    edge = 1 - w[1] / w[0]
    assert edge == pytest.approx(0.843821942604, abs=1e-9)
    assert (public_good_nash(w, edge - 1e-6).g > 0).sum() == 1
    assert (public_good_nash(w, edge + 1e-6).g > 0).sum() == 2
    same = np.ones(10)
    assert public_good_nash(same, 0.1).q / lindahl(same, 0.1).q == pytest.approx(0.10989010989, abs=1e-9)


incomes = st.lists(st.floats(0.5, 50), min_size=2, max_size=7).map(np.array)
tastes = st.floats(0.01, 0.6)


@fast
@given(incomes, tastes, st.floats(0, 5), st.sampled_from([-1.0, 0.0, 0.5]), st.floats(0.5, 2))
def test_no_profitable_deviation(w: np.ndarray, a: float, extra: float, r: float, p: float) -> None:
    got = public_good_nash(w, a, price=p, r=r, spill_in=extra)
    assert got.q == pytest.approx(got.g.sum() + extra, rel=1e-9)
    grid = np.linspace(0, 0.999, 100)[:, None] * w / p
    y, q = w - p * grid, np.maximum(got.q - got.g, 0.0) + grid
    with np.errstate(divide="ignore"):
        u = (1 - a) * np.log(y) + a * np.log(q) if r == 0 else ((1 - a) * y**r + a * q**r) ** (1 / r)
    assert np.all(u <= got.u + 1e-9 * np.abs(got.u) + 1e-9)


@fast
@given(incomes, tastes, st.floats(0.01, 2))
def test_public_good_laws(w: np.ndarray, a: float, extra: float) -> None:
    nash = public_good_nash(w, a)
    assert nash.q <= lindahl(w, a).q + 1e-9
    helped = public_good_nash(w, a, spill_in=extra)
    assert helped.g.sum() <= nash.g.sum() + 1e-9
    assert helped.q >= nash.q - 1e-9
    np.testing.assert_allclose(public_good_nash(np.full(4, w[0]), a).g.std(), 0, atol=1e-9)
    order = np.argsort(w)
    assert np.all(np.diff((nash.g / w)[order]) >= -1e-9)
    np.testing.assert_allclose(public_good_nash(w[order], a).g, nash.g[order], atol=1e-9)
    i = int(np.argmax(nash.g))
    richer = public_good_nash(w + (np.arange(len(w)) == i), a)
    assert richer.g[i] > nash.g[i]
    stacked = public_good_nash(np.stack([w, w + 1]), a)
    np.testing.assert_allclose(stacked.g[0], nash.g, atol=1e-12)


@fast
@given(incomes, st.floats(0.01, 0.4), st.floats(0.01, 0.4), st.floats(0, 3))
def test_joint_product_laws(w: np.ndarray, a: float, b: float, extra: float) -> None:
    got = joint_product(w, a, b, spill_in=extra)
    assert np.all((got.g > 0) & (got.g < w))
    assert got.q == pytest.approx(got.g.sum() + extra, rel=1e-9)
    slope = -(1 - a - b) / (w - got.g) + a / got.q + b / got.g
    np.testing.assert_allclose(slope * got.g, 0, atol=1e-7)
    both = joint_product(np.stack([w, w]), a, b, phi=np.array([[1.0], [2.0]]))
    np.testing.assert_allclose(both.g[0], both.g[1])


def test_bad_arguments() -> None:
    for call in (
        lambda: public_good_nash([0.0, 1.0], 0.05),
        lambda: public_good_nash([np.inf, 1.0], 0.05),
        lambda: public_good_nash(W, 1.0),
        lambda: public_good_nash(W, 0.05, r=1.0),
        lambda: public_good_nash(W, 0.05, price=0.0),
        lambda: public_good_nash(W, 0.05, spill_in=-1.0),
        lambda: joint_product(W, 0.6, 0.4),
        lambda: joint_product(W, 0.05, 0.02, phi=0.0),
        lambda: lindahl(W, 0.0),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
