"""Which engine counts a game: the quickest one that gives what is asked for.

Times are rough, measured on one core; they need only be right in their order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.core.errors import ModelInputError
from foedera.decisions.power import enumeration, tables, types
from foedera.decisions.power.counts import Counts
from foedera.decisions.power.game import Game

__all__ = ["ENGINES", "MAX_WORK", "count", "countable"]

ENGINES = ("types", "tables", "enumeration")

MAX_VECTORS = 100_000
"""Vectors of the engine of types: most of a second's work."""

MAX_WORK = 1e11
"""Additions of the engine of tables: a few minutes' work on two cores."""


def count(
    game: Game, *, tally: NDArray[np.int64] | None = None, one_by_one: bool = False, engine: str = "auto"
) -> Counts:
    """Return the exact counts of a game.

    Parameters
    ----------
    game : simple game
    tally : shape (n,), whole numbers >= 0, what counts are sorted by; None sorts by size
    one_by_one : whether it must be known which members are critical together (Johnston, Deegan-Packel, Holler)
    engine : "auto" or one of ``ENGINES``

    Raises
    ------
    ModelInputError : no engine can count the game exactly; the message says what is possible
    """
    if engine != "auto" and engine not in ENGINES:
        raise ModelInputError(f"unknown engine '{engine}'", where="count", fix="auto, " + ", ".join(ENGINES))
    if engine == "auto":
        engine = _choose(game, tally, one_by_one)
    if engine == "types":
        return types.count(game, tally)
    return enumeration.count(game, tally) if engine == "enumeration" else tables.count(game, tally)


def countable(game: Game, tally: NDArray[np.int64] | None = None) -> bool:
    """Return whether :func:`count` would take the game by size (or tally) within its limits."""
    return (
        types.types_of(game, tally) <= MAX_VECTORS
        or game.n <= enumeration.MAX_MEMBERS
        or _additions(game, tally) < np.inf
    )


def _additions(game: Game, tally: NDArray[np.int64] | None) -> float:
    """Return the additions that tables would take, infinite beyond the limits."""
    work = tables.work(game, tally)
    return work if work <= MAX_WORK and tables.cells(game, tally) <= tables.MAX_CELLS else np.inf


def _choose(game: Game, tally: NDArray[np.int64] | None, one_by_one: bool) -> str:
    """Return the engine that takes the least time, of those that can."""
    seconds = {}
    if (vectors := types.types_of(game, tally)) <= MAX_VECTORS:
        seconds["types"] = 7e-6 * vectors
    if game.n <= enumeration.MAX_MEMBERS:
        seconds["enumeration"] = 1e-3 + 4e-9 * 2.0**game.n
    if not one_by_one and (additions := _additions(game, tally)) < np.inf:
        seconds["tables"] = 1e-3 + 1e-9 * additions
    if seconds:
        return min(seconds, key=lambda name: seconds[name])
    if one_by_one:
        raise ModelInputError(
            f"{game.n} members of many weights: who is critical together can be counted up to "
            f"{enumeration.MAX_MEMBERS} members, or where few differ in weight",
            where="power", fix="ask for Banzhaf, Shapley-Shubik or Coleman, exact here; or group small members",
        )  # fmt: skip
    cells, work = tables.cells(game, tally), tables.work(game, tally)
    why = (
        "conditions on more than two kinds of weights at once" if np.isinf(cells)
        else f"a table of {cells:.2g} cells and about {work:.2g} additions"
    )  # fmt: skip
    raise ModelInputError(
        f"{game.n} members of many weights need {why}", where="power",
        fix="divide the weights by a power of ten and round (the power hardly changes), or estimate: "
        "'foedera power --sample', foedera.decisions.power.sampling",
    )  # fmt: skip
