"""Designs of rules for bodies of the library."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foedera.core.errors import InputError, InputErrors
from foedera.pacts.institutions import body_of
from foedera.study.institutions.bodies import compiled
from foedera.study.institutions.design import body_of_states, changed, front, penrose, target_of, wanted
from foedera.world import World

WORLD = World.reference()
SIX = body_of("eu-council", "1958")


def test_square_root_weights_of_the_union_are_nearly_its_power() -> None:
    found = penrose(body_of("eu-council"), WORLD, 10_000)
    people = WORLD.array("population").astype(float)
    germany, malta = (people[WORLD.index(s)] for s in ("DEU", "MLT"))
    codes = body_of("eu-council").members
    ratio = found.wanted[codes.index("DEU")] / found.wanted[codes.index("MLT")]
    assert ratio == pytest.approx(np.sqrt(germany / malta))
    assert found.votes.sum() == 10_000
    assert np.abs(found.powers - found.wanted).max() < 5e-4
    assert np.abs(found.now - found.wanted).max() > 0.01
    assert found.now.sum() == pytest.approx(1.0)


def test_targets(tmp_path: Path) -> None:
    assert target_of(SIX, "equal", WORLD).tolist() == [1.0] * 6
    people, root = target_of(SIX, "population", WORLD), target_of(SIX, "square-root", WORLD)
    np.testing.assert_allclose(root**2, people)
    file = tmp_path / "aim.csv"
    file.write_text(
        "member,amount\n" + "".join(f"{c},{k}\n" for k, c in enumerate(SIX.members)), encoding="utf-8"
    )
    assert target_of(SIX, str(file), WORLD).tolist() == [0, 1, 2, 3, 4, 5]
    with pytest.raises(InputError, match=r"no target 'populaton' \(did you mean 'population'"):
        target_of(SIX, "populaton", WORLD)
    with pytest.raises(InputError, match="does not know the population of PAN, SOM"):
        target_of(body_of("unsc"), "population", WORLD)


@pytest.mark.parametrize(("text", "message"), [
    ("state,amount\nDEU,1\n", "no columns 'member' and 'amount'"),
    ("member,amount\nDEV,1\n", "aim.csv:2: 'DEV' is not a member (did you mean 'DEU'?)"),
    ("member,amount\nDEU,-1\n", "aim.csv:2: '-1' is no amount"),
    ("member,amount\nDEU,nan\n", "'nan' is no amount"),
    ("member,amount\nDEU,1\nDEU,1\n", "aim.csv:3: DEU is there twice"),
    ("member,amount\nDEU,1\n", "no amount for FRA, ITA, BEL, NLD, LUX"),
    ("member,amount\nDEU\n", "aim.csv:2: 'None' is no amount"),
])  # fmt: skip
def test_bad_targets(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "aim.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        target_of(SIX, str(tmp_path / "aim.csv"), WORLD)
    assert message in str(caught.value)


def test_the_least_change_to_equal_power_among_the_six() -> None:
    old, change = changed(SIX, np.ones(6), "banzhaf", 0.001)
    assert dict(zip(SIX.members, old)) == {"DEU": 4, "FRA": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}
    assert change.reached and change.exact
    assert change.change == int(np.abs(change.weights - old).sum())
    np.testing.assert_allclose(change.powers, np.full(6, 1 / 6))
    same = changed(SIX, changed(SIX, np.ones(6), "banzhaf", 1.0)[1].powers, "banzhaf", 1e-9)[1]
    assert same.change == 0
    with pytest.raises(InputError, match="does not decide by one quota of whole votes"):
        changed(body_of("eu-council"), np.ones(27), "banzhaf", 0.01)


def test_weights_for_a_target_need_no_rule() -> None:
    found = wanted(np.array([3.0, 1.0, 1.0, 1.0]), "shapley_shubik", None, None)
    assert found.reached  # 2 of the first with 1 each of the others: 1/2, 1/6, 1/6, 1/6
    np.testing.assert_allclose(found.powers, [1 / 2, 1 / 6, 1 / 6, 1 / 6])


def test_the_front_and_the_present_rule() -> None:
    body = body_of("unsc")
    found = front(body, ["decisiveness", "protection"], WORLD)
    assert found.now is not None and found.above is not None
    assert found.now.tolist() == [
        848 / 2**15,
        1.0,
    ]  # the Council passes 848 of 32,768 roll-calls; one can block
    for design, worth in zip(found.best.designs, found.best.values, strict=True):
        beaten = found.all.better_than(worth)
        assert beaten.designs == ()
        assert compiled(body).members == design.members
    plain = front(body, ["decisiveness"], WORLD)
    assert plain.above is not None
    assert {d.quota for d in plain.above.designs} == {8, 9, 10, 11}  # and 12 of 15 pass less often
    assert found.unplaced == ("PAN", "SOM")


def test_states_without_a_rule() -> None:
    three = body_of_states(["FRA", "DEU", "POL"])
    found = front(three, ["decisiveness", "equality"], WORLD, has_rule=False)
    assert found.now is found.above is None
    assert len(found.best.designs) >= 1
    with pytest.raises(InputErrors) as caught:
        body_of_states(["FRA", "Germany", "FRA"])
    assert "'Germany' is not an ISO3 code (did you mean 'DEU'?)" in str(caught.value)
    assert "FRA is named twice" in str(caught.value)


def test_goals_that_need_what_nobody_knows() -> None:
    with pytest.raises(InputError, match="does not know the population"):
        front(body_of("unsc"), ["equality"], WORLD)
    with pytest.raises(InputError, match="'overruled' needs the body's minority"):
        front(SIX, ["overruled"], WORLD)
