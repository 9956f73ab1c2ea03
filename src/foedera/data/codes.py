"""State codes: ISO 3166 alpha-3 is the house's name of a state; other codes and names lead to it.

Three tables of ours, each fact in one of them: ``iso3166.csv`` has the codes and short names of ISO 3166-1, Kosovo's
user-assigned ``XKX`` and the withdrawn codes of states that ended (``SUN``, ``DDR``, ...); ``states.csv`` has the
numbers of the Correlates of War and Gleditsch-Ward state systems with the days on which they stand for which code,
and house codes of states that ISO 3166 never had (``AUH``, ``BAV``, ...); ``state_names.csv`` has other names.
Conversions by date are in :mod:`foedera.data.identity`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from foedera.core.errors import InputError

__all__ = [
    "Code",
    "from_cow",
    "is_iso3",
    "name_of",
    "plain",
    "renamed",
    "suggest",
    "table",
    "to_cow",
    "words",
]

_RENAMED = {
    "BUR": "MMR", "BYS": "BLR", "DHY": "BEN", "HVO": "BFA", "NHB": "VUT", "RHO": "ZWE", "ROM": "ROU", "TMP": "TLS",
    "ZAR": "COD",
}  # fmt: skip
"""Withdrawn codes of states that live on under another code."""


@dataclass(frozen=True)
class Code:
    """A code: ``iso2`` is empty where ISO 3166 has none, ``former`` says that the state or its code is gone."""

    iso2: str
    iso3: str
    name: str
    former: bool


def _rows(name: str) -> list[dict[str, str]]:
    text = files("foedera.data").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def table() -> dict[str, Code]:
    """Return every code, of ISO 3166 or ours, with its names."""
    codes = {
        r["iso3"]: Code(r["iso2"], r["iso3"], r["name"], r["former"] == "true") for r in _rows("iso3166.csv")
    }
    for r in _rows("states.csv"):
        codes.setdefault(r["iso3"], Code("", r["iso3"], r["name"], True))
    return codes


def plain(name: str) -> str:
    """Return a name as it is compared: small letters, no accents, no punctuation, no article, 'saint' in full."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and ").replace("ı", "i"))
    kept = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    kept = re.sub(r"['’‘`´.]", "", kept)
    parts = re.sub(r"[\W_]+", " ", kept).split()
    return " ".join("saint" if w in ("st", "ste") else w for w in parts if w != "the")


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Return every :func:`plain` name with the codes of the states that bear it, or bore it at another time."""
    found: dict[str, list[str]] = {}
    pairs = [(c.name, c.iso3) for c in sorted(table().values(), key=lambda c: c.former)]
    pairs += [(r["name"], r["iso3"]) for table in ("states.csv", "state_names.csv") for r in _rows(table)]
    pairs.append(("Korea", "KOR"))
    for name, iso3 in pairs:
        codes = found.setdefault(plain(name), [])
        if iso3 not in codes:
            codes.append(iso3)
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def _short() -> dict[str, str]:
    """Return every :func:`plain` word that leads to one code: names, codes of three and of two letters."""
    short = {
        name: next((c for c in codes if not table()[c].former), codes[0]) for name, codes in words().items()
    }
    for code in sorted(table().values(), key=lambda c: c.former):
        for word in filter(None, (code.iso3, code.iso2)):
            short.setdefault(word.lower(), code.iso3)
    return short | {old.lower(): new for old, new in _RENAMED.items()}


def is_iso3(code: str) -> bool:
    """Return whether ``code`` is an alpha-3 code, capital letters: of ISO 3166, former ones included, or ours."""
    return code in table()


def renamed(code: str) -> str:
    """Return the present code of a state whose code was changed ('ZAR': 'COD'), else ``code`` itself."""
    return _RENAMED.get(code, code)


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
    word, known = plain(code), _short()
    if word in known:
        return known[word]
    if len(word) <= 3:
        return _near_code(word)
    close = get_close_matches(word, [w for w in known if len(w) > 3], n=1, cutoff=0.6)
    return known[close[0]] if close else None


def _near_code(word: str) -> str | None:
    """Return the code a short word stands for: letters swapped, else a name's beginning, else the likest."""
    codes = [iso3 for iso3, code in table().items() if not code.former]
    swapped = [c for c in codes if len(word) == 3 and sorted(c.lower()) == sorted(word)]
    begins = [c for c in codes if len(word) == 3 and name_of(c).lower().startswith(word)]
    initial = [c.lower() for c in codes if c.lower().startswith(word[:1])]
    close = get_close_matches(word, initial, n=1, cutoff=0.6)
    near = sorted(swapped, key=lambda c: c[0].lower() != word[0]) + begins + [c.upper() for c in close]
    return near[0] if near else None


def name_of(iso3: str) -> str:
    """Return the short English name of a state; an unknown code raises :class:`InputError`."""
    return _entry(iso3).name


@cache
def _cow() -> tuple[dict[str, int], dict[int, str]]:
    """Return the number each code has or had last, and the code each number has or had last."""
    rows = [r for r in _rows("states.csv") if r["system"] == "cow"]
    rows.sort(key=lambda r: r["end"] or "9999")
    return {r["iso3"]: int(r["number"]) for r in rows}, {int(r["number"]): r["iso3"] for r in rows}


def to_cow(iso3: str) -> int | None:
    """Return the Correlates of War number that a state has or had last, None where it never had one."""
    return _cow()[0].get(_entry(iso3).iso3)


def from_cow(number: int) -> str | None:
    """Return the code that a Correlates of War number has or had last (365: RUS), None for an unknown number."""
    return _cow()[1].get(int(number))


def _entry(iso3: str) -> Code:
    if iso3 not in table():
        near = suggest(iso3)
        fix = f"did you mean '{near}'?" if near else "use an ISO 3166 alpha-3 code such as 'NOR'"
        raise InputError(f"'{iso3}' is not an ISO3 code", where="data.codes", fix=fix)
    return table()[iso3]
