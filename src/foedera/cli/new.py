"""``foedera new``: a commented study to start from."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from foedera.cli.parsing import Commands, command
from foedera.cli.printing import put
from foedera.core.errors import InputError, StoreError

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "Write a commented study to start from, without overwriting anything."
    parser = command(commands, "new", purpose, "foedera new my-question", work)
    parser.add_argument("name", metavar="NAME", help="short name of the study, also of the file")
    parser.add_argument(
        "--dir", metavar="DIR", type=Path, default=Path(), help="where to write it (default: here)"
    )


def work(args: argparse.Namespace) -> None:
    """Write the file, whole or not at all, and print its path."""
    from foedera.study import new_study

    text, path = new_study(args.name), args.dir / f"{args.name}.yaml"
    if path.exists():
        raise InputError("there is such a file already", where=str(path), fix="choose another NAME or --dir")
    if args.dir.exists() and not args.dir.is_dir():
        raise InputError("this is not a folder", where=str(args.dir), fix="give a folder as --dir")
    partial = path.with_suffix(".partial")
    try:
        args.dir.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        what = f"the study could not be written: {error.strerror or error}"
        raise StoreError(what, where=str(path), fix="choose another --dir, or free some space") from error
    put(str(path))
