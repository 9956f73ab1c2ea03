"""Trade elasticities, names and groups of the industries of a table, by the sectors of Caliendo and Parro (2015)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["SERVICES", "by_isic3", "by_isic4", "groups_of", "theta_of", "titles_of_wiod2013"]

SERVICES = 8.22
"""Elasticity of what has no sector of its own in Caliendo and Parro (2015), as in the archive of their article."""

_GROUPS = {
    "food": ("Agriculture", "Food"), "energy": ("Mining", "Petroleum"), "textiles": ("Textile",),
    "wood": ("Wood", "Paper"), "chemicals": ("Chemicals", "Plastic"), "metals": ("Basic metals", "Metal products"),
    "machinery": ("Machinery n.e.c", "Electrical"), "electronics": ("Office", "Communication", "Medical"),
    "vehicles": ("Auto", "Other Transport"),
}  # fmt: skip
"""ASSUMPTION: groups of sectors that are named in sanctions."""

_ISIC4 = {
    "A": ("Agriculture",), "B": ("Mining",), **dict.fromkeys(("C10", "C11", "C12"), ("Food",)),
    **dict.fromkeys(("C13", "C14", "C15"), ("Textile",)), "C16": ("Wood",),
    **dict.fromkeys(("C17", "C18"), ("Paper",)), "C19": ("Petroleum",),
    **dict.fromkeys(("C20", "C21"), ("Chemicals",)), "C22": ("Plastic",), "C23": ("Minerals",),
    "C24": ("Basic metals",), "C25": ("Metal products",), "C26": ("Office", "Communication", "Medical"),
    "C27": ("Electrical",), "C28": ("Machinery n.e.c",), "C29": ("Auto",), "C30": ("Other Transport",),
    **dict.fromkeys(("C31", "C32"), ("Other",)),
}  # fmt: skip
"""ASSUMPTION: the sectors of Caliendo and Parro (ISIC Rev. 3) nearest to a section or division of ISIC Rev. 4; repair
of machines (C33), which their data do not tell apart, counts as a service."""


@cache
def _thetas() -> dict[str, float]:
    return {row["sector"]: float(row["theta"]) for row in _table("cp2015_theta.csv")}


def _table(name: str) -> list[dict[str, str]]:
    text = files("foedera.study.economies").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _wiod2013() -> list[dict[str, str]]:
    return _table("wiod2013_sectors.csv")


def titles_of_wiod2013() -> dict[str, str]:
    """Return the names of the industries c1 to c35."""
    return {row["sector"]: row["title"] for row in _wiod2013()}


def by_isic3(sectors: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the sectors of Caliendo and Parro in each industry c1 to c35; none for a service."""
    known = {row["sector"]: tuple(row["cp_sectors"].split(";")) for row in _wiod2013() if row["cp_sectors"]}
    return {sector: known.get(sector, ()) for sector in sectors}


def by_isic4(sectors: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the sectors of Caliendo and Parro in each industry by the first division in its code; none for a
    service. Codes read as 'A01_02', 'C10T12', 'C10-C12' or 'B'."""
    found = {}
    for sector in sectors:
        division = re.match(r"[A-Z]\d{0,2}", sector)
        code = division.group() if division else ""
        found[sector] = _ISIC4.get(code, _ISIC4.get(code[:1], ()))
    return found


def theta_of(members: Mapping[str, Sequence[str]]) -> NDArray[np.float64]:
    """Return the elasticity of each industry: the mean of those of its sectors, that of services where it has none.

    Source: Caliendo and Parro (2015), sample of 99 %; Auto and Other Transport as in the article's archive, 8.22.
    """
    known = _thetas()
    return np.array([np.mean([known[m] for m in own]) if own else SERVICES for own in members.values()])


def groups_of(members: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the groups of industries: those named after goods, goods as a whole, and services."""
    groups = {
        name: tuple(s for s, own in members.items() if set(own) & set(wanted))
        for name, wanted in _GROUPS.items()
    }
    groups["goods"] = tuple(s for s, own in members.items() if own)
    groups["services"] = tuple(s for s, own in members.items() if not own)
    return {name: found for name, found in groups.items() if found}
