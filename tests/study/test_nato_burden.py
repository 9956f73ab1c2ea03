"""Who pays in the North Atlantic Treaty: shares, definitions, the Europeans' pact, years, tests."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.decisions.burden import BurdenParameters, joint_product
from foedera.study.burden import DEFINITIONS, HORIZON, NatoBurden, nato_burden


@pytest.fixture(scope="module")
def now() -> NatoBurden:
    return nato_burden(draws=500)


def one(table: pl.DataFrame, state: str) -> dict[str, float]:
    return table.row(by_predicate=pl.col("iso3") == state, named=True)


@pytest.mark.parametrize("year", [2014, 2019, 2024])
@pytest.mark.parametrize("european", [False, True])
def test_accounts(year: int, european: bool) -> None:
    found = nato_burden(year, european=european, draws=20)
    m, p = found.members, found.pact
    for share in ("cost_share", "gdp_share", "benefit_share"):
        assert m[share].sum() == pytest.approx(1)
    assert m["net_benefit"].sum() == pytest.approx(0, abs=1e-12)
    assert ("USA" in m["iso3"].to_list()) is not european
    assert not {"USA", "CAN"} & set(p["iso3"].to_list())
    assert p["today_busd"].sum() == pytest.approx(found.sums["europe_today_busd"])
    for scheme in ("nash", "joint", "lindahl"):
        assert p[f"{scheme}_busd"].sum() == pytest.approx(found.sums[f"europe_{scheme}_busd"])
        assert np.allclose(p[f"{scheme}_pct"], 100 * p[f"{scheme}_busd"] / p["gdp_busd"])
    assert p["side_payment_busd"].sum() == pytest.approx(0, abs=1e-9)
    assert found.sums["europe_nash_busd"] < found.sums["europe_lindahl_busd"]
    assert (m["free_rider_by"] == sum(m[d].cast(int) for d in DEFINITIONS)).all()
    assert set(found.arrival["iso3"]) == set(m["iso3"])


def test_definitions(now: NatoBurden) -> None:
    m = now.members
    assert now.year == 2024
    assert now.pledge == 2.0
    assert m["below_pledge"].sum() == 9
    assert set(m.filter("below_pledge")["iso3"]) == {
        "BEL",
        "CAN",
        "ESP",
        "HRV",
        "ISL",
        "ITA",
        "LUX",
        "PRT",
        "SVN",
    }
    assert one(m, "ISL")["free_rider_by"] == 4
    assert one(m, "USA")["free_rider_by"] == 0
    spent_less_than_average = m["share_pct"] < now.sums["spending_pct"]
    assert (m["below_ability"] == spent_less_than_average).all()


def test_the_games_explain_what_is_spent(now: NatoBurden) -> None:
    m, s = now.members, now.sums
    predicted = m["predicted_pct"] / 100 * m["gdp_busd"]
    assert predicted.sum() == pytest.approx(m["spending_busd"].sum(), rel=1e-9)
    assert one(m, "USA")["predicted_pct"] == pytest.approx(3.38, rel=1e-9)
    assert s["joint_taste"] + s["own_taste"] < s["public_taste"]
    assert (now.pact["joint_busd"] > 0).all()
    payers = now.pact.filter(pl.col("nash_busd") > 0)
    assert payers["iso3"].to_list() == ["DEU"]
    # without help from outside the Europeans pay more than the game has them pay in the alliance
    europe = m.filter(~pl.col("iso3").is_in(["USA", "CAN"]))
    within = (europe["predicted_pct"] / 100 * europe["gdp_busd"]).sum()
    assert within < s["europe_joint_busd"]


def test_without_threat_tastes_are_alike() -> None:
    calm = nato_burden(parameters=BurdenParameters(threat_scale=0.0), draws=20)
    assert np.ptp(calm.pact["lindahl_pct"].to_numpy()) < 1e-9
    order = calm.members.sort("gdp_busd")["predicted_pct"].to_numpy()
    assert np.all(np.diff(order) > 0)
    w = calm.members["gdp_busd"].to_numpy()
    again = joint_product(w, calm.sums["joint_taste"], calm.sums["own_taste"])
    np.testing.assert_allclose(100 * again.g / w, calm.members["predicted_pct"].to_numpy())


def test_years(now: NatoBurden) -> None:
    a = now.arrival
    assert one(a, "POL") | {"name": ""} == {
        "iso3": "POL", "name": "", "share_pct": 4.12, "median_years": 0, "low_years": 0, "high_years": 0, "never": 0
    }  # fmt: skip
    assert ((a["low_years"] <= a["median_years"]) & (a["median_years"] <= a["high_years"])).all()
    assert one(a, "ISL")["never"] > 0.95
    assert math.isinf(one(a, "ISL")["median_years"])
    assert (a.filter(a["never"] > 0.5)["median_years"] > HORIZON).all()
    lower = nato_burden(target=2.0, draws=500).arrival
    assert (lower["never"] <= a["never"]).all()
    same, other = nato_burden(draws=500).arrival, nato_burden(draws=500, seed=1).arrival
    assert same.equals(a)
    assert not other.equals(a)


def test_exploitation(now: NatoBurden) -> None:
    """The published tests use GDP in prices of 2015: rho .228 in 2014 and .031 in 2019, neither significant."""
    tests = nato_burden(2019, draws=20).tests.filter(pl.col("left_out") == "")
    assert tests["year"].to_list() == [2014, 2019, 2024]
    assert tests["members"].to_list() == [27, 28, 31]
    assert tests["rho"][0] == pytest.approx(0.228, abs=0.08)
    assert tests["rho"][1] == pytest.approx(0.031, abs=0.08)
    assert (tests["rho_p"] > 0.1).all()
    assert now.tests["year"].to_list() == [2014, 2014, 2024, 2024]


def test_plain_data(now: NatoBurden) -> None:
    plain = now.to_dict()
    assert len(plain["members"]) == 32
    assert len(plain["pact"]) == 30
    assert plain["definitions"] == DEFINITIONS
    assert any("Luxembourg" in j for j in plain["judgements"])


def test_bad_arguments() -> None:
    with pytest.raises(InputError, match="no figures of 2020"):
        nato_burden(2020)
    for target in (0.0, -1.0, 30.0, math.nan):
        with pytest.raises(InputError, match="no target"):
            nato_burden(target=target)
