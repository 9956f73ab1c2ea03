"""Strategic rivalries (thompson2021): whether two states are rivals and over what; how many rivals a state has."""

from __future__ import annotations

import polars as pl

from foedera.data.source import Source
from foedera.panel.attach import by_dyad, by_state, put_table, years_of_spells
from foedera.panel.codes import in_system
from foedera.panel.work import Work

__all__ = ["add"]

_EMPIRE, _EMPIRE_LAST, _REPUBLIC = 300, 1918, 305
"""The list goes on with Austria-Hungary's rivalries after its end; they are Austria's from then on."""

_TYPES = ("positional", "spatial", "ideological", "interventionary")


def add(work: Work, source: Source, edition: str | None = None) -> None:
    """Add ``rivalry`` and its kinds to dyads, the number of rivalries to states.

    Notes
    -----
    After the last year of the list nothing is known and the columns are null: a rivalry that had not ended by then
    is not carried on, and none is made up.
    """
    opened = work.open(source, "spells", edition)
    spells = opened.read()
    kinds = [t for t in _TYPES if t in spells.columns]
    flagged = spells.with_columns(
        pl.lit(1, dtype=pl.Int8).alias("rivalry"), *(pl.col(t).fill_null(0).cast(pl.Int8) for t in kinds)
    )
    years = years_of_spells(flagged.select("ccode1", "ccode2", "start", "end", "rivalry", *kinds))
    for code in ("ccode1", "ccode2"):
        heir = pl.when((pl.col(code) == _EMPIRE) & (pl.col("year") > _EMPIRE_LAST)).then(
            pl.lit(_REPUBLIC, dtype=pl.Int16)
        )
        years = years.with_columns(heir.otherwise(pl.col(code)).alias(code))
    if work.unit.dyadic:
        held = in_system(work, years, "ccode", ("1", "2"))
        facts = [("rivalry", work.derived("rivalry", "1", "strategic rivals, 0 or 1", opened, event=True))]
        facts += [
            (t, work.derived(t, "1", f"a rivalry of the {t} kind, 0 or 1", opened, event=True)) for t in kinds
        ]
        put_table(work, held, by_dyad(work, held, work.unit.code("")), facts)
        return
    counts = years.group_by("year", ccode="ccode1").agg(
        pl.col(t).sum().cast(pl.Int8).alias(f"n_{t}") for t in ("rivalry", *kinds)
    )
    held = in_system(work, counts, "ccode", ("",))
    facts = [
        (f"n_{t}", work.derived(f"n_{t}", "count", f"rivalries of the state, {t} kind" if t != "rivalry" else
                                "strategic rivalries of the state", opened, event=True))
        for t in ("rivalry", *kinds)
    ]  # fmt: skip
    put_table(work, held, by_state(work, held, "", work.unit.code("")), facts)
