"""Bodies beside each other: positions drawn, the same motions for all, decisiveness and its price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foedera.core.errors import InputError
from foedera.decisions.voting import compile_rule
from foedera.pacts.institutions import body_of
from foedera.study.institutions.compare import Comparison, compare
from foedera.study.institutions.frontier import offers
from foedera.study.institutions.mixes import mixes
from foedera.study.institutions.power import weigh
from foedera.study.institutions.preferences import motions_of, seats_of
from foedera.world import World

WORLD = World.reference()


@pytest.fixture(scope="module")
def council() -> Comparison:
    return compare([weigh(body_of("unsc", v)) for v in ("today", "double-veto", "no-veto")], WORLD, draws=8)


def test_a_state_stands_where_the_world_has_it() -> None:
    seats = seats_of(body_of("nato"), WORLD, 1, draws=400)
    at = dict(zip(body_of("nato").members, seats.points.T, strict=True))
    row = WORLD.states.row(WORLD.index("USA"), named=True)
    assert at["USA"].mean() == pytest.approx(row["ideal_point"], abs=0.03)
    assert np.quantile(at["USA"], 0.95) == pytest.approx(row["ideal_p95"], abs=0.04)
    assert seats.missing == ()
    assert seats.uncertain


def test_the_same_draw_has_a_state_at_the_same_place_in_every_body() -> None:
    one, two = (seats_of(body_of("unsc", v), WORLD, 5, draws=4).points for v in ("today", "g4"))
    places = [body_of("unsc", v).members.index("RUS") for v in ("today", "g4")]
    assert np.array_equal(one[:, places[0]], two[:, places[1]])


def test_seats_of_a_region_are_held_by_different_states_of_it() -> None:
    body = body_of("unsc", "g4")
    points = seats_of(body, WORLD, 2, draws=60).points
    west = [body.members.index(s) for s in ("WE1", "WE2")]
    assert np.all(points[:, west[0]] != points[:, west[1]])
    ideal = dict(zip(WORLD.iso3, WORLD.array("ideal_point"), strict=True))
    known = [ideal[s] for s in body.stands_for["WE1"] if np.isfinite(ideal.get(s, np.nan))]
    assert points[:, west].min() > min(known) - 0.6
    assert points[:, west].max() < max(known) + 0.6
    assert points[:, west[0]].std() > 0.1, "who holds the seat is part of what is not known"


def test_who_is_unknown_sits_in_the_middle_and_is_named() -> None:
    body = body_of("unsc")
    seats = seats_of(body, WORLD, 1, draws=3)
    assert seats.missing == ("PAN", "SOM")
    known = [k for k, s in enumerate(body.members) if s not in seats.missing]
    middle = np.median(seats.points[:, known], axis=1)
    for seat in seats.missing:
        assert np.array_equal(seats.points[:, body.members.index(seat)], middle)


def test_nobody_known_is_an_error() -> None:
    body = replace(body_of("csto"), stands_for={s: () for s in body_of("csto").members})
    with pytest.raises(InputError, match="no position is known of any of 6 seats"):
        seats_of(body, WORLD, 1)


def test_motions_span_the_members() -> None:
    seats = seats_of(body_of("csto"), WORLD, 1, draws=3)
    s, b = motions_of(seats, status_quos=4, proposals=3)
    middle = seats.points.mean(axis=0)
    assert s.shape == b.shape == (12,)
    assert middle.min() < s.min() < s.max() < middle.max()
    assert middle.min() <= b.min() < b.max() <= middle.max()


def test_fewer_vetoes_act_more_and_overrule_more(council: Comparison) -> None:
    today, two, none = council.judged
    for low, high in ((today, two), (two, none)):
        assert low.act.value < high.act.value
        assert low.gridlock.value > high.gridlock.value
        assert low.never.value > high.never.value
        assert low.overruled.value <= high.overruled.value
        assert low.loss.value > high.loss.value
    assert today.overruled.value == pytest.approx(0.0, abs=1e-12), (
        "with a veto at each end nobody is made worse off"
    )
    assert today.act.low <= today.act.value <= today.act.high
    assert none.median.value < today.median.value == np.inf
    assert (today.gini, none.gini) == (pytest.approx(0.5013, abs=1e-4), pytest.approx(0.0, abs=1e-12))
    assert today.missing == ("PAN", "SOM")
    assert np.isnan(today.losses[[today.weighed.body.members.index(s) for s in today.missing]]).all()


def test_the_same_seed_gives_the_same_numbers(council: Comparison) -> None:
    again = compare([j.weighed for j in council.judged], WORLD, draws=8)
    other = compare([j.weighed for j in council.judged], WORLD, draws=8, seed=2)
    assert [j.act for j in again.judged] == [j.act for j in council.judged]
    assert [j.act for j in other.judged] != [j.act for j in council.judged]


def test_urgency_shortens_and_changes_no_vote(council: Comparison) -> None:
    slow = compare([j.weighed for j in council.judged], WORLD, draws=8, urgency=0.0)
    assert [j.act for j in slow.judged] == [j.act for j in council.judged]
    assert slow.judged[2].median.value > 2 * council.judged[2].median.value


def test_where_too_few_are_known_nothing_is_made_up() -> None:
    found = compare([weigh(body_of("au-psc"))], WORLD)
    assert found.tried == (None,)
    assert found.judged[0].act is None
    assert len(found.judged[0].missing) == 12
    assert offers(found) == []


def test_offers_hold_every_quota_with_and_without_vetoes(council: Comparison) -> None:
    found = offers(council)
    assert [o.label for o in found if o.family == "variant"] == ["today", "double-veto", "no-veto"]
    quotas = [o for o in found if o.family == "quota"]
    assert [o.label for o in quotas] == [f"{q} of 15" for q in range(8, 16)]
    acts = [o.act for o in quotas]
    assert acts == sorted(acts, reverse=True)
    assert next(o for o in found if o.label == "no-veto").act == pytest.approx(quotas[1].act, abs=1e-12)
    vetoes = [o for o in found if o.family == "quota and vetoes"]
    assert next(o for o in found if o.label == "today").act == pytest.approx(vetoes[1].act, abs=1e-12)
    best = [o for o in found if o.best]
    assert quotas[0].best
    for o in found:
        assert o.best or any(b.act >= o.act - 1e-9 and b.overruled <= o.overruled + 1e-9 for b in best)


def test_a_body_with_other_members_is_on_no_front() -> None:
    found = offers(compare([weigh(body_of("unsc", v)) for v in ("today", "g4")], WORLD, draws=3))
    assert not next(o for o in found if o.label == "g4").best


def test_mixes_know_abstention_from_no() -> None:
    veto = mixes(compile_rule({"all_of": [{"yes_count": 2}, {"no_veto": {"of": ["A"]}}]}, "ABC"), steps=4)
    assert veto is not None
    at = dict(zip(zip(veto.p_yes, veto.p_no, strict=True), veto.passing, strict=True))
    assert (at[1.0, 0.0], at[0.0, 1.0], at[0.0, 0.0]) == (1.0, 0.0, 0.0)
    assert at[0.5, 0.5] == pytest.approx(3 / 8)  # A says yes, and one of the others
    assert at[0.5, 0.0] == pytest.approx(1 / 2)  # two of three say yes; A never says no
    assert len(veto.passing) == 15


def test_mixes_of_too_many_weights_are_none() -> None:
    assert mixes(weigh(body_of("imf-governors"), ("banzhaf",)).rule, steps=2) is None
