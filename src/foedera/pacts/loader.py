"""The library of real pacts that ships with the package, and reading pacts from files."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from foedera.core.errors import InputError, did_you_mean
from foedera.pacts.schema import Pact
from foedera.pacts.strict_yaml import load, validate

__all__ = ["library", "library_path", "load_pact"]


def load_pact(path: str | Path) -> Pact:
    """Read one pact from a YAML file.

    Raises
    ------
    InputError
        with every problem of the file at once, each as ``file:line:column: what (fix)``
    """
    return validate(load(path), Pact)


def library() -> dict[str, Pact]:
    """Return the shipped pacts by id, sorted; read on first use."""
    return dict(_library())


@cache
def _library() -> dict[str, Pact]:
    pacts = {}
    for name in sorted(p.name for p in files("foedera.pacts").joinpath("library").iterdir()):
        if name.endswith(".yaml"):
            pact = load_pact(library_path(name.removesuffix(".yaml")))
            pacts[pact.id] = pact
    return pacts


def library_path(pact_id: str) -> Path:
    """Return the file of a shipped pact; an unknown id raises :class:`InputError`."""
    folder = files("foedera.pacts").joinpath("library")
    with as_file(folder) as path:
        file = path / f"{pact_id}.yaml"
        if file.is_file():
            return file
        known = sorted(p.stem for p in path.glob("*.yaml"))
    fix = did_you_mean(pact_id, known) or "one of " + ", ".join(known)
    raise InputError(f"there is no pact '{pact_id}' in the library", where="pacts", fix=fix)
