"""Signorino and Ritter's S: the published table and the laws of a similarity."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foedera.core.errors import ModelInputError
from foedera.panel.similarity import chance_corrected, s_score, s_score_matrix

TABLE = Path(__file__).parent.parent / "tables/signorino_1999/table6.csv"
fast = settings(max_examples=50, deadline=None)
portfolios = arrays(float, (4, 6), elements=st.sampled_from([0.0, 1.0, 2.0, 3.0]))
weights = arrays(float, 6, elements=st.floats(0.01, 1))


def _table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    columns = ("gmy", "rus", "system_capability")
    germany, russia, capability = (np.array([float(row[c]) for row in rows]) for c in columns)
    return germany, russia, capability


@pytest.mark.parametrize(
    ("weighted", "metric", "expected"),
    [
        (False, "absolute", 0.40),
        (True, "absolute", -0.46),
        (False, "squared", 0.444444444444),
        (True, "squared", -0.348888888889),
    ],
)
def test_germany_and_russia_1914(weighted: bool, metric: str, expected: float) -> None:
    germany, russia, capability = _table()
    score = s_score(germany, russia, weights=capability if weighted else None, metric=metric)
    assert score == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(
    ("measure", "metric", "expected"),
    [
        ("kappa", "squared", -0.0775862069),
        ("kappa", "absolute", -0.0714285714),
        ("kappa", "nominal", -0.0294117647),
        ("pi", "squared", -0.0869565217),
        ("pi", "absolute", -0.0843373494),
        ("pi", "nominal", -0.0447761194),
    ],
)
def test_germany_and_russia_1914_beyond_chance(measure: str, metric: str, expected: float) -> None:
    germany, russia, _ = _table()
    assert chance_corrected(germany, russia, measure=measure, metric=metric) == pytest.approx(
        expected, abs=1e-9
    )


@fast
@given(portfolios, st.sampled_from(["kappa", "pi"]), st.sampled_from(["nominal", "absolute", "squared"]))
def test_chance_correction_laws(commitments: np.ndarray, measure: str, metric: str) -> None:
    a, b = commitments[0], commitments[1]
    score = chance_corrected(commitments, b, measure=measure, metric=metric)
    assert score.shape == (4,)
    assert np.all((score <= 1) | np.isnan(score))
    np.testing.assert_allclose(score[0], chance_corrected(b, a, measure=measure, metric=metric), atol=1e-12)
    itself = chance_corrected(a, a, measure=measure, metric=metric)
    assert itself == 1 or (np.isnan(itself) and np.ptp(a) == 0)


@fast
@given(portfolios, weights, st.sampled_from(["absolute", "squared"]))
def test_laws(commitments: np.ndarray, w: np.ndarray, metric: str) -> None:
    s = s_score_matrix(commitments, weights=w, metric=metric)
    np.testing.assert_allclose(s, s.T, atol=1e-12)
    np.testing.assert_allclose(np.diag(s), 1.0)
    assert np.all((s >= -1 - 1e-12) & (s <= 1 + 1e-12))
    np.testing.assert_allclose(s, s_score_matrix(commitments, weights=7 * w, metric=metric), atol=1e-12)


@fast
@given(portfolios, st.permutations(range(4)))
def test_permuting_states_permutes_scores(commitments: np.ndarray, order: list[int]) -> None:
    s = s_score_matrix(commitments)
    np.testing.assert_allclose(s_score_matrix(commitments[order]), s[np.ix_(order, order)], atol=1e-12)


def test_runs_broadcast_and_inputs_stay() -> None:
    commitments = np.random.default_rng(1).integers(0, 4, (5, 3, 6)).astype(float)
    before = commitments.copy()
    s = s_score_matrix(commitments)
    assert s.shape == (5, 3, 3)
    np.testing.assert_allclose(s[2], s_score_matrix(commitments[2]))
    np.testing.assert_array_equal(commitments, before)


def test_opposites_score_minus_one() -> None:
    assert s_score([0, 0, 3], [3, 3, 0]) == -1


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"max_level": 2}, "max_level"),
        ({"weights": [1, 1]}, "3 numbers"),
        ({"weights": [0, 0, 0]}, "not all zero"),
        ({"weights": [1, -1, 1]}, "none negative"),
        ({"metric": "cosine"}, "'absolute' or 'squared'"),
    ],
)
def test_bad_arguments(keywords: dict[str, object], message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        s_score([0, 1, 3], [3, 3, 0], **keywords)


def test_unknown_measure_and_uneven_portfolios() -> None:
    with pytest.raises(ModelInputError, match="use one of kappa, pi"):
        chance_corrected([0, 1], [1, 1], measure="tau")
    with pytest.raises(ModelInputError, match="2 and 3 entries"):
        s_score([0, 1], [1, 1, 2])
