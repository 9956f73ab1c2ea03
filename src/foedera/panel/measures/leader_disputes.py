"""Disputes of leaders: whose state was in one while they were in office, and who began it.

A participation runs from its first to its last day; an unknown day is the first of the month at the start, the last at
the end (ASSUMPTION, as the data set itself has it). A leader is in a dispute in a year if he is in office on a day of
that year on which his state takes part; he has an onset if he is in office on its first day there. Pairs of leaders
come from the owner's own table of them.
"""

from __future__ import annotations

import polars as pl

from foedera.data.source import Source
from foedera.data.tidy import Opened
from foedera.panel.attach import gathered, within
from foedera.panel.measures.leaders import in_office
from foedera.panel.measures.sides import PREFIX, Initiation, initiated
from foedera.panel.membership import members_of
from foedera.panel.work import Work

__all__ = ["add_to_leaders"]

_OF_LEADERS = {
    "onset": "a dispute of the state began while the leader was in office, in the year",
    "ongoing": "the state was in a dispute while the leader was in office, in the year",
    "init_onset": "such an onset that the state initiated",
    "init_ongoing": "such a dispute that the state initiated",
}
_OF_PAIRS = {
    "onset": "a dispute of the two states began under the two leaders, in the year",
    "ongoing": "a dispute of the two states was under way under the two leaders, in the year",
    "init_1": "such a dispute that the first state initiated",
    "init_2": "such a dispute that the second state initiated",
}


def add_to_leaders(work: Work, source: Source, edition: str | None, initiation: Initiation) -> None:
    """Add onset, ongoing and initiation of disputes to leaders, or onset and ongoing to pairs of leaders.

    Parameters
    ----------
    work, source, edition : the panel of leader-years or leader-dyad-years, and the data set
    initiation : who counts as initiator; see :func:`foedera.panel.measures.sides.initiated`
    """
    if work.unit.dyadic:
        keys, meanings = ["obsid1", "obsid2", "year"], dict(_OF_PAIRS)
        table, opened = _pairs(work, source, edition, initiation)
        if not work.unit.directed:
            meanings = {n: m for n, m in meanings.items() if not n.startswith("init")}
    else:
        keys, meanings = ["obsid", "year"], dict(_OF_LEADERS)
        table, opened = _leaders(work, source, edition, initiation)
    prefix = PREFIX[source.id]
    numbered = table.select(*keys, _row=pl.int_range(pl.len(), dtype=pl.UInt32))
    found = work.frame(keys).join(numbered, on=keys, how="left", maintain_order="left")
    rows = found["_row"].fill_null(table.height)
    for column, meaning in meanings.items():
        name = f"{prefix}_{column}"
        fact = work.derived(name, "1", f"{meaning}, 0 or 1", opened, group=prefix, event=True)
        work.put(within(work, gathered(table[column], rows, 0), fact.covers), fact)


def _spells(participants: pl.DataFrame, initiation: Initiation) -> pl.DataFrame:
    """Return ccode, whether it initiated, and the first and last day of each participation."""
    month_end = pl.date("endyear", "endmon", 1).dt.month_end()
    first = pl.date("styear", "stmon", pl.col("stday").fill_null(1))
    last = pl.coalesce(pl.date("endyear", "endmon", "endday"), month_end)
    return participants.select("ccode", init=initiated(initiation), enter=first, leave=last).drop_nulls(
        ["enter", "leave"]
    )


def _terms(work: Work) -> pl.DataFrame:
    """Return Correlates of War number, obsid, year, and first and last day in office in it, of the panel's leaders."""
    bare = Work(work.unit, work.frame(work.keys), work.prefer)
    years = in_office(bare, members_of(bare), work.first, work.last)
    work.opened.update(bare.opened)
    if work.unit.system == "gw":
        from foedera.data.identity import convert

        found = convert(years["gwcode"], to="cow", of="gw", year=years["year"])
        years = years.with_columns(ccode=found.values.cast(pl.Int16)).drop_nulls("ccode")
    return years.select("ccode", "obsid", "year", **{"in": "start", "out": "end"})


def _leaders(
    work: Work, source: Source, edition: str | None, initiation: Initiation
) -> tuple[pl.DataFrame, Opened]:
    opened = work.open(source, "participants", edition)
    spells = _spells(opened.read(), initiation)
    terms = _terms(work)
    together = terms.join(spells, on="ccode").filter(
        (pl.col("in") <= pl.col("leave")) & (pl.col("out") >= pl.col("enter"))
    )
    begun = (pl.col("enter") >= pl.col("in")) & (pl.col("enter") <= pl.col("out"))
    onset = begun.cast(pl.Int8)
    return together.group_by("obsid", "year").agg(
        onset=onset.max(), ongoing=pl.lit(1, dtype=pl.Int8).max(),
        init_onset=(onset * pl.col("init")).max(), init_ongoing=pl.col("init").max(),
    ), opened  # fmt: skip


def _pairs(
    work: Work, source: Source, edition: str | None, initiation: Initiation
) -> tuple[pl.DataFrame, Opened]:
    """Return pairs of leaders by year from the owner's own table, several disputes made one by the highest value."""
    if all(t.name != "leader_dyad_years" for t in source.tables):
        raise work.unit.refuse(
            f"add('{source.id}')", "use 'gml.mid', whose owner tells the leaders of both sides"
        )
    opened = work.open(source, "leader_dyad_years", edition)
    rows = opened.read().drop_nulls(["obsid1", "obsid2"])
    names = {c: c.removeprefix("gmlmid") for c in rows.columns if c.startswith("gmlmid")}
    rows = rows.rename(names).with_columns(initiated(initiation, i).alias(f"init_{i}") for i in "12")
    events = pl.col("onset", "ongoing", "init_1", "init_2").max()
    return rows.group_by("obsid1", "obsid2", "year").agg(events), opened
