"""Designing the rule of a body: weights by the square-root law or for a target, and rules that cannot be bettered."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.data.codes import name_of, suggest, table
from foedera.decisions.design import goals as design_goals
from foedera.decisions.design.change import Change, smallest_change
from foedera.decisions.design.designs import Designs, designs
from foedera.decisions.design.inverse import Found, weights_for
from foedera.decisions.design.weights import optimal_quota, penrose_weights, whole_votes
from foedera.decisions.power.game import weighted_game
from foedera.decisions.power.indices import power
from foedera.pacts.institutions import Body
from foedera.sim.parameters import ParameterSet
from foedera.study.institutions.bodies import compiled, placed
from foedera.study.institutions.preferences import Seats, motions_of
from foedera.world import World

__all__ = [
    "QUOTAS",
    "TARGETS",
    "Front",
    "Penrose",
    "body_of_states",
    "changed",
    "front",
    "penrose",
    "target_of",
    "wanted",
]

QUOTAS = (0.51, 0.55, 0.6, 0.62, 0.65, 2 / 3, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0)
"""Shares of the votes that designs ask for, unless others are named."""

TARGETS = ("population", "square-root", "equal")
"""Targets of power that are known by name."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Penrose(NamedTuple):
    """A body weighted by the square-root law.

    ``votes`` (n,), whole; ``quota`` in votes; ``wanted`` (n,), the shares of power that give all citizens the same say;
    ``powers`` (n,), the normalised Banzhaf index of the votes; ``now`` (n,), that of the present rule.
    """

    votes: Integers
    quota: int
    wanted: Floats
    powers: Floats
    now: Floats


@dataclass(frozen=True)
class Front:
    """Designs that no other betters, and where the present rule stands.

    Parameters
    ----------
    all : every design looked at
    best : those on the front
    now : shape (G,), what the present rule is worth; None where there is none
    above : designs that are nowhere worse than the present rule and somewhere better
    unplaced : seats without an ideal point, put in the middle of the others
    """

    all: Designs
    best: Designs
    now: Floats | None
    above: Designs | None
    unplaced: tuple[str, ...]


def body_of_states(codes: Sequence[str]) -> Body:
    """Return a body of states that has no rule yet; every stranger and every state named twice is an error."""
    problems = []
    for k, code in enumerate(codes):
        if code not in table():
            near = suggest(code)
            fix = f"did you mean '{near}'?" if near else "use ISO 3166 alpha-3 codes"
            problems.append(InputError(f"'{code}' is not an ISO3 code", where="members", fix=fix))
        elif code in codes[:k]:
            problems.append(InputError(f"{code} is named twice", where="members", fix="drop one"))
    if problems:
        raise InputErrors(problems)
    return Body(
        id="own", variant="none", title=f"{len(codes)} states", members=tuple(codes),
        names={c: name_of(c) for c in codes}, rule={"all_yes": {}}, stands_for={c: (c,) for c in codes}, unions={},
        sources=(), status=None, max_rounds=None,
    )  # fmt: skip


def people(body: Body, world: World) -> Floats:
    """Return the inhabitants behind each seat, shape (n,); raise :class:`InputError` naming who is not known."""
    found = placed(body, world, "population", shared=True)
    if found.missing:
        what = f"world '{world.name}' does not know the population of {', '.join(found.missing)}"
        raise InputError(what, where=body.id, fix="name a file with 'member,amount' as the target")
    return found.values


def penrose(body: Body, world: World, votes: int) -> Penrose:
    """Return the votes by the square-root law, with the quota that goes with them, and the power they give.

    Parameters
    ----------
    body :
        whose seats
    world :
        where the populations are from
    votes :
        how many are shared out
    """
    shares = penrose_weights(people(body, world))
    held = whole_votes(shares, votes)
    quota = int(np.ceil(float(optimal_quota(held)) * votes))
    game = weighted_game(quota, dict(zip(body.members, held.tolist(), strict=True)))
    return Penrose(
        held, quota, shares, power(game).floats("banzhaf"), power(compiled(body)).floats("banzhaf")
    )


def target_of(body: Body, name: str, world: World) -> Floats:
    """Return a target of power as amounts, shape (n,): one of ``TARGETS``, or a CSV file with member and amount."""
    if name == "equal":
        return np.ones(len(body.members))
    if name in ("population", "square-root"):
        found = people(body, world)
        return found if name == "population" else np.sqrt(found)
    if not (name.endswith(".csv") or "/" in name):
        fix = (
            did_you_mean(name, TARGETS) or f"one of {', '.join(TARGETS)}, or a .csv file with 'member,amount'"
        )
        raise InputError(f"there is no target '{name}'", where="target", fix=fix)
    return _amounts(body, Path(name))


