"""Militarized interstate disputes on dyads, states and leaders: onset, ongoing, initiation, and their details."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foedera.core.errors import InputError
from foedera.data.source import Source
from foedera.data.tidy import Opened
from foedera.panel.attach import by_dyad, by_state, gathered, put_table, within
from foedera.panel.codes import in_system
from foedera.panel.measures.leader_disputes import add_to_leaders
from foedera.panel.measures.sides import PREFIX, Initiation, initiated
from foedera.panel.whittling import STANDARD, whittle
from foedera.panel.work import Fact, Work

__all__ = ["add", "dispute_years"]

_SIDES = ("sidea", "fatality", "fatalpre", "hiact", "hostlev", "orig")
_WHOLE = ("dispnum", "fatality", "hostlev", "recip", "mindur", "maxdur", "stmon")


def dispute_years(work: Work, source: Source, edition: str | None) -> tuple[pl.DataFrame, Opened]:
    """Return the directed dispute-years with onset and ongoing named alike in all data sets."""
    opened = work.open(source, "dyad_dispute_years", edition)
    frame = opened.read()
    names = {
        c: c.removeprefix("disp").removeprefix("mid")
        for c in frame.columns
        if c.endswith(("onset", "ongoing"))
    }
    return frame.rename(names), opened


def add(
    work: Work, source: Source, edition: str | None = None, *, keep: Sequence[str] | None = None,
    initiation: Initiation = "sidea-all-joiners", rules: Sequence[str] = STANDARD,
) -> None:  # fmt: skip
    """Add disputes of a data set of militarized disputes.

    Parameters
    ----------
    work, source, edition : the panel and the data set
    keep : details wanted beside onset and ongoing, without prefix: 'hostlev', 'recip'; None takes all
    initiation : who counts as initiator; see :func:`initiated`
    rules : how several disputes of a dyad and year become one; see :mod:`foedera.panel.whittling`

    Notes
    -----
    On leaders a dispute counts for those who were in office while their state was in it, an onset for those in office
    when the state entered; see :mod:`foedera.panel.measures.leader_disputes`.
    """
    if work.unit.leaders:
        add_to_leaders(work, source, edition, initiation)
    elif work.unit.dyadic:
        _dyads(work, source, edition, keep, initiation, rules)
    else:
        _states(work, source, edition, initiation)


def _dyads(
    work: Work, source: Source, edition: str | None, keep: Sequence[str] | None, initiation: Initiation,
    rules: Sequence[str],
) -> None:  # fmt: skip
    frame, opened = dispute_years(work, source, edition)
    kept, steps = whittle(frame, rules)
    prefix = PREFIX[source.id]
    work.notes += [f"{source.id} whittled by {s.rule}: {s.removed:,} removed, {s.rows:,} left" for s in steps]
    details = [n for n in _WHOLE if keep is None or n in keep]
    sided = [f"{n}{i}" for n in _SIDES for i in "12" if keep is None or n in keep]
    unknown = [n for n in keep or () if n not in (*_WHOLE, *_SIDES, "init")]
    if unknown:
        fix = "one of " + ", ".join(sorted({*_WHOLE, *_SIDES, "init"}))
        raise InputError(f"there is no detail '{unknown[0]}' of a dispute", where="panel.add(keep)", fix=fix)
    columns = {c.name: c for c in opened.table.columns}
    events = [
        (name, work.derived(f"{prefix}_{name}", "1", meaning, opened, group=prefix, event=True))
        for name, meaning in (
            ("onset", "a dispute of the two began in the year, 0 or 1"),
            ("ongoing", "a dispute of the two was under way in the year, 0 or 1"),
        )
    ]
    more = [
        (n, _detail(work, opened, f"{prefix}_{n}", columns[n].unit, columns[n].meaning, prefix))
        for n in details
    ]
    more += [
        (n, _detail(work, opened, f"{prefix}_{n[:-1]}_{n[-1]}", columns[n].unit, columns[n].meaning, prefix))
        for n in sided
    ]
    kept = kept.with_columns(initiated(initiation, i).alias(f"init{i}") for i in "12")
    if work.unit.directed and (keep is None or "init" in keep):
        more += [
            (
                f"init{i}",
                _detail(
                    work, opened, f"{prefix}_init_{i}", "1", f"state {i} initiated ({initiation})", prefix
                ),
            )
            for i in "12"
        ]
    held = in_system(work, kept, "ccode", ("1", "2"))
    rows = by_dyad(work, held, work.unit.code(""))
    put_table(work, held, rows, [*events, *more])


def _detail(work: Work, opened: Opened, name: str, unit: str, meaning: str, group: str) -> Fact:
    return work.derived(name, unit, f"{meaning}; of the dispute kept for the year", opened, group=group)


def _states(work: Work, source: Source, edition: str | None, initiation: Initiation) -> None:
    opened = work.open(source, "participants", edition)
    frame = opened.read()
    prefix = PREFIX[source.id]
    if "allmiss_leader_start" in frame.columns:
        known = (pl.col("allmiss_leader_start") == 0) & (pl.col("allmiss_leader_end") == 0)
        work.notes.append(
            f"{source.id}: {frame.filter(~known).height:,} participations without any leader left out"
        )
        frame = frame.filter(known)
    years = frame.with_columns(
        init=initiated(initiation),
        year=pl.int_ranges(pl.col("styear").cast(pl.Int64), pl.col("endyear").cast(pl.Int64) + 1),
    ).explode("year").with_columns(pl.col("year").cast(pl.Int16))  # fmt: skip
    begun = (pl.col("year") == pl.col("styear")).cast(pl.Int8)
    table = years.group_by("ccode", "year").agg(
        onset=begun.max(), ongoing=pl.lit(1, dtype=pl.Int8).max(),
        init_onset=(begun * pl.col("init")).max(), init_ongoing=pl.col("init").max(),
    )  # fmt: skip
    held = in_system(work, table, "ccode", ("",))
    rows = by_state(work, held, "", work.unit.code(""))
    meanings = {
        "onset": "the state entered a dispute in the year", "ongoing": "the state was in a dispute in the year",
        "init_onset": f"the state initiated a dispute in the year ({initiation})",
        "init_ongoing": f"a dispute that the state initiated was under way ({initiation})",
    }  # fmt: skip
    for name, meaning in meanings.items():
        fact = work.derived(f"{prefix}_{name}", "1", f"{meaning}, 0 or 1", opened, group=prefix, event=True)
        work.put(within(work, gathered(held[name], rows, 0), fact.covers), fact)
