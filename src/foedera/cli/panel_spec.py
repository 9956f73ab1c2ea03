"""A panel written down as YAML: its rows, then one verb a line; what is wrong is told with its line."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.pacts.strict_yaml import Document, Key, load

if TYPE_CHECKING:
    from foedera.panel import Panel

P = TypeVar("P")

__all__ = ["UNITS", "condition", "of_document", "read_spec"]

UNITS = {
    "state-years": "state_years", "state-months": "state_months", "state-days": "state_days",
    "dyad-years": "dyad_years", "leader-years": "leader_years", "leader-days": "leader_days",
    "leader-dyad-years": "leader_dyad_years", "dispute-years": "dispute_years",
    "alliance-member-years": "alliance_member_years", "events": "events",
}  # fmt: skip
"""Word of a specification for a unit, and the function of ``foedera.panel`` that makes its rows."""

_VERBS = ("add", "lag", "lead", "peace_years", "similarity", "measure", "column", "where", "using")
_FIRST = {"add": "set", "lag": "of", "lead": "of", "peace_years": "of", "similarity": "of", "measure": "what"}
"""What the first argument of a verb is called where it is written as a mapping."""


def read_spec(path: str | Path) -> Panel:
    """Return the panel that a YAML file describes.

    Raises
    ------
    InputErrors
        everything wrong in it, with file:line:column
    """
    return of_document(load(path))


def condition(text: str, where: str) -> Any:
    """Return a condition: the name of one, or an SQL expression such as ``year > 1945 AND conttype = 1``."""
    import polars as pl

    from foedera import panel

    if text == "politically_relevant":
        return panel.politically_relevant
    try:
        return pl.sql_expr(text)
    except pl.exceptions.PolarsError as error:
        fix = "write an SQL expression such as year > 1945, or politically_relevant"
        raise InputError(f"not a condition: {str(error).splitlines()[0]}", where=where, fix=fix) from error


def of_document(document: Document) -> Panel:
    """Return the panel of a document; see :func:`read_spec`."""
    from foedera import panel

    problems: list[InputError] = []
    data = document.data
    if not isinstance(data, dict):
        fix = "begin with 'rows:'"
        raise InputError("a panel is a mapping", where=document.where(()), fix=fix)
    for key in data:
        if key not in ("panel", "rows", "steps"):
            fix = did_you_mean(key, ("panel", "rows", "steps")) or "a panel has rows and steps"
            problems.append(
                InputError(f"unknown field '{key}'", where=document.where((key,), key=True), fix=fix)
            )
    made = _rows(data.get("rows"), document, problems) or panel.dyad_years()  # so that the steps are read too
    steps = data.get("steps", [])
    if not isinstance(steps, list):
        problems.append(
            InputError("steps are a list", where=document.where(("steps",)), fix="begin each with '- '")
        )
        steps = []
    for i, step in enumerate(steps):
        made = _step(made, step, ("steps", i), document, problems)
    if problems:
        raise InputErrors(problems)
    return made


def _rows(rows: Any, document: Document, problems: list[InputError]) -> Panel | None:
    from foedera import panel

    where = document.where(("rows",))
    if not isinstance(rows, dict) or "unit" not in rows:
        fix = "write rows: {unit: dyad-years, first: 1946, last: 2010}"
        problems.append(InputError("the unit of the rows is not given", where=where, fix=fix))
        return None
    unit = rows["unit"]
    if unit not in UNITS:
        fix = did_you_mean(str(unit), UNITS) or "one of " + ", ".join(UNITS)
        problems.append(
            InputError(f"there is no unit '{unit}'", where=document.where(("rows", "unit")), fix=fix)
        )
        return None
    options = {k: v for k, v in rows.items() if k != "unit"}
    return _called(getattr(panel, UNITS[unit]), options, ("rows",), document, problems)


def _step(
    made: Panel, step: Any, path: tuple[Key, ...], document: Document, problems: list[InputError]
) -> Panel:
    where = document.where(path)
    if not isinstance(step, dict) or len(step) != 1:
        fix = "write one verb with what it needs, such as 'add: cow.nmc'"
        problems.append(InputError("a step is one verb", where=where, fix=fix))
        return made
    ((verb, what),) = step.items()
    if verb not in _VERBS:
        fix = did_you_mean(str(verb), _VERBS) or "one of " + ", ".join(_VERBS)
        problems.append(
            InputError(f"there is no verb '{verb}'", where=document.where((*path, verb), key=True), fix=fix)
        )
        return made
    path = (*path, verb)
    place = document.where(path)
    if verb == "where":
        return _caught(
            lambda: made.where(condition(str(what), place)).told_at(place), made, path, document, problems
        )
    if verb == "column":
        return _columns(made, what, path, document, problems)
    if verb == "using":
        return _using(made, what, path, document, problems)
    first = _FIRST[verb]
    options = dict(what) if isinstance(what, dict) else {first: what}
    if first not in options:
        problems.append(
            InputError(
                f"'{first}' is missing", where=document.where(path), fix=f"write {verb}: {{{first}: ...}}"
            )
        )
        return made
    if not isinstance(options[first], str):
        what, fix = f"{options[first]!r} is no name", "write one name; several are several steps"
        problems.append(InputError(what, where=place, fix=fix))
        return made
    if "edition" in options:
        options["edition"] = document.texts.get((*path, "edition"), options["edition"])
    function = partial(getattr(made, verb), options.pop(first))
    done = _called(function, options, path, document, problems)
    return done.told_at(place) if done is not None else made


def _columns(
    made: Panel, what: Any, path: tuple[Key, ...], document: Document, problems: list[InputError]
) -> Panel:
    if not isinstance(what, dict):
        fix = "write column: {log_distance: ln(capdist + 1)}"
        problems.append(
            InputError("a column is a name and an expression", where=document.where(path), fix=fix)
        )
        return made
    for name, text in what.items():
        here = (*path, name)
        add = partial(_with_column, made, str(name), str(text), document.where(here))
        made = _caught(add, made, here, document, problems)
    return made


def _with_column(made: Panel, name: str, text: str, where: str) -> Panel:
    return made.with_columns(**{name: condition(text, where)}).told_at(where)


def _using(
    made: Panel, what: Any, path: tuple[Key, ...], document: Document, problems: list[InputError]
) -> Panel:
    pairs = what if isinstance(what, dict) else {"*": what}
    for of, edition in pairs.items():
        here = (*path, of) if isinstance(what, dict) else path
        written = document.texts.get(here, str(edition))
        made = _caught(partial(made.using, written, of=str(of)), made, here, document, problems)
    return made


def _called(
    function: Callable[..., Panel], options: Mapping[str, Any], path: tuple[Key, ...], document: Document,
    problems: list[InputError],
) -> Panel | None:  # fmt: skip
    """Call a function with options, telling where the file is wrong."""
    parameters = inspect.signature(function).parameters
    anything = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    for name in options:
        if name not in parameters and not anything:
            fix = did_you_mean(name, parameters) or "it has " + ", ".join(
                p for p in parameters if p != "self"
            )
            problems.append(
                InputError(
                    f"there is no option '{name}'", where=document.where((*path, name), key=True), fix=fix
                )
            )
            return None
    for name, parameter in parameters.items():
        needed = parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        if needed and name not in options:
            what, fix = f"'{name}' is missing", f"write {name}: ..."
            problems.append(InputError(what, where=document.where(path), fix=fix))
            return None
    return _caught(lambda: function(**options), None, path, document, problems)


def _caught(
    work: Callable[[], Panel],
    otherwise: P,
    path: tuple[Key, ...],
    document: Document,
    problems: list[InputError],
) -> Panel | P:
    try:
        return work()
    except InputError as error:
        problems.append(InputError(error.what, where=document.where(path), fix=error.fix))
    return otherwise
