"""A scenario compiled to arrays: what every block reads and none changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError
from foedera.decisions.voting import Rule, compile_rule
from foedera.pacts.rules import resolve
from foedera.panel.relevance import politically_relevant
from foedera.responses.sanctions.measures import Measure
from foedera.responses.sanctions.surface import Surface
from foedera.responses.war import projection
from foedera.sim.network import Network, build_network
from foedera.sim.sanctioning import Surfaces
from foedera.sim.scenario import Experiment, Scenario
from foedera.sim.treaties import Treaties

__all__ = ["Council", "Scene"]


@dataclass(frozen=True)
class Council:
    """A pact's deciding body: its rule over the ``members`` who sit on it.

    Parameters
    ----------
    pact : index of the pact
    rule : compiled decision rule over the seats
    seats : shape (n,), state indices in the rule's order
    max_rounds : rounds after which the matter is dropped
    delegated_share : chance that an authority given beforehand covers a crisis
    """

    pact: int
    rule: Rule
    seats: NDArray[np.int64]
    max_rounds: int
    delegated_share: float


class Scene:
    """Arrays of one scenario.

    N states, P pacts, K clauses, D politically relevant directed dyads, U undirected ones, T months.

    Parameters
    ----------
    experiment : gives clock and focus
    scenario : world, pacts and parameters
    treaties : the scenario's pacts compiled, perhaps shared with other scenarios
    """

    def __init__(self, experiment: Experiment, scenario: Scenario, treaties: Treaties) -> None:
        self.experiment, self.scenario = experiment, scenario
        self.clock = experiment.clock
        self.parameters = scenario.parameters
        world = scenario.world
        self.states: list[str] = world.iso3
        self.n = len(self.states)
        self.treaties = treaties
        self.pact_ids, self.clause_ids = treaties.pact_ids, treaties.clause_ids
        self.table, self.segments = treaties.table, treaties.segments
        self._dyads()
        self._states()
        self.portfolios: Network  # the baseline's network at the start; set by the runner
        self.quiet_games: dict[tuple[int, int], NDArray[np.float64]] = {}  # see foedera.sim.onset.pact_effect
        self.solved: dict[str, Surface] = {}  # response surfaces by content; shared by the runner
        self.played = np.zeros(len(self.attacker), dtype=bool)  # dyads with most disputes; set by the runner

    def _dyads(self) -> None:
        dyads = self.scenario.world.dyads
        self.km = dyads["distance_km"].values.astype(float)
        self.land = dyads["land_border"].values.astype(bool)
        self.sea = dyads["sea_border"].values.astype(bool)
        self.rival = dyads["rival"].values.astype(bool)
        major = self.scenario.world.array("major").astype(bool)
        relevant = politically_relevant(self.land | self.sea, major)
        self.attacker, self.target = (a.astype(np.int64) for a in np.nonzero(relevant))
        low, high = np.minimum(self.attacker, self.target), np.maximum(self.attacker, self.target)
        names, self.pair = np.unique(low * self.n + high, return_inverse=True)
        self.pair = self.pair.astype(np.int64)
        self.pair_low, self.pair_high = names // self.n, names % self.n
        self.dyad_names = self.attacker * self.n + self.target  # the address of a dyad's luck
        self.pair_of = np.full((self.n, self.n), -1, dtype=np.int64)
        self.pair_of[self.pair_low, self.pair_high] = np.arange(len(names))
        self.pair_of[self.pair_high, self.pair_low] = np.arange(len(names))
        war = self.parameters.war
        self.reach = projection(self.km, war.distance_rule, war.half_km)  # (k, theatre)

    def _states(self) -> None:
        w = self.scenario.world
        self.capability = w.array("capability").astype(float)
        self.gdp_busd = w.array("gdp_busd").astype(float)
        self.milex_busd = w.array("milex_busd").astype(float)
        self.milex_pct = 100.0 * w.array("milex_share").astype(float)
        self.population = w.array("population").astype(float)
        self.democracy = w.array("polyarchy").astype(float) >= self.parameters.sim.democracy_threshold
        self.major = w.array("major").astype(bool)
        self.nuclear = w.array("warheads").astype(float) > 0
        ideal = w.array("ideal_point").astype(float)
        self.ideal_known = np.isfinite(ideal)
        # ASSUMPTION: who has no ideal point stands in the middle; where nobody has one all stand together.
        known = ideal[self.ideal_known] if self.ideal_known.any() else np.array([0.0])
        self.ideal_variance = float(np.var(known)) or 1.0
        self.ideal = np.where(self.ideal_known, ideal, np.median(known))
        focus = self.experiment.focus
        self.focus_states = self.experiment.focus_index()
        self.is_focus = np.isin(np.arange(self.n), self.focus_states)
        adversaries = [w.index(s) for s in focus.adversaries]
        self.is_adversary = np.isin(np.arange(self.n), adversaries) if adversaries else ~self.is_focus
        self.judged = np.array(
            [p for p, name in enumerate(self.pact_ids) if name in focus.pacts], dtype=np.int64
        )
        self.is_judged = np.isin(np.arange(len(self.pact_ids)), self.judged)
        self.is_universal = np.array([p.kind == "universal" for p in self.scenario.pacts], dtype=bool)
        self.clauses_of = [np.flatnonzero(self.table.pact == p) for p in range(len(self.pact_ids))]
        self.wars_under_way = [
            (
                [w.index(s) for s in a.split(";")],
                [w.index(s) for s in b.split(";")],
                self.clock.month_of(since),
            )
            for a, b, since in w.wars.select("side_a", "side_b", "since").iter_rows()
        ]

    def network(self, month: int) -> Network:
        """Return what the pacts in force in a month promise; built once per segment."""
        start, known = self.treaties.segment(month), self.treaties.networks
        if start not in known:
            known[start] = build_network(self, start)
        return known[start]

    def new_promises(self, month: int) -> bool:
        """Whether promises differ from those of the month before; a seat on a council changes none."""
        starts = month > 0 and month in self.segments
        return starts and self.network(month).ally is not self.network(month - 1).ally

    def pledge(self, month: int) -> NDArray[np.float64]:
        """Return the spending pledge of each pact in a month [% of GDP], shape (P,); 0 where there is none yet."""
        day = self.clock.day(month)
        made = [p.funding.pledge if p.funding else None for p in self.scenario.pacts]
        return np.array(
            [100.0 * m.milex_share if m and (m.since is None or m.since <= day) else 0.0 for m in made]
        )

    @cached_property
    def surfaces(self) -> Surfaces:
        """What sanctions cost in the scenario's economy; none given raises :class:`InputError`."""
        economy = self.scenario.economy
        if economy is None:
            raise InputError(f"scenario '{self.scenario.id}' has no economy", where="sanctions.after",
                             fix="give it one, or leave sanctions.after at 'never'")  # fmt: skip
        measure = Measure(enforcement=self.parameters.sanctions.enforcement)
        return Surfaces(economy, self.states, measure, self.solved)

    @cached_property
    def councils(self) -> dict[tuple[int, int], Council | None]:
        """Compiled councils by (pact, first month of a segment), filled on use by :meth:`council`."""
        return {}

    def council(self, pact: int, month: int) -> Council | None:
        """Return the pact's deciding body in a month, or None where it decides nothing together."""
        key = (pact, self.treaties.segment(month))
        if key not in self.councils:
            self.councils[key] = self._compile_council(*key)
        return self.councils[key]

    def _compile_council(self, pact: int, month: int) -> Council | None:
        source = self.scenario.pacts[pact]
        if source.decision is None or source.decision.rule is None:
            return None
        seats = np.flatnonzero(self.treaties.membership[month, pact])
        if source.decision.voters is not None:
            seats = np.array([s for s in seats if self.states[s] in source.decision.voters], dtype=np.int64)
        if seats.size < 2:
            return None
        expression = resolve(source.decision.rule, source.rules)
        codes = [self.states[s] for s in seats]
        rounds = source.decision.max_rounds or int(self.parameters.speed.rounds)
        own = source.decision.delegated_share
        share = float(self.parameters.speed.delegated_share if own is None else own)
        return Council(pact, compile_rule(expression, codes, strict=False), seats, rounds, share)
