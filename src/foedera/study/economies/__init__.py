"""Economies for questions about sanctions, by name: shipped, from the user's data sets, or from the user's folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from foedera.core.errors import InputError, did_you_mean
from foedera.responses.sanctions.economy import Economy
from foedera.study.economies.assembling import Assembled, Negative
from foedera.study.economies.cp_nafta import cp_nafta
from foedera.study.economies.one_sector import onesector_2023, reference
from foedera.study.economies.own import from_folder
from foedera.study.economies.world_tables import world_table

__all__ = ["NAMES", "assembled", "economy_of"]

NAMES = {
    "reference": "81 states and the rest of the world, one sector; shipped, coarse",
    "onesector2023": "194 countries in 2023, one sector (data set io.onesector)",
    "wiod2011": "41 countries and 35 industries (io.wiod); also wiod1995, wiod2000, wiod2005, wiod2008",
    "wiod16-2014": "44 countries and 56 industries (io.wiod2016); any year from 2000",
    "icio2020": "some 80 countries and 45 to 50 industries (io.icio); any year from 1995 to 2022",
    "cp-nafta": "31 countries and 40 sectors in 1993 (io.cp2015)",
}
"""What can be asked for; a path names a folder of the user's own."""

_TABLES = {r"wiod(\d{4})": "io.wiod", r"wiod16-(\d{4})": "io.wiod2016", r"icio(\d{4})": "io.icio"}


def economy_of(name: str | Path, *, negative: Negative = "refuse") -> Economy:
    """Return an economy; :func:`assembled` gives it with its accounts.

    Parameters
    ----------
    name, negative : as of :func:`assembled`
    """
    return assembled(name, negative=negative).economy


def assembled(name: str | Path, *, negative: Negative = "refuse") -> Assembled:
    """Return an economy with what it is, every check of its accounts and every repair.

    Parameters
    ----------
    name : one of :data:`NAMES`, or the path of a folder (docs/howto/own-economy.md)
    negative : for a folder, what to do with a final demand below 0: 'refuse' or 'move'

    Raises
    ------
    InputError : there is no such economy, or a file of a folder is wrong
    MissingDataError : its data set is not at hand, with the command that pulls it
    CalibrationError : its table is beyond repair; the message names state and sector
    """
    ready: dict[str, Callable[[], Assembled]] = {
        "reference": reference,
        "onesector2023": onesector_2023,
        "cp-nafta": cp_nafta,
    }
    asked = str(name)
    if asked in ready:
        return ready[asked]()
    for pattern, own in _TABLES.items():
        if found := re.fullmatch(pattern, asked):
            return world_table(asked, own, int(found[1]))
    if isinstance(name, Path) or Path(asked).is_dir():
        return from_folder(name, negative=negative)
    fix = did_you_mean(asked, NAMES) or "one of " + ", ".join(NAMES) + ", or a folder"
    raise InputError(f"there is no economy '{asked}'", where="economy", fix=fix)
