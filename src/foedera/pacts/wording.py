"""pydantic's complaints in plain words, each with the way out."""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from foedera.core.errors import did_you_mean
from foedera.pacts.strict_yaml import Key, Problem

__all__ = ["problems_of", "repaired"]

_EXPECTED = {
    "string": ("text", "write words, in quotes if they look like a number"),
    "int": ("a whole number", "write digits without quotes, such as 12"),
    "float": ("a number", "write it without quotes, such as 0.5"),
    "finite": ("a finite number", "write it in digits"),
    "bool": ("true or false", "write true or false without quotes"),
    "date": ("a date", "write year-month-day, such as 2024-12-31"),
    "list": ("a list", "write [a, b] or one entry per line with '- '"),
    "tuple": ("a list", "write [a, b] or one entry per line with '- '"),
    "dict": ("a mapping", "write 'name: value' lines"),
    "mapping": ("a mapping", "write 'name: value' lines"),
    "model": ("a mapping", "write 'field: value' lines"),
}

_LIMITS = {
    "greater_than": ("must be above {gt}", "gt"),
    "greater_than_equal": ("must be at least {ge}", "ge"),
    "less_than": ("must be below {lt}", "lt"),
    "less_than_equal": ("must be at most {le}", "le"),
}


def problems_of(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Problem]:
    """Return the problems behind a ValidationError, in plain words.

    Parameters
    ----------
    error :
        what ``model.model_validate(data)`` raised
    data :
        the data it was given
    model :
        the model it was checked against
    """
    details = error.errors(include_url=False)
    misspelt = {
        (_path(d["loc"][:-1], data), near)
        for d in details
        if d["type"] == "extra_forbidden" and (near := _nearest(d["loc"], data, model))
    }
    found = []
    for detail in details:
        missing_of = (_path(detail["loc"][:-1], data), detail["loc"][-1] if detail["loc"] else "")
        if detail["type"] == "missing" and missing_of in misspelt:
            continue
        found += list(_in_words(detail, data, model))
    return found


def repaired(
    error: ValidationError,
    data: Any,
    texts: Mapping[tuple[Key, ...], str],
    model: type[BaseModel],
    renamed: dict[tuple[Key, ...], tuple[Key, ...]],
) -> Any:
    """Return a copy of the data with what can be set right for a second look, or None if there is nothing.

    An unknown field is read as the one that was probably meant, else dropped, so the rest is checked too; a
    number where text is wanted becomes the text as written (``1.10``, not 1.1). ``renamed`` takes note:
    path read -> path in the file.
    """
    mended, changed = copy.deepcopy(data), False
    for detail in error.errors(include_url=False):
        path = _path(detail["loc"], data)
        holder = _at(mended, path[:-1])
        if detail["type"] == "extra_forbidden":
            value, near = holder.pop(path[-1]), _nearest(detail["loc"], data, model)
            if near and near not in holder:
                holder[near] = value
                renamed[(*path[:-1], near)] = path
            changed = True
        elif _is_bare_number(detail) and path in texts:
            holder[path[-1]] = texts[path]
            changed = True
    return mended if changed else None


def _is_bare_number(detail: Any) -> bool:
    """Return whether the complaint is that a number or boolean stands where text is wanted."""
    return detail["type"] == "string_type" and isinstance(detail["input"], int | float)


def _is_echo(detail: Any) -> bool:
    """Return whether a list is called too short only because pydantic does not count its faulty entries."""
    return detail["type"] == "too_short" and bool(len(detail["input"]) >= detail["ctx"]["min_length"])


