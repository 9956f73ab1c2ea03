"""Economies from a folder, made-up ones, and the accounts of a table that is wrong on purpose."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError, ModelInputError
from foedera.responses.sanctions.economy import CalibrationError
from foedera.responses.sanctions.equilibrium import Shock, solve
from foedera.study.economies import assembled
from foedera.study.economies.accounts import Books, examine
from foedera.study.economies.assembling import settle, without_negative_final
from foedera.study.economies.own import from_folder, to_folder
from foedera.study.economies.sectors import SERVICES, by_isic4, groups_of, theta_of
from foedera.study.economies.synthetic import Synthetic, synthetic

CARD_Z = np.array([[[80, 12, 8], [10, 60, 6], [9, 5, 40]], [[150, 4, 1], [3, 100, 1], [1, 1, 50]]], float)


def _card() -> Books:
    """The table of the worked example of the sanctions model: three states, goods and services."""
    tariffs = np.ones_like(CARD_Z)
    tariffs[0] = [[1, 1.05, 1.10], [1.05, 1, 1.08], [1.12, 1.10, 1]]
    share = np.array([[0.4, 0.6], [0.35, 0.6], [0.45, 0.65]])
    goods = np.array([[0.7, 0.35], [0.72, 0.30], [0.65, 0.40]])
    output = CARD_Z.sum(axis=1).T
    inputs = np.stack([goods, 1 - goods], axis=1) * ((1 - share) * output)[:, None, :]
    return Books(
        ("A", "B", "C"), ("goods", "services"), CARD_Z, tariffs, inputs, share * output, np.array([5.0, 4.0])
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return to_folder(settle(_card())[0], tmp_path / "card")


def test_a_folder_gives_the_economy_that_was_written(folder: Path) -> None:
    found = assembled(folder)
    economy = found.economy
    assert economy.value_added == pytest.approx([132, 89.95, 58.1]) and economy.deficits == pytest.approx(
        [2, -2, 0]
    )
    assert economy.income == pytest.approx([135.4, 88.93, 59.68])
    assert economy.final_share[:, 0] == pytest.approx([0.28257016, 0.31872259, 0.48584115], abs=1e-8)
    assert (
        economy.tariffs[0, 0, 2] == pytest.approx(1.1) and found.accounts.passed and not found.accounts.mended
    )
    barrier = np.ones_like(CARD_Z)
    barrier[0, 0, 2] = barrier[0, 2, 0] = 1.25
    assert solve(economy, Shock(barriers=barrier)).wage == pytest.approx(
        [0.99514309, 1.01191922, 0.99258138], abs=1e-8)  # fmt: skip


def test_home_sales_may_be_left_out(folder: Path) -> None:
    path = folder / "trade.csv"
    lines = path.read_text().splitlines()
    abroad = [x for x in lines if x.split(",")[1] != x.split(",")[2]]
    path.write_text("\n".join(abroad) + "\n")
    found = from_folder(folder)
    assert found.economy.flows == pytest.approx(CARD_Z) and "home sales of 6" in found.accounts.mended[0].what
    path.write_text("\n".join(abroad).replace("goods,C,A,8.0", "goods,C,A,800") + "\n")
    with pytest.raises(CalibrationError, match=r"exports exceed inputs and value added by .*: C, goods"):
        from_folder(folder)


@pytest.mark.parametrize(("name", "old", "new", "told"), [
    ("trade.csv", "goods,A,B", "goods,A,Bee", r"trade\.csv: unknown importer 'Bee'"),
    ("trade.csv", "services,A,B", "service,A,B", r"unknown sector 'service' \(did you mean 'services'"),
    ("inputs.csv", "B,goods,goods", "X,goods,goods", r"inputs\.csv: unknown country 'X'"),
    ("inputs.csv", "B,goods,services", "B,goods,goods", "two rows are about B, goods, goods"),
    ("value_added.csv", "value", "worth", r"value_added\.csv: column 'value' is missing"),
    ("value_added.csv", "C,goods,", "C,goods,much", r"row 5: 'much.*' is not a number"),
    ("sectors.csv", "goods,5.0,", "goods,,", r"sectors\.csv: column 'theta', row 1 is empty"),
    ("sectors.csv", "goods,5.0,", "goods,-5,", "trade elasticity is not positive: goods"),
    ("trade.csv", "goods,C,A,8.0,0.1", "goods,C,A,8.0,-0.5", "tariff factor is below 1: goods, A, C"),
    ("trade.csv", "goods,C,A,8.0", "goods,C,A,-8.0", r"of the state's output apart: C, goods|negative.*goods, A, C"),
    ("value_added.csv", "B,services,", "B,services,1", r"output apart: B, services"),
])  # fmt: skip
def test_what_is_wrong_in_a_folder_is_told(folder: Path, name: str, old: str, new: str, told: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InputError, match=told):
        assembled(str(folder))


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "sectors.csv").unlink()
    with pytest.raises(InputError, match=r"sectors\.csv: the file is missing .*own-economy"):
        assembled(folder)
    with pytest.raises(InputError, match="exists already"):
        to_folder(synthetic(2, 1), folder)
    shutil.rmtree(folder)


def _overused() -> Books:
    """C's services need more goods than C buys: its final demand for goods is below 0."""
    books = _card()
    inputs, added = books.inputs.copy(), books.value_added.copy()
    inputs[2, 0, 1] += 30
    added[2, 1] -= 30
    return replace(books, inputs=inputs, value_added=added)


