"""What becomes of a vote under a body's rule: adopted or not, by what margin, binding whom, blocked by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.data.codes import is_iso3, plain, suggest
from foedera.decisions.rule_tree import Leaf, number
from foedera.decisions.voting import ABSENT, ABSTAIN, NO, OPT_OUT, YES, Rule, withhold
from foedera.pacts.institutions import Body
from foedera.study.institutions.bodies import compiled

__all__ = ["BALLOTS", "PARTY", "Ballots", "Condition", "Verdict", "adjudicate", "cast"]

BALLOTS = {"yes": YES, "no": NO, "abstain": ABSTAIN, "absent": ABSENT, "opt-out": OPT_OUT}
"""Ballots by the word for them; ``party`` is one more word, for a party to the dispute, whose vote is withheld."""

PARTY = "party"
_SHOWN = 40  # members of a body that a complaint lists

Ballots = dict[str, str]
"""The ballot of every seat, in words."""


@dataclass(frozen=True)
class Condition:
    """One condition of the rule.

    Parameters
    ----------
    text : what must be true
    met : whether it is
    margin : by how much, in words
    by : votes or weight above the bar, negative below it
    """

    text: str
    met: bool
    margin: str
    by: float


@dataclass(frozen=True)
class Verdict:
    """What a vote came to.

    Parameters
    ----------
    item : what it was about
    adopted : whether the rule is met
    ballots : of every seat, in words
    conditions : those of the rule, in its order
    binds : the seats that the decision binds
    blockers : a smallest set of seats that would have it adopted by saying yes instead; empty if it is adopted,
        or if no yes could help
    alone : seats each of whom could have it adopted by saying yes instead
    helpless : whether it is not adopted and no switching to yes could adopt it
    fragile : seats whose single change to no would defeat what is adopted
    """

    item: str
    adopted: bool
    ballots: Ballots
    conditions: tuple[Condition, ...]
    binds: tuple[str, ...]
    blockers: tuple[str, ...]
    alone: tuple[str, ...]
    helpless: bool
    fragile: tuple[str, ...]

    def count(self, word: str) -> int:
        """Return how many cast this ballot."""
        return sum(b == word for b in self.ballots.values())


def cast(
    body: Body,
    named: Mapping[str, Iterable[str]],
    rest: str | None = None,
    *,
    where: Mapping[str, str] | None = None,
) -> Ballots:
    """Return the ballot of every seat.

    Parameters
    ----------
    body :
        whose members vote
    named :
        by the word of the ballot (see ``BALLOTS``, and ``party``) who cast it: codes of seats, in any case
    rest :
        ballot of those not named; None if everybody is
    where :
        what to call each ballot in complaints, e.g. the option of the command line

    Raises
    ------
    InputErrors
        everything that is wrong: who is no member, who is named twice, who is left out
    """
    places = {word: (where or {}).get(word, word) for word in (*BALLOTS, PARTY)}
    given: dict[str, str] = {}
    problems: list[InputError] = []
    for word, names in named.items():
        for name in names:
            code = name.upper()
            if code not in body.members:
                problems.append(InputError(_stranger(body, name), where=places[word], fix=_meant(body, name)))
            elif given.setdefault(code, word) != word:
                what = f"{code} is named twice, for {given[code]} and for {word}"
                problems.append(InputError(what, where=places[word], fix="a member casts one ballot"))
    left = [code for code in body.members if code not in given]
    if left and rest is None and not problems:
        what = f"no ballot for {len(left)} of {len(body.members)} members: {', '.join(left)}"
        fix = "name them, or say with --rest what they did: yes, abstain, no, absent"
        problems.append(InputError(what, where="ballots", fix=fix))
    if problems:
        raise InputErrors(problems)
    return {code: given.get(code) or str(rest) for code in body.members}


def _stranger(body: Body, name: str) -> str:
    is_state = is_iso3(name.upper())
    return f"{name.upper()} has no seat in {body.title}" if is_state else f"there is no member '{name}'"


def _meant(body: Body, name: str) -> str:
    """Return the seat that was probably meant, or the list of them."""
    if not is_iso3(name.upper()):
        spoken = {plain(full): code for code, full in body.names.items()}
        code = spoken.get(plain(name)) or suggest(name)
        if code in body.members:
            return f"did you mean '{code}'?"
        if near := did_you_mean(name.upper(), body.members):
            return near
    more = len(body.members) - _SHOWN
    return "its members: " + ", ".join(body.members[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def adjudicate(body: Body, ballots: Mapping[str, str], item: str = "") -> Verdict:
    """Return what a vote comes to under the body's rule.

    Parameters
    ----------
    body :
        with its rule
    ballots :
        of every seat, as from :func:`cast`; parties to the dispute count as absent
    item :
        what it is about
    """
    rule = compiled(body)
    words = [ballots[code] for code in rule.members]
    parties = np.array([word == PARTY for word in words])
    codes = withhold([BALLOTS.get(word, ABSENT) for word in words], parties)
    adopted = bool(rule.adopted(codes))
    blockers = rule.blockers(codes, fixed=parties)
    return Verdict(
        item=item,
        adopted=adopted,
        ballots={code: ballots[code] for code in rule.members},
        conditions=tuple(_conditions(rule, codes)),
        binds=_named(rule, rule.binding(codes)),
        blockers=_named(rule, blockers),
        alone=_named(rule, _turned(rule, codes, parties, YES) & (not adopted)),
        helpless=not adopted and not blockers.any(),
        fragile=_named(rule, _turned(rule, codes, parties, NO) & adopted),
    )


def _named(rule: Rule, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(code for code, inside in zip(rule.members, mask, strict=True) if inside)


def _turned(rule: Rule, codes: NDArray[np.int8], fixed: NDArray[np.bool_], to: int) -> NDArray[np.bool_]:
    """Return whose single switch to ``to`` would turn the outcome, shape (n,)."""
    switched = np.where(np.eye(len(codes), dtype=bool), np.int8(to), codes)
    return np.asarray(~fixed & (rule.adopted(switched) != rule.adopted(codes)))


def _conditions(rule: Rule, codes: NDArray[np.int8]) -> Iterator[Condition]:
    for leaf, margin in zip(rule.leaves, rule.margins(codes), strict=True):
        met = bool(leaf.bar + margin >= leaf.cut)
        yield Condition(leaf.text, met, _margin(rule, leaf, codes, float(margin), met), float(margin))


def _margin(rule: Rule, leaf: Leaf, codes: NDArray[np.int8], margin: float, met: bool) -> str:
    """Return in words by how much a condition is met or missed.

    Counts of yes are said with their number, vetoes and objections with who says no. Where yes and no are weighed
    against each other the margin is told in votes.
    """
    score = leaf.bar + margin
    if not leaf.yes.any() and not leaf.abstain.any():
        against = [code for code, b, w in zip(rule.members, codes, leaf.no, strict=True) if b == NO and w]
        if np.isin(leaf.no, (0.0, -1.0)).all():
            return f"{', '.join(against)} {_verb(len(against))} no" if against else "nobody does"
        return f"{number(-score)} are against"
    if leaf.yes.any() and leaf.no.any():
        return _balance(leaf, margin, met)
    if not leaf.yes.any():
        return f"{number(-score)}, the limit is {number(round(-leaf.bar, 4))}"
    spare = f"{number(margin)} to spare" if met else f"{number(-margin)} short"
    counted = f"{number(score)} {_verb(score)} yes" if np.isin(leaf.yes, (0.0, 1.0)).all() else number(score)
    return f"{counted}, {spare if abs(margin) > 1e-9 else 'just enough'}"


def _verb(score: float) -> str:
    return "says" if score == 1 else "say"


def _balance(leaf: Leaf, margin: float, met: bool) -> str:
    """Return the margin of a comparison of yes with no, in members where all weigh the same."""
    yes, no = np.unique(leaf.yes), np.unique(leaf.no)
    if len(yes) > 1 or len(no) > 1:
        return (
            f"ahead by {number(margin)}"
            if margin > 0
            else f"behind by {number(-margin)}"
            if margin
            else "a tie"
        )
    over = (leaf.bar + margin - leaf.cut) / float(yes[0] - no[0])  # in members who turn from one to the other
    if met:
        spare = int(np.floor(over))
        return f"still so if {spare} of the yes were no" if spare else "not so if one of the yes were no"
    return f"not so unless {int(np.ceil(-over))} of the no were yes"
