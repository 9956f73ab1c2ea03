"""Questions about coalitions: who hurts most, who adds what, who leaves, which size, which sectors, what comes back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

import foedera.responses.sanctions.coalitions as module
from foedera.core.errors import ModelInputError
from foedera.responses.sanctions.changes import bloc_imports, diversion, sector_output
from foedera.responses.sanctions.coalitions import Coalitions, fingerprint, marginal_values
from foedera.responses.sanctions.draws import draw_enforcement, draw_theta, solve_draws
from foedera.responses.sanctions.economy import Economy
from foedera.responses.sanctions.equilibrium import Shock, solve
from foedera.responses.sanctions.leaving import keeping_transfers, stable_coalition, staying
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.search import (
    best_of_size,
    efficient,
    every_coalition,
    frontier,
    rank_sectors,
)
from foedera.responses.sanctions.welfare import welfare

World = Callable[..., Economy]


@pytest.fixture
def question(three: Economy) -> Coalitions:
    return Coalitions(three, "C", ["goods"], Measure(kind="barrier"))


@pytest.fixture(scope="module")
def six(random_world: World) -> Economy:
    return random_world(7, n=6, j=3)


def test_all_coalitions_by_punishment_per_cost(question: Coalitions) -> None:
    found = every_coalition(question, ["A", "B"])
    assert [o.senders for o in found] == [("A", "B"), ("A",), ("B",)]
    assert [o.ratio for o in found] == sorted((o.ratio for o in found), reverse=True)
    assert efficient(found).tolist() == [True, False, False]
    for o in found:
        q = solve(question.economy, sanction(question.economy, o.senders, "C", ["goods"], question.measure))
        assert o.welfare == pytest.approx(welfare(q), abs=1e-8)
    with pytest.raises(ModelInputError, match="3 coalitions of 2 candidates"):
        every_coalition(question, ["A", "B"], limit=2)


def test_marginal_values(question: Coalitions) -> None:
    found = marginal_values(question, ["B", "A"])
    assert found.members == ("A", "B")
    alone = question.outcome(["A"])
    both = question.outcome(["A", "B"])
    assert found.target_loss[1] == pytest.approx(5.54414679 - 3.44268793, abs=1e-8)
    assert found.own_cost[1] == pytest.approx(0.16722500 + 1.16064749, abs=1e-8)
    assert found.others[1] == pytest.approx(both.welfare[0] - alone.welfare[0], abs=1e-9)
    assert found.ratio[1] == pytest.approx(found.target_loss[1] / found.own_cost[1])


def test_who_leaves(question: Coalitions) -> None:
    known = staying(question, ["A", "B"])
    assert known.leavers == ("A", "B")
    assert known.outside[1] == pytest.approx(0.16722500, abs=1e-8)
    assert known.needs[1] == pytest.approx(88.93 * 1.01665528 * (0.16722500 + 1.16064749) / 100, abs=1e-6)
    assert stable_coalition(question, ["A", "B"]) == [("A", "B"), ()]
    assert stable_coalition(question, ["A", "B"], stake=2.0) == [("A", "B")]
    assert stable_coalition(question, ["A", "B"], exit_cost={"A": 2.0, "B": 2.0}) == [("A", "B")]
    # with 1.4 for A alone: B leaves, A's own sanctions cost it 1.368, so that A stays by itself
    assert stable_coalition(question, ["A", "B"], stake={"A": 1.42}) == [("A", "B"), ("A",)]
    with pytest.raises(ModelInputError, match="C is not a sender"):
        staying(question, ["A", "B"], stake={"C": 1.0})


def test_transfers_that_keep_a_member(question: Coalitions) -> None:
    kept = keeping_transfers(question, ["A", "B"], stake={"A": 3.0})
    assert kept.feasible
    assert kept.transfers[1] > 0 and kept.transfers.sum() == pytest.approx(0, abs=1e-12)
    assert kept.surplus[1] == pytest.approx(0, abs=1e-8) and kept.surplus[0] > 0
    assert welfare(kept.equilibrium)[1] == pytest.approx(0.16722500, abs=1e-7)
    short = keeping_transfers(question, ["A", "B"], stake={"A": 1.6})
    assert not short.feasible and short.surplus[0] < 0
    nothing = keeping_transfers(question, ["A", "B"])
    assert not nothing.feasible and not nothing.transfers.any()


def test_shared_losses_inside_the_question(question: Coalitions) -> None:
    pooled = question.like(pooled=True).outcome(["A", "B"])
    assert pooled.welfare[:2] == pytest.approx([-1.25526313, -1.25526313], abs=1e-8)
    assert pooled.transfers == pytest.approx([0.07648482, -0.07648482, 0], abs=1e-8)
    assert pooled.own_cost == pytest.approx(1.25526313, abs=1e-8)


def test_best_of_size(six: Economy) -> None:
    question = Coalitions(six, "state 5", ["sector 0", "sector 1"], Measure(enforcement=0.9))
    candidates = [f"state {k}" for k in range(5)]
    exact = best_of_size(question, candidates, 2)
    every = [question.outcome(s).target_loss for s in combinations(candidates, 2)]
    assert exact.exact and exact.solved == 10
    assert exact.outcome.target_loss == exact.bound == max(every)
    greedy = best_of_size(question, candidates, 2, limit=5)
    assert not greedy.exact and greedy.solved == 1 + 5 + 4 + 3
    assert greedy.increases == 1.0
    assert greedy.outcome.target_loss <= exact.outcome.target_loss
    assert greedy.outcome.target_loss <= greedy.bound <= greedy.ceiling
    assert greedy.ceiling == question.outcome(candidates).target_loss
    by_ratio = best_of_size(question, candidates, 2, by="ratio")
    assert by_ratio.outcome.ratio == max(question.outcome(s).ratio for s in combinations(candidates, 2))
    for size, by in ((0, "ratio"), (6, "ratio"), (2, "cost")):
        with pytest.raises(ModelInputError):
            best_of_size(question, candidates, size, by=by)


def test_returns_grow_where_senders_close_detours(question: Coalitions) -> None:
    """A and B add more together than alone; the bound for growing returns is then the loss less the smallest alone."""
    found = best_of_size(question, ["A", "B"], 1, limit=1)
    assert found.outcome.senders == ("A",)
    assert found.diminishing == 0.0 and found.increases == 1.0
    assert found.bound == pytest.approx(5.54414679 - question.outcome(["B"]).target_loss, abs=1e-8)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_bound_holds_the_exact_answer(random_world: World, size: int) -> None:
    for seed in range(4):
        question = Coalitions(random_world(seed, n=5), "state 4", measure=Measure(enforcement=0.9))
        candidates = [f"state {k}" for k in range(4)]
        exact, greedy = (best_of_size(question, candidates, size, limit=k) for k in (50, 1))
        assert greedy.increases == 1.0 and not greedy.exact
        assert greedy.outcome.target_loss <= exact.outcome.target_loss <= greedy.bound + 1e-9


def test_sectors_one_by_one(three: Economy) -> None:
    question = Coalitions(three, "C")
    found = rank_sectors(question, ["A", "B"])
    assert [s for s, _ in found] == ["goods", "services"]
    assert found[0][1].welfare[2] == pytest.approx(-8.52685743, abs=1e-7)


def test_frontier(question: Coalitions) -> None:
    found = frontier(question, ["A", "B"], (0.0, 0.5, 1.0))
    loss = [o.target_loss for _, o in found]
    assert loss[0] == pytest.approx(0, abs=1e-8) and loss[0] < loss[1] < loss[2]
    assert loss[2] == pytest.approx(5.54414679, abs=1e-7)
    with pytest.raises(ModelInputError, match="strengths"):
        frontier(question, ["A"], (1.5,))


def test_retaliation(three: Economy) -> None:
    tariff = Coalitions(three, "C", ["goods"], Measure(kind="tariff"))
    answered = tariff.like(retaliation=True)
    both = ["A", "B"]
    shock = sanction(three, both, "C", ["goods"], Measure(kind="tariff"), retaliation=True)
    assert np.asarray(shock.tariffs)[0, 2, 0] == pytest.approx(1.37)
    assert answered.outcome(both).own_cost > tariff.outcome(both).own_cost
    imports = Measure(direction="imports")
    in_services = sanction(three, ["A"], "C", ["goods"], imports, retaliation=["services"])
    let = np.asarray(in_services.let_through)
    assert let[0, 0, 2] == 0 and let[1, 2, 0] == 0 and let.sum() == let.size - 2
    with pytest.raises(ModelInputError, match="both ways already"):
        sanction(three, ["A"], "C", ["goods"], retaliation=True)


def test_evasion_and_enforcement(three: Economy) -> None:
    half = sanction(three, ["A"], "C", measure=Measure(enforcement=0.5))
    evaded = sanction(three, ["A"], "C", measure=Measure(evasion=0.5))
    assert np.array_equal(half.let_through, evaded.let_through)  # type: ignore[arg-type]
    through = sanction(three, ["A"], "C", ["goods"], Measure(kind="barrier", evasion=1e-12))
    near, exact = (
        solve(three, through),
        solve(three, sanction(three, ["A"], "C", ["goods"], Measure(kind="barrier"))),
    )
    assert welfare(near) == pytest.approx(welfare(exact), abs=1e-7)
    loss = [
        Coalitions(three, "C", measure=Measure(evasion=v)).outcome(["A", "B"]).target_loss
        for v in (0.5, 0.2, 0.05)
    ]
    assert loss[0] < loss[1] < loss[2]
    points = sanction(three, ["A"], "C", ["goods"], Measure(kind="tariff", tariff=0.2, evasion=0.25)).tariffs
    assert np.asarray(points)[0, 0, 2] == pytest.approx(1.10 + 0.15)


def test_outcomes_are_kept_by_content(question: Coalitions, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []
    real = Coalitions.equilibrium
    monkeypatch.setattr(
        module.Coalitions, "equilibrium", lambda self, s: (calls.append(tuple(s)), real(self, s))[1]
    )
    first = question.outcome(["A", "B"])
    assert question.outcome(["B", "A"]) is first
    again = Coalitions(question.economy, "C", ["goods"], question.measure, kept=question.kept)
    assert again.outcome(["A", "B"]) is first and len(calls) == 1
    other = Coalitions(
        question.economy.with_theta([5.0, 4.1]), "C", ["goods"], question.measure, kept=question.kept
    )
    assert other.outcome(["A", "B"]).target_loss != first.target_loss
    assert len(calls) == 2 and len(question.kept) == 2
    assert fingerprint(question.economy) != fingerprint(other.economy)


def test_draws(three: Economy) -> None:
    shock = sanction(three, ["A", "B"], "C", ["goods"], Measure(kind="barrier"))
    theta = draw_theta(three, 12, seed=3)
    assert np.array_equal(theta, draw_theta(three, 12, seed=3))
    assert not np.array_equal(theta, draw_theta(three, 12, seed=4))
    assert np.array_equal(theta[:5], draw_theta(three, 5, seed=3))
    one, two = (solve_draws(three, shock, theta, threads=k) for k in (1, 3))
    assert one.welfare.shape == (12, 3)
    assert np.array_equal(one.welfare, two.welfare) and np.array_equal(one.real_wage, two.real_wage)
    assert one.residual.max() <= 1e-10
    assert welfare(one.point)[2] == pytest.approx(-5.54414679, abs=1e-7)
    for r in (0, 11):
        alone = solve(three.with_theta(theta[r]), shock)
        assert one.welfare[r] == pytest.approx(welfare(alone), abs=1e-7)


def test_draws_of_enforcement(three: Economy) -> None:
    strength = draw_enforcement(20, seed=5, mean=0.8)
    found = solve_draws(
        three, lambda world, r: sanction(world, ["A", "B"], "C", measure=Measure(enforcement=float(strength[r]))),
        np.tile(three.theta, (20, 1)),
    )  # fmt: skip
    order = np.argsort(strength)
    assert np.all(np.diff(found.welfare[order, 2]) < 0)
    assert strength.min() > 0.5 and strength.max() < 1
    with pytest.raises(ModelInputError):
        draw_enforcement(3, seed=1, mean=1.0)


def test_trade_goes_elsewhere(three: Economy, shocks: dict[int, Shock]) -> None:
    q = solve(three, shocks[1])
    moved = diversion(q, "C")
    change = q.flows - three.flows
    assert moved.exports == pytest.approx([change[:, 0, 2].sum(), change[:, 1, 2].sum(), 0])
    assert moved.exports[0] < 0 < moved.exports[1]
    assert moved.imports_diverted == pytest.approx(moved.imports[1] / -moved.imports[0])
    goods = diversion(q, "C", ["goods"])
    assert goods.imports[0] == pytest.approx(q.flows[0, 2, 0] - 9)
    assert bloc_imports(q, ["A", "C"])[1] == pytest.approx(100 * (q.flows[:, 2, 0].sum() / 10 - 1))
    for members in (["A"], ["A", "A"]):
        with pytest.raises(ModelInputError, match="bloc"):
            bloc_imports(q, members)


def test_output_in_real_terms(three: Economy, shocks: dict[int, Shock]) -> None:
    q = solve(three, shocks[2])
    found = sector_output(q)
    assert found == pytest.approx(100 * (q.output / three.output / q.cost - 1))
    assert (found[2] < 0).all()
