"""What a panel says of itself: where each column comes from, which years it covers, how it was made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from foedera.core.errors import InputError
from foedera.core.references import Reference, cite
from foedera.core.version import VERSION
from foedera.panel.work import Fact

__all__ = ["KEY", "Provenance", "SourceRecord"]

KEY = "foedera.panel"
"""Name under which a Parquet file keeps the provenance."""


@dataclass(frozen=True)
class SourceRecord:
    """A data set as it was used: id, title, edition, version, citation keys, licence, SHA-256 of its files."""

    id: str
    title: str
    edition: str
    version: str
    cites: tuple[str, ...]
    licence: str
    tried: str
    files: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Provenance:
    """Where a panel comes from.

    Parameters
    ----------
    unit, system : what a row is about
    steps : the verbs, in order, as they were written
    facts : what is known of each column that is not a key
    sources : the data sets
    notes : what was left out, whittled or did not match
    version : of this package
    """

    unit: str
    system: str
    steps: tuple[str, ...]
    facts: tuple[Fact, ...]
    sources: tuple[SourceRecord, ...]
    notes: tuple[str, ...] = ()
    version: str = VERSION

    def references(self) -> list[Reference]:
        """Return the references of the data sets used, each once, in the order of use."""
        keys: Iterable[str] = dict.fromkeys(key for s in self.sources for key in s.cites)
        return cite(keys)

    def to_json(self) -> str:
        """Return the record as JSON."""
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, where: str) -> Provenance:
        """Return the record written by :meth:`to_json`; a damaged one raises :class:`InputError`."""
        try:
            data = json.loads(text)
            facts = tuple(Fact(**_fact(f)) for f in data["facts"])
            sources = tuple(SourceRecord(**{**s, "cites": tuple(s["cites"])}) for s in data["sources"])
            return cls(
                data["unit"],
                data["system"],
                tuple(data["steps"]),
                facts,
                sources,
                tuple(data["notes"]),
                data["version"],
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            fix = "make the panel again"
            raise InputError(f"its provenance is damaged: {error}", where=where, fix=fix) from error


def _plain(item: Any) -> Any:
    if hasattr(item, "__dataclass_fields__"):
        return {name: _plain(getattr(item, name)) for name in item.__dataclass_fields__}
    if isinstance(item, dict):
        return {str(k): _plain(v) for k, v in item.items()}
    if isinstance(item, list | tuple):
        return [_plain(i) for i in item]
    return item


def _fact(data: dict[str, Any]) -> dict[str, Any]:
    covers = tuple(data["covers"]) if data["covers"] else None
    labels = {int(k): v for k, v in data["labels"].items()}
    return {**data, "covers": covers, "labels": labels, "of": tuple(data["of"])}