def _amounts(body: Body, path: Path) -> Floats:
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise InputError("it is not text in UTF-8", where=str(path), fix="save it as CSV in UTF-8") from None
    if not rows or not {"member", "amount"} <= set(rows[0]):
        raise InputError(
            "no columns 'member' and 'amount'", where=str(path), fix="a line of heads, a line per member"
        )
    problems, given = [], dict[str, float]()
    for line, row in enumerate(rows, 2):
        code, where = (row["member"] or "").strip(), f"{path}:{line}"
        amount = _number(row["amount"])
        if code not in body.members:
            fix = did_you_mean(code, body.members) or "one of " + ", ".join(body.members)
            problems.append(InputError(f"'{code}' is not a member", where=where, fix=fix))
        elif amount is None:
            problems.append(
                InputError(f"'{row['amount']}' is no amount", where=where, fix="a number of at least 0")
            )
        elif code in given:
            problems.append(InputError(f"{code} is there twice", where=where, fix="drop one"))
        else:
            given[code] = amount
    left = [code for code in body.members if code not in given]
    if left and not problems:
        problems.append(
            InputError(f"no amount for {', '.join(left)}", where=str(path), fix="0 gives no power")
        )
    if problems:
        raise InputErrors(problems)
    return np.array([given[code] for code in body.members])


def _number(text: str | None) -> float | None:
    try:
        amount = float(text or "")
    except ValueError:
        return None
    return amount if np.isfinite(amount) and amount >= 0 else None


def wanted(target: Floats, index: str, quota: float | None, votes: int | None) -> Found:
    """Return the whole weights whose power comes closest to a target, see ``decisions.design.inverse``."""
    return weights_for(target, quota, index=index, votes=votes)


def changed(body: Body, target: Floats, index: str, tolerance: float) -> tuple[Integers, Change]:
    """Return the present votes of a body, shape (n,), and their smallest change that reaches a target.

    Raises
    ------
    InputError
        the rule is not one quota of whole votes
    """
    rule: Mapping[str, Any] = body.rule
    weighted = rule.get("yes_weight")
    if weighted is None and "yes_count" in rule:
        weighted = {"quota": rule["yes_count"], "weights": dict.fromkeys(body.members, 1)}
    numbers = [] if weighted is None else [weighted["quota"], *weighted["weights"].values()]
    if weighted is None or any(float(x) != int(x) for x in numbers):
        fix = "ask for new weights without --change"
        raise InputError(f"{body.title} does not decide by one quota of whole votes", where=body.id, fix=fix)
    old = np.array([int(weighted["weights"].get(code, 0)) for code in body.members])
    return old, smallest_change(old, int(weighted["quota"]), target, tolerance, index=index)


def front(
    body: Body,
    goals: Sequence[str],
    world: World,
    *,
    quotas: Iterable[float] = QUOTAS,
    states: Iterable[float | None] = (None,),
    vetoes: Iterable[Sequence[str]] = ((),),
    blocking: Iterable[int | None] = (None,),
    minority: Sequence[str] = (),
    parameters: ParameterSet | None = None,
    has_rule: bool = True,
) -> Front:
    """Return every design of a grid that no other betters, and where the present rule stands.

    Parameters
    ----------
    body :
        whose seats and, if ``has_rule``, whose present rule
    goals :
        names, of ``decisions.design.goals.GOALS``
    world :
        where populations and ideal points are from
    quotas, states, vetoes, blocking :
        the grid, see :func:`foedera.decisions.design.designs.candidates`
    minority :
        seats to be protected, for the goal ``overruled``
    parameters :
        of the models; default the simulator's

    Raises
    ------
    InputError
        a goal needs what the world does not know of the members
    """
    p = parameters or ParameterSet()
    ideal, unplaced = placed(body, world)
    crowd = placed(body, world, "population", shared=True)
    if "equality" in goals:
        people(body, world)
    known = design_goals.Body(
        members=body.members, population=None if crowd.missing else crowd.values, minority=tuple(minority),
        preferences=_preferences(ideal, p, body.max_rounds),
    )  # fmt: skip
    found = designs(known, goals, quotas, states=states, vetoes=vetoes, blocking=blocking)
    if not has_rule:
        return Front(found, found.front(), None, None, unplaced)
    now = design_goals.appraise([compiled(body)], known, goals)[0]
    return Front(found, found.front(), now, found.better_than(now), unplaced)


def _preferences(ideal: Floats, p: ParameterSet, rounds: int | None) -> design_goals.Preferences | None:
    """Return what the members want, on the motions that every body is tried on; None if nothing is known."""
    if np.isfinite(ideal).sum() < 2 or not np.nanvar(ideal) > 0:
        return None
    points = np.where(np.isfinite(ideal), ideal, np.nanmedian(ideal))
    motions = motions_of(Seats(points[None, :], (), False))
    speed = p.speed if rounds is None else p.speed.replace(rounds=rounds)
    return design_goals.Preferences(points, motions.status_quos, motions.proposals, p.voting, speed)
