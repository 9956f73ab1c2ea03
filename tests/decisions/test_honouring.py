from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import roots_jacobi
from scipy.stats import beta as beta_law

from foedera.core.errors import InputError, ModelInputError
from foedera.core.references import cite
from foedera.decisions.honouring import (
    CARD,
    ERAS,
    KINDS,
    OBLIGATION_STRENGTH,
    HonouringParameters,
    base_rates,
    draw_rates,
    era_of,
    ex_ante_rate,
    honour_probability,
    intercepts,
    selection_mean,
)

fast = settings(max_examples=40, deadline=None)
COLUMNS = {"defence": "defense", "offence": "offense", "neutrality": "neutral", "nonaggression": "nonagg"}


def test_rates_counted_from_the_authors_records(table, shared) -> None:
    rows = [r for r in shared("berkemeier_fuhrmann_2018.csv") if r["dnaLLM"] == "0"]
    for line in table("berkemeier_fuhrmann_2018/rates.csv"):
        group = line["group"]
        mine = [r for r in rows if group == "all" or r["era"] == group or r[COLUMNS.get(group, "era")] == "1"]
        assert len(mine) == int(line["opportunities"])
        assert sum(r["honorLLM"] == "1" for r in mine) == int(line["kept"])


def test_default_rates_are_the_published_ones(table) -> None:
    names = {"all": "all_kinds", "1816-1944": "to_1945", "1945-2003": "since_1945"}
    for line in table("berkemeier_fuhrmann_2018/rates.csv"):
        value = getattr(HonouringParameters(), names.get(line["group"], line["group"]))
        assert value == float(line["published"])
        assert abs(value - int(line["kept"]) / int(line["opportunities"])) < 0.005


def test_worked_intercepts_and_rates() -> None:
    np.testing.assert_allclose(intercepts(), [-0.437357, 1.281512, 1.542214, -0.634838], atol=6e-7)
    expected = [[0.556245, 0.154071], [0.874879, 0.503961], [0.900743, 0.568700], [0.507114, 0.130051]]
    np.testing.assert_allclose(base_rates(), expected, atol=6e-7)
    w = (0.50 - 0.22) / (0.66 - 0.22)
    pooled = base_rates() @ [w, 1 - w]
    np.testing.assert_allclose(pooled, [0.41, 0.74, 0.78, 0.37], atol=1e-12)


@fast
@given(st.floats(0.02, 0.98), st.floats(0.30, 0.95), st.floats(0.02, 0.25))
def test_pooled_rates_return_the_margins(rate: float, early: float, late: float) -> None:
    p = HonouringParameters(defence=rate, to_1945=early, since_1945=late, all_kinds=0.27)
    w = (0.27 - late) / (early - late)
    np.testing.assert_allclose(base_rates(p)[0] @ [w, 1 - w], rate, atol=1e-10)


def test_rates_per_replica() -> None:
    p = HonouringParameters(defence=np.array([0.3, 0.41, 0.6]))
    assert base_rates(p).shape == (4, 2, 3)
    assert honour_probability("defence", "since_1945", parameters=p)[1] == pytest.approx(0.154071, abs=6e-7)


def test_shifts_and_broadcasting() -> None:
    kind = np.arange(4)[:, None, None]
    era = era_of([1900, 1945, 2024])[:, None]
    h = honour_probability(kind, era, interop=np.linspace(0, 1, 5))
    assert h.shape == (4, 3, 5)
    assert np.all(np.diff(h, axis=-1) > 0)
    assert np.all((h > 0) & (h < 1))
    np.testing.assert_array_equal(h[:, 1], h[:, 2])
    plain = honour_probability("defence", "to_1945")
    for trait in ("power_change", "domestic_change", "major"):
        assert honour_probability("defence", "to_1945", **{trait: 1}) < plain
    assert honour_probability("defence", "to_1945", democracy=1) > plain
    np.testing.assert_allclose(honour_probability("offence", "to_1945", base=0.3), 0.3, atol=1e-15)


