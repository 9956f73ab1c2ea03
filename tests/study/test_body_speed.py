"""Days to decision and action of bodies, on common random numbers."""

from __future__ import annotations

import numpy as np
import pytest

from foedera.core.errors import InputError
from foedera.decisions.paths import PATHS
from foedera.pacts.institutions import body_of
from foedera.sim.parameters import ParameterSet
from foedera.study.institutions.speed import Emergency, paired, summary, timings
from foedera.world import World

WORLD = World.reference()
DRAWS = 1500


def run(name: str, *variants: str | None, emergency: Emergency, **options):
    bodies = [body_of(name, v) for v in variants]
    return timings(bodies, emergency, WORLD, draws=DRAWS, **options)


def test_a_weaker_rule_is_never_slower_on_the_same_luck() -> None:
    faced = Emergency(against="IRN", target="ISR")
    today, none = run("unsc", "today", "no-veto", emergency=faced)
    assert np.all(none.decided <= today.decided)
    assert (none.decided < today.decided).any()
    found = paired(today.decided, none.decided)
    assert (found.later, found.sooner > 0.5) == (0.0, True)
    assert found.sooner + found.same == pytest.approx(1.0)


def test_the_aggressor_blocks_its_own_case_and_brings_nothing() -> None:
    (council,) = run("unsc", "today", emergency=Emergency(against="RUS"))
    assert np.isinf(council.decided).all()
    assert next(iter(council.objectors)) == "RUS"
    assert council.objectors["RUS"] == pytest.approx(1.0)
    (free,) = run("unsc", "no-veto", emergency=Emergency(against="RUS"))
    assert np.isfinite(free.decided).mean() > 0.9


def test_the_same_seats_have_the_same_luck_in_bodies_of_another_size() -> None:
    faced = Emergency(mean=0.5)  # drawn utilities; the line of a body would move with its members
    today, g4 = run("unsc", "today", "g4", emergency=faced)
    for code in ("CHN", "USA"):
        old, new = today.body.members.index(code), g4.body.members.index(code)
        first = (today.whole.votes.rounds == 1) & (g4.whole.votes.rounds == 1)
        assert first.sum() > 100
        ballots = today.whole.votes.ballots[first, old], g4.whole.votes.ballots[first, new]
        np.testing.assert_array_equal(*ballots)
    (again,) = run("unsc", "today", emergency=faced)
    np.testing.assert_array_equal(again.decided, today.decided)
    (other,) = run("unsc", "today", emergency=faced, seed=2)
    assert (other.decided != today.decided).any()


def test_a_reform_keeps_the_rounds_of_the_baseline_unless_it_says_its_own() -> None:
    _, g4 = run("unsc", "today", "g4", emergency=Emergency(against="IRN", target="ISR"))
    assert body_of("unsc", "g4").max_rounds is None
    assert g4.whole.votes.rounds.max() == 4


def test_seats_that_are_not_known_are_named() -> None:
    (council,) = run("unsc", "today", emergency=Emergency(against="IRN"))
    assert council.unplaced == council.weightless == ("PAN", "SOM")


def test_the_deadline_and_delegation_and_concession_bite() -> None:
    late, soon = (
        run("nato", "consensus", emergency=Emergency(dispersion=1.5, deadline=d))[0] for d in (np.inf, 5.0)
    )
    assert np.all((soon.decided <= 5.0) | np.isinf(soon.decided))
    np.testing.assert_array_equal(soon.decided[late.decided <= 5.0], late.decided[late.decided <= 5.0])
    (handed,) = run("nato", "consensus", emergency=Emergency(delegated_share=1.0, required=1.0))
    assert handed.ways["delegated"] > 0.9
    assert sum(handed.ways.values()) == pytest.approx(1.0)
    assert list(handed.ways) == list(PATHS)
    stiff = ParameterSet().replace({"speed.concession": 0.0})
    (hard,) = run("nato", "consensus", emergency=Emergency(dispersion=1.5), parameters=stiff)
    assert np.all(late.decided <= hard.decided)


def test_summary_of_days() -> None:
    found = summary(np.array([1.0, 3.0, 5.0, np.inf]), within=(3,))
    assert (found.median, found.within, found.never) == (3.0, {3: 0.5}, 0.25)
    nothing = summary(np.array([np.inf]))
    assert np.isnan(nothing.median)
    assert nothing.never == 1.0


@pytest.mark.parametrize(("options", "message"), [
    ({"urgency": 1.5}, "urgency: 1.5 is outside 0 to 1"),
    ({"duty": -0.1}, "duty: -0.1 is outside"),
    ({"required": 0.0}, "required: 0 is outside"),
    ({"deadline": 0.0}, "the deadline must be above 0 days"),
    ({"dispersion": float("nan")}, "a spread of at least 0"),
    ({"target": "UKR"}, "a target needs an aggressor"),
])  # fmt: skip
def test_bad_emergencies(options: dict, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Emergency(**options)
    assert message in str(caught.value)


@pytest.mark.parametrize(("state", "message"), [
    ("Russia", "'Russia' is no state of world 'reference' (did you mean 'RUS'?)"),
    ("FJI", "'FJI' is no state of world 'reference'"),
    ("TWN", "TWN has no ideal point"),
])  # fmt: skip
def test_bad_aggressors(state: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        run("nato", None, emergency=Emergency(against=state))
    assert message in str(caught.value)
