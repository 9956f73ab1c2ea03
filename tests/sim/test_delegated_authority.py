"""An authority given beforehand: the pact's body need not vote, and help comes sooner."""

import numpy as np
import polars as pl
import pytest
from scenes import experiment

from foedera.sim.runner import Compiled


def delegating(share):
    def reform(pacts):
        changed = []
        for pact in pacts:
            if pact.id == "nato":
                decision = pact.decision.model_copy(update={"delegated_share": share})
                pact = pact.model_copy(update={"decision": decision})
            changed.append(pact)
        return tuple(changed)

    return reform


def run(share, **parameters):
    parameters = {"sim.onset_shift_game": 2.0} | parameters
    made = experiment(link="game", replicas=8, years=3, reform=delegating(share), parameters=parameters)
    return Compiled(made).block(0)


def decided(result):
    rows = result.events.filter(pl.col("kind").is_in(["adopted", "deadlock"]) & (pl.col("pact") == "nato"))
    return rows.select("replica", "crisis", "month", "kind", "value", "days").sort("replica", "crisis")


@pytest.fixture(scope="module")
def half():
    return run(0.5)


def test_a_delegated_decision_takes_no_round_and_hours(half):
    """Before anybody's help has changed the world, both futures hold the same crises: compare those."""
    rows = decided(half["reform"])
    beforehand = rows.filter(pl.col("value") == 0)
    assert 0.3 < beforehand.height / rows.height < 0.7
    assert beforehand["days"].median() < 1 < decided(half["baseline"])["days"].median()
    assert decided(half["baseline"]).filter(pl.col("value") == 0).is_empty()
    both = rows.join(decided(half["baseline"]), on=["replica", "crisis"], suffix="_voted")
    same = both.filter(pl.col("month") == pl.col("month_voted"))
    assert same.height > 50
    assert (same["days"].fill_nan(np.inf) <= same["days_voted"].fill_nan(np.inf)).mean() > 0.95


def test_full_delegation_never_deadlocks_and_none_changes_nothing(half):
    assert set(decided(run(1.0)["reform"])["kind"]) == {"adopted"}
    none = run(0.0)
    assert none["reform"].events.equals(none["baseline"].events)


def test_the_share_of_a_pact_goes_before_that_of_the_study():
    result = run(0.0, **{"speed.delegated_share": 1.0})
    assert (decided(result["baseline"])["value"] == 0).mean() > 0.9  # a vote within hours is rare
    assert 0.0 not in set(decided(result["reform"])["value"])
