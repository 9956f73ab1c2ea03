from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.responses.supply import propagation_kernel, propagation_numpy
from foedera.responses.supply.losses import days_of_gdp, days_unserved, stopped_share
from foedera.responses.supply.network import Network, StockParameters, network, outage
from foedera.responses.supply.propagation import Path, propagate

few = settings(max_examples=25, deadline=None)
MIXED = [[1, 1, 0.5], [1, 1, 1], [0, 0, 0]]
RULES = ("pbl", "ario")


def run_row(net: Network, row: dict[str, str]) -> Path:
    stock = np.full((3, 3), 90.0)
    stock[0] = 30.0
    how = {"stock_days": stock if "/" in row["stock_days"] else float(row["stock_days"])}
    if row["necessity"] == "mixed":
        how["necessity"] = MIXED
    if row["psi"]:
        how["parameters"] = StockParameters(psi=float(row["psi"]))
    return propagate(net, outage(net, 0, 0.6, 60, 365), rule=row["rule"], **how)


def decimals(text: str) -> int:
    return len(text.split(".")[1])


@pytest.mark.filterwarnings("ignore:stocks below 30 days:UserWarning")
def test_worked_example(table, three: Network) -> None:
    rows = table("own_supply/propagation.csv")
    assert len(rows) == 7
    for row in rows:
        path = run_row(three, row)
        got = {"loss": days_of_gdp(three, path.output)[0], "unmet": days_unserved(three, path.unmet)}
        got |= dict(zip(("mineral", "components", "assembly"), path.output.min(axis=0), strict=True))
        for name, value in got.items():
            assert value == pytest.approx(float(row[name]), abs=0.51 * 10 ** -decimals(row[name])), (
                row,
                name,
            )


def test_path_of_assembly(table, three: Network) -> None:
    path = run_row(three, table("own_supply/propagation.csv")[0])
    for row in table("own_supply/assembly_path.csv"):
        assert path.output[int(row["day"]), 2] == pytest.approx(float(row["output"]), abs=0.51e-6)
    np.testing.assert_array_equal(path.binding_day, [-1, 55, 55])
    np.testing.assert_array_equal(path.binding_input, [-1, 0, 0])


def test_short_stocks_under_ario_never_recover(table, three: Network) -> None:
    row = table("own_supply/propagation.csv")[-1]
    with pytest.warns(UserWarning, match="starve an economy"):
        path = run_row(three, row)
    assert path.output[-1].max() < 1e-3


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("switching", [False, True])
def test_without_a_shock_nothing_moves_at_all(two_countries: Network, rule: str, switching: bool) -> None:
    path = propagate(two_countries, np.zeros((200, 4)), rule=rule, switching=switching, keep_stocks=True)
    assert np.all(path.output == 1.0)
    assert np.all(path.stocks == path.stocks[0])
    assert np.all(path.binding_day == -1)
    np.testing.assert_allclose(path.unmet, 0.0, atol=1e-15)


@few
@given(seed=st.integers(0, 10**6), rule=st.sampled_from(RULES))
def test_base_is_a_fixed_point_of_any_economy(
    random_economy: Callable[[int], Network], seed: int, rule: str
) -> None:
    net = random_economy(seed)
    assert np.all(propagate(net, np.zeros((60, 3)), rule=rule).output == 1.0)


@few
@given(seed=st.integers(0, 39), rule=st.sampled_from(RULES))
def test_deeper_and_longer_hurts_more_and_stocks_help(
    random_economy: Callable[[int], Network], seed: int, rule: str
) -> None:
    net, horizon = random_economy(seed), 300

    def loss(depth: float, days: int, stock: float) -> float:
        path = propagate(net, outage(net, 0, depth, days, horizon), rule=rule, stock_days=stock)
        return float(days_of_gdp(net, path.output)[0])

    by_depth = [loss(d, 60, 40.0) for d in (0.0, 0.2, 0.5, 0.8, 1.0)]
    by_days = [loss(0.6, d, 40.0) for d in (0, 20, 45, 70, 100)]
    by_stock = [loss(0.6, 60, n) for n in (30.0, 45.0, 90.0, 180.0)]
    assert by_depth[0] == 0.0 == by_days[0]
    assert np.all(np.diff(by_depth) >= -1e-9)
    assert np.all(np.diff(by_days) >= -1e-9)
    assert np.all(np.diff(by_stock) <= 1e-9)
    assert by_depth[-1] > 0 < by_days[-1]


def test_a_short_shock_does_not_stop_the_users(three: Network) -> None:
    # with the mineral gone, a stock of 30 days lasts 30 days: users stop on the first day beyond it
    short = propagate(three, outage(three, 0, 1.0, 25, 120), necessity=MIXED)
    assert np.all(short.binding_day[1:] == -1)
    long = propagate(three, outage(three, 0, 1.0, 40, 120), necessity=MIXED)
    assert long.binding_day[1] == 30
    assert long.output[30, 1] < 0.5


