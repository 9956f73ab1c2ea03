"""Errors say what, where and the way out; references are records."""

import pickle

import numpy as np
import pytest

from foedera.core.errors import (
    FoederaError,
    InputError,
    InputErrors,
    ModelInputError,
    StoreError,
    did_you_mean,
)
from foedera.core.estimates import Estimate
from foedera.core.references import bibliography, cite


def test_text_has_what_where_and_fix():
    error = InputError("unknown field 'qota'", where="pacts/nato.yaml:5:3", fix="did you mean 'quota'?")
    assert str(error) == "pacts/nato.yaml:5:3: unknown field 'qota' (did you mean 'quota'?)"


def test_exit_codes():
    assert InputError("x").exit_code == 2
    assert StoreError("x").exit_code == 1
    assert issubclass(ModelInputError, ValueError)


@pytest.mark.parametrize(
    "error", [StoreError("a", where="b", fix="c"), InputErrors([InputError("a"), InputError("b", where="c")])]
)
def test_errors_survive_the_way_back_from_a_worker_process(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error) and isinstance(again, FoederaError)


def test_did_you_mean():
    assert did_you_mean("qota", ["quota", "yes"]) == "did you mean 'quota'?"
    assert did_you_mean("zzz", ["quota"]) is None


def test_every_reference_is_complete():
    for reference in bibliography().values():
        assert reference["author"] and reference["title"] and reference["year"], reference.key
        assert reference.bibtex().startswith("@") and reference["year"] in reference.text()


def test_unknown_reference_suggests():
    with pytest.raises(InputError, match="did you mean 'salmon2011'"):
        cite(["salmon201"])


def test_estimate_draws_have_its_mean_and_covariance():
    cov = np.array([[1.0, 0.6], [0.6, 2.0]])
    fit = Estimate("x", ("a", "b"), np.array([1.0, -1.0]), cov, 10, 2, -1.0, "here", "this")
    draws = fit.draw(np.random.default_rng(1).standard_normal((40_000, 2)))
    assert np.allclose(draws.mean(0), [1, -1], atol=0.03)
    assert np.allclose(np.cov(draws.T), cov, atol=0.05)
    assert fit["b"] == -1.0 and np.allclose(fit.se() ** 2, [1, 2])


@pytest.mark.parametrize(
    ("cov", "match"), [([[1, 2], [2, 1]], "semi-definite"), ([[1, 0], [0.5, 1]], "symmetric"), ([[1]], "2x2")]
)
def test_a_bad_covariance_is_refused(cov, match):
    with pytest.raises(InputError, match=match):
        Estimate("x", ("a", "b"), np.zeros(2), np.array(cov, dtype=float), 1, 1, 0.0, "", "")
