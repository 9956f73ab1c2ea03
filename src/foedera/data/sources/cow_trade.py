"""International trade in goods: flows between two states, and imports and exports of a state, by year."""

from __future__ import annotations

import polars as pl

from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Resource, Source
from foedera.data.sources.common import (
    COW_TERMS,
    columns,
    dyad_year_keys,
    from_peacesciencer,
    state_year_keys,
)
from foedera.data.sources.cow_common import COW_FILES, directed
from foedera.data.tables import Table

_MISSING = ("-9", "NA")
_UNIT = "million current USD"

DYADS = Table(
    "dyad_years", "dyad-year",
    (
        *dyad_year_keys("cow"),
        *columns((
            ("flow1", "float", _UNIT, "imports of the first state from the second"),
            ("flow2", "float", _UNIT, "imports of the second state from the first"),
            ("smoothflow1", "float", _UNIT, "flow1 with short gaps filled in by the owner"),
            ("smoothflow2", "float", _UNIT, "flow2 with short gaps filled in by the owner"),
        ), missing=_MISSING),
    ),
)  # fmt: skip
"""Directed: flow1 of a row is flow2 of the row seen from the other state."""

STATES = Table(
    "state_years", "state-year",
    (
        *state_year_keys("cow"),
        *columns((
            ("imports", "float", _UNIT, "imports of the state from all others"),
            ("exports", "float", _UNIT, "exports of the state to all others"),
        ), missing=_MISSING),
    ),
)  # fmt: skip

_DYADIC, _NATIONAL = "Dyadic_COW_4.0.csv", "National_COW_4.0.csv"
_REMOTE = "cow_trade_ddy.parquet"
_SY = "peacesciencer/cow_trade_sy.csv"


def _official(raw: Raw) -> dict[str, pl.DataFrame]:
    """Return both tables; the owner has each pair once, the flows of importer1 and importer2 side by side."""
    once = shape(raw.csv(_DYADIC, encoding="cp1252"), DYADS, raw.where(_DYADIC))
    pairs = {"ccode1": "ccode2", "flow1": "flow2", "smoothflow1": "smoothflow2"}
    nation = shape(raw.csv(_NATIONAL, encoding="cp1252"), STATES, raw.where(_NATIONAL))
    return {"dyad_years": directed(once, pairs), "state_years": nation}


def _states(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"state_years": shape(raw.csv(_SY), STATES, raw.where(_SY))}


def _dyads(raw: Raw) -> dict[str, pl.DataFrame]:
    return {"dyad_years": shape(raw.parquet(_REMOTE), DYADS, raw.where(_REMOTE))}


_ZIP = "COW_Trade_4.0.zip"

SOURCE = Source(
    id="cow.trade",
    title="International Trade",
    cites=("barbieri2009",),
    licence=COW_TERMS,
    home="https://correlatesofwar.org/data-sets/bilateral-trade/",
    tables=(DYADS, STATES),
    editions=(
        Edition("4.0", "4.0", (1870, 2014),
                tuple(Resource(n, COW_FILES + _ZIP, (_ZIP,)) for n in (_DYADIC, _NATIONAL)), _official,
                "codebook only"),
        Edition("peacesciencer", "4.0", (1870, 2014), (from_peacesciencer("cow_trade_sy.csv"),), _states,
                "repackaged copy", tables=("state_years",)),
        Edition("peacesciencer-dyads", "4.0", (1870, 2014), (Resource(
            _REMOTE, how="in R: peacesciencer::download_extdata() fetches cow_trade_ddy.rds; "
            f"arrow::write_parquet(readRDS('cow_trade_ddy.rds'), '{_REMOTE}')"),), _dyads,
                "repackaged copy", tables=("dyad_years",),
                note="rounded to whole millions by its publisher: a 0 may be a small positive flow"),
    ),
)  # fmt: skip
