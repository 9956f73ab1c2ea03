"""Power in a body and its variants: every index by seat, what the rule says in words, who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera.core.errors import InputError, ModelInputError, did_you_mean
from foedera.decisions.power.coalitions import (
    Pattern,
    minimal_blocking,
    minimal_winning,
    patterns,
    veto_players,
)  # fmt: skip
from foedera.decisions.power.indices import INDICES, Power, power
from foedera.decisions.power.ternary import ternary_power
from foedera.decisions.power.unions import union_power
from foedera.decisions.rule_tree import names
from foedera.decisions.voting import Rule
from foedera.pacts.institutions import Body
from foedera.study.institutions.bodies import compiled

__all__ = ["KINDS", "TERNARY", "UNION", "Group", "Weighed", "groups", "power_table", "unions_of", "weigh"]

TERNARY = ("ternary_banzhaf", "ternary_banzhaf_absolute")
"""Indices of members who may abstain, every ballot equally likely."""

UNION = ("owen", "banzhaf_owen")
"""Indices of members who act in a-priori unions."""

KINDS = (*INDICES, *TERNARY, *UNION)
"""Names of every index."""

_MINIMAL = ("deegan_packel", "holler")


@dataclass(frozen=True, eq=False)
class Weighed:
    """A body whose power has been counted.

    Parameters
    ----------
    body : the body
    rule : its rule, compiled
    text : the rule in words
    winning : coalitions that can carry a decision
    act : share of all coalitions that can, Coleman's power to act
    ternary_act : share of roll-calls that adopt if every member says yes, abstains or says no with equal chance;
        None where there are too many members of different weight
    veto_players : seats without which nothing passes
    null_players : seats whose ballot never matters
    smallest_winning, smallest_blocking : seats of a smallest coalition that carries a decision, that prevents one
    minimal : minimal winning coalitions, None where they were not counted
    patterns : the minimal winning coalitions by kinds of member, shortest first; empty where there are too many kinds
    indices : by name, shape (n,) in the order of the seats
    notes : what a reader must know about the numbers
    """

    body: Body
    rule: Rule
    text: str
    winning: int
    act: Fraction
    ternary_act: float | None
    veto_players: tuple[str, ...]
    null_players: tuple[str, ...]
    smallest_winning: tuple[str, ...]
    smallest_blocking: tuple[str, ...]
    minimal: int | None
    patterns: tuple[Pattern, ...]
    indices: Mapping[str, NDArray[np.float64]]
    notes: tuple[str, ...]

    def of(self, kind: str, seat: str) -> float | None:
        """Return the power of a seat, None if it is no member."""
        if seat not in self.body.members:
            return None
        return float(self.indices[kind][self.body.members.index(seat)])


def weigh(
    body: Body,
    kinds: Sequence[str] = ("banzhaf", "shapley_shubik"),
    unions: Mapping[str, Sequence[str]] | None = None,
) -> Weighed:
    """Count the power of every member.

    Parameters
    ----------
    body :
        the body
    kinds :
        indices wanted, of ``KINDS``
    unions :
        a-priori unions, for the indices of ``UNION``; None takes the body's own

    Raises
    ------
    InputError
        an unknown index, a rule that is none or has no power, an index that cannot be counted; it says of which
        body
    """
    for kind in kinds:
        if kind not in KINDS:
            fix = did_you_mean(kind, KINDS) or "one of " + ", ".join(KINDS)
            raise InputError(f"there is no index '{kind}'", where="weigh", fix=fix)
    rule = compiled(body)
    try:
        return _weighed(body, rule, kinds, dict(body.unions if unions is None else unions))
    except ModelInputError as error:
        raise InputError(
            error.what, where=f"{body.id}, {body.variant}: {error.where}", fix=error.fix
        ) from None


def _weighed(body: Body, rule: Rule, kinds: Sequence[str], unions: Mapping[str, Sequence[str]]) -> Weighed:
    counted, notes = power(rule), []
    game = counted.game
    indices = {kind: counted.floats(kind) for kind in kinds if kind in INDICES}
    if set(kinds) & set(UNION):
        if not unions:
            raise ModelInputError("there are no unions", where="weigh", fix="name some")
        joint = union_power(rule, unions)
        indices |= {kind: _floats(getattr(joint, kind)) for kind in kinds if kind in UNION}
    if set(kinds) & set(TERNARY):
        three = ternary_power(rule)
        indices |= {
            kind: _floats(getattr(three, kind.removeprefix("ternary_"))) for kind in kinds if kind in TERNARY
        }
    if "shapley_shubik" in kinds and not counted.shapley_exact:
        notes.append("Shapley-Shubik is an integral done numerically, good to about 12 digits.")
    shapes = _patterns(counted)
    return Weighed(
        body=body,
        rule=rule,
        text=rule.text(),
        winning=counted.winning,
        act=counted.act,
        ternary_act=_ternary_act(rule),
        veto_players=veto_players(game),
        null_players=tuple(m for m, s in zip(body.members, counted.swings, strict=True) if s == 0),
        smallest_winning=_first(body, minimal_winning(game, limit=1)),
        smallest_blocking=_first(body, minimal_blocking(game, limit=1)),
        minimal=_minimal(counted, kinds, shapes),
        patterns=shapes,
        indices={kind: indices[kind] for kind in dict.fromkeys(kinds)},
        notes=tuple(notes),
    )


def _floats(shares: Sequence[Fraction]) -> NDArray[np.float64]:
    return np.array([float(x) for x in shares])


def _first(body: Body, coalitions: Iterator[tuple[int, ...]]) -> tuple[str, ...]:
    return tuple(body.members[i] for i in next(coalitions, ()))


def _patterns(counted: Power) -> tuple[Pattern, ...]:
    try:
        return tuple(patterns(counted.game))
    except (
        ModelInputError
    ):  # members of too many kinds: there is no short list, and nobody asked for a long one
        return ()


def _minimal(counted: Power, kinds: Sequence[str], shapes: Sequence[Pattern]) -> int | None:
    if shapes:
        return sum(p.coalitions for p in shapes)
    return counted.minimal if set(kinds) & set(_MINIMAL) else None


def _ternary_act(rule: Rule) -> float | None:
    try:
        return float(ternary_power(rule).act)
    except ModelInputError:  # too many joint counts; the number is an extra that nobody asked for
        return None


def unions_of(body: Body, unions: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the unions as far as their members have a seat in the body."""
    left = {name: tuple(c for c in union if c in body.members) for name, union in unions.items()}
    return {name: union for name, union in left.items() if union}