def test_drawn_rates_follow_the_beta_law() -> None:
    u = (np.arange(2000) + 0.5) / 2000
    drawn = draw_rates("since_1945", np.repeat(u[:, None], 4, axis=1))
    np.testing.assert_allclose(drawn.mean(axis=0), base_rates()[:, 1], atol=1e-4)
    expected = beta_law(40 * base_rates()[0, 1], 40 * (1 - base_rates()[0, 1])).std()
    assert drawn[:, 0].std() == pytest.approx(expected, rel=2e-3)
    assert round(40 * base_rates()[0, 1], 3) == 6.163
    eras = draw_rates(np.array([0, 1]), np.full((2, 4), 0.5))
    assert np.all(eras[0] > eras[1])


def test_worked_selection() -> None:
    np.testing.assert_allclose(
        selection_mean(6, 2, [0, 1, 3, 6]), [0.75, 0.728121, 0.678232, 0.591490], atol=6e-7
    )
    assert brentq(lambda lam: selection_mean(6, 2, lam) - 0.41, 1, 50) == pytest.approx(12.455203, abs=6e-7)


def quadrature(a: float, b: float, lam: float, nodes: int = 40) -> float:
    """Integrate by Gauss-Jacobi: the nodes' weight is the Beta density, what is left, exp(-lam h), is entire."""
    x, weight = roots_jacobi(nodes, b - 1, a - 1)
    h = (1 + x) / 2
    weight = weight * np.exp(-lam * h)
    return float(weight @ h / weight.sum())


@fast
@given(st.floats(0.5, 30), st.floats(0.5, 30), st.floats(0, 40))
@example(10, 1.875, 22)  # both integrals are below 1e-6
def test_selection_against_quadrature(a: float, b: float, lam: float) -> None:
    assert selection_mean(a, b, lam) == pytest.approx(quadrature(a, b, lam), abs=1e-12)
    assert selection_mean(a, b, lam + 1) <= selection_mean(a, b, lam) <= a / (a + b) + 1e-12


def test_selection_to_many_digits() -> None:
    # by 1F1 and by integration, 40 digits each
    assert selection_mean(10, 1.875, 22) == pytest.approx(0.4207346089144970999, abs=1e-15)


def test_ex_ante_rate_inverts_selection() -> None:
    rate = np.array([0.22, 0.41, 0.74])
    mean = ex_ante_rate(rate, 8.0, 3.0)
    np.testing.assert_allclose(selection_mean(8 * mean, 8 * (1 - mean), 3.0), rate, atol=1e-10)
    assert np.all(mean > rate)
    np.testing.assert_allclose(ex_ante_rate(rate, 8.0, 0.0), rate, atol=1e-10)


def test_strengths() -> None:
    assert [OBLIGATION_STRENGTH[d] for d in ("none", "consult", "as_deemed_necessary", "automatic")] == [
        0.0, 0.25, 0.6, 1.0,
    ]  # fmt: skip
    assert ERAS[int(era_of(1944))] == "to_1945"
    assert KINDS[0] == "defence"


def test_bad_arguments() -> None:
    for call in (
        lambda: honour_probability("defense", "to_1945"),
        lambda: honour_probability("defence", "1816"),
        lambda: honour_probability(4, 0),
        lambda: honour_probability(0.5, 0),
        lambda: honour_probability("defence", "to_1945", base=1.0),
        lambda: honour_probability("defence", "to_1945", interop=1.5),
        lambda: selection_mean(0, 1, 1),
        lambda: selection_mean(1, 1, -1),
        lambda: ex_ante_rate(0.0, 8, 1),
        lambda: HonouringParameters(all_kinds=0.9),
    ):
        with pytest.raises(ModelInputError):
            call()
    with pytest.raises(ModelInputError, match="did you mean 'defence'"):
        honour_probability("defense", "to_1945")
    with pytest.raises(InputError):
        HonouringParameters(defence=1.2)


def test_references() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)
