"""A pact as data: who is bound, since when, to do what, who decides, who pays, and how one leaves.

Treaties are written as YAML and read with :func:`foedera.pacts.loader.load_pact`; every field below says
what it means, and the same words are in the JSON Schema that editors use.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from foedera.pacts.fields import (
    DUTY_STRENGTH,
    SEVERITY,
    Act,
    AreaName,
    Day,
    Duty,
    Flag,
    Name,
    Part,
    PlaceName,
    Real,
    Severity,
    Share,
    State,
    Status,
    Text,
    Type,
    Whole,
)
from foedera.pacts.rule_nodes import Rule
from foedera.pacts.strict_yaml import Problem, refuse

__all__ = ["UNBOUND_ROLES", "Clause", "Decision", "Funding", "Mandate", "Member", "Pact", "Scope"]


Role = Literal[
    "member", "founder", "lead", "permanent", "elected", "participant", "contributor",
    "observer", "partner", "associate", "signatory", "suspended",
]  # fmt: skip

UNBOUND_ROLES = frozenset({"observer", "partner", "associate", "signatory", "suspended"})
"""Roles that sit at the table without being bound by the clauses or having a vote."""


class Member(Part):
    """One spell of membership."""

    state: State = Field(description="ISO 3166 alpha-3 code of the state")
    from_: Day | None = Field(
        default=None, alias="from", description="first day of membership; omitted: since in_force"
    )
    to: Day | None = Field(
        default=None, description="day from which it is no longer a member; omitted: still one"
    )
    role: Role = Field(
        default="member", description="observer, partner, associate, signatory and suspended are not bound"
    )
    note: Text | None = Field(default=None, description="anything worth saying, e.g. how it joined or left")
    status: Status | None = Field(
        default=None, description="whether the dates were found, derived or recalled"
    )

    @property
    def bound(self) -> bool:
        """Whether the role carries the duties of the pact."""
        return self.role not in UNBOUND_ROLES

    @model_validator(mode="after")
    def _exit_after_entry(self) -> Self:
        if self.from_ and self.to and self.to <= self.from_:
            what = f"{self.state} leaves on {self.to}, before it joined on {self.from_}"
            refuse([Problem(("to",), what, "swap the dates or correct one")])
        return self


class Trigger(Part):
    """The act that invokes a clause."""

    act: Act = Field(default="attack", description="kind of event")
    severity: Severity = Field(
        default="war", description="lowest level that invokes the clause: threat, show, force, war"
    )


class Scope(Part):
    """Where an event must happen; areas and places add up, nothing given means anywhere."""

    areas: tuple[AreaName, ...] = Field(default=(), description="areas of pacts/areas.csv")
    places: tuple[PlaceName, ...] = Field(
        default=(), description="single places of pacts/places.csv (home territory: ISO3 code)"
    )
    except_places: tuple[PlaceName, ...] = Field(
        default=(), description="places left out although their area is in"
    )
    territory_of: Literal["members", "protected"] | tuple[State, ...] | None = Field(
        default=None,
        description="who must administer the place: members (or the protected), protected, or a list",
    )


class Conditions(Part):
    """What else must hold for the clause to be invoked; every condition narrows it."""

    unprovoked_only: Flag = Field(default=False, description="not invoked if the attacked side provoked it")
    adversaries: tuple[State, ...] = Field(
        default=(), description="only against these; omitted: against anyone"
    )
    except_adversaries: tuple[State, ...] = Field(default=(), description="never against these")
    min_attackers: Annotated[Whole, Field(ge=1)] = Field(
        default=1, description="adversaries that must attack together"
    )
    request_needed: Flag = Field(default=False, description="only if the attacked state asks for help")


class Clause(Part):
    """One promise: what invokes it, whom it binds and to what."""

    id: Name = Field(description="name of the clause, unique in the pact, e.g. article-5")
    article: Text = Field(description="where the text stands, e.g. Art. 5 with Art. 6")
    type: Type = Field(description="obligation type in the ATOP vocabulary")
    duty: Duty = Field(
        "as_deemed_necessary", description="how far the member is free to judge what it must do"
    )
    trigger: Trigger = Field(default=Trigger(), description="the act that invokes the clause")
    scope: Scope = Field(default=Scope(), description="where it must happen; omitted: anywhere")
    conditions: Conditions = Field(default=Conditions(), description="what else must hold")
    binds: Annotated[tuple[State, ...], Field(min_length=1)] | None = Field(
        default=None, description="members with the duty; omitted: all"
    )
    protects: Annotated[tuple[State, ...], Field(min_length=1)] | None = Field(
        default=None, description="states it is owed to, non-members too; omitted: all members"
    )
    within_pact: Flag = Field(default=False, description="also invoked when a member is the attacker")
    summary: Text | None = Field(default=None, description="the clause in one sentence of our own")

    @property
    def severity(self) -> int:
        """Lowest hostility level that invokes the clause."""
        return SEVERITY[self.trigger.severity]

    @property
    def strength(self) -> float:
        """Obligation strength of the duty, 0 to 1."""
        return DUTY_STRENGTH[self.duty]


class Decision(Part):
    """Who decides and by which rule."""

    body: Text = Field(description="name of the deciding body")
    rule: Rule | None = Field(
        default=None, description="the rule of decision; omitted where the body takes none"
    )
    voters: Annotated[tuple[State, ...], Field(min_length=1)] | None = Field(
        default=None, description="members with a vote; omitted: all"
    )
    max_rounds: Annotated[Whole, Field(ge=1)] | None = Field(
        default=None, description="rounds after which the matter is dropped"
    )
    delegated_share: Share | None = Field(
        default=None,
        description="chance that an authority given beforehand covers a crisis, so that no vote is needed; "
        "omitted: what the study's parameters say, 0 by default",
    )
    note: Text | None = Field(default=None, description="anything worth saying")


class FundingKey(Part):
    """How common costs are shared: either shares or a basis."""

    shares: dict[State, Annotated[Real, Field(ge=0.0)]] | None = Field(
        default=None, description="percent of the common budget"
    )
    basis: Literal["gni", "un_scale", "equal", "none"] | None = Field(
        default=None, description="formula instead of shares; none: costs lie where they fall"
    )
    budget_musd: Annotated[Real, Field(ge=0.0)] | None = Field(
        default=None, description="common budget, million US dollars a year"
    )
    year: Whole | None = Field(default=None, description="year of the shares")
    source: Text | None = Field(default=None, description="where the shares are from")
    status: Status | None = Field(
        default=None, description="whether the shares were found, derived or recalled"
    )
    note: Text | None = Field(default=None, description="anything worth saying")


class Pledge(Part):
    """What members promise to spend."""

    milex_share: Share = Field(description="military spending as a fraction of gross domestic product")
    by: Day | None = Field(default=None, description="day by which it is to be reached")
    since: Day | None = Field(default=None, description="day it was made; omitted: as old as the pact")
    source: Text | None = Field(default=None, description="where the pledge stands")
    note: Text | None = Field(default=None, description="anything worth saying")


class Funding(Part):
    """Who pays."""

    key: FundingKey | None = Field(default=None, description="how common costs are shared")
    pledge: Pledge | None = Field(default=None, description="what members promise to spend")
    note: Text | None = Field(default=None, description="anything worth saying")


class Mandate(Part):
    """What the pact is for and how long."""

    objectives: tuple[Text, ...] = Field(default=(), description="what it is for")
    sunset: Day | None = Field(
        default=None, description="last day of the mandate; the clauses lapse after it"
    )
    review: tuple[Day | Text, ...] = Field(
        default=(), description="dates of review, or words such as 'every 5 years'"
    )
    renewal: Text | None = Field(default=None, description="how it is renewed")
    note: Text | None = Field(default=None, description="anything worth saying")


class Exit(Part):
    """How a member leaves."""

    notice_months: Annotated[Real, Field(ge=0.0)] | None = Field(
        default=None, description="months between notice and exit"
    )
    article: Text | None = Field(default=None, description="where the text stands")
    note: Text | None = Field(default=None, description="anything worth saying")


class Verification(Part):
    """Who checks compliance, and how."""

    body: Text | None = Field(default=None, description="who inspects")
    instrument: Text | None = Field(default=None, description="agreement or method that it works under")
    article: Text | None = Field(default=None, description="where the text stands")
    note: Text | None = Field(default=None, description="anything worth saying")


class Pact(Part):
    """A treaty or institution as code."""

    id: Name = Field(description="short name, the same as the file's")
    name: Text = Field(description="full name")
    kind: Literal["defence", "coalition", "economic", "cyber", "arms_control", "dialogue", "universal"] = (
        Field(description="what sort of pact it is")
    )
    signed: Day = Field(description="day of signature")
    in_force: Day | None = Field(description="first day in force; null: not in force")
    ended: Day | None = Field(
        default=None, description="day from which it is no longer in force; null: in force still"
    )
    members: Annotated[tuple[Member, ...], Field(min_length=1)] = Field(description="spells of membership")
    clauses: tuple[Clause, ...] = Field(default=(), description="the promises")
    decision: Decision | None = Field(default=None, description="who decides and how")
    rules: dict[Name, Rule] = Field(
        default_factory=dict, description="named rules that {rule: name} refers to"
    )
    funding: Funding | None = Field(default=None, description="who pays")
    mandate: Mandate | None = Field(default=None, description="what it is for and how long")
    exit: Exit | None = Field(default=None, description="how a member leaves")
    verification: Verification | None = Field(default=None, description="who checks compliance")
    interoperability: Share = Field(
        default=0.0,
        description="how well the members' forces work together, 0 not at all, 1 as one force; judgement",
    )
    precedence: tuple[Type, ...] = Field(
        default=(), description="clause types, strongest first, for contradictory duties"
    )
    sources: tuple[Text, ...] = Field(
        default=(), description="citation keys or words saying where the facts are from"
    )
    notes: Text | None = Field(default=None, description="anything worth saying")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        from foedera.pacts.checks import problems

        refuse(list(problems(self)))
        return self

    def in_force_on(self, day: date) -> bool:
        """Return whether the pact is in force and its mandate runs on that day."""
        if self.in_force is None or day < self.in_force or (self.ended is not None and day >= self.ended):
            return False
        return self.mandate is None or self.mandate.sunset is None or day <= self.mandate.sunset

    def members_on(self, day: date) -> list[str]:
        """Return the states that are members on that day and bound by the clauses, sorted."""
        return sorted({m.state for m in self.members if m.bound and self._covers(m, day)})

    def spell(self, member: Member) -> tuple[date, date]:
        """Return the first day of a membership and the first day after it."""
        return member.from_ or self.in_force or self.signed, member.to or date.max

    def _covers(self, member: Member, day: date) -> bool:
        start, end = self.spell(member)
        return start <= day < end
