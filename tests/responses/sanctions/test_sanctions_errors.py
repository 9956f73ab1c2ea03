"""Runs that do not converge, barriers without a baseline, and tables and shocks that no economy can have."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from foedera.core.errors import ConvergenceError, InputError, ModelInputError
from foedera.responses.sanctions.coalitions import Coalitions
from foedera.responses.sanctions.draws import draw_theta, solve_draws
from foedera.responses.sanctions.economy import CalibrationError, Economy, calibrate
from foedera.responses.sanctions.equilibrium import NoSupplierError, Shock, solve
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.transfers import equal_losses
from foedera.responses.sanctions.welfare import autarky, rebase, welfare, zero_deficits

NAMES: dict[str, Any] = {"states": ["A", "B", "C"], "sectors": ["goods", "services"]}


def table_of(e: Economy, **changes: Any) -> list[Any]:
    parts = {"flows": e.flows.copy(), "tariffs": e.tariffs.copy(), "added": e.value_added_share.copy(),
             "inputs": e.input_share.copy(), "theta": e.theta.copy()}  # fmt: skip
    for name, (place, value) in changes.items():
        parts[name][place] = value
    return list(parts.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"flows": ((0, 2, 1), -1.0)}, "trade flow.*goods, C, B"),
        ({"flows": ((1, 0, 2), np.nan)}, "trade flow.*services, A, C"),
        ({"tariffs": ((0, 1, 0), 0.9)}, "tariff.*goods, B, A"),
        ({"added": ((1, 0), 0.9)}, "inputs and value added.*B, goods"),
        ({"added": ((2, 1), 0.0)}, "value added.*C, services"),
        ({"inputs": ((2, 0, 1), -0.1)}, "input share is negative.*C, goods, services"),
        ({"theta": (1, 0.0)}, "elasticity.*services"),
        ({"theta": (0, -4.0)}, "elasticity.*goods"),
        ({"flows": ((0, 1, 1), 0.001)}, "final demand is negative.*B, goods"),
    ],
)
def test_tables(three: Economy, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CalibrationError, match=words):
        calibrate(*table_of(three, **changes), **NAMES)


def test_other_elasticities_are_checked_too(three: Economy) -> None:
    with pytest.raises(CalibrationError, match="services"):
        three.with_theta([5.0, -1.0])


def test_table_that_is_no_equilibrium_has_no_welfare(three: Economy) -> None:
    e = calibrate(*table_of(three), **NAMES, final_share=np.full((3, 2), 0.5))
    with pytest.raises(ModelInputError, match="rebase"):
        welfare(solve(e))
    assert np.abs(welfare(solve(rebase(solve(e, tolerance=1e-12))))).max() < 1e-8


def test_nobody_left_to_supply(three: Economy) -> None:
    e = calibrate(*table_of(three, flows=((0, 2, 2), 0.0)), **NAMES, negative="keep")
    with pytest.raises(NoSupplierError, match="goods to C"):
        solve(e, sanction(e, ["A", "B"], "C", ["goods"]))
    with pytest.raises(NoSupplierError, match="C makes no goods"):
        autarky(e)


@pytest.mark.parametrize(
    ("shock", "words"),
    [
        (Shock(tariffs=0.9), "tariff"),
        (Shock(tariffs=np.inf), "let_through=0"),
        (Shock(barriers=0.0), "barrier"),
        (Shock(let_through=1.5), "let_through"),
        (Shock(barriers=np.ones((3, 3, 3))), "shape"),
        (Shock(transfers=[1.0, 0.0, 0.0]), "sum to 0"),
        (Shock(deficits=[1.0, -1.0]), "one for each of 3"),
        (Shock(transfers=[-200.0, 100.0, 100.0]), "no income is left to A"),
        (Shock(let_through=np.eye(3)), "and nobody left to trade with"),
    ],
)
def test_shocks(three: Economy, shock: Shock, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        solve(three, shock)


@pytest.mark.parametrize(
    ("senders", "target", "sectors", "words"),
    [
        (["A", "C"], "C", None, "target C is among the senders"),
        (["A", "X"], "C", None, "no state 'X'"),
        (["A"], "X", None, "no state 'X'"),
        (["A", "A"], "C", None, "A is named twice"),
        ("A", "C", None, "a list of states"),
        (["A"], "C", ["gods"], "did you mean 'goods'"),
        (["A"], "C", [], "no sectors"),
        (["A"], "C", "goods", "a list of sectors"),
    ],
)
def test_measures(three: Economy, senders: Any, target: str, sectors: Any, words: str) -> None:
    with pytest.raises(ModelInputError, match=re.escape(words)):
        sanction(three, senders, target, sectors)


def test_measure_out_of_range() -> None:
    for wrong in (
        {"enforcement": 1.2},
        {"kind": "boycott"},
        {"barrier": 0.8},
        {"tariff": -0.1},
        {"evasion": 2.0},
    ):
        with pytest.raises(InputError):
            Measure(**wrong)  # type: ignore[arg-type]


def test_question_refuses_at_once(three: Economy) -> None:
    with pytest.raises(ModelInputError, match="no sector 'energy'"):
        Coalitions(three, "C", ["energy"])
    with pytest.raises(ModelInputError, match="target"):
        Coalitions(three, "C").outcome(["A", "C"])


def test_run_that_has_not_converged_says_so_with_its_history(
    three: Economy, shocks: dict[int, Shock]
) -> None:
    with pytest.raises(ConvergenceError) as error:
        solve(three, shocks[2], iterations=3)
    seen = [float(x) for x in re.findall(r"\d\.?\d*e-\d+|0\.\d+", error.value.what)]
    assert "after 3 iterations" in error.value.what and len(seen) == 3 and min(seen) > 1e-10
    q = solve(three, shocks[2])
    assert q.history[:3] == pytest.approx(seen, rel=0.05)
    assert max(q.residuals) <= 1e-10


def test_impossible_tolerance_raises(three: Economy, shocks: dict[int, Shock]) -> None:
    with pytest.raises(ConvergenceError, match="after 30 iterations"):
        solve(three, shocks[2], tolerance=1e-19, iterations=30)


def test_barrier_bites_without_any_baseline(three: Economy) -> None:
    """A factor on barriers is a change: nobody has to say what the barriers were."""
    plain = welfare(solve(three, Shock(barriers=1 + 0.25 * (1 - np.eye(3)))))
    with_old_tariffs = welfare(
        solve(three, Shock(barriers=1 + 0.25 * (1 - np.eye(3)), tariffs=three.tariffs))
    )
    assert np.all(plain < -1)
    assert plain == pytest.approx(with_old_tariffs, abs=1e-8)


def test_start_of_another_size(three: Economy) -> None:
    small = calibrate(
        three.flows[:, :2, :2], 1.0, three.value_added_share[:2], three.input_share[:2], three.theta
    )
    with pytest.raises(ModelInputError, match="start"):
        solve(three, start=solve(small))


def test_transfers_on_transfers(three: Economy, shocks: dict[int, Shock]) -> None:
    given = Shock(barriers=shocks[2].barriers, transfers=[1.0, -1.0, 0.0])
    with pytest.raises(ModelInputError, match="transfers already"):
        equal_losses(three, given, ["A", "B"])
    with pytest.raises(ModelInputError, match="twice"):
        equal_losses(three, shocks[2], ["A", "A"])
    with pytest.raises(ConvergenceError, match="do not settle"):
        equal_losses(three, shocks[2], ["A", "B"], iterations=1)


def test_draw_without_equilibrium_names_itself(three: Economy) -> None:
    e = zero_deficits(three)
    with pytest.raises(ModelInputError, match="theta"):
        solve_draws(e, Shock(), np.ones((5, 3)))
    with pytest.raises(ModelInputError, match="draw 1, shock"):
        solve_draws(e, lambda world, r: Shock(barriers=1.0 - r), draw_theta(e, 3, seed=1))
    with pytest.raises(ModelInputError, match="threads"):
        solve_draws(e, Shock(), draw_theta(e, 3, seed=1), threads=0)
