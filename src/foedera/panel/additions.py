"""What ``add`` knows: which data set comes to a panel through which measure. Every other comes as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from foedera.data.catalogue import source
from foedera.data.source import Source
from foedera.panel.measures import alliances, contiguity, disputes, generic, leaders, rivalries, states, wars

__all__ = ["ADDITIONS", "addition", "data_set"]

Addition = Callable[..., None]

ADDITIONS: dict[str, Addition] = {
    "cow.contiguity": contiguity.add,
    "cow.majors": states.add_majors,
    "capitals": states.add_capital_distance,
    "cshapes.mindist": states.add_minimum_distance,
    "gml.mid": disputes.add,
    "cow.mid": disputes.add,
    "cow.wars.inter": wars.add_inter,
    "cow.wars.intra": wars.add_intra,
    "ucdp.acd": wars.add_armed_conflict,
    "atop": alliances.add,
    "cow.alliances": alliances.add,
    "rivalries.tss": rivalries.add,
    "archigos": leaders.add,
}
"""By id of the data set."""

SHORT: dict[str, str] = {
    "contiguity": "cow.contiguity", "majors": "cow.majors", "nmc": "cow.nmc", "trade": "cow.trade",
    "igo": "cow.igo", "mid": "gml.mid", "rivalries": "rivalries.tss", "mindist": "cshapes.mindist",
}  # fmt: skip
"""Short names that are understood too."""


def data_set(name: str) -> tuple[Source, str | None]:
    """Return the data set and the edition that a name such as 'cow.nmc', 'nmc' or 'cow.nmc@6.0' asks for.

    Raises
    ------
    InputError
        where there is no such data set or edition
    """
    word, _, edition = str(name).partition("@")
    found = source(SHORT.get(word, word))
    return found, found.edition(edition).name if edition else None


def addition(name: str) -> Callable[..., Any]:
    """Return the function that adds a data set."""
    return ADDITIONS.get(name, generic.add)
