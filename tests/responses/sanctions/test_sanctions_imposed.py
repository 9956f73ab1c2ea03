"""How imposed sanctions end, and what a red line kept or dropped does to a sender's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedera.core.errors import InputError, ModelInputError
from foedera.responses.sanctions.dyad import Dyad, utilities
from foedera.responses.sanctions.imposed import (
    Imposed,
    ImposedParameters,
    hazards,
    lifted_by,
    mean_years,
    success_by,
)
from foedera.responses.sanctions.red_lines import (
    RedLineParameters,
    after_defiance,
    bluff_rate,
    with_reputation,
)
from foedera.responses.sanctions.threat import threat_equilibria

Table = Callable[[str], list[dict[str, str]]]


def test_worked_cases(table: Table) -> None:
    for row in table("own_sanctions/imposed.csv"):
        found = hazards(Imposed(float(row["target_loss"]), float(row["sender_loss"])))
        if row["success_hazard"]:
            assert found.success == pytest.approx(float(row["success_hazard"]), abs=1e-6)
            assert found.lifting == pytest.approx(float(row["lifting_hazard"]), abs=1e-6)
        assert success_by(found, float(row["years"])) == pytest.approx(float(row["success"]), abs=1e-6)


def test_base_rates() -> None:
    base = hazards(Imposed(2.0, 0.5))
    assert success_by(base) == pytest.approx(1 / 3, abs=1e-6)
    assert lifted_by(base) == pytest.approx(2 / 3, abs=1e-6)
    assert mean_years(base) == pytest.approx(5, abs=1e-5)


cases = st.builds(
    Imposed,
    target_loss=st.floats(-5, 40), sender_loss=st.floats(-5, 20), sender_spread=st.floats(0, 10),
    institution=st.floats(0, 1), black_knight=st.floats(0, 1), salience=st.floats(0, 1),
)  # fmt: skip


@given(case=cases)
@settings(max_examples=60, deadline=None)
def test_risks_add_up_year_by_year(case: Imposed) -> None:
    """Against a tree of years that is walked."""
    found = hazards(case)
    success, lifted, left = np.zeros(()), np.zeros(()), np.ones(())
    for year in range(1, 31):
        success = success + left * found.success
        lifted = lifted + left * found.lifting
        left = left * (1 - found.success - found.lifting)
        assert success_by(found, year) == pytest.approx(success, abs=1e-12)
        assert lifted_by(found, year) == pytest.approx(lifted, abs=1e-12)
    assert success_by(found) + lifted_by(found) == pytest.approx(1)


@given(case=cases, step=st.floats(0.05, 0.5))
@settings(max_examples=60, deadline=None)
def test_directions(case: Imposed, step: float) -> None:
    for name, sign in (("target_loss", 1), ("sender_loss", -1), ("sender_spread", -1), ("institution", 1),
                       ("black_knight", -1), ("salience", -1)):  # fmt: skip
        old = float(np.asarray(getattr(case, name)))
        more = old + step if name in ("target_loss", "sender_loss", "sender_spread") else min(1.0, old + step)
        if more - old < 1e-3:
            continue
        before, after = (success_by(hazards(c)) for c in (case, case._replace(**{name: more})))
        assert sign * (after - before) > 0, name


def test_shapes_and_extremes() -> None:
    found = hazards(Imposed(np.array([[1.0], [2.0]]), np.array([0.5, 1.0, 3000.0])))
    assert found.success.shape == found.lifting.shape == (2, 3)
    assert found.lifting[0, 2] == 1 and found.success[0, 2] == 0
    assert success_by(found, np.array([1, 5, 10])).shape == (2, 3)
    drawn = hazards(Imposed(2.0, 0.5), ImposedParameters().replace(target_loss=np.array([0.1, 0.3])))
    assert drawn.success.shape == (2,) and drawn.success[0] == pytest.approx(drawn.success[1])


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Imposed(np.nan, 1), "losses"),
        (Imposed(1, np.inf), "losses"),
        (Imposed(1, 1, sender_spread=-0.1), "sender_spread"),
        (Imposed(1, 1, institution=2), "institution"),
        (Imposed(1, 1, black_knight=-0.1), "black_knight"),
        (Imposed(1, 1, salience=1.1), "salience"),
    ],
)
def test_cases_out_of_range(case: Imposed, words: str) -> None:
    with pytest.raises(ModelInputError, match=words):
        hazards(case)


def test_less_than_a_year() -> None:
    with pytest.raises(ModelInputError, match="at least 1 year"):
        success_by(hazards(Imposed(1, 1)), 0.5)


def test_red_line(table: Table) -> None:
    worked = {r["quantity"]: float(r["value"]) for r in table("own_sanctions/red_line.csv")}
    assert bluff_rate() == pytest.approx(worked["bluff_rate"], abs=1e-6)
    kept, dropped = after_defiance(0.5, [True, False])
    assert kept == pytest.approx(worked["after_imposing"], abs=1e-6)
    assert dropped == pytest.approx(worked["after_backing_down"], abs=1e-6)


@given(belief=st.floats(0.01, 0.99), prior=st.floats(0.05, 0.7), slip=st.floats(0.0, 0.1))
@settings(max_examples=60, deadline=None)
def test_beliefs_are_a_martingale(belief: float, prior: float, slip: float) -> None:
    p = RedLineParameters(prior=prior, slip=slip)
    resolved, bluff = 1 - slip, float(bluff_rate(p))
    assert prior * resolved + (1 - prior) * bluff == pytest.approx(349 / 489)
    imposes = belief * resolved + (1 - belief) * bluff
    kept, dropped = after_defiance(belief, [True, False], p)
    assert imposes * kept + (1 - imposes) * dropped == pytest.approx(belief)
    assert (kept - belief) * (resolved - bluff) >= 0


def test_beliefs_that_are_settled() -> None:
    sure = RedLineParameters(slip=0.0, prior=0.7)
    assert after_defiance(0.7, False, sure) == 0  # the resolved never back down
    assert after_defiance(1.0, False, sure) == 1  # and nothing moves a certainty
    assert after_defiance([0.0, 1.0], True).tolist() == [0, 1]


def test_a_dropped_red_line_is_defied_more_often() -> None:
    payoffs = utilities(Dyad(0.002, 0.01, 10, -6, 6, 0, 1, 1, 1))
    belief = after_defiance(0.5, [True, False])
    stronger, weaker = (threat_equilibria(with_reputation(payoffs, b)) for b in belief)
    plain = threat_equilibria(with_reputation(payoffs, 0.5))
    assert plain.resist == pytest.approx(threat_equilibria(payoffs).resist)
    assert stronger.stand[0] > plain.stand[0] > weaker.stand[0]
    moved = with_reputation(payoffs, belief, RedLineParameters(weight=2.0))
    assert moved.w_a == pytest.approx(np.asarray(payoffs.w_a, dtype=float) + 2 * (belief - 0.5))
    assert weaker.resist[0] != plain.resist[0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: bluff_rate(RedLineParameters(imposing=0.2)), "resolved senders alone impose too often"),
        (lambda: after_defiance(1.2, True), "belief"),
        (lambda: after_defiance(0.5, 1.0), "true or false"),
        (lambda: with_reputation(utilities(Dyad(0, 0, 0, 0, 1, 0, 1, 1, 0)), -0.1), "belief"),
        (lambda: RedLineParameters(slip=0.9), "slip"),
    ],
)
def test_red_lines_out_of_range(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        call()