def test_negative_final_demand_is_refused_or_moved() -> None:
    books = _overused()
    with pytest.raises(CalibrationError, match=r"final demand is negative.*: C, goods"):
        settle(books)
    economy, accounts = settle(books, negative="move")
    assert accounts.passed and (accounts.mended[-1].state, accounts.mended[-1].sector) == ("C", "goods")
    below = -(books.left[2, 0])
    assert accounts.mended[-1].amount == pytest.approx(below) and economy.final_share[2, 0] == pytest.approx(
        0, abs=1e-12
    )
    assert solve(economy).wage == pytest.approx(np.ones(3), abs=1e-10)


def test_every_check_names_its_worst_cell() -> None:
    good = examine(replace(_card(), output=_card().sales, final=_card().left))
    assert all(c.passed for c in good) and len(good) == 10
    books = _card()
    flows, added, output = CARD_Z.copy(), books.value_added.copy(), books.sales.copy()
    flows[1, 1, 1] = 0.0
    output[0, 1] += 5
    added[2, 0] = -1.0
    inputs = books.inputs.copy()
    inputs[1, 0, 1] = -3.0
    wrong = examine(
        replace(books, flows=flows, value_added=added, inputs=inputs, output=output, final=-books.left)
    )
    at = {c.name: (c.state, c.sector) for c in wrong if not c.passed}
    assert at["sales equal inputs and value added"] == ("B", "services")
    assert at["value added is in (0, 1] of output"] == ("C", "goods") == at["value added is not negative"]
    assert at["inputs are not negative"] == ("B", "services")
    assert at["a state sells at home what it buys"] == ("B", "services")
    assert at["final demand is not negative"][0] in "ABC" and "sales equal published output" in at
    flows = CARD_Z.copy()
    flows[0, 0, 2] = -1.0
    flows[0, 2, 0] = 900.0
    at = {c.name: c.state for c in examine(replace(books, flows=flows)) if not c.passed}
    assert at["flows are not negative"] == "A" and at["trade deficit or surplus is below value added"] == "C"