@few
@given(seed=st.integers(0, 10**6), rule=st.sampled_from(RULES))
def test_without_spare_capacity_output_stays_below_the_base(
    random_economy: Callable[[int], Network], seed: int, rule: str
) -> None:
    net, rigid = random_economy(seed), StockParameters(overcapacity=1.0)
    shock = outage(net, 1, 0.7, 50, 250)
    assert propagate(net, shock, rule=rule, parameters=rigid).output.max() <= 1.0


def test_spare_capacity_grows_with_what_is_unmet(three: Network) -> None:
    shock = outage(three, 0, 0.6, 60, 365)
    rigid = propagate(three, shock, stock_days=10.0, parameters=StockParameters(overcapacity=1.0))
    elastic = propagate(three, shock, stock_days=10.0)
    assert 1.0 < elastic.output.max() <= 1.25
    assert days_of_gdp(three, elastic.output) < days_of_gdp(three, rigid.output)


def oracle(monkeypatch: pytest.MonkeyPatch, net: Network, shock: np.ndarray, **how: object) -> Path:
    monkeypatch.setattr(propagation_kernel, "days", propagation_numpy.days)
    try:
        return propagate(net, shock, **how)
    finally:
        monkeypatch.undo()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("switching", [False, True])
def test_kernel_is_its_numpy_twin(
    monkeypatch: pytest.MonkeyPatch, two_countries: Network, rule: str, switching: bool
) -> None:
    rng = np.random.default_rng(7)
    shock = outage(two_countries, [0, 3], [0.3, 0.9, 1.0], 50, 150)
    how = {
        "rule": rule, "switching": switching, "stock_days": rng.uniform(30, 60, (2, 4)), "keep_stocks": True,
        "cut": rng.choice([0.0, 0.4, 1.0], (4, 6)), "cut_days": rng.random((3, 150)) < 0.3,
        "first": rng.random(6) < 0.4, "parameters": StockParameters(psi=np.array([0.5, 0.8, 1.0])),
    }  # fmt: skip
    if rule == "pbl":
        how["necessity"] = [[1, 1, 0.5, 0.5], [1, 0.5, 0, 1]]
    fast, slow = propagate(two_countries, shock, **how), oracle(monkeypatch, two_countries, shock, **how)
    assert fast.output.min() < 0.9
    for name, a, b in zip(Path._fields, fast, slow, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9, err_msg=name)


def test_runs_do_not_touch_each_other(three: Network) -> None:
    depth = np.array([[0.1, 0.4], [0.7, 1.0]])
    psi = np.array([[0.5, 0.6], [0.7, 0.8]])
    both = propagate(three, outage(three, 0, depth, 40, 90), rule="ario", parameters=StockParameters(psi=psi))
    assert both.output.shape == (2, 2, 90, 3)
    one = propagate(three, outage(three, 0, 0.7, 40, 90), rule="ario", parameters=StockParameters(psi=0.7))
    np.testing.assert_array_equal(both.output[1, 0], one.output)
    np.testing.assert_array_equal(both.stock[1, 0], one.stock)


def test_stocks_follow_deliveries_less_use(three: Network) -> None:
    # everything is sold or stocked: output of the mineral = what users received + final demand served
    path = propagate(three, outage(three, 0, 0.6, 60, 200), rule="ario", keep_stocks=True)
    before = np.concatenate([90.0 * three.inputs[None], path.stocks[:-1]])
    received = path.stocks - before + three.inputs * path.output[:, None, :]
    made = path.output * three.output
    final = made - received.sum(axis=2)
    assert np.all(final <= three.y.sum(axis=1) + 1e-9)
    np.testing.assert_allclose(final.sum(axis=1), three.y.sum() - path.unmet.sum(axis=1), rtol=1e-9)


def test_who_is_served_first_loses_less(three: Network) -> None:
    defence = network(three.z, three.y * [0.9, 0.1])
    shock = outage(defence, 0, 0.6, 60, 200)
    fair = propagate(defence, shock, stock_days=10.0)
    favoured = propagate(defence, shock, stock_days=10.0, first=np.array([False, False, False, False, True]))
    lost, kept = (
        fair.unmet.sum(axis=0) / defence.y.sum(axis=0),
        favoured.unmet.sum(axis=0) / defence.y.sum(axis=0),
    )
    assert lost[0] == pytest.approx(lost[1])
    assert kept[1] < 0.1 * lost[1]
    assert kept[0] > lost[0]


def test_switching_softens_the_loss_of_one_seller(two_countries: Network) -> None:
    shock = outage(two_countries, 2, 0.5, 120, 200)
    stuck = days_of_gdp(two_countries, propagate(two_countries, shock).output)[0]
    free = days_of_gdp(two_countries, propagate(two_countries, shock, switching=True).output)[0]
    assert 0 < free < stuck


def test_losses_by_member(two_countries: Network) -> None:
    output = np.ones((10, 4))
    output[:4, 0] = 0.5
    v = two_countries.value_added
    np.testing.assert_allclose(
        days_of_gdp(two_countries, output, [0, 0, 1, 1]), [2 * v[0] / v[:2].sum(), 0.0], atol=1e-15
    )
    np.testing.assert_allclose(stopped_share(two_countries, output), [0.5 * v[0] / v.sum()])
    np.testing.assert_allclose(stopped_share(two_countries, output[4:]), [0.0])
