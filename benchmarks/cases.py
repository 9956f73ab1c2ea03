"""What is measured: the baseline of the shipped study ``baltic``, whole and cut down to its disputes."""

from __future__ import annotations

import dataclasses
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version

import numpy as np

from foedera.sim.block import Block, BlockResult, run_block
from foedera.sim.history import Past, warm_up
from foedera.sim.mechanism import Mechanism
from foedera.sim.onset import onset_odds
from foedera.sim.parameters import Draw, draw_parameters
from foedera.sim.pipeline import PIPELINE
from foedera.sim.runner import Compiled
from foedera.sim.scenario import BLOCK, Experiment
from foedera.sim.scene import Scene
from foedera.sim.state import State
from foedera.study import load_study
from foedera.threats import disputes
from mesa_disputes import MOVING, DisputeModel, DyadFacts, PairFacts, Rules, StateFacts

DISPUTES: tuple[Mechanism, ...] = tuple(m for m in PIPELINE if m.name == "disputes")
STUDY = "baltic"


def baseline(replicas: int, link: str | None = None) -> Experiment:
    """Return the study's baseline without its reforms; ``link`` replaces the study's deterrence link."""
    whole = load_study(STUDY).experiment()
    first = whole.scenarios[0]
    if link is not None:
        first = dataclasses.replace(first, parameters=first.parameters.replace({"sim.link": link}))
    return dataclasses.replace(whole, scenarios=(first,), replicas=replicas)


@dataclass(frozen=True)
class Sides:
    """The dispute process at the parameters' values, ready to run in the simulator and in Mesa.

    Parameters
    ----------
    scene : the compiled baseline under the statistical link
    draw : parameters of a block, all futures alike
    past : where the futures of block 0 begin, on both sides
    """

    scene: Scene
    draw: Draw
    past: Past

    @classmethod
    def build(cls) -> Sides:
        """Compile the baseline and draw one block's past."""
        experiment = baseline(BLOCK, link="statistical")
        scene = Compiled(experiment, DISPUTES).scenes[0]
        draw = _at_values(draw_parameters(scene.parameters, experiment.seed, 0, BLOCK, BLOCK))
        return cls(scene, draw, warm_up(scene, 0, BLOCK, draw))

    @property
    def dyad_months(self) -> int:
        """Dyad-months of one future."""
        return len(self.scene.attacker) * self.scene.clock.months

    def foedera(self, luck: int) -> tuple[Block, BlockResult]:
        """Run a whole block from the given past; ``luck`` is the number that names its random streams."""
        block = Block(self.scene, luck, State(self.scene, BLOCK, self.past), self.draw)
        return block, run_block(self.scene, DISPUTES, block)

    def mesa(self, replica: int, seed: int) -> DisputeModel:
        """Return the Mesa model at the beginning of the same future."""
        return DisputeModel(self.states, self.dyads, self.pairs[replica], self.rules, seed)

    @cached_property
    def states(self) -> list[StateFacts]:
        """What the Mesa model is told about the states."""
        return [StateFacts(c, bool(d)) for c, d in zip(self.scene.states, self.scene.democracy, strict=True)]

    @property
    def _review(self) -> int:
        """Months between reviews, at which the capabilities that dyads foresee are looked at again."""
        return round(12 * self.scene.parameters.sim.review_years)

    @cached_property
    def dyads(self) -> list[DyadFacts]:
        """What it is told about the directed dyads; the pacts in force come in through ``base``."""
        scene = self.scene
        months = sorted({*scene.segments, *range(0, scene.clock.months, self._review)})
        bases = {m: -np.log(onset_odds(scene, scene.network(m), self.draw, m)[0]) for m in months}
        return [
            DyadFacts(int(a), int(b), {m: float(base[d]) for m, base in bases.items()})
            for d, (a, b) in enumerate(zip(scene.attacker, scene.target, strict=True))
        ]

    @cached_property
    def pairs(self) -> list[list[PairFacts]]:
        """What it is told about the past of each pair, by future."""
        scene, past = self.scene, self.past
        window, start = len(past.recent), scene.clock.start.year
        ordered = past.recent[[y % window for y in range(start - window + 1, start + 1)]]
        at_war = {int(scene.pair_of[a, b]) for a, b, _ in scene.wars_under_way}
        sides = list(zip(scene.pair_low.tolist(), scene.pair_high.tolist(), strict=True))
        return [
            [PairFacts(low, high, float(past.quiet[r, u]), bool(past.rival[r, u]), u in at_war,
                       ordered[:, r, u].tolist()) for u, (low, high) in enumerate(sides)]
            for r in range(BLOCK)
        ]  # fmt: skip

    @cached_property
    def rules(self) -> Rules:
        """Return the coefficients and thresholds for the Mesa model."""
        onset, war = disputes.ONSET_1946_2010, disputes.WAR_GIVEN_ONSET
        rivalry = self.scene.parameters.rivalry
        levels = (2, 3, 4)
        counts = [disputes.HOSTILITY[level] for level in levels]
        return Rules(
            onset=tuple(onset[term] for term in MOVING),
            war=(war["const"] + war["post1945"], war["rival"], war["jdem"]),
            hostility=(levels, tuple(n / sum(counts) for n in counts)),
            peace_clip=self.draw.peace_clip,
            rival_disputes=float(rivalry.disputes),
            rival_quiet=float(rivalry.quiet_years),
        )


def _at_values(draw: Draw) -> Draw:
    """Return the draw with the coefficients of the process at their values in every future."""
    fit, war = disputes.ONSET_1946_2010, disputes.WAR_GIVEN_ONSET
    onset = np.tile([fit[term] for term in disputes.TERMS], (draw.replicas, 1))
    moving = [disputes.TERMS.index(term) for term in MOVING]
    prior = disputes.DETERRENCE_PRIORS[draw.values.sim.prior]
    return dataclasses.replace(
        draw,
        onset=onset,
        onset_moving=np.ascontiguousarray(onset[:, moving]),
        pact_coefficient=np.full(draw.replicas, prior.mean),
        war_onset=np.tile(war.values, (draw.replicas, 1)),
    )


@dataclass
class Rounds:
    """Wall and processor seconds of measured rounds; processor time includes child processes that have ended."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measured(self, work: Callable[[], object]) -> Callable[[], None]:
        """Return the work, each call of which is a round."""

        def once() -> None:
            start, used = time.perf_counter(), _used()
            work()
            self.wall.append(time.perf_counter() - start)
            self.cpu.append(_used() - used)

        return once

    def best(self) -> tuple[float, float]:
        """Return the least wall and the least processor seconds of a round, the least disturbed ones."""
        return min(self.wall), min(self.cpu)


def _used() -> float:
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def machine() -> str:
    """Return one line about the machine and how busy it is."""
    cpu = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            cpu = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), cpu)
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "polars", "mesa"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "unset")
    return (
        f"{cpu}, {cores} cores, load {load}; Python {platform.python_version()}, {packages}; "
        f"OPENBLAS_NUM_THREADS {threads}"
    )
