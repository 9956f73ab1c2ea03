"""What can be wanted of a decision rule, measured.

| goal | measure | better |
|---|---|---|
| decisiveness | chance that random ballots pass (Coleman's power to act) | more |
| passage | chance that a proposal passes, given ideal points | more |
| equality | share of power that sits where the square-root law wants it | more |
| protection | members that suffice to block, the fewest | fewer |
| overruled | chance that the others, at random, pass what a named minority unites against | less |
| speed | mean number of rounds, deadlock counted as one more than all rounds | fewer |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError, did_you_mean
from foedera.decisions.fairness import mismatch
from foedera.decisions.power.indices import Power, power
from foedera.decisions.spatial import expected_act, finite
from foedera.decisions.speed import SpeedParameters, first_pass, pass_probabilities
from foedera.decisions.voting import Rule, VotingParameters, net_utility, p_adopt

__all__ = ["GOALS", "Body", "Goal", "Preferences", "appraise", "fewest_blockers", "overruled_chance"]

Floats = NDArray[np.float64]

_VOTING, _SPEED = VotingParameters(), SpeedParameters()


@dataclass(frozen=True)
class Preferences:
    """What the members want.

    Parameters
    ----------
    ideal : shape (n,), not all alike [policy scale]
    status_quos, proposals : shape (M,), pairs of what is and what is proposed [policy scale]
    voting : noise (as a share of the variance of the ideal points), widths of abstention and veto
    speed : concession per round and number of rounds
    """

    ideal: Floats
    status_quos: Floats
    proposals: Floats
    voting: VotingParameters = _VOTING
    speed: SpeedParameters = _SPEED


@dataclass(frozen=True)
class Body:
    """Members, and what the goals need to know of them.

    Parameters
    ----------
    members : codes
    population : shape (n,), > 0, for equality
    minority : members to be protected, for the chance to be overruled
    preferences : for passage and speed
    """

    members: tuple[str, ...]
    population: Floats | None = None
    minority: tuple[str, ...] = ()
    preferences: Preferences | None = None


@dataclass(frozen=True)
class Goal:
    """One goal.

    Parameters
    ----------
    meaning : in plain English
    unit : of the measure
    maximise : whether more is better
    needs : the field of :class:`Body` without which it cannot be measured, or None
    measure : from a rule, its power and the body
    """

    meaning: str
    unit: str
    maximise: bool
    needs: str | None
    measure: Callable[[Rule, Power, Body], float]


def appraise(rules: Iterable[Rule], body: Body, goals: Sequence[str]) -> Floats:
    """Return what rules are worth, shape (D, G), each goal in its unit.

    Parameters
    ----------
    rules : over the members of the body, in their order
    body : members, and what the goals need to know of them
    goals : names, of ``GOALS``

    Raises
    ------
    ModelInputError : an unknown goal, one that needs what the body does not state, or a rule over other members
    """
    measures = _measures(body, goals)
    out = []
    for rule in rules:
        if rule.members != body.members:
            raise ModelInputError("a rule is over other members than the body's", where="appraise(rules)")
        powers = power(rule)
        out.append([goal.measure(rule, powers, body) for goal in measures])
    return np.array(out, dtype=float).reshape(-1, len(measures))


def fewest_blockers(powers: Power) -> int:
    """Return the fewest members whose no defeats a proposal that all others want, 1 to n."""
    n, wins = powers.n, powers.by_size.wins
    for blockers in range(1, n):
        if int(wins[n - blockers]) < comb(n, blockers):
            return blockers
    return n


def overruled_chance(rule: Rule, minority: Sequence[str]) -> float:
    """Return the chance that a proposal passes against the united no of a minority, the others at random.

    Parameters
    ----------
    rule : over n members
    minority : codes of members; a stranger raises :class:`ModelInputError`
    """
    for code in minority:
        if code not in rule.members:
            fix = did_you_mean(code, rule.members) or "one of " + ", ".join(rule.members)
            raise ModelInputError(f"'{code}' is not a member", where="overruled_chance(minority)", fix=fix)
    inside = np.array([m in minority for m in rule.members])
    yes, no = np.where(inside, 0.0, 0.5), np.where(inside, 1.0, 0.5)
    return float(p_adopt(rule, yes, no).p)


def _measures(body: Body, goals: Sequence[str]) -> list[Goal]:
    n = len(body.members)
    if not goals or len(set(goals)) < len(goals):
        raise ModelInputError("each goal once, and at least one", where="goals")
    found = []
    for name in goals:
        if name not in GOALS:
            fix = did_you_mean(name, GOALS) or "one of " + ", ".join(GOALS)
            raise ModelInputError(f"there is no goal '{name}'", where="goals", fix=fix)
        goal = GOALS[name]
        if goal.needs is not None and _unstated(getattr(body, goal.needs)):
            raise ModelInputError(f"'{name}' needs the body's {goal.needs}", where="goals")
        found.append(goal)
    if body.population is not None and np.shape(body.population) != (n,):
        raise ModelInputError(f"{np.shape(body.population)} populations for {n} members", where="Body")
    if body.preferences is not None:
        _preferences(body.preferences, n)
    return found


def _unstated(value: object) -> bool:
    return value is None or (isinstance(value, tuple) and not value)


def _preferences(wants: Preferences, n: int) -> None:
    ideal = finite(wants.ideal, "Preferences(ideal)")
    now, then = finite(wants.status_quos, "Preferences"), finite(wants.proposals, "Preferences")
    if ideal.shape != (n,) or not ideal.var() > 0 or now.ndim != 1 or not now.size or now.shape != then.shape:
        raise ModelInputError(
            f"{n} ideal points that differ, and as many status quos as proposals, are needed",
            where="Preferences",
        )


def _decisiveness(rule: Rule, powers: Power, body: Body) -> float:
    return float(powers.act)


def _passage(rule: Rule, powers: Power, body: Body) -> float:
    wants = body.preferences
    assert wants is not None  # what a goal needs is checked
    return float(expected_act(rule, wants.ideal, wants.status_quos, wants.proposals, wants.voting))


def _equality(rule: Rule, powers: Power, body: Body) -> float:
    assert body.population is not None  # what a goal needs is checked
    return 1.0 - float(mismatch(powers.floats("banzhaf"), np.sqrt(body.population)))


def _protection(rule: Rule, powers: Power, body: Body) -> float:
    return float(fewest_blockers(powers))


def _overruled(rule: Rule, powers: Power, body: Body) -> float:
    return overruled_chance(rule, body.minority)


def _speed(rule: Rule, powers: Power, body: Body) -> float:
    wants = body.preferences
    assert wants is not None  # what a goal needs is checked
    sigma = wants.voting.noise_ratio * np.var(wants.ideal)
    v = net_utility(wants.ideal, wants.status_quos[:, None], wants.proposals[:, None], sigma)
    rounds = int(wants.speed.rounds)
    passes = pass_probabilities(
        rule, v, rounds, wants.speed.concession, wants.voting.abstain_width, wants.voting.veto_inhibition
    )
    first, never = first_pass(passes)
    mean = first @ np.arange(1, rounds + 1) + never * (rounds + 1)
    return float(mean.mean())


GOALS: dict[str, Goal] = {
    "decisiveness": Goal("chance that random ballots pass", "probability", True, None, _decisiveness),
    "passage": Goal(
        "chance that a proposal passes, given ideal points", "probability", True, "preferences", _passage
    ),
    "equality": Goal(
        "share of power that gives all citizens the same say", "share", True, "population", _equality
    ),
    "protection": Goal("fewest members that can block", "members", False, None, _protection),
    "overruled": Goal(
        "chance that the minority is overruled by the others, at random", "probability", False, "minority",
        _overruled,
    ),
    "speed": Goal(
        "mean rounds to a decision, deadlock as one more than all", "rounds", False, "preferences", _speed
    ),
}  # fmt: skip
"""What can be wanted, by name."""
