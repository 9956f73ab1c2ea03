"""One input cut while others can stand in, and what must be made in all stages for a final demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.responses.supply import CARD
from foedera.responses.supply.network import Network, network
from foedera.responses.supply.requirements import gross_output, total_requirements
from foedera.responses.supply.substitution import cut, second_order

Table = Callable[[str], list[dict[str, str]]]

shares = st.floats(0.005, 0.6)
elasticities = st.floats(0.02, 8.0)
losses = st.floats(0.001, 0.9)


def test_every_citation_is_known() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)


def test_energy_cut_off(table: Table) -> None:
    for row in table("bachmann_2024/energy.csv"):
        sigma = float(row["sigma"])
        found = cut(0.04, sigma, 0.1)
        assert found.output == pytest.approx(float(row["output"]), abs=1e-9)
        assert found.price == pytest.approx(float(row["price"]), rel=1e-5)
        assert found.share == pytest.approx(float(row["share"]), abs=1e-6)
        if row["second_order"]:
            assert second_order(0.04, sigma, -0.1) == pytest.approx(float(row["second_order"]), abs=1e-12)


def test_quadratic_formula_halves_the_loss_where_little_can_stand_in() -> None:
    exact = np.log1p(cut(0.04, 0.04, 0.1).output)
    assert second_order(0.04, 0.04, np.log(0.9)) / exact == pytest.approx(0.58, abs=0.02)
    # and is a good one where the cut is small
    assert second_order(0.04, 0.04, np.log(0.999)) == pytest.approx(
        np.log1p(cut(0.04, 0.04, 0.001).output), rel=1e-3
    )


@given(a=shares, sigma=elasticities, lost=losses)
@settings(max_examples=80, deadline=None)
def test_price_is_the_marginal_product(a: float, sigma: float, lost: float) -> None:
    found, step = cut(a, sigma, lost), 1e-6 * (1 - lost)
    more, less = (1 + cut(a, sigma, lost - d).output for d in (step, -step))
    assert found.price == pytest.approx((more - less) / (2 * step) / a, rel=1e-4)
    assert found.share == pytest.approx(a * found.price * (1 - lost) / (1 + found.output), rel=1e-9)


@given(a=shares, sigma=elasticities, lost=losses)
@settings(max_examples=80, deadline=None)
def test_directions(a: float, sigma: float, lost: float) -> None:
    found = cut(a, sigma, lost)
    assert -lost < found.output < 0 and found.price > 1
    assert cut(a, 1.5 * sigma, lost).output > found.output
    assert cut(a, sigma, 0.5 * lost).output > found.output
    assert (found.share > a) == (sigma < 1) or abs(sigma - 1) < 1e-5


def test_limits_are_met() -> None:
    near = cut(0.04, [1e-3, 1 - 2e-6, 1 + 2e-6], 0.1)
    for k, sigma in enumerate((0.0, 1.0, 1.0)):
        exact = cut(0.04, sigma, 0.1)
        tolerance = 0.005 if sigma == 0 else 1e-6
        assert near.output[k] == pytest.approx(exact.output, abs=tolerance)
        assert near.price[k] == pytest.approx(exact.price, rel=tolerance)
    nothing = cut([0.04, 0.3], [0.0, 0.5], 0.0)
    assert nothing.output == pytest.approx([0, 0]) and nothing.price.tolist() == [1, 1]
    assert nothing.share.tolist() == [0.04, 0.3]
    assert cut(np.full((2, 1), 0.1), [0.5, 1.0, 2.0], 0.2).output.shape == (2, 3)


@pytest.mark.parametrize(
    ("share", "sigma", "lost", "words"),
    [(0, 1, 0.1, "share"), (1, 1, 0.1, "share"), (0.1, -1, 0.1, "sigma"), (0.1, 1, 1.0, "must be left"),
     (0.1, 1, -0.1, "lost"), (np.nan, 1, 0.1, "share")],
)  # fmt: skip
def test_cuts_out_of_range(share: float, sigma: float, lost: float, words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        cut(share, sigma, lost)


def test_no_quadratic_formula_without_substitution() -> None:
    with pytest.raises(ModelInputError, match="sigma"):
        second_order(0.04, 0.0, -0.1)


def test_two_sectors(table: Table) -> None:
    rows = table("miller_blair_2009/two_sectors.csv")
    inputs = [[0.15, 0.25], [0.20, 0.05]]
    found = gross_output(inputs, [600, 1500])
    assert found == pytest.approx([float(r["output"]) for r in rows], abs=1e-6)
    need = total_requirements(inputs)
    for j in (0, 1):
        assert need[:, j] == pytest.approx([float(r[f"requirements_{j + 1}"]) for r in rows], abs=1e-7)
    whole = network(np.array(inputs) * found, [600, 1500])
    assert whole.output == pytest.approx(found)


def test_output_of_a_network_is_what_its_demand_needs(random_economy: Callable[[int], Network]) -> None:
    for seed in range(3):
        net = random_economy(seed)
        assert gross_output(net.z / net.output, net.y.sum(axis=1)) == pytest.approx(net.output)
    stack = total_requirements(np.stack([np.diag([0.5, 0.2]), np.zeros((2, 2))]))
    assert stack == pytest.approx(np.stack([np.diag([2, 1.25]), np.eye(2)]))
    assert gross_output(np.zeros((3, 2, 2)), [1, 2]).shape == (3, 2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: total_requirements([[0.5, 0.6], [0.6, 0.5]]), "uses up"),
        (lambda: total_requirements([[0.5, 0.1]]), "square"),
        (lambda: total_requirements([[-0.1]]), "inputs"),
        (lambda: gross_output(np.zeros((2, 2)), [1, 2, 3]), "each of 2 goods"),
        (lambda: gross_output(np.zeros((2, 2)), 1.0), "each of 2 goods"),
        (lambda: gross_output(np.zeros((2, 2)), [1, -2]), "final"),
    ],
)
def test_requirements_out_of_range(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        call()
