"""A world with other figures for a state; its capability follows by the world's formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from foedera.core.errors import InputError
from foedera.panel.capability import capability_index
from foedera.study.changes import Figures, changed_fields
from foedera.world import World

__all__ = ["with_figures"]

_COMPONENTS = ("milex_busd", "personnel", "gdp_ppp_busd", "population")
_LEAST = 1e-9


def with_figures(world: World, figures: Figures, at: Callable[..., str]) -> World:
    """Return the world with a state's figures replaced and everybody's capability moved accordingly.

    Military expenditure and its share of GDP are kept in step, the share giving way if GDP alone changes.
    Capability moves by the difference of the index before and after, so that a world with capabilities of
    its own keeps them for everything that the change does not touch.

    Parameters
    ----------
    world :
        stays as it is
    figures :
        the state and its new figures
    at :
        says where a field of the change stands

    Raises
    ------
    InputError : spending is given as a share of a GDP that is 0
    """
    row = world.states.row(world.index(figures.state), named=True)
    names = changed_fields(figures, "state")
    given = {n: v for n in names if (v := getattr(figures, n)) is not None}
    gdp = given.get("gdp_busd", row["gdp_busd"])
    if "milex_share" in given:
        given["milex_busd"] = given["milex_share"] * gdp
    elif "milex_busd" in given or "gdp_busd" in given:
        spent = given.get("milex_busd", row["milex_busd"])
        if gdp == 0:
            raise InputError(f"{figures.state} has no GDP", where=at(), fix="give gdp_busd as well")
        given["milex_share"] = min(spent / gdp, 1.0)
    states = world.states.with_columns(
        _put(world, figures.state, name, value) for name, value in given.items()
    )
    moved = replace(world, states=states, facts=_facts(world, figures.state, given))
    return _with_capability(world, moved) if set(_COMPONENTS) & set(given) else moved


def _put(world: World, state: str, name: str, value: float | bool) -> pl.Expr:
    dtype = world.states.schema[name]
    return pl.when(pl.col("iso3") == state).then(pl.lit(value, dtype=dtype)).otherwise(name).alias(name)


def _with_capability(old: World, new: World) -> World:
    before, after = (capability_index(*(w.array(c) for c in _COMPONENTS)) for w in (old, new))
    moved = np.maximum(old.array("capability") + after - before, _LEAST)
    return replace(new, states=new.states.with_columns(capability=pl.Series(moved / moved.sum())))


def _facts(world: World, state: str, given: dict[str, float]) -> pl.DataFrame:
    """Return the facts with those that the change replaces marked as the study's."""
    own = pl.DataFrame(
        [{"iso3": state, "partner": "", "variable": name, "value": str(value), "unit": "",
          "year": str(world.year), "source": "study", "status": "derived", "note": "set by a reform"}
         for name, value in given.items()],
        schema=world.facts.schema,
    )  # fmt: skip
    replaced = (pl.col("iso3") == state) & (pl.col("partner") == "") & pl.col("variable").is_in(list(given))
    return pl.concat([world.facts.filter(~replaced), own])
