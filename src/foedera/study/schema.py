"""A study as data: a world, the pacts in force, reforms to compare, a horizon, a number of futures, a seed.

Studies are written as YAML and read with :func:`foedera.study.load_study`; every field says what it means,
and the same words are in the JSON Schema that editors use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, WithJsonSchema, model_validator

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.pacts.fields import Flag, Name, Part, Text, Whole
from foedera.pacts.strict_yaml import Document, Key, Problem, load, parse, problem, refuse, validate
from foedera.study.changes import Change, PactSource, Value

if TYPE_CHECKING:
    from foedera.sim.scenario import Experiment

__all__ = ["BASELINE", "WITHOUT", "Deterrence", "FocusOf", "PactChoice", "Priors", "Reform", "Study",
           "study_json_schema"]  # fmt: skip

BASELINE, WITHOUT = "baseline", "without"
"""Ids of the scenarios that every study has by itself."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MEMBERS_OF = re.compile(r"members of (\S+)")
_CODE = re.compile(r"[A-Z]{3}")


def _month(value: Any) -> Any:
    found = _MONTH.fullmatch(str(value))
    if isinstance(value, date):
        return value
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise problem(f"expected a month, got '{value}'", "write year-month, such as 2025-01")
    return date(int(found[1]), int(found[2]), 1)


def _a_state(value: str) -> str:
    from foedera.data.codes import is_iso3, suggest

    if _MEMBERS_OF.fullmatch(value) or is_iso3(value):
        return value
    near = suggest(value)
    fix = f"did you mean '{near}'?" if near else "write three letters as in 'NOR', or 'members of nato'"
    raise problem(f"'{value}' is not an ISO3 code", fix)


def _reading(value: Any) -> Any:
    return "null" if value is None else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _choice(value: Any) -> Any:
    return {"of": _listed(value)} if isinstance(value, str | list) else value


Month = Annotated[
    date, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"})
]
States = Annotated[
    tuple[Annotated[str, AfterValidator(_a_state)], ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class PactChoice(Part):
    """Which pacts there are."""

    of: Annotated[tuple[PactSource, ...], BeforeValidator(_listed), Field(min_length=1)] = Field(
        default=("library",), description="library (all of it), ids of the library, files, pacts written out"
    )
    except_: tuple[Name, ...] = Field(default=(), alias="except", description="ids of the library left out")
    as_of_start: Flag = Field(
        default=False,
        description="accessions, exits and ends after the first day are unknown; for studies of the past",
    )


Pacts = Annotated[
    PactChoice,
    BeforeValidator(_choice),
    WithJsonSchema({
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": ["string", "object"]}, "minItems": 1},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "of": {"type": ["string", "array"]},
                    "except": {"type": "array", "items": {"type": "string"}},
                    "as_of_start": {"type": "boolean"},
                },
            },
        ],
    }),
]  # fmt: skip


class FocusOf(Part):
    """Whom the question is about; the same in every scenario, so that differences compare like with like."""

    pacts: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(description="ids of the judged pacts")
    states: Annotated[States, Field(min_length=1)] = Field(
        description="states whose security is judged; 'members of nato' stands for its members at the start"
    )
    adversaries: States = Field(
        default=(), description="attackers that are counted; omitted: any state that is not in 'states'"
    )


