"""The institutions that ship with the package, and the body behind a name: seats, weights and rule together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from foedera.core.errors import InputError, did_you_mean
from foedera.data.codes import name_of
from foedera.pacts.fields import Context, Status
from foedera.pacts.institution_schema import DAY, Institution, PactRule, pact_rule, voters
from foedera.pacts.loader import shipped_ids, shipped_pact
from foedera.pacts.rules import nodes
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import Document, load, validate

__all__ = ["Body", "body_of", "institution_path", "institutions", "load_institution"]

PACT_RULE = "decision"
"""What the variant of a pact's own rule of decision is called."""


@dataclass(frozen=True)
class Body:
    """A body that can vote.

    Parameters
    ----------
    id : id of the institution or pact
    variant : id of the variant; of a pact the name of the rule, ``decision`` for that of its decision
    title : what to write over a table
    members : seats, ISO3 codes or codes of seats, in the order of the ballots
    names : full name of each seat
    rule : plain nested mapping with weights written out, as ``decisions.voting.compile_rule`` takes it
    stands_for : states behind each seat; a state stands for itself, an anonymous seat for none
    unions : a-priori unions by name
    sources : where the facts are from
    status : of members and rule: found, derived or recalled; None for a pact, whose file says it by field
    max_rounds : rounds after which a matter is dropped, None if unknown
    """

    id: str
    variant: str
    title: str
    members: tuple[str, ...]
    names: Mapping[str, str]
    rule: Mapping[str, Any]
    stands_for: Mapping[str, tuple[str, ...]]
    unions: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    status: Status | None
    max_rounds: int | None


def load_institution(path: str | Path) -> Institution:
    """Read one institution from a YAML file.

    Raises
    ------
    InputError
        with every problem of the file at once, each as ``file:line:column: what (fix)``
    """
    return _validated(load(path))


def _validated(document: Document) -> Institution:
    return validate(document, Institution, _context(document.data))


def _context(data: Any) -> Context:
    """Return the seats and tables that the raw data of a file declares."""
    seats, tables = ((data.get(key) if isinstance(data, dict) else None) for key in ("seats", "weights"))
    return {
        "seats": tuple(seats) if isinstance(seats, dict) else (),
        "tables": {n: t for n, t in tables.items() if isinstance(t, dict)}
        if isinstance(tables, dict)
        else {},
    }


def institutions() -> dict[str, Institution]:
    """Return the institutions that ship with the package by id, sorted; read on first use."""
    return {name: _shipped(name) for name in _ids()}


@cache
def _ids() -> tuple[str, ...]:
    names = [p.name for p in files("foedera.pacts").joinpath("institutions").iterdir()]
    return tuple(sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml")))


@cache
def _shipped(name: str) -> Institution:
    return load_institution(institution_path(name))


def institution_path(institution_id: str) -> Path:
    """Return the file of a shipped institution; an unknown id raises :class:`InputError`."""
    if institution_id in _ids():
        with as_file(files("foedera.pacts").joinpath("institutions")) as folder:
            return folder / f"{institution_id}.yaml"
    fix = did_you_mean(institution_id, _ids()) or "one of " + ", ".join(_ids())
    raise InputError(f"there is no institution '{institution_id}'", where="institutions", fix=fix)


def body_of(name: str | Path, variant: str | None = None, day: date | None = None) -> Body:
    """Return the body behind a name.

    Parameters
    ----------
    name :
        id of an institution or of a pact (an institution goes before a pact of the same id), or a YAML file
        of either kind
    variant :
        id of a variant, default the first; of a pact the name of one of its ``rules``, default the rule of
        its decision
    day :
        day of membership, default 2025-01-01; it must lie in the time of the variant, if that is dated

    Raises
    ------
    InputError
        for an unknown name, variant, or file with faults, and a day on which the variant was not the rule
    """
    found = _from_file(name) if _is_file(name) else _by_id(str(name))
    return _of_pact(found, variant, day) if isinstance(found, Pact) else _of_institution(found, variant, day)


def _is_file(name: str | Path) -> bool:
    return isinstance(name, Path) or name.endswith((".yaml", ".yml"))


def _from_file(name: str | Path) -> Institution | Pact:
    document = load(name)
    is_institution = isinstance(document.data, dict) and "variants" in document.data
    return _validated(document) if is_institution else validate(document, Pact)


def _by_id(name: str) -> Institution | Pact:
    if name in _ids():
        return _shipped(name)
    known = sorted({*_ids(), *shipped_ids()})
    if name in known:
        return shipped_pact(name)
    fix = did_you_mean(name, known) or "name a .yaml file, or one of " + ", ".join(_ids())
    raise InputError(f"there is no institution or pact '{name}'", where="institutions", fix=fix)


def _of_institution(body: Institution, variant: str | None, day: date | None) -> Body:
    chosen = next(iter(body.variants)) if variant is None else variant
    if chosen not in body.variants:
        fix = did_you_mean(chosen, body.variants) or "one of " + ", ".join(body.variants)
        raise InputError(f"{body.id} has no variant '{chosen}'", where="institutions", fix=fix)
    what = body.variants[chosen]
    if day is not None and what.since is not None and not what.held_on(day):
        then = [name for name, other in body.variants.items() if other.held_on(day)]
        fix = f"held then: {', '.join(then)}" if then else "choose another day"
        raise InputError(f"'{chosen}' was not the rule of {body.id} on {day}", where="institutions", fix=fix)
    members = body.members_of(chosen, day)
    seats = {code: body.seats[code] for code in members if code in body.seats}
    return Body(
        id=body.id,
        variant=chosen,
        title=f"{body.name}: {what.name}",
        members=members,
        names={code: seats[code].name if code in seats else name_of(code) for code in members},
        rule=body.rule_of(chosen),
        stands_for={code: seats[code].stands_for if code in seats else (code,) for code in members},
        unions=_present(what.unions, members),
        sources=tuple(dict.fromkeys((*body.sources, *what.sources, *_table_sources(body, chosen)))),
        status=what.status,
        max_rounds=what.max_rounds,
    )


def _present(unions: Mapping[str, tuple[str, ...]], members: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the unions without those who are no members on the day asked for."""
    left = {name: tuple(c for c in union if c in members) for name, union in unions.items()}
    return {name: union for name, union in left.items() if union}


def _table_sources(body: Institution, variant: str) -> list[str]:
    """Return the sources of the tables whose numbers stand in the rule."""
    rule = body.variants[variant].rule
    trees = [] if isinstance(rule, PactRule) else [rule, *body.rules.values()]
    contents = [content for tree in trees for _, node in nodes(tree) for content in node.__dict__.values()]
    in_use = [weights for content in contents if (weights := getattr(content, "weights", None))]
    return [table.source for table in body.weights.values() if table.of in in_use]


def _of_pact(pact: Pact, rule: str | None, day: date | None) -> Body:
    members = voters(pact, day or DAY)
    if not members:
        where, fix = "institutions", "choose another day"
        raise InputError(f"{pact.id} has no members on {day or DAY}", where=where, fix=fix)
    plain = pact_rule(pact, None if rule == PACT_RULE else rule)
    body = pact.decision.body if pact.decision else pact.name
    return Body(
        id=pact.id,
        variant=rule or PACT_RULE,
        title=f"{pact.name}: {body if rule in (None, PACT_RULE) else rule.replace('_', ' ')}",
        members=members,
        names={code: name_of(code) for code in members},
        rule=plain,
        stands_for={code: (code,) for code in members},
        unions={},
        sources=pact.sources,
        status=None,
        max_rounds=pact.decision.max_rounds if pact.decision else None,
    )