def power_table(weighed: Sequence[Weighed]) -> pl.DataFrame:
    """Return power by seat, index and variant.

    Parameters
    ----------
    weighed :
        the baseline, then the variants it is compared with

    Returns
    -------
    seat, name, index, variant, power (null where the seat does not exist in the variant), baseline (power in the
    first variant), change (null where either is)
    """
    first = weighed[0]
    rows = []
    for kind in first.indices:
        for seat in _seats(weighed):
            before = first.of(kind, seat)
            for one in weighed:
                now = one.of(kind, seat)
                change = None if now is None or before is None else now - before
                rows.append((seat, _name(weighed, seat), kind, one.body.variant, now, before, change))
    columns = ["seat", "name", "index", "variant", "power", "baseline", "change"]
    types = [pl.String] * 4 + [pl.Float64] * 3
    return pl.DataFrame(rows, schema=dict(zip(columns, types, strict=True)), orient="row")


def _seats(weighed: Sequence[Weighed]) -> list[str]:
    return list(dict.fromkeys(seat for one in weighed for seat in one.body.members))


def _name(weighed: Sequence[Weighed], seat: str) -> str:
    return next(one.body.names[seat] for one in weighed if seat in one.body.names)


@dataclass(frozen=True)
class Group:
    """Seats that have the same power in every variant.

    Parameters
    ----------
    seats : their codes
    titles : their full names
    powers : by index, one per variant; None where they have no seat
    """

    seats: tuple[str, ...]
    titles: tuple[str, ...]
    powers: Mapping[str, tuple[float | None, ...]]

    def label(self, most: int = 3) -> str:
        """Return what to call them: a name, or how many they are and the codes of the first."""
        if len(self.seats) == 1:
            return self.titles[0]
        listed = ", ".join(self.seats[:most]) + (", ..." if len(self.seats) > most else "")
        return f"{len(self.seats)} members, each ({listed})"

    def short(self, most: int = 6) -> str:
        """Return the codes of the seats, or how many they are and the codes of the first."""
        if len(self.seats) > most:
            return f"{len(self.seats)} members ({', '.join(self.seats[:3])}, ...)"
        return names(self.seats)


def groups(weighed: Sequence[Weighed], *, fold: bool = True) -> list[Group]:
    """Return the seats, those of equal power together, the strongest in the baseline first.

    Parameters
    ----------
    weighed :
        the baseline, then the variants it is compared with
    fold :
        False gives every seat a group of its own
    """
    kinds = tuple(weighed[0].indices)
    found: dict[object, list[str]] = {}
    for seat in _seats(weighed):
        values = [one.of(kind, seat) for kind in kinds for one in weighed]
        found.setdefault(tuple(values) if fold else seat, []).append(seat)
    out = [
        Group(tuple(seats), tuple(_name(weighed, s) for s in seats),
              {kind: tuple(one.of(kind, seats[0]) for one in weighed) for kind in kinds})
        for seats in found.values()
    ]  # fmt: skip
    return sorted(out, key=lambda g: tuple(-(v or 0.0) for v in g.powers[kinds[0]]))
