"""Several duties at once: the strongest prevails, and contradictions are settled or reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from foedera.core.errors import PactConflictError
from foedera.pacts import Event, Invocation, Pact, invoked, library, strongest
from foedera.pacts.conflicts import restraints

DAY = date(2024, 6, 1)
ATTACK = Event("RUS", "POL", None, "war", DAY)


def _clause(kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": kind, "article": f"Art. on {kind}", "type": kind} | fields


@pytest.fixture
def pact(build: Callable[..., Pact]) -> Callable[..., Pact]:
    """Return a function that makes a pact of members and clauses, in force since 1990."""

    def made(name: str, members: str, *clauses: dict[str, Any], precedence: tuple[str, ...] = ()) -> Pact:
        return build(
            "narrow", id=name, members=[{"state": s} for s in members.split()], clauses=list(clauses),
            precedence=list(precedence),
        )  # fmt: skip

    return made


def _both(one: Pact, two: Pact, event: Event = ATTACK) -> dict[str, Invocation]:
    return strongest(invoked(event, [one, two]))


def test_the_stronger_duty_prevails(pact: Callable[..., Pact]) -> None:
    weak = pact("weak", "POL ROU", _clause("defence", duty="consult"))
    strong = pact("strong", "POL ROU HUN", _clause("defence", duty="automatic"))
    assert {k: v.pact for k, v in _both(weak, strong).items()} == {"ROU": "strong", "HUN": "strong"}
    assert _both(weak, strong) == _both(strong, weak)


def test_a_call_to_arms_comes_before_talking_and_standing_still(pact: Callable[..., Pact]) -> None:
    talk = pact("talk", "POL ROU HUN", _clause("consultation", duty="automatic"))
    still = pact("still", "POL ROU", _clause("neutrality", duty="automatic"))
    fight = pact("fight", "POL ROU", _clause("defence", duty="none"))
    found = strongest(invoked(ATTACK, [talk, still, fight]))
    assert {k: v.type for k, v in found.items()} == {
        "ROU": "defence", "HUN": "consultation", "POL": "consultation",
    }  # fmt: skip


def test_nothing_called_nothing_owed() -> None:
    assert strongest([]) == {}


def test_defence_against_neutrality_is_a_conflict(pact: Callable[..., Pact]) -> None:
    fight = pact("fight", "POL ROU", _clause("defence"))
    still = pact("still", "RUS ROU", _clause("neutrality"))
    with pytest.raises(PactConflictError) as caught:
        _both(fight, still)
    assert str(caught.value) == (
        "fight, still: ROU is bound to contradictory acts by fight (Art. on defence: defence, POL) and "
        "still (Art. on neutrality: neutrality, RUS) (add 'precedence: [defence, neutrality]' or the reverse "
        "to fight or still, the same in both)"
    )
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        (("defence", "neutrality"), (), "defence"),
        (("neutrality", "defence"), (), "neutrality"),
        ((), ("neutrality", "defence"), "neutrality"),
        (("defence", "consultation", "neutrality"), ("defence", "neutrality"), "defence"),
        (("defence", "consultation"), ("neutrality", "defence"), "neutrality"),
    ],
)
def test_precedence_settles_it(
    first: tuple[str, ...], second: tuple[str, ...], winner: str, pact: Callable[..., Pact]
) -> None:
    fight = pact("fight", "POL ROU", _clause("defence"), precedence=first)
    still = pact("still", "RUS ROU", _clause("neutrality"), precedence=second)
    assert _both(fight, still)["ROU"].type == winner
    assert _both(still, fight)["ROU"].type == winner


def test_pacts_that_rank_differently_remain_in_conflict(pact: Callable[..., Pact]) -> None:
    fight = pact("fight", "POL ROU", _clause("defence"), precedence=("defence", "neutrality"))
    still = pact("still", "RUS ROU", _clause("neutrality"), precedence=("neutrality", "defence"))
    with pytest.raises(PactConflictError, match="the same in both"):
        _both(fight, still)


def test_neutrality_towards_the_one_to_be_helped_is_none(pact: Callable[..., Pact]) -> None:
    both = pact("both", "POL ROU", _clause("defence"), _clause("neutrality"))
    assert strongest(invoked(ATTACK, [both]))["ROU"].type == "defence"


def test_called_to_both_sides_the_stronger_wins_and_a_tie_is_a_conflict(pact: Callable[..., Pact]) -> None:
    defend = pact("defend", "POL ROU", _clause("defence", duty="as_deemed_necessary"))
    join = pact("join", "RUS ROU", _clause("offence", duty="automatic"))
    assert _both(defend, join)["ROU"].type == "offence"
    tie = pact("tie", "RUS ROU", _clause("offence", duty="as_deemed_necessary"))
    with pytest.raises(PactConflictError, match="contradictory acts by defend"):
        _both(defend, tie)
    ranked = pact("ranked", "RUS ROU", _clause("offence"), precedence=("defence", "offence"))
    assert _both(defend, ranked)["ROU"].type == "defence"


def test_two_defences_against_each_other_with_equal_duty(pact: Callable[..., Pact]) -> None:
    event = Event(["RUS", "BLR"], ["POL"], None, "war", DAY)
    one = pact("one", "POL ROU", _clause("defence"))
    calls = invoked(event, [one])
    mirror = Invocation(
        "two", "defence", "Art. 9", "ROU", "defence", "as_deemed_necessary", 0.6, "", towards=("RUS",),
        against=("POL",),
    )  # fmt: skip
    with pytest.raises(
        PactConflictError, match=r"give one of the clauses one/defence and two/defence a weaker duty"
    ):
        strongest([*calls, mirror])


def test_non_aggression_restrains_a_helper_if_asked_about(pact: Callable[..., Pact]) -> None:
    fight = pact("fight", "POL ROU", _clause("defence"))
    peace = pact("peace", "RUS ROU", _clause("nonaggression"))
    calls = invoked(ATTACK, [fight, peace])
    limits = restraints(ATTACK, calls, [fight, peace])
    assert [(r.pact, r.member, r.towards, r.breach) for r in limits] == [("peace", "ROU", ("RUS",), False)]
    assert limits[0].reason == "Narrow Pact, Art. on nonaggression, forbids ROU to attack RUS."
    assert strongest(calls)["ROU"].type == "defence"
    with pytest.raises(PactConflictError, match="nonaggression, RUS"):
        strongest([*calls, *limits])


def test_conditional_non_aggression_does_not_shield_an_aggressor(pact: Callable[..., Pact]) -> None:
    fight = pact("fight", "POL ROU", _clause("defence"))
    charter = pact("charter", "RUS ROU POL", _clause("nonaggression", conditions={"unprovoked_only": True}))
    calls = invoked(ATTACK, [fight, charter])
    assert restraints(ATTACK, calls, [fight, charter]) == []
    provoked = Event("RUS", "POL", None, "war", DAY, provoked=True)
    assert len(restraints(provoked, invoked(provoked, [fight, charter]), [fight, charter])) == 1


def test_a_breach_does_not_hold_back_the_one_who_commits_it(pact: Callable[..., Pact]) -> None:
    peace = pact("peace", "RUS POL", _clause("nonaggression"))
    found = strongest(invoked(ATTACK, [peace]))
    assert found["RUS"].breach


@pytest.mark.parametrize("attacker", ["RUS", "CHN", "PRK", "TUR", "USA"])
def test_the_library_leaves_no_contradiction_open(attacker: str) -> None:
    pacts = list(library().values())
    targets = sorted({m.state for p in pacts if p.kind == "defence" for m in p.members} - {attacker})
    for target in targets:
        event = Event(attacker, target, None, "war", DAY)
        calls = invoked(event, pacts)
        assert set(strongest([*calls, *restraints(event, calls, pacts)])) == {c.member for c in calls}