def _in_words(detail: Any, data: Any, model: type[BaseModel]) -> Iterator[Problem]:
    kind, loc, context = detail["type"], detail["loc"], detail.get("ctx", {})
    path = _path(loc, data)
    if "problems" in context:
        is_key = loc[-1:] == ("[key]",)
        yield from (p._replace(path=path + p.path, key=p.key or is_key) for p in context["problems"])
    elif kind == "missing":
        path = _path(loc[:-1], data)
        yield Problem(path, f"field '{loc[-1]}' is missing", _how_to_add(str(loc[-1]), path, model))
    elif kind == "extra_forbidden":
        near, names = _nearest(loc, data, model), sorted(_fields_at(model, path[:-1]))
        fix = f"did you mean '{near}'?" if near else "known fields: " + ", ".join(names)
        yield Problem(path, f"unknown field '{loc[-1]}'", fix, key=True)
    elif not _is_bare_number(detail) and not _is_echo(detail):
        yield Problem(path, *_value_words(detail))


def _value_words(detail: Any) -> tuple[str, str | None]:
    """Return (what, fix) for an error about a value."""
    kind, given, context = detail["type"], _shown(detail["input"]), detail.get("ctx", {})
    if kind in _LIMITS:
        text, limit = _LIMITS[kind]
        return f"{given} {text.format(**{limit: context[limit]})}", "change the number"
    if kind in ("too_short", "too_long"):
        size = (
            f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        )
        return f"needs {size} entries, has {context['actual_length']}", "add or remove entries"
    if kind == "string_too_short":
        return "the text is empty", "write something"
    if kind == "string_pattern_mismatch":
        return f"{given} has a form that is not allowed", f"it must match {context['pattern']}"
    if kind in ("literal_error", "enum"):
        names = [n.strip("'") for n in context["expected"].replace(" or ", ", ").split(", ")]
        return f"{given} is not a known word", did_you_mean(given.strip("'"), names) or "one of " + ", ".join(
            names
        )
    if kind == "value_error":
        return str(context["error"]), None
    stem = kind.split("_")[0]
    if stem in _EXPECTED:
        expected, fix = _EXPECTED[stem]
        return f"expected {expected}, got {given}", fix
    return detail["msg"].replace("Input", "the value"), None


def _shown(value: Any) -> str:
    """Return a value as a reader knows it from the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return repr(value)


def _path(loc: tuple[Key, ...], data: Any) -> tuple[Key, ...]:
    """Return the part of a pydantic location that exists in the data (union branches are left out)."""
    path: list[Key] = []
    for step in loc:
        known = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if known:
            path.append(step)
            data = data[step]
    return tuple(path)


def _at(data: Any, path: tuple[Key, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _nearest(loc: tuple[Key, ...], data: Any, model: type[BaseModel]) -> str | None:
    hint = did_you_mean(str(loc[-1]), _fields_at(model, _path(loc, data)[:-1]))
    return hint.split("'")[1] if hint else None


def _how_to_add(name: str, path: tuple[Key, ...], model: type[BaseModel]) -> str:
    about = _fields_at(model, path).get(name)
    return f"add '{name}: ...', {about.description}" if about and about.description else f"add '{name}: ...'"


def _fields_at(model: type[BaseModel], path: tuple[Key, ...]) -> dict[str, FieldInfo]:
    """Return the fields, by the name written in the file, of the models that may stand at ``path``."""
    models: list[Any] = [model]
    for step in path:
        inner = [t for m in models for t in _step(m, step)]
        models = [m for t in inner for m in _unwrapped(t)]
    return {
        info.alias or name: info
        for m in models if isinstance(m, type) and issubclass(m, BaseModel)
        for name, info in m.model_fields.items()
    }  # fmt: skip


def _step(kind: Any, step: Key) -> Iterator[Any]:
    """Yield the annotations one step inside a model, list or mapping type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if step == (info.alias or name):
                yield info.annotation
    elif isinstance(step, int):
        yield from (a for a in get_args(kind) if a is not Ellipsis)
    else:
        yield from get_args(kind)[1:]


def _unwrapped(kind: Any) -> Iterator[Any]:
    """Yield the alternatives of a type, without Annotated, Optional and Union around them."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _unwrapped(get_args(kind)[0])
    elif origin in (Union, types.UnionType):
        for alternative in get_args(kind):
            yield from _unwrapped(alternative)
    elif isinstance(kind, type) or origin is not None:
        yield kind
