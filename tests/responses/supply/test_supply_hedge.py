from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import ModelInputError
from foedera.responses.supply.hedge import hedge, plan_cost, stand_alone
from foedera.responses.supply.hedge_problem import HedgeParameters, HedgeProblem, hedge_problem

few = settings(max_examples=20, deadline=None)
PRICE, CAPACITY, CHANCE = [1.0, 1.3, 1.8], [100.0, 50.0, 25.0], [0.8, 0.15, 0.05]
ARRIVES = [[1, 1, 1], [0.2, 1, 1], [0, 0.7, 1]]


def example(**changes: object) -> HedgeProblem:
    how = {"max_stock": 60.0} | changes
    return hedge_problem(PRICE, CAPACITY, ARRIVES, CHANCE, 100.0, **how)


def pool(seed: int) -> HedgeProblem:
    rng = np.random.default_rng(seed)
    chance = rng.dirichlet(np.ones(4))
    return hedge_problem(
        rng.uniform(0.8, 2.0, (3, 3)), rng.uniform(10, 80, (3, 3)), rng.random((4, 3, 3)), chance,
        rng.uniform(20, 100, 3), max_stock=rng.uniform(0, 40, 3), transport=0.1,
    )  # fmt: skip


def test_worked_example(table) -> None:
    best, no_stock = hedge(example()), hedge(example(max_stock=0.0))
    nothing = plan_cost(example(), [100, 0, 0], 0.0)
    for row, plan in zip(table("own_supply/hedge.csv"), (best, no_stock, nothing), strict=True):
        got = [plan.cost, *plan.contracts[0], *plan.stock]
        want = [float(row[k]) for k in ("cost", "rival", "friend", "home", "stock")]
        np.testing.assert_allclose(got, want, atol=0.51e-6)
    # what is done covers demand in every scenario, and the bill adds up
    covered = best.delivered.sum(axis=2) + best.drawn + best.missing
    np.testing.assert_allclose(covered, 100.0)
    assert best.expected == pytest.approx(np.dot(CHANCE, best.scenario_cost))


def test_shadow_prices_are_differences() -> None:
    best, more = hedge(example(max_stock=37.0)), hedge(example(max_stock=37.5))
    assert best.stock_price[0] == pytest.approx((best.cost - more.cost) / 0.5, abs=1e-9)
    assert best.stock_price[0] > 0
    less = example(max_stock=37.0)._replace(demand=np.array([93.0]))
    nudged = hedge(less._replace(demand=np.array([93.01])))
    assert hedge(less).demand_price.sum() == pytest.approx((nudged.cost - hedge(less).cost) / 0.01, abs=1e-6)


@few
@given(seed=st.integers(0, 10**6))
def test_pooling_never_costs_more(seed: int) -> None:
    problem = pool(seed)
    together, alone = hedge(problem), sum(p.cost for p in stand_alone(problem))
    assert together.cost <= alone + 1e-7
    apart = hedge(problem._replace(transport=np.full((3, 3), 1e6)))
    assert apart.cost == pytest.approx(alone, rel=1e-7)
    assert np.all(apart.transfers < 1e-9)


def test_pooling_pays_where_risks_differ() -> None:
    arrives = [[[1.0], [0.0]], [[0.0], [1.0]]]
    problem = hedge_problem([1.0], [20.0], arrives, [0.5, 0.5], [10.0, 10.0], max_stock=0.0, transport=0.1)
    alone = sum(p.cost for p in stand_alone(problem))
    pooled = hedge(problem)
    # alone: fee .5, then 10 delivered or 60 missing; pooled: twice the fee, deliveries of 20, half of them carried over
    assert alone == pytest.approx(2 * (0.5 + 0.5 * 10 + 0.5 * 60))
    assert pooled.cost == pytest.approx(2 * 1.0 + 20 + 1.0)
    np.testing.assert_allclose(pooled.transfers[0], [[0, 10], [0, 0]], atol=1e-9)


@few
@given(part=st.floats(0.05, 0.95))
def test_a_supplier_split_in_two_changes_nothing(part: float) -> None:
    split = hedge_problem(
        [1.0, 1.0, 1.3, 1.8], [100 * part, 100 * (1 - part), 50, 25], np.array(ARRIVES)[:, [0, 0, 1, 2]], CHANCE, 100,
        max_stock=60,
    )  # fmt: skip
    assert hedge(split).cost == pytest.approx(118.725, abs=1e-7)


