"""An institution as data: who sits in a body, with what weight, under which rule, in which year or reform.

A pact says what states promise each other; an institution says how a body decides, in as many variants as
there are treaties, practices and proposals to compare. The rules are those of the pacts, in the same language
(:mod:`foedera.pacts.rule_nodes`), with two conveniences: ``weights`` may name a table of the file, and a
variant may take its members or its rule from a pact of the library, so that nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from foedera.core.errors import InputError, did_you_mean
from foedera.data.codes import is_iso3, name_of
from foedera.pacts.fields import Day, Name, Part, Real, State, Status, Text, Whole
from foedera.pacts.loader import library_path, shipped_pact
from foedera.pacts.rule_nodes import Rule
from foedera.pacts.rules import resolve
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import Problem, problem, refuse

__all__ = ["DAY", "FromPact", "FromTable", "Institution", "PactRule", "Seat", "Variant", "WeightTable"]

DAY = date(2025, 1, 1)
"""The day whose members a pact lends, where none is asked for."""


def _seat_code(code: str) -> str:
    if is_iso3(code):
        raise problem(f"'{code}' is {name_of(code)}, which needs no entry here", "choose another code")
    if not (2 <= len(code) <= 8 and code.isascii() and code.isalnum() and code.isupper()):
        raise problem(f"'{code}' is not a seat code", "2 to 8 capital letters and digits, such as 'AF1'")
    return code


SeatCode = Annotated[str, AfterValidator(_seat_code)]


class Seat(Part):
    """A seat that is no state: of a region, a constituency, a candidate still to be chosen."""

    name: Text = Field(description="what the seat is called")
    stands_for: tuple[State, ...] = Field(
        default=(),
        description="states whose mean position it takes in a spatial analysis; omitted: none known",
    )


class WeightTable(Part):
    """Voting weights, with their source."""

    unit: Text = Field(description="what is counted, as it reads after a number: votes, thousand people")
    of: Annotated[dict[State, Annotated[Real, Field(ge=0.0)]], Field(min_length=1)] = Field(
        description="weight of each member"
    )
    source: Text = Field(description="where the numbers are from")
    status: Status = Field(description="whether they were found, derived or recalled")
    day: Day | None = Field(default=None, description="day on which they held")
    year: Whole | None = Field(default=None, description="year of the numbers, where no day is known")
    note: Text | None = Field(default=None, description="anything worth saying")


class _Lent(Part):
    """What is taken from a pact that ships with the package."""

    pact: Name = Field(description="id of a pact of the library or of history")

    @property
    def lender(self) -> Pact:
        """The pact itself."""
        return shipped_pact(self.pact)

    def check_pact(self) -> Pact:
        """Return the pact, or refuse its name inside a validator."""
        try:
            library_path(self.pact)
        except InputError as error:
            refuse([Problem(("pact",), error.what, error.fix)])
        return self.lender


class FromPact(_Lent):
    """Members taken from a pact: those with a vote on a day, or the states that a clause protects."""

    day: Day | None = Field(default=None, description="day of membership; omitted: the day asked for")
    clause: Name | None = Field(
        default=None, description="id of a clause: the states it is owed to, instead of the members"
    )

    @model_validator(mode="after")
    def _exists(self) -> Self:
        clauses = {c.id: c for c in self.check_pact().clauses}
        if self.clause is not None and self.clause not in clauses:
            fix = did_you_mean(self.clause, clauses) or "one of " + ", ".join(clauses)
            refuse([Problem(("clause",), f"{self.pact} has no clause '{self.clause}'", fix)])
        if self.clause is not None and clauses[self.clause].protects is None:
            what = f"clause '{self.clause}' of {self.pact} is owed to the members"
            refuse([Problem(("clause",), what, "leave 'clause' out to take the members")])
        return self

    def states(self, day: date | None) -> tuple[str, ...]:
        """Return the states, sorted; ``day`` counts where the file gives none."""
        if self.clause is not None:
            owed = next(c.protects for c in self.lender.clauses if c.id == self.clause)
            return tuple(sorted(owed or ()))
        return voters(self.lender, self.day or day or DAY)


def voters(pact: Pact, day: date) -> tuple[str, ...]:
    """Return the members with a vote on that day, sorted."""
    chosen = pact.decision.voters if pact.decision else None
    return tuple(s for s in pact.members_on(day) if chosen is None or s in chosen)


class FromTable(Part):
    """Members taken from a table of weights: all whom it names."""

    weights: Name = Field(description="name of a table of this file")


class PactRule(_Lent):
    """The rule of a pact."""

    rule: Name | None = Field(
        default=None, description="name of one of its rules; omitted: the rule of its decision"
    )

    @model_validator(mode="after")
    def _exists(self) -> Self:
        pact = self.check_pact()
        if self.rule is None and (pact.decision is None or pact.decision.rule is None):
            refuse([Problem(("pact",), f"{self.pact} has no rule of decision", "name another pact")])
        if self.rule is not None and self.rule not in pact.rules:
            known = "one of " + ", ".join(pact.rules) if pact.rules else "leave 'rule' out"
            fix = did_you_mean(self.rule, pact.rules) or known
            refuse([Problem(("rule",), f"{self.pact} has no rule '{self.rule}'", fix)])
        return self

    def plain(self) -> dict[str, Any]:
        """Return the rule with references resolved."""
        return pact_rule(self.lender, self.rule)


def pact_rule(pact: Pact, name: str | None) -> dict[str, Any]:
    """Return a named rule of a pact, or the rule of its decision, as a plain mapping."""
    decided = pact.decision.rule if pact.decision else None
    rule = decided if name is None else pact.rules.get(name)
    if rule is None:
        what = f"{pact.id} has no rule '{name}'" if name else f"{pact.id} has no rule of decision"
        fix = did_you_mean(name or "", pact.rules) or "one of " + ", ".join(pact.rules)
        raise InputError(what, where="pacts", fix=fix if pact.rules else None)
    return resolve(rule, pact.rules)


def _one_of(by_key: str, with_key: str, otherwise: str) -> Callable[[Any], str]:
    """Return the discriminator of a union: ``with_key`` for what has the key, else ``otherwise``."""

    def tag(value: Any) -> str:
        has = by_key in value if isinstance(value, dict) else hasattr(value, by_key)
        return "the seats" if isinstance(value, list | tuple) else with_key if has else otherwise

    return tag


Members = Annotated[
    Annotated[tuple[State, ...], Field(min_length=1), Tag("the seats")]
    | Annotated[FromTable, Tag("of a table")]
    | Annotated[FromPact, Tag("of a pact")],
    Discriminator(_one_of("weights", "of a table", "of a pact")),
]
AnyRule = Annotated[
    Annotated[Rule, Tag("a tree")] | Annotated[PactRule, Tag("of a pact")],
    Discriminator(_one_of("pact", "of a pact", "a tree")),
]


class Variant(Part):
    """One way in which the body decides: a treaty in its time, a kind of matter, a proposal."""

    name: Text = Field(description="what it is called")
    members: Members = Field(
        description="seats; or {pact: un} for the members of a pact, {weights: NAME} for those of a table"
    )
    rule: AnyRule = Field(
        description="rule of decision; 'weights' may name a table; or {pact: un, rule: procedural}"
    )
    since: Day | None = Field(default=None, description="first day it held; omitted for a proposal")
    until: Day | None = Field(default=None, description="day from which it held no longer")
    unions: dict[Name, Annotated[tuple[State, ...], Field(min_length=1)]] = Field(
        default_factory=dict, description="a-priori unions: blocs that vote as one, by name"
    )
    max_rounds: Annotated[Whole, Field(ge=1)] | None = Field(
        default=None, description="rounds after which the matter is dropped"
    )
    status: Status = Field(description="whether members and rule were found, derived or recalled")
    sources: tuple[Text, ...] = Field(
        default=(), description="where it stands: citation keys, articles, documents"
    )
    notes: Text | None = Field(default=None, description="anything worth saying")

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.since and self.until and self.until <= self.since:
            refuse([Problem(("until",), f"until {self.until}, before it began", "correct one of the dates")])
        return self

    def held_on(self, day: date) -> bool:
        """Return whether it was the rule of the body on that day; a proposal never is."""
        return self.since is not None and self.since <= day and (self.until is None or day < self.until)


class Institution(Part):
    """A body that decides, in all its variants."""

    id: Name = Field(description="short name, the same as the file's")
    name: Text = Field(description="full name of the body")
    summary: Text = Field(description="what it decides, in a sentence or two")
    variants: Annotated[dict[Name, Variant], Field(min_length=1)] = Field(
        description="ways of deciding by id; the first is the default"
    )
    seats: dict[SeatCode, Seat] = Field(
        default_factory=dict, description="seats that are no states, by code, such as AF1"
    )
    weights: dict[Name, WeightTable] = Field(
        default_factory=dict, description="tables of weights that 'weights: NAME' refers to"
    )
    rules: dict[Name, Rule] = Field(
        default_factory=dict, description="named rules that {rule: name} refers to"
    )
    sources: tuple[Text, ...] = Field(
        default=(), description="citation keys or words saying where the facts are from"
    )
    notes: Text | None = Field(default=None, description="anything worth saying")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        from foedera.pacts.institution_checks import problems

        refuse(list(problems(self)))
        return self

    def members_of(self, variant: str, day: date | None = None) -> tuple[str, ...]:
        """Return the seats of a variant; ``day`` is for members who are taken from a pact."""
        members = self.variants[variant].members
        if isinstance(members, FromTable):
            return tuple(self.weights[members.weights].of)
        return members.states(day) if isinstance(members, FromPact) else members

    def rule_of(self, variant: str) -> dict[str, Any]:
        """Return the rule of a variant as a plain mapping, named rules and tables written out."""
        rule = self.variants[variant].rule
        return rule.plain() if isinstance(rule, PactRule) else resolve(rule, self.rules)
