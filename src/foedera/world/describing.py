"""A world in words, and as a table for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from foedera.world.schema import ESTIMATED

if TYPE_CHECKING:
    from foedera.world.world import World

__all__ = ["html", "summary"]

_SHOWN = 10


def summary(world: World) -> str:
    """Return a few lines of plain text: states, figures by status, capabilities, borders, rivalries, wars."""
    lines = [f"World '{world.name}', {world.year}: {world.states.height} states."]
    lines += [_figures(world), _gaps(world), _strongest(world), _pairs(world), _wars(world)]
    return "\n".join(line for line in lines if line)


def _figures(world: World) -> str:
    own = world.facts.filter(~pl.col("iso3").is_in(["*"]))
    if not own.height:
        return "Figures without sources."
    counts = dict(own.group_by("status").len().rows())
    words = ", ".join(f"{counts[s]:,} {s}" for s in ("found", "derived", "recalled") if s in counts)
    return (
        f"Figures with a source of their own: {own.height:,} ({words}), from {world.sources.height} sources."
    )


def _gaps(world: World) -> str:
    """Return which states are left out, and how many figures are estimated because no source has them."""
    facts = world.facts
    guessed = facts.filter(pl.col("note").str.contains(f"{ESTIMATED}:"), pl.col("iso3") != "*")
    words = [f"{name} of {n}" for name, n in guessed.group_by("variable").len().sort("variable").rows()]
    out = [
        f"{code} ({why})" for code, why in facts.filter(variable="left_out").select("iso3", "value").rows()
    ]
    parts = ["Estimated, as no source has them: " + ", ".join(words) + "."] if words else []
    parts += ["Left out: " + ", ".join(out) + "."] if out else []
    return " ".join(parts)


def _strongest(world: World) -> str:
    top = world.states.sort("capability", descending=True).head(5)
    words = ", ".join(f"{code} {share:.1%}" for code, share in top.select("iso3", "capability").rows())
    majors = world.states.filter(pl.col("major"))["iso3"].to_list()
    return f"Capabilities: {words}." + (f" Major powers: {', '.join(majors)}." if majors else "")


def _pairs(world: World) -> str:
    land, sea, rival = (int(np.triu(world.array(v), 1).sum()) for v in ("land_border", "sea_border", "rival"))
    return f"Pairs: {land} with a land border, {sea} across at most 644 km of sea, {rival} rivalries."


def _wars(world: World) -> str:
    wars = world.wars.select("side_a", "side_b", "since").rows()
    return (
        "Wars under way: " + "; ".join(f"{a} - {b} since {since}" for a, b, since in wars) + "."
        if wars
        else ""
    )


def html(world: World) -> str:
    """Return a compact HTML table of the strongest states under the summary's first line."""
    columns = {
        "iso3": ("state", "{}"),
        "name": ("name", "{}"),
        "population": ("population, million", "{:,.1f}"),
        "gdp_busd": ("GDP, US$ bn", "{:,.0f}"),
        "milex_busd": ("military, US$ bn", "{:,.1f}"),
        "capability": ("capability, %", "{:.1f}"),
        "polyarchy": ("polyarchy", "{:.2f}"),
    }
    scale = {"population": 1e-6, "capability": 100.0}
    head = "".join(f"<th>{title}</th>" for title, _ in columns.values())
    top = world.states.sort("capability", descending=True).head(_SHOWN)
    body = ""
    for row in top.select(list(columns)).iter_rows(named=True):
        cells = (form.format(_scaled(row[n], scale.get(n))) for n, (_, form) in columns.items())
        body += "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    rest = world.states.height - top.height
    note = f"<p>and {rest} more; {escape(_pairs(world))}</p>" if rest else f"<p>{escape(_pairs(world))}</p>"
    title = escape(f"World '{world.name}', {world.year}: {world.states.height} states")
    return (
        f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
    )


def _scaled(value: str | float, factor: float | None) -> str | float:
    return value * factor if factor is not None and not isinstance(value, str) else value
