"""The dispute process as a plain Mesa 3 model: the second opinion, and the yardstick for speed.

The same process as ``foedera.sim.mechanisms.disputes`` under the statistical link: each January the two sides'
years of peace and rivalry are brought up to date and every directed dyad gets its monthly probability of
onset for the year; each month every dyad tries its luck; a dispute draws its severity, and a war between two
states swallows their lesser disputes. States are agents, a challenger looks through its own dyads once a
month, and everything that stands still within a year is computed once a year, as in the simulator.

One thing differs, by less than a per cent of the disputes: a dyad has at most one dispute a month on both
sides, but the simulator puts a second one off to the next month where the trial of luck here has none.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import mesa

WAR = 5
MOVING = ("rival", "t1", "t2", "t3")
"""Terms of the onset model that change from year to year; the rest is in ``DyadFacts.base``."""


@dataclass(frozen=True)
class StateFacts:
    """What the model is told about a state.

    Parameters
    ----------
    iso3 : code
    democracy : whether it counts as a democracy
    """

    iso3: str
    democracy: bool


@dataclass(frozen=True)
class DyadFacts:
    """What the model is told about a directed dyad.

    Parameters
    ----------
    challenger, target : indices into the states
    base : linear predictor without the terms of ``MOVING``, by first month in which it holds [logit]
    """

    challenger: int
    target: int
    base: Mapping[int, float]


@dataclass(frozen=True)
class PairFacts:
    """Where two states begin.

    Parameters
    ----------
    low, high : indices into the states, low < high
    quiet : years since the last dispute [year]
    rival, fighting : rivalry under way, war under way
    recent : disputes of each of the last years, the running one last [count]
    """

    low: int
    high: int
    quiet: float
    rival: bool
    fighting: bool
    recent: Sequence[int]


@dataclass(frozen=True)
class Rules:
    """The coefficients and thresholds of the process, at their values.

    Parameters
    ----------
    onset : coefficients of ``MOVING`` [logit]
    war : coefficients of war given onset: constant (period included), rivalry, both democracies [logit]
    hostility : severities short of war and their shares
    peace_clip : years of peace beyond which the hazard is held [year]
    rival_disputes, rival_quiet : disputes that make rivals [count], quiet that ends it [year]
    """

    onset: tuple[float, float, float, float]
    war: tuple[float, float, float]
    hostility: tuple[tuple[int, ...], tuple[float, ...]]
    peace_clip: float
    rival_disputes: float
    rival_quiet: float


@dataclass(slots=True)
class Pair:
    """Two states' past with each other."""

    quiet: float
    rival: bool
    fighting: bool
    recent: deque[int]
    disputed: bool = False


@dataclass(slots=True)
class Dyad:
    """One state's readiness to challenge another."""

    target: State
    pair: Pair
    base: Mapping[int, float]
    eta: float
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Dispute:
    """One entry of the model's log."""

    month: int
    challenger: str
    target: str
    severity: int


class State(mesa.Agent):
    """A state, and the dyads in which it is the challenger."""

    def __init__(self, model: DisputeModel, facts: StateFacts) -> None:
        super().__init__(model)
        self.iso3, self.democracy = facts.iso3, facts.democracy
        self.dyads: list[Dyad] = []

    def reassess(self) -> None:
        """Set the monthly probability of onset of every dyad."""
        month, clip = self.model.month, self.model.rules.peace_clip
        rival, t1, t2, t3 = self.model.rules.onset
        for dyad in self.dyads:
            pair = dyad.pair
            if month in dyad.base:
                dyad.eta = dyad.base[month]
            t = min(pair.quiet, clip)
            eta = dyad.eta + rival * pair.rival
            eta += t1 * t / 10 + t2 * t * t / 1e3 + t3 * t * t * t / 1e5
            annual = 1.0 / (1.0 + math.exp(-eta))
            dyad.probability = 1.0 - (1.0 - annual) ** (1.0 / 12.0)

    def step(self) -> None:
        """Try every dyad's luck."""
        random = self.random.random
        for dyad in self.dyads:
            if random() < dyad.probability and not dyad.pair.fighting:
                self.challenge(dyad)

    def challenge(self, dyad: Dyad) -> None:
        """Begin a dispute, which may be war at once."""
        rules, pair = self.model.rules, dyad.pair
        constant, rival, both = rules.war
        logit = constant + rival * pair.rival + both * (self.democracy and dyad.target.democracy)
        if self.random.random() < 1.0 / (1.0 + math.exp(-logit)):
            severity, pair.fighting = WAR, True
        else:
            levels, shares = rules.hostility
            severity = self.random.choices(levels, shares)[0]
        pair.disputed = True
        pair.recent[-1] += 1
        self.model.log.append(Dispute(self.model.month, self.iso3, dyad.target.iso3, severity))


class DisputeModel(mesa.Model):
    """One future of the dispute process.

    Parameters
    ----------
    states, dyads, pairs : the world and its past
    rules : coefficients and thresholds
    seed : of this future
    """

    def __init__(
        self, states: Sequence[StateFacts], dyads: Sequence[DyadFacts], pairs: Sequence[PairFacts],
        rules: Rules, seed: int,
    ) -> None:  # fmt: skip
        super().__init__(seed=seed)
        self.rules, self.month = rules, 0
        self.log: list[Dispute] = []
        self.changes = {month for dyad in dyads for month in dyad.base}
        agents = [State(self, facts) for facts in states]
        self.pairs = {
            (p.low, p.high): Pair(p.quiet, p.rival, p.fighting, deque(p.recent, maxlen=len(p.recent)))
            for p in pairs
        }
        for d in dyads:
            pair = self.pairs[min(d.challenger, d.target), max(d.challenger, d.target)]
            agents[d.challenger].dyads.append(Dyad(agents[d.target], pair, d.base, d.base[0]))

    def step(self) -> None:
        """Run one month; month 0 is a January."""
        january = self.month % 12 == 0
        if january and self.month > 0:
            self.turn_of_the_year()
        if january or self.month in self.changes:
            self.agents.do("reassess")
        self.agents.do("step")
        self.month += 1

    def turn_of_the_year(self) -> None:
        """Bring years of peace and rivalries up to date."""
        rules = self.rules
        for pair in self.pairs.values():
            pair.quiet = 0.0 if pair.disputed else pair.quiet + 1.0
            if sum(pair.recent) >= rules.rival_disputes:
                pair.rival = True
            elif pair.quiet >= rules.rival_quiet:
                pair.rival = False
            pair.recent.append(0)
            pair.disputed = False
