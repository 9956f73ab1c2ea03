"""Reform design: decision rules laid side by side, judged by what is wanted of them.

A design shares out votes by a scheme, asks for a quota of them, and may add a number of members that must say yes,
vetoes, and a least number of members below which no minority can block (as in the EU Council, Art. 16(4) TEU). Every
design is an expression of the rule language, so that it can be put into a pact, the simulator or the indices as it
stands.

No score adds the goals up: what is returned is the front of designs that cannot be improved in one goal without
losing in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError, did_you_mean
from foedera.decisions.delegation import pareto
from foedera.decisions.design.goals import GOALS, Body, appraise
from foedera.decisions.design.weights import penrose_weights, whole_votes
from foedera.decisions.rule_tree import fraction
from foedera.decisions.voting import Rule, compile_rule

__all__ = ["CARD", "VOTES", "Design", "Designs", "candidates", "designs", "vote_schemes"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

VOTES = 10_000
"""Votes that a scheme shares out: a hundredth of a per cent each."""

MOST = 100_000
"""Designs that are looked through at most."""

Share = float | str


@dataclass(frozen=True)
class Design:
    """A decision rule as its parts.

    Parameters
    ----------
    members : codes, the order of the votes
    scheme : by what the votes are shared out
    votes : of each member, whole numbers >= 0
    quota : votes needed
    states : members that must say yes besides, None if their number does not matter
    vetoes : members that can stop a decision by a no
    blocking : members that a minority needs at least to block, None for no such minimum
    """

    members: tuple[str, ...]
    scheme: str
    votes: tuple[int, ...]
    quota: int
    states: int | None = None
    vetoes: tuple[str, ...] = ()
    blocking: int | None = None

    @property
    def expression(self) -> dict[str, Any]:
        """The rule as a plain mapping of the rule language."""
        votes = set(self.votes)
        if votes == {1}:
            needed = self.quota if self.states is None else max(self.quota, self.states)
            rule: dict[str, Any] = {"yes_count": needed}
        else:
            rule = {"yes_weight": {"quota": self.quota, "weights": dict(zip(self.members, self.votes))}}
            if self.states is not None:
                rule = {"all_of": [rule, {"yes_count": self.states}]}
        if self.blocking is not None:
            rule = {"any_of": [rule, {"not_yes_below": self.blocking}]}
        if self.vetoes:
            rule = {"all_of": [rule, {"no_veto": {"of": list(self.vetoes)}}]}
        return rule

    @property
    def rule(self) -> Rule:
        """The rule, compiled anew: thousands of designs need not keep theirs."""
        return compile_rule(self.expression, self.members)

    @property
    def quota_share(self) -> float:
        """The quota as a share of all votes."""
        return self.quota / sum(self.votes)

    @property
    def text(self) -> str:
        """The rule in plain English."""
        return self.rule.text()


class Designs(NamedTuple):
    """Designs and what they are worth.

    ``designs``, D of them; ``goals``, G names; ``values`` (D, G), in the unit of each goal.
    """

    designs: tuple[Design, ...]
    goals: tuple[str, ...]
    values: Floats

    @property
    def maximise(self) -> tuple[bool, ...]:
        """Whether more is better, for each goal."""
        return tuple(GOALS[g].maximise for g in self.goals)

    def front(self) -> Designs:
        """Return the designs that no other is at least as good as in all goals and better in one.

        Of designs that are worth the same in all goals the first is kept, which in a grid is the plainest.
        """
        best = np.flatnonzero(pareto(self.values, self.maximise))
        _, first = np.unique(self.values[best], axis=0, return_index=True)
        kept = np.zeros(len(self.designs), dtype=bool)
        kept[best[first]] = True
        return self.only(kept)

    def better_than(self, values: ArrayLike) -> Designs:
        """Return the designs that are nowhere worse than something with these values, and somewhere better.

        Parameters
        ----------
        values : shape (G,), e.g. a row of :func:`foedera.decisions.design.goals.appraise` for the present rule
        """
        mine = np.asarray(values, dtype=float)
        if mine.shape != (len(self.goals),):
            raise ModelInputError(
                f"values of shape {mine.shape} for {len(self.goals)} goals", where="better_than"
            )
        gain = np.where(self.maximise, self.values - mine, mine - self.values)
        return self.only(np.asarray((gain >= 0).all(axis=1) & (gain > 0).any(axis=1)))

    def only(self, which: Flags) -> Designs:
        """Return some of the designs, from shape (D,), bool."""
        kept = tuple(d for d, keep in zip(self.designs, which) if keep)
        return Designs(kept, self.goals, self.values[which])


def vote_schemes(
    population: ArrayLike | None = None, contribution: ArrayLike | None = None
) -> dict[str, Floats]:
    """Return the schemes that can be had from what is known of the members.

    Parameters
    ----------
    population : shape (n,), > 0
    contribution : shape (n,), >= 0, e.g. shares of the common budget

    Returns
    -------
    "population" and "square root" (Penrose), "contribution"; each of shape (n,). "equal" is known to
    :func:`candidates`
    """
    found: dict[str, Floats] = {}
    if population is not None:
        found["population"] = np.asarray(population, dtype=float)
        found["square root"] = penrose_weights(population)
    if contribution is not None:
        found["contribution"] = np.asarray(contribution, dtype=float)
    return found


def candidates(
    members: Sequence[str],
    quotas: Iterable[Share],
    *,
    schemes: Mapping[str, ArrayLike] | None = None,
    equal: bool = True,
    states: Iterable[Share | None] = (None,),
    vetoes: Iterable[Sequence[str]] = ((),),
    blocking: Iterable[int | None] = (None,),
    votes: int = VOTES,
) -> list[Design]:
    """Return every combination of schemes, quotas and safeguards, each rule once.

    Parameters
    ----------
    members : codes
    quotas : shares of the votes needed, in (0, 1], rounded up to whole votes
    schemes : what votes are shared out in proportion to: name to shape (n,), as from :func:`vote_schemes`
    equal : whether one vote each is a scheme too
    states : shares of the members that must say yes besides; None for no such condition
    vetoes : sets of members with a veto
    blocking : members a blocking minority needs at least; None for no such minimum
    votes : to be shared out by a scheme

    Raises
    ------
    ModelInputError : a share outside (0, 1], a scheme of another length, a veto of a stranger, a minimum that is
        no whole number from 1 to n, or more than ``MOST`` designs
    """
    n, where = len(members), "candidates"
    shared: dict[str, tuple[int, ...]] = {"equal": (1,) * n} if equal else {}
    for name, weights in (schemes or {}).items():
        if np.shape(weights) != (n,):
            raise ModelInputError(
                f"{np.shape(weights)} weights for {n} members", where=f"{where}(schemes '{name}')"
            )
        shared[name] = tuple(int(v) for v in whole_votes(weights, votes))
    parts = (list(quotas), list(states), [tuple(v) for v in vetoes], list(blocking))
    most = len(shared) * int(np.prod([len(p) for p in parts]))
    if not 0 < most <= MOST:
        raise ModelInputError(f"{most} designs", where=where, fix=f"1 to {MOST}: fewer quotas or safeguards")
    for holder in {h for v in parts[2] for h in v}:
        if holder not in members:
            fix = did_you_mean(holder, members) or "one of " + ", ".join(members)
            raise ModelInputError(f"'{holder}' is not a member", where=f"{where}(vetoes)", fix=fix)
    for least in parts[3]:
        if least is not None and not 1 <= least <= n:
            raise ModelInputError(f"{least} of {n} members", where=f"{where}(blocking)", fix=f"1 to {n}")
    found: dict[str, Design] = {}
    for (name, held), quota, count, veto, least in product(shared.items(), *parts):
        design = Design(
            tuple(members), name, held, ceil(fraction(quota, f"{where}(quotas)") * sum(held)),
            None if count is None else ceil(fraction(count, f"{where}(states)") * n), veto, least,
        )  # fmt: skip
        found.setdefault(repr(design.expression), design)
    return list(found.values())


def designs(
    body: Body,
    goals: Sequence[str],
    quotas: Iterable[Share],
    *,
    contribution: ArrayLike | None = None,
    schemes: Mapping[str, ArrayLike] | None = None,
    states: Iterable[Share | None] = (None,),
    vetoes: Iterable[Sequence[str]] = ((),),
    blocking: Iterable[int | None] = (None,),
    votes: int = VOTES,
) -> Designs:
    """Return every design of a grid and what it is worth: the exhaustive search.

    Parameters
    ----------
    body : members, and what the goals need to know of them
    goals : names, of ``GOALS``
    quotas, states, vetoes, blocking, votes : see :func:`candidates`
    contribution : shape (n,), for one more scheme
    schemes : further ones

    Returns
    -------
    Designs; its ``front()`` is the Pareto front
    """
    named = vote_schemes(body.population, contribution) | dict(schemes or {})
    rows = candidates(
        body.members, quotas, schemes=named, states=states, vetoes=vetoes, blocking=blocking, votes=votes
    )
    return Designs(tuple(rows), tuple(goals), appraise((d.rule for d in rows), body, goals))


CARD = Card(
    id="decisions.design",
    title="Designing a decision rule: what cannot be improved without a loss",
    cites=("penrose1946", "coleman1971", "felsenthal1998", "deb2002", "blank2020"),
    valid="rules that one more yes never defeats; goals that the members state beforehand",
    claims_not="which design on the front is best, or that states would agree to it",
)
