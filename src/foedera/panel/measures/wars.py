"""Wars and armed conflicts: inter-state wars on dyads, intra-state wars and UCDP conflicts on states."""

from __future__ import annotations

from typing import Literal

import polars as pl

from foedera.core.errors import InputError
from foedera.data.source import Source
from foedera.panel.attach import by_dyad, by_state, put_table
from foedera.panel.codes import in_system
from foedera.panel.work import Work

__all__ = ["add_armed_conflict", "add_inter", "add_intra"]

_INTER = ("warnum", "sidea", "initiator", "outcome", "batdeath", "resume")


def add_inter(work: Work, source: Source, edition: str | None = None) -> None:
    """Add inter-state wars to dyads: onset, ongoing, and the sides' details, each beginning with ``cowwar_``.

    Notes
    -----
    Of two wars of a dyad in one year the one that began in it is kept, then the bloodier, then the lower number.
    """
    if not work.unit.dyadic:
        raise work.unit.refuse("add('cow.wars.inter')", "use panel.dyad_years(...)")
    opened = work.open(source, "dyad_years", edition)
    frame = opened.read()
    deaths = pl.col("batdeath1").fill_null(0) + pl.col("batdeath2").fill_null(0)
    kept = (
        frame.with_columns(_deaths=deaths)
        .sort("cowinteronset", "_deaths", "warnum", descending=[True, True, False])
        .unique(["ccode1", "ccode2", "year"], keep="first", maintain_order=True)
    )
    if kept.height < frame.height:
        work.notes.append(
            f"{source.id}: {frame.height - kept.height:,} second wars of a dyad and year left out"
        )
    held = in_system(work, kept, "ccode", ("1", "2"))
    columns = {c.name: c for c in opened.table.columns}
    facts = [
        (
            n,
            work.derived(
                n.replace("cowinter", "cowwar_"), "1", columns[n].meaning, opened, group="cowwar", event=True
            ),
        )
        for n in ("cowinteronset", "cowinterongoing")
    ]
    for name in _INTER:
        sided = [f"{name}{i}" for i in "12"] if f"{name}1" in columns else [name]
        for one in sided:
            label = f"cowwar_{name}_{one[-1]}" if one != name else f"cowwar_{name}"
            facts.append(
                (one, work.derived(label, columns[one].unit, columns[one].meaning, opened, group="cowwar"))
            )
    put_table(work, held, by_dyad(work, held, work.unit.code("")), facts)


def add_intra(work: Work, source: Source, edition: str | None = None) -> None:
    """Add intra-state wars to states: ``cowintra_onset``, ``cowintra_ongoing``, ``cowintra_wars`` (numbers, joined).

    Notes
    -----
    Only a state's own wars count, not those of others that it joined.
    """
    if work.unit.dyadic:
        raise work.unit.refuse("add('cow.wars.intra')", "use panel.state_years(...)")
    opened = work.open(source, "state_years", edition)
    frame = opened.read().filter(pl.col("own") == 1)
    table = frame.group_by("ccode", "year").agg(
        onset=pl.col("onset").max(), ongoing=pl.col("ongoing").max(),
        wars=pl.col("warnum").unique().sort().cast(pl.String).str.join("; "),
    )  # fmt: skip
    held = in_system(work, table, "ccode", ("",))
    facts = [
        (name, work.derived(f"cowintra_{name}", unit, meaning, opened, group="cowintra", event=unit == "1"))
        for name, unit, meaning in (
            ("onset", "1", "an intra-state war of the state began, 0 or 1"),
            ("ongoing", "1", "an intra-state war of the state was under way, 0 or 1"),
            ("wars", "code", "numbers of the wars, joined by '; '"),
        )
    ]
    put_table(work, held, by_state(work, held, "", work.unit.code("")), facts)


def add_armed_conflict(
    work: Work, source: Source, edition: str | None = None, *,
    kinds: tuple[Literal["extrasystemic", "interstate", "intrastate", "internationalised intrastate"], ...] = (
        "intrastate", "internationalised intrastate"),
    only_wars: bool = False,
) -> None:  # fmt: skip
    """Add UCDP/PRIO armed conflicts to states: ``ucdp_`` and ongoing, onset, intensity, conflicts.

    Parameters
    ----------
    work, source, edition : the panel and the data set
    kinds : types of conflict that count
    only_wars : only conflict-years of at least 1,000 battle deaths

    Notes
    -----
    The states of a conflict are those on its side A. An onset is the first year of an episode: one that the conflict
    was not active in the year before.
    """
    if work.unit.dyadic:
        raise work.unit.refuse("add('ucdp.acd')", "use panel.state_years(..., system='gw')")
    numbers = {"extrasystemic": 1, "interstate": 2, "intrastate": 3, "internationalised intrastate": 4}
    for kind in kinds:
        if kind not in numbers:
            fix = "one of " + ", ".join(numbers)
            raise InputError(
                f"there is no type of conflict '{kind}'", where="panel.add('ucdp.acd', kinds)", fix=fix
            )
    opened = work.open(source, "conflict_years", edition)
    frame = opened.read().filter(pl.col("type_of_conflict").is_in([numbers[k] for k in kinds]))
    if only_wars:
        frame = frame.filter(pl.col("intensity_level") == 2)
    states = frame.with_columns(gwcode=pl.col("gwno_a").str.split(",")).explode("gwcode")
    states = states.with_columns(pl.col("gwcode").str.strip_chars().cast(pl.Int16)).drop_nulls("gwcode")
    before = (
        states.select("conflict_id", "gwcode", pl.col("year") + 1).unique().with_columns(went_on=pl.lit(True))
    )
    states = states.join(before, on=["conflict_id", "gwcode", "year"], how="left")
    table = states.group_by("gwcode", "year").agg(
        ongoing=pl.lit(1, dtype=pl.Int8).max(), onset=pl.col("went_on").is_null().any().cast(pl.Int8),
        intensity=pl.col("intensity_level").max(),
        conflicts=pl.col("conflict_id").unique().sort().cast(pl.String).str.join("; "),
    )  # fmt: skip
    held = in_system(work, table, "gwcode", ("",))
    facts = [
        (name, work.derived(f"ucdp_{name}", unit, meaning, opened, group="ucdp", event=event))
        for name, unit, meaning, event in (
            ("ongoing", "1", "an armed conflict of the state was active, 0 or 1", True),
            ("onset", "1", "an armed conflict began or came back, 0 or 1", True),
            (
                "intensity",
                "code",
                "highest intensity: 1 from 25, 2 from 1,000 battle deaths in the year",
                False,
            ),
            ("conflicts", "code", "numbers of the conflicts, joined by '; '", False),
        )
    ]
    put_table(work, held, by_state(work, held, "", work.unit.code("")), facts)
