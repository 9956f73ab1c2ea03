"""The list of data sets, in the order in which they are told."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from foedera.core.errors import InputError, did_you_mean
from foedera.data.source import Source

__all__ = ["NAMES", "catalogue", "source"]

NAMES: tuple[str, ...] = (
    "cow_nmc",
)  # fmt: skip
"""Modules of ``foedera.data.sources``; each has a ``SOURCE``."""


@cache
def catalogue() -> dict[str, Source]:
    """Return every source by its id."""
    found = [import_module(f"foedera.data.sources.{name}").SOURCE for name in NAMES]
    return {one.id: one for one in found}


def source(name: str) -> Source:
    """Return a source by its id; an unknown one raises :class:`InputError`."""
    known = catalogue()
    if name not in known:
        fix = did_you_mean(name, known) or "'foedera data list' names them all"
        raise InputError(f"there is no data set '{name}'", where="data", fix=fix)
    return known[name]
