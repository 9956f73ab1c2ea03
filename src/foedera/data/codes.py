"""State codes: ISO 3166 alpha-3 is the house's name of a state; other codes and names lead to it.

The table ``iso3166.csv`` holds the codes and short names of ISO 3166-1, Kosovo's user-assigned ``XKX``, the
withdrawn codes of states that the Correlates of War state system lists (``SUN``, ``DDR``, ...), and the
Correlates of War number of each state that the system has a number for.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from foedera.core.errors import InputError

__all__ = ["from_cow", "is_iso3", "name_of", "suggest", "to_cow"]

_ALIASES = {
    "america": "USA",
    "united states of america": "USA",
    "us": "USA",
    "uk": "GBR",
    "great britain": "GBR",
    "britain": "GBR",
    "england": "GBR",
    "el": "GRC",
    "russian federation": "RUS",
    "ussr": "SUN",
    "korea": "KOR",
    "republic of korea": "KOR",
    "dprk": "PRK",
    "prc": "CHN",
    "roc": "TWN",
    "uae": "ARE",
    "holland": "NLD",
    "the netherlands": "NLD",
    "czech republic": "CZE",
    "macedonia": "MKD",
    "burma": "MMR",
    "swaziland": "SWZ",
    "east timor": "TLS",
    "cabo verde": "CPV",
    "cote d'ivoire": "CIV",
    "côte d'ivoire": "CIV",
    "türkiye": "TUR",
    "turkiye": "TUR",
    "viet nam": "VNM",
    "drc": "COD",
    "congo": "COG",
    "east germany": "DDR",
    "west germany": "DEU",
}

_COW_PREDECESSORS = {260: "DEU", 678: "YEM"}
"""Numbers of states that ended but whose ISO code a present state carries on."""


@dataclass(frozen=True)
class _Code:
    iso2: str
    iso3: str
    name: str
    cow: int | None
    former: bool


@cache
def _table() -> dict[str, _Code]:
    text = files("foedera.data").joinpath("iso3166.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    codes = (
        _Code(
            r["iso2"],
            r["iso3"],
            r["name"],
            int(r["cow_code"]) if r["cow_code"] else None,
            r["former"] == "true",
        )
        for r in rows
    )
    return {code.iso3: code for code in codes}


@cache
def _words() -> dict[str, str]:
    """Return every lower-case word that leads to a code; present states win over former ones."""
    words: dict[str, str] = {}
    for code in sorted(_table().values(), key=lambda c: c.former):
        for word in (code.iso3, code.iso2, code.name):
            words.setdefault(word.lower(), code.iso3)
    return words | _ALIASES


@cache
def _by_cow() -> dict[int, str]:
    numbers = dict(_COW_PREDECESSORS)
    for code in sorted(_table().values(), key=lambda c: c.former):
        if code.cow is not None:
            numbers.setdefault(code.cow, code.iso3)
    return numbers


def is_iso3(code: str) -> bool:
    """Return whether ``code`` is an ISO 3166 alpha-3 code, capital letters, former codes included."""
    return code in _table()


def suggest(code: str) -> str | None:
    """Return the alpha-3 code that was probably meant: by alpha-2 code, by name, else by likeness.

    Parameters
    ----------
    code : str
        what somebody wrote: 'NO', 'Norway', 'NRO', 'nor'

    Returns
    -------
    an alpha-3 code, or None where nothing is near
    """
    word = code.strip().lower()
    words = _words()
    if word in words:
        return words[word]
    if len(word) <= 3:
        return _near_code(word)
    close = get_close_matches(word, [w for w in words if len(w) > 3], n=1, cutoff=0.6)
    return words[close[0]] if close else None


def _near_code(word: str) -> str | None:
    """Return the code a short word stands for: letters swapped, else a name's beginning, else the likest."""
    codes = [iso3 for iso3, code in _table().items() if not code.former]
    swapped = [c for c in codes if len(word) == 3 and sorted(c.lower()) == sorted(word)]
    begins = [c for c in codes if len(word) == 3 and name_of(c).lower().startswith(word)]
    initial = [c.lower() for c in codes if c.lower().startswith(word[:1])]
    close = get_close_matches(word, initial, n=1, cutoff=0.6)
    near = sorted(swapped, key=lambda c: c[0].lower() != word[0]) + begins + [c.upper() for c in close]
    return near[0] if near else None


def name_of(iso3: str) -> str:
    """Return the short English name of a state; an unknown code raises :class:`InputError`."""
    return _entry(iso3).name


def to_cow(iso3: str) -> int | None:
    """Return the Correlates of War number of a state, None where the state system has no number for it."""
    return _entry(iso3).cow


def from_cow(number: int) -> str | None:
    """Return the alpha-3 code of a Correlates of War number, None where ISO 3166 has no code for that state.

    A number shared by a present and a former code (365: RUS and SUN) gives the present one.
    """
    return _by_cow().get(int(number))


def _entry(iso3: str) -> _Code:
    if iso3 not in _table():
        near = suggest(iso3)
        fix = f"did you mean '{near}'?" if near else "use an ISO 3166 alpha-3 code such as 'NOR'"
        raise InputError(f"'{iso3}' is not an ISO3 code", where="data.codes", fix=fix)
    return _table()[iso3]
