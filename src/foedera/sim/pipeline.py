"""The life of a crisis, as the ordered list of mechanisms that the simulator runs each month."""

from __future__ import annotations

from collections.abc import Sequence

from foedera.core.errors import InputError
from foedera.sim.mechanism import STAGES, Mechanism
from foedera.sim.mechanisms import (
    budgets,
    clauses,
    council,
    disputes,
    honouring,
    joining,
    sanctions,
    wars,
    word,
)
from foedera.sim.scenario import Experiment

__all__ = ["GIVEN", "PIPELINE", "check", "needed"]

PIPELINE: tuple[Mechanism, ...] = (
    budgets.MECHANISM,
    disputes.MECHANISM,
    clauses.MECHANISM,
    council.MECHANISM,
    honouring.MECHANISM,
    joining.MECHANISM,
    wars.MECHANISM,
    sanctions.MECHANISM,
    word.MECHANISM,
)

GIVEN = ("capability", "milex_pct", "quiet", "rival", "fighting", "reputation")
"""What the state holds before the first month."""


def needed(experiment: Experiment) -> tuple[Mechanism, ...]:
    """Return the mechanisms that an experiment runs: all but sanctions where no scenario has any."""
    some = any(s.parameters.sanctions.on for s in experiment.scenarios)
    return tuple(m for m in PIPELINE if some or m is not sanctions.MECHANISM)


def check(pipeline: Sequence[Mechanism]) -> None:
    """Raise :class:`InputError` if a mechanism reads what nobody before it has written, or names repeat."""
    written, names = set(GIVEN), set()
    for mechanism in pipeline:
        if mechanism.stage not in STAGES:
            raise InputError(
                f"unknown stage '{mechanism.stage}'", where=mechanism.name, fix=", ".join(STAGES)
            )
        if mechanism.name in names:
            raise InputError(f"two mechanisms are called '{mechanism.name}'", where="pipeline")
        names.add(mechanism.name)
        for name in mechanism.reads:
            if name not in written:
                raise InputError(
                    f"'{mechanism.name}' reads '{name}', which nothing before it writes",
                    where="pipeline", fix="move it down the list, or add the mechanism that writes it",
                )  # fmt: skip
        written |= set(mechanism.writes)
