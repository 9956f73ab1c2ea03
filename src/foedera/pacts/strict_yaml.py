"""YAML 1.2 read strictly, with the line and column of everything, so that an error can point at its cause.

Plain scalars follow the YAML 1.2 core schema and nothing else: ``NO`` and ``yes`` are text, ``12:30`` is
text, a date is text until a model asks for a date. Duplicate keys, anchors that contain themselves and
foreign tags are refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from foedera.core.errors import InputError, InputErrors, did_you_mean

__all__ = ["Document", "Key", "Problem", "load", "parse", "problem", "refuse", "validate"]

Key = str | int
Path_ = tuple[Key, ...]
Mark = tuple[int, int]
M = TypeVar("M", bound=BaseModel)

_CORE = "tag:yaml.org,2002:"
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_MAX_NODES = 200_000


@dataclass(frozen=True)
class Document:
    """One YAML document as plain data, and where each piece of it stands.

    Parameters
    ----------
    data : dicts with text keys, lists, text, numbers, booleans and None
    filename : as the user named it; starts every message
    marks : path of keys and indices -> (line, column) of the value, counted from 1
    keys : path -> (line, column) of the key that leads to the value
    texts : path -> a number, boolean or null exactly as it is written
    """

    data: Any
    filename: str
    marks: Mapping[Path_, Mark] = field(default_factory=dict)
    keys: Mapping[Path_, Mark] = field(default_factory=dict)
    texts: Mapping[Path_, str] = field(default_factory=dict)

    def where(self, path: Path_, *, key: bool = False) -> str:
        """Return ``file:line:column`` of the value (or the ``key``) at ``path``, else of what holds it."""
        if not self.marks:
            return f"{self.filename}: {'.'.join(map(str, path))}" if path else self.filename
        table = self.keys if key and path in self.keys else self.marks
        while path not in table:
            path, table = path[:-1], self.marks
        line, column = table[path]
        return f"{self.filename}:{line}:{column}"


class Problem(NamedTuple):
    """One thing wrong in a document: at which path, what it is and how to mend it."""

    path: Path_
    what: str
    fix: str | None = None
    key: bool = False


def refuse(problems: list[Problem]) -> None:
    """Raise from inside a pydantic validator if there are problems; paths are relative to the model."""
    if problems:
        raise PydanticCustomError("problems", "{text}", {"text": problems[0].what, "problems": problems})


def problem(what: str, fix: str | None = None) -> PydanticCustomError:
    """Return the error for a field validator to raise; ``what`` and ``fix`` reach the reader as they are."""
    return PydanticCustomError("problems", "{text}", {"text": what, "problems": [Problem((), what, fix)]})


def load(path: str | Path) -> Document:
    """Read a YAML file.

    Raises
    ------
    InputError
        if there is no such file, it is a folder, not UTF-8, empty, or not strict YAML 1.2
    """
    name, file = str(path), Path(path)
    if file.is_dir():
        inside = sorted(p.name for p in file.glob("*.yaml"))
        fix = f"name one of its files, e.g. '{inside[0]}'" if inside else "name a .yaml file"
        raise InputError("this is a folder, not a YAML file", where=name, fix=fix)
    if not file.exists():
        siblings = [p.name for p in file.parent.glob("*.y*ml")] if file.parent.is_dir() else []
        raise InputError(
            "there is no such file", where=name, fix=did_you_mean(file.name, siblings) or "check the path"
        )
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=name, fix="check its permissions"
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what, where = f"byte 0x{raw[error.start]:02x} is not UTF-8", f"{name}:{line}:{column}"
        raise InputError(what, where=where, fix="save the file as UTF-8") from error
    return parse(text, name)


def parse(text: str, filename: str = "<text>") -> Document:
    """Read YAML from a string; ``filename`` is what messages call it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        _syntax(error, filename)
    except YAMLError as error:
        what = "a control character that YAML does not allow"
        raise InputError(what, where=f"{filename}:1:1", fix="remove it; save as plain UTF-8 text") from error
    except RecursionError:
        raise InputError("nested too deeply to read", where=f"{filename}:1:1", fix="flatten it") from None
    if root is None or (isinstance(root, ScalarNode) and root.value == ""):
        raise InputError(
            "the file is empty", where=f"{filename}:1:1", fix="write at least the required fields"
        )
    builder = _Builder(filename)
    data = builder.build(root, (), ())
    if builder.problems:
        raise InputErrors(builder.problems)
    return Document(data, filename, builder.marks, builder.keys, builder.texts)


