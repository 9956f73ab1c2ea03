"""Similarity of portfolios: the published example, second opinions, and laws."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kendalltau

from foedera.core.errors import ModelInputError
from foedera.panel import portfolio_similarity
from foedera.panel.portfolios import MEASURES, level_counts, measure

TABLES = Path(__file__).parent.parent / "tables/signorino_ritter_1999"
LEVELS = 4
ALL = tuple(MEASURES)
fast = settings(max_examples=60, deadline=None)
portfolios = arrays(np.int8, (5, 7), elements=st.integers(-1, LEVELS - 1))
weights = arrays(float, 7, elements=st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.0, 3.0]))


def _rows(name: str) -> list[dict[str, str]]:
    lines = [line for line in (TABLES / name).read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", _rows("measures.csv"), ids=lambda row: row["measure"] + row["weights"])
def test_germany_and_russia_1914(row: dict[str, str]) -> None:
    states = _rows("table6.csv")
    levels = np.array([[int(s[c]) for s in states] for c in ("gmy", "rus")])
    power = np.array([float(s["system_capability"]) for s in states]) if row["weights"] else None
    found = portfolio_similarity(levels, LEVELS, (row["measure"],), power)[row["measure"]][0, 1]
    assert found == pytest.approx(float(row["value"]), abs=1e-9)
    if row["published"]:
        digits = len(row["published"].partition(".")[2])
        assert round(float(found), digits) == float(row["published"])


@fast
@given(portfolios)
def test_tau_b_agrees_with_scipy(levels: np.ndarray) -> None:
    found = portfolio_similarity(levels, LEVELS, ("taub",))["taub"]
    for i, j in np.ndindex(found.shape):
        shared = (levels[i] >= 0) & (levels[j] >= 0)
        x, y = levels[i][shared], levels[j][shared]
        if len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
            assert np.isnan(found[i, j])
        else:
            assert found[i, j] == pytest.approx(kendalltau(x, y).statistic, abs=1e-9)


DISTANCES = {
    "": lambda gap: (gap != 0).astype(float),
    "_absolute": np.abs,
    "_squared": np.square,
}


@fast
@given(portfolios, weights, st.sampled_from(["", "_absolute", "_squared"]))
def test_kappa_pi_and_s_agree_with_their_formulas(levels: np.ndarray, w: np.ndarray, kind: str) -> None:
    found = portfolio_similarity(levels, LEVELS, ALL, w)
    distance = DISTANCES[kind]
    for i, j in np.ndindex(5, 5):
        shared = (levels[i] >= 0) & (levels[j] >= 0)
        a, b, v = levels[i][shared].astype(float), levels[j][shared].astype(float), w[shared]
        if v.sum() == 0:
            assert all(np.isnan(found[name][i, j]) for name in ALL)
            continue
        v = v / v.sum()
        seen = (v * distance(a - b)).sum()
        between = distance(a[:, None] - b[None, :])
        kappa = (between * v[:, None] * v[None, :]).sum()
        both, half = np.concatenate([a, b]), np.concatenate([v, v]) / 2
        pi = (distance(both[:, None] - both[None, :]) * half[:, None] * half[None, :]).sum()
        for name, expected in (("kappa", kappa), ("pi", pi)):
            if expected > 1e-12:
                assert found[name + kind][i, j] == pytest.approx(1 - seen / expected, abs=1e-9)
            else:
                assert np.isnan(found[name + kind][i, j])
        if kind:
            s = 1 - 2 * seen / distance(np.array(LEVELS - 1.0))
            assert found["s" if kind == "_absolute" else "s_squared"][i, j] == pytest.approx(s, abs=1e-9)


@fast
@given(portfolios, weights)
def test_range_symmetry_and_identity(levels: np.ndarray, w: np.ndarray) -> None:
    for name, found in portfolio_similarity(levels, LEVELS, ALL, w).items():
        np.testing.assert_allclose(found, found.T, atol=1e-12)
        inside = found[~np.isnan(found)]
        assert np.all(inside <= 1 + 1e-12), name
        if name in ("s", "s_squared", "taub"):
            assert np.all(inside >= -1 - 1e-12), name
        own = np.diag(found)
        np.testing.assert_allclose(own[~np.isnan(own)], 1.0, atol=1e-12, err_msg=name)


@fast
@given(portfolios, weights, st.permutations(range(5)), st.permutations(range(7)))
def test_permuting_states_and_items(
    levels: np.ndarray, w: np.ndarray, states: list[int], items: list[int]
) -> None:
    plain = portfolio_similarity(levels, LEVELS, ALL, w)
    moved = portfolio_similarity(levels[states][:, items], LEVELS, ALL, w[items])
    for name in ALL:
        np.testing.assert_allclose(moved[name], plain[name][np.ix_(states, states)], atol=1e-9, err_msg=name)


@fast
@given(portfolios, weights, st.sampled_from([1e-3, 7.0, 1e4]))
def test_weights_have_no_scale_and_zero_weighs_nothing(
    levels: np.ndarray, w: np.ndarray, scale: float
) -> None:
    plain = portfolio_similarity(levels, LEVELS, ALL, w)
    scaled = portfolio_similarity(levels, LEVELS, ALL, scale * w)
    without = portfolio_similarity(levels[:, w > 0], LEVELS, ALL, w[w > 0])
    for name in ALL:
        np.testing.assert_allclose(scaled[name], plain[name], atol=1e-9, err_msg=name)
        np.testing.assert_allclose(without[name], plain[name], atol=1e-9, err_msg=name)


@fast
@given(portfolios)
def test_missing_items_are_ignored(levels: np.ndarray) -> None:
    more = np.concatenate([levels, np.full((5, 3), -1, dtype=np.int8)], axis=1)
    for name, found in portfolio_similarity(more, LEVELS, ALL).items():
        np.testing.assert_array_equal(found, portfolio_similarity(levels, LEVELS, (name,))[name])
    absent = levels.copy()
    absent[0] = -1
    for found in portfolio_similarity(absent, LEVELS, ALL).values():
        assert np.all(np.isnan(found[0])) and np.all(np.isnan(found[:, 0]))


def test_counts_are_those_of_pairs_of_levels_and_inputs_stay() -> None:
    levels = np.array([[0, 1, 2, -1], [0, 2, 2, 1]])
    before = levels.copy()
    counts = level_counts(levels, 3)
    assert counts.shape == (3, 3, 2, 2)
    assert counts[0, 0, 0, 1] == counts[1, 2, 0, 1] == counts[2, 2, 0, 1] == 1
    assert counts[:, :, 0, 1].sum() == 3 and counts[2, 1, 1, 0] == 1
    np.testing.assert_array_equal(levels, before)


def test_opposites_score_minus_one() -> None:
    found = portfolio_similarity([[0, 0, 3], [3, 3, 0]], LEVELS, ("s", "s_squared", "taub"))
    assert all(square[0, 1] == -1 for square in found.values())


def test_a_level_nobody_has_still_counts_for_s() -> None:
    levels = [[0, 1], [1, 0]]
    assert portfolio_similarity(levels, 2)["s"][0, 1] == -1
    assert portfolio_similarity(levels, 4)["s"][0, 1] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("levels", "more", "message"),
    [
        ([0, 1, 2], {}, "are no table"),
        ([[0, 4]], {}, "whole numbers below 4"),
        ([[0, 1.5]], {}, "whole numbers below 4"),
        ([[0, np.nan]], {}, "negative where missing"),
        ([[0, 1]], {"weights": [1.0]}, "shape .1,. for 2 items"),
        ([[0, 1]], {"weights": [1.0, -1.0]}, "negative or missing"),
        ([[0, 1]], {"weights": [1.0, np.nan]}, "negative or missing"),
        ([[0, 1]], {"weights": [1.0, np.inf]}, "negative or missing"),
        ([[0, 1]], {"measures": ("kapa",)}, "did you mean 'kappa'"),
    ],
)
def test_bad_arguments(levels: list[object], more: dict[str, object], message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        portfolio_similarity(levels, LEVELS, **more)


def test_an_unknown_measure_of_counts() -> None:
    with pytest.raises(ModelInputError, match="no measure 'cosine'"):
        measure(level_counts([[0, 1]], 2), "cosine")
