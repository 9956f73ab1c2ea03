"""Sanctions in the report: who imposes them and how they end, and whose income they cost."""

from __future__ import annotations

import numpy as np
import polars as pl

from foedera.data.codes import name_of
from foedera.report.blocks import Cell, Table
from foedera.report.brief import Brief
from foedera.report.numbers import count, number, percent

__all__ = ["income_lost", "sanctions_imposed"]

_MOST = 12


def sanctions_imposed(brief: Brief) -> list[Table]:
    """Return the table of sanctions by scenario; nothing where no scenario has any."""
    if not _any(brief):
        return []
    crisis = ["scenario", "replica", "crisis"]
    rows = brief.events.with_columns(pl.col("kind").cast(pl.String))
    senders = rows.filter(pl.col("kind") == "sanctioned").group_by(crisis).agg(
        pl.col("actor").n_unique().alias("members"), pl.col("days").min(), pl.col("value").mean().alias("by_body")
    )  # fmt: skip
    lifted = rows.filter(pl.col("kind") == "lifted").select(*crisis, how="value")
    found = senders.join(lifted, on=crisis, how="left").collect()
    body = []
    for option in brief.options:
        some = found.filter(pl.col("scenario") == option.id)
        ends = [some.filter(pl.col("how") == k).height for k in (1, 2)] + [some["how"].null_count()]
        cells = [count(some.height)]
        if some.height:
            shares = [percent(n / some.height) for n in ends]
            middle = [number(float(some[c].median()), 0) for c in ("members", "days")]  # type: ignore[arg-type]
            cells += [*middle, percent(float(some["by_body"].mean())), *shares]  # type: ignore[arg-type]
        cells += ["n/a"] * (7 - len(cells))
        body.append(
            [Cell(option.title, colour=brief.colours[option.id]), *(Cell(c, number=True) for c in cells)]
        )
    heads = ["in all futures", "median members", "median days to the first", "members whose body decided",
             "target gives in", "senders give up", "still in force"]  # fmt: skip
    note = (
        "Sanctions follow an attack on the states in focus by a state outside the judged pacts. A later attack by the "
        "same state while they last adds members and is not counted again."
    )
    return [
        Table(
            "Sanctions on the attackers",
            [Cell("scenario"), *(Cell(h, number=True) for h in heads)],
            body,
            note,
        )
    ]


def income_lost(brief: Brief) -> list[Table]:
    """Return the table of income lost to sanctions by state; nothing where no scenario has any."""
    if not _any(brief):
        return []
    lost, moved = (
        brief.outcomes[n].mean("replica") for n in ("state_sanction_loss", "state_sanction_transfer")
    )
    states = [str(s) for s in lost["state"].values]
    gdp = brief.world.array("gdp_busd").astype(float)
    share = {n: 100.0 * lost.sel(scenario=n).values / gdp for n in brief.ids}
    transfer = {n: 100.0 * moved.sel(scenario=n).values / gdp for n in brief.ids}
    most = np.max([np.abs(s) for s in share.values()], axis=0)
    order = [k for k in np.argsort(-most, kind="stable")[:_MOST] if most[k] > 0]
    heads = [Cell("state"), *(Cell(o.title, number=True, colour=brief.colours[o.id]) for o in brief.options)]
    body = [
        [Cell(name_of(states[k])), *(_cell(share[n][k], transfer[n][k]) for n in brief.ids)] for k in order
    ]
    note = (
        "Mean over futures, in per cent of a year's GDP over the whole run; below zero is a gain. In brackets what of "
        "it was received (+) or paid (-) in compensation. Read off one-sector response surfaces: they tell who pays "
        "more than whom, and not the level."
    )
    return [Table("Income lost to sanctions by state, net of compensation", heads, body, note)]


def _any(brief: Brief) -> bool:
    name = "sanctions"
    return name in brief.outcomes and bool((brief.outcomes[name] > 0).any())


def _cell(loss: float, received: float) -> Cell:
    paid = f" ({received:+.3f})" if abs(received) >= 0.0005 else ""
    return Cell(f"{number(float(loss), 3)}{paid}", number=True)
