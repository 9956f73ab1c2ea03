"""Dated cases of how long institutions took, and the model beside each of them.

The cases are data (``speed_cases.csv`` beside this file): what was observed, from where, and under which
assumptions of rule, urgency and preferences the model answers. Nothing is tuned case by case: openly attacked means a
mean utility of 3 logits, contested 1, with standard deviation 1 throughout.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.decisions.approvals import approval_days
from foedera.decisions.compromise import compromise_moves
from foedera.decisions.paths import PATHS, Response, WholeDecision, simulate
from foedera.decisions.speed import SpeedParameters
from foedera.decisions.voting import compile_rule

__all__ = ["CARD", "CASES_FILE", "CLOCKS", "Case", "Comparison", "case_days", "cases", "compare_cases"]

CASES_FILE = "speed_cases.csv"
CLOCKS = {
    "decision": "from emergence to the formal decision",
    "attributed": "from emergence to the formal decision once it is known who attacked",
    "adhoc": "from emergence to the first act of a coalition of the willing",
    "action": "from demand to forces on the ground by the formal path",
    "ratified": "from signature to the last national approval",
}
"""What the days of a case count."""

_DEFAULT = SpeedParameters()
_DAY = 1.0  # dates are known to the day: a difference of d days stands for d - 1 to d + 1
_LOW, _HIGH = 5.0, 95.0


@dataclass(frozen=True)
class Case:
    """One dated case and the assumptions under which the model answers.

    Parameters
    ----------
    id, title : its name, and in words
    clock : key of :data:`CLOCKS`
    rule : "consensus", "council" (9 of 15, five vetoes) or "council-1950" (7 of 10 present, four vetoes)
    members : number of members
    urgency : in [0, 1]
    utility, spread : mean and standard deviation of the members' utilities [logit]
    holdout : utility of one hold-out among them [logit], nan for none
    stake : what the first proposal is worth to who wants just that [logit], nan without compromise
    compromise : share of the way back that is given up after a failed round
    approval : whether parliaments must approve
    holdout_share : chance that one holds out, nan for the default
    required : number of members, of equal capability, that suffice, nan where none is asked for
    observed_days : what happened [day]
    operations : over how many operations that is a mean
    fitted : whether a default of the model comes from this very case
    status : found or recalled
    source, note : where it is from, and what to know
    """

    id: str
    title: str
    clock: str
    rule: str
    members: int
    urgency: float
    utility: float
    spread: float
    holdout: float
    stake: float
    compromise: float
    approval: bool
    holdout_share: float
    required: float
    observed_days: float
    operations: int
    fitted: bool
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Comparison:
    """The model beside one case.

    Parameters
    ----------
    case : the case
    low, median, high : 5th, 50th and 95th percentile of the model's days, given that it comes to it; where the
        observation is a mean over operations, of means over as many simulated ones
    reached : share of simulated cases in which it comes to it
    inside : whether the observation lies in the range, a single one as far as its dates are known
    first : share of simulated cases in which each path is the first to decide, by name; empty for approvals
    """

    case: Case
    low: float
    median: float
    high: float
    reached: float
    inside: bool
    first: dict[str, float]


@cache
def cases() -> tuple[Case, ...]:
    """Return the dated cases in the order of the file."""
    text = files(__package__).joinpath(CASES_FILE).read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(_case(row) for row in rows)


def _case(row: dict[str, str]) -> Case:
    kinds: dict[str, Any] = {
        "int": int, "float": lambda x: float(x) if x else np.nan, "bool": lambda x: x == "1", "str": str,
    }  # fmt: skip
    return Case(**{name: kinds[kind](row[name]) for name, kind in Case.__annotations__.items()})


def case_days(
    case: Case, draws: int, rng: np.random.Generator | int, parameters: SpeedParameters = _DEFAULT
) -> tuple[NDArray[np.float64], dict[str, float]]:
    """Simulate one case; return its days, shape (draws,), infinite for never, and how often each path was first.

    Parameters
    ----------
    case : assumptions
    draws : number of simulated cases, each with its own preferences
    rng : seed or generator
    parameters : record
    """
    luck = np.random.default_rng(rng)
    shape = (draws, case.members)
    share = None if np.isnan(case.holdout_share) else case.holdout_share
    if case.clock == "ratified":
        return approval_days(luck.random(shape), case.approval, share, parameters).max(axis=1), {}
    v = case.utility + case.spread * luck.standard_normal(shape)
    if np.isfinite(case.holdout):
        v[:, -1] = case.holdout
    moves: NDArray[np.float64] | float = 0.0
    if np.isfinite(case.stake):
        moves = compromise_moves(v, case.stake, case.compromise, int(parameters.rounds)).moves
    names = [f"M{i:02d}" for i in range(case.members)]
    enough = np.isfinite(case.required)
    response = Response(
        weights=np.ones(case.members) if enough else None, required=case.required if enough else None,
        needs_approval=case.approval, holdout_share=share, attribution=case.clock == "attributed",
    )  # fmt: skip
    rule = compile_rule(_rule(case, names), names)
    out = simulate(rule, v, case.urgency, response, luck, parameters, moves=moves)
    first = {name: float((out.path == k).mean()) for k, name in enumerate(PATHS)}
    return _on_clock(case.clock, out), first


def _on_clock(clock: str, out: WholeDecision) -> NDArray[np.float64]:
    formal, adhoc = PATHS.index("formal"), PATHS.index("adhoc")
    if clock == "action":
        return np.asarray(out.acted[formal])
    return np.asarray(out.decided[adhoc if clock == "adhoc" else formal])


def _rule(case: Case, names: list[str]) -> dict[str, Any]:
    if case.rule == "consensus":
        return {"no_objection": {}}
    yes, vetoes = {"council": (9, 5), "council-1950": (7, 4)}[case.rule]
    return {"all_of": [{"yes_count": yes}, {"no_veto": {"of": names[:vetoes]}}]}


def compare_cases(
    draws: int = 10_000,
    seed: int = 1,
    parameters: SpeedParameters = _DEFAULT,
    only: tuple[str, ...] | None = None,
) -> list[Comparison]:
    """Put the model beside the dated cases.

    Parameters
    ----------
    draws : simulated cases for each, at least 1,000
    seed : of the random numbers; each case has its own
    parameters : record, to see what other values would say
    only : ids of the cases wanted; None takes all

    Returns
    -------
    One record per case, in the order of the file

    Raises
    ------
    ModelInputError : too few draws, an unknown id
    """
    if draws < 1000:
        raise ModelInputError(f"{draws} draws say little of a 95th percentile", where="compare_cases(draws)",
                              fix="1000 or more")  # fmt: skip
    known = {case.id: k for k, case in enumerate(cases())}
    for name in only or ():
        if name not in known:
            fix = did_you_mean(name, known) or "one of " + ", ".join(known)
            raise ModelInputError(f"unknown case '{name}'", where="compare_cases(only)", fix=fix)
    wanted = [case for case in cases() if only is None or case.id in only]
    return [
        _compare(case, draws, np.random.default_rng([seed, known[case.id]]), parameters) for case in wanted
    ]


def _compare(case: Case, draws: int, rng: np.random.Generator, parameters: SpeedParameters) -> Comparison:
    days, first = case_days(case, draws, rng, parameters)
    came = days[np.isfinite(days)]
    if len(came) < case.operations:
        return Comparison(case, np.nan, np.nan, np.nan, len(came) / draws, False, first)
    groups = came[: len(came) // case.operations * case.operations].reshape(-1, case.operations).mean(axis=1)
    low, median, high = np.percentile(groups, [_LOW, 50.0, _HIGH])
    slack = _DAY if case.operations == 1 else 0.0
    inside = low - slack <= case.observed_days <= high + slack
    return Comparison(case, float(low), float(median), float(high), len(came) / draws, bool(inside), first)


CARD = Card(
    id="decisions.speed_cases",
    title="Dated cases of collective decisions beside the model",
    cites=("buckley2006", "hardt2014", "natopa2024"),
    valid="a check of magnitudes: preferences are assumed by one convention, not measured",
    claims_not="that a case inside a wide range confirms the model; five of them set its defaults",
)