def test_drawn_down_stocks_count_as_made() -> None:
    """Two states, one industry: without the negative flow, output is that of the Leontief inverse."""
    uses = np.array([30.0, 10.0, 5.0, 20.0]).reshape(2, 1, 2, 1)
    final = np.array([[[50.0, 20.0]], [[-4.0, 59.0]]])
    output = uses.sum(axis=(2, 3)) + final.sum(axis=2)
    inputs = uses.sum(axis=0).transpose(1, 0, 2)
    books = Books(("A", "B"), ("g",), (uses[..., 0] + final).transpose(1, 2, 0), np.ones((1, 2, 2)), inputs,
                  output - inputs.sum(axis=1), np.array([4.0]), final=final.sum(axis=0).T, output=output)  # fmt: skip
    new, done = without_negative_final(uses, final, output, books)
    coefficients = uses[:, 0, :, 0] / output[:, 0]
    assert new.sales[:, 0] == pytest.approx(np.linalg.inv(np.eye(2) - coefficients) @ [70.0, 59.0])
    assert all(c.passed for c in examine(new)) and done[0].amount == 4.0 and done[0].state == "B"
    assert new.inputs[:, 0, 0] / new.sales[:, 0] == pytest.approx(coefficients.sum(axis=0))


def test_an_industry_without_value_added_gets_some() -> None:
    uses = np.array([95.0, 10.0, 5.0, 20.0]).reshape(2, 1, 2, 1)
    final = np.array([[[-5.0, 0.0]], [[30.0, 45.0]]])
    output = np.array([[100.0], [100.0]])
    inputs = uses.sum(axis=0).transpose(1, 0, 2)
    books = Books(("A", "B"), ("g",), (uses[..., 0] + final).transpose(1, 2, 0), np.ones((1, 2, 2)), inputs,
                  output - inputs.sum(axis=1), np.array([4.0]), final=final.sum(axis=0).T, output=output)  # fmt: skip
    new, done = without_negative_final(uses, final, output, books)
    assert new.value_added[0, 0] / new.costs[0, 0] == pytest.approx(0.01)
    assert any("1 industries cut" in m.what and m.state == "A" for m in done)


@settings(max_examples=25, deadline=None)
@given(n=st.integers(2, 9), j=st.integers(1, 6), seed=st.integers(0, 99))
def test_made_up_economies_balance(n: int, j: int, seed: int) -> None:
    economy = synthetic(n, j, seed=seed)
    assert (economy.n, len(economy.sectors)) == (n, j) and economy.final_share.min() >= -1e-9
    assert abs(economy.deficits.sum()) < 1e-9 * economy.income.sum()
    assert solve(economy).wage == pytest.approx(np.ones(n), abs=1e-9)
    assert np.array_equal(economy.flows, synthetic(n, j, seed=seed).flows)
    assert not np.array_equal(economy.flows, synthetic(n, j, seed=seed + 1).flows)


def test_made_up_economies_follow_their_parameters() -> None:
    half = synthetic(6, 4, parameters=Synthetic(tradable=0.5, tariff=0.0, home=9.0))
    home = np.einsum("jii->ji", half.shares)
    assert np.allclose(home[:2], 0.9) and np.allclose(home[2:], 1.0) and half.revenue.max() == 0
    with pytest.raises(ModelInputError, match="1 states and 3 sectors"):
        synthetic(1, 3)


def test_industries_by_their_code() -> None:
    members = by_isic4(["A01_02", "B05_06", "C10T12", "C10-C12", "C26", "C33", "D35", "T", "C31_C32"])
    assert members["B05_06"] == ("Mining",) and members["C10T12"] == members["C10-C12"] == ("Food",)
    assert members["C33"] == members["D35"] == () and members["C31_C32"] == ("Other",)
    theta = dict(zip(members, theta_of(members), strict=True))
    assert theta["A01_02"] == 9.11 and theta["C26"] == pytest.approx((12.95 + 3.95 + 8.71) / 3)
    assert theta["T"] == SERVICES
    groups = groups_of(members)
    assert groups["energy"] == ("B05_06",) and groups["services"] == ("C33", "D35", "T")
