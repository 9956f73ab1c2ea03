"""Distribution of Military Capabilities: how many weapons of each of 69 kinds a state has, by year."""

from __future__ import annotations

import polars as pl

from foedera.core.errors import InputError
from foedera.data.raw import Raw, shape
from foedera.data.source import Edition, Source
from foedera.data.sources.common import on_github, state_year_keys
from foedera.data.tables import Column, Table

COUNTS = Table(
    "counts", "cell",
    (
        *state_year_keys("cow"),
        Column("system", "text", "code", "class and kind of weapon, 'class_kind' as the owner writes it", "key"),
        Column("count", "float", "items", "weapons held, three counts end in a half; null where the Military "
               "Balance names them without a number", missing=("NA",)),
    ),
)  # fmt: skip

_FILE = "rDMC_wide_v1.csv"
_KEYS = ["ccode", "year"]
_LABELS = ("", "country", "stateabb", *_KEYS)


def _read(raw: Raw) -> dict[str, pl.DataFrame]:
    frame, where = raw.csv(_FILE, _KEYS), raw.where(_FILE)
    kinds = [c for c in frame.columns if c not in _LABELS]
    if not kinds or not all("_" in c for c in kinds):
        odd = next((c for c in kinds if "_" not in c), "none")
        raise InputError(
            f"'{odd}' is no class and kind of weapon", where=where, fix="use the owner's wide table"
        )
    long = frame.unpivot(on=kinds, index=_KEYS, variable_name="system", value_name="count")
    return {"counts": shape(long, COUNTS, where).sort("ccode", "year", "system")}


SOURCE = Source(
    id="rdmc",
    title="Distribution of Military Capabilities",
    cites=("gannon2023",),
    licence="MIT repository; the counts come from the Military Balance of the IISS",
    home="https://github.com/jandresgannon/rDMC",
    tables=(COUNTS,),
    editions=(
        Edition("1", "1", (1970, 2014), (on_github(
            "jandresgannon/rDMC", "b680b9c0abc245bdeddd140d1f215ea60fdef1cd", "data/" + _FILE),), _read),
    ),
)  # fmt: skip
