"""Questions about sanctions on the shipped economy, on the owners' tables, and on a small world of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from foedera.core.errors import InputError, MissingDataError
from foedera.responses.sanctions.economy import calibrate
from foedera.responses.sanctions.equilibrium import NoSupplierError, solve
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.welfare import welfare
from foedera.study.economies import assembled, economy_of
from foedera.study.economies.own import to_folder
from foedera.study.sanctions import Sanctions, sanctions, sectors_of
from foedera.study.senders import called, group_names, state_name

KNOWN = assembled("reference").economy.states


@pytest.fixture(scope="module")
def plain() -> Sanctions:
    return sanctions(["G7", "EU"], "RUS", draws=20, third=["CHN", "IND"])


@pytest.fixture(scope="module")
def quad() -> Sanctions:
    return sanctions(["QUAD", "DEU"], "RUS", draws=0, marginal=True, frontier=True, best=2, stake=0.2)


def test_groups_are_the_members_of_pacts() -> None:
    g7 = called(["G7"], KNOWN, where="x")
    assert set(g7.states) == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"}
    both = called(["eu", "fra", "G7"], KNOWN, where="x")
    assert len(both.states) == 31 and len(both.groups["eu"]) == 27 and both.missing == ()
    assert "HRV" not in called(["EU"], KNOWN, where="x", day=date(2012, 1, 1)).states
    few = called(["G7", "AUS"], ["USA", "AUS"], where="x")
    assert few.states == ("USA", "AUS") and set(few.missing) == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN"}
    assert {"g7", "nato", "quad", "unsc"} <= set(group_names())
    assert state_name("ROW") == "rest of the world" and state_name("S001") == "S001"
    assert called(["S001"], ["S000", "S001"], where="x").states == ("S001",)


@pytest.mark.parametrize(("words", "said"), [
    (["NATTO"], "no state or group 'NATTO' .did you mean 'nato'"),
    (["Norway"], "did you mean 'NOR'"),
    (["G8"], "G7, EU, NATO, QUAD"),
    (["VUT"], "has no VUT .Vanuatu"),
    (["RUS"], "target RUS is among the senders .leave it out"),
    (["csto"], "target RUS is among the senders, as a member of csto"),
    ([], "nobody is named"),
])  # fmt: skip
def test_strange_senders(words: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        called(words, KNOWN, where="--senders", target="RUS")
    with pytest.raises(InputError, match="G7 has no members on 2020"):
        called(["G7"], KNOWN, where="--senders", day=date(2020, 1, 1))
    with pytest.raises(InputError, match=r"has no FRA \(France"):
        called(["FRA"], ["USA"], where="--senders")


def test_it_is_the_equilibrium_of_the_model(plain: Sanctions) -> None:
    e = economy_of("reference")
    q = solve(e, sanction(e, plain.senders.states, "RUS"))
    assert plain.states["iso3"].to_list() == list(e.states)
    np.testing.assert_allclose(plain.states["change_pct"].to_numpy(), welfare(q), atol=1e-7)
    assert plain.certificate.worst < 1e-8
    s, sums = plain.states, plain.sums
    senders = s.filter(pl.col("role") == "sender")
    assert senders.height == 31
    assert sums["own_cost_money"] == pytest.approx(-senders["change"].sum())
    assert sums["own_cost"] == pytest.approx(100 * sums["own_cost_money"] / senders["income"].sum())
    assert sums["ratio"] == pytest.approx(sums["target_loss"] / sums["own_cost"])
    assert 0.3 < sums["target_loss"] < 1.5 and s.filter(pl.col("role") == "target")["iso3"].to_list() == [
        "RUS"
    ]
    assert s["income"].sum() == pytest.approx(111_330, rel=1e-3) and plain.unit == "bn USD"


def test_draws_surround_the_point(plain: Sanctions) -> None:
    s = plain.states
    assert (s["low_pct"] <= s["high_pct"]).all()
    target = s.filter(pl.col("iso3") == "RUS").row(0, named=True)
    assert target["low_pct"] < target["change_pct"] < target["high_pct"]
    for name in ("target_loss", "own_cost"):
        assert plain.sums[f"{name}_low"] < plain.sums[name] < plain.sums[f"{name}_high"]
    again = sanctions(["EU", "G7"], "RUS", draws=20)
    other = sanctions(["EU", "G7"], "RUS", draws=20, seed=1)
    assert again.sums["ratio_low"] == pytest.approx(plain.sums["ratio_low"], rel=1e-6)
    assert other.sums["ratio_low"] != again.sums["ratio_low"]


def test_third_parties_that_join(plain: Sanctions) -> None:
    t = plain.searches.joining
    assert t is not None and t["who"].to_list() == ["CHN", "IND", "CHN+IND"]
    assert (t["adds"] > 0).all() and (t["own_cost"] > 0).all()
    direct = sanctions([*plain.senders.states, "CHN"], "RUS", draws=0)
    assert t["target_loss"][0] == pytest.approx(direct.sums["target_loss"], abs=1e-7)
    assert t["adds"][0] == pytest.approx(direct.sums["target_loss"] - plain.sums["target_loss"], abs=1e-7)


def test_transfers_equalise_and_sum_to_nothing() -> None:
    found = sanctions(["EU"], "RUS", draws=3, transfers=True, marginal=True)
    s = found.states.filter(pl.col("role") == "sender")
    assert np.ptp(s["change_pct"].to_numpy()) < 1e-8 < np.ptp(s["before_pct"].to_numpy())
    assert s["transfer"].sum() == pytest.approx(0, abs=1e-9)
    assert (found.states.filter(pl.col("role") != "sender")["transfer"] == 0).all()
    assert found.searches.leaving is not None and found.searches.leaving.feasible is None


def test_what_each_sender_adds_and_who_leaves(quad: Sanctions) -> None:
    x = quad.searches.leaving
    assert x is not None and set(x.members["iso3"]) == {"AUS", "DEU", "IND", "JPN", "USA"}
    india = x.members.filter(pl.col("iso3") == "IND").row(0, named=True)
    without = sanctions(["AUS", "JPN", "USA", "DEU"], "RUS", draws=0)
    assert india["adds"] == pytest.approx(quad.sums["target_loss"] - without.sums["target_loss"], abs=1e-7)
    assert x.members.filter("leaves")["iso3"].to_list() == ["IND"]
    assert x.least_stake == pytest.approx(india["own_cost"], abs=1e-9)
    assert set(x.stable) == {"AUS", "DEU", "JPN", "USA"}
    assert x.feasible and x.members["keeps"].sum() == pytest.approx(0, abs=1e-9) and india["keeps"] > 0
    content = sanctions(["QUAD", "DEU"], "RUS", draws=0, marginal=True, stake=x.least_stake + 1e-6)
    assert content.searches.leaving is not None and not content.searches.leaving.members["leaves"].any()


def test_front_is_a_front(quad: Sanctions) -> None:
    f = quad.searches.front
    assert f is not None and f.exact and f.coalitions.height == 31
    good, rest = f.coalitions.filter("efficient"), f.coalitions.filter(~pl.col("efficient"))
    assert good["cost"].is_sorted() and good["target_loss"].is_sorted()
    for r in rest.iter_rows(named=True):
        assert good.filter((pl.col("cost") <= r["cost"]) & (pl.col("target_loss") >= r["target_loss"])).height
    assert f.best("ratio")["ratio"] == f.coalitions["ratio"].max()
    assert f.best("per_money")["per_money"] == f.coalitions["per_money"].max()
    assert f.strengths["target_loss"].is_sorted()
    assert f.strengths["target_loss"][-1] == pytest.approx(quad.sums["target_loss"], abs=1e-7)
    assert f.strengths["cost"][-1] == pytest.approx(quad.sums["own_cost_money"], abs=1e-5)
    b = quad.searches.best
    pairs = f.coalitions.filter(pl.col("size") == 2)
    assert b is not None and b["exact"] and b["target_loss"] == pytest.approx(pairs["target_loss"].max())


def test_many_senders_are_searched_greedily() -> None:
    found = sanctions(
        ["AUT", "BEL", "CZE", "DNK", "ESP", "EST", "FIN", "FRA", "SWE"], "RUS", draws=0, frontier=True
    )
    f = found.searches.front
    assert f is not None and not f.exact and 45 <= f.coalitions.height < 2**9 - 1
    assert f.coalitions["size"].max() == 9


def test_sectors_of_a_table(mirror: Path) -> None:
    table = assembled("wiod2011")
    assert sectors_of(["energy"], table) == ("c2", "c8") == sectors_of(["c8", "c2", "c8"], table)
    assert sectors_of(["all"], table) is None
    for word, said in (("enrgy", "did you mean 'energy'"), ("mining", "did you mean 'c2' .Mining"),
                       ("zzzz", "groups: food, energy")):  # fmt: skip
        with pytest.raises(InputError, match=said):
            sectors_of([word], table)
    found = sanctions(
        ["G7", "EU"], "RUS", sectors=["energy"], world="wiod2011", draws=0, rank=True, balanced=True
    )
    assert found.senders.missing == ("HRV",)
    ranking = found.searches.ranking
    assert ranking is not None and ranking["sector"].to_list() == ["c2", "c8"]
    assert 0 < ranking["target_loss"][1] < ranking["target_loss"][0] < found.sums["target_loss"]
    # the table itself has Russia's surplus, most of it energy, which balanced trade takes out
    kept = sanctions(["G7", "EU"], "RUS", sectors=["energy"], world="wiod2011", draws=0)
    assert kept.sums["target_loss"] > found.sums["target_loss"]


def test_measures_and_answers() -> None:
    loss = {
        k: sanctions(["EU"], "RUS", draws=0, measure=m, retaliation=r).sums["target_loss"]
        for k, m, r in (
            ("half", Measure(enforcement=0.5), False), ("evaded", Measure(evasion=0.5), False),
            ("tariff", Measure(kind="tariff", tariff=0.2), False),
            ("answered", Measure(kind="tariff", tariff=0.2), True),
            ("barrier", Measure(kind="barrier", barrier=1.2, direction="imports"), ["all"]),
            ("imports", Measure(direction="imports"), False),
            ("war", Measure(direction="imports"), True), ("all", Measure(), False),
        )
    }  # fmt: skip
    assert loss["half"] == pytest.approx(loss["evaded"], rel=1e-6)
    assert 0 < loss["half"] < loss["all"] and loss["war"] == pytest.approx(loss["all"], abs=1e-7)
    assert loss["imports"] < loss["all"] and loss["barrier"] > 0
    assert loss["answered"] != pytest.approx(loss["tariff"], rel=1e-3)
    with pytest.raises(InputError, match="cut both ways already"):
        sanctions(["EU"], "RUS", draws=0, retaliation=True)


def test_an_embargo_that_leaves_nothing_names_state_and_sector(tmp_path: Path) -> None:
    names = ("AAA", "BBB", "CCC")
    goods = np.full((3, 3), 10.0) + 70.0 * np.eye(3)
    fuel = np.array([[0.0, 10.0, 0.0], [0.0, 60.0, 0.0], [0.0, 0.0, 60.0]])  # BBB alone sells fuel to AAA
    hungry = calibrate(np.stack([goods, fuel]), 1.0, np.ones((3, 2)), np.zeros((3, 2, 2)), 4.0, states=names,
                       sectors=("goods", "fuel"))  # fmt: skip
    found = sanctions(["AAA"], "BBB", sectors=["goods"], world=to_folder(hungry, tmp_path / "own"), draws=0)
    assert found.unit == "money of the table" and found.sums["target_loss"] > 0
    with pytest.raises(NoSupplierError, match="nobody is left to supply fuel to AAA"):
        sanctions(["AAA"], "BBB", world=tmp_path / "own", draws=0)


@pytest.mark.parametrize(("given", "said"), [
    ({"target": "EU"}, "'EU' is a group"),
    ({"target": "RUSS"}, "did you mean 'RUS'"),
    ({"draws": -1}, "-1 draws"),
    ({"best": 8}, "a coalition of 8 out of 7 senders"),
    ({"third": ["FRA"]}, "FRA is a party already"),
    ({"third": ["RUS"]}, "RUS is a party already"),
    ({"sectors": ["energy"]}, "one sector, 'all'; --world wiod2011"),
    ({"sectors": []}, "no sectors are named"),
    ({"world": "wiod"}, "there is no economy 'wiod'"),
])  # fmt: skip
def test_bad_questions(given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        sanctions(["G7"], **({"target": "RUS"} | given))  # type: ignore[arg-type]


def test_a_table_that_is_not_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FOEDERA_DATA_MIRROR", raising=False)
    monkeypatch.setenv("FOEDERA_CACHE", str(tmp_path))
    with pytest.raises(MissingDataError, match=r"foedera data pull io\.wiod"):
        sanctions(["G7"], "RUS", world="wiod2011")


def test_plain_data(quad: Sanctions) -> None:
    d = quad.to_dict()
    assert len(d["states"]) == 82 and d["best"]["senders"] == list(d["best"]["senders"])
    assert {"frontier", "marginal", "best", "certificate", "accounts"} <= set(d) and "ranking" not in d
    assert d["frontier"]["looked_at"] == 31 and d["certificate"]["worst"] < 1e-8
