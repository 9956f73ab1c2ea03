"""What a study can set moves the simulator; what would not is refused."""

import dataclasses
from functools import cache

import numpy as np
import pytest
from scenes import experiment

from foedera.core.errors import InputError
from foedera.responses.sanctions.welfare import zero_deficits
from foedera.sim.parameters import IDLE, ParameterSet
from foedera.sim.runner import Compiled
from foedera.study.economies import economy_of

BASE = {"sim.link": "game", "sim.onset_shift_game": 2.0}  # many crises, so that every mechanism is at work
OTHER = {"sim.prior": "leeds", "sim.era": "to_1945", "war.era": "after_1945", "war.distance_rule": "none",
         "losses.tail": "lognormal", "sim.link": "statistical", "sim.review_years": 1.0, "sim.peace_clip": 5.0,
         "rivalry.window_years": 3.0, "rivalry.quiet_years": 2.0, "losses.largest": 20_000.0,
         "losses.largest_share": 1e-4, "sim.system_size": 400.0, "sim.democracy_threshold": 0.9,
         "sim.game_dyads": 5.0, "sim.burn_in_years": 3.0, "voting.veto_inhibition": 50.0,
         "honouring.to_1945": 0.9, "sanctions.after": "war", "sanctions.third_parties": "none",
         "sanctions.transfers": "equal", "sanctions.alone_days": 200.0, "imposed.success": 2.0,
         "imposed.lifting": 2.0, "imposed.target_loss": 5.0, "imposed.institution": 5.0, "imposed.sender_loss": 5.0,
         "imposed.sender_spread": 5.0, "sanctioning.decided": 6.0, "sanctioning.cost": 20.0}  # fmt: skip
WITH_OTHER_PACTS = {  # the library's pacts have no offence clause, no consultation on mere threats, own max_rounds
    "honouring.offence", "sim.urgency_threat", "speed.rounds",
}  # fmt: skip
DELEGATED = {"speed.delegated_share": 0.5}
ONLY_STATISTICAL = {"sim.prior", "sim.onset_shift"}
ONLY_DELEGATED = {"speed.delegated_hours"}
ONLY_SANCTIONS = {"sanctions", "sanctioning", "imposed"}  # records
SANCTIONS = {"sanctions.after": "force", "sanctions.third_parties": "willing", "sim.idiosyncratic_sd": 3.0}
ONLY_LOGNORMAL = {"losses.lognormal_mean", "losses.lognormal_sd"}


@cache
def economy():
    return zero_deficits(economy_of("reference"))


def result(parameters):
    sanctions = parameters.get("sanctions.after", "never") != "never"
    years = 6 if sanctions else 2  # they are reviewed once a year
    made = experiment(link=parameters["sim.link"], replicas=6, years=years, parameters=parameters)
    if sanctions:
        scenario = dataclasses.replace(made.scenarios[0], economy=economy())
        focus = dataclasses.replace(made.focus, adversaries=("RUS", "BLR"))  # each target takes half a second
        made = dataclasses.replace(made, scenarios=(scenario,), focus=focus)
    block = Compiled(made).block(0)["baseline"]
    return [block.events] + [v for _, v in sorted(block.outcomes.items())]


def alike(one, two):
    return one[0].equals(two[0]) and all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(one[1:], two[1:])
    )


def changed(row):
    name = f"{row.record}.{row.name}"
    if name in OTHER:
        return OTHER[name]
    value = 1.3 * row.value + (0.2 if row.value == 0 else 0.0)
    return value if row.high is None or value <= row.high else 0.7 * row.value


@pytest.fixture(scope="module")
def usual():
    special = BASE | {"sim.link": "statistical"}, BASE | {"losses.tail": "lognormal"}
    given = result(BASE | DELEGATED)
    return {"game": result(BASE), "statistical": result(special[0]), "lognormal": result(special[1]),
            "delegated": given, "sanctions": result(BASE | SANCTIONS)}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [r for r in ParameterSet().rows() if f"{r.record}.{r.name}" not in WITH_OTHER_PACTS],
    ids=lambda r: f"{r.record}.{r.name}",
)  # fmt: skip
def test_every_parameter_that_can_be_set_moves_something(row, usual):
    name = f"{row.record}.{row.name}"
    special = (
        ("statistical", {"sim.link": "statistical"}) if name in ONLY_STATISTICAL
        else ("lognormal", {"losses.tail": "lognormal"}) if name in ONLY_LOGNORMAL
        else ("sanctions", SANCTIONS) if row.record in ONLY_SANCTIONS
        else ("delegated", DELEGATED) if name in ONLY_DELEGATED else ("game", {})
    )  # fmt: skip
    assert not alike(usual[special[0]], result(BASE | special[1] | {name: changed(row)}))


def test_idle_parameters_are_refused_with_the_reason():
    with pytest.raises(InputError, match=r"does not read 'burden\.taste'.*follow pledges"):
        ParameterSet().replace({"burden.taste": 0.1})


@pytest.mark.slow
def test_idle_parameters_move_nothing(usual):
    base = ParameterSet().replace(BASE)
    records = base.records()
    for address in IDLE:
        name, _, field = address.partition(".")
        row = next(r for r in records[name].rows() if r.name == field)
        if not isinstance(row.value, str):
            records[name] = records[name].replace(**{field: changed(dataclasses.replace(row, record=name))})
    made = experiment(link="game", replicas=6, years=2)
    scenario = dataclasses.replace(made.scenarios[0], parameters=ParameterSet(**records))
    block = Compiled(dataclasses.replace(made, scenarios=(scenario,))).block(0)["baseline"]
    assert alike(usual["game"], [block.events] + [v for _, v in sorted(block.outcomes.items())])
