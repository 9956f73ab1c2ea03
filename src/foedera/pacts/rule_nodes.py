"""The nodes of the rule language: how a body decides, as a tree whose nodes have one key each.

``{all_of: [{yes_count: 9}, {no_veto: {of: [CHN, FRA, GBR, RUS, USA]}}]}`` is the Security Council on
substance. The models here check the tree; ``decisions.voting`` evaluates the nested mapping that
:func:`foedera.pacts.rules.resolve` returns.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, model_validator

from foedera.core.errors import did_you_mean
from foedera.pacts.fields import Name, Part, Real, Share, State, Text, Whole
from foedera.pacts.strict_yaml import Problem, problem, refuse

__all__ = ["MAX_DEPTH", "NODES", "AllOf", "AnyOf", "AtLeast", "Not", "Reference", "Rule", "RuleNode"]

MAX_DEPTH = 20
"""Levels of nodes within nodes that a rule may have."""

Weights = Annotated[dict[State, Annotated[Real, Field(ge=0.0)]], Field(min_length=1)]
Named = Annotated[tuple[State, ...], Field(min_length=1)]


class ShareOf(Part):
    """What ``yes_share`` asks for."""

    share: Annotated[Share, Field(gt=0.0)] = Field(
        description="fraction that must vote yes; the count is rounded up"
    )
    of: Literal["members", "present_voting"] = Field(
        default="members", description="what the fraction is taken of"
    )


class Weighted(Part):
    """A node with weights: written out, or the name of a table of the file that it stands in."""

    @model_validator(mode="before")
    @classmethod
    def _from_table(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("weights"), str):
            return data
        name, tables = data["weights"], info.context["tables"] if info.context else {}
        if name not in tables:
            what = f"unknown table of weights '{name}'" if tables else f"expected a mapping, got '{name}'"
            known = f"one of {', '.join(tables)}" if tables else "write the weight of each member"
            refuse([Problem(("weights",), what, did_you_mean(name, tables) or known)])
        table = tables[name]
        return {"unit": table.get("unit")} | data | {"weights": table.get("of")}


class Quota(Weighted):
    """Weighted votes and the weight at which they count."""

    quota: Annotated[Real, Field(gt=0.0)] = Field(
        description="weight at which it takes effect, in the units of weights"
    )
    weights: Weights = Field(description="weight of each member; who is not named weighs 0")
    unit: Text | None = Field(default=None, description="what the weights are counted in; omitted: votes")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        total = sum(self.weights.values())
        if self.quota > total * (1 + 1e-9):
            what = f"quota {self.quota:g} is above the total weight {total:g}"
            refuse([Problem(("quota",), what, "lower the quota or correct the weights")])
        return self


class Of(Part):
    """A list of members."""

    of: Named = Field(description="the members concerned")


class AllOrSome(Part):
    """All members, or those named."""

    of: Literal["all"] | Named = Field(default="all", description="the members concerned, or 'all'")


class NoObjection(AllOrSome):
    """What ``no_objection`` asks for: consensus, consensus minus some, or a silence procedure."""

    minus: Annotated[Whole, Field(ge=0)] = Field(default=0, description="objections that do not block")
    hours: Annotated[Real, Field(ge=0.0)] | None = Field(
        default=None, description="hours of silence after which it is adopted"
    )


class Relative(Weighted):
    """What ``relative`` asks for: more yes than no."""

    weights: Weights | None = Field(
        default=None, description="weight of each member; omitted, each counts one"
    )
    unit: Text | None = Field(default=None, description="what the weights are counted in; omitted: votes")


class FormalAbstention(Weighted):
    """Constructive abstention: the decision fails if declared abstainers reach both fractions."""

    members: Share = Field(description="fraction of the members")
    weight: Share = Field(description="fraction of the weight")
    weights: Weights = Field(description="weight of each member, e.g. population")
    unit: Text | None = Field(default=None, description="what the weights are counted in; omitted: votes")


class AtLeastOf(Part):
    """What ``at_least`` asks for: k of several rules hold."""

    k: Annotated[Whole, Field(ge=1)] = Field(description="how many of the rules must hold")
    of: Annotated[tuple[RuleNode, ...], Field(min_length=1)] = Field(description="the rules")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.k > len(self.of):
            refuse([Problem(("k",), f"k is {self.k}, but there are {len(self.of)} rules", "lower k")])
        return self


class OptIn(Part):
    """What ``opt_in`` asks for: who wants to acts, if enough do."""

    minimum: Annotated[Whole, Field(ge=1)] = Field(default=1, description="members that must opt in")


class YesCount(Part):
    """At least so many members vote yes."""

    yes_count: Annotated[Whole, Field(ge=1)] = Field(description="members that must vote yes")


class NotYesBelow(Part):
    """Fewer than so many members do not vote yes, however many there are (minimum of a blocking minority)."""

    not_yes_below: Annotated[Whole, Field(ge=1)] = Field(
        description="members that can block together by not voting yes; fewer cannot"
    )


class YesShare(Part):
    """At least this fraction votes yes."""

    yes_share: ShareOf = Field(description="fraction that must vote yes")


class YesWeight(Part):
    """The yes votes weigh at least the quota."""

    yes_weight: Quota = Field(description="weight that must vote yes")


class NoVeto(Part):
    """None of the named members votes no; abstaining or staying away does not block."""

    no_veto: Of = Field(description="members that hold a veto")


class AllYes(Part):
    """Every one of the members votes yes."""

    all_yes: AllOrSome = Field(description="members that must all vote yes")


class NobodyObjects(Part):
    """No more than ``minus`` members object."""

    no_objection: NoObjection = Field(description="consensus, consensus minus some, silence procedure")


class NoWeightBelow(Part):
    """The no votes weigh less than the quota (reverse majority, blocking minority)."""

    no_weight_below: Quota = Field(description="weight of no votes that blocks")


class MoreYes(Part):
    """More yes than no."""

    relative: Relative = Field(description="simple majority of the votes cast")


class FormalAbstentionBelow(Part):
    """Declared abstainers stay below a fraction of members or of weight."""

    formal_abstention_below: FormalAbstention = Field(description="limits of constructive abstention")


class AllOf(Part):
    """Every rule holds."""

    all_of: Annotated[tuple[RuleNode, ...], Field(min_length=1)] = Field(
        description="rules that must all hold"
    )


class AnyOf(Part):
    """At least one rule holds."""

    any_of: Annotated[tuple[RuleNode, ...], Field(min_length=1)] = Field(
        description="rules of which one must hold"
    )


class AtLeast(Part):
    """At least k of the rules hold."""

    at_least: AtLeastOf = Field(description="k of several rules")


class Not(Part):
    """The rule does not hold."""

    not_: RuleNode = Field(alias="not", description="rule that must fail")


class Choice(Part):
    """Members opt in."""

    opt_in: OptIn = Field(description="who wants to acts")


class Reference(Part):
    """A rule named under ``rules``."""

    rule: Name = Field(description="name of a rule under 'rules'")


NODES: dict[str, type[Part]] = {
    info.alias or name: node
    for node in (
        YesCount, NotYesBelow, YesShare, YesWeight, NoVeto, AllYes, NobodyObjects, NoWeightBelow, MoreYes,
        FormalAbstentionBelow, AllOf, AnyOf, AtLeast, Not, Choice, Reference,
    )
    for name, info in node.model_fields.items()
}  # fmt: skip


def _key_of(value: Any) -> str | None:
    """Return the union branch of a rule: its only key."""
    if isinstance(value, Part):
        return "rule " + next(iter(value.model_dump(by_alias=True)))
    return "rule " + next(iter(value)) if isinstance(value, dict) and value else None


def _one_known_key(value: Any) -> Any:
    if isinstance(value, Part):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        given = f"{len(value)} keys: {', '.join(value)}" if isinstance(value, dict) else f"'{value}'"
        fix = "join several with all_of: [...]" if isinstance(value, dict) else "write e.g. {yes_count: 9}"
        raise problem(f"a rule is a mapping with one key, this has {given}", fix)
    key = next(iter(value))
    if key not in NODES:
        raise problem(f"unknown rule '{key}'", did_you_mean(key, NODES) or "one of " + ", ".join(NODES))
    return value


RuleNode = Annotated[
    Annotated[YesCount, Tag("rule yes_count")]
    | Annotated[NotYesBelow, Tag("rule not_yes_below")]
    | Annotated[YesShare, Tag("rule yes_share")]
    | Annotated[YesWeight, Tag("rule yes_weight")]
    | Annotated[NoVeto, Tag("rule no_veto")]
    | Annotated[AllYes, Tag("rule all_yes")]
    | Annotated[NobodyObjects, Tag("rule no_objection")]
    | Annotated[NoWeightBelow, Tag("rule no_weight_below")]
    | Annotated[MoreYes, Tag("rule relative")]
    | Annotated[FormalAbstentionBelow, Tag("rule formal_abstention_below")]
    | Annotated[AllOf, Tag("rule all_of")]
    | Annotated[AnyOf, Tag("rule any_of")]
    | Annotated[AtLeast, Tag("rule at_least")]
    | Annotated[Not, Tag("rule not")]
    | Annotated[Choice, Tag("rule opt_in")]
    | Annotated[Reference, Tag("rule rule")],
    Discriminator(_key_of),
    BeforeValidator(_one_known_key),
]
"""A node of the rule tree."""


def _not_too_deep(value: Any) -> Any:
    if _depth(value) > MAX_DEPTH:
        raise problem(f"rules are nested more than {MAX_DEPTH} deep", "name the inner ones under 'rules'")
    return value


def _depth(value: Any) -> int:
    """Return how many rule nodes lie within one another in raw data."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    is_node = isinstance(value, dict) and len(value) == 1 and next(iter(value)) in NODES
    return int(is_node) + max(map(_depth, inner), default=0)


Rule = Annotated[RuleNode, BeforeValidator(_not_too_deep)]
"""A whole rule."""

for _node in (AtLeastOf, AllOf, AnyOf, AtLeast, Not):
    _node.model_rebuild()
