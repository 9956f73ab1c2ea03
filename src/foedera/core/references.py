"""References as records: a BibTeX file, looked up by key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from foedera.core.errors import InputError, did_you_mean

__all__ = ["Reference", "bibliography", "cite"]

_ENTRY = re.compile(r"@(\w+)\{([^,\s]+),(.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Reference:
    """One entry of the BibTeX file."""

    key: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return dict(self.fields).get(name, "")

    def text(self) -> str:
        """Return the reference as one line of plain text."""
        authors = self["author"].replace(" and ", "; ")
        venue = self["journal"] or self["publisher"] or self["howpublished"] or self["institution"]
        volume = self["volume"] + (f"({self['number']})" if self["number"] else "")
        numbers = ": ".join(x for x in (volume, self["pages"]) if x)
        tail = " ".join(x for x in (venue, numbers) if x)
        note = f" {self['note']}." if self["note"] else ""
        text = f"{authors} ({self['year']}). {self['title']}. {tail}.{note}"
        return text.replace("{", "").replace("}", "").replace("--", "-")

    def bibtex(self) -> str:
        """Return the reference as a BibTeX entry."""
        body = ",\n".join(f"  {k} = {{{v}}}" for k, v in self.fields)
        return f"@{self.kind}{{{self.key},\n{body}\n}}"


@cache
def bibliography() -> dict[str, Reference]:
    """Return every reference by key, read from ``core/references.bib``."""
    text = files("foedera.core").joinpath("references.bib").read_text(encoding="utf-8")
    found = {
        key: Reference(key, kind.lower(), tuple((k.lower(), v) for k, v in _FIELD.findall(body)))
        for kind, key, body in _ENTRY.findall(text)
    }
    if len(found) != text.count("\n@") + text.startswith("@"):
        raise InputError("an entry is malformed or a key is repeated", where="core/references.bib")
    return found


def cite(keys: Iterable[str]) -> list[Reference]:
    """Return the references with these keys, in order; an unknown key raises :class:`InputError`."""
    known = bibliography()
    out = []
    for key in keys:
        if key not in known:
            raise InputError(f"unknown reference {key!r}", where="cite", fix=did_you_mean(key, known))
        out.append(known[key])
    return out
