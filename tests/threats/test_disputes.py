"""Dispute onset: worked example to six digits, shipped estimates, laws, bad input."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.threats import disputes as d

TABLES = Path(__file__).parents[1] / "tables" / "onset_estimates"


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open() as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def column(name: str, key: str) -> list[str]:
    """Return a column of one fit of the coding that the worked examples were computed with."""
    return [row[key] for row in table("promises_given.csv") if row["name"] == name]


BETA = np.array(column("onset_1946_2010", "b"), dtype=float)
WAR_BETA = np.array(column("war_given_onset", "b"), dtype=float)
NONE = dict.fromkeys(d.STATIC_TERMS[1:], 0.0)


def dyad(**changes: float) -> np.ndarray:
    return d.design(**{**NONE, "lnd": np.log(801.0), **changes})


EXAMPLE = {"tdef": 1, "landc": 1, "caprat": 0.7, "S": 0.6, "rival": 1, "majc": 1}


@pytest.mark.parametrize(
    ("changes", "t", "eta", "p"),
    [
        ({}, 12, -2.383816, 0.084415),
        ({"jdem": 1, "rival": 0, "majc": 0}, 12, -4.566916, 0.010283),
        ({}, 0, -1.036253, 0.261874),
    ],
)
def test_worked_example(changes: dict[str, float], t: float, eta: float, p: float) -> None:
    found = d.linear_predictor(BETA, dyad(**{**EXAMPLE, **changes}), t)
    assert found == pytest.approx(eta, abs=5e-7)
    assert d.annual_probability(found) == pytest.approx(p, abs=5e-7)


def test_monthly_probability_of_the_example() -> None:
    p = d.annual_probability(-2.383816)
    assert d.monthly_probability(p) == pytest.approx(0.007322, abs=5e-7)


@pytest.mark.parametrize(
    ("tdef", "p"), [(0.0, 0.086470), (-0.12, 0.077449), (np.log(0.82), 0.072027), (np.log(0.72), 0.063803)]
)
def test_the_pact_coefficient_is_what_is_contested(tdef: float, p: float) -> None:
    beta = BETA.copy()
    beta[d.TERMS.index("tdef")] = tdef
    assert d.annual_probability(d.linear_predictor(beta, dyad(**EXAMPLE), 12)) == pytest.approx(p, abs=5e-7)


def test_any_of_three_dyads() -> None:
    p = np.array([0.084415, 0.01, 0.002])
    assert 1 - np.exp(-12 * d.monthly_hazard(p).sum()) == pytest.approx(0.095384, abs=5e-7)


def test_king_zeng_shift() -> None:
    assert d.king_zeng_shift(1277 / 130668, 0.2) == pytest.approx(-3.232031, abs=5e-7)


@pytest.mark.parametrize("name", ["onset_1946_2010", "onset_1816_1944"])
def test_shipped_onset_estimates(name: str) -> None:
    estimate = getattr(d, name.upper())
    assert estimate.terms == d.TERMS == tuple(column(name, "term"))
    assert getattr(d, name.upper()) is estimate
    assert abs(d.ONSET_WITHOUT_PACTS["rival"] - d.ONSET_1946_2010["rival"]) < 0.01
    assert "tdef" not in d.ONSET_WITHOUT_PACTS.terms
    assert d.WAR_GIVEN_ONSET.terms == d.WAR_TERMS


def test_the_coding_of_promises_moves_the_pact_coefficient() -> None:
    assert d.ONSET_1946_2010["tdef"] > 0 > BETA[d.TERMS.index("tdef")]


def test_war_probability_by_hand() -> None:
    assert d.war_probability(1, 0, 1, WAR_BETA) == pytest.approx(1 / (1 + np.exp(2.9741)), abs=1e-12)
    assert d.war_probability(0, 0, 0, WAR_BETA) == pytest.approx(1 / (1 + np.exp(2.6319)), abs=1e-12)
    assert 0 < d.war_probability(1, 1, 1) < d.war_probability(1, 0, 1) < 1


def test_turning_point_of_the_fitted_cubic() -> None:
    fits = (d.ONSET_1946_2010, d.ONSET_1816_1944, d.ONSET_WITHOUT_PACTS)
    assert [d.peace_turning_point(fit) for fit in fits] == pytest.approx([48.5, 49.7, 48.4], abs=0.05)
    table_fit = type(d.ONSET_1946_2010)(
        name="table", terms=d.TERMS, values=BETA, covariance=np.eye(16), n=1, events=1, loglik=0.0,
        source="test", command="none",
    )  # fmt: skip
    assert d.peace_turning_point(table_fit) == pytest.approx(48.001106, abs=1e-6)


def test_priors() -> None:
    z = np.array([-1.0, 0.0, 2.0])
    assert set(d.DETERRENCE_PRIORS) == {"own", "benson", "leeds", "null", "pooled"}
    assert d.draw_prior("pooled", z) == pytest.approx([-0.24, -0.12, 0.12])
    assert d.draw_prior("own", z) == pytest.approx([-0.009, 0.094, 0.3])
    assert d.draw_prior("benson", z) == pytest.approx([-0.198451] * 3, abs=5e-7)
    assert d.draw_prior("leeds", z) == pytest.approx([-0.328504] * 3, abs=5e-7)
    assert not d.draw_prior("null", z).any()
    with pytest.raises(ModelInputError, match="did you mean 'pooled'"):
        d.draw_prior("poled", z)


def test_own_prior_is_the_shipped_estimate() -> None:
    own, fit = d.DETERRENCE_PRIORS["own"], d.ONSET_1946_2010
    assert own.mean == round(fit["tdef"], 3)
    assert own.sd == round(float(fit.se()[fit.terms.index("tdef")]), 3)


def test_pooled_prior_spans_the_others() -> None:
    low, high = d.draw_prior("pooled", [-1.96, 1.96])
    assert all(low < prior.mean < high for prior in d.DETERRENCE_PRIORS.values())


def test_hostility_shares() -> None:
    assert sum(d.HOSTILITY.values()) == 1628
    found = d.hostility_given_no_war(np.arange(1575) / 1575.0)
    assert [int((found == k).sum()) for k in (2, 3, 4)] == [34, 437, 1104]


def test_rivalry_rule() -> None:
    found = d.update_rivalry([3, 2, 2, 0, 0], [0, 0, 0, 24, 25], [0, 0, 1, 1, 1])
    assert found.tolist() == [True, False, True, True, False]
    rule = d.RivalryRule().replace(disputes=2.0)
    assert d.update_rivalry(2, 0, 0, rule)


def test_peace_years() -> None:
    assert d.next_peace_years([3.0, 3.0], [True, False]).tolist() == [0.0, 4.0]
    assert d.next_peace_years(1.0, False, step_years=1 / 12) == pytest.approx(13 / 12)
    assert d.peace_terms(60.0) == pytest.approx(d.peace_terms(48.0))
    assert d.peace_terms([60.0], clip=None) == pytest.approx(np.array([[6.0, 3.6, 2.16]]))


def test_replicas_and_dyads_broadcast() -> None:
    x = dyad(**{**EXAMPLE, "caprat": np.array([0.2, 0.5, 0.7])})
    beta = np.stack([BETA, BETA * 0.5])
    eta = d.linear_predictor(beta[:, None, :], x, np.array([0.0, 5.0, 12.0]))
    assert eta.shape == (2, 3)
    assert eta[0, 2] == pytest.approx(-2.383816, abs=5e-7)
    assert eta[1] == pytest.approx(0.5 * eta[0])
    assert d.war_probability(np.ones((5, 3)), 0, 1, np.zeros((5, 1, 4))).shape == (5, 3)


def covariates() -> st.SearchStrategy[dict[str, float]]:
    flag = st.integers(0, 1)
    flags = {name: flag for name in NONE if name not in ("lnd", "caprat", "S")}
    return st.fixed_dictionaries(
        {**flags, "lnd": st.floats(0, 10), "caprat": st.floats(0, 1), "S": st.floats(-1, 1)}
    )


@settings(max_examples=50, deadline=None)
@given(covariates(), st.floats(0, 200), st.floats(0, 10))
def test_laws(x: dict[str, float], t: float, more: float) -> None:
    def p(years: float, beta: np.ndarray = BETA, **changes: float) -> float:
        return float(d.annual_probability(d.linear_predictor(beta, d.design(**{**x, **changes}), years)))

    here = p(t)
    assert 0 < here < 1
    assert 1 - (1 - d.monthly_probability(here)) ** 12 == pytest.approx(here, abs=1e-12)
    assert p(t + more) <= here * (1 + 1e-12)
    assert p(t, rival=0) < p(t, rival=1)
    assert p(t, landc=0) < p(t, landc=1)
    assert p(t, jdem=1) < p(t, jdem=0)
    beta = BETA.copy()
    beta[1] = 0.0
    assert p(t, beta, tdef=0) == p(t, beta, tdef=1)


def test_relabelling_dyads_permutes_the_probabilities() -> None:
    rng = np.random.default_rng(5)
    x = dyad(rival=rng.integers(0, 2, 40), caprat=rng.random(40), lnd=rng.uniform(0, 9, 40))
    t, order = rng.uniform(0, 60, 40), rng.permutation(40)
    assert np.array_equal(d.linear_predictor(BETA, x, t)[order], d.linear_predictor(BETA, x[order], t[order]))


def test_simulated_counts_match_the_probabilities() -> None:
    rng = np.random.default_rng(11)
    x = dyad(rival=rng.integers(0, 2, 300), landc=rng.integers(0, 2, 300), caprat=rng.random(300))
    p = d.annual_probability(d.linear_predictor(BETA, x, rng.uniform(0, 40, 300)))
    counts = (rng.random((400, 300)) < p).sum(axis=1)
    assert abs(counts.mean() - p.sum()) < 4 * np.sqrt((p * (1 - p)).sum() / 400)


def test_case_control_intercept_recovers_the_population() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=200_000)
    y = rng.random(x.size) < d.annual_probability(-4.0 + 0.8 * x)
    keep = y | (rng.random(x.size) < y.mean() * 4)
    full, sample = logit(x, y), logit(x[keep], y[keep])
    shifted = sample[0] + d.king_zeng_shift(y.mean(), y[keep].mean())
    assert shifted == pytest.approx(full[0], abs=0.1)
    assert sample[1] == pytest.approx(full[1], abs=0.1)


def logit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    columns, b = np.stack([np.ones_like(x), x], axis=1), np.zeros(2)
    for _ in range(25):
        p = d.annual_probability(columns @ b)
        b = b + np.linalg.solve((columns.T * (p * (1 - p))) @ columns, columns.T @ (y - p))
    return b


def test_scores_of_the_example() -> None:
    p, y = np.array([0.9, 0.2, 0.6, 0.1, 0.05]), np.array([1, 0, 1, 0, 1])
    assert np.mean((p - y) ** 2) == pytest.approx(0.2245, abs=5e-7)
    assert -np.mean(np.log(np.where(y == 1, p, 1 - p))) == pytest.approx(0.788084, abs=5e-7)
    hits = y[np.argsort(-p)]
    precision = np.cumsum(hits) / np.arange(1, 6)
    assert precision[hits == 1].mean() == pytest.approx(0.866667, abs=5e-7)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"caprat": np.nan}, "caprat: NaN"),
        ({"caprat": 1.2}, "caprat: 1.2 is outside 0.0..1.0"),
        ({"S": -1.5}, "S: -1.5 is outside"),
        ({"lnd": 12.0}, "lnd: 12 is outside"),
        ({"rival": 2}, "rival: 2 is neither 0 nor 1"),
        ({"tdef": 0.5}, "tdef: 0.5 is neither"),
    ],
)
def test_bad_covariates(changes: dict[str, float], message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        dyad(**changes)


def test_bad_arguments() -> None:
    with pytest.raises(ModelInputError, match="t: -1 is outside"):
        d.peace_terms(-1.0)
    with pytest.raises(ModelInputError, match="do not end in 16 and 13"):
        d.linear_predictor(BETA[:13], dyad(), 0.0)
    with pytest.raises(ModelInputError, match=r"p: 1\.5 is outside"):
        d.monthly_probability(1.5)
    with pytest.raises(ModelInputError, match="no finite rate"):
        d.monthly_hazard(1.0)
    with pytest.raises(ModelInputError, match="strictly between"):
        d.king_zeng_shift(0.0, 0.5)
    with pytest.raises(AttributeError, match="ONSET_2000"):
        d.__getattr__("ONSET_2000")


def test_dyad_lists() -> None:
    d.check_dyads([0, 1, 0], [1, 0, 2], {"rival": [1, 1, 0]})
    with pytest.raises(ModelInputError, match="rival differs between"):
        d.check_dyads([0, 2, 1], [1, 0, 0], {"rival": [1, 0, 0]})
    with pytest.raises(ModelInputError, match="challenger and target are both 2"):
        d.check_dyads([0, 2], [1, 2], {})


def test_references_exist() -> None:
    assert cite(d.CARD.cites)
