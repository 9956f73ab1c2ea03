"""The changes that a reform is made of, as they are written in a study: one key, which says what is done.

``{remove_member: {pact: nato, state: USA, date: 2026-01-01}}`` takes a member out. The models here check the
form; :mod:`foedera.study.patches` carries a change out.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from foedera.core.errors import InputError, did_you_mean
from foedera.pacts.fields import Day, Duty, Flag, Name, Part, Real, Severity, Share, State, Text, Whole
from foedera.pacts.institutions import body_of, institution_path
from foedera.pacts.rule_nodes import Rule
from foedera.pacts.schema import Conditions, Pact, Scope
from foedera.pacts.strict_yaml import Problem, problem, refuse

__all__ = ["CHANGES", "Change", "PactSource", "Value", "changed_fields"]

Value = Annotated[float | str, Field(union_mode="left_to_right")]
"""A parameter's new value: a number, or a name for the few that are names."""

Overrides = Annotated[dict[str, Value], Field(min_length=1)]


def _kind_of_source(value: Any) -> str:
    return "written out" if isinstance(value, dict | Pact) else "named"


PactSource = Annotated[
    Annotated[Text, Tag("named")] | Annotated[Pact, Tag("written out")], Discriminator(_kind_of_source)
]
"""A library pact by its id, one's own by its file (relative to the study), or one written out in place."""


class _Dated(Part):
    """A change of membership."""

    pact: Name = Field(description="id of the pact")
    state: State = Field(description="ISO 3166 alpha-3 code of the state")
    date: Day | None = Field(default=None, description="day of the change; omitted: first day of the study")


class _RemoveMember(Part):
    """A state leaves a pact."""

    remove_member: _Dated = Field(description="a state leaves a pact")


class _AddMember(Part):
    """A state joins a pact."""

    add_member: _Dated = Field(description="a state joins a pact")


class Decide(Part):
    """A pact decides differently; what is left out stays."""

    pact: Name = Field(description="id of the pact")
    body: Text | None = Field(default=None, description="name of the deciding body")
    rule: Rule | None = Field(default=None, description="the new rule of decision; or name an institution")
    institution: Name | None = Field(
        default=None,
        description="institution of the library whose rule it takes; its states sit from the first day on, and "
        "states of the region where a seat is no state",
    )
    variant: Name | None = Field(default=None, description="variant of the institution; omitted: its first")
    voters: Annotated[tuple[State, ...], Field(min_length=1)] | None = Field(
        default=None, description="members with a vote; null: all"
    )
    max_rounds: Annotated[Whole, Field(ge=1)] | None = Field(
        default=None, description="rounds after which the matter is dropped"
    )

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if self.rule is None and self.institution is None:
            refuse([Problem((), "there is no new rule", "give 'rule', or 'institution' and 'variant'")])
        if self.institution is None:
            if self.variant is not None:
                refuse([Problem(("variant",), "a variant of nothing", "name its 'institution'")])
            return self
        for name in ("rule", "voters"):
            if getattr(self, name) is not None:
                what = f"'{name}' beside an institution, which has its own"
                refuse([Problem((name,), what, "remove the line, or 'institution' and 'variant'")])
        self._check_names(self.institution)
        return self

    def _check_names(self, institution: str) -> None:
        try:
            institution_path(institution)
        except InputError as error:
            refuse([Problem(("institution",), error.what, error.fix)])
        try:
            body_of(institution, self.variant)
        except InputError as error:
            refuse([Problem(("variant",), error.what, error.fix)])


class _ReplaceDecision(Part):
    """Another way of deciding."""

    replace_decision: Decide = Field(description="a pact decides differently")


class Reword(Part):
    """A clause is rewritten; what is left out stays, ``scope`` and ``conditions`` are replaced whole."""

    pact: Name = Field(description="id of the pact")
    clause: Name = Field(description="id of the clause")
    duty: Duty | None = Field(default=None, description="how far the member is free to judge what it must do")
    severity: Severity | None = Field(default=None, description="lowest level that invokes the clause")
    scope: Scope | None = Field(default=None, description="where it must happen; null: anywhere")
    conditions: Conditions | None = Field(default=None, description="what else must hold; null: nothing")
    binds: Annotated[tuple[State, ...], Field(min_length=1)] | None = Field(
        default=None, description="members with the duty; null: all"
    )
    protects: Annotated[tuple[State, ...], Field(min_length=1)] | None = Field(
        default=None, description="states it is owed to; null: all members"
    )
    within_pact: Flag | None = Field(default=None, description="also invoked when a member is the attacker")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not changed_fields(self, "pact", "clause"):
            known = ", ".join(n for n in type(self).model_fields if n not in ("pact", "clause"))
            refuse([Problem((), "this changes nothing in the clause", f"give one or more of {known}")])
        for name in ("duty", "severity", "within_pact"):
            if name in self.model_fields_set and getattr(self, name) is None:
                refuse([Problem((name,), f"'{name}' is nothing", "give a value or remove the line")])
        return self


