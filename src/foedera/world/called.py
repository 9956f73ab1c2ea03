"""A world by what it is called: the shipped one, that of a year, or a folder."""

from __future__ import annotations

import re
from pathlib import Path

from foedera.core.errors import InputError
from foedera.world.world import World

__all__ = ["REFERENCE", "world_called"]

REFERENCE = "reference"

_OF_YEAR = re.compile(r"panel\s+(\S+)")


def world_called(name: str, folder: Path, where: str) -> World:
    """Return a world.

    Parameters
    ----------
    name : 'reference', 'panel YEAR', or a folder
    folder : where a relative folder is sought
    where : what an error is about: the line of a study, or an option

    Raises
    ------
    InputError : the name is none of them
    MissingDataError : the world of a year needs data sets that are not at hand
    InputErrors : everything wrong in the tables of a folder
    """
    if name == REFERENCE:
        return World.reference()
    if (found := _OF_YEAR.fullmatch(name.strip())) is not None:
        return _of_year(found[1], where)
    if not (folder / name).is_dir():
        fix = "write 'reference', 'panel 1914', or correct the path"
        raise InputError(f"there is no folder '{name}'", where=where, fix=fix)
    return World.from_folder(folder / name)


def _of_year(year: str, where: str) -> World:
    from foedera.world.past import FIRST, LAST

    if not year.isdecimal() or not FIRST <= int(year) <= LAST:
        fix = f"write 'panel' and a year from {FIRST} to {LAST}"
        raise InputError(f"there is no panel of '{year}'", where=where, fix=fix)
    return World.of_year(int(year))
