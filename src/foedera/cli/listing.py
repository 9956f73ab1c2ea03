"""``foedera list``: the studies that ship with the package."""

from __future__ import annotations

import argparse

from foedera.cli.parsing import Commands, add_json, command
from foedera.cli.printing import put_json, put_table

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    add_json(command(commands, "list", "List the studies that ship with the package.", "foedera list", work))


def work(args: argparse.Namespace) -> None:
    """Print one line per study."""
    from foedera.study import studies

    table = studies()
    if args.json:
        put_json(table.to_dicts())
        return
    rows = [(s, t, str(n)) for s, t, n in table.select("study", "title", "reforms").iter_rows()]
    put_table(("study", "title", "reforms"), rows, numbers={2})
