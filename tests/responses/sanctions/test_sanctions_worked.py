"""The worked world of three states and two sectors, to eight digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from foedera.responses.sanctions.coalitions import Coalitions
from foedera.responses.sanctions.decomposition import linear, path
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Equilibrium, Shock, solve
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.transfers import equal_losses, paid, sanction_key
from foedera.responses.sanctions.welfare import (
    autarky,
    consumer_price,
    equivalent_money,
    home_share_gap,
    real_wage,
    welfare,
)

Table = Callable[[str], list[dict[str, str]]]


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(r[name]) for r in rows])


def solved(economy: Economy, shocks: dict[int, Shock], number: int) -> Equilibrium:
    if number == 3:
        return equal_losses(economy, shocks[3], ["A", "B"])
    return solve(economy, shocks[number], tolerance=1e-12)


def test_calibration(three: Economy, table: Table) -> None:
    rows = table("own_sanctions/calibration.csv")
    for name, found in (("value_added", three.value_added), ("deficit", three.deficits), ("revenue", three.revenue),
                        ("income", three.income), ("final_share_goods", three.final_share[:, 0])):  # fmt: skip
        assert found == pytest.approx(column(rows, name), abs=1e-8), name


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_shocks(three: Economy, shocks: dict[int, Shock], table: Table, number: int) -> None:
    rows = [r for r in table("own_sanctions/shocks.csv") if r["shock"] == str(number)]
    q = solved(three, shocks, number)
    assert q.wage == pytest.approx(column(rows, "wage"), abs=1e-8)
    assert consumer_price(q) == pytest.approx(column(rows, "consumer_price"), abs=1e-8)
    assert q.income == pytest.approx(column(rows, "income"), abs=1e-8)
    assert q.revenue == pytest.approx(column(rows, "revenue"), abs=1e-8)
    assert welfare(q) == pytest.approx(column(rows, "welfare_pct"), abs=1e-8)
    assert paid(q) == pytest.approx(column(rows, "transfer"), abs=1e-8)


def test_prices_and_shares(three: Economy, shocks: dict[int, Shock], table: Table) -> None:
    rows = table("own_sanctions/shock2.csv")
    q = solve(three, shocks[2], tolerance=1e-12)
    assert q.price[:, 0] == pytest.approx(column(rows, "price_goods"), abs=1e-8)
    assert q.price[:, 1] == pytest.approx(column(rows, "price_services"), abs=1e-8)
    for k, exporter in enumerate("ABC"):
        assert q.shares[0, :, k] == pytest.approx(column(rows, f"share_from_{exporter}"), abs=1e-8)
    assert autarky(three).real_wage == pytest.approx(column(rows, "autarky_real_wage"), abs=1e-8)


def test_shared_losses(three: Economy, shocks: dict[int, Shock]) -> None:
    q = equal_losses(three, shocks[2], ["A", "B"])
    w = welfare(q)
    assert abs(w[0] - w[1]) < 1e-10
    assert abs(paid(q).sum()) < 1e-12
    assert paid(q)[2] == 0
    assert sanction_key(q) == pytest.approx([0.07648482 / 132, -0.07648482 / 89.95, 0], abs=1e-9)
    common = 100 * (q.income[:2].sum() / (three.income * consumer_price(q))[:2].sum() - 1)
    assert w[0] == pytest.approx(common, abs=1e-9)


def test_reported_welfare_has_the_transfers_in_it(three: Economy, shocks: dict[int, Shock]) -> None:
    plain = solve(three, shocks[2])
    given = solve(three, Shock(barriers=shocks[2].barriers, transfers=[1.0, -1.0, 0.0]))
    # a unit of money is .74 per cent of A's income and 1.12 per cent of B's; prices move too, but by less
    assert welfare(given)[0] - welfare(plain)[0] > 0.6
    assert welfare(given)[1] - welfare(plain)[1] < -0.9
    assert given.income[0] == pytest.approx(
        given.wage[0] * three.value_added[0] + given.revenue[0] + three.deficits[0] + 1.0
    )


def test_words_give_the_same_shocks(three: Economy, shocks: dict[int, Shock]) -> None:
    barrier = sanction(three, ["A", "B"], "C", ["goods"], Measure(kind="barrier", barrier=1.25))
    assert np.array_equal(barrier.barriers, shocks[2].barriers)
    assert np.array_equal(sanction(three, ["A", "B"], "C", ["goods"]).let_through, shocks[5].let_through)
    raised = sanction(three, ["A", "B"], "C", ["goods"], Measure(kind="tariff", tariff=0.25))
    assert np.allclose(raised.tariffs, shocks[4].tariffs, atol=1e-15)


def test_punishment_per_unit_of_own_cost(three: Economy) -> None:
    question = Coalitions(three, "C", ["goods"], Measure(kind="barrier"))
    assert question.outcome(["A"]).ratio == pytest.approx(2.516, abs=5e-4)
    assert question.outcome(["A", "B"]).ratio == pytest.approx(4.416, abs=5e-4)


def test_linear_formula_can_have_the_wrong_sign(three: Economy, shocks: dict[int, Shock]) -> None:
    q = solve(three, shocks[4])
    assert linear(q).welfare[0] == pytest.approx(0.309, abs=5e-4)
    assert welfare(q)[0] == pytest.approx(-0.106, abs=5e-4)
    assert linear(q).first_order


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_path_tends_to_the_exact_change(three: Economy, shocks: dict[int, Shock], number: int) -> None:
    q = solved(three, shocks, number)
    error = [np.abs(path(three, q.shock, steps=n).welfare - welfare(q)).max() for n in (4, 8)]
    assert error[1] < 5e-3
    assert error[0] / error[1] == pytest.approx(4, abs=0.3)


def test_path_of_a_complete_embargo(three: Economy, shocks: dict[int, Shock]) -> None:
    exact = welfare(solve(three, shocks[5]))
    found = path(three, shocks[5], steps=40)
    assert np.isfinite(found.barriers).all() and (found.barriers < -1).all()
    assert found.welfare == pytest.approx(exact, abs=0.02)


def test_deficits_and_transfers_are_a_part_of_their_own(three: Economy, shocks: dict[int, Shock]) -> None:
    shock = Shock(barriers=shocks[2].barriers, transfers=[1.0, -1.0, 0.0])
    assert linear(solve(three, shock)).money == pytest.approx([100 / 135.4, -100 / 88.93, 0], rel=1e-12)
    assert linear(solve(three, shocks[2])).money == pytest.approx([0, 0, 0])


def test_home_shares_tell_the_real_wage(three: Economy, shocks: dict[int, Shock]) -> None:
    for shock in shocks.values():
        assert np.abs(home_share_gap(solve(three, shock, tolerance=1e-12))).max() < 1e-10
    q = solve(three, shocks[1])
    assert real_wage(q) == pytest.approx(100 * (q.wage / consumer_price(q) - 1))
    assert equivalent_money(q) == pytest.approx(three.income * welfare(q) / 100)
