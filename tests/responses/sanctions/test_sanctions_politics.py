"""From costs to chances of a concession: links, selection, replaced trade, members who stay for success, potential."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from foedera.core.errors import ModelInputError
from foedera.core.references import cite
from foedera.responses.sanctions import CARD
from foedera.responses.sanctions.coalitions import Coalitions
from foedera.responses.sanctions.dyad import Dyad, utilities
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Shock, solve
from foedera.responses.sanctions.imposed import Hazards, Imposed, hazards, success_by
from foedera.responses.sanctions.leaving import stable_coalition
from foedera.responses.sanctions.measures import Measure, barrier_of, sanction
from foedera.responses.sanctions.politics import (
    PoliticsParameters,
    black_knight,
    imposed_by,
    prospects,
    stake,
    success_chance,
    with_costs,
)
from foedera.responses.sanctions.potential import Potential, Together, change, potential, together
from foedera.responses.sanctions.threat import Threat, Utilities, threat_equilibria
from foedera.responses.sanctions.welfare import autarky

Table = Callable[[str], list[dict[str, str]]]
World = Callable[..., Economy]

DYAD = Dyad(0.002, 0.01, 10, -6, 6, 0, 1, 1, 1)


@pytest.fixture
def question(three: Economy) -> Coalitions:
    return Coalitions(three, "C", ["goods"], Measure(kind="barrier"))


def test_every_citation_is_known() -> None:
    assert len(cite(CARD.cites)) == len(CARD.cites)


def test_costs_enter_the_threat(question: Coalitions) -> None:
    both, gone = question.outcome(["A", "B"]), question.outcome([])
    dyad = with_costs(DYAD, both)
    assert (dyad.sender_cost, dyad.target_cost) == (2, 3)  # losses of 1.26 and 5.54 per cent
    assert dyad._replace(sender_cost=1, target_cost=1) == DYAD
    assert with_costs(DYAD, gone).target_cost == 1
    concede = [threat_equilibria(utilities(d)).concede[0] for d in (DYAD, dyad)]
    assert concede[1] > concede[0]


def test_costs_enter_the_risks(question: Coalitions) -> None:
    whole = question.outcome(["A", "B"])
    found = imposed_by(question, whole, institution=0.5)
    assert found.target_loss == pytest.approx(5.54414679, abs=1e-7)
    mean = (1.31791989 * 135.4 + 1.16064749 * 88.93) / 224.33
    assert found.sender_loss == pytest.approx(mean, abs=1e-7)
    share = 135.4 / 224.33
    spread = np.sqrt(share * (1.31791989 - mean) ** 2 + (1 - share) * (1.16064749 - mean) ** 2)
    assert found.sender_spread == pytest.approx(spread, abs=1e-7)
    assert found.institution == 0.5 and found.black_knight == 0
    pooled = question.like(pooled=True)
    assert imposed_by(pooled, pooled.outcome(["A", "B"])).sender_spread == pytest.approx(0, abs=1e-8)
    assert success_chance(question, institution=0.5, years=10)(whole) == success_by(hazards(found), 10)


def test_evasion_takes_off_the_targets_cost(question: Coalitions) -> None:
    loose = question.like(measure=Measure(kind="barrier", evasion=0.5))
    chance = [success_chance(q)(q.outcome(["A", "B"])) for q in (question, loose)]
    assert chance[0] > chance[1]


def test_three_numbers() -> None:
    threat = threat_equilibria(utilities(DYAD))
    rates = hazards(Imposed(2.0, 0.5))
    found = prospects(threat, rates)
    assert found.threat[0] == pytest.approx(0.268358, abs=5e-6)
    assert found.imposed[0] == pytest.approx(0.297542, abs=1e-6)
    assert found.overall[0] == pytest.approx(0.268358 + 0.556215 * 0.297542, abs=5e-6)
    assert prospects(threat, rates, PoliticsParameters(horizon=1.0)).imposed[0] == pytest.approx(
        1 / 15, abs=1e-6
    )


def test_prospects_of_several_equilibria_and_many_cases() -> None:
    games = Utilities(s_a=0, v_a=1, c_b=0, w_a=-1.9, w_b=np.array([[-2.8], [-2.5]]), a=-1.2, v_b=1)
    threat = threat_equilibria(games)
    rates = hazards(Imposed(np.array([1.0, 2.0, 3.0]), 0.5))
    wide = Threat(np.repeat(threat.number, 3, axis=1), *(np.repeat(x, 3, axis=1) for x in threat[1:]))
    found = prospects(wide, rates)
    assert found.overall.shape == (2, 3, 3)
    assert np.array_equal(np.isnan(found.imposed), np.isnan(found.threat))
    assert np.isnan(found.overall[1, :, 1:]).all()
    assert np.all(np.diff(found.overall[0], axis=0) > 0)
    ok = ~np.isnan(found.overall)
    assert np.all((found.overall >= found.threat)[ok]) and np.all((found.overall <= 1)[ok])


def test_successes_among_imposed_cases_are_selected() -> None:
    """The weaker the target, the more of its concessions come before anything is imposed: success rates mislead."""
    weak, firm = (threat_equilibria(utilities(DYAD._replace(target_dependence=x))) for x in (0.10, 0.0))
    rates = Hazards(np.array(0.07), np.array(0.13))
    easy, hard = prospects(weak, rates), prospects(firm, rates)
    assert easy.imposed[0] == hard.imposed[0]
    assert easy.threat[0] > hard.threat[0] + 0.2
    assert weak.impose[0] < firm.impose[0]


def test_replaced_trade(three: Economy) -> None:
    shock = sanction(three, ["A"], "C", ["goods"])
    q = solve(three, shock)
    real = q.flows[:, 2] / q.cost.T - three.flows[:, 2]
    assert np.all(q.cost[1] < 1.1) and real[0, 1] > 0 > real[0, 0]
    lost = -real[:, 0][real[:, 0] < 0].sum()
    gained = real[:, 1][real[:, 1] > 0].sum()
    assert black_knight(q, ["A"], "C") == pytest.approx(gained / lost)
    assert 0 < black_knight(q, ["A"], "C") < 1
    assert black_knight(q, ["A", "B"], "C") == 0  # no third state is left
    assert black_knight(solve(three), ["A"], "C") == pytest.approx(0, abs=1e-6)
    with pytest.raises(ModelInputError, match="target"):
        black_knight(q, ["A", "C"], "C")


def test_dear_replacement_does_not_count(three: Economy) -> None:
    goods = np.array([1.0, 0.0])[:, None, None] * np.ones((3, 3))
    closed = np.ones((2, 3, 3))
    closed[0, 2, 0] = 0
    dear = np.where(
        (np.arange(3) == 1)[None, None] & (np.arange(3) == 2)[None, :, None] & (goods > 0), 1.12, 1.0
    )
    for shock in (
        Shock(let_through=closed, barriers=dear),
        Shock(let_through=closed, tariffs=three.tariffs * dear),
    ):
        q = solve(three, shock)
        strict = black_knight(q, ["A"], "C")
        assert strict < black_knight(q, ["A"], "C", PoliticsParameters(mark_up=0.2))


def test_members_stay_for_success_while_it_is_likely(question: Coalitions) -> None:
    chance = success_chance(question)
    both, alone = (chance(question.outcome(s)) for s in (["A", "B"], ["A"]))
    own = -question.outcome(["A"]).welfare[0]
    joint = question.outcome(["B"]).welfare[0] - question.outcome(["A", "B"]).welfare[0]
    assert both > alone
    value = 0.5 * (max(joint, own) / both + own / alone)  # enough with B, not enough without
    worth = stake({"A": value, "B": 0.0}, chance)
    assert stable_coalition(question, ["A", "B"], stake=worth) == [("A", "B"), ("A",), ()]
    assert stable_coalition(question, ["A", "B"], stake={"A": value * both, "B": 0.0})[-1] == ("A",)
    assert stable_coalition(question, ["A", "B"], stake=stake(10.0, chance)) == [("A", "B")]
    assert stable_coalition(question, ["A", "B"], stake=worth, exit_cost=5.0) == [("A", "B")]


def test_potential(question: Coalitions) -> None:
    three = question.economy
    found = potential(question, ["A"])
    assert found.actual == pytest.approx(3.44268793, abs=1e-7)
    assert found.everyone == pytest.approx(5.54414679, abs=1e-7)
    assert found.embargo == Coalitions(three, "C").outcome(["A"]).target_loss
    assert found.autarky == pytest.approx(-autarky(three).welfare[2])
    assert found.of_everyone == pytest.approx(3.44268793 / 5.54414679, abs=1e-7)
    assert found.actual < found.embargo < found.autarky
    assert found.of_embargo > found.of_autarky
    assert potential(question, ["A", "B"]).of_everyone == 1


def test_together(question: Coalitions) -> None:
    found = together(question, ["B", "A"])
    alone = [question.outcome([s]) for s in "AB"]
    assert found.imposed_alone == pytest.approx((3.44268793 + alone[1].target_loss) / 2, abs=1e-7)
    assert found.imposed_jointly == pytest.approx(5.54414679 / 2, abs=1e-7)
    assert found.incurred_alone == pytest.approx((1.36823311 - alone[1].welfare[1]) / 2, abs=1e-7)
    assert found.incurred_jointly == pytest.approx((1.31791989 + 1.16064749) / 2, abs=1e-7)
    assert found.imposed_more > 0 > found.incurred_more
    single = together(question, ["A"])
    assert single.imposed_more == pytest.approx(0, abs=1e-9) and single.incurred_more == pytest.approx(
        0, abs=1e-9
    )
    with pytest.raises(ModelInputError, match="no senders"):
        together(question, [])


def test_published_ratios_of_coalitions(table: Table) -> None:
    ratios = {r["target"]: r for r in table("chowdhry_2024/ratios.csv")}
    for row in table("chowdhry_2024/losses.csv"):
        loss = {k: -float(v) for k, v in row.items() if k != "target"}
        one = Potential(loss["actual"], loss["everyone"], loss["embargo"], loss["autarky"])
        two = Together(
            *(loss[k] for k in ("imposed_alone", "imposed_jointly", "incurred_alone", "incurred_jointly"))
        )
        found = {
            "of_embargo": one.of_embargo, "of_everyone": one.of_everyone,
            "china_joins": change(loss["actual"], loss["with_china"]),
            "imposed_more": two.imposed_more, "incurred_more": two.incurred_more,
        }  # fmt: skip
        for name, value in found.items():
            if published := ratios[row["target"]][name]:
                assert value == pytest.approx(float(published), abs=1e-6), (row["target"], name)
    assert np.isnan(change(0.0, 1.0))


def test_published_barriers(table: Table, three: Economy) -> None:
    for row in table("chowdhry_2024/gravity.csv"):
        factor = barrier_of(float(row["coefficient"]), 5.0)
        assert 100 * (factor**-5.0 - 1) == pytest.approx(float(row["trade_pct"]), abs=1e-6)
        if row["barrier"]:
            assert factor - 1 == pytest.approx(float(row["barrier"]), abs=1e-6)
    by_sector = barrier_of(-0.29, three.theta)
    assert by_sector[1] > by_sector[0] > 1
    with pytest.raises(ModelInputError, match="theta"):
        barrier_of(-0.29, 0.0)


def test_joining_hurts_the_target_nearly_always(random_world: World) -> None:
    """A statistical law, not one of every world: bystanders' trade can fall on the target's side."""
    worse = []
    for seed in range(4):
        question = Coalitions(random_world(seed, n=5), "state 4", measure=Measure(kind="barrier"))
        states = [f"state {k}" for k in range(4)]
        for pair in combinations(states, 2):
            worse += [question.outcome(pair).target_loss > question.outcome([s]).target_loss for s in pair]
    assert np.mean(worse) > 0.9


def test_counting_senders_by_poisson(table: Table) -> None:
    pd = pytest.importorskip("pandas")
    sm = pytest.importorskip("statsmodels.api")
    root = Path(os.environ.get("FOEDERA_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    path = root / "data" / "validation" / "martin1992_sanction.csv"
    if not path.is_file():
        pytest.skip("the data of Martin 1992 are not at hand (FOEDERA_SHARED)")
    with path.open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    data = pd.DataFrame({k: [float(r[k]) for r in rows] for k in ("num", "target", "coop")})
    assert len(data) == 78
    fit = sm.GLM(data["num"], sm.add_constant(data[["target", "coop"]]), family=sm.families.Poisson()).fit()
    published = {r["term"]: r for r in table("martin_1992/poisson.csv")}
    for term in ("const", "target", "coop"):
        assert fit.params[term] == pytest.approx(float(published[term]["estimate"]), abs=1e-5)
        assert fit.bse[term] == pytest.approx(float(published[term]["standard_error"]), abs=1e-5)
    assert fit.llf == pytest.approx(float(published["log_likelihood"]["estimate"]), abs=1e-3)
    assert fit.deviance == pytest.approx(float(published["deviance"]["estimate"]), abs=1e-3)
