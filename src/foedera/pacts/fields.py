"""The kinds of value that pact fields hold, each checked and explained in one place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypedDict

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic.types import Strict

from foedera.core.errors import did_you_mean
from foedera.pacts.places import areas, places
from foedera.pacts.strict_yaml import problem

__all__ = [
    "DUTY_STRENGTH",
    "SEVERITY",
    "TYPES",
    "Act",
    "AreaName",
    "Context",
    "Day",
    "Duty",
    "Flag",
    "Name",
    "Part",
    "PlaceName",
    "Real",
    "Severity",
    "Share",
    "State",
    "Status",
    "Text",
    "Type",
    "Whole",
]

Act = Literal[
    "attack", "cyber_attack", "terrorism", "disaster", "piracy", "supply_disruption", "proliferation"
]
"""Kinds of event that a clause can answer."""

Type = Literal["defence", "offence", "neutrality", "nonaggression", "consultation"]
"""Obligation types of the Alliance Treaty Obligations and Provisions vocabulary (leeds2002)."""

TYPES: tuple[Type, ...] = ("defence", "offence", "neutrality", "nonaggression", "consultation")

Duty = Literal["none", "consult", "as_deemed_necessary", "automatic"]
"""How far a clause leaves a member free to judge what it must do."""

DUTY_STRENGTH: dict[str, float] = {"none": 0.0, "consult": 0.25, "as_deemed_necessary": 0.6, "automatic": 1.0}
"""Obligation strength of a duty [1]. ASSUMPTION: the order is the treaties', the spacing judgement."""

Severity = Literal["threat", "show", "force", "war"]
"""Levels of a militarised act, as the Correlates of War hostility level has them."""

SEVERITY: dict[str, int] = {"threat": 2, "show": 3, "force": 4, "war": 5}
"""Correlates of War hostility level of a severity word."""

Status = Literal["found", "derived", "recalled"]
"""Whether a fact was read in its source, worked out from one, or is recalled and still to be checked."""


class Part(BaseModel):
    """Base of the pieces of a pact: unknown fields are refused and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, hide_input_in_errors=True)


class Context(TypedDict):
    """What a file declares for the rules in it; pacts declare nothing of the kind."""

    seats: Collection[str]
    """Codes that stand where a state could, such as 'AF1' for a seat of Africa."""
    tables: Mapping[str, Mapping[str, Any]]
    """Tables of weights by name, as written: ``of`` (code -> weight) and ``unit``."""


def _state(code: str, info: ValidationInfo) -> str:
    from foedera.data.codes import is_iso3, suggest

    seats = info.context["seats"] if info.context else ()
    if code in seats or is_iso3(code):
        return code
    near, seat = suggest(code), did_you_mean(code, seats)
    fix = f"did you mean '{near}'?" if near else "write three letters as in 'NOR'"
    if seats:
        fix = seat or (fix if near else "name it under 'seats', or write three letters as in 'NOR'")
    what = "neither an ISO3 code nor a seat of this file" if seats else "not an ISO3 code"
    raise problem(f"'{code}' is {what}", fix)


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != 10:
        given = "nothing" if value is None else f"'{value}'"
        raise problem(f"expected a date, got {given}", "write year-month-day, such as 2024-12-31")
    return value


def _area(name: str) -> str:
    return _listed(name, "area", areas())


def _place(name: str) -> str:
    return _listed(name, "place", places())


def _listed(name: str, what: str, known: Iterable[str]) -> str:
    names = list(known)
    if name not in names:
        near = did_you_mean(name, names) or did_you_mean(name.lower(), names)
        raise problem(f"unknown {what} '{name}'", near or f"the {what}s are listed in pacts/{what}s.csv")
    return name


State = Annotated[str, AfterValidator(_state), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
"""An ISO 3166 alpha-3 code."""

AreaName = Annotated[str, AfterValidator(_area)]
"""An area of ``areas.csv``."""

PlaceName = Annotated[str, AfterValidator(_place)]
"""A place of ``places.csv``."""

Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day, written 2024-12-31."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
"""A name used by programs: small letters, digits, '-', '_' and '.'."""

Text = Annotated[str, StringConstraints(min_length=1)]
Flag = Annotated[bool, Strict()]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Whole = Annotated[int, Strict()]
Share = Annotated[float, Strict(), Field(ge=0.0, le=1.0, allow_inf_nan=False)]
"""A fraction between 0 and 1."""
