"""The studies that ship with the package, and a template for one's own."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from foedera.core.errors import InputError, did_you_mean
from foedera.study.schema import Study

__all__ = ["load_study", "new_study", "studies"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def _folder() -> Path:
    with as_file(files("foedera.study").joinpath("studies")) as path:
        return path


def _shipped() -> dict[str, Path]:
    """Return the files of the shipped studies by name; the pacts of their own lie in ``studies/pacts``."""
    return {p.stem: p for p in sorted(_folder().glob("*.yaml"))}


def studies() -> pl.DataFrame:
    """Return the shipped studies: name, title, question, and how many reforms each compares."""
    found = [Study.from_yaml(path) for path in _shipped().values()]
    rows = [(s.study, s.title, s.question, len(s.reforms)) for s in found]
    return pl.DataFrame(rows, schema=["study", "title", "question", "reforms"], orient="row")


def load_study(name_or_path: str | Path) -> Study:
    """Return a shipped study by its name, or one's own by its file.

    Raises
    ------
    InputError : there is no such study
    InputErrors : everything wrong in the file, with file:line:column
    """
    text = str(name_or_path)
    named_file = text.endswith((".yaml", ".yml")) or "/" in text or Path(text).exists()
    if isinstance(name_or_path, Path) or named_file:
        return Study.from_yaml(name_or_path)
    shipped = _shipped()
    if text not in shipped:
        fix = did_you_mean(text, shipped) or f"shipped: {', '.join(shipped)}; your own ends in .yaml"
        raise InputError(f"there is no study '{text}'", where="study", fix=fix)
    return Study.from_yaml(shipped[text])


def new_study(name: str) -> str:
    """Return a commented study to start from, called ``name``.

    Raises
    ------
    InputError : a name may have small letters, digits, '-', '_' and '.'
    """
    if not _NAME.fullmatch(name):
        suggestion = re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-._") or "my-study"
        what = f"'{name}' cannot be the name of a study"
        raise InputError(what, where="name", fix=f"call it '{suggestion}'")
    template = files("foedera.study").joinpath("template.yaml").read_text(encoding="utf-8")
    return template.replace("my-study", name)