class _ChangeClause(Part):
    """Another wording of a clause."""

    change_clause: Reword = Field(description="a clause is rewritten")


class Promise(Part):
    """What members promise to spend."""

    pact: Name = Field(description="id of the pact")
    milex_share: Share = Field(description="military spending as a fraction of gross domestic product")
    by: Day | None = Field(default=None, description="day by which it is to be reached")


class _SetPledge(Part):
    """Another spending pledge."""

    set_pledge: Promise = Field(description="members promise to spend this much")


class _SetParameter(Part):
    """Other parameters of the models."""

    set_parameter: Overrides = Field(description="'record.field': value, as printed by 'foedera explain'")


class Together(Part):
    """How well forces work together."""

    pact: Name = Field(description="id of the pact")
    value: Share = Field(description="interoperability, 0 not at all, 1 as one force")


class _SetInteroperability(Part):
    """Forces that work together better or worse."""

    set_interoperability: Together = Field(description="how well the members' forces work together")


class _AddPact(Part):
    """A new pact."""

    add_pact: PactSource = Field(description="library id, file relative to the study, or the pact itself")


class _RemovePact(Part):
    """A pact that is gone."""

    remove_pact: Name = Field(description="id of the pact that does not exist in this scenario")


_Amount = Annotated[Real, Field(ge=0.0)]


class Figures(Part):
    """A state's figures at the start; capability follows by the world's formula."""

    state: State = Field(description="ISO 3166 alpha-3 code of the state")
    milex_share: Share | None = Field(default=None, description="military expenditure, fraction of GDP")
    milex_busd: _Amount | None = Field(default=None, description="military expenditure, billion US dollars")
    personnel: _Amount | None = Field(default=None, description="active armed forces, persons")
    population: _Amount | None = Field(default=None, description="inhabitants")
    gdp_busd: _Amount | None = Field(default=None, description="GDP at market rates, billion US dollars")
    gdp_ppp_busd: _Amount | None = Field(default=None, description="GDP at purchasing power parity, bn $")
    warheads: _Amount | None = Field(default=None, description="nuclear warheads in inventory")
    polyarchy: Share | None = Field(default=None, description="V-Dem electoral democracy index")
    ideal_point: Real | None = Field(default=None, description="ideal point in the UN General Assembly")
    major: Flag | None = Field(default=None, description="major power")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        given = [n for n in changed_fields(self, "state") if getattr(self, n) is not None]
        if not given:
            known = ", ".join(n for n in type(self).model_fields if n != "state")
            refuse([Problem((), f"this changes no figure of {self.state}", f"give one or more of {known}")])
        if {"milex_share", "milex_busd"} <= set(given):
            refuse([Problem(("milex_busd",), "spending is given twice", "keep milex_share or milex_busd")])
        return self


class _SetState(Part):
    """Another starting point of a state."""

    set_state: Figures = Field(description="a state's figures at the start")


CHANGES: dict[str, type[Part]] = {
    next(iter(kind.model_fields)): kind
    for kind in (
        _RemoveMember, _AddMember, _ReplaceDecision, _ChangeClause, _SetPledge, _SetParameter,
        _SetInteroperability, _AddPact, _RemovePact, _SetState,
    )
}  # fmt: skip


def changed_fields(part: Part, *names: str) -> list[str]:
    """Return the fields that the file gives, without those that only say what is meant (``names``)."""
    return [n for n in type(part).model_fields if n in part.model_fields_set and n not in names]


def _key_of(value: Any) -> str | None:
    if isinstance(value, Part):
        return "change " + next(iter(type(value).model_fields))
    return "change " + next(iter(value)) if isinstance(value, dict) and value else None


def _one_known_key(value: Any) -> Any:
    if isinstance(value, Part):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        given = f"{len(value)} keys: {', '.join(value)}" if isinstance(value, dict) else f"'{value}'"
        several = isinstance(value, dict)
        fix = "begin each change with its own '- '" if several else "write e.g. remove_pact: csto"
        raise problem(f"a change is a mapping with one key, this has {given}", fix)
    key = next(iter(value))
    if key not in CHANGES:
        raise problem(f"unknown change '{key}'", did_you_mean(key, CHANGES) or "one of " + ", ".join(CHANGES))
    return value


Change = Annotated[
    Annotated[_RemoveMember, Tag("change remove_member")]
    | Annotated[_AddMember, Tag("change add_member")]
    | Annotated[_ReplaceDecision, Tag("change replace_decision")]
    | Annotated[_ChangeClause, Tag("change change_clause")]
    | Annotated[_SetPledge, Tag("change set_pledge")]
    | Annotated[_SetParameter, Tag("change set_parameter")]
    | Annotated[_SetInteroperability, Tag("change set_interoperability")]
    | Annotated[_AddPact, Tag("change add_pact")]
    | Annotated[_RemovePact, Tag("change remove_pact")]
    | Annotated[_SetState, Tag("change set_state")],
    Discriminator(_key_of),
    BeforeValidator(_one_known_key),
]
"""One change."""
