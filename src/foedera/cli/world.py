"""``foedera world``: one moment of the international system, state by state, with its sources."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedera.cli.parsing import Commands, Parser, add_json, command, group
from foedera.cli.printing import put, put_json, put_table, put_wrapped

if TYPE_CHECKING:
    import polars as pl

    from foedera.world import World

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the group."""
    purpose = "Look at the world that studies start from, and take it out."
    inner = group(commands, "world", purpose, "foedera world show EST")
    purpose = "Show what is known of a state, each figure with its source if wanted."
    shown = command(inner, "show", purpose, "foedera world show EST --sources", show)
    shown.add_argument("state", metavar="ISO3", help="three letters, such as EST")
    shown.add_argument("--sources", action="store_true", help="every figure with year, status and source")
    purpose = "Describe a world: its states, strongest powers, borders, rivalries and wars."
    described = command(inner, "describe", purpose, "foedera world describe", describe)
    for one in (shown, described):
        _add_world(one)
        add_json(one)
    purpose = "Write a world into a folder of tables, to be changed and used in a study."
    exported = command(inner, "export", purpose, "foedera world export my-world", export)
    exported.add_argument("folder", metavar="DIR", type=Path, help="a new folder")
    exported.add_argument(
        "--format", choices=("csv", "parquet"), default="csv", help="csv (default) or parquet"
    )
    _add_world(exported)


def _add_world(parser: Parser) -> None:
    text = "a folder, or 'panel 1914' for the world of a year made of data sets (default: the shipped one)"
    parser.add_argument("--world", metavar="WORLD", help=text)


def _world(args: argparse.Namespace) -> World:
    from foedera.world.called import REFERENCE, world_called

    return world_called(args.world or REFERENCE, Path(), where="--world")


def show(args: argparse.Namespace) -> None:
    """Print a state's figures."""
    import polars as pl

    world = _world(args)
    row = world.states.row(world.index(args.state), named=True)
    facts = world.state_facts(args.state)
    if args.json:
        put_json({"world": world.name, "year": world.year, "state": row, "neighbours": _neighbours(world, args.state),
                  "facts": facts.to_dicts()})  # fmt: skip
        return
    put(f"{row['name']} ({args.state}) in world '{world.name}', {world.year}")
    put()
    _put_state(row)
    put()
    for name, codes in _neighbours(world, args.state).items():
        put_wrapped(f"{name}: {', '.join(codes) or 'none'}", indent="    ")
    if args.sources:
        put()
        _put_facts(facts.sort(pl.col("partner") != "", "variable", "partner", maintain_order=True), world)


def _put_state(row: dict[str, Any]) -> None:
    from foedera.world.schema import STATES

    known = {c.name: c for c in STATES}
    rows = []
    for name, value in row.items():
        if name in ("iso3", "name") or value in (None, ""):
            continue
        about = known.get(name)
        unit = about.unit if about and about.unit not in ("name", "true/false", "1") else ""
        rows.append((name, _text(value), unit, about.meaning if about else ""))
    put_table(("figure", "value", "unit", "meaning"), rows, numbers={1})


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)


def _neighbours(world: World, state: str) -> dict[str, list[str]]:
    """Return the codes of the states with a land border, across the sea, rivals, and at war."""
    place = world.index(state)
    found = {}
    for variable, words in (
        ("land_border", "land borders"),
        ("sea_border", "across the sea"),
        ("rival", "rivals"),
    ):
        array = world.array(variable)[place] if variable in world.dyads else []
        found[words] = [code for code, is_one in zip(world.iso3, array) if is_one]
    sides = [(a.split(";"), b.split(";")) for a, b in world.wars.select("side_a", "side_b").rows()]
    found["at war with"] = [
        code for a, b in sides for own, other in ((a, b), (b, a)) if state in own for code in other
    ]
    return found


def _put_facts(facts: pl.DataFrame, world: World) -> None:
    cells = [
        (f"{variable} {iso3}-{partner}" if partner else variable, value, unit, year, status, source)
        for iso3, partner, variable, value, unit, year, source, status in facts.select(
            "iso3", "partner", "variable", "value", "unit", "year", "source", "status"
        ).iter_rows()
    ]
    put_table(
        ("figure", "value", "unit", "year", "status", "source"), cells, title="Where the figures come from"
    )
    put()
    used = set(facts["source"].to_list())
    for key, citation, licence in world.sources.select("key", "citation", "licence").iter_rows():
        if key in used:
            put_wrapped(f"{citation}{f' ({licence})' if licence else ''}", first=f"{key}: ", indent="    ")


def describe(args: argparse.Namespace) -> None:
    """Print a world in a few lines."""
    world = _world(args)
    if args.json:
        put_json({"world": world.name, "year": world.year, "digest": world.digest(), "states": world.states.to_dicts(),
                  "wars": world.wars.to_dicts(), "sources": world.sources.to_dicts()})  # fmt: skip
        return
    for line in world.describe().splitlines():
        put_wrapped(line, indent="    ")


def export(args: argparse.Namespace) -> None:
    """Write the world and print the folder."""
    put(str(_world(args).to_folder(args.folder, args.format)))
