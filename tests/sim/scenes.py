"""An experiment on the reference world, for the simulator's tests."""

from datetime import date

from foedera.pacts import library
from foedera.sim.clock import Clock
from foedera.sim.parameters import ParameterSet
from foedera.sim.scenario import Experiment, Focus, Scenario
from foedera.world import World


def experiment(link="statistical", replicas=16, years=5, parameters=None, reform=None, seed=3):
    world, pacts = World.reference(), tuple(library().values())
    records = ParameterSet().replace({"sim.link": link} | (parameters or {}))
    allies = tuple(library()["nato"].members_on(date(2025, 1, 1)))
    scenarios = [Scenario("baseline", "As it is", world, pacts, records)]
    if reform is not None:
        scenarios.append(Scenario("reform", "Reform", world, reform(pacts), records))
    clock = Clock(date(2025, 1, 1), 12 * years)
    return Experiment(clock, seed, replicas, tuple(scenarios), Focus(("nato",), allies))
