"""What the supply models refuse, and that they say where."""

from __future__ import annotations

import numpy as np
import pytest

from foedera.core.errors import ConvergenceError, InputErrors, ModelInputError
from foedera.core.references import cite
from foedera.responses.supply import CARD
from foedera.responses.supply.chokepoints import chokepoints, max_flow
from foedera.responses.supply.leverage import cut_between, cut_losses, leverage, usable
from foedera.responses.supply.linear import minimise
from foedera.responses.supply.losses import days_of_gdp, members_of, stopped_share
from foedera.responses.supply.network import Network, StockParameters, network, outage
from foedera.responses.supply.panopticon import path_shares
from foedera.responses.supply.propagation import propagate


def test_references_exist() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)


@pytest.mark.parametrize(
    ("z", "y", "product", "message"),
    [
        ([[-1.0]], [1.0], None, "at least 0"),
        ([[1.0, 2.0]], [1.0], None, "square"),
        ([[1.0]], [1.0, 2.0], None, "row for each"),
        ([[0.0, 1.0], [0.0, 0.0]], [0.0, 0.0], None, "'b' sells nothing"),
        ([[0.0, 5.0], [1.0, 0.0]], [1.0, 3.0], None, "'b' buys as much as it sells"),
        ([[0.0, 1.0], [1.0, 0.0]], [3.0, 3.0], [0, 2], "every product"),
        ([[0.0, 1.0], [1.0, 0.0]], [3.0, 3.0], [0.5, 1], "whole numbers"),
    ],
)
def test_bad_tables(z, y, product, message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        network(z, y, product, names=["a", "b"][: len(z)])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"shock": np.full((10, 3), 1.5)}, "lie in"),
        ({"shock": np.zeros((10, 2))}, "industries"),
        ({"rule": "arjo"}, "did you mean 'ario'"),
        ({"necessity": np.full((3, 3), 0.7)}, "1, 0.5 or 0"),
        ({"necessity": np.ones((3, 3)), "rule": "ario"}, "goes with rule 'pbl'"),
        ({"stock_days": 0.5}, "at least 1 day"),
        ({"stock_days": np.ones(3)}, "at least 1 day"),
        ({"cut": np.zeros((3, 3))}, "sellers by"),
        ({"cut_days": np.zeros(10)}, "true or false for each of 10 days"),
        ({"cut_days": np.zeros((2, 10), dtype=bool), "shock": np.zeros((3, 10, 3))}, "runs of the shock"),
        ({"first": np.ones(3, dtype=bool)}, "4 industries and final users"),
        ({"parameters": StockParameters(overcapacity=np.array([1.1, 1.2]))}, "one per run"),
    ],
)
def test_bad_propagation(three: Network, how: dict[str, object], message: str) -> None:
    shock = how.pop("shock", np.zeros((10, 3)))
    with pytest.raises(ModelInputError, match=message):
        propagate(three, shock, **how)


@pytest.mark.parametrize(
    "bad", [{"psi": 0.0}, {"psi": 1.1}, {"overcapacity": 0.9}, {"overcapacity_days": 0.0}]
)
def test_bad_parameters(bad: dict[str, float]) -> None:
    with pytest.raises(InputErrors):
        StockParameters(**bad)


def test_bad_outages_and_members(three: Network) -> None:
    for args in ((3, 0.5, 5, 10), (0, 0.5, 11, 10), (0.5, 0.5, 5, 10)):
        with pytest.raises(ModelInputError):
            outage(three, *args)
    with pytest.raises(ModelInputError, match="whole numbers"):
        members_of(three, [0.0, 1.0, 2.0])
    with pytest.raises(ModelInputError, match="every member"):
        days_of_gdp(three, np.ones((5, 3)), [0, 0, 2])
    with pytest.raises(ModelInputError, match="industries"):
        days_of_gdp(three, np.ones((5, 2)))
    with pytest.raises(ModelInputError, match="at least 1 day"):
        stopped_share(three, np.ones((5, 3)), within=0)


def test_bad_leverage(two_countries: Network) -> None:
    who = [0, 0, 1, 1]
    for args, message in (((0, 0), "differ"), ((2, 0), "member 2 has no industry"), ((0, 5), "member 5")):
        with pytest.raises(ModelInputError, match=message):
            cut_between(two_countries, who, *args)
    with pytest.raises(ModelInputError, match="2 whole numbers"):
        cut_between(two_countries, who, 0, 1, [0])
    with pytest.raises(ModelInputError, match="horizon"):
        cut_losses(two_countries, who, 0, 1, days=20, horizon=10)
    with pytest.raises(ModelInputError, match="finite"):
        leverage(np.nan, 0.0)
    with pytest.raises(ModelInputError, match="at least 0"):
        usable(1.0, -1.0)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (([0, 2], [1, 3], [1.0, 1.0], 0, 3), "no path"),
        (([0], [1], [0.0], 0, 1), "no path"),
        (([0], [1], [-1.0], 0, 1), "at least 0"),
        (([0], [1], [1.0, 2.0], 0, 1), "per edge"),
        (([0], [1], [1.0], 0, 0), "differ"),
        (([0], [1], [1.0], 0, 7), r"0\.\.1"),
        (([0, 1], [1], [1.0, 1.0], 0, 1), "as many"),
        (([0.5], [1], [1.0], 0, 1), "whole numbers"),
    ],
)
def test_bad_graphs(args, message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        chokepoints(*args)


def test_bad_owners() -> None:
    with pytest.raises(ModelInputError, match="2 whole numbers"):
        chokepoints([0], [1], [1.0], 0, 1, owner=[0])
    with pytest.raises(ModelInputError, match="2 whole numbers"):
        path_shares([0], [1], owner=[0.0, 1.0])
    assert max_flow([0], [1], [2.0], 0, 1)[0] == pytest.approx(2.0)


def test_a_program_without_a_minimum_says_so() -> None:
    from scipy import sparse

    rows = sparse.csr_array(np.array([[1.0, -1.0]]))
    with pytest.raises(ConvergenceError, match="not solved"):
        minimise(np.array([-1.0, 0.0]), np.array([[0, np.inf]] * 2), rows, np.zeros(1), where="test")