def _syntax(error: MarkedYAMLError, filename: str) -> NoReturn:
    """Raise the InputError that says a YAML syntax error in words."""
    mark = error.problem_mark or error.context_mark
    where = f"{filename}:{mark.line + 1}:{mark.column + 1}" if mark else filename
    said = str(error.problem or "")
    if "'\\t'" in said:
        what, fix = "a tab where YAML wants spaces", "indent with spaces"
    elif "another document" in said:
        what, fix = "a second document begins here", "keep one document per file: remove the '---'"
    elif "mapping values are not allowed" in said:
        what, fix = (
            "a colon that YAML cannot place",
            "quote text that contains ': ', or check the indentation",
        )
    elif "undefined alias" in said:
        what, fix = said.replace("found ", "", 1), "define it first with '&'"
    else:
        context = f" {error.context}" if error.context else ""
        what, fix = (
            f"YAML syntax: {said}{context}",
            "check indentation, quotes and brackets here and just above",
        )
    raise InputError(what, where=where, fix=fix) from error


class _Builder:
    """Turns the node graph into plain data, remembering marks and collecting problems."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.marks: dict[Path_, Mark] = {}
        self.keys: dict[Path_, Mark] = {}
        self.texts: dict[Path_, str] = {}
        self.problems: list[InputError] = []

    def build(self, node: Node, path: Path_, above: tuple[int, ...]) -> Any:
        """Return the data of ``node``; ``above`` holds the identities of the nodes it lies in."""
        self.marks[path] = _mark(node)
        if len(self.marks) > _MAX_NODES:
            fix = "aliases repeat too much; write it out"
            raise InputError(f"more than {_MAX_NODES} entries", where=f"{self.filename}:1:1", fix=fix)
        if id(node) in above:
            return self._complain(
                node, f"anchor '&{node.anchor}' contains itself", "write the entry out, without '*'"
            )
        above = (*above, id(node))
        if isinstance(node, MappingNode):
            return {key: self.build(value, (*path, key), above) for key, value in self._pairs(node, path)}
        if isinstance(node, SequenceNode):
            return [self.build(item, (*path, i), above) for i, item in enumerate(node.value)]
        return self._scalar(node, path)  # type: ignore[arg-type]

    def _pairs(self, node: Node, path: Path_) -> Iterator[tuple[str, Node]]:
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._complain(
                    key, "a key must be a word, not a list or mapping", "put the value after 'name: '"
                )
            elif (*path, key.value) in self.keys:
                first = self.keys[(*path, key.value)][0]
                self._complain(
                    key, f"'{key.value}' is given twice", f"keep one; the first is on line {first}"
                )
            else:
                self.keys[(*path, key.value)] = _mark(key)
                yield key.value, value

    def _scalar(self, node: ScalarNode, path: Path_) -> Any:
        tag, text = str(node.tag), str(node.value)
        if not tag.startswith(_CORE):
            return self._complain(node, f"tag '{tag}' is not understood", "remove the tag")
        if node.style or tag == _CORE + "str":
            return text
        value = _core_value(text)
        if not isinstance(value, str):
            self.texts[path] = text
        return value

    def _complain(self, node: Node, what: str, fix: str) -> None:
        line, column = _mark(node)
        self.problems.append(InputError(what, where=f"{self.filename}:{line}:{column}", fix=fix))


def _mark(node: Node) -> Mark:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _core_value(text: str) -> Any:
    """Return what a plain scalar means in the YAML 1.2 core schema."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def validate(document: Document, model: type[M], context: Any = None) -> M:
    """Return the document as a ``model``; ``context`` is what its validators are told of the file.

    Raises
    ------
    InputErrors
        with one line per problem, in file order: ``file:line:column: what (fix)``
    """
    from foedera.pacts.wording import problems_of, repaired

    data, found = document.data, dict[str, InputError]()
    renamed: dict[Path_, Path_] = {}
    while data is not None:
        try:
            result = model.model_validate(data, context=context)
        except ValidationError as error:
            for p in problems_of(error, data, model):
                one = InputError(
                    p.what, where=document.where(_as_written(p.path, renamed), key=p.key), fix=p.fix
                )
                found.setdefault(str(one), one)
            data = repaired(error, data, document.texts, model, renamed)
        else:
            if not found:
                return result
            break
    raise InputErrors(sorted(found.values(), key=_order))


def _as_written(path: Path_, renamed: Mapping[Path_, Path_]) -> Path_:
    """Return the path as the file has it, where a misspelt field was read as the one that was meant."""
    for size in range(len(path), 0, -1):
        if path[:size] in renamed:
            return renamed[path[:size]] + path[size:]
    return path


def _order(error: InputError) -> tuple[int, ...]:
    return tuple(int(n) for n in str(error.where).split(":")[-2:] if n.isdigit())