class Deterrence(Part):
    """What carries the effect of pacts on onset; the literature disagrees, so the study must say it."""

    link: Literal["statistical", "game"] = Field(
        description="statistical: the estimated effect of a pact; game: the attacker looks ahead at the reply"
    )
    prior: Annotated[Text, BeforeValidator(_reading, json_schema_input_type=Text | None)] = Field(
        default="pooled",
        description="named reading of the literature, used by the statistical link; YAML's null is the reading "
        "'null', no effect",
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        from foedera.threats.disputes import DETERRENCE_PRIORS

        if self.prior not in DETERRENCE_PRIORS:
            fix = did_you_mean(self.prior, DETERRENCE_PRIORS) or "one of " + ", ".join(DETERRENCE_PRIORS)
            refuse([Problem(("prior",), f"unknown prior '{self.prior}'", fix)])
        return self


class Priors(Part):
    """The shorter second run: the same question under every reading of the literature on deterrence."""

    replicas: Annotated[Whole, Field(ge=2, le=1_000_000)] = Field(
        default=200, description="futures of each scenario under each prior"
    )


class Reform(Part):
    """A patch on pacts, world or parameters, run beside the baseline on the same luck."""

    id: Name = Field(description="short name, unique in the study")
    title: Text = Field(description="what it is called in tables")
    why: Text | None = Field(default=None, description="why one would ask, in a sentence")
    extends: Name | None = Field(default=None, description="id of a reform whose changes are made first")
    changes: tuple[Change, ...] = Field(default=(), description="what is changed, in order")


class Study(Part):
    """A question to the laboratory."""

    study: Name = Field(description="short name, also of the run's folder")
    title: Text = Field(description="heading of the report")
    question: Text = Field(description="what is to be found out, in a sentence or two")
    world: Text = Field(
        default="reference",
        description="reference; 'panel 1914' for 1 January of a year from 1816 to 2016, made of data sets that you "
        "have; or the folder of a world, relative to the study",
    )
    start: Month = Field(description="first month, e.g. 2025-01")
    years: Annotated[Whole, Field(ge=1, le=100)] = Field(default=10, description="length of each future")
    replicas: Annotated[Whole, Field(ge=1, le=1_000_000)] = Field(
        default=1000, description="how many futures"
    )
    seed: Annotated[Whole, Field(ge=0, lt=2**64)] = Field(default=20250101, description="which luck")
    pacts: Pacts = Field(
        default=PactChoice(),
        description="library for all that ship, a list of ids and files, or {of: ..., except: [...]}",
    )
    focus: FocusOf = Field(description="whom the question is about")
    deterrence: Deterrence = Field(description="what carries the effect of pacts on onset")
    parameters: dict[str, Value] = Field(
        default_factory=dict, description="'record.field': value, in every scenario"
    )
    without_pact: Flag = Field(
        default=True, description="add the scenario in which the focus pacts do not exist: the dividend"
    )
    priors: Priors | None = Field(default=Priors(), description="the run of all priors; null leaves it out")
    reforms: tuple[Reform, ...] = Field(default=(), description="what is compared with the baseline")

    _document: Document = PrivateAttr(default_factory=lambda: Document({}, "study"))
    _folder: Path = PrivateAttr(default_factory=Path)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        refuse([*_reform_problems(self.reforms), *_parameter_problems(self)])
        return self

    @classmethod
    def from_yaml(cls, path: str | Path) -> Study:
        """Read a study from a file; raises :class:`InputErrors` with every problem at once."""
        return cls._placed(load(path), Path(path).parent)

    @classmethod
    def from_text(cls, text: str, *, folder: str | Path = ".", filename: str = "study") -> Study:
        """Read a study from a string; files that it names are sought in ``folder``."""
        return cls._placed(parse(text, filename), Path(folder))

    @classmethod
    def _placed(cls, document: Document, folder: Path) -> Study:
        study = validate(document, Study)
        study._document, study._folder = document, folder
        prior = ("deterrence", "prior")
        if document.texts.get(prior) == "":
            raise InputErrors(
                [InputError("'prior' is empty", where=study.where(*prior), fix="name a reading")]
            )
        return study

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Study) and self.model_dump() == other.model_dump()

    __hash__ = None  # type: ignore[assignment]

    @property
    def folder(self) -> Path:
        """Folder in which the files that the study names are sought."""
        return self._folder

    def where(self, *path: Key, key: bool = False) -> str:
        """Return file:line:column of a piece of the study, e.g. ``where("reforms", 0, "id")``."""
        return self._document.where(path, key=key)

    def chain(self, reform: Reform) -> list[int]:
        """Return the places of the reforms whose changes make up ``reform``, in the order they are made."""
        places = {r.id: i for i, r in enumerate(self.reforms)}
        chain = [places[reform.id]]
        while (base := self.reforms[chain[0]].extends) is not None:
            chain.insert(0, places[base])
        return chain

    def with_replicas(self, replicas: int) -> Study:
        """Return the study with another number of futures; the run of the priors takes no more than that."""
        if replicas < 1:
            raise InputError(f"{replicas} futures", where="--replicas", fix="simulate at least one")
        priors = self.priors and Priors(replicas=max(2, min(self.priors.replicas, replicas)))
        return self.model_copy(update={"replicas": replicas, "priors": priors})

    def experiment(self) -> Experiment:
        """Return the study compiled for the simulator: baseline, reforms in order, then "without".

        Raises
        ------
        InputErrors : everything in the study that does not fit the world or the pacts, with file:line:column
        """
        from foedera.study.compile import experiment

        return experiment(self)

    def priors_experiment(self) -> Experiment | None:
        """Return every scenario under every prior and the game, or None where the study leaves it out."""
        from foedera.study.compile import priors_experiment

        return priors_experiment(self)


