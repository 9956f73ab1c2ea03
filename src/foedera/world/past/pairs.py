"""What lies between two states on a day: borders, rivalries, trade; and the wars under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from foedera.data.catalogue import source
from foedera.data.tidy import open_table
from foedera.panel import dyad_years
from foedera.panel.provenance import SourceRecord
from foedera.world.past.spells import on_day, record
from foedera.world.schema import WARS, dtype_of

__all__ = ["TRADE", "WARS_TO", "Pairs", "pairs", "wars"]

TRADE = (1870, 2014)
"""First and last year of the trade data."""

WARS_TO = 2007
"""Last year of the list of interstate wars."""

_LAND, _SEA = 1, (2, 5)
"""Kinds of direct contiguity: by land or river; across 12 to 400 statute miles of water."""

_ENDS = ["ccode1", "ccode2"]


@dataclass
class Pairs:
    """Ordered pairs of states with a border, a rivalry or trade.

    Parameters
    ----------
    frame : columns of ``world.schema.DYADS`` without distances, which follow from the capitals
    trade_year : the year of the trade figures, None before there are any
    without_trade : ordered pairs of states whose trade nobody reports
    records : the data sets used
    """

    frame: pl.DataFrame
    trade_year: int | None
    without_trade: int
    records: dict[str, SourceRecord]


def _trade_year(year: int) -> int | None:
    """Return of which year the trade of a world is: the year before, or the last there is; None before 1871."""
    return min(year - 1, TRADE[1]) if year > TRADE[0] else None


def _rivals_since(day: date) -> pl.DataFrame:
    """Return ccode1, ccode2 and rival_since for every rivalry under way on a day, both directions."""
    rows = on_day(open_table(source("rivalries.tss"), "spells"), day)
    first = pl.col("start").dt.year().min().cast(pl.Int64).alias("rival_since")
    return rows.group_by(_ENDS, maintain_order=True).agg(first).with_columns(rival=pl.lit(True))


def pairs(day: date, codes: Mapping[int, str]) -> Pairs:
    """Return the pairs of a world.

    Parameters
    ----------
    day : 1 January
    codes : state number to ISO3 or house code
    """
    records = {n: record(n, t) for n, t in (("cow.contiguity", "dyad_spells"), ("rivalries.tss", "spells"))}
    touching = on_day(open_table(source("cow.contiguity"), "dyad_spells"), day).select(
        *_ENDS, land_border=pl.col("conttype") == _LAND, sea_border=pl.col("conttype").is_between(*_SEA)
    ).group_by(_ENDS, maintain_order=True).agg(pl.col("land_border").any(), pl.col("sea_border").any())  # fmt: skip
    touching = touching.with_columns(sea_border=pl.col("sea_border") & ~pl.col("land_border"))
    when, absent = _trade_year(day.year), 0
    frame = touching.join(_rivals_since(day), on=_ENDS, how="full", coalesce=True)
    if when is not None:
        made = dyad_years(when, when).add("cow.trade", keep=["flow1", "flow2"]).collect()
        records |= {r.id: r for r in made.provenance.sources}
        inside = made.data.filter(pl.col(e).is_in(list(codes)) for e in _ENDS)
        known = inside.drop_nulls(["flow1", "flow2"])
        absent = len(codes) * (len(codes) - 1) - known.height
        frame = frame.join(_shares(known), on=_ENDS, how="full", coalesce=True)
    frame = frame.filter(pl.col(e).is_in(list(codes)) for e in _ENDS).with_columns(
        pl.col("land_border", "sea_border", "rival").fill_null(False), pl.col("rival_since").fill_null(0)
    )
    names = {e: pl.col(e).replace_strict(dict(codes), return_dtype=pl.String) for e in _ENDS}
    return Pairs(
        frame.with_columns(from_state=names["ccode1"], to_state=names["ccode2"]).drop(_ENDS)
        .sort("from_state", "to_state"),
        when, absent, records,
    )  # fmt: skip


def _shares(known: pl.DataFrame) -> pl.DataFrame:
    """Return exports of the first state [musd] and the pair's share in its trade with the set."""
    both = pl.col("flow1") + pl.col("flow2")
    total = both.sum().over("ccode1")
    share = pl.when(total > 0).then(both / total).otherwise(0.0)
    # flow2 is what the second imports from the first
    rows = known.select(*_ENDS, trade_musd="flow2", trade_share=share)
    return rows.filter(pl.col("trade_share") > 0)


def wars(day: date, codes: Mapping[int, str]) -> pl.DataFrame:
    """Return the interstate wars in which states of the world fight each other on a day.

    Those that took part longest stand first on their side; a war of which one side is not in the world is left out.
    """
    rows = open_table(source("cow.wars.inter"), "participants").read()
    spells = pl.concat(
        rows.select("warnum", "ccode", "side", "initiator", start=f"start{i}", end=f"end{i}") for i in "12"
    )
    under_way = spells.filter(pl.col("start") < day, pl.col("end") >= day, pl.col("ccode").is_in(list(codes)))
    found = []
    for (_,), war in under_way.sort("warnum", "start", "ccode").group_by("warnum", maintain_order=True):
        began = war.filter(pl.col("initiator") == 1)
        first = began["side"][0] if began.height else 1
        sides = [
            [codes[c] for c in war.filter((pl.col("side") == first) == own)["ccode"]] for own in (True, False)
        ]
        if all(sides):
            found.append(
                (";".join(sides[0]), ";".join(sides[1]), war["start"].min(), "cow.wars.inter", "found")
            )
    return pl.DataFrame(found, schema={c.name: dtype_of(c.kind) for c in WARS}, orient="row")
