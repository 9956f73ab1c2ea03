"""Where the time goes: wall and processor time of each mechanism in some blocks of the baseline of a study.

    python benchmarks/profile_run.py --blocks 4
    python benchmarks/profile_run.py --scenario us-leaves --only disputes

Each mechanism is timed by a clock around its three functions, so that the total is that of an undisturbed run.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

from cases import STUDY, machine
from foedera.sim.block import Block, run_block
from foedera.sim.history import warm_up
from foedera.sim.mechanism import Mechanism
from foedera.sim.outcomes import measure
from foedera.sim.parameters import draw_parameters
from foedera.sim.pipeline import PIPELINE
from foedera.sim.runner import Compiled
from foedera.sim.scenario import BLOCK
from foedera.sim.state import State
from foedera.study import load_study


class Clock:
    """Wall and processor seconds by name."""

    def __init__(self) -> None:
        self.wall: defaultdict[str, float] = defaultdict(float)
        self.cpu: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def on(self, name: str) -> Any:
        """Add the time spent inside to ``name``."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall[name] += time.perf_counter() - wall
        self.cpu[name] += time.process_time() - cpu

    def around(self, name: str, work: Callable[..., None] | None) -> Callable[..., None] | None:
        """Return the function with the clock around it."""
        if work is None:
            return None

        def timed(*arguments: Any) -> None:
            with self.on(name):
                work(*arguments)

        return timed

    def watched(self, mechanism: Mechanism) -> Mechanism:
        """Return the mechanism with the clock around its functions."""
        parts = {
            part: self.around(mechanism.name, getattr(mechanism, part))
            for part in ("step", "start", "finish")
        }
        return dataclasses.replace(mechanism, **parts)


def profile(compiled: Compiled, blocks: Sequence[int]) -> Clock:
    """Run blocks of the first scenario as :meth:`Compiled.block` does, with a clock on every part."""
    scene, seed, clock = compiled.scenes[0], compiled.experiment.seed, Clock()
    pipeline = [clock.watched(m) for m in compiled.pipeline]
    for index in blocks:
        with clock.on("parameters drawn"):
            draw = draw_parameters(scene.parameters, seed, index, BLOCK, BLOCK)
        with clock.on("past of forty years"):
            past = warm_up(scene, index, BLOCK, draw)
        with clock.on("arrays made"):
            block = Block(scene, index, State(scene, BLOCK, past), draw)
        with clock.on("months"):
            run_block(scene, pipeline, block)
        with clock.on("measures"):
            measure(block)
        with clock.on("event log sorted"):
            block.log.frame()
    for kind in (clock.wall, clock.cpu):  # measuring and sorting were done a second time above, to time them
        named = [m.name for m in pipeline] + ["measures", "event log sorted"]
        kind["yearly series and loop"] = kind.pop("months") - sum(kind[name] for name in named)
    return clock


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Print where the time of a run goes, by mechanism.")
    parser.add_argument("--study", default=STUDY, help="a shipped study")
    parser.add_argument("--scenario", help="id of a scenario; the baseline if left out")
    parser.add_argument("--blocks", type=int, default=4, help=f"blocks of {BLOCK} futures")
    parser.add_argument("--only", nargs="+", help="mechanisms to run; all if left out")
    asked = parser.parse_args()
    experiment = load_study(asked.study).experiment()
    chosen = [s for s in experiment.scenarios if asked.scenario in (None, s.id)][:1]
    if not chosen:
        parser.error("scenarios: " + ", ".join(s.id for s in experiment.scenarios))
    pipeline = [m for m in PIPELINE if asked.only is None or m.name in asked.only]
    experiment = dataclasses.replace(experiment, scenarios=tuple(chosen), replicas=BLOCK * asked.blocks)
    compiled = Compiled(experiment, pipeline)
    profile(compiled, [0])  # loads the compiled kernels
    clock = profile(compiled, range(asked.blocks))
    print(f"{asked.study}, {chosen[0].id}: {experiment.replicas} futures of {experiment.clock.months} months")
    print(f"{'part':<24}{'wall ms/block':>14}{'cpu ms/block':>14}{'share of cpu':>14}")
    total = sum(clock.cpu.values())
    for name in sorted(clock.cpu, key=clock.cpu.__getitem__, reverse=True):
        wall, cpu = (1e3 * kind[name] / asked.blocks for kind in (clock.wall, clock.cpu))
        print(f"{name:<24}{wall:>14.1f}{cpu:>14.1f}{clock.cpu[name] / total:>14.1%}")
    print(
        f"{'all':<24}{1e3 * sum(clock.wall.values()) / asked.blocks:>14.1f}{1e3 * total / asked.blocks:>14.1f}"
    )
    print(machine())


if __name__ == "__main__":
    main()