def test_no_hedge_where_going_without_is_as_cheap() -> None:
    p = HedgeParameters(lost_value=1.0)
    plan = hedge(example(parameters=p))
    assert plan.contracts.max() < 1e-9
    assert plan.stock[0] < 1e-9
    np.testing.assert_allclose(plan.missing, 100.0)
    assert plan.cost == pytest.approx(100.0)


def test_ceilings() -> None:
    friends = hedge(example(), groups=[True, False, False], ceiling=0.5)
    assert friends.contracts[0, 0] <= 0.5 * friends.contracts.sum() + 1e-9
    assert friends.cost > 118.725
    each = hedge(example(), groups=np.eye(3, dtype=bool), ceiling=[0.6, 1.0, 1.0])
    assert each.contracts[0, 0] == pytest.approx(0.6 * each.contracts.sum())  # 100 of 155 would be 65 %
    assert each.cost > 118.725 + 1e-6
    loose = hedge(example(), groups=np.eye(3, dtype=bool), ceiling=0.65)
    assert loose.cost == pytest.approx(118.725)
    assert hedge(example(), groups=[True, False, False], ceiling=1.0).cost == pytest.approx(118.725)


def test_risk_aversion() -> None:
    # a reserve supplier costs .075 a unit and saves 4.5 with a chance of 1 %: worth it only to those who fear the tail
    problem = hedge_problem([1.0, 1.5], [100, 100], [[1, 1], [0, 1]], [0.99, 0.01], 100.0, max_stock=0.0)
    neutral, averse = hedge(problem), hedge(problem, aversion=1.0)
    np.testing.assert_allclose(neutral.contracts, [[100, 0]], atol=1e-9)
    np.testing.assert_allclose(averse.contracts, [[100, 100]], atol=1e-9)
    # the worst twentieth: the bad scenario whole and the rest from the good one
    assert neutral.cvar == pytest.approx(0.2 * 605 + 0.8 * 105)
    assert averse.cvar == pytest.approx(0.2 * (12.5 + 150) + 0.8 * 112.5)
    assert averse.expected > neutral.expected == neutral.cost
    assert averse.cost == pytest.approx(averse.expected + averse.cvar)
    assert plan_cost(problem, [100, 0], 0.0, aversion=1.0).cost > averse.cost
    assert hedge(example(), beta=0.0).cvar == pytest.approx(118.725)


def test_demand_that_cannot_be_met() -> None:
    with pytest.raises(ModelInputError, match=r"reach at most 60 of 100 in scenario 2"):
        hedge(example(max_missing=0.0, max_stock=0.0))
    with pytest.raises(ModelInputError, match="no hedge serves demand"):
        plan_cost(example(max_missing=0.1), [0, 0, 0], 0.0)
    assert hedge(example(max_missing=0.0)).missing.max() < 1e-9


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"availability": [[1, 1, 1.2]] * 3}, "lie in"),
        ({"availability": [[1, 1]] * 3}, "shape"),
        ({"probability": [0.5, 0.3, 0.1]}, "sum to 1"),
        ({"price": [-1.0, 1, 1]}, "at least 0"),
        ({"capacity": [np.nan, 1, 1]}, "at least 0"),
        ({"demand": 0.0}, "above 0"),
        ({"price": []}, "at least one supplier"),
        ({"max_missing": 2.0}, "lie in"),
        ({"transport": [[0, 1], [1, 0]]}, "shape"),
        ({"parameters": HedgeParameters(lost_value=0.9)}, "cheapest supplier"),
    ],
)
def test_bad_problems(changes: dict[str, object], message: str) -> None:
    given_ = {
        "price": PRICE, "capacity": CAPACITY, "availability": ARRIVES, "probability": CHANCE, "demand": 100.0,
    } | changes  # fmt: skip
    with pytest.raises(ModelInputError, match=message):
        hedge_problem(**given_)


def test_bad_calls() -> None:
    problem = example()
    for call, message in (
        (lambda: hedge(problem, aversion=-1.0), "aversion"),
        (lambda: hedge(problem, beta=1.0), "beta"),
        (lambda: hedge(problem, groups=[1, 0, 0]), "true or false"),
        (lambda: hedge(problem, groups=[True, False, False], ceiling=[0.5, 0.5]), "one for each"),
        (lambda: plan_cost(problem, [200, 0, 0], 0.0), "between 0 and the capacities"),
        (lambda: plan_cost(problem, [1, 2], 0.0), "shapes"),
    ):
        with pytest.raises(ModelInputError, match=message):
            call()
