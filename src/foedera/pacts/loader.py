"""The real pacts that ship with the package, those of today and those of history, and reading pacts from files."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from foedera.core.errors import InputError, did_you_mean
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import load, validate

__all__ = ["historical", "library", "library_path", "load_pact", "shipped", "shipped_ids", "shipped_pact"]

_FOLDERS = ("library", "historical")


def load_pact(path: str | Path) -> Pact:
    """Read one pact from a YAML file.

    Raises
    ------
    InputError
        with every problem of the file at once, each as ``file:line:column: what (fix)``
    """
    return validate(load(path), Pact)


def library() -> dict[str, Pact]:
    """Return the pacts of today by id, sorted; read on first use. A study's 'library' means these."""
    return dict(_read("library"))


def historical() -> dict[str, Pact]:
    """Return the pacts that are history by id, sorted; a study names the ones it wants."""
    return dict(_read("historical"))


def shipped() -> dict[str, Pact]:
    """Return every pact that ships with the package by id."""
    return library() | historical()


def shipped_ids() -> tuple[str, ...]:
    """Return the ids of every pact that ships with the package, without reading them."""
    return tuple(sorted(name for folder in _FOLDERS for name in _ids(folder)))


@cache
def shipped_pact(pact_id: str) -> Pact:
    """Return one pact that ships with the package, read on first use; an unknown id raises InputError."""
    return load_pact(library_path(pact_id))


@cache
def _read(folder: str) -> dict[str, Pact]:
    return {name: shipped_pact(name) for name in _ids(folder)}


def _ids(folder: str) -> list[str]:
    names = [p.name for p in files("foedera.pacts").joinpath(folder).iterdir()]
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def library_path(pact_id: str) -> Path:
    """Return the file of a shipped pact; an unknown id raises :class:`InputError`."""
    known: list[str] = []
    for folder in _FOLDERS:
        with as_file(files("foedera.pacts").joinpath(folder)) as path:
            file = path / f"{pact_id}.yaml"
            if file.is_file():
                return file
            known += sorted(p.stem for p in path.glob("*.yaml"))
    fix = did_you_mean(pact_id, known) or "one of " + ", ".join(known)
    raise InputError(f"there is no pact '{pact_id}' in the library", where="pacts", fix=fix)
