from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.decisions.fairness import rank_correlation
from foedera.decisions.keys import CARD, assessed_key, common_funding_key, peacekeeping_key

fast = settings(max_examples=40, deadline=None)


def test_worked_key() -> None:
    got = assessed_key([60, 20, 10, 8, 2], [30, 10, 10, 40, 20], 0.8, 0.40, 0.01)
    np.testing.assert_allclose(got, [0.4, 0.359670, 0.179835, 0.050495, 0.01], atol=6e-7)
    assert got.sum() == pytest.approx(1, abs=1e-12)


def test_peacekeeping_premium_is_one_factor(table) -> None:
    rows = table("un_scale_2022/permanent_members.csv")
    regular = np.array([float(r["regular_pct"]) for r in rows]) / 100
    paid = np.array([float(r["peacekeeping_pct"]) for r in rows]) / 100
    factor = (paid / regular).mean()
    assert factor == pytest.approx(1.224967, abs=5e-5)
    assert np.abs(paid / regular - factor).max() < 1e-5
    # one more member stands for all others, with the discount that the premium pays for
    others = 1 - regular.sum()
    discount = (factor - 1) * regular.sum() / others
    got = peacekeeping_key(np.append(regular, others), np.arange(6) < 5, discount)
    np.testing.assert_allclose(got[:5], paid, atol=5e-5)
    assert got.sum() == pytest.approx(1, abs=1e-12)


@fast
@given(st.integers(0, 10_000), st.floats(0.3, 0.6), st.floats(0.0001, 0.05))
def test_key_laws(key: int, ceiling: float, floor: float) -> None:
    rng = np.random.default_rng(key)
    gni, pop = rng.lognormal(3, 1.5, (3, 6)), rng.lognormal(2, 1, (3, 6))
    share = assessed_key(gni, pop, 0.8, ceiling, floor)
    np.testing.assert_allclose(share.sum(axis=-1), 1, atol=1e-12)
    assert share.min() >= floor - 1e-12
    assert share.max() <= ceiling + 1e-12
    more = gni.copy()
    more[:, 0] *= 1.2
    assert np.all(assessed_key(more, pop, 0.8, ceiling, floor)[:, 0] >= share[:, 0] - 1e-12)


def test_relief_is_borne_by_the_others() -> None:
    gni, pop = [60.0, 20, 10, 8, 2], [30.0, 10, 10, 40, 20]
    without, with_relief = (assessed_key(gni, pop, g, 1.0, 0.0) for g in (0.0, 0.8))
    np.testing.assert_allclose(without, np.array(gni) / 100)
    np.testing.assert_array_equal(with_relief < without, [False, False, False, True, True])
    np.testing.assert_allclose(with_relief[0] / with_relief[1], 3)


def test_common_funding_of_nato(table) -> None:
    rows = table("nato_common_funding/shares.csv")
    gdp = np.array([float(r["gdp_2019_busd"]) for r in rows])
    agreed = np.array([float(r["share_2021_pct"]) for r in rows])
    usa, deu = ([r["iso3"] for r in rows].index(s) for s in ("USA", "DEU"))
    assert agreed.sum() == pytest.approx(100, abs=0.001)
    assert agreed[usa] == agreed[deu] == agreed.max()
    got = 100 * common_funding_key(gdp, agreed.max() / 100)
    assert got.sum() == pytest.approx(100, abs=1e-9)
    assert got[usa] == pytest.approx(agreed[usa])
    assert got[deu] == pytest.approx(agreed[deu])  # by its income alone Germany would bear more
    assert rank_correlation(got, agreed) > 0.97
    assert np.abs(got - agreed).max() < 3
    assert np.abs(100 * gdp / gdp.sum() - agreed).max() > 30


def test_bad_arguments() -> None:
    for call in (
        lambda: assessed_key([1.0, 2.0], [1.0, 1.0], 0.8, 0.4, 0.01),
        lambda: assessed_key([1.0, 2.0], [1.0, 1.0], 0.8, 0.9, 0.6),
        lambda: assessed_key([1.0, 2.0], [1.0, 0.0], 0.8, 0.6, 0.01),
        lambda: assessed_key([1.0, 2.0], [1.0, 1.0], 1.1, 0.6, 0.01),
        lambda: common_funding_key([1.0, 2.0], 0.4),
        lambda: common_funding_key([1.0, 0.0], 0.6),
        lambda: peacekeeping_key([0.5, 0.5], [False, False], 0.1),
        lambda: peacekeeping_key([0.5, 0.5], [True, False], 1.1),
    ):
        with pytest.raises(ModelInputError):
            call()


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