def _reform_problems(reforms: tuple[Reform, ...]) -> Iterator[Problem]:
    ids = [r.id for r in reforms]
    for i, reform in enumerate(reforms):
        path = ("reforms", i)
        if reform.id in (BASELINE, WITHOUT):
            yield Problem((*path, "id"), f"'{reform.id}' names a scenario of every study", "choose another")
        if "--" in reform.id:
            yield Problem((*path, "id"), f"'{reform.id}' has two dashes in a row", "use one")
        if reform.id in ids[:i]:
            yield Problem((*path, "id"), f"reform '{reform.id}' is there twice", "give each its own id")
        if reform.extends is None and not reform.changes:
            yield Problem(path, f"reform '{reform.id}' changes nothing", "add 'changes:' or 'extends:'")
        if reform.extends is not None and reform.extends not in ids:
            fix = did_you_mean(reform.extends, ids) or "name another reform of the study"
            yield Problem((*path, "extends"), f"there is no reform '{reform.extends}'", fix)
    yield from _circles(reforms)


def _circles(reforms: tuple[Reform, ...]) -> Iterator[Problem]:
    base = {r.id: r.extends for r in reforms}
    for i, reform in enumerate(reforms):
        chain, step = [reform.id], reform.extends
        while step is not None and step not in chain:
            chain.append(step)
            step = base.get(step)
        if step == reform.id and min(chain) == reform.id:
            text = " -> ".join([*chain, reform.id])
            what = f"reforms extend each other in a circle: {text}"
            yield Problem(("reforms", i, "extends"), what, "drop one")


def _parameter_problems(study: Study) -> Iterator[Problem]:
    for name, value in study.parameters.items():
        yield from _override_problems(name, value, ("parameters", name))
    for i, reform in enumerate(study.reforms):
        for j, change in enumerate(reform.changes):
            for name, value in getattr(change, "set_parameter", {}).items():
                path = ("reforms", i, "changes", j, "set_parameter", name)
                yield from _override_problems(name, value, path)


def _override_problems(name: str, value: float | str, path: tuple[Key, ...]) -> Iterator[Problem]:
    from foedera.sim.parameters import ParameterSet

    if name in ("sim.link", "sim.prior"):
        yield Problem(path, f"'{name}' is chosen under 'deterrence'", "set it there", key=True)
        return
    try:
        ParameterSet().replace({name: value})
    except InputErrors as errors:
        yield from (Problem(path, e.what, e.fix) for e in errors.problems)
    except InputError as error:
        yield Problem(path, error.what, error.fix, key=True)


def study_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a study, with a description of every field."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://foedera.invalid/study.schema.json",
        **Study.model_json_schema(by_alias=True, mode="validation"),
    }
