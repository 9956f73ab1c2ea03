"""Whether several data sets are at hand, and one message that tells how to get all that are not."""

from __future__ import annotations

from collections.abc import Mapping

from foedera.core.errors import MissingDataError
from foedera.data.catalogue import source
from foedera.data.home import MIRROR, located
from foedera.data.source import Edition, Source

__all__ = ["require"]


def require(tables: Mapping[str, tuple[str, ...]], purpose: str) -> None:
    """Raise where a table of a data set is not at hand.

    Parameters
    ----------
    tables : names of the tables wanted, by id of the data set; none for whatever it has
    purpose : what they are wanted for, such as 'the world of 1914'

    Raises
    ------
    MissingDataError
        naming every data set that is missing: those to pull in one command, the others with how to get them by hand
    """
    absent: dict[str, list[Edition]] = {}
    for name, wanted in tables.items():
        one = source(name)
        for table in wanted or (None,):
            editions = [e for e in one.editions if table is None or not e.tables or table in e.tables]
            if all(located(one, e) is None for e in editions):
                absent[name] = editions
    if not absent:
        return
    pulled = {name: next((e for e in es if all(f.url for f in e.files)), None) for name, es in absent.items()}
    command = " ".join(_asked(source(name), e) for name, e in pulled.items() if e is not None)
    steps = [f"pull with 'foedera data pull {command}'"] if command else []
    steps += [_by_hand(name, absent[name][0]) for name, e in pulled.items() if e is None]
    steps.append(f"or name a folder that holds their files in {MIRROR}")
    what = f"{purpose} needs data sets that are not here: {', '.join(absent)}"
    raise MissingDataError(what, where="data", fix="; ".join(steps))


def _asked(one: Source, edition: Edition) -> str:
    """Return how an edition is asked for."""
    return one.id if edition is one.editions[0] else f"{one.id}@{edition.name}"


def _by_hand(name: str, edition: Edition) -> str:
    files = " and ".join(f.name for f in edition.files)
    how = next((f.how for f in edition.files if f.how), source(name).home)
    return f"for {name} put {files} into a folder named in {MIRROR} ({how})"
