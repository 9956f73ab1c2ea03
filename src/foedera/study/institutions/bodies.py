"""A body put to work: its rule compiled, its seats placed in a world."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import InputError, ModelInputError
from foedera.decisions.voting import Rule, compile_rule
from foedera.pacts.institutions import Body
from foedera.world import World

__all__ = ["Placed", "compiled", "placed"]


class Placed(NamedTuple):
    """A column of a world by seat: ``values``, shape (n,), nan where nothing is known; ``missing``, those seats."""

    values: NDArray[np.float64]
    missing: tuple[str, ...]


def compiled(body: Body) -> Rule:
    """Return the rule of a body over its seats; errors say which body and variant."""
    try:
        return compile_rule(body.rule, body.members)
    except ModelInputError as error:
        raise InputError(
            error.what, where=f"{body.id}, {body.variant}: {error.where}", fix=error.fix
        ) from None


def placed(body: Body, world: World, column: str = "ideal_point", *, shared: bool = False) -> Placed:
    """Return a column of a world for the seats of a body.

    Parameters
    ----------
    body :
        whose seats
    world :
        where the states are
    column :
        a numeric column of its states
    shared :
        a seat that is no state takes the mean of the states it stands for, as suits a position; with ``shared``
        their sum, divided among the seats that stand for the same states, as suits what adds up, such as people

    Returns
    -------
    Placed; of several states behind a seat those count that the world knows
    """
    known = dict(zip(world.iso3, world.array(column).astype(float), strict=True))
    together = Counter(body.stands_for[seat] for seat in body.members)
    values = np.full(len(body.members), np.nan)
    for k, seat in enumerate(body.members):
        behind = [known[s] for s in body.stands_for[seat] if np.isfinite(known.get(s, np.nan))]
        if behind:
            parts = together[body.stands_for[seat]] if shared else len(behind)
            values[k] = float(np.sum(behind)) / parts
    missing = tuple(s for s, x in zip(body.members, values, strict=True) if not np.isfinite(x))
    return Placed(values, missing)
